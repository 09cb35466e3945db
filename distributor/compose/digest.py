"""The month's digest: which documents it tells of, and its title."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from distributor.compose.item import ItemView
from distributor.compose.view import item_view
from distributor.law.status import takes_effect
from distributor.models import Document, Intake, Item
from distributor.understand.documents import ANNOUNCEMENT


def digest_title(first: date) -> str:
    """Return the title of a month's digest. `first`: of the month."""
    return f"Chính sách có hiệu lực từ tháng {first.month:02d}/{first.year}"


def month_of(item: Item) -> tuple[date, date]:
    """The first day of a digest's month, and the first day after it; from its role, `digest:2026-12`."""
    first = date.fromisoformat(f"{item.document_role.partition(':')[2]}-01")
    return first, (first + timedelta(days=32)).replace(day=1)


def digest_members(
    session: Session, item: Item, *, now: datetime | None = None, first: date | None = None, after: date | None = None
) -> Sequence[ItemView]:
    """Return what takes effect in the digest's month, in order of the day; each document once.

    As the register says at `now`: not what was repealed before its day, has ended or is suspended then. None: whatever it says.
    """
    if first is None or after is None:
        first, after = month_of(item)
    rows = session.exec(
        select(Item)
        .join(Document, col(Document.id) == col(Item.document_id))
        .where(
            Item.unit_id == item.unit_id,
            Item.intake == Intake.TAKEN,
            Item.document_role == ANNOUNCEMENT,
            col(Document.effective_on) >= first,
            col(Document.effective_on) < after,
        )
        .order_by(col(Document.effective_on), col(Item.id))
    ).all()
    ids = {row.document_id for row in rows if row.document_id is not None}
    true = takes_effect(session, ids, now) if now is not None else ids
    members = {row.document_id: row for row in reversed(rows) if row.document_id in true}
    return [item_view(session, row) for row in reversed(members.values())]
