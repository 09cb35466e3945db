"""The window: the few rows that may be on their way to the network at one time, committed before the first octet leaves.

1. `claim` takes a larger batch of due rows for this process (queued → claimed); they can be given back. Emergencies come first.
2. `open_window` checks everything that could forbid each row *now* (approval, opt-out, consent, hours, cap, quota, the account)
   under the account's and the subscribers' row locks, and moves what may go to `submitting`.

`mark` does both at once (queued → submitting), for a bind that keeps its window filled. All take a session and never commit.
From `submitting` a row goes back to the queue only with proof that it was not taken (`record`, `recover`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, update
from sqlalchemy import select as select_
from sqlmodel import Session, col, func, select

from channels.messenger import Message
from distributor.broadcast.held import Held, carried_by, going_broadcasts, held_among, is_going, say_why_held
from distributor.broadcast.window_checks import DueRecipient, WindowChecks
from distributor.deliver.claim import account_open
from distributor.many_values import is_one_of
from distributor.models import (
    Account,
    Broadcast,
    Recipient,
    RecipientState,
    Subscriber,
)
from distributor.phone_numbers import Numbers
from distributor.work.claims import new_token
from phrases import phrase

BATCH = 200
LOOKED = 4
"""Claimed rows looked at for each that may go, in one transaction: a list of opt-outs must not make it long."""
LEASE = timedelta(seconds=120)
DAY = timedelta(hours=24)
PER_DAY = "messages_per_day"
"""In an account's limits: at most so many messages in any 24 hours."""


@dataclass(frozen=True)
class WindowRecipient:
    """One recipient in the window. `urgent`: of an emergency."""

    recipient_id: int
    broadcast_id: int
    subscriber_id: int
    message: Message
    urgent: bool


@dataclass(frozen=True)
class Window:
    """`rows` were committed as `submitting` under `token`. `looked`: rows that were decided, in whatever way."""

    token: str
    rows: tuple[WindowRecipient, ...]
    looked: int


def anything_due(session: Session, account_id: int, now: datetime) -> bool:
    """Return True if a claim might find something."""
    return bool(session.execute(select_(exists().where(*_due(account_id, now)))).scalar_one())


def emergency_due(session: Session, account_id: int, now: datetime) -> bool:
    """Return True if anybody of an emergency waits here."""
    waits = exists().where(
        col(Broadcast.id) == col(Recipient.broadcast_id),
        carried_by(account_id),
        is_going(),
        col(Broadcast.override_at).is_not(None),
        *_due(account_id, now),
    )
    return bool(session.execute(select_(waits)).scalar_one())


def _due(account_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Recipient.account_id) == account_id,
        col(Recipient.state) == RecipientState.QUEUED,
        col(Recipient.due_at) <= now,
    )


def claim(
    session: Session,
    *,
    account_id: int,
    incarnation_id: str,
    now: datetime,
    most: int = BATCH,
) -> str:
    """Take up to `most` due rows; the token they stand under, empty if none is due."""
    going = going_broadcasts(session, account_id)
    rows: list[int | None] = []
    for wanted in _in_turn(session, account_id, going, held_among(session, account_id, going, now), now):
        rows = list(session.execute(_next(account_id, now, most, wanted, col(Recipient.id))).scalars())
        if rows:
            break
    if not rows:
        return ""
    token = new_token()
    session.connection().execute(
        update(Recipient)
        .where(is_one_of(col(Recipient.id), rows))  # they are locked
        .values(
            state=RecipientState.CLAIMED, token=token, incarnation_id=incarnation_id, lease_until=now + LEASE, reason=""
        )
    )
    return token


def _in_turn(
    session: Session, account_id: int, going: Sequence[Broadcast], held: Held, now: datetime
) -> Iterator[list[int]]:
    """Yield the broadcasts of which rows may be taken: emergencies, then, where of those nobody is due, all others."""
    for broadcast_id, words in held.items():
        say_why_held(session, account_id, broadcast_id, words, now)
    for first in (True, False):
        if wanted := [
            each.id or 0 for each in going if each.id not in held and (each.override_at is not None) is first
        ]:
            yield wanted


