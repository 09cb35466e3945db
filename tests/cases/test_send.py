"""A confirmed reply is on the platform exactly once, whatever happens: real HTTP, faults, and a kill between mark and answer."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from channels.errors import Misconfigured, Retryable
from distributor.cases import look
from distributor.cases.reply import AlreadyConfirmed, settle_reply
from distributor.cases.send import DUE_ANSWERS, recover_replies
from distributor.cases.store import hide_message
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AuditEntry,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    CaseState,
    Hold,
    Notice,
    Spokesperson,
    Staff,
)
from distributor.scheduler.due import ids
from distributor.staff.deeds import Actor
from tests.cases.conftest import Talk
from tests.sandbox.running import ROOT, until

SAID = "Mời bác xem Điều 5 của Quyết định."
DROPS = {"facebook": {"accept_then_drop": 1.0, "only": "publish", "seed": 3}}
FAILS = {"facebook": {"error_500": 1.0, "only": "publish", "seed": 3}}
HANGS = {"facebook": {"accept_then_timeout": 1.0, "timeout_s": 60, "only": "publish", "seed": 3}}
CALM: dict[str, object] = {"facebook": {}}


@pytest.fixture
def message(talk: Talk) -> CaseMessage:
    talk.write("Tách thửa cần bao nhiêu m²?")
    talk.read()
    [asked] = talk.messages()
    return asked


def test_a_reply_stands_under_its_comment_once(talk: Talk, message: CaseMessage) -> None:
    reply_id = talk.confirm(message, SAID, key="một")
    with pytest.raises(AlreadyConfirmed):
        talk.confirm(message, SAID, key="một")
    with pytest.raises(LoaError, match="y như vậy"):
        talk.confirm(message, SAID, key="hai")
    with talk.database.read() as session:
        assert ids(session, DUE_ANSWERS, talk.clock.now()) == [talk.account_id]
    assert talk.carry() == 1
    assert talk.carry() == 0
    [stands] = talk.seen(SAID)
    reply = talk.reply(reply_id)
    assert stands["parent"] == message.external_id
    assert (reply.state, reply.external_id, reply.token) == (CaseReplyState.SENT, stands["id"], "")
    [case] = talk.cases()
    assert (case.state, case.due_at) == (CaseState.ANSWERED, None)
    with talk.database.read() as session:
        assert ids(session, DUE_ANSWERS, talk.clock.now()) == []
        [entry] = session.exec(select(AuditEntry)).all()
    assert (entry.action, entry.subject) == ("case.reply", f"case:{case.id}")
    assert SAID not in repr(entry), "the log holds no contents"


def test_a_citizen_who_wrote_meanwhile_still_waits(talk: Talk, message: CaseMessage) -> None:
    talk.confirm(message, SAID)
    talk.write("Còn ở xã thì sao ạ?")
    talk.read()
    talk.carry()
    assert len(talk.seen(SAID)) == 1
    assert [case.state for case in talk.cases()] == [CaseState.DOING]


def test_taken_and_hung_up_is_found_and_never_sent_again(talk: Talk, message: CaseMessage) -> None:
    talk.sandbox.control("PUT", "/weather", DROPS)
    reply_id = talk.confirm(message, SAID)
    talk.carry()
    unknown = talk.reply(reply_id)
    assert (unknown.state, unknown.external_id) == (CaseReplyState.UNKNOWN, None)
    assert "không tự gửi lại" in unknown.reason
    assert [case.state for case in talk.cases()] == [CaseState.DOING], "not answered before it is known"
    talk.sandbox.control("PUT", "/weather", CALM)
    assert talk.carry() == 0, "not before the platform must show it"
    talk.clock.move(seconds=5)
    assert talk.carry() == 1
    [stands] = talk.seen(SAID)
    assert (talk.reply(reply_id).state, talk.reply(reply_id).external_id) == (CaseReplyState.SENT, stands["id"])


def test_refused_by_a_broken_server_goes_out_after_two_looks(talk: Talk, message: CaseMessage) -> None:
    talk.sandbox.control("PUT", "/weather", FAILS)
    reply_id = talk.confirm(message, SAID)
    talk.carry()
    talk.sandbox.control("PUT", "/weather", CALM)
    for state in (CaseReplyState.UNKNOWN, CaseReplyState.UNKNOWN):
        assert talk.reply(reply_id).state is state
        assert talk.seen(SAID) == []
        talk.clock.move(seconds=5)
        talk.carry()
    assert talk.reply(reply_id).state is CaseReplyState.WAITING, "two looks saw nothing"
    talk.carry()
    assert talk.reply(reply_id).state is CaseReplyState.SENT
    assert len(talk.seen(SAID)) == 1


PROGRAM = """
import sys
from pathlib import Path
from distributor.cases.turn import answer_citizens
from distributor.db import Database
from tests.cases.conftest import AheadClock, make_carrier
home, address, account = sys.argv[1:]
answer_citizens(make_carrier(Database(address), Path(home), AheadClock()), int(account))
"""


def test_killed_between_the_mark_and_the_answer_it_is_not_sent_twice(
    talk: Talk, message: CaseMessage, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    talk.sandbox.control("PUT", "/weather", HANGS)
    reply_id = talk.confirm(message, SAID)
    home = str(talk.carrier.settings.home)
    worker = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, home, database_url, str(talk.account_id)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'queue'}"},
    )
    try:
        until(lambda: talk.seen(SAID), patience=30)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    left = talk.reply(reply_id)
    assert left.state is CaseReplyState.SENDING
    assert left.calling_at is not None
    talk.sandbox.control("PUT", "/weather", CALM)
    assert recover_replies(talk.carrier, talk.account_id) == 1
    assert talk.reply(reply_id).state is CaseReplyState.UNKNOWN
    for _turn in range(4):
        talk.carry()
        talk.clock.move(seconds=5)
    stands = talk.seen(SAID)
    record_property("confirmed", 1)
    record_property("on the platform", len(stands))
    assert len(stands) == 1
    assert (talk.reply(reply_id).state, talk.reply(reply_id).external_id) == (CaseReplyState.SENT, stands[0]["id"])


def test_killed_before_the_mark_it_goes_out_once(talk: Talk, message: CaseMessage) -> None:
    reply_id = talk.confirm(message, SAID)
    with talk.database.write() as session:
        reply = session.get_one(CaseReply, reply_id)
        reply.state, reply.token, reply.incarnation_id = CaseReplyState.SENDING, "of-the-dead", "0" * 32
        reply.claimed_at, reply.lease_until, reply.tries = talk.clock.now(), talk.clock.now() + timedelta(hours=1), 1
        session.add(reply)
    talk.carry()
    assert talk.reply(reply_id).state is CaseReplyState.SENT
    assert len(talk.seen(SAID)) == 1


def test_a_living_holder_is_left_alone(talk: Talk, message: CaseMessage) -> None:
    reply_id = talk.confirm(message, SAID)
    with talk.database.write() as session:
        reply = session.get_one(CaseReply, reply_id)
        reply.state, reply.token, reply.incarnation_id = CaseReplyState.SENDING, "mine", talk.carrier.incarnation.id
        reply.claimed_at = reply.calling_at = talk.clock.now()
        reply.lease_until = talk.clock.now() + timedelta(seconds=60)
        session.add(reply)
    assert talk.carry() == 0
    assert talk.reply(reply_id).state is CaseReplyState.SENDING


def test_what_the_platform_refuses_is_told(talk: Talk, message: CaseMessage) -> None:
    reply_id = talk.confirm(message, SAID)
    talk.graph("DELETE", message.external_id)
    talk.carry()
    assert talk.reply(reply_id).state is CaseReplyState.FAILED
    with talk.database.read() as session:
        [notice] = session.exec(select(Notice)).all()
    assert (notice.subject, notice.unit_id) == (f"case:{message.case_id}", talk.seeded.unit_id)


def test_nothing_goes_out_under_a_hold_nor_for_who_no_longer_speaks(talk: Talk, message: CaseMessage) -> None:
    reply_id = talk.confirm(message, SAID)
    with talk.database.write() as session:
        hold = Hold(reason="Quốc tang", ordered_by="Chủ tịch tỉnh", starts_at=talk.clock.now())
        session.add(hold)
    assert talk.carry() == 0
    waits = talk.reply(reply_id)
    assert (waits.state, waits.reason) == (CaseReplyState.WAITING, "Tạm dừng: Quốc tang (theo Chủ tịch tỉnh)")
    with talk.database.write() as session:
        lifted = session.exec(select(Hold)).one()
        lifted.lifted_at = talk.clock.now()
        named = session.exec(select(Spokesperson)).one()
        named.ended_at = talk.clock.now()
        session.add_all([lifted, named])
    talk.clock.move(seconds=61)
    assert talk.carry() == 0
    assert talk.reply(reply_id).state is CaseReplyState.FAILED
    assert talk.seen(SAID) == []
    with pytest.raises(LoaError, match="người phát ngôn"):
        talk.confirm(message, "Câu khác")


def test_a_person_settles_what_nobody_can_know(talk: Talk, message: CaseMessage) -> None:
    talk.sandbox.control("PUT", "/weather", FAILS)
    reply_id = talk.confirm(message, SAID)
    talk.carry()
    talk.sandbox.control("PUT", "/weather", CALM)
    settle(talk, message, reply_id, arrived=False)
    talk.carry()
    assert talk.reply(reply_id).state is CaseReplyState.SENT
    assert len(talk.seen(SAID)) == 1
    with pytest.raises(LoaError, match="không còn"):
        settle(talk, message, reply_id, arrived=True)


def settle(talk: Talk, message: CaseMessage, reply_id: int, *, arrived: bool) -> None:
    with talk.database.write() as session:
        actor = Actor(session.get_one(Staff, talk.seeded.staff_id), talk.clock.now())
        settle_reply(session, actor, message.case_id, reply_id, arrived=arrived)


def test_a_comment_is_hidden_and_shown_again_with_a_reason(talk: Talk, message: CaseMessage) -> None:
    for hidden in (True, False):
        hide(talk, message, "Lộ số điện thoại")
        with talk.database.read() as session:
            assert ids(session, DUE_ANSWERS, talk.clock.now()) == [talk.account_id]
        assert talk.carry() == 1
        assert talk.messages()[0].hidden is hidden
        comments = talk.sandbox.get("/_sandbox/graph")["comments"]
        assert next(one for one in comments if one["id"] == message.external_id)["hidden"] is hidden
    with talk.database.read() as session:
        actions = [entry.action for entry in session.exec(select(AuditEntry)).all()]
    assert actions == ["case.hide", "case.unhide"]
    with pytest.raises(LoaError, match="lý do"):
        hide(talk, message, " ")


def hide(talk: Talk, message: CaseMessage, reason: str) -> None:
    with talk.database.write() as session:
        actor = Actor(session.get_one(Staff, talk.seeded.staff_id), talk.clock.now())
        hide_message(session, actor, message.case_id, message.id or 0, reason)


class AskedPacer:
    """Says how long to wait, and notes whether a transaction was open when it was asked."""

    def __init__(self, engine: Engine, wait_s: float) -> None:
        self.wait_s, self._now_open = wait_s, 0
        self.open: list[int] = []
        event.listen(engine, "begin", lambda _connection: self._count(1))
        event.listen(engine, "commit", lambda _connection: self._count(-1))
        event.listen(engine, "rollback", lambda _connection: self._count(-1))

    def _count(self, step: int) -> None:
        self._now_open += step

    def wait(self, account_id: int, interval_s: float) -> float:
        self.open.append(self._now_open)
        return self.wait_s


def test_no_transaction_waits_for_the_pacer(talk: Talk, message: CaseMessage) -> None:
    with talk.database.write() as session:
        session.get_one(Account, talk.account_id).limits = {"minimum_interval_s": 30}
    reply_id = talk.confirm(message, SAID)
    pacer = AskedPacer(talk.database.engine, 12)
    talk.carrier = replace(talk.carrier, pacer=pacer)
    assert talk.carry() == 0
    waits = talk.reply(reply_id)
    assert (waits.state, waits.reason) == (CaseReplyState.WAITING, "Chờ nhịp gửi của tài khoản.")
    assert waits.due_at is not None
    assert waits.due_at > talk.clock.now() + timedelta(seconds=5)
    pacer.wait_s = 0
    talk.clock.move(seconds=13)
    assert talk.carry() == 1
    assert pacer.open == [0, 0], "asked once for each that was due, outside of any transaction"


def failing(talk: Talk, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Every look ends so."""

    def ask(*_given: object) -> None:
        raise error

    monkeypatch.setattr(look, "_ask", ask)
    talk.clock.move(seconds=5)


