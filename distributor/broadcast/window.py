"""The window: the few rows that may be on their way to the network at one time, committed before the first octet leaves.

1. `claim` takes a larger batch of due rows for this process (queued → claimed); they can be given back. Emergencies come first.
2. `open_window` checks everything that could forbid each row *now* (approval, opt-out, consent, hours, cap, quota, the account)
   under the account's and the subscribers' row locks, and moves what may go to `submitting`.

`mark` does both at once (queued → submitting), for a bind that keeps its window filled. All take a session and never commit.
From `submitting` a row goes back to the queue only with proof that it was not taken (`record`, `recover`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, exists, update
from sqlalchemy import select as select_
from sqlmodel import Session, col, func, select

from channels.messenger import Message
from distributor.broadcast.held import Held, carried_by, held_broadcasts, is_going, say_why_held
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
    held = held_broadcasts(session, account_id, now)
    rows = _due_rows(session, account_id, now, most, held)
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


def _due_rows(session: Session, account_id: int, now: datetime, most: int, held: Held) -> list[int | None]:
    """Ids of rows that are due and that nobody else holds, locked until the end; while an emergency waits, of it alone."""
    for broadcast_id, words in held.items():
        say_why_held(session, account_id, broadcast_id, words, now)
    sending = session.exec(
        select(Broadcast.id, col(Broadcast.override_at).is_not(None)).where(carried_by(account_id), is_going())
    ).all()
    open_ = [(broadcast_id, urgent) for broadcast_id, urgent in sending if broadcast_id not in held]
    rows: list[int | None] = []
    for first in (True, False):
        wanted = [broadcast_id for broadcast_id, urgent in open_ if bool(urgent) is first]
        if rows or not wanted:
            continue
        found = (
            select(Recipient.id)
            .where(*_due(account_id, now), col(Recipient.broadcast_id).in_(wanted))
            .order_by(col(Recipient.due_at), col(Recipient.id))
            .limit(most)
        )
        rows = list(session.exec(found.with_for_update(skip_locked=True)).all())
    return rows


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
    held = held_broadcasts(session, account_id, now)
    rows = _due_rows(session, account_id, now, size, held)
    if not rows:
        return None
    token = new_token()
    if account is None or not (room := _room(session, account, size, now)):
        return Window(token, (), 0)
    mine = {"token": token, "incarnation_id": incarnation_id, "reason": ""}
    # By their ids alone: they are locked, and a planner that knows of many more conditions looks through all that wait.
    opening = _Opening(token, room, RecipientState.QUEUED, [is_one_of(col(Recipient.id), rows)], mine)
    return _opened(session, account, opening, numbers, held, now)


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
    return _opened(session, account, opening, numbers, held_broadcasts(session, account_id, now), now)


@dataclass(frozen=True)
class _Opening:
    """A window to be: up to `size` of the rows that `where` finds, out of `state`. `mine`: what those that go say besides."""

    token: str
    size: int
    state: RecipientState
    where: Sequence[ColumnElement[bool]]
    mine: Mapping[str, object]


def _opened(
    session: Session, account: Account, opening: _Opening, numbers: Numbers, held: Held, now: datetime
) -> Window:
    read = session.execute(
        select_(
            col(Recipient.id),
            col(Recipient.broadcast_id),
            col(Subscriber.id),
            col(Subscriber.number_hash),
            col(Subscriber.number_sealed),
            col(Subscriber.erased_at),
            col(Recipient.submitted_at),
        )
        .join(Subscriber, col(Subscriber.id) == col(Recipient.subscriber_id))
        .where(*opening.where)
        .order_by(col(Recipient.subscriber_id), col(Recipient.id))
        .limit(opening.size * LOOKED)
        .with_for_update(of=Subscriber, key_share=True)
    ).all()
    found = [DueRecipient(*row) for row in read]
    checks = WindowChecks(session, account, now, found, numbers, held)
    rows: list[WindowRecipient] = []
    looked = 0
    for each in takewhile(lambda _: len(rows) < opening.size, found):
        looked += 1
        if (message := checks.decide(each)) is not None:
            urgent = checks.is_urgent(each.broadcast_id)
            rows.append(WindowRecipient(each.id, each.broadcast_id, each.subscriber_id, message, urgent))
    checks.move(opening.state)
    if rows:
        moved = session.connection().execute(
            update(Recipient)
            .where(
                is_one_of(col(Recipient.id), [row.recipient_id for row in rows]),
                col(Recipient.state) == opening.state,
                *opening.where,
            )
            .values(state=RecipientState.SUBMITTING, submitted_at=now, lease_until=now + LEASE, **opening.mine)
            .returning(col(Recipient.id))
        )
        # A row that was cancelled or taken over since it was read is not ours to send.
        ours = set(moved.scalars())
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
