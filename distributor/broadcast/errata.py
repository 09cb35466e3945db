"""An SMS that says something wrong: stopped while people decide, put right for whom it has not reached, told to the others.

1. `pause`: the error was reported; nothing more goes out.
2. `reword`: it was decided; who has nothing yet gets the right words, under a new approval.
3. `received`: who had the wrong words until then. The erratum's own broadcast goes to them alone (`store.create`), within their
   consents, hours and caps as any message.

Functions take a session and never commit.
"""

from datetime import datetime

from sqlalchemy import exists, update
from sqlmodel import Session, col, func, select

from channels.sms.account import counting_of
from channels.sms_text import measure
from distributor.broadcast.store import MOST_SEGMENTS, approve, cancel, had_it, manifest_of
from distributor.broadcast.window_checks import PARTLY
from distributor.errors import LoaError, said_by
from distributor.models import Account, Broadcast, BroadcastState, Recipient, RecipientState, SmsPart
from phrases import phrase

OPEN = (BroadcastState.PLANNED, BroadcastState.SENDING, BroadcastState.PAUSED)
WAITING = (RecipientState.QUEUED, RecipientState.CLAIMED)


def broadcast_of(session: Session, post_id: int) -> Broadcast | None:
    """The post's broadcast, locked."""
    return session.exec(select(Broadcast).where(Broadcast.post_id == post_id).with_for_update()).first()


def pause(session: Session, post_id: int, reason: str) -> bool:
    """Stop a broadcast that is planned or going out. Return True if one was stopped."""
    broadcast = broadcast_of(session, post_id)
    if broadcast is None or broadcast.state not in (BroadcastState.PLANNED, BroadcastState.SENDING):
        return False
    broadcast.state, broadcast.reason = BroadcastState.PAUSED, reason
    session.add(broadcast)
    session.flush()
    return True


def resume(session: Session, post_id: int) -> None:
    """Let a stopped broadcast go on as it was approved."""
    broadcast = broadcast_of(session, post_id)
    if broadcast is not None and broadcast.state == BroadcastState.PAUSED:
        broadcast.state, broadcast.reason = BroadcastState.PLANNED, ""
        session.add(broadcast)
        session.flush()


def reword(session: Session, post_id: int, body: str, *, staff_id: int, now: datetime) -> bool:
    """Give those who have nothing yet the right words. Return False if the broadcast is over.

    Whoever had a part of the old message gets nothing more of it: halves of two messages make no sense. Where the new words
    cannot be sent the rest is called off.
    """
    broadcast = broadcast_of(session, post_id)
    if broadcast is None or broadcast.state not in OPEN:
        return False
    if broadcast.state != BroadcastState.PAUSED:
        broadcast.state = BroadcastState.PAUSED
    length = measure(body, counting_of(session.get_one(Account, broadcast.account_id).settings))
    _keep_from_halves(session, broadcast, now)
    if not body.strip() or length.segments > MOST_SEGMENTS or broadcast.ends_at <= now:
        cancel(session, broadcast, reason=phrase("broadcast.wrong-stopped"), now=now)
        return True
    broadcast.body, broadcast.encoding, broadcast.segments = body, length.encoding.value, length.segments
    session.add(broadcast)
    session.flush()
    try:
        approve(session, broadcast, seen=manifest_of(broadcast), staff_id=staff_id, now=now)
    except LoaError as error:
        cancel(session, broadcast, reason=said_by(error), now=now)
    return True


def _keep_from_halves(session: Session, broadcast: Broadcast, now: datetime) -> None:
    begun = exists().where(col(SmsPart.recipient_id) == col(Recipient.id))
    session.connection().execute(
        update(Recipient)
        .where(col(Recipient.broadcast_id) == broadcast.id, col(Recipient.state).in_(WAITING), begun)
        .values(state=RecipientState.UNKNOWN, reason=PARTLY, due_at=None, token="", ended_at=now)
    )


def received(session: Session, broadcast_id: int, until: datetime) -> int:
    """Return how many had the message by then."""
    return session.exec(select(func.count()).select_from(Recipient).where(had_it(broadcast_id, until))).one()
