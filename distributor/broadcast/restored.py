"""Broadcasts of a database that was restored from a backup: whom they had not reached then, they may have reached since.

The journal knows whom the network was handed a message for. That it does not know somebody proves nothing: it may be older than
the loss.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from distributor.broadcast.record import tell_of_unknown
from distributor.broadcast.store import OPEN, expand
from distributor.broadcast.window import Window
from distributor.db import portions
from distributor.journal import MARK, Entry, note
from distributor.models import (
    Broadcast,
    BroadcastState,
    Recipient,
    RecipientState,
    Restoration,
    ShortLink,
    Subscriber,
)
from phrases import phrase

NOT_OVER = (BroadcastState.DRAFT, BroadcastState.PLANNED, BroadcastState.SENDING, BroadcastState.PAUSED)
HANDED = "broadcast.handed-over"
"""Code of the reason of those whom the journal knows: whoever sends the others their message does not mean these."""


def note_window(session: Session, window: Window, now: datetime) -> None:
    """Note in the journal whom the network is about to be handed a message for."""
    if not window.rows:
        return
    people: defaultdict[int, list[int]] = defaultdict(list)
    for row in window.rows:
        people[row.broadcast_id].append(row.subscriber_id)
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
    """Make who waits in a broadcast that may have begun unknown, for people to ask the network. Return how many broadcasts.

    Begun may be one whose time had come, and one that the journal knows, whatever it was when the backup was made.
    """
    handed = _handed(journal)
    codes = dict(
        session.exec(
            select(Broadcast.id, ShortLink.code).join(ShortLink, col(ShortLink.post_id) == col(Broadcast.post_id))
        ).all()
    )
    doubted = 0
    for broadcast in session.exec(select(Broadcast).where(col(Broadcast.state).in_(NOT_OVER))).all():
        broadcast_id, was = broadcast.id or 0, BroadcastState(broadcast.state)
        people = handed.get(codes.get(broadcast_id) or broadcast_id, set())
        if people or (was is not BroadcastState.DRAFT and broadcast.starts_at <= now):
            doubted += _doubt(session, broadcast, was, people, backup_at, now)
    return doubted


def _doubt(
    session: Session,
    broadcast: Broadcast,
    was: BroadcastState,
    people: Iterable[int],
    backup_at: datetime,
    now: datetime,
) -> bool:
    """Make unknown all whom it has not reached, as far as the database knows. Return False if there is nobody.

    `people`: whom the journal knows to have been handed a message.
    """
    broadcast_id = broadcast.id or 0
    if was in (BroadcastState.PAUSED, BroadcastState.DRAFT):  # it may have gone on since, too
        broadcast.state = BroadcastState.PLANNED
        session.flush()
    while expand(session, broadcast_id, now):
        pass
    if was is not BroadcastState.PLANNED or broadcast.starts_at > now:
        broadcast.state = was
        session.flush()
    unknown = session.connection().execute(
        update(Recipient)
        .where(col(Recipient.broadcast_id) == broadcast_id, col(Recipient.state).in_(OPEN))
        .values(
            state=RecipientState.UNKNOWN, reason=phrase("broadcast.restored", at=backup_at), due_at=None, token="",
            incarnation_id="", lease_until=None, ended_at=now,
        )
    )  # fmt: skip
    _keep_back(session, broadcast_id, RecipientState.UNKNOWN, people, now)
    if unknown.rowcount:
        tell_of_unknown(session, broadcast_id, now)
    return bool(unknown.rowcount)


def _keep_back(
    session: Session, broadcast_id: int, state: RecipientState, people: Iterable[int], now: datetime
) -> None:
    for portion in portions(people):
        session.connection().execute(
            update(Recipient)
            .where(
                col(Recipient.broadcast_id) == broadcast_id,
                col(Recipient.state) == state,
                col(Recipient.subscriber_id).in_(portion),
            )
            .values(state=RecipientState.UNKNOWN, reason=phrase(HANDED), due_at=None, ended_at=now)
        )


def _handed(journal: Iterable[Entry]) -> dict[str | int, set[int]]:
    """Map the post's code, or the broadcast's number if it has none, to whom the network was handed a message for."""
    handed: defaultdict[str | int, set[int]] = defaultdict(set)
    for entry in journal:
        if "broadcast" in entry:
            handed[entry.get("code") or int(entry["broadcast"])].update(int(each) for each in entry.get("people", ()))
    return handed


def people_handed(session: Session, journal: Sequence[Entry]) -> dict[str, list[int]]:
    """Map codes of posts to the subscribers, known to the database, whom the network was handed the message for."""
    found: dict[str, list[int]] = {}
    for code, people in _handed(journal).items():
        if isinstance(code, str):
            found[code] = []
            for portion in portions(sorted(people)):
                there = session.exec(select(Subscriber.id).where(col(Subscriber.id).in_(portion))).all()
                found[code] += [each or 0 for each in there]
    return found


def keep_back_handed(session: Session, broadcast: Broadcast, now: datetime) -> None:
    """Leave out of a broadcast that is made after a restore whom the journal knows to have been handed its message.

    The backup had the post, but not its broadcast: a person said that it did not go out, or it is composed anew.
    """
    code = session.exec(select(ShortLink.code).where(ShortLink.post_id == broadcast.post_id)).first()
    people: set[int] = set()
    for told in session.exec(select(Restoration.receipts)) if code else ():
        people.update(told.get(code, {}).get("people", ()))
    if not people:
        return
    broadcast_id = broadcast.id or 0
    _keep_back(session, broadcast_id, RecipientState.QUEUED, people, now)
    people.difference_update(
        session.exec(select(Recipient.subscriber_id).where(Recipient.broadcast_id == broadcast_id)).all()
    )
    for portion in portions(sorted(people)):
        rows = [
            {
                "broadcast_id": broadcast_id, "account_id": broadcast.account_id, "subscriber_id": subscriber_id,
                "state": RecipientState.UNKNOWN, "reason": phrase(HANDED), "code": "", "token": "", "incarnation_id": "",
                "submitted_at": now, "ended_at": now,
            }
            for subscriber_id in portion
        ]  # fmt: skip
        session.connection().execute(insert(Recipient), rows)
    tell_of_unknown(session, broadcast_id, now)
