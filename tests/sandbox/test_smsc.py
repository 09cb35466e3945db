"""The stand-in message centre, spoken to in bytes that no library made: it follows SMPP 3.4, refuses, loses, remembers."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import requests

from sandbox.clock import VIETNAM
from sandbox.smsc.screens import demo_clock
from sandbox.smsc.state import owner_of
from tests.sandbox.running import Sandbox, Starter, until

BIND, SUBMIT, DELIVER, UNBIND, ENQUIRE = 9, 4, 5, 6, 0x15
PHONE = "84900000001"


class Esme:
    """A few lines of SMPP over a raw socket."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.shown = sandbox.get("/_sandbox/smsc.json")
        self.socket = socket.create_connection((self.shown["host"], self.shown["port"]), timeout=10)
        self.sequence = 0

    def send(self, command: int, body: bytes = b"", *, status: int = 0, sequence: int | None = None) -> None:
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        self.socket.sendall(struct.pack(">IIII", 16 + len(body), command, status, sequence) + body)

    def receive(self) -> tuple[int, int, int, bytes]:
        length, command, status, sequence = struct.unpack(">IIII", self._exactly(16))
        return command, status, sequence, self._exactly(length - 16)

    def ask(self, command: int, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer."""
        self.send(command, body)
        while True:
            answered, status, sequence, answer = self.receive()
            if (answered, sequence) == (command | 0x80000000, self.sequence):
                return status, answer

    def bind(self, password: str = "") -> int:
        credentials = self.shown["credentials"]
        texts = (credentials["system_id"], password or credentials["password"], "")
        body = b"".join(text.encode() + b"\0" for text in texts) + b"\x34\0\0\0"
        return self.ask(BIND, body)[0]

    def _exactly(self, count: int) -> bytes:
        octets = b""
        while len(octets) < count:
            piece = self.socket.recv(count - len(octets))
            if not piece:
                raise ConnectionError("cut")
            octets += piece
        return octets


def submit_body(
    text: bytes, *, to: str = PHONE, sender: str = "STP-HGIANG", coding: int = 0, esm_class: int = 0, tail: bytes = b""
) -> bytes:
    body = b"\0\5\0" + sender.encode() + b"\0\1\1" + to.encode() + b"\0"
    return body + bytes([esm_class, 0, 0]) + b"\0\0" + bytes([1, 0, coding, 0, len(text)]) + text + tail


@contextmanager
def bound(sandbox: Sandbox) -> Iterator[Esme]:
    esme = Esme(sandbox)
    try:
        assert esme.bind() == 0
        yield esme
    finally:
        esme.socket.close()


def weather(sandbox: Sandbox, **wishes: object) -> None:
    sandbox.control("PUT", "/smsc/weather", wishes)


def texts(sandbox: Sandbox, phone: str = PHONE) -> list[str]:
    messages = sandbox.get("/_sandbox/smsc/messages.json")["messages"]
    return [message["text"] for message in messages if message["phone"] == phone and message["whole"]]


def test_a_message_is_taken_shown_and_reported(sandbox: Sandbox) -> None:
    weather(sandbox, receipt_ms=[1, 1])
    with bound(sandbox) as esme:
        status, answer = esme.ask(SUBMIT, submit_body("Chào bà con".encode("utf-16-be"), coding=8))
        assert status == 0
        command, _status, sequence, body = esme.receive()
        assert command == DELIVER
        assert b"id:" + answer[:-1] in body
        assert b"stat:DELIVRD" in body
        esme.send(DELIVER | 0x80000000, b"\0", sequence=sequence)
        until(lambda: sandbox.get("/_sandbox/smsc.json")["waiting"] == 0)
    assert texts(sandbox) == ["Chào bà con"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (submit_body(b"x", to="84243824000"), 0x0B),
        (submit_body(b"x", to="0912345678"), 0x0B),
        (submit_body(b"x", sender="LA"), 0x0A),
        (submit_body(b""), 0x01),
        (submit_body(b"x" * 161), 0x01),
        (submit_body(b"x" * 142, coding=8), 0x01),
        (submit_body(b"x", coding=4), 0x43),
        (submit_body(b"\x05\x00\x03\x01\x02\x03x", esm_class=0x40), 0x43),
        (submit_body(b"x")[:-1], 0x02),
        (b"\0" * 3, 0x02),
        (submit_body(b"x", tail=b"\x04\x24\x00\x02hi"), 0x01),
    ],
)
def test_what_the_specification_forbids_is_refused_and_not_kept(sandbox: Sandbox, body: bytes, status: int) -> None:
    with bound(sandbox) as esme:
        assert esme.ask(SUBMIT, body)[0] == status
    assert sandbox.get("/_sandbox/smsc.json")["taken"] == 0


def test_parts_in_any_order_and_by_any_means_are_one_message(sandbox: Sandbox) -> None:
    whole = "Diện tích tách thửa tối thiểu 😀 " * 5
    octets = whole.encode("utf-16-be")
    pieces = [octets[place : place + 134] for place in range(0, len(octets), 134)]
    with bound(sandbox) as esme:
        for number in (2, 1, 3):
            header = bytes([5, 0, 3, 9, 3, number])
            assert esme.ask(SUBMIT, submit_body(header + pieces[number - 1], coding=8, esm_class=0x40))[0] == 0
            if number == 1:
                shown = sandbox.get("/_sandbox/smsc/messages.json")["messages"][0]
                assert (shown["whole"], shown["text"]) == (False, octets[:268].decode("utf-16-be")), "two of three"
        for number in (1, 2, 3):
            sar = b"".join(
                struct.pack(">HH", tag, size) + value.to_bytes(size, "big")
                for tag, size, value in ((0x020C, 2, 700), (0x020E, 1, 3), (0x020F, 1, number))
            )
            assert esme.ask(SUBMIT, submit_body(pieces[number - 1], coding=8, tail=sar))[0] == 0
    assert texts(sandbox) == [whole, whole]


def test_signing_on(sandbox: Sandbox) -> None:
    esme = Esme(sandbox)
    assert esme.ask(SUBMIT, submit_body(b"x"))[0] == 0x04
    assert esme.bind("sai") == 0x0E
    assert esme.bind() == 0
    assert esme.bind() == 0x05
    assert esme.ask(ENQUIRE)[0] == 0
    esme.send(0x99)
    assert esme.receive()[:2] == (0x80000000, 0x03)
    assert esme.ask(UNBIND)[0] == 0
    with pytest.raises(ConnectionError):
        esme.receive()


def test_a_frame_of_impossible_length_ends_the_connection(sandbox: Sandbox) -> None:
    with bound(sandbox) as esme:
        esme.socket.sendall(struct.pack(">IIII", 3, SUBMIT, 0, 9))
        assert esme.receive()[:2] == (0x80000000, 0x02)
        with pytest.raises(ConnectionError):
            esme.receive()


def test_the_weather(sandbox: Sandbox) -> None:
    weather(sandbox, throttle=1)
    with bound(sandbox) as esme:
        assert esme.ask(SUBMIT, submit_body(b"x"))[0] == 0x58
    weather(sandbox, queue_full=1)
    with bound(sandbox) as esme:
        assert esme.ask(SUBMIT, submit_body(b"x"))[0] == 0x14
    assert sandbox.get("/_sandbox/smsc.json")["taken"] == 0
    weather(sandbox, drop_after_accept=1)
    with bound(sandbox) as esme, pytest.raises(ConnectionError):
        esme.ask(SUBMIT, submit_body(b"kept"))
    weather(sandbox, unbind_every=1)
    with bound(sandbox) as esme:
        assert esme.ask(SUBMIT, submit_body(b"last"))[0] == 0
        assert esme.receive()[0] == UNBIND
    assert texts(sandbox) == ["kept", "last"]
    refused = requests.put(f"{sandbox.base_url}/_sandbox/smsc/weather", json={"rain": 1}, timeout=10)
    assert (refused.status_code, "rain" in refused.text) == (400, True)


def test_a_telephone_writes_and_is_heard_even_later(sandbox: Sandbox) -> None:
    sandbox.control("POST", f"/smsc/phones/{PHONE}/send", {"text": "Hủy"})
    with bound(sandbox) as esme:
        command, _status, _sequence, body = esme.receive()
        assert command == DELIVER
        assert body.endswith("Hủy".encode("utf-16-be"))
    with bound(sandbox) as esme:
        command, _status, sequence, _again = esme.receive()
        assert command == DELIVER, "not acknowledged: delivered again"
        esme.send(DELIVER | 0x80000000, b"\0", sequence=sequence)
        until(lambda: sandbox.get("/_sandbox/smsc.json")["waiting"] == 0)


def test_the_screens(sandbox: Sandbox) -> None:
    with bound(sandbox) as esme:
        esme.ask(SUBMIT, submit_body("Bà con <b>chú ý</b>".encode("utf-16-be"), coding=8))
    page = requests.get(f"{sandbox.base_url}/man-hinh/dien-thoai", timeout=10).text
    assert "Điện thoại của người dân" in page
    assert "Bà con &lt;b&gt;chú ý&lt;/b&gt;" in page
    phone = f"{sandbox.base_url}/man-hinh/dien-thoai/{PHONE}"
    answered = requests.post(phone, data={"text": "DK"}, timeout=10)
    assert "DK" in answered.text
    assert sandbox.get("/_sandbox/smsc.json")["waiting"] >= 1
    assert requests.get(f"{sandbox.base_url}/man-hinh/dien-thoai/113", timeout=10).status_code == 404


def test_killed_it_remembers_messages_port_and_what_waits(start: Starter) -> None:
    first = start()
    with bound(first) as esme:
        esme.ask(SUBMIT, submit_body(b"nho mai"))
    first.control("POST", f"/smsc/phones/{PHONE}/send", {"text": "HD"})
    before = first.get("/_sandbox/smsc.json")
    first.kill()
    second = start()
    after = second.get("/_sandbox/smsc.json")
    assert (after["port"], after["taken"]) == (before["port"], 1)
    assert after["waiting"] >= 1
    assert "nho mai" in texts(second)


def test_http_gateways_report_to_loopback_only(sandbox: Sandbox) -> None:
    assert sandbox.control("PUT", "/smsc/webhook", {"url": ""}) == {"url": ""}
    for address in ("https://example.com/x", "http://10.0.0.1/x"):
        with pytest.raises(requests.HTTPError, match="400"):
            sandbox.control("PUT", "/smsc/webhook", {"url": address})


def test_what_telephones_had_before_the_start_they_have_once(sandbox: Sandbox) -> None:
    then = datetime.now(UTC) - timedelta(days=5)
    sound = {
        "sender": "STP-HGIANG",
        "text": "Cảnh báo: không đọc mã OTP cho bất kỳ ai. " * 4,
        "time": then.isoformat(),
        "to": [PHONE, "84900000007"],
    }

    def say(**other: object) -> requests.Response:
        return requests.post(f"{sandbox.base_url}/_sandbox/smsc/past", json={**sound, **other}, timeout=10)

    told = say().json()
    assert len(set(told["ids"])) == 2
    assert say().json() == told, "asked again, nothing is added"
    assert say(text="Tin khác").json() != told
    for wrong in (
        {"text": " "},
        {"to": ["0912"]},
        {"to": 7},
        {"time": "hôm qua"},
        {"time": (datetime.now(UTC) + timedelta(hours=1)).isoformat()},
    ):
        assert say(**wrong).status_code == 400, wrong
    shown = sandbox.get("/_sandbox/smsc/messages.json")["messages"]
    assert [each["whole"] for each in shown] == [True] * 4
    screen = requests.get(f"{sandbox.base_url}/man-hinh/dien-thoai/{PHONE}", timeout=10).text
    assert "không đọc mã OTP" in screen
    assert f"{then.astimezone(VIETNAM):%d/%m}" in screen


@pytest.mark.parametrize(
    ("utc", "shown"),
    [("20:03", "15:03"), ("00:00", ""), ("14:59", ""), ("15:00", "10:00"), ("23:59", "18:59")],
)
def test_at_night_the_telephones_say_what_the_demos_clock_says(utc: str, shown: str) -> None:
    moment = datetime.fromisoformat(f"2026-11-24T{utc}:00+00:00").timestamp()
    clock = demo_clock(moment, ("07:00", "22:00"))
    assert clock.get("shown", "") == shown
    assert demo_clock(moment, None) == {}


def test_everybody_has_a_name_of_their_own() -> None:
    owners = [owner_of(f"849{index:08d}") for index in range(1, 41)]
    assert len(set(owners)) == 40
    assert owner_of("84900000001") == "Bà Nguyễn Thị Mơ, thôn Đông"
