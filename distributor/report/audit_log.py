"""The log of actions as people read it: narrowed, a page at a time, and whole for a table of theirs. Reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from distributor.calendar.period import midnight
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
    "letterhead": "Đổi thể thức báo cáo",
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
    "record": "Ghi âm lời đọc",
    "answer": "Trả lời về tin",
    "move": "Chuyển giờ đăng",
    "times.pin": "Ghim giờ đăng",
    "times.refuse": "Loại một giờ đăng",
    "times.off": "Tắt gợi ý giờ đăng",
    "times.take_back": "Bỏ lựa chọn về giờ đăng",
    "propose": "Đề nghị đính chính",
    "correct": "Duyệt đính chính",
    "dismiss": "Giữ nguyên bài",
    "hand_over": "Ghi nhận đăng tay",
    "hold": "Tạm dừng",
    "lift": "Bỏ tạm dừng",
    "connect": "Kết nối tài khoản kênh",
    "paste": "Dán liên kết",
    "import_acts": "Nhập danh mục văn bản",
    "write": "Viết bài mới",
    "edit": "Sửa chữ của bài",
    "import": "Nhập từ tệp",
    "return": "Trả lại bài",
    "undo_return": "Rút lại lượt trả lại",
    "resubmit": "Gửi duyệt lại",
    "comment": "Góp ý bài",
    "take_back": "Rút lượt duyệt của mình",
    "rules": "Đổi quy tắc duyệt",
    "delegate": "Ủy quyền duyệt",
    "withdraw_delegation": "Rút ủy quyền duyệt",
    "offer": "Mời đăng bài dùng chung",
    "withdraw_offer": "Rút lời mời",
    "accept": "Nhận bài dùng chung",
    "decline": "Từ chối bài dùng chung",
    "undo_decline": "Xem lại lời mời đã từ chối",
    "accept_in_advance": "Nhận trước bài dùng chung",
    "withdraw_in_advance": "Rút việc nhận trước",
    "campaign.create": "Lập chiến dịch",
    "campaign.change": "Sửa chiến dịch",
    "campaign.start": "Bắt đầu chiến dịch",
    "campaign.pause": "Tạm dừng chiến dịch",
    "campaign.resume": "Cho chiến dịch chạy tiếp",
    "campaign.end": "Kết thúc chiến dịch",
    "campaign.approve": "Cho phê duyệt sẵn",
    "campaign.withdraw_approval": "Rút phê duyệt sẵn",
    "case.take": "Nhận vụ việc",
    "case.give": "Giao vụ việc",
    "case.note": "Ghi chú vụ việc",
    "case.reply": "Trả lời người dân",
    "case.resolve": "Xác nhận kết quả trả lời",
    "case.transfer": "Chuyển vụ việc",
    "case.close": "Đóng vụ việc",
    "case.reopen": "Mở lại vụ việc",
    "case.hide": "Ẩn bình luận",
    "case.unhide": "Hiện lại bình luận",
    "speaker.name": "Chỉ định người phát ngôn",
    "speaker.end": "Kết thúc việc phát ngôn",
    "saved_reply.save": "Lưu mẫu trả lời",
    "saved_reply.remove": "Xóa mẫu trả lời",
    "saved_reply.restore": "Khôi phục mẫu trả lời",
    "check": "Kiểm tra tài khoản kênh",
    "pause": "Tạm dừng tài khoản kênh",
    "resume": "Cho tài khoản kênh hoạt động lại",
    "configure": "Đổi thiết lập tài khoản kênh",
    "audience": "Đổi danh sách nhận tin",
    "see_number": "Xem số điện thoại",
    "webhook": "Đổi webhook",
    "add_source": "Thêm nguồn tin",
    "change_source": "Sửa nguồn tin",
    "read_source": "Đọc nguồn tin ngay",
    "rest_source": "Ngừng đọc nguồn tin",
    "take_up_source": "Bật lại nguồn tin",
    "mail_report": "Lập lịch gửi báo cáo",
    "end_mail_report": "Dừng lịch gửi báo cáo",
    "mail_report_again": "Gửi lại báo cáo",
}
"""What the log calls an action; one without a label is shown as it is."""

SUBJECT_LABELS: dict[str, str] = {
    "post": "bài",
    "item": "tin",
    "law": "sổ văn bản",
    "staff": "người dùng",
    "unit": "đơn vị",
    "key": "khóa API",
    "hold": "lệnh tạm dừng",
    "account": "tài khoản kênh",
    "source": "nguồn tin",
    "broadcast": "đợt gửi tin",
    "audience": "danh sách nhận tin",
    "subscriber": "thuê bao",
    "campaign": "chiến dịch",
    "case": "vụ việc",
    "saved_reply": "mẫu trả lời",
    "spokesperson": "người phát ngôn",
    "delegation": "ủy quyền",
    "offer": "lời mời",
    "offer_answer": "trả lời lời mời",
    "pre_acceptance": "việc nhận trước",
    "webhook": "webhook",
    "report_schedule": "lịch gửi báo cáo",
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
        conditions.append(col(AuditEntry.at) >= midnight(narrowed.since))
    if narrowed.until:
        conditions.append(col(AuditEntry.at) < midnight(narrowed.until + timedelta(days=1)))
    return conditions
