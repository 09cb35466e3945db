"""Staff and the lists of numbers: making a list, putting people on it, noting a refusal, forgetting a person, seeing a number.

Functions take a session and never commit; what one person does is noted last. What lies in a unit that they do not see raises
`NotThere`. No number stands in a log, a notice or an error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from distributor.broadcast.audience import (
    Imported,
    StatedConsent,
    add_numbers,
    add_people,
    erase,
    make_audience,
    opt_out,
)
from distributor.broadcast.list_file import ListLine
from distributor.errors import LoaError
from distributor.models import Audience, Staff, Subscriber
from distributor.phone_numbers import Numbers
from distributor.staff.audit import note_action

MOST_AT_ONCE = 200
"""Numbers in one form, or lines in one transaction."""
LONGEST_NAME = 200


class NotThere(LoaError):
    """No such list or person, or not of a unit that the person sees."""

    def __init__(self) -> None:
        super().__init__("Không có danh sách hoặc thuê bao này.")


@dataclass(frozen=True)
class Clerk:
    """Who acts, for which units, and when."""

    staff: Staff
    unit_ids: Sequence[int]
    now: datetime


def open_list(session: Session, unit_id: int, name: str, source: str, clerk: Clerk) -> Audience:
    """The unit's list of that name, made if there is none. Raises LoaError."""
    if unit_id not in clerk.unit_ids:
        raise NotThere
    name = list_name(name)
    audience = make_audience(session, unit_id, name, clerk.now, " ".join(source.split())[:500])
    if audience.closed_at is not None:
        raise LoaError(f"Danh sách «{name}» đã đóng. Hãy dùng tên khác.")
    _note(session, clerk, "audience", f"audience:{audience.id}", unit_id, ["name"])
    return audience


def list_name(text: str) -> str:
    """Raises LoaError for none or one that is too long."""
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise LoaError(f"Tên danh sách phải có từ 1 đến {LONGEST_NAME} ký tự.")
    return name


def put_on_list(
    session: Session, audience_id: int, text: str, yes: StatedConsent | None, numbers: Numbers, clerk: Clerk
) -> Imported:
    """The numbers of `text`, one a line. With a consent it must name how it was given, a proof and a day. Raises LoaError."""
    audience = _audience(session, audience_id, clerk)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise LoaError("Hãy ghi ít nhất một số điện thoại, mỗi số một dòng.")
    if len(lines) > MOST_AT_ONCE:
        raise LoaError(f"Mỗi lần nhập tối đa {MOST_AT_ONCE} số. Danh sách dài hãy nhập từ tệp Excel hoặc CSV.")
    if yes is not None:
        if not yes.form.strip() or not yes.proof.strip():
            raise LoaError("Đã đồng ý thì hãy ghi hình thức đồng ý và bằng chứng (số phiếu, tệp lưu).")
        if yes.given_at > clerk.now + timedelta(minutes=1):
            raise LoaError("Ngày đồng ý ở tương lai. Hãy chọn ngày người dân đã đồng ý.")
    imported = add_numbers(session, audience, lines, numbers, now=clerk.now, yes=yes)
    fields = ["members", *(["consent"] if yes else [])]
    _note(session, clerk, "audience", f"audience:{audience_id}", audience.unit_id, fields)
    return imported


def take_entries(
    session: Session, audience: Audience, entries: Sequence[ListLine], numbers: Numbers, now: datetime
) -> Imported:
    """A chunk of a checked file. Done again, it changes nothing."""
    return add_people(session, audience, [(entry.number, entry.yes) for entry in entries], numbers, now=now)


def refuse(session: Session, subscriber_id: int, how: str, clerk: Clerk) -> None:
    """A person told the office, in whatever way, that they want no more messages. Raises LoaError."""
    subscriber = person_of(session, subscriber_id, clerk)
    how = " ".join(how.split())
    if not how:
        raise LoaError("Hãy ghi người dân từ chối bằng cách nào, ví dụ «gọi điện ngày 24/11».")
    opt_out(session, subscriber.unit_id, subscriber.number_hash, how=how[:200], now=clerk.now)
    _note(session, clerk, "audience", f"subscriber:{subscriber_id}", subscriber.unit_id, ["opt_out"])


def forget(session: Session, subscriber_id: int, clerk: Clerk) -> None:
    """A person asked that their number be erased; it is refused for good. Raises LoaError."""
    subscriber = person_of(session, subscriber_id, clerk)
    if subscriber.erased_at is not None:
        raise LoaError("Số này đã được xóa.")
    erase(session, subscriber, clerk.now)
    _note(session, clerk, "audience", f"subscriber:{subscriber_id}", subscriber.unit_id, ["number"])


def reveal(session: Session, subscriber_id: int, numbers: Numbers, clerk: Clerk) -> str:
    """The whole number, for who may see it; that they did is noted. Empty for an erased one. Raises LoaError."""
    subscriber = person_of(session, subscriber_id, clerk)
    number = numbers.open(subscriber.number_sealed)
    _note(session, clerk, "see_number", f"subscriber:{subscriber_id}", subscriber.unit_id, ["number"])
    return number


def person_of(session: Session, subscriber_id: int, clerk: Clerk) -> Subscriber:
    """Raises NotThere."""
    found = session.exec(
        select(Subscriber).where(Subscriber.id == subscriber_id, col(Subscriber.unit_id).in_(clerk.unit_ids))
    ).first()
    if found is None:
        raise NotThere
    return found


def _audience(session: Session, audience_id: int, clerk: Clerk) -> Audience:
    found = session.exec(
        select(Audience).where(Audience.id == audience_id, col(Audience.unit_id).in_(clerk.unit_ids))
    ).first()
    if found is None:
        raise NotThere
    if found.closed_at is not None:
        raise LoaError(f"Danh sách «{found.name}» đã đóng.")
    return found


def _note(session: Session, clerk: Clerk, action: str, subject: str, unit_id: int, fields: Sequence[str]) -> None:
    note_action(
        session,
        actor=clerk.staff.login,
        action=action,
        subject=subject,
        unit_id=unit_id,
        fields=fields,
        now=clerk.now,
    )
