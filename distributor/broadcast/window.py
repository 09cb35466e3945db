"""The window: the few rows that may be on their way to the network at one time, committed before the first octet leaves.

1. `claim` takes a larger batch of due rows for this process (queued → claimed); they can be given back.
2. `open_window` checks everything that could forbid each row *now* (approval, refusal, consent, hours, cap, quota, the account)
   under the account's and the subscribers' row locks, and moves what may go to `submitting`.

Both take a session and never commit. From `submitting` a row goes back to the queue only with proof that it was not taken
(`record`).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, update
from sqlmodel import Session, col, func, select

from channels.messenger import Message
from distributor.broadcast.decide import Admit, RecipientStanding, Skip, admit
from distributor.broadcast.held import held_broadcasts
from distributor.broadcast.store import manifest_of
from distributor.deliver.claim import account_open
from distributor.models import (
    Account,
    Broadcast,
    BroadcastState,
    Consent,
    OptOut,
    Recipient,
    RecipientState,
    SmsPart,
    Subscriber,
)
from distributor.phone_numbers import Numbers
from distributor.phrases import phrase
from distributor.sms_rules import SmsRules, clock_of_hours, rules_at
from distributor.work.claims import new_token

BATCH = 200
LOOKED = 4
"""Rows looked at for each that may go, in one transaction: a list of refusals must not make it long."""
LEASE = timedelta(seconds=120)
DAY = timedelta(hours=24)
PER_DAY = "messages_per_day"
"""In an account's limits: at most so many messages in any 24 hours."""


@dataclass(frozen=True)
class WindowRecipient:
    """One recipient in the window."""

    recipient_id: int
    broadcast_id: int
    message: Message


@dataclass(frozen=True)
class Window:
    """`rows` were committed as `submitting` under `token`. `looked`: rows that were decided, in whatever way."""

    token: str
    rows: tuple[WindowRecipient, ...]
    looked: int


def anything_due(session: Session, account_id: int, now: datetime) -> bool:
    """Whether a claim might find something."""
    due = select(Recipient.id).where(
        Recipient.account_id == account_id, Recipient.state == RecipientState.QUEUED, col(Recipient.due_at) <= now
    )
    return session.exec(due.limit(1)).first() is not None


