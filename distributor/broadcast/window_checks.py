"""Everything that could forbid a row of the window now (approval, opt-out, consent, hours, caps, another way), and what follows.

Takes a session and never commits; the account's row is locked by who asks.
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
from distributor.broadcast.held import Held
from distributor.broadcast.ported import networks_of
from distributor.broadcast.routes import routes_of
from distributor.broadcast.store import manifest_of
from distributor.many_values import is_one_of
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
    Unit,
)
from distributor.phone_numbers import Numbers
from distributor.sms_rules import clock_of_hours, rules_at
from phrases import phrase

PARTLY = phrase("broadcast.had-a-part")


@dataclass(frozen=True)
class DueRecipient:
    """A row that is due, with what is read of its subscriber."""

    id: int
    broadcast_id: int
    subscriber_id: int
    number_hash: str
    number_sealed: bytes
    erased_at: datetime | None
    submitted_at: datetime | None


class WindowChecks:
    """Everything read once for the rows of a window, and the moves that follow from it."""

    def __init__(
        self,
        session: Session,
        account: Account,
        now: datetime,
        found: Sequence[DueRecipient],
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
        self._opting_out = {
            (number_hash, matter)
            for number_hash, matter in session.execute(
                select_(col(OptOut.number_hash), col(OptOut.matter)).where(
                    col(OptOut.unit_id) == account.unit_id,
                    is_one_of(col(OptOut.number_hash), [each.number_hash for each in found]),
                    col(OptOut.lifted_at).is_(None),
                )
            )
        }
        self._consenting = {
            (subscriber_id, matter)
            for subscriber_id, matter in session.execute(
                select_(col(Consent.subscriber_id), col(Consent.matter)).where(
                    is_one_of(col(Consent.subscriber_id), ids),
                    col(Consent.withdrawn_at).is_(None),
                    col(Consent.given_at) <= now,
                )
            )
        }
        span = timedelta(hours=rules.per_hours)
        used = session.exec(
            select(Recipient.subscriber_id, func.count(), func.min(Recipient.submitted_at))
            .where(is_one_of(col(Recipient.subscriber_id), ids), col(Recipient.submitted_at) > now - span)
            .group_by(col(Recipient.subscriber_id))
        ).all()
        self._used = Counter({subscriber_id: count for subscriber_id, count, _first in used})
        self._frees = {subscriber_id: first + span for subscriber_id, _count, first in used if first is not None}
        self._used_by_all, self._all_free = Counter[str](), dict[str, datetime]()
        if rules.most_of_all_units is not None:
            for number_hash, count, first in _used_by_all(session, [each.number_hash for each in found], now - span):
                self._used_by_all[number_hash], self._all_free[number_hash] = count, first + span
        self._span = span
        self._account_id, self._routes = account.id or 0, routes_of(session, account, now)
        opened = (self._open(each.number_sealed) for each in found if self._routes.ways)
        self._networks = networks_of(session, filter(None, opened), numbers)

    def is_urgent(self, broadcast_id: int) -> bool:
        return self._broadcasts[broadcast_id].override_at is not None

    def decide(self, row: DueRecipient) -> Message | None:
        """The message if it may go. A row that may not `move` brings to where it waits, or ends it."""
        broadcast = self._broadcasts[row.broadcast_id]
        goes = broadcast.state == BroadcastState.SENDING or (
            broadcast.state == BroadcastState.PLANNED and self.is_urgent(row.broadcast_id)
        )
        if not goes or not self._as_approved[row.broadcast_id]:
            reason = phrase("broadcast.not-as-approved") if goes else ""
            self._queue(row, self._now + timedelta(minutes=1), reason)
            return None
        if held := self._held.get(row.broadcast_id):
            self._queue(row, self._now, held)
            return None
        if self._has_part_of_other_words(row, broadcast):
            self._note(row, state=RecipientState.UNKNOWN, reason=PARTLY, due_at=None, ended_at=self._now)
            return None
        key, rule = row.subscriber_id, broadcast.audience_rule
        matters, spread = ("", *rule.get("matters", ())), int(rule.get("spread_minutes") or 0)
        decision = admit(
            RecipientStanding(
                opted_out=any((row.number_hash, matter) in self._opting_out for matter in matters),
                erased=row.erased_at is not None,
                consents=not rule.get("consent", True) or any((key, matter) in self._consenting for matter in matters),
                used=self._used[key],
                frees_at=self._frees.get(key),
                ends_at=broadcast.ends_at,
                overridden=broadcast.override_at is not None,
                turn=timedelta(minutes=spread and key % spread),
                starts_at=broadcast.starts_at,
                used_by_all=self._used_by_all[row.number_hash],
                all_free_at=self._all_free.get(row.number_hash),
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
            self._used_by_all[row.number_hash] += 1
            self._all_free.setdefault(row.number_hash, self._now + self._span)
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

    def _has_part_of_other_words(self, row: DueRecipient, broadcast: Broadcast) -> bool:
        """Return True if a try from before the words were approved got a part through: halves of two messages make no sense."""
        before = row.submitted_at is not None and broadcast.approved_at is not None
        return bool(self._taken.get(row.id)) and before and row.submitted_at < broadcast.approved_at  # type: ignore[operator]

    def move(self, state: RecipientState) -> None:
        """Move rows that may not go now out of `state`, those with the same words in one statement."""
        for values, ids in self._moves.items():
            self._session.connection().execute(
                update(Recipient)
                .where(is_one_of(col(Recipient.id), ids), col(Recipient.state) == state)
                .values(**dict(values))
            )

    def _queue(self, row: DueRecipient, due_at: datetime, reason: str, **more: object) -> None:
        free = {"token": "", "incarnation_id": "", "lease_until": None, **more}
        self._note(row, state=RecipientState.QUEUED, due_at=due_at, reason=reason, **free)

    def _note(self, row: DueRecipient, **values: object) -> None:
        self._moves.setdefault(tuple(values.items()), []).append(row.id)


def _used_by_all(session: Session, hashes: list[str], since: datetime) -> Sequence[tuple[str, int, datetime]]:
    """Numbers that some unit wrote to since then: how often, and when first."""
    rows = session.execute(
        select_(col(Subscriber.number_hash), func.count(), func.min(Recipient.submitted_at))
        .join(Recipient, col(Recipient.subscriber_id) == col(Subscriber.id))
        .where(
            col(Subscriber.unit_id).in_(select(Unit.id)),  # as the index goes
            is_one_of(col(Subscriber.number_hash), hashes),
            col(Recipient.submitted_at) > since,
        )
        .group_by(col(Subscriber.number_hash))
    )
    return [(number_hash, count, first) for number_hash, count, first in rows]


def _taken(session: Session, recipient_ids: list[int]) -> dict[int, frozenset[int]]:
    """Segments that an earlier try got through."""
    parts = session.exec(
        select(SmsPart.recipient_id, SmsPart.number).where(is_one_of(col(SmsPart.recipient_id), recipient_ids))
    ).all()
    found: dict[int, frozenset[int]] = {}
    for recipient_id, number in parts:
        found[recipient_id] = found.get(recipient_id, frozenset()) | {number}
    return found
