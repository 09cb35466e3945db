"""What the sweep does for delivery: posts whose time has passed, pauses that are over, the claims of the dead, lanes, looks."""

from datetime import datetime

import structlog
from sqlalchemy import exists, update
from sqlmodel import col, func, or_, select

from channels.registry import spec_of
from distributor.db import Database
from distributor.deliver.claim import CARRIED, under_way
from distributor.deliver.lane_delay import open_to_go
from distributor.deliver.limits import limits_of
from distributor.deliver.recover import recover_orphans
from distributor.deliver.waiting import explain_waiting
from distributor.models import Account, AccountState, Item, Post, PostState
from distributor.notices import about, close_notices, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.scheduler.due import HORIZON, MOST_NUDGES, NOW, SOON, Due
from distributor.states import move_post
from distributor.work.ports import Nudge
from phrases import phrase

log = structlog.get_logger()


def miss(database: Database, now: datetime) -> None:
    """Set posts missed whose expiry has passed: a campaign never fires days late after an outage; staff decide.

    One that was begun with and not called, too; not one that is under way. What waits for people is skipped once that which it
    announces is over (`plan.expiry.waits_until`): nobody needs to decide about it any more.
    """
    carried = (col(Post.state) == PostState.PLANNED) | (
        (col(Post.state) == PostState.PROCESSING) & col(Post.due_at).is_not(None) & ~under_way()
    )
    overdue = (carried | (col(Post.state) == PostState.AWAITING_REVIEW)) & (col(Post.expires_at) <= now)
    with database.write() as session:
        passed = session.exec(
            select(Post.id, Post.slot_at, Post.title, Post.state)
            .where(overdue)
            .limit(MOST_NUDGES)
            .with_for_update(skip_locked=True)
        ).all()
        for post_id, slot_at, title, state in passed:
            assert post_id is not None  # noqa: S101 - a primary key
            if state == PostState.AWAITING_REVIEW:
                over = phrase("deliver.over")
                if move_post(
                    session, post_id, PostState(state), PostState.SKIPPED, reason=over, now=now, expires_at=None
                ):
                    close_notices(session, subject=f"post:{post_id}", now=now, kind="review")
                continue
            reason = phrase("deliver.missed", slot=slot_at or phrase("deliver.slot-unknown"))
            if move_post(session, post_id, PostState(state), PostState.MISSED, reason=reason, now=now, due_at=None):
                open_notice(session, kind="missed", subject=f"post:{post_id}", text=about(title, reason), now=now)


def _end_pauses(carrier: Carrier, now: datetime) -> None:
    lapsed = (col(Account.state) == AccountState.PAUSED) & (col(Account.paused_until) <= now)
    with carrier.database.write() as session:
        session.connection().execute(
            update(Account).where(lapsed).values(state=AccountState.ACTIVE, state_reason="", paused_until=None)
        )


def _open_lanes(carrier: Carrier, nudge: Nudge, now: datetime) -> None:
    """Open as many lanes as an account has posts to carry and room. A lane that finds nothing to claim ends at once."""
    soon = now + HORIZON
    with carrier.database.read() as session:
        waiting = session.exec(
            select(Account, func.count(), func.min(Post.due_at))
            .join(Post, col(Post.account_id) == col(Account.id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(*open_to_go(session, now, soon))
            .group_by(col(Account.id))
        ).all()
    for account, count, first in waiting:
        try:
            lanes = min(count, limits_of(spec_of(account.channel), account.limits).parallel)
        except Exception as error:  # a channel that is gone, limits of the wrong form: `explain_waiting` tells
            log.warning("account cannot be carried", account=account.id, kind=type(error).__name__)
            continue
        # Not the quota's end: what is found while it is full has its room in it already.
        starts = max(filter(None, (first, account.wait_until)))
        nudge.deliver(account.id or 0, lanes, starts if starts > now else None)


_DUE = exists().where(col(Post.state).in_(CARRIED), col(Post.due_at) <= SOON)
MISSED = Due(
    "missed",
    lambda carrier, _, now: miss(carrier.database, now),
    exists().where(col(Post.state).in_((*CARRIED, PostState.AWAITING_REVIEW)), col(Post.expires_at) <= NOW),
)
PAUSES = Due(
    "pauses",
    lambda carrier, _, now: _end_pauses(carrier, now),
    exists().where(col(Account.state) == AccountState.PAUSED, col(Account.paused_until) <= NOW),
)
ORPHANS = Due(
    "orphans", lambda carrier, *_: recover_orphans(carrier), exists().where(col(Post.state) == PostState.SENDING)
)
LANES = Due("lanes", _open_lanes, _DUE)
WAITING = Due("waiting", lambda carrier, _, now: explain_waiting(carrier, now), _DUE)
DUE_LOOKS = (
    select(Post.account_id)
    .join(Account, col(Account.id) == col(Post.account_id))
    .where(
        Post.state == PostState.UNKNOWN,
        col(Post.due_at) <= NOW,
        or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= NOW),
    )
    .distinct()
)
