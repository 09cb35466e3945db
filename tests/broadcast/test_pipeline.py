"""A bind's rows: what is marked first, how a list is written down, and what a killed process leaves to its heirs."""

import os
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import String, cast, insert, text, update
from sqlmodel import col, select

from channels.messenger import Message, Outcome, Taken, Verdict
from distributor.broadcast import bind_notes, store
from distributor.broadcast.audience import make_audience
from distributor.broadcast.bind_notes import BindNotes, forget, notes_of
from distributor.broadcast.record import record_window
from distributor.broadcast.recover import recover_rows
from distributor.broadcast.send import Carriage
from distributor.broadcast.store import (
    BroadcastRequest,
    approve,
    cancel,
    create,
    end_late,
    expand_due,
    expand_urgent,
    manifest_of,
)
from distributor.broadcast.window import Window, emergency_due, mark
from distributor.models import AudienceMember, Broadcast, BroadcastState, RecipientState, SmsPart, Subscriber
from tests.broadcast.conftest import Sms
from tests.support.orders import order_now

WHO = "0123456789abcdef0123456789abcdef"
LONG = "Tin dai " * 40
"""Three segments."""


def marked(sms: Sms, count: int, body: str = "Tin ngan") -> tuple[Window, str, int]:
    """Rows that a process had marked when it was killed, its name, and their broadcast."""
    broadcast = sms.broadcast(sms.audience(count), body)
    desk = sms.desk()
    with sms.database.write_durably() as session:
        window = mark(
            session,
            account_id=sms.account_id,
            incarnation_id=desk.incarnation.id,
            size=count,
            numbers=desk.numbers,
            now=sms.clock.now(),
        )
    assert window is not None
    return window, desk.incarnation.id, broadcast


def die(sms: Sms) -> None:
    """Its death is proved; its files stay."""
    sms.desks.pop().incarnation.close()


def test_what_had_not_begun_waits_again_and_what_was_taken_is_sent(sms: Sms) -> None:
    window, who, broadcast = marked(sms, 5, LONG)
    notes = BindNotes(sms.home / "run", who)
    untouched, taken, partly, begun, back = (row.message.key for row in window.rows)
    for row in window.rows:
        notes.expect(row.message.key, row.recipient_id)
    notes.begins([taken, partly, begun, back, "an answer to a citizen"])
    notes.ended(back, is_back=True)
    for number in (1, 2, 3):
        notes.taken([(taken, Taken(number, f"net {number}"))])
    notes.taken([(partly, Taken(1, "net 4"))])
    die(sms)
    # The key that finds numbers is another by now.
    sms.change(
        lambda session: session.connection().execute(
            update(Subscriber).values(number_hash=cast(col(Subscriber.id), String))
        )
    )
    heir = sms.desk()
    assert recover_rows(heir, sms.account_id) == 2
    by_key = {row.message.key: row.recipient_id for row in window.rows}
    states = {recipient.id: recipient.state for recipient in sms.recipients(broadcast)}
    assert [states[by_key[key]] for key in (untouched, back, taken, partly, begun)] == [
        RecipientState.QUEUED,
        RecipientState.QUEUED,
        RecipientState.SENT,
        RecipientState.UNKNOWN,
        RecipientState.UNKNOWN,
    ]
    with sms.database.read() as session:
        parts = session.exec(select(SmsPart.message_id).order_by(col(SmsPart.message_id))).all()
    assert parts == ["net 1", "net 2", "net 3", "net 4"]
    assert notes_of(sms.home / "run", who, set()) is None, "what is recorded is forgotten"
    waiting = next(each for each in sms.recipients(broadcast) if each.state == RecipientState.QUEUED)
    assert waiting.submitted_at is None, "nothing reached the person: it does not count against the cap"


def test_without_notes_all_that_was_marked_is_unknown(sms: Sms) -> None:
    _window, who, broadcast = marked(sms, 3)
    BindNotes(sms.home / "run", who)
    die(sms)
    forget(sms.home / "run", who)
    assert recover_rows(sms.desk(), sms.account_id) == 3
    assert sms.states(broadcast) == {"unknown": 3}


def test_a_machine_that_was_started_anew_may_have_lost_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    BindNotes(tmp_path, WHO)
    assert notes_of(tmp_path, WHO, {1}) is not None
    monkeypatch.setattr(bind_notes, "_boot_id", lambda: "another")
    assert notes_of(tmp_path, WHO, {1}) is None


