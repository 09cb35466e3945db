"""What an outage passed over, for one decision: how much, what has a new slot, and what does not go out by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col, func

from distributor.labels import channel_label
from distributor.models import Account, Post, PostState

MOST = 200
OLDEST = timedelta(days=14)
"""What was due longer ago is history, not a decision."""


@dataclass(frozen=True)
class LateSummary:
    """`planned`: with a new slot, the last of which is `until`. `missed`: that do not go out by themselves."""

    planned: int
    missed: int
    since: datetime
    until: datetime | None

    @property
    def total(self) -> int:
        return self.planned + self.missed


@dataclass(frozen=True)
class LateLine:
    """One of them. `slot_at` None: it does not go out by itself; `reason` says why."""

    post_id: int
    title: str
    account: str
    channel: str
    channel_label: str
    was_due_at: datetime
    slot_at: datetime | None
    reason: str


def _late(unit_ids: Sequence[int], now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Post.unit_id).in_(unit_ids),
        col(Post.state).in_([PostState.PLANNED, PostState.MISSED]),
        col(Post.was_due_at) > now - OLDEST,
    )


def late_summary(session: Session, unit_ids: Sequence[int], now: datetime) -> LateSummary | None:
    """None where nothing is late, or a single post has its new slot: there is nothing to decide."""
    rows = {
        state: (count, since, until)
        for state, count, since, until in session.execute(
            select(col(Post.state), func.count(), func.min(col(Post.was_due_at)), func.max(col(Post.slot_at)))
            .where(*_late(unit_ids, now))
            .group_by(col(Post.state))
        )
    }
    planned, missed = rows.get(PostState.PLANNED), rows.get(PostState.MISSED)
    if missed is None and (planned is None or planned[0] < 2):
        return None
    return LateSummary(
        planned=planned[0] if planned else 0,
        missed=missed[0] if missed else 0,
        since=min(row[1] for row in (planned, missed) if row),
        until=planned[2] if planned else None,
    )


def late_lines(session: Session, unit_ids: Sequence[int], now: datetime) -> list[LateLine]:
    """Those that do not go out first, then by their new slot; at most `MOST`."""
    rows = session.execute(
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(*_late(unit_ids, now))
        .order_by(col(Post.state) == PostState.PLANNED, col(Post.slot_at), col(Post.id))
        .limit(MOST)
    )
    return [
        LateLine(
            post_id=post.id or 0,
            title=post.title,
            account=account.name,
            channel=account.channel,
            channel_label=channel_label(account.channel),
            was_due_at=post.was_due_at,
            slot_at=post.slot_at if post.state == PostState.PLANNED else None,
            reason=post.reason,
        )
        for post, account in rows
    ]
