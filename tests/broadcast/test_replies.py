"""The outbox of answers: a turn that was overtaken by the next one tells nothing any more, on both databases."""

from datetime import timedelta

from sqlmodel import select

from channels.messenger import Heard, Outcome, Verdict
from distributor.broadcast.receive import receive
from distributor.broadcast.replies import TURN, record_replies, take_replies
from distributor.models import ReplyState, SmsReply
from tests.broadcast.conftest import Sms, number


def state(sms: Sms) -> ReplyState:
    with sms.database.read() as session:
        return ReplyState(session.exec(select(SmsReply.state)).one())


def test_a_late_answer_does_not_send_again_what_the_next_turn_has_sent(sms: Sms) -> None:
    desk = sms.desk()
    sms.audience(1)
    with sms.database.write() as session:
        receive(session, sms.account_id, [Heard(number(1), "8079", "DK", "1")], desk.numbers, sms.clock.now())
    (slow,) = take_replies(desk, sms.account_id, 10)
    sms.clock.move(seconds=TURN / timedelta(seconds=1) + 1)
    (quick,) = take_replies(desk, sms.account_id, 10)
    assert quick.id == slow.id, "its turn was over"

    record_replies(desk, [(slow, Outcome(Verdict.REFUSED))])
    assert state(sms) is ReplyState.SENDING
    record_replies(desk, [(quick, Outcome(Verdict.TAKEN))])
    assert state(sms) is ReplyState.SENT
