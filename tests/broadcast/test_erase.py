"""A person asked to be forgotten: their number stands nowhere any more, nothing waits for it, and no list takes it up again."""

from sqlmodel import select

from channels.messenger import Heard
from distributor.broadcast.audience import StatedConsent, add_numbers, erase, make_audience
from distributor.broadcast.receive import receive
from distributor.broadcast.replies import send_replies
from distributor.models import AudienceMember, Case, CaseMessage, Consent, Inbound, ReplyState, SmsReply, Subscriber
from tests.broadcast.conftest import Sms, number


def forget(sms: Sms, index: int) -> None:
    with sms.database.write() as session:
        digest = sms.desks[0].numbers.hash(number(index))
        erase(session, session.exec(select(Subscriber).where(Subscriber.number_hash == digest)).one(), sms.clock.now())


def test_what_the_person_wrote_and_was_told_keeps_no_number(sms: Sms) -> None:
    desk = sms.desk()
    sms.audience(2)
    asked = "Tôi là Nguyễn Văn An ở tổ 4, hủy hợp đồng lao động thì sao?"
    heard = [Heard(number(index), "8079", asked, str(index)) for index in (1, 2)]
    with sms.database.write() as session:
        receive(session, sms.account_id, heard, desk.numbers, sms.clock.now())
    forget(sms, 1)
    gone, left = desk.numbers.hash(number(1)), desk.numbers.hash(number(2))
    with sms.database.read() as session:
        kept = {row.number_hash: (bool(row.number_sealed), row.text) for row in session.exec(select(Inbound))}
        assert kept == {gone: (False, ""), left: (True, asked)}
        assert sorted(message.text for message in session.exec(select(CaseMessage))) == ["", asked]
        forgotten = {case.person_hash: case.forgotten_at for case in session.exec(select(Case))}
        assert forgotten == {"": sms.clock.now(), left: None}
        assert sorted(bool(reply.number_sealed) for reply in session.exec(select(SmsReply))) == [False, True]


def test_an_answer_that_waits_for_an_erased_number_never_goes(sms: Sms) -> None:
    desk = sms.desk()
    sms.audience(1)
    with sms.database.write() as session:
        heard = Heard(number(1), "8079", "DK", "1")
        receive(session, sms.account_id, [heard], desk.numbers, sms.clock.now())
    forget(sms, 1)

    def submit(messages: object) -> list[object]:
        raise AssertionError(messages)

    assert send_replies(desk, sms.account_id, submit, 10) == 0  # type: ignore[arg-type]
    with sms.database.read() as session:
        reply = session.exec(select(SmsReply)).one()
    assert (reply.state, reply.due_at) == (ReplyState.FAILED, None)
    assert "xóa" in reply.reason


def test_no_list_takes_an_erased_number_up_again(sms: Sms) -> None:
    desk, now = sms.desk(), sms.clock.now()
    sms.audience(2)
    forget(sms, 1)
    yes = StatedConsent("Nhận tin", "form", "Phiếu", "", "Phiếu 9", now)
    with sms.database.write() as session:
        consents = len(session.exec(select(Consent)).all())
        other = make_audience(session, sms.seeded.unit_id, "Hòa giải viên", now)
        taken = add_numbers(session, other, [number(1), number(2)], desk.numbers, now=now, yes=yes)
        assert (taken.added, taken.known, taken.erased) == (1, 0, 1)
        assert len(session.exec(select(Consent)).all()) == consents + 1
        members = session.exec(select(AudienceMember).where(AudienceMember.audience_id == other.id)).all()
        people = [session.get_one(Subscriber, member.subscriber_id) for member in members]
    assert [desk.numbers.open(one.number_sealed) for one in people] == [number(2)]
