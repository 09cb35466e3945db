"""The hour of a post that belongs to no campaign: the next good one, or the end of its account's queue. Reads only.

Posts that are still to be reviewed hold the hour that they ask for, so that two in a row are not given the same.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from distributor.learn.beliefs import Subject
from distributor.learn.settings import learning_settings
from distributor.learn.store import choose_slot
from distributor.models import Account, Post, PostState
from distributor.plan.cadence import CadenceRule, free_half_hours
from distributor.plan.hours import open_hours
from distributor.plan.slots import HOLDING_A_SLOT, Slot
from phrases import phrase

ASKING = (*HOLDING_A_SLOT, PostState.DRAFT, PostState.AWAITING_REVIEW)
SOONEST = timedelta(minutes=30)
"""Before the first hour that is chosen: somebody must approve it."""
GOOD = CadenceRule(minutes_between=60, best=True)
QUEUED = CadenceRule(minutes_between=180, best=True)
FARTHEST = timedelta(days=60)


class Wish(StrEnum):
    """A person's wish how the hour is chosen."""

    NOW = "ngay"
    AT = "gio"
    GOOD = "tot"
    QUEUE = "hang-doi"


def slot_by_wish(session: Session, account: Account, kind: str, wish: Wish, now: datetime) -> Slot | None:
    """None where Loa chooses nothing, or finds nothing."""
    if wish is Wish.GOOD:
        return _good(session, account, kind, now)
    if wish is Wish.QUEUE:
        return _queued(session, account, now)
    return None


def _good(session: Session, account: Account, kind: str, now: datetime) -> Slot | None:
    earliest = now + SOONEST
    until = earliest + timedelta(hours=learning_settings().choosing.within_hours)
    free = _open(account, free_half_hours(GOOD, earliest, until, _asked(session, account, now), ()))
    if not free:
        return None
    subject = Subject(account.id or 0, account.channel, kind)
    found = choose_slot(session, subject, free, now, f"{account.id} {now:%Y-%m-%d}")
    return Slot(found.choice.at.astimezone(UTC), found.choice.words) if found else Slot(free[0].astimezone(UTC))


def _queued(session: Session, account: Account, now: datetime) -> Slot | None:
    asked = _asked(session, account, now)
    earliest = max([now + SOONEST, *asked])
    free = _open(account, free_half_hours(QUEUED, earliest, earliest + timedelta(days=7), asked, ()))
    behind = sum(slot > now for slot in asked)
    return Slot(free[0].astimezone(UTC), phrase("plan.queued-behind", count=behind)) if free else None


def _open(account: Account, free: list[datetime]) -> list[datetime]:
    return [at for at in free if (hours := open_hours(account.channel, account.settings, at)) is None or hours.hold(at)]


def _asked(session: Session, account: Account, now: datetime) -> list[datetime]:
    rows = session.exec(
        select(Post.slot_at).where(
            Post.account_id == account.id,
            col(Post.state).in_(ASKING),
            col(Post.slot_at) > now - timedelta(hours=3),
            col(Post.slot_at) < now + FARTHEST,
        )
    )
    return [slot for slot in rows if slot is not None]
