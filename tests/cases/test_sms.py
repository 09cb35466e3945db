"""An SMS that is no command becomes a case; its answer goes through the SMS outbox, one a message."""

import contextlib
from collections.abc import Sequence

import pytest
from sqlmodel import Session, col, select

from channels.messenger import Heard, Message, Outcome, Verdict
from distributor.broadcast.receive import receive
from distributor.broadcast.replies import MOST_TRIES, send_replies
from distributor.cases.reply import confirm_reply, settle_reply
from distributor.cases.send import DUE_ANSWERS
from distributor.errors import LoaError
from distributor.models import (
    Case,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    CaseState,
    SmsReply,
    Staff,
)
from distributor.scheduler.due import ids
from distributor.staff.deeds import Actor
from tests.broadcast.conftest import Sms, number, sms
from tests.cases.conftest import name_spokesperson

__all__ = ["sms"]

ASKED = "Cho hoi dang ky khai sinh can giay to gi?"
ANSWER = "Can giay chung sinh va giay to tuy than cua cha, me."


@pytest.fixture
def case_id(sms: Sms) -> int:
    """Asked by SMS, and acknowledged, of a unit that has a spokesperson."""
    hear(sms, ASKED)
    assert send_replies(sms.desk(), sms.account_id, lambda _all: [Outcome(Verdict.TAKEN)], 10) == 1
    with sms.database.write() as session:
        name_spokesperson(session, sms.seeded, sms.clock.now())
        return session.exec(select(Case.id)).one() or 0


def hear(sms: Sms, text: str, sender: int = 7) -> None:
    heard = Heard(number(sender), "8079", text, f"{text}{sender}"[:60])
    with sms.database.write() as session:
        receive(session, sms.account_id, [heard], sms.desk().numbers, sms.clock.now())


def rows(session: Session, kind: type[CaseMessage]) -> list[CaseMessage]:
    return list(session.exec(select(kind).order_by(col(kind.id))).all())


def confirm(sms: Sms, case_id: int, key: str, text: str = ANSWER) -> None:
    with sms.database.write() as session:
        message = session.exec(select(CaseMessage).where(CaseMessage.case_id == case_id)).first()
        assert message is not None
        actor = Actor(session.get_one(Staff, sms.seeded.staff_id), sms.clock.now())
        confirm_reply(session, actor, case_id, message.id or 0, text, key)


def test_only_what_is_no_command_is_a_question(sms: Sms) -> None:
    for text in ("HUY", "TC", "TRO GIUP"):
        hear(sms, text)
    with sms.database.read() as session:
        commands = len(session.exec(select(Case)).all())
    hear(sms, ASKED)
    hear(sms, "Con ho khau thi sao?")
    hear(sms, "<b>Toi khac</b>", sender=8)
    with sms.database.read() as session:
        messages = rows(session, CaseMessage)
    assert commands == 0
    assert [message.text for message in messages] == [ASKED, "Con ho khau thi sao?", "<b>Toi khac</b>"]
    assert messages[0].case_id == messages[1].case_id != messages[2].case_id
    assert messages[0].author == "09•• ••• 007", "masked"


def test_its_answer_goes_once_through_the_outbox(sms: Sms, case_id: int) -> None:
    confirm(sms, case_id, "một")
    with sms.database.read() as session:
        assert ids(session, DUE_ANSWERS, sms.clock.now()) == [], "the outbox carries it, not the comments' way"
    taken: list[Message] = []

    def submit(messages: Sequence[Message]) -> list[Outcome]:
        taken.extend(messages)
        return [Outcome(Verdict.TAKEN) for _ in messages]

    assert send_replies(sms.desk(), sms.account_id, submit, 10) == 1
    assert send_replies(sms.desk(), sms.account_id, submit, 10) == 0
    assert [(message.to, message.text) for message in taken] == [(number(7), ANSWER)]
    with sms.database.read() as session:
        reply, case = session.exec(select(CaseReply)).one(), session.get_one(Case, case_id)
    assert (reply.state, case.state, case.due_at) == (CaseReplyState.SENT, CaseState.ANSWERED, None)
    with pytest.raises(LoaError, match="đã có trả lời"):
        confirm(sms, case_id, "hai", "Cau khac")


def test_a_refusal_is_shown_and_the_case_stays_open(sms: Sms, case_id: int) -> None:
    confirm(sms, case_id, "một")
    assert send_replies(sms.desk(), sms.account_id, lambda _all: [Outcome(Verdict.REFUSED, words="Sai số")], 10) == 1
    with sms.database.read() as session:
        reply, case = session.exec(select(CaseReply)).one(), session.get_one(Case, case_id)
    assert (reply.state, reply.reason, case.state) == (CaseReplyState.FAILED, "Sai số", CaseState.DOING)


def test_tried_again_until_it_is_enough(sms: Sms, case_id: int) -> None:
    confirm(sms, case_id, "một")
    for _turn in range(MOST_TRIES):
        send_replies(sms.desk(), sms.account_id, lambda _all: [Outcome(Verdict.NOT_TAKEN)], 10)
        sms.clock.move(hours=1)
    with sms.database.read() as session:
        assert session.exec(select(CaseReply)).one().state is CaseReplyState.FAILED


@pytest.mark.parametrize("died", [False, True])
def test_what_nobody_knows_is_not_repeated_before_a_person_says_so(sms: Sms, case_id: int, died: bool) -> None:
    confirm(sms, case_id, "một")
    calls = 0

    def submit(messages: Sequence[Message]) -> list[Outcome]:
        nonlocal calls
        calls += 1
        if died and calls == 1:
            raise KeyboardInterrupt
        return [Outcome(Verdict.UNKNOWN if calls == 1 else Verdict.TAKEN) for _ in messages]

    with contextlib.suppress(KeyboardInterrupt):
        send_replies(sms.desk(), sms.account_id, submit, 10)
    for _turn in range(3):
        sms.clock.move(hours=1)
        send_replies(sms.desk(), sms.account_id, submit, 10)
    assert calls == 1
    with sms.database.write() as session:
        reply, by = session.exec(select(CaseReply)).one(), session.get_one(Staff, sms.seeded.staff_id)
        assert reply.state is CaseReplyState.UNKNOWN
        settle_reply(session, Actor(by, sms.clock.now()), case_id, reply.id or 0, arrived=False)
    send_replies(sms.desk(), sms.account_id, submit, 10)
    assert calls == 2
    with sms.database.read() as session:
        assert session.exec(select(CaseReply)).one().state is CaseReplyState.SENT


def test_not_to_who_refused_after_asking_nor_longer_than_the_channel_takes(sms: Sms, case_id: int) -> None:
    with pytest.raises(LoaError, match="SMS chỉ nhận đến 2"):
        confirm(sms, case_id, "dài", "Cần giấy chứng sinh. " * 30)
    sms.clock.move(minutes=1)
    hear(sms, "HUY")
    with pytest.raises(LoaError, match="từ chối nhận"):
        confirm(sms, case_id, "một")
    with sms.database.read() as session:
        said = session.exec(select(SmsReply.text).order_by(col(SmsReply.id))).all()
    assert ["da nhan cau hoi" in text for text in said] == [True, False], "the acknowledgement, and the answer to HUY"
