"""Answers are recorded while the next window is marked: neither waits for the other, and nothing is lost between them."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from channels.messenger import Message, Outcome, ReceiptReport, Taken, Verdict
from distributor.broadcast import pipeline
from distributor.broadcast.bind_notes import BindNotes
from distributor.broadcast.pipeline import Pipeline, Silence
from distributor.broadcast.record import record_receipts, record_window
from distributor.broadcast.window import Window, anything_due, mark
from distributor.db import Database
from distributor.models import Account, RecipientState
from tests.broadcast.conftest import Sms
from tests.support import servers

by_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SOON = text("SET LOCAL lock_timeout = '300ms'")


def marked(sms: Sms, session: Session, size: int) -> Window:
    desk = sms.desk()
    window = mark(
        session,
        account_id=sms.account_id,
        incarnation_id=desk.incarnation.id,
        size=size,
        numbers=desk.numbers,
        now=sms.clock.now(),
    )
    assert window is not None
    assert len(window.rows) == size
    return window


def taken(window: Window) -> list[Outcome]:
    return [Outcome(Verdict.TAKEN, (Taken(1, f"net{row.recipient_id}"),)) for row in window.rows]


def delivered(window: Window) -> list[ReceiptReport]:
    return [ReceiptReport(f"net{row.recipient_id}", "DELIVRD") for row in window.rows]


@by_postgresql
def test_what_is_recorded_does_not_wait_for_the_window_that_is_being_marked(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(6))
    with sms.database.write_durably() as session:
        first = marked(sms, session, 3)
    with sms.database.write_durably() as marking:
        second = marked(sms, marking, 3)
        with sms.database.write() as recording:
            recording.connection().execute(SOON)
            record_window(recording, sms.account_id, first, taken(first), sms.clock.now())
        with sms.database.write() as recording:
            recording.connection().execute(SOON)
            record_receipts(recording, sms.account_id, delivered(first), sms.clock.now())
    assert {row.recipient_id for row in first.rows}.isdisjoint(row.recipient_id for row in second.rows)
    assert sms.states(broadcast) == {"delivered": 3, "submitting": 3}


@by_postgresql
def test_what_lets_the_account_rest_waits_for_the_window_that_is_being_marked(sms: Sms) -> None:
    """So that whoever holds the account's row reads what stays true of it."""
    sms.broadcast(sms.audience(6))
    with sms.database.write_durably() as session:
        first = marked(sms, session, 3)
    tired = [Outcome(Verdict.NOT_TAKEN, words="chậm lại", after=60.0)] * 3

    def record(soon: bool) -> None:
        with sms.database.write() as recording:
            if soon:
                recording.connection().execute(SOON)
            record_window(recording, sms.account_id, first, tired, sms.clock.now())

    with sms.database.write_durably() as marking:
        marked(sms, marking, 3)
        with pytest.raises(OperationalError):
            record(soon=True)
    record(soon=False)
    with sms.database.read() as session:
        assert session.get_one(Account, sms.account_id).wait_until is not None


@by_postgresql
@pytest.mark.parametrize("first", ["answer", "receipt"])
def test_an_answer_and_its_receipt_that_come_at_one_time_find_each_other(sms: Sms, first: str) -> None:
    """Each is written down in a transaction that cannot see the other's: the later one waits, and looks then."""
    broadcast = sms.broadcast(sms.audience(3))
    with sms.database.write_durably() as session:
        window = marked(sms, session, 3)
    acts: dict[str, Callable[[Session], object]] = {
        "answer": lambda session: record_window(session, sms.account_id, window, taken(window), sms.clock.now()),
        "receipt": lambda session: record_receipts(session, sms.account_id, delivered(window), sms.clock.now()),
    }
    (second,) = acts.keys() - {first}
    with ThreadPoolExecutor(1) as beside:
        with sms.database.write() as session:
            acts[first](session)
            later = beside.submit(sms.change, acts[second])
            servers.wait_until(lambda: later.done() or waits(sms.database), "the second waits for the first")
            assert not later.done()
        later.result(servers.PATIENCE_S)
    assert sms.states(broadcast) == {"delivered": 3}


