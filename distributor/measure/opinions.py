"""Whether an item was useful to who read it: counted by item and day, and nothing of who said it. Never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from distributor.models import Opinion


@dataclass(frozen=True)
class Opinions:
    useful: int = 0
    useless: int = 0


def count_opinion(session: Session, item_id: int, day: date, *, useful: bool) -> None:
    """Count one more opinion. `day`: in Vietnam."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    one = {"useful": int(useful), "useless": int(not useful)}
    made = dialect.insert(Opinion).values(item_id=item_id, day=day, **one)
    more = {name: getattr(Opinion, name) + made.excluded[name] for name in one}
    session.connection().execute(made.on_conflict_do_update(index_elements=["item_id", "day"], set_=more))


def opinions_of(session: Session, item_ids: Sequence[int]) -> dict[int, Opinions]:
    """Item → what was said of it, of those of which anything was."""
    rows = session.exec(
        select(Opinion.item_id, func.sum(Opinion.useful), func.sum(Opinion.useless))
        .where(col(Opinion.item_id).in_(item_ids))
        .group_by(col(Opinion.item_id))
    )
    return {item_id: Opinions(int(useful), int(useless)) for item_id, useful, useless in rows}
