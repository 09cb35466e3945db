"""A link and the sandbox's message centre, over real sockets: window, correlation, throttling, loss, arrivals, keeping alive."""

import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import pytest

from channels.errors import AuthExpired, Misconfigured, Retryable
from channels.messenger import Heard, Message, ReceiptReport, Verdict
from channels.sms.account import check_sender, open_link, open_messenger, place_of
from channels.sms.configuration import smpp_configuration
from channels.sms.credentials import SmsCredentials
from channels.sms.link import Link
from channels.sms.receipt import plain_id
from tests.channels.sms_support import Network, message, mobile_network, network, office, submit
from tests.support.servers import PATIENCE_S

__all__ = ["mobile_network", "network"]


def pump_until(link: Link, condition: Callable[[], object]) -> None:
    end = monotonic() + PATIENCE_S
    while not condition():
        assert monotonic() < end, "it did not come"
        link.step(0.05)


def test_a_batch_is_taken_and_each_answer_finds_its_segment(network: Network) -> None:
    made = office(network)
    outcomes = submit(made.link, [message(place, "Tin dai " * 40) for place in range(1, 9)])
    assert {outcome.verdict for outcome in outcomes} == {Verdict.TAKEN}
    ids = {plain_id(part["id"]): (part["to"], part["number"]) for part in network.parts()}
    for place, outcome in enumerate(outcomes, 1):
        assert [ids[part.message_id] for part in outcome.parts] == [
            (f"849{place:08d}", 1),
            (f"849{place:08d}", 2),
            (f"849{place:08d}", 3),
        ]
    pump_until(made.link, lambda: len(made.arrived) == 24)
    made.link.close()


def test_only_the_missing_segments_go_out_at_a_second_try(network: Network) -> None:
    made = office(network)
    first = message(1, "Tin dai " * 40)
    outcome = submit(made.link, [replace(first, taken=frozenset({1, 3}))])[0]
    assert outcome.verdict is Verdict.TAKEN
    assert [part["number"] for part in network.parts()] == [2]
    made.link.close()


def test_throttled_it_rests_and_nothing_is_lost_or_twice(network: Network) -> None:
    network.weather(seed=2, throttle=0.3, queue_full=0.1)
    place = place_of(network.settings(), network.credentials())
    link = Link(place, replace(smpp_configuration(), throttle_s=(0.02, 0.05)), lambda _arrivals: None)
    link.bind()
    outcomes = [outcome for _ in range(2) for outcome in submit(link, [message(each, "Tin") for each in range(10)])]
    assert {outcome.verdict for outcome in outcomes} == {Verdict.TAKEN}
    assert len(network.parts()) == 20
    link.close()


def test_throttled_for_too_long_the_rest_goes_back_to_the_queue(network: Network) -> None:
    network.weather(throttle=1.0)
    place = place_of(network.settings(), network.credentials())
    quick = replace(smpp_configuration(), throttle_s=(0.05,), throttle_most_s=0.2)
    link = Link(place, quick, lambda _arrivals: None)
    link.bind()
    outcomes = submit(link, [message(1), message(2)])
    assert [outcome.verdict for outcome in outcomes] == [Verdict.NOT_TAKEN, Verdict.NOT_TAKEN]
    assert outcomes[0].code == "0x58"
    network.weather()
    assert submit(link, [message(1)])[0].verdict is Verdict.TAKEN, "the next batch is tried anew"
    link.close()


def test_dropped_after_accepting_is_unknown_and_what_was_not_written_is_not(network: Network) -> None:
    network.weather(drop_after_accept=1.0)
    made = office(network, window=1)
    outcomes = submit(made.link, [message(1, "Tin"), message(2, "Tin")])
    assert [outcome.verdict for outcome in outcomes] == [Verdict.UNKNOWN, Verdict.NOT_TAKEN]
    assert made.link.down
    assert submit(made.link, [message(3)])[0].verdict is Verdict.NOT_TAKEN, "a link that is down takes nothing"
    assert len(network.parts()) == 1


def test_never_answered_is_unknown_after_its_time_and_the_link_goes_on(network: Network) -> None:
    network.weather(silent=1.0)
    place = place_of(network.settings(), network.credentials())
    link = Link(place, replace(smpp_configuration(), answer_s=0.2), lambda _arrivals: None)
    link.bind()
    assert submit(link, [message(1, "Tin")])[0].verdict is Verdict.UNKNOWN
    network.weather()
    link._traffic._set = smpp_configuration()  # a busy machine may take longer to answer
    assert submit(link, [message(2, "Tin")])[0].verdict is Verdict.TAKEN
    link.close()


