"""Holds: who may not speak now. Read inside the claim's transaction, so that no post slips past one."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, not_, or_, true
from sqlmodel import Session, col, select

from distributor.models import Account, Hold, Item, Post


def in_force(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether a hold stands at `now`."""
    return and_(
        col(Hold.lifted_at).is_(None),
        col(Hold.starts_at) <= now,
        or_(col(Hold.ends_at).is_(None), col(Hold.ends_at) > now),
    )


def standing_holds(session: Session, now: datetime) -> list[Hold]:
    """The holds in force at `now`."""
    return list(session.exec(select(Hold).where(in_force(now))).all())


def held_by(hold: Hold) -> ColumnElement[bool]:
    """Whether the post (joined with its account and item) falls under this hold."""
    inside: ColumnElement[bool] = true()
    if hold.unit_id is not None:
        inside = and_(inside, col(Post.unit_id) == hold.unit_id)
    if hold.account_id is not None:
        inside = and_(inside, col(Post.account_id) == hold.account_id)
    if hold.channel:
        inside = and_(inside, col(Account.channel) == hold.channel)
    return and_(inside, col(Item.kind).not_in(hold.allowed_kinds)) if hold.allowed_kinds else inside


def held(holds: list[Hold]) -> ColumnElement[bool]:
    return or_(false(), *(held_by(hold) for hold in holds))


def not_held(holds: list[Hold]) -> ColumnElement[bool]:
    return not_(held(holds)) if holds else true()


HOLD_REASON = "Tạm dừng:"


def hold_reason(hold: Hold) -> str:
    return f"{HOLD_REASON} {hold.reason} (theo {hold.ordered_by})"


def place_hold(session: Session, hold: Hold) -> None:
    """Put a hold in force. On PostgreSQL it takes every account's row first: each claim is then before it or sees it."""
    session.exec(select(Account.id).order_by(col(Account.id)).with_for_update()).all()
    session.add(hold)