def waits(database: Database) -> bool:
    asked = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid <> 0 AND NOT granted")
    with database.read() as session:
        return bool(session.execute(asked).scalar())


class QuietLink:
    """A link that answers one message, and keeps another in the window for ever."""

    down, batch_size, unsent, is_idle = "", 10, 0, False

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.answered = False
        self.patience: list[float] = []

    def take(self, messages: Iterator[Message], *, first: bool = False) -> None:
        self.messages += messages

    def step(self, seconds: float) -> list[tuple[Message, Outcome]]:
        self.patience.append(seconds)
        if not self.messages or self.answered:
            time.sleep(min(seconds, 0.01))
            return []
        self.answered = True
        return [(self.messages[0], Outcome(Verdict.TAKEN, (Taken(1, "net1"),)))]

    def wake(self) -> None:
        pass


@contextmanager
def carried(sms: Sms, link: Any, recorder_waits: Event | None = None) -> Iterator[Pipeline]:
    desk = sms.desk()
    notes = BindNotes(desk.run_folder, desk.incarnation.id)
    with ThreadPoolExecutor(1) as clerk, ThreadPoolExecutor(1) as recorder, ThreadPoolExecutor(1) as beside:
        if recorder_waits is not None:
            recorder.submit(recorder_waits.wait, servers.PATIENCE_S)
        made = Pipeline(desk, sms.account_id, link, (clerk, recorder), notes, Silence())
        running = beside.submit(made.run)
        try:
            yield made
        finally:
            desk.stopping.set()
            link.is_idle = True
            if recorder_waits is not None:
                recorder_waits.set()
            running.result(servers.PATIENCE_S)


