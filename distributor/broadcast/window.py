"""The window: the few rows that may be on their way to the network at one time, committed before the first octet leaves.

1. `claim` takes a larger batch of due rows for this process (queued → claimed); they can be given back. Emergencies come first.
2. `open_window` checks everything that could forbid each row *now* (approval, refusal, consent, hours, cap, quota, the account)
   under the account's and the subscribers' row locks, and moves what may go to `submitting`.

`mark` does both at once, for a bind that keeps its window filled. All take a session and never commit. From `submitting` a row
goes back to the queue only with proof that it was not taken (`record`, `recover`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as select_
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from channels.messenger import Message
from distributor.broadcast.decide import Admit, RecipientStanding, Skip, admit
from distributor.broadcast.held import Held, carried_by, held_broadcasts, say_why_held
from distributor.broadcast.ported import networks_of
from distributor.broadcast.routes import routes_of
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
from distributor.sms_rules import clock_of_hours, rules_at
from distributor.work.claims import new_token

BATCH = 200
LOOKED = 4
"""Rows looked at for each that may go, in one transaction: a list of refusals must not make it long."""
LEASE = timedelta(seconds=120)
DAY = timedelta(hours=24)
PER_DAY = "messages_per_day"
"""In an account's limits: at most so many messages in any 24 hours."""
PARTLY = phrase("broadcast.had-a-part")


@dataclass(frozen=True)
class WindowRecipient:
    """One recipient in the window."""

    recipient_id: int
    broadcast_id: int
    subscriber_id: int
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


def claim(
    session: Session,
    *,
    account_id: int,
    incarnation_id: str,
    now: datetime,
    most: int = BATCH,
    held: Held | None = None,
) -> str:
    """Take up to `most` due rows; the token they stand under, empty if none is due. `held`: if it was asked already."""
    held = held_broadcasts(session, account_id, now) if held is None else held
    for broadcast_id, words in held.items():
        say_why_held(session, account_id, broadcast_id, words, now)
    sending = session.exec(
        select(Broadcast.id, col(Broadcast.override_at).is_not(None)).where(
            carried_by(account_id), Broadcast.state == BroadcastState.SENDING
        )
    ).all()
    open_ = [(broadcast_id, urgent) for broadcast_id, urgent in sending if broadcast_id not in held]
    rows: list[int | None] = []
    for first in (True, False):
        wanted = [broadcast_id for broadcast_id, urgent in open_ if bool(urgent) is first]
        if not wanted or len(rows) >= most:
            continue
        found = (
            select(Recipient.id)
            .where(
                col(Recipient.account_id) == account_id,
                col(Recipient.state) == RecipientState.QUEUED,
                col(Recipient.due_at) <= now,
                col(Recipient.broadcast_id).in_(wanted),
            )
            .order_by(col(Recipient.due_at), col(Recipient.id))
            .limit(most - len(rows))
        )
        rows += session.exec(found.with_for_update(skip_locked=True)).all()
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


def mark(
    session: Session, *, account_id: int, incarnation_id: str, size: int, numbers: Numbers, now: datetime
) -> Window | None:
    """Up to `size` due rows that may go, `submitting` once the caller commits. None if nothing is due."""
    _locked(session, account_id)  # before the rows, as everybody who holds both
    held = held_broadcasts(session, account_id, now)
    token = claim(session, account_id=account_id, incarnation_id=incarnation_id, now=now, most=size, held=held)
    if not token:
        return None
    window = open_window(session, account_id=account_id, token=token, size=size, numbers=numbers, now=now, held=held)
    release(session, token)
    return window


def _locked(session: Session, account_id: int) -> Account | None:
    return session.exec(select(Account).where(Account.id == account_id).with_for_update()).first()


@dataclass(frozen=True)
class _Candidate:
    """A claimed row, with what is read of its subscriber."""

    id: int
    broadcast_id: int
    subscriber_id: int
    number_hash: str
    number_sealed: bytes
    erased_at: datetime | None
    submitted_at: datetime | None