def claim(session: Session, *, account_id: int, incarnation_id: str, now: datetime) -> str:
    """Take up to `BATCH` due rows; the token they stand under, empty if none is due."""
    held = held_broadcasts(session, account_id, now)
    wanted: list[ColumnElement[bool]] = [
        col(Recipient.account_id) == account_id,
        col(Recipient.state) == RecipientState.QUEUED,
        col(Recipient.due_at) <= now,
        exists().where(
            col(Broadcast.id) == col(Recipient.broadcast_id), col(Broadcast.state) == BroadcastState.SENDING
        ),
    ]
    if held:
        wanted.append(col(Recipient.broadcast_id).not_in(held.keys()))
    rows = session.exec(
        select(Recipient.id)
        .where(*wanted)
        .order_by(col(Recipient.due_at), col(Recipient.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return ""
    token = new_token()
    session.connection().execute(
        update(Recipient)
        .where(col(Recipient.id).in_(rows), col(Recipient.state) == RecipientState.QUEUED)
        .values(
            state=RecipientState.CLAIMED, token=token, incarnation_id=incarnation_id, lease_until=now + LEASE, reason=""
        )
    )
    return token


def release(session: Session, token: str) -> int:
    """Give back what was claimed and not submitted."""
    back = (
        update(Recipient)
        .where(col(Recipient.token) == token, col(Recipient.state) == RecipientState.CLAIMED)
        .values(state=RecipientState.QUEUED, token="", incarnation_id="", lease_until=None)
    )
    return session.connection().execute(back).rowcount


def open_window(session: Session, *, account_id: int, token: str, size: int, numbers: Numbers, now: datetime) -> Window:
    """Move up to `size` claimed rows to `submitting`. Nothing looked at: the account may not send, or no row is left."""
    account = session.exec(select(Account).where(Account.id == account_id).with_for_update()).first()
    if account is None or not account_open(account.state, account.wait_until, now):
        return Window(token, (), 0)
    size = min(size, _room(session, account, now))
    if size <= 0:
        return Window(token, (), 0)
    found = session.exec(
        select(Recipient, Broadcast, Subscriber)
        .join(Broadcast, col(Broadcast.id) == col(Recipient.broadcast_id))
        .join(Subscriber, col(Subscriber.id) == col(Recipient.subscriber_id))
        .where(Recipient.token == token, Recipient.state == RecipientState.CLAIMED)
        .order_by(col(Recipient.subscriber_id), col(Recipient.id))
        .limit(size * LOOKED)
        .with_for_update(of=Subscriber)
    ).all()
    checks = _Checks(session, account, rules_at(now), now, [subscriber for _r, _b, subscriber in found])
    taken = _taken(session, [recipient.id or 0 for recipient, _b, _s in found])
    rows: list[WindowRecipient] = []
    looked = 0
    for recipient, broadcast, subscriber in found:
        if len(rows) >= size:
            break
        looked += 1
        if (message := checks.decide(recipient, broadcast, subscriber, numbers, taken)) is not None:
            rows.append(WindowRecipient(recipient.id or 0, recipient.broadcast_id, message))
    if rows:
        moved = session.connection().execute(
            update(Recipient)
            .where(
                col(Recipient.id).in_([row.recipient_id for row in rows]),
                col(Recipient.token) == token,
                col(Recipient.state) == RecipientState.CLAIMED,
            )
            .values(state=RecipientState.SUBMITTING, submitted_at=now, lease_until=now + LEASE)
            .returning(col(Recipient.id))
        )
        # A row that was cancelled or taken over since it was read is not ours to send.
        ours = set(moved.scalars())
        rows = [row for row in rows if row.recipient_id in ours]
    return Window(token, tuple(rows), looked)


class _Checks:
    """Everything read once for the rows of a window, and the moves that follow from it."""

    def __init__(
        self, session: Session, account: Account, rules: SmsRules, now: datetime, subscribers: list[Subscriber]
    ) -> None:
        self._session, self._rules, self._now = session, rules, now
        self._hours_at = clock_of_hours(now, account.settings, rules)
        self._held = held_broadcasts(session, account.id or 0, now)
        ids = [subscriber.id or 0 for subscriber in subscribers]
        self._refusing = set(
            session.exec(
                select(OptOut.number_hash).where(
                    OptOut.unit_id == account.unit_id,
                    col(OptOut.number_hash).in_([subscriber.number_hash for subscriber in subscribers]),
                    col(OptOut.lifted_at).is_(None),
                )
            ).all()
        )
        self._consenting = set(
            session.exec(
                select(Consent.subscriber_id).where(
                    col(Consent.subscriber_id).in_(ids), col(Consent.withdrawn_at).is_(None), Consent.given_at <= now
                )
            ).all()
        )
        span = timedelta(hours=rules.per_hours)
        used = session.exec(
            select(Recipient.subscriber_id, func.count(), func.min(Recipient.submitted_at))
            .where(col(Recipient.subscriber_id).in_(ids), col(Recipient.submitted_at) > now - span)
            .group_by(col(Recipient.subscriber_id))
        ).all()
        self._used = Counter({subscriber_id: count for subscriber_id, count, _first in used})
        self._frees = {subscriber_id: first + span for subscriber_id, _count, first in used if first is not None}
        self._span = span

    def decide(
        self,
        recipient: Recipient,
        broadcast: Broadcast,
        subscriber: Subscriber,
        numbers: Numbers,
        taken: dict[int, frozenset[int]],
    ) -> Message | None:
        """The message if it may go. A row that may not is moved to where it waits, or ends."""
        if broadcast.state != BroadcastState.SENDING or broadcast.approved_hash != manifest_of(broadcast):
            reason = "" if broadcast.state != BroadcastState.SENDING else phrase("broadcast.not-as-approved")
            self._queue(recipient, self._now + timedelta(minutes=1), reason)
            return None
        if held := self._held.get(broadcast.id or 0):
            self._queue(recipient, self._now, held)
            return None
        key = subscriber.id or 0
        decision = admit(
            RecipientStanding(
                opted_out=subscriber.number_hash in self._refusing,
                erased=subscriber.erased_at is not None,
                consents=not broadcast.audience_rule.get("consent", True) or key in self._consenting,
                used=self._used[key],
                frees_at=self._frees.get(key),
                ends_at=broadcast.ends_at,
                overridden=broadcast.override_at is not None,
            ),
            self._rules,
            self._now,
            self._hours_at,
        )
        if isinstance(decision, Admit):
            self._used[key] += 1
            self._frees.setdefault(key, self._now + self._span)
            return Message(
                key=f"{subscriber.number_hash[:10]}-{broadcast.id}-{recipient.id}",
                to=numbers.open(subscriber.number_sealed),
                text=broadcast.body,
                sender=broadcast.sender,
                taken=taken.get(recipient.id or 0, frozenset()),
            )
        if isinstance(decision, Skip):
            self._set(recipient, state=RecipientState.SKIPPED, reason=decision.reason, due_at=None, ended_at=self._now)
        else:
            self._queue(recipient, decision.until, decision.reason)
        return None

    def _queue(self, recipient: Recipient, due_at: datetime, reason: str) -> None:
        self._set(
            recipient,
            state=RecipientState.QUEUED,
            due_at=due_at,
            reason=reason,
            token="",
            incarnation_id="",
            lease_until=None,
        )

    def _set(self, recipient: Recipient, **values: object) -> None:
        self._session.connection().execute(
            update(Recipient)
            .where(col(Recipient.id) == recipient.id, col(Recipient.state) == RecipientState.CLAIMED)
            .values(**values)
        )


def _taken(session: Session, recipient_ids: list[int]) -> dict[int, frozenset[int]]:
    """Segments that an earlier try got through."""
    parts = session.exec(
        select(SmsPart.recipient_id, SmsPart.number).where(col(SmsPart.recipient_id).in_(recipient_ids))
    ).all()
    found: dict[int, frozenset[int]] = {}
    for recipient_id, number in parts:
        found[recipient_id] = found.get(recipient_id, frozenset()) | {number}
    return found


def _room(session: Session, account: Account, now: datetime) -> int:
    """How many more messages the account's quota allows; the account's row is held, so what is counted stays true."""
    limit = account.limits.get(PER_DAY)
    if not isinstance(limit, int):
        return BATCH
    used, first = session.exec(
        select(func.count(), func.min(Recipient.submitted_at)).where(
            Recipient.account_id == account.id, col(Recipient.submitted_at) > now - DAY
        )
    ).one()
    if used >= limit:
        account.wait_until = (first or now) + DAY
        account.wait_reason = phrase("broadcast.day-quota", count=limit, until=account.wait_until)
    return max(0, limit - int(used))
