"""A bind in full: real SMPP to the sandbox, real rows on both databases, telephones that show what came."""

from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from sqlmodel import Session, col, select

from channels.messenger import Heard
from channels.sms.configuration import smpp_configuration
from distributor.broadcast.receive import receive
from distributor.broadcast.send import send_window
from distributor.models import (
    Account,
    AccountState,
    Consent,
    Inbound,
    Notice,
    OptOut,
    RecipientState,
    SmsPart,
    SmsReceipt,
    SmsReply,
)
from distributor.outgoing.carrier import Carrier
from distributor.sms_rules import reply_caps
from distributor.vault import open_vault
from tests.broadcast.conftest import Sms, connect, number
from tests.broadcast.test_following import LAND
from tests.broadcast.test_inbound import BIRTH, TITLE, publish
from tests.broadcast.test_pipeline import ordered
from tests.channels.sms_support import Network
from tests.support import servers

LONG = (
    "Từ 01/01/2027, diện tích tách thửa đất ở tối thiểu tại đô thị là 50 m², tại nông thôn là 100 m² (Quyết định "
    "27/2026/QĐ-UBND). Bà con xem toàn văn: https://loa.example/l/abcd 😀. Từ chối nhận tin: soạn HUY gửi 8079."
)


def replies(sms: Sms) -> list[SmsReply]:
    with sms.database.read() as session:
        return list(session.exec(select(SmsReply).order_by(col(SmsReply.id))).all())


def inbound(sms: Sms) -> list[Inbound]:
    with sms.database.read() as session:
        return list(session.exec(select(Inbound).order_by(col(Inbound.id))).all())


def test_a_long_vietnamese_text_arrives_whole_with_receipts(bound: Sms, network: Network) -> None:
    network.weather(receipt_ms=[1, 60], receipt_first=0.5, seed=3)
    broadcast = bound.broadcast(bound.audience(30), LONG)
    with bound.gateway():
        bound.settle(broadcast)
    assert bound.states(broadcast) == {"delivered": 30}
    shown = [message for message in network.messages() if message["with"] == "STP-HGIANG"]
    assert [message["text"] for message in shown] == [LONG] * 30
    assert all(message["whole"] and len(message["ids"]) == 4 for message in shown)
    with bound.database.read() as session:
        assert len(session.exec(select(SmsPart)).all()) == 120
        assert all(receipt.part_id for receipt in session.exec(select(SmsReceipt)))


def test_huy_by_telephone_stops_what_is_still_queued(bound: Sms, network: Network) -> None:
    """The refusal comes after the recipients were written down and before the account may send."""

    def rest(session: Session) -> None:
        session.get_one(Account, bound.account_id).wait_until = bound.clock.now() + timedelta(hours=1)

    bound.change(rest)
    broadcast = bound.broadcast(bound.audience(2))
    network.say(number(1), "Hủy nhận tin")
    with bound.gateway():
        servers.wait_until(lambda: inbound(bound), "the message is kept")
        bound.clock.move(hours=2)
        bound.settle(broadcast)
        servers.wait_until(lambda: replies(bound)[0].state == "sent", "the answer went out")
    assert bound.states(broadcast) == {"skipped": 1, "delivered": 1}
    answers = [message for message in network.messages() if message["with"] == "8079" and not message["mine"]]
    assert [message["phone"] for message in answers] == [number(1).lstrip("+")]
    assert answers[0]["text"].startswith("So Tu phap tinh Huong Giang: tu nay khong gui tin")
    with bound.database.read() as session:
        assert session.exec(select(OptOut)).one().how == "Tin nhắn đến số 1"
        assert session.exec(select(Consent).where(col(Consent.withdrawn_at).is_not(None))).one()


def test_subscribing_again_and_a_long_message_in_parts(bound: Sms, network: Network) -> None:
    question = "Tôi muốn hỏi: " + "đăng ký khai sinh cho con ngoài giá thú cần giấy tờ gì? " * 3
    network.say(number(7), "TC")
    network.say(number(7), "Đăng ký")
    network.say(number(7), question)
    with bound.gateway():
        servers.wait_until(lambda: any(row.total > 1 and row.whole for row in inbound(bound)), "the question is whole")
    rows = inbound(bound)
    assert [row.action for row in rows[:2]] == ["stop", "subscribe"]
    assert rows[2].text == question
    assert number(7) not in " ".join(str(row) for row in rows)
    with bound.database.read() as session:
        assert session.exec(select(OptOut)).one().lifted_at is not None
        assert session.exec(select(Consent).where(Consent.method == "sms")).one().proof == "Tin nhắn đến số 2"


def test_what_the_network_delivers_twice_is_kept_once(bound: Sms, network: Network) -> None:
    with bound.gateway():
        servers.wait_until(lambda: network.show()["sessions"] == 1, "bound")
        for _ in range(2):
            network.say(number(3), "HUY")
        servers.wait_until(lambda: network.show()["waiting"] == 0, "acknowledged")
    assert len(inbound(bound)) == 1
    assert len(replies(bound)) == 1


