"""Routing by network and another account's turn while a bind is down: whatever happens, no number has one message twice."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.messenger import Outcome, Taken, Verdict
from distributor.broadcast.audience import StatedConsent, add_numbers, make_audience
from distributor.broadcast.record import record_window
from distributor.broadcast.routes import hand_over, hand_over_if_away
from distributor.broadcast.send import BLIND_WORDS, keep_house, send_window
from distributor.broadcast.window import Window, mark
from distributor.models import Account, AccountState, Broadcast, BroadcastState, Notice, Recipient
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import network_of
from distributor.vault import open_vault
from tests.broadcast.conftest import Sms, connect
from tests.channels.sms_support import Network
from tests.support import servers


@pytest.fixture
def second(sms: Sms) -> int:
    """Another account of the unit."""
    with sms.database.write() as session:
        first = session.get_one(Account, sms.account_id)
        made = Account(
            unit_id=first.unit_id, channel="sms", name="Tin nhắn dự phòng", settings=dict(first.settings), limits={}
        )
        session.add(made)
        session.flush()
        assert made.id is not None
        return made.id


def setting(sms: Sms, account_id: int, **more: object) -> None:
    def act(session: Session) -> None:
        account = session.get_one(Account, account_id)
        account.settings = {**account.settings, **more}

    sms.change(act)


def window_of(sms: Sms, account_id: int, size: int = 50) -> Window | None:
    desk = sms.desks[0]
    with sms.database.write() as session:
        return mark(
            session,
            account_id=account_id,
            incarnation_id=desk.incarnation.id,
            size=size,
            numbers=desk.numbers,
            now=sms.clock.now(),
        )


def sent_to(window: Window | None) -> list[str]:
    return [row.message.to for row in window.rows] if window else []


def end(sms: Sms, account_id: int, window: Window, *verdicts: Verdict) -> None:
    outcomes = [
        Outcome(each, (Taken(1, f"{account_id}-{row.recipient_id}"),) if each is Verdict.TAKEN else ())
        for row, each in zip(window.rows, verdicts, strict=True)
    ]
    with sms.database.write() as session:
        record_window(session, account_id, window, outcomes, sms.clock.now())


def on_account(sms: Sms, broadcast: int) -> Counter[int]:
    return Counter(row.account_id for row in sms.recipients(broadcast))


@pytest.mark.parametrize(
    ("number", "network"),
    [
        ("+84961234567", "viettel"),
        ("+84321234567", "viettel"),
        ("+84912345678", "vinaphone"),
        ("+84701234567", "mobifone"),
        ("+84921234567", "vietnamobile"),
        ("+84591234567", "gmobile"),
        ("+84871234567", "itel"),
        ("+84551234567", "wintel"),
        ("+84951234567", ""),
        ("+84311234567", "viettel"),
        ("+84511234567", "mobifone"),
        ("+84993123456", "gmobile"),
        ("+84998123456", "itel"),
        ("+84990123456", ""),
        ("+8613800000000", ""),
        ("", ""),
    ],
)
def test_a_number_tells_whose_it_was_given_out_as(number: str, network: str) -> None:
    assert network_of(number) == network


def test_a_network_goes_its_way_and_the_rest_stays(sms: Sms, second: int) -> None:
    setting(sms, sms.account_id, route_viettel=second, route_mobifone=second, route_vinaphone=sms.account_id)
    broadcast = sms.broadcast(add(sms, "0961234567", "0912345678", "0901234567", "0321234567", "0921234567"))
    first = window_of(sms, sms.account_id)
    assert sorted(sent_to(first)) == ["+84912345678", "+84921234567"]
    assert on_account(sms, broadcast) == {sms.account_id: 2, second: 3}
    other = window_of(sms, second)
    assert sorted(sent_to(other)) == ["+84321234567", "+84901234567", "+84961234567"]
    assert window_of(sms, sms.account_id) is None
    assert window_of(sms, second) is None
    assert first is not None
    assert other is not None
    end(sms, sms.account_id, first, *[Verdict.TAKEN] * 2)
    end(sms, second, other, *[Verdict.TAKEN] * 3)
    assert sms.states(broadcast) == {"sent": 5}


def add(sms: Sms, *texts: str) -> int:
    now, desk = sms.clock.now(), sms.desk()
    with sms.database.write() as session:
        made = make_audience(session, sms.seeded.unit_id, f"Hộ dân {texts[0]}", now)
        yes = StatedConsent("Nhận tin", "form", "Phiếu", "", "Phiếu 01", now)
        add_numbers(session, made, list(texts), desk.numbers, now=now, yes=yes)
        assert made.id is not None
        return made.id


def close(session: Session, account: Account, sms: Sms) -> None:
    account.state = AccountState.CLOSED


def rest(session: Session, account: Account, sms: Sms) -> None:
    account.wait_until = sms.clock.now() + timedelta(minutes=5)


def fall_ill(session: Session, account: Account, sms: Sms) -> None:
    open_notice(session, kind="sms_account", subject=f"account:{account.id}", text="hỏng", now=sms.clock.now())


def be_of_another_channel(session: Session, account: Account, sms: Sms) -> None:
    account.channel = "manual"


@pytest.mark.parametrize("trouble", [close, rest, fall_ill, be_of_another_channel])
def test_who_cannot_send_now_carries_nothing_for_others(
    sms: Sms, second: int, trouble: Callable[[Session, Account, Sms], None]
) -> None:
    setting(sms, sms.account_id, route_viettel=second, fallback=second)
    broadcast = sms.broadcast(add(sms, "0961234567", "0971234567"))
    sms.change(lambda session: trouble(session, session.get_one(Account, second), sms))
    with sms.database.write() as session:
        assert hand_over(session, sms.account_id, sms.clock.now()) == 0
    assert len(sent_to(window_of(sms, sms.account_id))) == 2
    assert on_account(sms, broadcast) == {sms.account_id: 2}


def test_only_what_certainly_has_not_left_goes_to_the_other(sms: Sms, second: int) -> None:
    setting(sms, sms.account_id, fallback=second)
    setting(sms, second, fallback=sms.account_id, route_vinaphone=sms.account_id)
    broadcast = sms.broadcast(sms.audience(8))
    window = window_of(sms, sms.account_id, 4)
    assert window is not None
    back, unknown, taken, refused = window.rows
    verdicts = (Verdict.NOT_TAKEN, Verdict.UNKNOWN, Verdict.TAKEN, Verdict.REFUSED)
    end(sms, sms.account_id, window, *verdicts)
    held = window_of(sms, sms.account_id, 1)
    assert held is not None
    now = sms.clock.now() + timedelta(seconds=5)
    with sms.database.write() as session:
        assert hand_over(session, sms.account_id, now) == 4
        assert hand_over(session, sms.account_id, now) == 0
    stay = {row.recipient_id for row in (unknown, taken, refused, *held.rows)}
    assert {row.id for row in sms.recipients(broadcast) if row.account_id == sms.account_id} == stay
    assert sms.row(Recipient, back.recipient_id).account_id == second
    with sms.database.write() as session:
        due = update(Recipient).where(col(Recipient.due_at).is_not(None)).values(due_at=sms.clock.now())
        session.connection().execute(due)
    other = window_of(sms, second)
    assert other is not None
    numbers = [row.message.to for row in (*window.rows[1:], *held.rows, *other.rows)]
    assert len(numbers) == len(set(numbers)) == 8
    assert window_of(sms, sms.account_id) is None, "what came to the other stays there"


def test_half_of_a_message_stays_where_it_was_begun(sms: Sms, second: int) -> None:
    setting(sms, sms.account_id, fallback=second, route_viettel=second)
    broadcast = sms.broadcast(add(sms, "0912345678"), "Tin dai " * 40)
    window = window_of(sms, sms.account_id)
    assert window is not None
    with sms.database.write() as session:
        begun = Outcome(Verdict.NOT_TAKEN, (Taken(1, "a1"),), "mất kết nối")
        record_window(session, sms.account_id, window, [begun], sms.clock.now())
    with sms.database.write() as session:
        assert hand_over(session, sms.account_id, sms.clock.now() + timedelta(minutes=5)) == 0
    assert on_account(sms, broadcast) == {sms.account_id: 1}


def test_a_network_that_answers_nothing_gives_up_its_queue_a_day_s_quota_does_not(sms: Sms, second: int) -> None:
    setting(sms, sms.account_id, fallback=second)
    broadcast = sms.broadcast(sms.audience(3))
    desk = sms.desks[0]

    def resting(words: str) -> None:
        def act(session: Session) -> None:
            account = session.get_one(Account, sms.account_id)
            account.wait_until, account.wait_reason = sms.clock.now() + timedelta(minutes=5), words

        sms.change(act)

    resting("hết hạn mức trong ngày")
    hand_over_if_away(desk, sms.account_id)
    assert on_account(sms, broadcast) == {sms.account_id: 3}
    resting(BLIND_WORDS)
    keep_house(desk, sms.account_id)
    assert on_account(sms, broadcast) == {second: 3}
    assert len(sent_to(window_of(sms, second))) == 3


def test_what_is_paused_or_cancelled_waits_or_ends_on_the_other_account_too(sms: Sms, second: int) -> None:
    setting(sms, sms.account_id, fallback=second)
    broadcast = sms.broadcast(sms.audience(2))
    with sms.database.write() as session:
        assert hand_over(session, sms.account_id, sms.clock.now()) == 2
        session.get_one(Broadcast, broadcast).state = BroadcastState.PAUSED
    assert window_of(sms, second) is None
    with sms.database.write() as session:
        session.get_one(Broadcast, broadcast).state = BroadcastState.CANCELLED
    keep_house(sms.desks[0], second)
    assert sms.states(broadcast) == {"skipped": 2}


def test_a_bind_that_is_down_hands_over_and_the_other_sends_each_once(
    sms: Sms, second: int, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributor.broadcast.gateway.OUT_S", 0.0)
    connect(sms, network, receipt_ids="same")

    def lead(session: Session) -> None:
        first, other = session.get_one(Account, sms.account_id), session.get_one(Account, second)
        other.settings, other.credentials = dict(first.settings), first.credentials
        first.settings = {**first.settings, "port": 9, "fallback": second}  # nobody listens there

    sms.change(lead)
    sms.clock.run()
    broadcast = sms.broadcast(sms.audience(12), "Tin ngan")
    with sms.gateway():
        servers.wait_until(lambda: on_account(sms, broadcast) == {second: 12}, "handed over")
    sms.account_id, down = second, sms.account_id
    with sms.gateway():
        sms.settle(broadcast)
    assert sms.states(broadcast) == {"delivered": 12}
    assert len(network.parts()) == len({part["to"] for part in network.parts()}) == 12
    keep_house(sms.desks[0], down)
    assert sms.row(Broadcast, broadcast).state == BroadcastState.DONE


def gateways(sms: Sms, network: Network, second: int, **first: object) -> None:
    """eSMS carries, SpeedSMS takes its place."""
    connect(sms, network, gateway="esms", endpoint=f"{network.url}/sms/esms", fallback=second)

    def lead(session: Session) -> None:
        account, other = session.get_one(Account, sms.account_id), session.get_one(Account, second)
        other.settings = {**account.settings, "gateway": "speedsms", "endpoint": f"{network.url}/sms/speedsms"}
        other.settings.pop("fallback")
        other.credentials, other.credentials_version = account.credentials, 1
        account.settings = {**account.settings, **first}

    sms.change(lead)


def test_an_http_gateway_that_is_down_for_a_minute_hands_over_and_each_has_one_message(
    sms: Sms, second: int, network: Network, carrier: Carrier
) -> None:
    gateways(sms, network, second, endpoint="http://127.0.0.1:9/sms/esms")  # nobody listens there
    broadcast = sms.broadcast(sms.audience(15), "Tin ngan")
    for _ in range(2):
        assert send_window(carrier, sms.account_id) > 0
        assert on_account(sms, broadcast) == {sms.account_id: 15}, "not at the first trouble"
        sms.clock.move(seconds=32)
    send_window(carrier, sms.account_id)
    assert on_account(sms, broadcast) == {second: 15}
    assert told(sms) == 1
    assert send_window(carrier, second) == 15
    sms.clock.move(seconds=120)
    tried = sms.broadcast(sms.audience(2, "Khác", first=20), "Tin khac")
    assert send_window(carrier, sms.account_id) > 0, "it is tried again"
    keep_house(sms.desks[0], sms.account_id)
    assert on_account(sms, tried)[second] == 0, "what was tried just now is not due yet"
    gateways(sms, network, second)  # it is back
    sms.clock.move(seconds=120)
    assert send_window(carrier, sms.account_id) == 2
    assert (sms.states(broadcast), sms.states(tried)) == ({"sent": 15}, {"sent": 2})
    assert Counter(part["via"] for part in network.parts()) == {"speedsms": 15, "esms": 2}
    assert len({part["to"] for part in network.parts()}) == 17
    assert told(sms) == 0, "it took a message, so nobody needs to mend it"


def told(sms: Sms) -> int:
    with sms.database.read() as session:
        open_ = select(Notice).where(Notice.kind == "sms_account", col(Notice.closed_at).is_(None))
        return len(session.exec(open_).all())


def test_what_an_http_gateway_never_answered_is_tried_nowhere_else(
    sms: Sms, second: int, network: Network, carrier: Carrier
) -> None:
    gateways(sms, network, second)
    network.weather(drop_after_accept=1.0)
    broadcast = sms.broadcast(sms.audience(40), "Tin ngan")
    send_window(carrier, sms.account_id)
    unknown = sms.states(broadcast)["unknown"]
    assert 0 < unknown < 40, "it rests after some windows"
    keep_house(sms.desks[0], sms.account_id)
    assert on_account(sms, broadcast) == {sms.account_id: unknown, second: 40 - unknown}
    network.weather()
    send_window(carrier, second)
    sms.clock.move(minutes=10)
    send_window(carrier, sms.account_id)
    assert sms.states(broadcast) == {"unknown": unknown, "sent": 40 - unknown}
    assert len({part["to"] for part in network.parts()}) == len(network.parts()) == 40


@pytest.mark.parametrize("account", ["wrong key", "no secret"])
def test_an_account_that_nobody_lets_in_gives_up_its_queue_one_that_is_asked_to_wait_does_not(
    sms: Sms, second: int, network: Network, carrier: Carrier, account: str
) -> None:
    gateways(sms, network, second)
    secrets = {"api_key": "x", "secret_key": "y"} if account == "wrong key" else {"api_key": "", "secret_key": ""}

    def lock_out(session: Session) -> None:
        session.get_one(Account, sms.account_id).credentials = open_vault(sms.home).seal(secrets)

    sms.change(lock_out)
    broadcast = sms.broadcast(sms.audience(3), "Tin ngan")
    for _ in range(4):
        send_window(carrier, sms.account_id)
        sms.clock.move(seconds=32)
    send_window(carrier, sms.account_id)
    assert on_account(sms, broadcast) == {second: 3}
    assert send_window(carrier, second) == 3
    assert [part["via"] for part in network.parts()] == ["speedsms"] * 3


def test_a_gateway_that_asks_to_go_slower_keeps_its_queue(sms: Sms, second: int, network: Network) -> None:
    setting(sms, sms.account_id, fallback=second)
    broadcast = sms.broadcast(sms.audience(3))
    for _ in range(4):
        window = window_of(sms, sms.account_id)
        assert window is not None
        slower = Outcome(Verdict.NOT_TAKEN, words="eSMS báo gửi quá nhanh.", after=30.0)
        with sms.database.write() as session:
            record_window(session, sms.account_id, window, [slower] * len(window.rows), sms.clock.now())
        sms.clock.move(seconds=32)
        keep_house(sms.desks[0], sms.account_id)
    assert on_account(sms, broadcast) == {sms.account_id: 3}