def open_window(
    session: Session,
    *,
    account_id: int,
    token: str,
    size: int,
    numbers: Numbers,
    now: datetime,
    held: Held | None = None,
) -> Window:
    """Move up to `size` claimed rows to `submitting`. Nothing looked at: the account may not send, or no row is left."""
    account = _locked(session, account_id)
    if account is None or not account_open(account.state, account.wait_until, now):
        return Window(token, (), 0)
    size = min(size, _room(session, account, now))
    if size <= 0:
        return Window(token, (), 0)
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
        .where(col(Recipient.token) == token, col(Recipient.state) == RecipientState.CLAIMED)
        .order_by(col(Recipient.subscriber_id), col(Recipient.id))
        .limit(size * LOOKED)
        .with_for_update(of=Subscriber)
    ).all()
    found = [_Candidate(*row) for row in read]
    held = held_broadcasts(session, account_id, now) if held is None else held
    checks = _Checks(session, account, now, found, numbers, held)
    rows: list[WindowRecipient] = []
    looked = 0
    for each in found:
        if len(rows) >= size:
            break
        looked += 1
        if (message := checks.decide(each)) is not None:
            rows.append(WindowRecipient(each.id, each.broadcast_id, each.subscriber_id, message))
    checks.move()
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
        self,
        session: Session,
        account: Account,
        now: datetime,
        found: Sequence[_Candidate],
        numbers: Numbers,
        held: Held,
    ) -> None:
        self._session, self._now, self._open = session, now, numbers.open
        self._rules = rules = rules_at(now)
        self._hours_at = clock_of_hours(now, account.settings, rules)
        self._held = held
        self._taken = _taken(session, [each.id for each in found])
        broadcasts = session.exec(
            select(Broadcast).where(col(Broadcast.id).in_({each.broadcast_id for each in found}))
        ).all()
        self._broadcasts = {broadcast.id or 0: broadcast for broadcast in broadcasts}
        self._as_approved = {
            broadcast.id or 0: broadcast.approved_hash == manifest_of(broadcast) for broadcast in broadcasts
        }
        self._moves: dict[tuple[tuple[str, object], ...], list[int]] = {}
        ids = [each.subscriber_id for each in found]
        self._refusing = {
            (digest, matter)
            for digest, matter in session.execute(
                select_(col(OptOut.number_hash), col(OptOut.matter)).where(
                    col(OptOut.unit_id) == account.unit_id,
                    col(OptOut.number_hash).in_([each.number_hash for each in found]),
                    col(OptOut.lifted_at).is_(None),
                )
            )
        }
        self._consenting = {
            (subscriber_id, matter)
            for subscriber_id, matter in session.execute(
                select_(col(Consent.subscriber_id), col(Consent.matter)).where(
                    col(Consent.subscriber_id).in_(ids),
                    col(Consent.withdrawn_at).is_(None),
                    col(Consent.given_at) <= now,
                )
            )
        }
        span = timedelta(hours=rules.per_hours)
        used = session.exec(
            select(Recipient.subscriber_id, func.count(), func.min(Recipient.submitted_at))
            .where(col(Recipient.subscriber_id).in_(ids), col(Recipient.submitted_at) > now - span)
            .group_by(col(Recipient.subscriber_id))
        ).all()
        self._used = Counter({subscriber_id: count for subscriber_id, count, _first in used})
        self._frees = {subscriber_id: first + span for subscriber_id, _count, first in used if first is not None}
        self._span = span
        self._account_id, self._routes = account.id or 0, routes_of(session, account, now)
        opened = (self._open(each.number_sealed) for each in found if self._routes.ways)
        self._networks = networks_of(session, filter(None, opened), numbers)

    def decide(self, row: _Candidate) -> Message | None:
        """The message if it may go. A row that may not `move` brings to where it waits, or ends it."""
        broadcast = self._broadcasts[row.broadcast_id]
        if broadcast.state != BroadcastState.SENDING or not self._as_approved[row.broadcast_id]:
            reason = "" if broadcast.state != BroadcastState.SENDING else phrase("broadcast.not-as-approved")
            self._queue(row, self._now + timedelta(minutes=1), reason)
            return None
        if held := self._held.get(row.broadcast_id):
            self._queue(row, self._now, held)
            return None
        if self._has_part_of_other_words(row, broadcast):
            self._note(row, state=RecipientState.UNKNOWN, reason=PARTLY, due_at=None, ended_at=self._now)
            return None
        key, rule = row.subscriber_id, broadcast.audience_rule
        matters, spread = ("", *rule.get("matters", ())), int(rule.get("spread_minutes", 0))
        decision = admit(
            RecipientStanding(
                opted_out=any((row.number_hash, matter) in self._refusing for matter in matters),
                erased=row.erased_at is not None,
                consents=not rule.get("consent", True) or any((key, matter) in self._consenting for matter in matters),
                used=self._used[key],
                frees_at=self._frees.get(key),
                ends_at=broadcast.ends_at,
                overridden=broadcast.override_at is not None,
                turn=timedelta(minutes=spread and key % spread),
                starts_at=broadcast.starts_at,
            ),
            self._rules,
            self._now,
            self._hours_at,
        )
        if isinstance(decision, Admit):
            to = self._open(row.number_sealed)
            # One that came from another account is here to stay: two accounts must not send it to each other for ever.
            own = broadcast.account_id == self._account_id
            way = self._routes.of(self._networks.get(to, "")) if own else None
            if way is not None and row.id not in self._taken:
                self._queue(row, self._now, "", account_id=way)
                return None
            self._used[key] += 1
            self._frees.setdefault(key, self._now + self._span)
            return Message(
                key=f"{row.number_hash[:10]}-{row.broadcast_id}-{row.id}",
                to=to,
                text=broadcast.body,
                sender=broadcast.sender,
                taken=self._taken.get(row.id, frozenset()),
                valid_s=(broadcast.ends_at - self._now).total_seconds(),
            )
        if isinstance(decision, Skip):
            self._note(row, state=RecipientState.SKIPPED, reason=decision.reason, due_at=None, ended_at=self._now)
        else:
            self._queue(row, decision.until, decision.reason)
        return None

    def _has_part_of_other_words(self, row: _Candidate, broadcast: Broadcast) -> bool:
        """Whether a try from before the words were approved got a part through: halves of two messages make no sense."""
        before = row.submitted_at is not None and broadcast.approved_at is not None
        return bool(self._taken.get(row.id)) and before and row.submitted_at < broadcast.approved_at  # type: ignore[operator]

    def move(self) -> None:
        """Rows that may not go now, those with the same words in one statement."""
        for values, ids in self._moves.items():
            self._session.connection().execute(
                update(Recipient)
                .where(col(Recipient.id).in_(ids), col(Recipient.state) == RecipientState.CLAIMED)
                .values(**dict(values))
            )

    def _queue(self, row: _Candidate, due_at: datetime, reason: str, **more: object) -> None:
        free = {"token": "", "incarnation_id": "", "lease_until": None, **more}
        self._note(row, state=RecipientState.QUEUED, due_at=due_at, reason=reason, **free)

    def _note(self, row: _Candidate, **values: object) -> None:
        self._moves.setdefault(tuple(values.items()), []).append(row.id)


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
