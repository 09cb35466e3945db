"""Units apart: which units' rows a person may see. Every query of a screen begins here."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from distributor.errors import NotThere
from distributor.models import (
    AnswerState,
    Item,
    ItemWords,
    Offer,
    OfferAnswer,
    Post,
    Staff,
    Unit,
    UnitLevel,
    UnitSuccession,
)
from phrases import phrase


def visible_to(session: Session, staff: Staff) -> tuple[int, ...]:
    """Their own unit and those that merged into it; for the province everything below it too. The own unit comes first."""
    return units_seen_from(session, staff.unit_id)


def units_seen_from(session: Session, unit_id: int) -> tuple[int, ...]:
    """Return what a person or a key of this unit may see; of a unit that others merged into, what those have published, too."""
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    merged: defaultdict[int | None, list[int]] = defaultdict(list)
    level = ""
    went = select(Unit.id, Unit.parent_id, Unit.level, UnitSuccession.to_unit_id)
    for unit, parent, its_level, into in session.exec(
        went.join(UnitSuccession, col(UnitSuccession.from_unit_id) == col(Unit.id), isouter=True)
    ):
        below[parent].append(unit or 0)
        merged[into].append(unit or 0)
        level = its_level if unit == unit_id else level
    if level != UnitLevel.PROVINCE:
        seen = [unit_id]
        for heir in seen:  # grows while it is walked
            seen += sorted(each for each in merged[heir] if each not in seen)
        return tuple(seen)
    visible = [unit_id]
    for above in visible:  # grows while it is walked: whatever lies below what was found
        visible += sorted(below[above])
    return tuple(visible)


def must_see(session: Session, staff: Staff, unit_id: int) -> None:
    """Check visibility. Raises NotThere for a unit that this person does not see."""
    if unit_id not in visible_to(session, staff):
        raise NotThere(phrase("staff.no-unit", unit=unit_id, name=staff.full_name))


def post_of_units(session: Session, post_id: int, unit_ids: Sequence[int]) -> Post | None:
    """None as well for a post of other units: who may not see it does not learn that it is there."""
    return session.exec(select(Post).where(Post.id == post_id, col(Post.unit_id).in_(unit_ids))).first()


def seen_by(unit_ids: Sequence[int], table: type[Item] | type[ItemWords] = Item) -> ColumnElement[bool]:
    """An item that these units may look at: their own, or one that another office offered and they accepted."""
    item_id = col(Item.id) if table is Item else col(ItemWords.item_id)
    accepted = (
        select(Offer.item_id)
        .join(OfferAnswer, col(OfferAnswer.offer_id) == col(Offer.id))
        .where(col(OfferAnswer.unit_id).in_(unit_ids), OfferAnswer.state == AnswerState.ACCEPTED)
    )
    return or_(col(table.unit_id).in_(unit_ids), item_id.in_(accepted))


def item_of_units(session: Session, item_id: int, unit_ids: Sequence[int]) -> Item | None:
    return session.exec(select(Item).where(Item.id == item_id, col(Item.unit_id).in_(unit_ids))).first()


def item_said_by(session: Session, item_id: int, unit_ids: Sequence[int]) -> Item | None:
    """An item of these units, or one on which they have posts."""
    posts = select(Post.id).where(Post.item_id == item_id, col(Post.unit_id).in_(unit_ids)).exists()
    return session.exec(select(Item).where(Item.id == item_id, or_(col(Item.unit_id).in_(unit_ids), posts))).first()


def said_item_for(session: Session, staff: Staff, item_id: int) -> Item:
    """An item of units that this person sees, or one on which they have posts. Raises NotThere."""
    if (item := item_said_by(session, item_id, visible_to(session, staff))) is None:
        raise NotThere(phrase("staff.no-item", item_id=item_id))
    return item


def post_for(session: Session, staff: Staff, post_id: int, *, lock: bool = False) -> Post:
    """A post that this person decides about. Raises NotThere."""
    wanted = select(Post).where(Post.id == post_id, col(Post.unit_id).in_(visible_to(session, staff)))
    if (post := session.exec(wanted.with_for_update() if lock else wanted).first()) is None:
        raise NotThere(phrase("staff.no-post", post_id=post_id))
    return post


def item_for(session: Session, staff: Staff, item_id: int, *, lock: bool = False) -> Item:
    """An item that this person decides about. Raises NotThere."""
    wanted = select(Item).where(Item.id == item_id, col(Item.unit_id).in_(visible_to(session, staff)))
    if (item := session.exec(wanted.with_for_update() if lock else wanted).first()) is None:
        raise NotThere(phrase("staff.no-item", item_id=item_id))
    return item
