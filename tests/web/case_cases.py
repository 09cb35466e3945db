"""Citizens' cases in the filled province, with a spokesperson, a delegate and people of every role."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from distributor.media.store import MediaStore
from distributor.models import Account, Case, CaseMessage, CaseState, Post, PostState, SavedReply, Spokesperson, Staff
from tests.web.desk_cases import LOGINS, fill_desk
from tests.web.province import NOON, Province, identity

SCRIPT = "<script>alert(1)</script> Thửa đất của tôi 40 m² có tách được không? Gọi tôi 0912 345 678."
EMOJI = "😀" * 10_000
SPEAKER, OTHER = "duyet", "soan"
"""The spokesperson; one whose role could reply and who is not named."""


@dataclass
class Cases:
    """`asked`: two comments of one person, one of them changed. `late`: nobody's, overdue. `communes`: of another unit."""

    asked: int
    first: int
    second: int
    late: int
    closed: int
    communes: int


def fill_cases(session: Session, province: Province, store: MediaStore) -> Cases:
    fill_desk(session, province, store)
    return add_cases(session, province)


def add_cases(session: Session, province: Province) -> Cases:
    """Where the desk is filled."""
    speaker = staff_of(session, SPEAKER)
    session.add(
        Spokesperson(
            unit_id=province.unit_id,
            staff_id=identity(speaker.id),
            basis="Quyết định 12/QĐ-STP ngày 02/01/2026",
            valid_from=date(2026, 1, 2),
            named_by="tran.ha",
            named_at=NOON,
        )
    )
    session.add(
        SavedReply(
            unit_id=province.unit_id,
            title="Mời xem văn bản",
            text="{don_vi} cảm ơn câu hỏi. Mời ông/bà xem {lien_ket}.",
            changed_by="tran.ha",
            changed_at=NOON,
        )
    )
    post = session.get_one(Post, province.posts[PostState.PUBLISHED])
    session.flush()
    asked = new_case(session, province, post, hours=6)
    first = new_message(
        session, asked, "Tách thửa đất ở tại xã cần bao nhiêu m² ạ?", "Trần Văn Mẫu", 50, earlier="Tách thửa?"
    )
    second = new_message(session, asked, SCRIPT, "Trần Văn Mẫu", 20)
    late = new_case(session, province, post, hours=-3)
    new_message(session, late, EMOJI, "<b>Lê Thị Thử</b>", 400)
    closed = new_case(session, province, post, state=CaseState.CLOSED)
    new_message(session, closed, "Cảm ơn Sở nhiều!", "Ngô Thị Ví Dụ", 900)
    commune = Case(
        unit_id=province.commune_id,
        account_id=province.commune_account,
        opened_at=NOON,
        last_at=NOON,
        due_at=NOON + timedelta(hours=8),
    )
    session.add(commune)
    session.flush()
    new_message(session, commune, "Xã ơi bao giờ có chứng thực lưu động?", "Phạm Văn Thí Dụ", 30)
    return Cases(identity(asked.id), first, second, identity(late.id), identity(closed.id), identity(commune.id))


def staff_of(session: Session, login: str) -> Staff:
    return session.exec(select(Staff).where(Staff.login == login)).one()


def new_case(
    session: Session, province: Province, post: Post, *, hours: float = 0, state: CaseState = CaseState.NEW
) -> Case:
    account = session.get_one(Account, province.facebook)
    case = Case(
        unit_id=province.unit_id,
        account_id=identity(account.id),
        post_id=post.id,
        state=state,
        opened_at=NOON - timedelta(hours=12),
        last_at=NOON - timedelta(minutes=20),
        due_at=NOON + timedelta(hours=hours) if state is CaseState.NEW else None,
        ended_at=None if state is CaseState.NEW else NOON,
    )
    session.add(case)
    session.flush()
    return case


def new_message(session: Session, case: Case, text: str, author: str, minutes: int, earlier: str = "") -> int:
    message = CaseMessage(
        case_id=identity(case.id),
        account_id=case.account_id,
        post_id=case.post_id,
        external_id=f"10_{case.id}_{minutes}",
        author=author,
        text=text,
        earlier=earlier,
        edited_at=NOON if earlier else None,
        written_at=NOON - timedelta(minutes=minutes),
        seen_at=NOON - timedelta(minutes=minutes),
    )
    session.add(message)
    session.flush()
    return identity(message.id)


__all__ = ["EMOJI", "LOGINS", "OTHER", "SCRIPT", "SPEAKER", "Cases", "add_cases", "fill_cases", "staff_of"]