def test_looks_that_fail_come_less_and_less_often_and_people_are_told(
    talk: Talk, message: CaseMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.sandbox.control("PUT", "/weather", DROPS)
    reply_id = talk.confirm(message, SAID)
    talk.carry()
    talk.sandbox.control("PUT", "/weather", CALM)
    failing(talk, monkeypatch, Retryable("Facebook không trả lời."))
    waits = []
    for minutes in (0, 10, 20, 120):
        talk.clock.move(minutes=minutes)
        talk.carry()
        due_at = talk.reply(reply_id).due_at
        assert due_at is not None
        waits.append((due_at - talk.clock.now()).total_seconds())
    assert waits == pytest.approx([5, 60, 180, 600], abs=3)
    assert talk.reply(reply_id).state is CaseReplyState.UNKNOWN
    with talk.database.read() as session:
        notice = session.exec(select(Notice).where(Notice.kind == "reply")).one()
    assert (notice.subject, notice.unit_id) == (f"case:{message.case_id}", talk.seeded.unit_id)
    assert "Facebook không trả lời." in notice.text
    assert len(talk.seen(SAID)) == 1


def test_a_look_that_no_setting_allows_is_left_to_people(
    talk: Talk, message: CaseMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.sandbox.control("PUT", "/weather", DROPS)
    reply_id = talk.confirm(message, SAID)
    talk.carry()
    talk.sandbox.control("PUT", "/weather", CALM)
    failing(talk, monkeypatch, Misconfigured("Thiếu quyền đọc bình luận."))
    talk.carry()
    left = talk.reply(reply_id)
    assert (left.state, left.due_at) == (CaseReplyState.UNKNOWN, None)
    with talk.database.read() as session:
        notice = session.exec(select(Notice).where(Notice.kind == "reply")).one()
    assert "Thiếu quyền đọc bình luận." in notice.text
