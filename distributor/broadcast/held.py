"""Broadcasts that a hold stops half-way: unlike one post, a long list is still going out when the order comes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from distributor.deliver.claim import stands
from distributor.holds import hold_reason, standing_holds
from distributor.models import Account, Broadcast, BroadcastState, Hold, Item, Post, Recipient, RecipientState
from phrases import phrase

SMS = "sms"
Held = Mapping[int, str]
"""Broadcast → why nothing of it goes out now."""
AT_ONCE = 200
"""Rows that are told in one transaction."""


def carried_by(account_id: int) -> ColumnElement[bool]:
    """Broadcasts of which this account may have rows: its own, and what others of its unit handed to it (`routes`)."""
    unit = select(Account.unit_id).where(Account.id == account_id).scalar_subquery()
    return col(Broadcast.unit_id) == unit


def is_going() -> ColumnElement[bool]:
    """Broadcasts whose rows may go out: those that are sending, and an emergency while its list is still written down."""
    begins = and_(col(Broadcast.state) == BroadcastState.PLANNED, col(Broadcast.override_at).is_not(None))
    return or_(col(Broadcast.state) == BroadcastState.SENDING, begins)


def going_broadcasts(session: Session, account_id: int) -> Sequence[Broadcast]:
    """Return the broadcasts whose rows this account may carry now."""
    return session.exec(select(Broadcast).where(carried_by(account_id), is_going())).all()


def held_among(session: Session, account_id: int, going: Sequence[Broadcast], now: datetime) -> Held:
    """Map those of `going` of which nothing goes out now to why. One statement while none is a post's and no hold stands."""
    ids = col(Broadcast.id).in_([each.id for each in going])
    untrue = _untrue(session, ids, now) if any(each.post_id is not None for each in going) else {}
    holds = standing_holds(session, now)
    if not holds:
        return untrue
    sending = session.exec(
        select(Broadcast, Item.kind)
        .join(Post, col(Post.id) == col(Broadcast.post_id), isouter=True)
        .join(Item, col(Item.id) == col(Post.item_id), isouter=True)
        .where(ids)
    ).all()
    return untrue | {
        broadcast.id or 0: hold_reason(hold)
        for broadcast, kind in sending
        for hold in holds[::-1]
        if _covers(hold, broadcast, kind, account_id)
    }


def _untrue(session: Session, ids: ColumnElement[bool], now: datetime) -> dict[int, str]:
    """Those of a document that ended or was suspended while they go out, as of this moment."""
    found = session.exec(
        select(Broadcast.id).join(Post, col(Post.id) == col(Broadcast.post_id)).where(ids, ~stands(now))
    ).all()
    return {broadcast_id or 0: phrase("broadcast.act-ended") for broadcast_id in found}


def _covers(hold: Hold, broadcast: Broadcast, kind: str | None, account_id: int) -> bool:
    """Return True if a hold covers a broadcast, as `distributor.holds.held_by` has it; a broadcast without a post has no kind
    that could be allowed."""
    return (
        hold.unit_id in (None, broadcast.unit_id)
        and hold.account_id in (None, broadcast.account_id, account_id)
        and hold.channel in ("", SMS)
        and (not hold.allowed_kinds or kind not in hold.allowed_kinds)
    )


def say_why_held(session: Session, account_id: int, broadcast_id: int, words: str, now: datetime) -> None:
    """Write down why the next of those who wait are held; not all of a long list at once."""
    waits = (
        Recipient.broadcast_id == broadcast_id,
        Recipient.account_id == account_id,
        Recipient.state == RecipientState.QUEUED,
        col(Recipient.due_at) <= now,
    )
    silent = (
        select(Recipient.id).where(*waits, col(Recipient.reason) != words).order_by(col(Recipient.id)).limit(AT_ONCE)
    )
    if ids := session.exec(silent.with_for_update(skip_locked=True)).all():
        session.connection().execute(update(Recipient).where(col(Recipient.id).in_(ids)).values(reason=words))