def test_a_line_that_was_being_written_tells_nothing(tmp_path: Path) -> None:
    notes = BindNotes(tmp_path, WHO)
    for recipient_id, key in enumerate("abc", 1):
        notes.expect(key, recipient_id)
    notes.begins(["a", "b", "c"])
    notes.taken([("a", Taken(1, 'số "7"\n'))])
    file = tmp_path / bind_notes.FOLDER / WHO
    file.write_bytes(file.read_bytes() + b'taken b 1 "ne')
    found = notes_of(tmp_path, WHO, {1, 2})
    assert found is not None
    assert found.begun == {1, 2}
    assert found.taken == {1: {1: 'số "7"\n'}}


def test_half_of_a_testimony_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = BindNotes(tmp_path, WHO)

    def full(descriptor: int, octets: bytes) -> int:
        raise OSError(28, "no space left")

    for recipient_id, key in enumerate("ab", 1):
        notes.expect(key, recipient_id)
    monkeypatch.setattr(os, "write", full)
    notes.begins(["a"])
    monkeypatch.undo()
    notes.begins(["b"])
    assert notes_of(tmp_path, WHO, {1}) is None


def test_an_emergency_overtakes_what_runs(sms: Sms) -> None:
    news, urgent = sms.broadcast(sms.audience(30)), sms.broadcast(sms.audience(3, "Khẩn"), "Bao khan")
    sms.change(
        lambda session: order_now(session, session.get_one(Broadcast, urgent), sms.seeded.staff_id, sms.clock.now())
    )
    desk = sms.desk()
    with sms.database.write() as session:
        window = mark(
            session, account_id=sms.account_id, incarnation_id=desk.incarnation.id, size=5, numbers=desk.numbers,
            now=sms.clock.now(),
        )  # fmt: skip
    assert window is not None
    assert [row.broadcast_id for row in window.rows] == [urgent] * 3, "and takes the window for itself"
    assert sms.states(news) == {"queued": 30}


def ordered(sms: Sms, audience: int, *, now: bool = True) -> int:
    """An approved broadcast whose list is not written down; an emergency, if ordered `now`."""
    at = sms.clock.now()
    with sms.database.write() as session:
        wish = BroadcastRequest(sms.account_id, audience, "Bao khan", at, at + timedelta(hours=1))
        made = create(session, wish, at)
        approve(session, made, seen=manifest_of(made), staff_id=sms.seeded.staff_id, now=at)
        if now:
            order_now(session, made, sms.seeded.staff_id, at)
        return made.id or 0


def test_an_emergency_goes_out_before_its_list_is_written_down(sms: Sms) -> None:
    """Its first people where a window begins."""
    news = sms.broadcast(sms.audience(4))
    urgent = ordered(sms, sms.audience(5, "Khẩn"), now=False)
    desk, now = sms.desk(), sms.clock.now()

    def window() -> Counter[int]:
        with sms.database.write() as session:
            found = mark(
                session, account_id=sms.account_id, incarnation_id=desk.incarnation.id, size=3, numbers=desk.numbers,
                now=now,
            )  # fmt: skip
        assert found is not None
        assert all(row.urgent is (row.broadcast_id == urgent) for row in found.rows)
        return Counter(row.broadcast_id for row in found.rows)

    def waits() -> bool:
        with sms.database.read() as session:
            return emergency_due(session, sms.account_id, now)

    assert not expand_urgent(desk, sms.account_id, 2), "it is none"
    sms.change(lambda session: order_now(session, session.get_one(Broadcast, urgent), sms.seeded.staff_id, now))
    assert expand_urgent(desk, sms.account_id, 2)
    assert sms.row(Broadcast, urgent).state == BroadcastState.PLANNED, "most of its list is not written down"
    assert waits()
    assert window() == {urgent: 2}
    assert not waits()
    while expand_urgent(desk, sms.account_id, 2):
        pass
    assert sms.row(Broadcast, urgent).state == BroadcastState.SENDING
    assert window() == {urgent: 3}
    assert window() == {news: 3}
    assert len(sms.recipients(urgent)) == 5


def test_a_window_does_not_wait_for_who_only_points_at_its_account_and_people(sms: Sms) -> None:
    """A list that grows and a broadcast that is being written hold nothing that a window needs."""
    sms.broadcast(people := sms.audience(3))
    desk, now = sms.desk(), sms.clock.now()
    if sms.database.is_sqlite:
        return  # one writer at a time
    with sms.database.write() as writing:
        other = make_audience(writing, sms.seeded.unit_id, "Khẩn", now)
        create(writing, BroadcastRequest(sms.account_id, people, "Khac", now, now + timedelta(hours=1)), now)
        listed = writing.exec(select(Subscriber.id)).all()
        rows = [{"audience_id": other.id, "subscriber_id": each, "added_at": now} for each in listed]
        writing.connection().execute(insert(AudienceMember), rows)
        with sms.database.write() as session:
            session.connection().execute(text("SET LOCAL lock_timeout = '5s'"))
            window = mark(
                session, account_id=sms.account_id, incarnation_id=desk.incarnation.id, size=3, numbers=desk.numbers,
                now=now,
            )  # fmt: skip
    assert window is not None
    assert len(window.rows) == 3


