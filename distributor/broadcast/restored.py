"""Broadcasts of a database that was restored from a backup: whom they had not reached then, they may have reached since.

The journal knows whom the network was handed a message for. That it does not know somebody proves nothing: it may be older than
the loss.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.broadcast.record import tell_of_unknown
from distributor.broadcast.store import OPEN, expand
from distributor.broadcast.window import Window
from distributor.journal import MARK, Entry, note
from distributor.models import Broadcast, BroadcastState, Recipient, RecipientState, ShortLink
from distributor.phrases import phrase

HANDED = "broadcast.handed-over"
"""Code of the reason of those whom the journal knows: whoever sends the others their message does not mean these."""


def note_window(session: Session, window: Window, now: datetime) -> None:
    """For the journal: whom the network is about to be handed a message for."""
    if not window.rows:
        return
    people: defaultdict[int, list[int]] = defaultdict(list)
    for broadcast_id, subscriber_id in session.exec(
        select(Recipient.broadcast_id, Recipient.subscriber_id).where(
            col(Recipient.id).in_([row.recipient_id for row in window.rows])
        )
    ):
        people[broadcast_id].append(subscriber_id)
    codes = dict(
        session.exec(
            select(Broadcast.id, ShortLink.code)
            .join(ShortLink, col(ShortLink.post_id) == col(Broadcast.post_id))
            .where(col(Broadcast.id).in_(people))
        ).all()
    )
    for broadcast_id, subscribers in people.items():
        note(session, MARK, now, code=codes.get(broadcast_id, ""), broadcast=broadcast_id, people=subscribers)


def doubt_broadcasts(session: Session, backup_at: datetime, now: datetime, journal: Sequence[Entry] = ()) -> int:
    """Whoever waits in a broadcast whose time had come may have its message, and people ask the network. How many broadcasts."""
    handed: defaultdict[int, set[int]] = defaultdict(set)
    for entry in journal:
        if "broadcast" in entry:
            handed[int(entry["broadcast"])].update(int(each) for each in entry.get("people", ()))
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
        of_it = col(Recipient.broadcast_id) == broadcast_id
        unknown = session.connection().execute(
            update(Recipient)
            .where(of_it, col(Recipient.state).in_(OPEN))
            .values(
                state=RecipientState.UNKNOWN, reason=phrase("broadcast.restored", at=backup_at), due_at=None, token="",
                incarnation_id="", lease_until=None, ended_at=now,
            )
        )  # fmt: skip
        if handed[broadcast_id]:
            session.connection().execute(
                update(Recipient)
                .where(
                    of_it,
                    col(Recipient.state) == RecipientState.UNKNOWN,
                    col(Recipient.subscriber_id).in_(handed[broadcast_id]),
                )
                .values(reason=phrase(HANDED))
            )
        if unknown.rowcount:
            doubted += 1
            tell_of_unknown(session, broadcast_id, now)
    return doubted
