"""Whether delivery moves: what could go out now, since when it could, and when its account's lane last took a step.

Only what nothing forbids counts: a post that a hold, a pause, a quota or a missing approval keeps back does not stand, it waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, func, or_, select

from channels.registry import spec_of
from distributor.deliver.claim import CARRIED, may_go
from distributor.deliver.limits import limits_of
from distributor.holds import not_held, standing_holds
from distributor.models import Account, AccountState, Attempt, Delivery, Item, Post, PostState, QuotaUse

STALLED_AFTER = timedelta(seconds=60)
"""A call that its lease has not seen ended for so long should have."""
NEWEST_STEPS = 300
"""Attempts among which the last step of each lane is looked for."""


def open_to_go(session: Session, now: datetime, until: datetime) -> list[ColumnElement[bool]]:
    """Conditions on posts, joined with their items and accounts, that may be carried by `until` as things stand."""
    return [
        col(Post.state).in_(CARRIED),
        col(Post.due_at) <= until,
        may_go(now),
        not_held(standing_holds(session, now)),
        col(Account.state) == AccountState.ACTIVE,
        or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= until),
        or_(
            col(Account.quota_until).is_(None),
            col(Account.quota_until) <= until,
            col(Post.state) == PostState.PROCESSING,
            exists().where(col(QuotaUse.post_id) == col(Post.id)),
        ),
    ]


@dataclass(frozen=True)
class Lane:
    """An account with posts that could go. `due_at`: of the first. `stepped_at`: its last step, of those not long ago.

    `calling_until`: a call is open and has so long. `interval_s`: the shortest time between two of its posts.
    """

    account_id: int
    due_at: datetime
    stepped_at: datetime | None
    calling_until: datetime | None
    interval_s: float

    def stood_s(self, now: datetime) -> float:
        """Return how long it has stood though it could move."""
        if self.calling_until is not None and self.calling_until > now:
            return 0.0
        since = max(filter(None, (self.due_at, self.stepped_at)))
        return max((now - since).total_seconds() - self.interval_s, 0.0)


@dataclass(frozen=True)
class LaneDelay:
    """`oldest_due_s`: how late the oldest post is that could go; None: none could. `stood_s`: of the lane that stood longest."""

    oldest_due_s: float | None
    stood_s: float


def delay_of(lanes: Iterable[Lane], now: datetime) -> LaneDelay:
    lanes = list(lanes)
    return LaneDelay(
        max((round((now - lane.due_at).total_seconds(), 1) for lane in lanes), default=None),
        max((lane.stood_s(now) for lane in lanes), default=0.0),
    )


def lanes(session: Session, now: datetime) -> list[Lane]:
    """The lanes of all accounts with posts that could go now."""
    if (
        session.exec(select(Post.id).where(col(Post.state).in_(CARRIED), col(Post.due_at) <= now).limit(1)).first()
        is None
    ):
        return []  # most seconds, and a small part of what the rest costs
    waiting = session.exec(
        select(Account, func.min(Post.due_at))
        .join(Post, col(Post.account_id) == col(Account.id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(*open_to_go(session, now, now))
        .group_by(col(Account.id))
    ).all()
    if not waiting:
        return []
    newest = select(Attempt).order_by(col(Attempt.id).desc()).limit(NEWEST_STEPS).subquery()
    stepped = dict(
        session.exec(
            select(Post.account_id, func.max(func.coalesce(newest.c.ended_at, newest.c.started_at)))
            .join(newest, newest.c.post_id == col(Post.id))
            .group_by(col(Post.account_id))
        ).all()
    )
    calling = dict(
        session.exec(
            select(Post.account_id, func.max(Delivery.lease_until))
            .join(Delivery, col(Delivery.post_id) == col(Post.id))
            .where(Post.state == PostState.SENDING)
            .group_by(col(Post.account_id))
        ).all()
    )
    return [
        Lane(account.id or 0, due_at, stepped.get(account.id or 0), calling.get(account.id or 0), _interval_s(account))
        for account, due_at in waiting
        if due_at is not None
    ]


def _interval_s(account: Account) -> float:
    try:
        return limits_of(spec_of(account.channel), account.limits).minimum_interval_s
    except Exception:  # a channel that is gone, limits of the wrong form: staff are told of it
        return float("inf")


def held_over(session: Session, now: datetime) -> frozenset[str]:
    """Return who holds a post whose call should have ended long ago, by their incarnations."""
    return frozenset(
        session.exec(
            select(Delivery.incarnation_id)
            .join(Post, col(Post.id) == col(Delivery.post_id))
            .where(Post.state == PostState.SENDING, col(Delivery.lease_until) < now - STALLED_AFTER)
        )
    )


def calls_until(session: Session, incarnation_id: str) -> datetime | None:
    """Return until when the calls of this worker may last; None: it has none open."""
    return session.exec(
        select(func.max(Delivery.lease_until))
        .join(Post, col(Post.id) == col(Delivery.post_id))
        .where(Delivery.incarnation_id == incarnation_id, Post.state == PostState.SENDING)
    ).one()