@pytest.mark.parametrize(
    ("wrong", "verdict", "code"),
    [
        (Message("k", "+842438240000", "Tin", "STP-HGIANG"), Verdict.REFUSED, "0x0B"),
        (Message("k", "+84900000001", "Tin", "LA"), Verdict.NOT_TAKEN, "0x0A"),
    ],
)
def test_refused_for_the_number_and_for_the_account(
    network: Network, wrong: Message, verdict: Verdict, code: str
) -> None:
    made = office(network)
    outcome = submit(made.link, [wrong])[0]
    assert (outcome.verdict, outcome.code) == (verdict, code)
    assert (outcome.after is not None) == (verdict is Verdict.NOT_TAKEN)
    made.link.close()


def test_a_code_nobody_knows_is_an_unknown_outcome(network: Network) -> None:
    network.weather(system_error=1.0)
    made = office(network)
    outcome = submit(made.link, [message(1)])[0]
    assert (outcome.verdict, outcome.code) == (Verdict.UNKNOWN, "0x08")
    made.link.close()


def test_what_could_not_be_kept_is_delivered_again(network: Network) -> None:
    made = office(network)
    made.refuse = True
    network.say("84900000001", "HUY")
    made.link.step(0.5)
    assert made.arrived == []
    made.refuse = False
    pump_until(made.link, lambda: made.arrived)
    assert isinstance(made.arrived[0], Heard)
    assert (made.arrived[0].sender, made.arrived[0].to, made.arrived[0].text) == ("84900000001", "8079", "HUY")
    pump_until(made.link, lambda: network.show()["waiting"] == 0)
    made.link.close()


def test_a_receipt_that_comes_before_the_answer(network: Network) -> None:
    network.weather(receipt_first=1.0)
    made = office(network)
    outcome = submit(made.link, [message(1, "Tin")])[0]
    pump_until(made.link, lambda: made.arrived)
    assert made.arrived == [ReceiptReport(outcome.parts[0].message_id, "DELIVRD", "000")]
    made.link.close()


def test_a_wrong_password_and_a_wrong_name_want_a_person(network: Network) -> None:
    for given in ({"system_id": "loa-hgiang", "password": "sai"}, {"system_id": "ai", "password": "demo2026"}):
        link = open_link(SmsCredentials.model_validate(given), network.settings(), lambda _arrivals: None)
        with pytest.raises(AuthExpired):
            link.bind()


def test_nobody_there_is_retryable_and_a_long_password_is_told_before_any_call(network: Network) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    link = open_link(network.credentials(), network.settings(port=port), lambda _arrivals: None)
    with pytest.raises(Retryable):
        link.bind()
    long = SmsCredentials.model_validate({"system_id": "loa", "password": "dài quá tám ký tự"})
    with pytest.raises(Misconfigured, match="8 ký tự"):
        open_link(long, network.settings(), lambda _arrivals: None).bind()


def test_a_link_that_is_not_answered_falls() -> None:
    """A server that accepts the bind and then says nothing: enquire_link finds out."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            asked = connection.recv(1000)
            connection.sendall(b"\0\0\0\x15\x80\0\0\x09\0\0\0\0" + asked[12:16] + b"smsc\0")
            while connection.recv(1000):
                pass
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        settings = {"gateway": "smpp", "host": "127.0.0.1", "port": server.getsockname()[1]}
        place = place_of(settings, SmsCredentials.model_validate({"system_id": "loa"}))
        link = Link(place, replace(smpp_configuration(), enquire_every_s=0.1, answer_s=0.2), lambda _arrivals: None)
        link.bind()
        end = monotonic() + PATIENCE_S
        while not link.down and monotonic() < end:
            link.step(0.05)
        assert link.down == "no answer to enquire_link"
        thread.join(PATIENCE_S)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"gateway": "fax"}, "gateway"),
        ({"gateway": "smpp"}, "loa gateway"),
        ({"gateway": "esms"}, "api_key"),
    ],
)
def test_a_wrong_account_says_what_to_mend(settings: dict[str, object], told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        open_messenger(SmsCredentials(), settings)


@pytest.mark.parametrize("sender", ["STP-HGIANG", "8079", "+84912345678"])
def test_senders(sender: str) -> None:
    assert check_sender(sender) == sender


@pytest.mark.parametrize("sender", ["", "SỞ TƯ PHÁP", "TEN QUA DAI 12", "12", "😀"])
def test_senders_that_no_network_takes(sender: str) -> None:
    with pytest.raises(Misconfigured, match="brandname"):
        check_sender(sender)
