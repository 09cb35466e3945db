"""Holds: who may not speak now. Read inside the claim's transaction, so that no post slips past one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, false, not_, or_, true
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from distributor.models import Account, Hold, Item, Post
from phrases import phrase


def in_force(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return a condition that a hold stands at `now`."""
    return and_(
        col(Hold.lifted_at).is_(None),
        col(Hold.starts_at) <= now,
        or_(col(Hold.ends_at).is_(None), col(Hold.ends_at) > now),
    )


def standing_holds(session: Session, now: datetime) -> list[Hold]:
    """The holds in force at `now`."""
    return list(session.exec(select(Hold).where(in_force(now))).all())


def held_by(hold: Hold) -> ColumnElement[bool]:
    """Return a condition that the post (joined with its account and item) falls under this hold."""
    inside: ColumnElement[bool] = true()
    if hold.unit_id is not None:
        inside = and_(inside, col(Post.unit_id) == hold.unit_id)
    if hold.account_id is not None:
        inside = and_(inside, col(Post.account_id) == hold.account_id)
    if hold.channel:
        inside = and_(inside, col(Account.channel) == hold.channel)
    return and_(inside, col(Item.kind).not_in(hold.allowed_kinds)) if hold.allowed_kinds else inside


def holds_over(session: Session, post_ids: Collection[int], now: datetime) -> dict[int, Hold]:
    """Post → the first hold that it falls under at `now`. Two queries at most."""
    holds = {hold.id: hold for hold in sorted(standing_holds(session, now), key=lambda hold: hold.id or 0)}
    if not holds or not post_ids:
        return {}
    first = case(*((held_by(hold), hold_id) for hold_id, hold in holds.items()))
    found = session.execute(
        select_columns(col(Post.id), first)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(col(Post.id).in_(post_ids))
    )
    return {post_id: holds[hold_id] for post_id, hold_id in found if hold_id is not None}


def held(holds: list[Hold]) -> ColumnElement[bool]:
    return or_(false(), *(held_by(hold) for hold in holds))


def not_held(holds: list[Hold]) -> ColumnElement[bool]:
    return not_(held(holds)) if holds else true()


def hold_reason(hold: Hold) -> str:
    return phrase("holds.held", reason=hold.reason, by=hold.ordered_by)


def place_hold(session: Session, hold: Hold) -> None:
    """Put a hold in force. On PostgreSQL it takes every account's row first: each claim is then before it or sees it."""
    session.exec(select(Account.id).order_by(col(Account.id)).with_for_update(key_share=True)).all()
    session.add(hold)