def test_by_http_an_emergency_passes_what_was_claimed(sms: Sms) -> None:
    sms.broadcast(sms.audience(10), "Tin ngan")
    carriage, texts = Carriage(sms.desk(), sms.account_id), list[str]()

    def submit(messages: Sequence[Message]) -> list[Outcome]:
        texts.extend(message.text for message in messages)
        return [Outcome(Verdict.TAKEN)] * len(messages)

    assert carriage.carry(submit, 2) == 2
    ordered(sms, sms.audience(3, "Khẩn"))
    while carriage.carry(submit, 2) is not None:
        pass
    assert texts == ["Tin ngan"] * 2 + ["Bao khan"] * 3 + ["Tin ngan"] * 8


def test_a_list_is_written_down_once_however_it_grows_meanwhile(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "CHUNK", 4)
    now = sms.clock.now()
    sms.audience(1, "Khác")
    audience = sms.audience(10, first=11)
    with sms.database.write() as session:
        wish = BroadcastRequest(sms.account_id, audience, "Tin ngan", now, now + timedelta(hours=1))
        made = create(session, wish, now)
        approve(session, made, seen=manifest_of(made), staff_id=sms.seeded.staff_id, now=now)
        broadcast = made.id or 0
    desk = sms.desk()
    assert expand_due(desk, sms.account_id, 0.0), "a chunk, and there is more"
    assert len(sms.recipients(broadcast)) == 4
    sms.audience(1), sms.audience(1, first=21)  # a number below those that are written down, and one above
    while expand_due(desk, sms.account_id, 0.0):
        pass
    assert len({row.subscriber_id for row in sms.recipients(broadcast)}) == len(sms.recipients(broadcast)) == 12
    assert sms.row(Broadcast, broadcast).state == BroadcastState.SENDING


def test_what_is_recorded_twice_stands_once(sms: Sms) -> None:
    """The database was away before it said whether it had the first record."""
    window, _who, broadcast = marked(sms, 2)
    outcomes = [Outcome(Verdict.TAKEN, (Taken(1, f"net {place}"),)) for place in range(2)]
    for _ in range(2):
        with sms.database.write() as session:
            record_window(session, sms.account_id, window, outcomes, sms.clock.now())
    assert sms.states(broadcast) == {"sent": 2}
    with sms.database.read() as session:
        assert len(session.exec(select(SmsPart)).all()) == 2


def test_what_comes_back_to_a_cancelled_broadcast_ends(sms: Sms) -> None:
    window, _who, broadcast = marked(sms, 2)
    sms.change(
        lambda session: cancel(session, session.get_one(Broadcast, broadcast), reason="Sai", now=sms.clock.now())
    )
    with sms.database.write() as session:
        record_window(session, sms.account_id, window, [Outcome(Verdict.NOT_TAKEN)] * 2, sms.clock.now())
    assert end_late(sms.desks[-1], sms.account_id) == 2
    assert sms.states(broadcast) == {"skipped": 2}


def test_a_part_of_words_that_were_put_right_meanwhile_is_not_completed_with_others(sms: Sms) -> None:
    window, who, broadcast = marked(sms, 2, LONG)
    sms.clock.move(seconds=1)
    with sms.database.write() as session:  # as `errata.reword`, while both are on their way
        shown = session.get_one(Broadcast, broadcast)
        shown.state, shown.body = BroadcastState.PAUSED, "Tin dung"
        approve(session, shown, seen=manifest_of(shown), staff_id=sms.seeded.staff_id, now=sms.clock.now())
    sms.clock.move(seconds=1)
    partly = Outcome(Verdict.NOT_TAKEN, (Taken(1, "net 1"),), "hàng đợi đầy")
    with sms.database.write() as session:
        record_window(session, sms.account_id, window, [partly, Outcome(Verdict.NOT_TAKEN)], sms.clock.now())
    assert sms.states(broadcast) == {"queued": 2}
    sms.clock.move(seconds=5)
    desk = sms.desk()
    expand_due(desk, sms.account_id)
    with sms.database.write() as session:
        again = mark(
            session,
            account_id=sms.account_id,
            incarnation_id=who,
            size=2,
            numbers=desk.numbers,
            now=sms.clock.now(),
        )
    assert again is not None
    assert [row.message.text for row in again.rows] == ["Tin dung"]
    assert sms.states(broadcast) == {"unknown": 1, "submitting": 1}