def test_one_answer_is_recorded_though_no_other_comes(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits a moment for others, and no longer: a person in the window who never answers holds it up."""
    monkeypatch.setattr(pipeline, "TOGETHER_S", 0.05)
    broadcast, link = sms.broadcast(sms.audience(2)), QuietLink()
    with carried(sms, link):
        servers.wait_until(lambda: sms.states(broadcast)["sent"] == 1, lambda: str(sms.states(broadcast)))
        assert sms.states(broadcast) == {"sent": 1, "submitting": 1}
    assert any(0 < seconds <= 0.05 for seconds in link.patience), "the link waits no longer than the first answer may"


@pytest.mark.parametrize("limit", [1, 200])
def test_answers_wait_for_others_until_they_are_many(sms: Sms, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(pipeline, "TOGETHER_S", 3_600.0)
    monkeypatch.setattr(pipeline, "TOGETHER", limit)
    broadcast, link = sms.broadcast(sms.audience(2)), QuietLink()
    with carried(sms, link):
        servers.wait_until(lambda: link.answered and len(link.patience) > 20, "the link turns")
        if limit == 1:
            servers.wait_until(lambda: sms.states(broadcast)["sent"] == 1, lambda: str(sms.states(broadcast)))
        else:
            assert sms.states(broadcast) == {"submitting": 2}
    assert sms.states(broadcast)["sent"] == 1, "at the end all that is known is recorded"


def test_a_window_that_found_nobody_is_looked_for_before_the_next_is_locked(
    sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where rows flow, the next window is marked at once; where none are, no lock is taken."""
    looks: list[bool] = []
    monkeypatch.setattr(pipeline, "IDLE_S", 0.02)

    def looked(session: Session, account_id: int, now: datetime) -> bool:
        looks.append(anything_due(session, account_id, now))
        return looks[-1]

    monkeypatch.setattr(pipeline, "anything_due", looked)
    monkeypatch.setattr(pipeline, "FIRST_AHEAD", 1)
    monkeypatch.setattr(pipeline, "LEAST_AHEAD", 1)
    broadcast, link = sms.broadcast(sms.audience(3)), QuietLink()
    with carried(sms, link):
        servers.wait_until(lambda: sms.states(broadcast)["queued"] == 0, lambda: str(sms.states(broadcast)))
        servers.wait_until(lambda: looks.count(False) >= 3, lambda: str(looks))
    assert looks.count(True) == 1, "once for the first of three windows"
    states = {RecipientState.SENT, RecipientState.SUBMITTING}
    assert set(sms.states(broadcast)) <= {state.value for state in states}


def test_an_idle_link_is_waited_for_and_not_asked_again_and_again(sms: Sms) -> None:
    link = QuietLink()
    link.is_idle = True
    with carried(sms, link):
        servers.wait_until(lambda: len(link.patience) > 3, "the link turns")
    assert min(link.patience[:3]) > 0.1, link.patience


class TiredLink(QuietLink):
    """A link whose network is down: it takes nothing, and says for how long."""

    def take(self, messages: Iterator[Message], *, first: bool = False) -> None:
        super().take(messages, first=first)
        self.unsent = len(self.messages)

    def step(self, seconds: float) -> list[tuple[Message, Outcome]]:
        self.patience.append(seconds)
        given, self.messages, self.unsent = self.messages, [], 0
        time.sleep(min(seconds, 0.001))
        return [(each, Outcome(Verdict.NOT_TAKEN, words="mạng ngừng", after=60.0, is_down=True)) for each in given]


def test_no_more_is_marked_before_it_is_recorded_that_the_account_should_rest(
    sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST_AHEAD", "LEAST_AHEAD"):
        monkeypatch.setattr(pipeline, name, 2)
    marks: list[int] = []

    def marking(session: Session, **how: Any) -> Window | None:
        window = mark(session, **how)
        marks.append(len(window.rows) if window else 0)
        return window

    monkeypatch.setattr(pipeline, "mark", marking)
    broadcast, link, let_go = sms.broadcast(sms.audience(8)), TiredLink(), Event()
    with carried(sms, link, let_go):
        servers.wait_until(lambda: sum(marks) >= 2 and not link.messages, lambda: str(marks))
        turns = len(link.patience)
        servers.wait_until(lambda: len(link.patience) > turns + 20, "the link turns")
        assert sum(marks) == 2, "the recorder has not written down yet that it rests"
        let_go.set()
        servers.wait_until(lambda: sms.states(broadcast) == {"queued": 8}, lambda: str(sms.states(broadcast)))
    assert sum(marks) == 2


class QuickLink(QuietLink):
    """A link whose network takes everything at once."""

    def step(self, seconds: float) -> list[tuple[Message, Outcome]]:
        self.patience.append(seconds)
        taken, self.messages = self.messages, []
        time.sleep(min(seconds, 0.001))
        return [(message, Outcome(Verdict.TAKEN, (Taken(1, message.key[-20:]),))) for message in taken]


def test_no_more_is_marked_than_a_window_beyond_what_is_recorded(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database takes no records, what was answered grows by a window, and no further."""
    for name in ("MOST_AHEAD", "FIRST_AHEAD", "LEAST_AHEAD", "TOGETHER"):
        monkeypatch.setattr(pipeline, name, 3)
    broadcast, link = sms.broadcast(sms.audience(30)), QuickLink()
    let_go = Event()
    with carried(sms, link, let_go):
        servers.wait_until(lambda: sms.states(broadcast)["submitting"] >= 3, lambda: str(sms.states(broadcast)))
        turns = len(link.patience)
        servers.wait_until(lambda: len(link.patience) > turns + 50, "the link turns")
        assert sms.states(broadcast)["submitting"] <= 6, "one window is answered, one is marked"
        let_go.set()
        servers.wait_until(lambda: sms.states(broadcast) == {"sent": 30}, lambda: str(sms.states(broadcast)))
