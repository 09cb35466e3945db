"""The traffic of one bind: the link's thread never waits for the database, and the network never for a window's end.

Two threads have the database: the clerk marks the next rows while those before them go out, takes answers to citizens, keeps
house; the recorder records answers in groups, which waits for no window, and keeps what arrives. So that an opt-out or a
hold counts at once, no more is marked ahead than goes out in a moment; an emergency does not wait even for that: its first
people are written down where the next window begins, and what is marked and has not left makes way. What a killed process
leaves behind is told by `bind_notes`.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any

import structlog

from channels.messenger import Outcome, Verdict
from channels.sms.link import Link
from distributor.broadcast.bind_notes import BindNotes
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.record import record_window
from distributor.broadcast.replies import message_of, record_replies, take_replies
from distributor.broadcast.restored import note_window
from distributor.broadcast.send import BLIND_REST, BLIND_WINDOWS, BLIND_WORDS, keep_house
from distributor.broadcast.store import expand_urgent
from distributor.broadcast.window import Window, WindowRecipient, anything_due, emergency_due, mark
from distributor.db import DATABASE_AWAY, was_in_the_way
from distributor.deliver.record import rest_account
from distributor.logs import fault_of
from distributor.models import SmsReply
from distributor.work.claims import while_away

log = structlog.get_logger()

HOUSE_EVERY_S = 2.0
IDLE_S = 0.5
AHEAD_S = 0.4
"""So much of what goes out in a second is marked ahead."""
LEAST_AHEAD, FIRST_AHEAD, MOST_AHEAD = 10, 50, 1_000
"""Messages; `FIRST`: while nobody knows what the network takes. On a slow one even the least take seconds, in which an opt-out
waits. The most bounds what the end of a machine leaves unknown; what the database does a window is the same for few and many."""
STUCK_S = 60.0
"""A job that has not ended after so long."""
AWAY_S = 2.0
"""Until a database that is away is asked again."""

TOGETHER, TOGETHER_S = 400, 0.08
"""Answers that are recorded together; how long the first of them may wait for others."""
MOST_REPLIES = 20
"""On their way at a time: those who wait for a slow network must not be taken a second time."""


@dataclass
class Silence:
    """Messages in a row of which a network told nothing, over all of its binds."""

    messages: int = 0


Answered = list[tuple[WindowRecipient, Outcome]]


def _rests(outcome: Outcome) -> bool:
    return outcome.after is not None


class Pipeline:
    """Used by the link's thread. `threads`: the clerk's and the recorder's, each with one thread only. `is_changed`: staff have
    set the account otherwise. `stepped`: called at each step, unless a job of the database's is stuck."""

    def __init__(
        self,
        desk: BroadcastDesk,
        account_id: int,
        link: Link,
        threads: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
        notes: BindNotes,
        silence: Silence,
        is_changed: Callable[[], bool] = lambda: False,
        stepped: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk, self._account_id, self._link = desk, account_id, link
        self._clerk, self._recorder = threads
        self._notes, self._silence, self._is_changed = notes, silence, is_changed
        self._stepped = stepped
        self.must_end = False
        """The account leads elsewhere by now: what is on its way comes to its end, and the bind is made anew."""
        self._rows: dict[str, tuple[str, WindowRecipient]] = {}
        """On their way, by their messages' keys, with the token under which they were marked."""
        self._urgent: set[str] = set()
        """Those of them that are of an emergency."""
        self._replies: dict[str, SmsReply] = {}
        self._answered: dict[str, Answered] = {}
        self._answered_since = 0.0
        """When the first of them was."""
        self._unrecorded = self._recording = 0
        """Answers that are not recorded; those of them that are being recorded."""
        self._is_tired = False
        """One of them says that the account should rest: no more is marked before that is written down."""
        self._answered_replies: list[tuple[SmsReply, Outcome]] = []
        self._open: Counter[str] = Counter()
        """Rows of a token that are not recorded."""
        self._jobs: dict[str, Future[Any]] = {}
        self._begun: dict[str, float] = {}
        self._has_ended = False
        """Some of them may be done."""
        self._due: dict[str, float] = {}
        self._lately: deque[float] = deque()
        self._must_rest = False
        self._is_flowing = False
        """The clerk's: the last window had somebody, and likely the next one has."""

    def run(self) -> None:
        """Carry messages until the link is down or the desk is asked to stop; then what is on its way is waited for, and
        recorded."""
        while not (self._desk.stopping.is_set() or self._link.down or self.must_end):
            self._order()
            self._step()
        while self._jobs or self._answered or self._answered_replies or not (self._link.down or self._link.is_idle):
            self._order(only_record=True)
            if self._link.down or self._link.is_idle:
                for job in self._jobs.values():
                    job.exception()  # waits; what it raised is told below
            self._step()

    def arrived(self) -> None:
        """Something was kept that may want an answer."""
        self._due["replies"] = 0.0

    # The jobs of clerk and recorder: one of each name at a time.

    def _order(self, *, only_record: bool = False) -> None:
        now = time.monotonic()
        if self._has_ended:
            self._has_ended = False
            self._collect(now)
        if self._answered and "record" not in self._jobs and now >= self._record_at(only_record=only_record):
            answered, self._answered, self._recording = self._answered, {}, self._unrecorded
            self._start("record", partial(self._record, answered), self._recorder)
        if self._answered_replies and "record replies" not in self._jobs:
            replies, self._answered_replies = self._answered_replies, []
            self._start("record replies", partial(self._record_replies, replies), self._recorder)
        if not self._open:
            self._notes.clear()  # whatever left is recorded: the file is as long as one stretch of work
        if only_record:
            return
        if self._must_rest and self._is_due("rest", now):
            self._start("rest", self._rest)
        # What is answered and not recorded is as unknown to the database as what is marked: of each there is a window at most.
        if self._is_due("mark", now) and self._unrecorded < MOST_AHEAD and not self._is_tired:
            ahead = self._ahead(now)
            roomy = self._link.unsent <= ahead // 2
            if roomy or (not self._urgent and self._is_due("urgent", now)):
                self._due["urgent"] = now + IDLE_S
                self._start("mark", partial(self._mark, ahead, only_urgent=not roomy))
        are_recorded = not (self._replies or self._answered_replies or "record replies" in self._jobs)
        if self._is_due("replies", now) and are_recorded:
            size = min(self._link.batch_size, MOST_REPLIES)
            self._start("replies", partial(take_replies, self._desk, self._account_id, size))
        if self._is_due("house", now):
            self._start("house", partial(keep_house, self._desk, self._account_id))
        if self._is_due("settings", now):
            self._start("settings", self._is_changed)

    def _record_at(self, *, only_record: bool = False) -> float:
        """Return from when what was answered is recorded: many together, unless no more comes soon."""
        if not self._answered:
            return inf
        if only_record or self._is_tired or self._link.is_idle or self._unrecorded - self._recording >= TOGETHER:
            return 0.0
        return self._answered_since + TOGETHER_S

    def _is_due(self, name: str, now: float) -> bool:
        return name not in self._jobs and now >= self._due.get(name, 0.0)

    def _start(self, name: str, work: Callable[[], object], thread: ThreadPoolExecutor | None = None) -> None:
        job = (thread or self._clerk).submit(work)
        self._jobs[name], self._begun[name] = job, time.monotonic()
        job.add_done_callback(self._ended)

    def _ended(self, _job: Future[Any]) -> None:
        self._has_ended = True
        self._link.wake()

    def _collect(self, now: float) -> None:
        for name in [name for name, job in self._jobs.items() if job.done()]:
            job = self._jobs.pop(name)
            try:
                found = job.result()
            except DATABASE_AWAY as error:
                if name.startswith("record"):
                    raise  # it has been away for long: our heirs find what we know in our notes
                log.warning("database away", account=self._account_id, job=name, **fault_of(error))
                self._due[name] = now + (0.0 if was_in_the_way(error) else AWAY_S)
                continue
            if name == "record":
                self._unrecorded, self._recording = self._unrecorded - self._recording, 0
                self._is_tired = any(_rests(outcome) for rows in self._answered.values() for _, outcome in rows)
            elif name == "rest":
                self._must_rest = False
            elif name == "mark":
                self._take(found, now)
            elif name == "replies":
                self._due[name] = now + (0.0 if found else IDLE_S)
                self._take_replies(found)
            elif name == "house":
                self._due[name] = now + (0.0 if found else HOUSE_EVERY_S)
            elif name == "settings":
                self._due[name], self.must_end = now + HOUSE_EVERY_S, bool(found)

    def _ahead(self, now: float) -> int:
        while self._lately and self._lately[0] <= now - 1.0:
            self._lately.popleft()
        least = LEAST_AHEAD if self._lately else FIRST_AHEAD
        return min(MOST_AHEAD, max(least, int(len(self._lately) * AHEAD_S)))

    def _mark(self, size: int, *, only_urgent: bool) -> Window | None:
        """Mark a window. `only_urgent`: there is no room for others."""
        desk = self._desk
        expand_urgent(desk, self._account_id, size)
        now = desk.clock.now()
        if only_urgent or not self._is_flowing:
            with desk.database.read() as session:
                # An idle process must not take the lock on writing several times a second.
                if not (emergency_due if only_urgent else anything_due)(session, self._account_id, now):
                    return None
        window: Window | None = None
        try:
            with desk.database.write_durably() as session:
                window = mark(
                    session,
                    account_id=self._account_id,
                    incarnation_id=desk.incarnation.id,
                    size=size,
                    numbers=desk.numbers,
                    now=now,
                )
                if window is not None:
                    note_window(session, window, now)
                    desk.in_flight.add(window.token)  # before the commit: nobody here takes it for left behind
        except Exception:
            # It may be committed for all that: then these rows are ours, and we take them over, for none has begun.
            if window is not None:
                desk.in_flight.discard(window.token)
            raise
        self._is_flowing = window is not None and bool(window.rows)
        return window

    def _take(self, window: Window | None, now: float) -> None:
        self._due["mark"] = now + (0.0 if window is not None and window.looked else IDLE_S)
        if window is None:
            return
        self._open[window.token] = len(window.rows)
        for row in window.rows:
            self._rows[row.message.key] = (window.token, row)
            self._notes.expect(row.message.key, row.recipient_id)
        if urgent := {row.message.key for row in window.rows if row.urgent}:
            self._urgent |= urgent
            self._link.make_way(self._urgent | self._replies.keys())
        self._link.take(row.message for row in window.rows)
        if self._must_rest:
            self._link.give_back()  # they were marked before the account rested
        self._end_of(window.token, 0)

    def _take_replies(self, replies: Sequence[SmsReply]) -> None:
        messages = [message_of(self._desk, reply) for reply in replies]
        self._replies |= {reply.key: reply for reply in replies}
        self._link.take(messages, first=True)

    def _step(self) -> None:
        now = time.monotonic()
        if all(now - self._begun[name] < STUCK_S for name in self._jobs):
            self._stepped()
        patience = IDLE_S if "record" in self._jobs else min(IDLE_S, max(0.0, self._record_at() - now))
        for message, outcome in self._link.step(patience):
            if (reply := self._replies.pop(message.key, None)) is not None:
                self._answered_replies.append((reply, outcome))
                continue
            token, row = self._rows.pop(message.key)
            self._urgent.discard(message.key)
            self._notes.ended(message.key, is_back=outcome.verdict is Verdict.NOT_TAKEN)
            if not self._answered:
                self._answered_since = now
            self._answered.setdefault(token, []).append((row, outcome))
            self._unrecorded += 1
            self._is_tired |= _rests(outcome)
            self._lately.append(now)
            self._beware(outcome)

    def _beware(self, outcome: Outcome) -> None:
        """A network that answers nothing would make a whole list unknown, a window at a time."""
        if outcome.verdict is Verdict.NOT_TAKEN:
            return
        self._silence.messages = self._silence.messages + 1 if outcome.verdict is Verdict.UNKNOWN else 0
        if self._silence.messages >= BLIND_WINDOWS * self._link.batch_size and not self._must_rest:
            self._silence.messages, self._must_rest = 0, True
            self._link.give_back()

    def _rest(self) -> None:
        with self._desk.database.write() as session:
            rest_account(session, self._account_id, self._desk.clock.now() + BLIND_REST, BLIND_WORDS)

    def _record(self, answered: dict[str, Answered]) -> None:
        while_away(partial(self._write, answered), next(iter(answered)))
        for token, rows in answered.items():
            self._end_of(token, len(rows))

    def _write(self, answered: dict[str, Answered]) -> None:
        now = self._desk.clock.now()
        with self._desk.database.write() as session:
            for token, rows in answered.items():
                window = Window(token, tuple(row for row, _ in rows), len(rows))
                record_window(session, self._account_id, window, [outcome for _, outcome in rows], now)

    def _record_replies(self, answered: list[tuple[SmsReply, Outcome]]) -> None:
        while_away(partial(record_replies, self._desk, answered), "")

    def _end_of(self, token: str, recorded: int) -> None:
        self._open[token] -= recorded
        if self._open[token] <= 0:
            del self._open[token]
            self._desk.in_flight.discard(token)
