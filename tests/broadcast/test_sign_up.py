"""Signing up on the web: a code goes to the number, limits hold, guesses are counted, nothing is learnt of anybody's number."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from channels.messenger import Message, Outcome, Verdict
from distributor.broadcast.audience import consented, erase, opt_out, subscribe
from distributor.broadcast.replies import send_replies
from distributor.broadcast.sign_up import (
    CodeVerdict,
    ask_code,
    code_of,
    forget_old_askings,
    offices_by_sms,
    prove,
    sign_up_proved,
)
from distributor.errors import LoaError
from distributor.models import Account, AccountState, Consent, OptOut, ReplyState, SmsAsking, SmsReply, Subscriber
from distributor.phone_numbers import Numbers
from distributor.sms_rules import code_rules
from distributor.vault import open_vault
from tests.broadcast.conftest import Sms

NUMBER = "+84912345678"
SECRET = b"a home's own"
WORDING = "Tôi đồng ý."


def ask(sms: Sms, typed: str = "0912 345 678") -> int:
    with sms.database.write() as session:
        asking = ask_code(session, sms.account_id, typed, numbers_of(sms), SECRET, sms.clock.now())
        return asking.id or 0


def numbers_of(sms: Sms) -> Numbers:
    return Numbers(open_vault(sms.home))


def code(sms: Sms, asking_id: int) -> str:
    return code_of(sms.row(SmsAsking, asking_id), SECRET)


def guess(sms: Sms, asking_id: int, typed: str) -> CodeVerdict:
    with sms.database.write() as session:
        return prove(session, asking_id, typed, SECRET, sms.clock.now())


def codes_sent(sms: Sms) -> list[SmsReply]:
    with sms.database.read() as session:
        return list(session.exec(select(SmsReply).order_by(col(SmsReply.id))).all())


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 1_000_000:06d}"


def test_a_code_goes_to_the_number_and_what_is_chosen_is_a_consent(sms: Sms) -> None:
    asking = ask(sms)
    carried: list[Message] = []

    def submit(messages: Sequence[Message]) -> list[Outcome]:
        carried.extend(messages)
        return [Outcome(Verdict.TAKEN) for _ in messages]

    assert send_replies(sms.desk(), sms.account_id, submit, 10) == 1
    [message] = carried
    right = code(sms, asking)
    assert message.to == NUMBER
    assert right in message.text
    assert codes_sent(sms)[0].state is ReplyState.SENT
    with sms.database.read() as session:
        assert session.exec(select(Subscriber)).all() == [], "nobody is on a list before it is proved"
    assert guess(sms, asking, f" {right[:3]} {right[3:]} ") is CodeVerdict.RIGHT
    keys = {"topic:giao-thong", "topic:nobody"}
    with sms.database.write() as session:
        person = sign_up_proved(session, asking, numbers_of(sms), keys, WORDING, sms.clock.now())
        assert consented(session, person.id or 0) == {"topic:giao-thong"}
        yes = session.exec(select(Consent)).one()
        assert WORDING in yes.proof
        assert (yes.method, yes.given_at) == ("page", sms.clock.now())
    assert guess(sms, asking, right) is CodeVerdict.OVER, "a code opens nothing twice"


def test_guesses_are_few_and_codes_age(sms: Sms) -> None:
    asking = ask(sms)
    right = code(sms, asking)
    for _ in range(code_rules().guesses):
        assert guess(sms, asking, wrong(right)) is CodeVerdict.WRONG
    assert guess(sms, asking, right) is CodeVerdict.OVER
    sms.clock.move(minutes=2)
    another = ask(sms)
    assert another != asking
    assert guess(sms, another, wrong(code(sms, another))) is CodeVerdict.WRONG
    sms.clock.instant += code_rules().lasts
    assert guess(sms, another, code(sms, another)) is CodeVerdict.OVER
    assert guess(sms, 999, right) is CodeVerdict.OVER


def test_a_number_gets_few_codes_a_day_however_it_is_written(sms: Sms) -> None:
    rules = code_rules()
    first = ask(sms)
    assert ask(sms, "+84912345678") == first, "never two within a minute"
    for spelled in ("84-912-345-678", "0912.345.678", "(0912) 345 678", "0912345678"):
        sms.clock.instant += rules.apart + timedelta(seconds=1)
        ask(sms, spelled)
    assert len(codes_sent(sms)) == rules.number_a_day
    sms.clock.move(days=1, minutes=1)
    assert ask(sms) not in (first, 0)
    assert len(codes_sent(sms)) == rules.number_a_day + 1


@pytest.mark.parametrize(
    "typed", ["", "113", "1900 1234", "024 3824 0000", "+1 650 253 0000", "0912345678; 0912345679"]
)
def test_what_is_no_mobile_number_gets_nothing(sms: Sms, typed: str) -> None:
    with pytest.raises(LoaError):
        ask(sms, typed)
    assert codes_sent(sms) == []


def test_an_account_sends_so_many_codes_a_day(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    few = code_rules().__class__(3, timedelta(minutes=1), 2, timedelta(minutes=10), 5)
    monkeypatch.setattr("distributor.broadcast.sign_up.code_rules", lambda: few)
    ask(sms, "0912345671")
    ask(sms, "0912345672")
    with pytest.raises(LoaError):
        ask(sms, "0912345673")
    assert ask(sms, "0912345671"), "who has one may still type it"


def _refuses(session: Session, sms: Sms, numbers: Numbers) -> None:
    opt_out(session, sms.seeded.unit_id, numbers.hash(NUMBER), how="HUY", now=sms.clock.now())


def _was_erased(session: Session, sms: Sms, numbers: Numbers) -> None:
    subscribe(session, sms.seeded.unit_id, NUMBER, numbers, proof="DK", now=sms.clock.now())
    erase(session, session.exec(select(Subscriber)).one(), sms.clock.now())


@pytest.mark.parametrize("before", [_refuses, _was_erased])
def test_who_opts_out_is_sent_no_code_because_a_stranger_typed_the_number(sms: Sms, before: object) -> None:
    assert callable(before)
    with sms.database.write() as session:
        before(session, sms, numbers_of(sms))
    assert ask(sms), "the page is the same"
    assert codes_sent(sms) == []
    with sms.database.read() as session:
        assert session.exec(select(OptOut.lifted_at)).all() == [None]


def test_askings_are_forgotten_after_a_day_and_with_the_number(sms: Sms) -> None:
    first = ask(sms)
    with sms.database.write() as session:
        forget_old_askings(session, sms.clock.now() + timedelta(hours=23))
    assert sms.row(SmsAsking, first) is not None
    with sms.database.write() as session:
        forget_old_askings(session, sms.clock.now() + timedelta(hours=24))
    assert (sms.row(SmsAsking, first), codes_sent(sms)) == (None, [])
    ask(sms)
    with sms.database.write() as session:
        _was_erased(session, sms, numbers_of(sms))
        assert session.exec(select(SmsAsking)).all() == []
    assert codes_sent(sms) == []


def test_only_offices_that_send_now_are_offered(sms: Sms) -> None:
    with sms.database.write() as session:
        [office] = offices_by_sms(session)
        assert (office.account_id, office.number) == (sms.account_id, "8079")
        session.get_one(Account, sms.account_id).state = AccountState.CLOSED
        session.flush()
        assert offices_by_sms(session) == []