def test_two_machines_do_not_answer_each_other_for_ever(sms: Sms) -> None:
    numbers = sms.desk().numbers
    for place in range(20):
        heard = Heard(number(1), "8079", "HUY", f"{place}")
        with sms.database.write() as session:
            receive(session, sms.account_id, [heard], numbers, sms.clock.now())
    assert len(replies(sms)) == reply_caps().refusals_a_day


def test_throttling_slows_and_loses_nothing(bound: Sms, network: Network) -> None:
    network.weather(throttle=0.15, queue_full=0.1, seed=5, receipt_ms=[1, 5])
    broadcast = bound.broadcast(bound.audience(12), "Tin ngan")
    with bound.gateway():
        bound.settle(broadcast)
    assert bound.states(broadcast) == {"delivered": 12}
    assert len(network.parts()) == 12


def test_a_network_that_answers_nothing_gets_no_more(
    bound: Sms, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = replace(smpp_configuration(), answer_s=0.3)
    monkeypatch.setattr("channels.sms.account.smpp_configuration", lambda: quick)
    network.weather(silent=1.0)
    broadcast = bound.broadcast(bound.audience(90), "Tin ngan")
    with bound.gateway():
        servers.wait_until(lambda: bound.row(Account, bound.account_id).wait_until, "the account rests")
        servers.wait_until(lambda: not bound.states(broadcast)["submitting"], "nothing is on its way")
    states = bound.states(broadcast)
    assert set(states) == {"unknown", "queued"}
    assert 3 * quick.window <= states["unknown"] <= 4 * quick.window, "three windows, and what was on its way"
    said = {row.reason for row in bound.recipients(broadcast) if row.state == RecipientState.QUEUED and row.reason}
    assert said <= {"Nhà mạng không trả lời.", "Loa đang dừng."}


def test_an_emergency_passes_what_is_marked_and_has_not_left(
    bound: Sms, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network takes nothing for a while: so what waits when the order comes is certain."""
    patient = replace(smpp_configuration(), throttle_s=(0.1,), throttle_most_s=600.0)
    monkeypatch.setattr("channels.sms.account.smpp_configuration", lambda: patient)
    connect(bound, network, window=2)
    network.weather(throttle=1.0)
    news, people = bound.broadcast(bound.audience(60), "Tin ngan"), bound.audience(3, "Khẩn", first=101)
    with bound.gateway():
        servers.wait_until(lambda: bound.states(news)["submitting"] > 2, "more is marked than may be on its way")
        urgent = ordered(bound, people)
        servers.wait_until(lambda: bound.states(urgent)["submitting"] == 3, "the emergency is marked")
        network.weather()
        servers.wait_until(lambda: len(network.parts()) > 3 + 2, "news goes on after it")
    warned = {number(index).lstrip("+") for index in (101, 102, 103)}
    are_urgent = [part["to"].lstrip("+") in warned for part in network.parts()]
    first = are_urgent.index(True)
    assert first <= 2, "only what had begun goes before it"
    assert are_urgent[first : first + 3] == [True] * 3


def test_unbound_by_the_network_it_binds_again(bound: Sms, network: Network) -> None:
    network.weather(unbind_every=7, receipt_ms=[1, 5])
    broadcast = bound.broadcast(bound.audience(20), "Tin ngan")
    with bound.gateway():
        bound.settle(broadcast)
    states = bound.states(broadcast)
    parts = network.parts()
    assert sum(states.values()) == 20
    assert len({part["to"] for part in parts}) == len(parts), "none twice"
    assert states["delivered"] + states["unknown"] == 20


def test_set_otherwise_by_staff_it_binds_again_and_sends_none_twice(bound: Sms, network: Network) -> None:
    connect(bound, network, receipt_ids="same")
    network.weather(latency_ms=[20, 30], receipt_ms=[1, 5])
    broadcast = bound.broadcast(bound.audience(60), "Tin ngan")

    def act(session: Session) -> None:
        account = session.get_one(Account, bound.account_id)
        account.settings = {**account.settings, "window": 3, "dest_npi": 8}

    with bound.gateway():
        servers.wait_until(lambda: len(network.parts()) > 5, "it sends")
        bound.change(act)
        bound.settle(broadcast)
        servers.wait_until(lambda: network.show()["commands"].get("0x00000009", 0) >= 2, "bound as it is set now")
    assert bound.states(broadcast) == {"delivered": 60}
    assert len(network.parts()) == len({part["to"] for part in network.parts()}) == 60


def test_malformed_pdus_harm_nothing(bound: Sms, network: Network) -> None:
    network.weather(garble=1.0, receipt_ms=[1, 5])
    broadcast = bound.broadcast(bound.audience(5), "Tin ngan")
    with bound.gateway():
        servers.wait_until(lambda: network.show()["sessions"] == 1, "bound")
        for junk in ("0000001000000099000000000000000a", "00000014000000150000000000000001ffffffff"):
            network.post("/smsc/deliver", {"hex": junk})
        bound.settle(broadcast)
        network.post("/smsc/deliver", {"hex": "7fffffff" + "00" * 12})
        servers.wait_until(lambda: network.show()["commands"].get("0x00000009", 0) >= 2, "bound again")
    assert bound.states(broadcast) == {"delivered": 5}


def test_a_wrong_password_waits_for_a_person(bound: Sms, network: Network) -> None:
    def spoil(session: Session) -> None:
        account = session.get_one(Account, bound.account_id)
        account.credentials = open_vault(bound.home).seal({"system_id": "loa-hgiang", "password": "sai"})

    bound.change(spoil)
    with bound.gateway():
        servers.wait_until(
            lambda: bound.row(Account, bound.account_id).state == AccountState.NEEDS_SIGNIN, "the account waits"
        )
    with bound.database.read() as session:
        notice = session.exec(select(Notice).where(Notice.kind == "sms_account")).one()
    assert "sai mật khẩu" in notice.text


def test_asked_to_stop_it_finishes_its_window_and_gives_back_the_rest(bound: Sms, network: Network) -> None:
    network.weather(latency_ms=[20, 30], receipt_ms=[1, 5])
    broadcast = bound.broadcast(bound.audience(60), "Tin ngan")
    with bound.gateway():
        servers.wait_until(lambda: len(network.parts()) > 5, "it sends")
    states = bound.states(broadcast)
    assert set(states) <= {"sent", "delivered", "queued"}
    assert states["queued"] > 0
    assert states["sent"] + states["delivered"] == len(network.parts())


@pytest.mark.parametrize("gateway", ["esms", "speedsms"])
def test_an_http_gateway_by_the_dispatch_layer(sms: Sms, network: Network, gateway: str, carrier: Carrier) -> None:
    connect(sms, network, gateway=gateway, endpoint=f"{network.url}/sms/{gateway}")
    network.weather(drop_after_accept=0.3, seed=4)
    broadcast = sms.broadcast(sms.audience(8))
    sent = send_window(carrier, sms.account_id)
    assert sent == 8
    states = sms.states(broadcast)
    assert states["unknown"] > 0, "the weather did nothing"
    assert states["sent"] + states["unknown"] == 8
    assert network.show()["commands"][gateway] >= 8
    parts = network.parts()
    assert len(parts) == len({part["to"] for part in parts}) == 8, "a dropped POST was sent once"
    assert send_window(carrier, sms.account_id) == 0
    assert "0900000001" not in requests.get(f"{network.url}/_sandbox/requests.json", timeout=5).text


def test_a_look_up_by_telephone_comes_back_answered(bound: Sms, network: Network) -> None:
    """Typed on a telephone of the sandbox's network, and read there."""
    item = publish(bound, TITLE, BIRTH)
    network.say(number(4), "khai sih")
    with bound.gateway():
        servers.wait_until(lambda: [row.state for row in replies(bound)] == ["sent"], "answered")
    [answer] = [message["text"] for message in network.messages() if message["with"] == "8079" and not message["mine"]]
    assert answer.startswith("Hoi dap: Con sinh da hon ba thang")
    assert answer.endswith(f"/tin/{item} (1: xem them, 2: giay to, noi nop)")


def test_a_person_follows_receives_looks_up_asks_for_more_and_stops(bound: Sms, network: Network) -> None:
    publish(bound, TITLE, BIRTH)
    nobody = bound.audience(0)

    def say(text: str) -> str:
        """The answer on the telephone's screen."""
        before = len(replies(bound))
        network.say(number(4), text)
        servers.wait_until(lambda: [row.state for row in replies(bound)] == ["sent"] * (before + 1), "answered")
        answers = [each for each in network.messages() if each["with"] == "8079" and not each["mine"]]
        return str(answers[-1]["text"])

    def news(text: str) -> dict[str, int]:
        of_land = bound.broadcast(nobody, text, matters=(LAND,), followers=True)
        bound.settle(of_land)
        return dict(bound.states(of_land))

    with bound.gateway():
        assert "DAT DAI" in say("đk đất đai").upper()
        assert news("Tu 01/01/2027 tach thua dat o toi thieu 50 m2.") == {"delivered": 1}
        assert say("khai sinh can gi").startswith("Hoi dap: Con sinh da hon ba thang")
        assert say("1") != ""
        assert "khong gui tin den so cua ban nua" in say("thôi đừng nhắn nữa")
        assert news("Tu 01/02/2027 bang gia dat moi.") in ({}, {"skipped": 1})
    received = [each["text"] for each in network.messages() if each["with"] == "STP-HGIANG"]
    assert received == ["Tu 01/01/2027 tach thua dat o toi thieu 50 m2."]
