"""Everything that could forbid a row of the window now (approval, opt-out, consent, hours, caps, another way), and what follows.

Takes a session and never commits; the account's row is locked by who asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select as select_
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from channels.messenger import Message
from distributor.broadcast.decide import Admit, RecipientStanding, Skip, WaitUntil, admit
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


class DueRecipient(NamedTuple):
    """A row that is due, with what is read of its subscriber."""

    id: int
    broadcast_id: int
    subscriber_id: int
    number_hash: str
    number_sealed: bytes
    erased_at: datetime | None
    submitted_at: datetime | None


_NOTHING: frozenset[int] = frozenset()
_Known = tuple[bool, bool, bool, int, datetime | None, int, int, datetime | None]
"""What differs between the people of one broadcast, as `decide.RecipientStanding` has it."""


@dataclass
class _Told:
    """A broadcast, and what is the same for all its rows in a window. `is_own`: of the account that carries it."""

    broadcast: Broadcast
    body: str
    sender: str
    is_urgent: bool
    goes: bool
    is_as_approved: bool
    is_own: bool
    matters: tuple[str, ...]
    wants_consent: bool
    spread: int
    valid_s: float
    decided: dict[_Known, Admit | Skip | WaitUntil] = field(default_factory=dict)


def _told(broadcast: Broadcast, account_id: int | None, now: datetime) -> _Told:
    rule, urgent = broadcast.audience_rule, broadcast.override_at is not None
    return _Told(
        broadcast,
        body=broadcast.body,
        sender=broadcast.sender,
        is_urgent=urgent,
        goes=broadcast.state == BroadcastState.SENDING or (broadcast.state == BroadcastState.PLANNED and urgent),
        is_as_approved=broadcast.approved_hash == manifest_of(broadcast),
        is_own=broadcast.account_id == account_id,
        matters=("", *rule.get("matters", ())),
        wants_consent=bool(rule.get("consent", True)),
        spread=int(rule.get("spread_minutes") or 0),
        valid_s=(broadcast.ends_at - now).total_seconds(),
    )


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
        self._session, self.now, self._open = session, now, numbers.open_all
        self._numbers: dict[bytes, str] = {}
        self._rules = rules = rules_at(now)
        self._hours_at = clock_of_hours(now, account.settings, rules)
        self._held = held
        self._taken = _taken(session, [each.id for each in found])
        wanted = col(Broadcast.id).in_({each.broadcast_id for each in found})
        # Once more, whoever read them before: it may have waited for the people's rows, and they were paused meanwhile.
        broadcasts = session.exec(select(Broadcast).where(wanted), execution_options={"populate_existing": True})
        self._broadcasts = {each.id or 0: _told(each, account.id, now) for each in broadcasts}
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
        self._consenting: set[tuple[int, str]] = set()
        if any(each.wants_consent for each in self._broadcasts.values()):
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
        self._used = {subscriber_id: count for subscriber_id, count, _first in used}
        self._frees = {subscriber_id: first + span for subscriber_id, _count, first in used if first is not None}
        self._used_by_all, self._all_free = dict[str, int](), dict[str, datetime]()
        if rules.most_of_all_units is not None:
            for number_hash, count, first in _used_by_all(session, [each.number_hash for each in found], now - span):
                self._used_by_all[number_hash], self._all_free[number_hash] = count, first + span
        self._span = span
        self._routes = routes_of(session, account, now)
        if self._routes.ways:
            self.unseal(found)
        self._networks = networks_of(session, filter(None, self._numbers.values()), numbers)

    def unseal(self, rows: Sequence[DueRecipient]) -> None:
        """Open the numbers of rows: of those that go, or of all whose way is told by it."""
        sealed = [each.number_sealed for each in rows if each.number_sealed not in self._numbers]
        self._numbers |= zip(sealed, self._open(sealed), strict=True)

    def is_urgent(self, broadcast_id: int) -> bool:
        return self._broadcasts[broadcast_id].is_urgent

    def may_go(self, row: DueRecipient) -> bool:
        """Return True if its message may go now. A row of which it may not `move` brings to where it waits, or ends it."""
        told = self._broadcasts[row.broadcast_id]
        broadcast = told.broadcast
        if not told.goes or not told.is_as_approved:
            reason = phrase("broadcast.not-as-approved") if told.goes else ""
            self._queue(row, self.now + timedelta(minutes=1), reason)
            return False
        if held := self._held.get(row.broadcast_id):
            self._queue(row, self.now, held)
            return False
        taken = row.id in self._taken
        if taken and self._had_other_words(row, broadcast):
            self._note(row, state=RecipientState.UNKNOWN, reason=PARTLY, due_at=None, ended_at=self.now)
            return False
        decision = self._decision(row, told)
        if isinstance(decision, Admit):
            # One that came from another account is here to stay: two accounts must not send it to each other for ever.
            way = self._way_of(row) if told.is_own and self._networks else None
            if way is not None and not taken:
                self._queue(row, self.now, "", account_id=way)
                return False
            self._count(row)
            return True
        if isinstance(decision, Skip):
            self._note(row, state=RecipientState.SKIPPED, reason=decision.reason, due_at=None, ended_at=self.now)
        else:
            self._queue(row, decision.until, decision.reason)
        return False

    def message_to(self, row: DueRecipient) -> Message:
        """The message of a row that may go, whose number is unsealed."""
        told = self._broadcasts[row.broadcast_id]
        key, taken = f"{row.number_hash[:10]}-{row.broadcast_id}-{row.id}", self._taken.get(row.id, _NOTHING)
        return Message(key, self._numbers[row.number_sealed], told.body, told.sender, taken, told.valid_s)

    def _way_of(self, row: DueRecipient) -> int | None:
        return self._routes.of(self._networks.get(self._numbers[row.number_sealed], ""))

    def _decision(self, row: DueRecipient, told: _Told) -> Admit | Skip | WaitUntil:
        """Return what becomes of the row; of rows of whom the same is known it is decided once."""
        person, number_hash, broadcast = row.subscriber_id, row.number_hash, told.broadcast
        opted_out = bool(self._opting_out) and any((number_hash, each) in self._opting_out for each in told.matters)
        consents = not told.wants_consent or any((person, each) in self._consenting for each in told.matters)
        used, frees_at = self._used.get(person, 0), self._frees.get(person)
        used_by_all, all_free_at = self._used_by_all.get(number_hash, 0), self._all_free.get(number_hash)
        erased, turn = row.erased_at is not None, told.spread and person % told.spread
        known = (opted_out, erased, consents, used, frees_at, turn, used_by_all, all_free_at)
        if (decided := told.decided.get(known)) is None:
            standing = RecipientStanding(
                opted_out=opted_out,
                erased=erased,
                consents=consents,
                used=used,
                frees_at=frees_at,
                ends_at=broadcast.ends_at,
                overridden=told.is_urgent,
                turn=timedelta(minutes=turn),
                starts_at=broadcast.starts_at,
                used_by_all=used_by_all,
                all_free_at=all_free_at,
            )
            decided = told.decided[known] = admit(standing, self._rules, self.now, self._hours_at)
        return decided

    def _count(self, row: DueRecipient) -> None:
        """Count a message that goes, for the next to the same person."""
        person, number_hash, until = row.subscriber_id, row.number_hash, self.now + self._span
        self._used[person] = self._used.get(person, 0) + 1
        self._frees.setdefault(person, until)
        if self._rules.most_of_all_units is not None:
            self._used_by_all[number_hash] = self._used_by_all.get(number_hash, 0) + 1
            self._all_free.setdefault(number_hash, until)

    def _had_other_words(self, row: DueRecipient, broadcast: Broadcast) -> bool:
        """Return True if a part that got through is from before the words were approved: halves of two messages make no sense."""
        if row.submitted_at is None or broadcast.approved_at is None:
            return False
        return row.submitted_at < broadcast.approved_at

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
