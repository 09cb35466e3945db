"""Broadcasts of a database that was restored from a backup: whom they had not reached then, they may have reached since."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.broadcast.record import tell_of_unknown
from distributor.broadcast.store import OPEN, expand
from distributor.models import Broadcast, BroadcastState, Recipient, RecipientState
from distributor.phrases import phrase


def doubt_broadcasts(session: Session, backup_at: datetime, now: datetime) -> int:
    """Whoever waits in a broadcast whose time had come may have its message, and people ask the network. How many broadcasts."""
    begun = session.exec(
        select(Broadcast).where(
            col(Broadcast.state).in_([BroadcastState.PLANNED, BroadcastState.SENDING, BroadcastState.PAUSED]),
            col(Broadcast.starts_at) <= now,
        )
    ).all()
    doubted = 0
    for broadcast in begun:
        broadcast_id, paused = broadcast.id or 0, broadcast.state == BroadcastState.PAUSED
        if paused:  # it may have gone on since, too
            broadcast.state = BroadcastState.PLANNED
            session.flush()
        while expand(session, broadcast_id, now):
            pass
        if paused:
            broadcast.state = BroadcastState.PAUSED
            session.flush()
        reason = phrase("broadcast.restored", at=backup_at)
        unknown = session.connection().execute(
            update(Recipient)
            .where(col(Recipient.broadcast_id) == broadcast_id, col(Recipient.state).in_(OPEN))
            .values(
                state=RecipientState.UNKNOWN, reason=reason, due_at=None, token="", incarnation_id="", lease_until=None,
                ended_at=now,
            )
        )  # fmt: skip
        if unknown.rowcount:
            doubted += 1
            tell_of_unknown(session, broadcast_id, now)
    return doubted