def _next(account_id: int, now: datetime, most: int, wanted: Sequence[int], *columns: Any) -> Select[*tuple[Any, ...]]:
    """Rows that are due and that nobody else holds, locked until the end."""
    return (
        select_(*columns)
        .where(*_due(account_id, now), col(Recipient.broadcast_id).in_(wanted))
        .order_by(col(Recipient.due_at), col(Recipient.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )


def release(session: Session, token: str) -> int:
    """Give back what was claimed and not submitted."""
    back = (
        update(Recipient)
        .where(col(Recipient.token) == token, col(Recipient.state) == RecipientState.CLAIMED)
        .values(state=RecipientState.QUEUED, token="", incarnation_id="", lease_until=None)
    )
    return session.connection().execute(back).rowcount


def mark(
    session: Session, *, account_id: int, incarnation_id: str, size: int, numbers: Numbers, now: datetime
) -> Window | None:
    """Mark up to `size` due rows that may go, `submitting` once the caller commits. None if nothing is due."""
    account = _locked(session, account_id)  # before the rows, as everybody who holds both
    going = going_broadcasts(session, account_id)
    held = held_among(session, account_id, going, now)
    found: Sequence[DueRecipient] = ()
    for wanted in _in_turn(session, account_id, going, held, now):
        if found := _with_people(session, _next(account_id, now, size, wanted, *_READ)):
            break
    if not found:
        return None
    token = new_token()
    if account is None or not (room := _room(session, account, size, now)):
        return Window(token, (), 0)
    mine = {"token": token, "incarnation_id": incarnation_id, "reason": ""}
    opening = _Opening(token, room, RecipientState.QUEUED, (), mine)
    return _opened(session, opening, found, WindowChecks(session, account, now, found, numbers, held))


def _locked(session: Session, account_id: int) -> Account | None:
    return session.exec(select(Account).where(Account.id == account_id).with_for_update(key_share=True)).first()


def open_window(session: Session, *, account_id: int, token: str, size: int, numbers: Numbers, now: datetime) -> Window:
    """Move up to `size` claimed rows to `submitting`. Nothing looked at: the account may not send, or no row is left."""
    account = _locked(session, account_id)
    if account is None or not (room := _room(session, account, size, now)):
        return Window(token, (), 0)
    where = [
        col(Recipient.account_id) == account_id,
        col(Recipient.state) == RecipientState.CLAIMED,
        col(Recipient.token) == token,
    ]
    opening = _Opening(token, room, RecipientState.CLAIMED, where, {})
    claimed = select_(*_READ).where(*where).order_by(col(Recipient.subscriber_id), col(Recipient.id))
    found = _with_people(session, claimed.limit(room * LOOKED))
    going = going_broadcasts(session, account_id)
    held = held_among(session, account_id, going, now)
    return _opened(session, opening, found, WindowChecks(session, account, now, found, numbers, held))


@dataclass(frozen=True)
class _Opening:
    """A window to be: up to `size` of the rows that were found, out of `state`. `where`: what must still be true of them.
    `mine`: what those that go say besides."""

    token: str
    size: int
    state: RecipientState
    where: Sequence[ColumnElement[bool]]
    mine: Mapping[str, object]


_READ = (col(Recipient.id), col(Recipient.broadcast_id), col(Recipient.subscriber_id), col(Recipient.submitted_at))


def _with_people(session: Session, rows: Select[*tuple[Any, ...]]) -> list[DueRecipient]:
    """Return these rows with their subscribers, who are locked in one order, so that no two windows wait for each other.

    `rows` are found by themselves: a planner that knows of more conditions looks through all that wait.
    """
    due = rows.cte("due")
    read = session.execute(
        select_(
            due.c.id,
            due.c.broadcast_id,
            col(Subscriber.id),
            col(Subscriber.number_hash),
            col(Subscriber.number_sealed),
            col(Subscriber.erased_at),
            due.c.submitted_at,
        )
        .join(due, col(Subscriber.id) == due.c.subscriber_id)
        .order_by(due.c.subscriber_id, due.c.id)
        .with_for_update(of=Subscriber, key_share=True)
    )
    return [DueRecipient._make(row) for row in read]


def _opened(session: Session, opening: _Opening, found: Sequence[DueRecipient], checks: WindowChecks) -> Window:
    admitted: list[DueRecipient] = []
    looked = 0
    for each in found:
        if len(admitted) >= opening.size:
            break
        looked += 1
        if checks.may_go(each):
            admitted.append(each)
    checks.unseal(admitted)
    rows = [
        WindowRecipient(
            each.id, each.broadcast_id, each.subscriber_id, checks.message_to(each), checks.is_urgent(each.broadcast_id)
        )
        for each in admitted
    ]
    checks.move(opening.state)
    if rows:
        ids = [row.recipient_id for row in rows]
        moved = session.connection().execute(
            update(Recipient)
            .where(is_one_of(col(Recipient.id), ids), col(Recipient.state) == opening.state, *opening.where)
            .values(
                state=RecipientState.SUBMITTING,
                submitted_at=checks.now,
                lease_until=checks.now + LEASE,
                **opening.mine,
            )
        )
        if moved.rowcount != len(rows):
            # A row that was cancelled or taken over since it was read is not ours to send.
            mine = (col(Recipient.token) == opening.token, col(Recipient.state) == RecipientState.SUBMITTING)
            ours = set(session.exec(select(Recipient.id).where(is_one_of(col(Recipient.id), ids), *mine)))
            rows = [row for row in rows if row.recipient_id in ours]
    return Window(opening.token, tuple(rows), looked)


def _room(session: Session, account: Account, size: int, now: datetime) -> int:
    """Return how many of `size` messages may go now; the account's row is held, so what is counted stays true."""
    if not account_open(account.state, account.wait_until, now):
        return 0
    limit = account.limits.get(PER_DAY)
    if not isinstance(limit, int):
        return size
    used, first = session.exec(
        select(func.count(), func.min(Recipient.submitted_at)).where(
            Recipient.account_id == account.id, col(Recipient.submitted_at) > now - DAY
        )
    ).one()
    if used >= limit:
        account.wait_until = (first or now) + DAY
        account.wait_reason = phrase("broadcast.day-quota", count=limit, until=account.wait_until)
    return min(size, max(0, limit - int(used)))
