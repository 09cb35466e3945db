"""The log of actions as people read it: narrowed, a page at a time, and whole for a table of theirs. Reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from distributor.clock import VIETNAM
from distributor.models import AuditEntry

PAGE_SIZE = 50
AT_ONCE = 1000

ACTION_LABELS: dict[str, str] = {
    "sign_in": "Đăng nhập",
    "sign_in_refused": "Đăng nhập bị từ chối",
    "sign_out": "Đăng xuất",
    "end_sessions": "Đăng xuất thiết bị",
    "password": "Đổi mật khẩu",
    "second_step": "Bật xác minh hai bước",
    "second_step_off": "Tắt xác minh hai bước",
    "recovery_codes": "Tạo mã dự phòng mới",
    "add_person": "Thêm người dùng",
    "change_person": "Sửa người dùng",
    "disable_person": "Khóa người dùng",
    "enable_person": "Mở khóa người dùng",
    "first_password": "Cấp mật khẩu mới",
    "reset_second_step": "Bỏ xác minh hai bước của người dùng",
    "add_unit": "Thêm đơn vị",
    "rename_unit": "Đổi tên đơn vị",
    "merge_unit": "Sáp nhập đơn vị",
    "settings": "Đổi cài đặt",
    "make_key": "Tạo khóa API",
    "revoke_key": "Thu hồi khóa API",
    "approve": "Duyệt bài",
    "skip": "Bỏ qua bài",
    "restore": "Khôi phục bài",
    "recall": "Rút lại lượt duyệt",
    "redo": "Soạn lại bài",
    "retry": "Gửi lại bài",
    "cancel": "Hủy bài",
    "resolve": "Xác nhận kết quả gửi",
    "take": "Nhận tin",
    "answer": "Trả lời về tin",
    "move": "Chuyển giờ đăng",
    "propose": "Đề nghị đính chính",
    "correct": "Duyệt đính chính",
    "dismiss": "Giữ nguyên bài",
    "hand_over": "Ghi nhận đăng tay",
    "hold": "Tạm dừng",
    "lift": "Bỏ tạm dừng",
    "connect": "Kết nối tài khoản kênh",
    "paste": "Dán liên kết",
}
"""What the log calls an action; one without a label is shown as it is."""

SUBJECT_LABELS: dict[str, str] = {
    "post": "bài",
    "item": "tin",
    "staff": "người dùng",
    "unit": "đơn vị",
    "key": "khóa API",
    "hold": "lệnh tạm dừng",
    "account": "tài khoản kênh",
    "source": "nguồn tin",
    "broadcast": "đợt gửi tin",
}


@dataclass(frozen=True)
class AuditFilter:
    """Empty parts narrow nothing. `since` and `until`: days in Vietnam, both included."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AuditPage:
    rows: Sequence[AuditEntry]
    older: bool
    """Whether there is a page after this one. A log is not counted: it only grows."""


def audit_page(
    session: Session, unit_ids: Sequence[int], narrowed: AuditFilter, *, whole_province: bool, page: int
) -> AuditPage:
    """The newest first. `whole_province`: also what belongs to no unit, such as a sign-in under an unknown name."""
    statement = (
        select(AuditEntry)
        .where(*_conditions(unit_ids, narrowed, whole_province=whole_province))
        .order_by(col(AuditEntry.id).desc())
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = session.exec(statement).all()
    return AuditPage(rows[:PAGE_SIZE], len(rows) > PAGE_SIZE)


def audit_rows(
    session: Session, unit_ids: Sequence[int], narrowed: AuditFilter, *, whole_province: bool
) -> Iterator[AuditEntry]:
    """All of them, the newest first, read in parts."""
    conditions = _conditions(unit_ids, narrowed, whole_province=whole_province)
    before: int | None = None
    while True:
        statement = select(AuditEntry).where(*conditions)
        if before is not None:
            statement = statement.where(col(AuditEntry.id) < before)
        rows = session.exec(statement.order_by(col(AuditEntry.id).desc()).limit(AT_ONCE)).all()
        if not rows:
            return
        yield from rows
        before = rows[-1].id
        session.expunge_all()


def _conditions(unit_ids: Sequence[int], narrowed: AuditFilter, *, whole_province: bool) -> list[ColumnElement[bool]]:
    theirs: ColumnElement[bool] = col(AuditEntry.unit_id).in_(unit_ids)
    conditions = [or_(theirs, col(AuditEntry.unit_id).is_(None)) if whole_province else theirs]
    if narrowed.actor:
        conditions.append(col(AuditEntry.actor) == narrowed.actor)
    if narrowed.action:
        conditions.append(col(AuditEntry.action) == narrowed.action)
    if narrowed.subject:
        conditions.append(col(AuditEntry.subject) == narrowed.subject)
    if narrowed.since:
        conditions.append(col(AuditEntry.at) >= _midnight(narrowed.since))
    if narrowed.until:
        conditions.append(col(AuditEntry.at) < _midnight(narrowed.until + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
