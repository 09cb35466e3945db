"""A call from its beginning to its end: the flow says what follows, the exchange does it, Loa looks up. No transaction is open
while the exchange is waited for.
"""

import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from channels.telephone.exchange import CallOver, ExchangeCall
from distributor.clock import VIETNAM, Clock
from distributor.db import Database
from distributor.logs import fault_of
from distributor.models import Account, CallOutcome
from distributor.phone_numbers import Numbers, normal_number
from distributor.telephone.desk import (
    keep_question,
    looked_up,
    note_call,
    office_hours,
    send_answer,
    sms_account_of,
    unit_of_line,
)
from distributor.telephone.flow import (
    ENDS,
    CallDeed,
    CallEvent,
    CallState,
    CallTerms,
    CallTurn,
    Happened,
    follow,
)
from distributor.telephone.rules import TelephoneRules
from distributor.telephone.sounds import Sounds, seconds_of
from distributor.units import unit_name
from distributor.vault import Vault

log = structlog.get_logger()

BETWEEN_KEYS_S = 4.0
"""Of a number that is typed."""
MOST_TURNS = 200


@dataclass(frozen=True)
class TelephoneDesk:
    database: Database
    vault: Vault
    clock: Clock
    sounds: Sounds
    rules: TelephoneRules


@dataclass
class _Story:
    """The story that the report tells of a call."""

    topics: list[str] = field(default_factory=list)
    messages: int = 0
    outcome: CallOutcome = CallOutcome.LEFT


def carry(exchange: ExchangeCall, desk: TelephoneDesk) -> None:
    """Carry a call to its end, whoever ends it; then it stands in the reports."""
    began = desk.clock.now()
    with desk.database.read() as session:
        unit_id = unit_of_line(session, exchange.line)
        if unit_id is None:
            return
        account = sms_account_of(session, unit_id)
        name = unit_name(session, unit_id, began.astimezone(VIETNAM).date()) or ""
    number = normal_number(exchange.caller) if account is not None else None
    terms = CallTerms(
        name,
        office_hours(began),
        desk.rules,
        messages=number is not None,
        speaks=desk.sounds.speaks,
        recorded=desk.sounds.recorded(),
    )
    call = _Call(exchange, desk, terms, account, number)
    try:
        with suppress(CallOver):
            call.run()
    finally:
        story = call.story
        with desk.database.write() as session:
            ended = desk.clock.now()
            note_call(session, unit_id, began, ended, story.topics, story.messages, story.outcome)


class _Call:
    def __init__(
        self,
        exchange: ExchangeCall,
        desk: TelephoneDesk,
        terms: CallTerms,
        account: Account | None,
        number: str | None,
    ) -> None:
        self._exchange, self._desk, self._terms = exchange, desk, terms
        self._account, self._number = account, number
        self._key = f"call-{secrets.token_hex(12)}"
        self.story = _Story()

    def run(self) -> None:
        state, event = CallState(), CallEvent(Happened.BEGUN)
        end = time.monotonic() + self._terms.rules.longest_call_s
        for place in range(MOST_TURNS):
            if time.monotonic() > end:
                break
            state, turn = follow(state, event, self._terms)
            keys = self._say(turn)
            match turn.deed:
                case CallDeed.ASK:
                    event = self._asked(turn, keys)
                case CallDeed.LOOK_UP:
                    event = self._look_up(state, turn.words)
                case CallDeed.SEND:
                    event = self._send(turn.words, place)
                case CallDeed.RECORD:
                    event = self._record(place)
                case CallDeed.HAND_OVER:
                    self.story.outcome = CallOutcome.HANDED_ON
                    self._exchange.hand_over()
                    return
                case CallDeed.HANG_UP:
                    break
        self._exchange.hang_up()

    def _say(self, turn: CallTurn) -> str:
        """A key ends it. What is not recorded and cannot be spoken is left out."""
        for prompt in turn.say:
            sound = self._desk.sounds.of(prompt)
            if sound is not None and (key := self._exchange.play(sound)):
                return key
        return ""

    def _asked(self, turn: CallTurn, first: str) -> CallEvent:
        keys = first or self._exchange.key(self._terms.rules.key_s)
        while keys and turn.keys > 1 and len(keys) < turn.keys and not keys.endswith(ENDS):
            more = self._exchange.key(BETWEEN_KEYS_S)
            keys += more
            if not more:
                break
        return CallEvent(Happened.KEYS, keys) if keys else CallEvent(Happened.QUIET)

    def _look_up(self, state: CallState, words: str) -> CallEvent:
        with self._desk.database.read() as session:
            found = looked_up(session, words, self._desk.clock.now())
        self.story.topics.append(state.topic)
        self._ends_as(CallOutcome.ANSWERED if found.answers else CallOutcome.NOTHING)
        return CallEvent(Happened.FOUND, found=found)

    def _send(self, words: str, place: int) -> CallEvent:
        sent = False
        if self._account is not None and self._number is not None:
            with self._desk.database.write() as session:
                now, key = self._desk.clock.now(), f"{self._key}-{place}"
                numbers = Numbers(self._desk.vault)
                sent = send_answer(session, self._account, self._number, words, key, numbers, now)
        self.story.messages += sent
        return CallEvent(Happened.SENT if sent else Happened.NOT_SENT)

    def _record(self, place: int) -> CallEvent:
        rules, name = self._terms.rules, f"{self._key}-{place}"
        sound = self._desk.sounds.place_for_question(name)
        try:
            self._exchange.record(sound, rules.longest_question_s, rules.quiet_s)
        except CallOver:
            # Who has said their question hangs up.
            self._take(sound.with_suffix(".wav"), name)
            raise
        kept = self._take(sound.with_suffix(".wav"), name)
        return CallEvent(Happened.RECORDED if kept else Happened.NOT_RECORDED)

    def _take(self, file: Path, name: str) -> bool:
        rules = self._terms.rules
        try:
            seconds = seconds_of(file)
            if not rules.shortest_question_s <= seconds <= 2 * rules.longest_question_s:
                return False
            assert self._account is not None and self._number is not None  # noqa: S101, PT018 - else there is no notice
            with self._desk.database.write() as session:
                kept = keep_question(
                    session,
                    self._account,
                    self._number,
                    file.read_bytes(),
                    seconds,
                    name,
                    rules,
                    self._desk.vault,
                    self._desk.clock.now(),
                )
        finally:
            with suppress(OSError):
                file.unlink(missing_ok=True)
        if kept:
            self._ends_as(CallOutcome.QUESTION)
        return kept

    def _ends_as(self, outcome: CallOutcome) -> None:
        """A question left, then an answer given, outweighs what else happened."""
        order = (CallOutcome.LEFT, CallOutcome.NOTHING, CallOutcome.ANSWERED, CallOutcome.QUESTION)
        self.story.outcome = max(self.story.outcome, outcome, key=order.index)


def safely(exchange: ExchangeCall, desk: TelephoneDesk) -> None:
    """Carry a call; its fault is its own."""
    try:
        carry(exchange, desk)
    except Exception as error:
        log.error("telephone call failed", **fault_of(error))
        with suppress(CallOver):
            exchange.hand_over()
