"""What no network and no office should send us: kept or refused in clear words, answered by nobody, and in no log."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from typing import Any

import pytest
from sqlmodel import col, select

from channels.messenger import Heard, ReceiptReport
from distributor.broadcast import gateway
from distributor.broadcast.gateway import Gateway
from distributor.broadcast.receive import receive
from distributor.broadcast.record import record_receipts
from distributor.broadcast.send import keep_house
from distributor.errors import LoaError
from distributor.models import Broadcast, BroadcastState, Case, Inbound, OptOut, SmsReceipt, SmsReply
from tests.broadcast.conftest import Sms, number

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def heard(sms: Sms, *messages: Heard) -> None:
    with sms.database.write() as session:
        receive(session, sms.account_id, list(messages), sms.desk().numbers, sms.clock.now())


@pytest.mark.parametrize(
    "sender", ["Viettel", "1414", "+842438240000", "113", "+14155550100", "", "STP-HGIANG", "\x00\x01"]
)
@pytest.mark.parametrize("text", ["HUY", "TRA 27/2026", "[QC] Soan DK gui 1414"])
def test_who_cannot_be_answered_is_kept_and_nothing_follows(sms: Sms, sender: str, text: str) -> None:
    heard(sms, Heard(sender, "8079", text, f"{sender}-{text}"))
    with sms.database.read() as session:
        [kept] = session.exec(select(Inbound)).all()
        assert kept.text == text
        assert not session.exec(select(SmsReply)).all()
        assert not session.exec(select(OptOut)).all()


@pytest.mark.parametrize(
    "text", ["\ufffd" * 140, "HUY " + "a" * 10_000, "ữ" * 10_000, "1" * 4_000, "=1+1", "' OR 1=1 --", "🛑" * 300]
)
def test_whatever_a_citizen_sends_is_kept_and_answered_at_most_once(
    sms: Sms, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    heard(sms, Heard(number(1), "8079", text, "one"), Heard(number(1), "8079", text, "one"))
    with sms.database.read() as session:
        [kept] = session.exec(select(Inbound)).all()
        assert kept.text == text
        assert len(session.exec(select(SmsReply)).all()) <= 1
        assert len(session.exec(select(Case)).all()) <= 1
    said = capsys.readouterr()
    assert number(1)[3:] not in said.out + said.err
    assert text[:20] not in said.out + said.err


@pytest.mark.parametrize("body", ["", "   ", "a" * 10_000, "Chào " * 700])
def test_a_text_that_no_message_holds_is_refused_before_anything_is_made(sms: Sms, body: str) -> None:
    with pytest.raises(LoaError):
        sms.broadcast(sms.audience(1), body)


def test_an_empty_list_ends_at_once_with_nobody(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(0))
    keep_house(sms.desks[0], sms.account_id)
    ended = sms.row(Broadcast, broadcast)
    assert (ended.state, ended.totals) == (BroadcastState.DONE, {})


def test_receipts_of_what_we_never_sent_are_kept_and_join_nothing(sms: Sms) -> None:
    strange = [ReceiptReport(each, "DELIVRD") for each in ("", "0", "ffff", "9" * 64, "không")]
    with sms.database.write() as session:
        record_receipts(session, sms.account_id, strange + strange, sms.clock.now())
    with sms.database.read() as session:
        kept = session.exec(select(SmsReceipt)).all()
    assert len(kept) == len(strange)
    assert {each.part_id for each in kept} == {None}


class Clerk(Executor):
    """Works when it is told to."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], object]] = []

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        self.jobs.append(lambda: work(*given, **named))
        return Future()

    def work(self) -> None:
        self.jobs.pop(0)()


def test_of_a_flood_opt_outs_are_kept_first_and_all_in_the_end(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "MOST_AT_ONCE", 4)
    bind, clerk = Gateway(sms.desk(), sms.account_id), Clerk()
    flood = [Heard(number(each), "8079", "khai sinh can gi", f"a{each}") for each in range(1, 11)]
    changed = [Heard(number(20), "8079", "DK", "b1"), Heard(number(20), "8079", "HUY", "b2")]
    first, second = bind._keep_soon(clerk, flood), bind._keep_soon(clerk, [*changed, ReceiptReport("ffff", "DELIVRD")])
    assert len(clerk.jobs) == 1
    clerk.work()
    with sms.database.read() as session:
        assert len(session.exec(select(Inbound)).all()) == 4
        assert len(session.exec(select(OptOut).where(col(OptOut.lifted_at).is_(None))).all()) == 1, (
            "the last word holds"
        )
    assert [each.done() for each in (first, second)] == [False, False], (
        "nothing is acknowledged before all of it is kept"
    )
    while clerk.jobs:
        clerk.work()
    assert (first.exception(0), second.exception(0)) == (None, None)
    with sms.database.read() as session:
        assert len(session.exec(select(Inbound)).all()) == 12
        assert len(session.exec(select(SmsReceipt)).all()) == 1


def test_what_cannot_be_kept_of_a_flood_is_asked_for_again(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "MOST_AT_ONCE", 2)
    bind, clerk = Gateway(sms.desk(), sms.account_id), Clerk()

    tried: list[Sequence[object]] = []

    def full(arrivals: Sequence[object]) -> None:
        tried.append(arrivals)
        raise OSError

    monkeypatch.setattr(bind, "_store", full)
    group = bind._keep_soon(clerk, [Heard(number(each), "8079", "HUY", f"c{each}") for each in range(3)])
    while clerk.jobs:
        clerk.work()
    assert [len(each) for each in tried if each] == [2], "the rest comes again with it"
    assert isinstance(group.exception(0), OSError)
