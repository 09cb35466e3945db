"""Choosing a slot: as soon as the campaign's cadence on that account allows."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from distributor.models import Post, PostState

HOLDING_A_SLOT = (PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN, PostState.PUBLISHED)


def minutes_between(cadence: Mapping[str, Mapping[str, float]], channel: str) -> float:
    """The campaign's own distance between two posts on one account; 0 where it says nothing."""
    for key in (channel, "*"):
        if key in cadence:
            return float(cadence[key].get("minutes_between", 0))
    return 0.0


def next_slot(
    session: Session, *, account_id: int, channel: str, cadence: Mapping[str, Mapping[str, float]], now: datetime
) -> datetime:
    """The first free slot from now on. The caller holds the account's row."""
    gap = minutes_between(cadence, channel)
    if gap <= 0:
        return now
    newest = session.exec(
        select(func.max(Post.slot_at)).where(Post.account_id == account_id, col(Post.state).in_(HOLDING_A_SLOT))
    ).one()
    return now if newest is None else max(now, newest + timedelta(minutes=gap))
