"""Items that were left aside and may be taken: held, come with too many others, old, or twins of another."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from distributor.models import Intake, Item, Sighting
from phrases import phrase

PAGE = 25
INTAKE_LABELS: dict[str, str] = {
    key: phrase(f"report.left-aside.{key}") for key in ("held", "flood", "backlog", "duplicate")
}
"""In the order in which they are shown."""


@dataclass(frozen=True)
class LeftAside:
    """`items`: of this page, what waits for a decision first."""

    items: tuple[Item, ...]
    total: int

    @property
    def pages(self) -> int:
        return max(-(-self.total // PAGE), 1)


def left_aside(
    session: Session, unit_ids: Sequence[int], *, page: int, intake: str = "", source_id: int | None = None
) -> LeftAside:
    """Return items that were left aside. `intake`: of one sort only. `source_id`: seen in this source only. `page` from 1."""
    wanted: list[ColumnElement[bool]] = [col(Item.unit_id).in_(unit_ids), col(Item.intake) != Intake.TAKEN]
    if intake:
        wanted.append(col(Item.intake) == intake)
    if source_id is not None:
        wanted.append(col(Item.id).in_(select(Sighting.item_id).where(Sighting.source_id == source_id)))
    total = session.exec(select(func.count(col(Item.id))).where(*wanted)).one()
    items = session.exec(
        select(Item)
        .where(*wanted)
        .order_by(col(Item.first_seen_at).desc(), col(Item.id).desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return LeftAside(tuple(items), total)
