"""What an account's settings make of a message on the wire, and what they refuse."""

from typing import Any

import pytest

from channels.errors import Misconfigured
from channels.messenger import Message
from channels.sms.account import check_reply_number, check_sender, place_of, text_fault
from channels.sms.configuration import smpp_configuration
from channels.sms.credentials import SmsCredentials
from channels.sms.encoding import coded, decode, segments_of
from channels.sms.traffic import Traffic

CREDENTIALS = SmsCredentials.model_validate({"system_id": "loa", "password": "mat-khau"})
HOST = {"host": "smsc.nhamang.vn"}


def on_the_wire(settings: dict[str, object], **more: Any) -> dict[str, object]:
    """The fields of the one submit_sm that goes out, read by hand (SMPP v3.4, 4.4.1)."""
    traffic = Traffic(place_of({**HOST, **settings}, CREDENTIALS), smpp_configuration())
    fields: dict[str, Any] = {"key": "k", "to": "+84912345678", "text": "Tin @", "sender": "SoTuPhap", **more}
    traffic.take([Message(**fields)], first=False)
    [frame] = traffic.begin(0.0, lambda: 1)
    rest, read = frame[16:], list[object]()

    def text() -> str:
        nonlocal rest
        found, _, rest = rest.partition(b"\0")
        return found.decode()

    def octet() -> int:
        nonlocal rest
        found, rest = rest[0], rest[1:]
        return found

    for kind in (text, octet, octet, text, octet, octet, text, octet, octet, octet, text, text):
        read.append(kind())
    _registered, _replace, coding, _canned, length = (octet() for _ in range(5))
    _service, source_ton, source_npi, source, dest_ton, dest_npi, to, esm_class, *_, validity = read
    return {
        "source": (source_ton, source_npi, source),
        "dest": (dest_ton, dest_npi, to),
        "validity": validity,
        "coding": coding,
        "text": decode(rest[:length], coding, int(str(esm_class))).text,
        "octets": rest[:length],
    }


@pytest.mark.parametrize(
    ("settings", "sender", "source", "dest"),
    [
        ({}, "SoTuPhap", (5, 0, "SoTuPhap"), (1, 1, "84912345678")),
        ({}, "8100", (0, 1, "8100"), (1, 1, "84912345678")),
        ({"source_ton": 3, "source_npi": 9}, "8100", (3, 9, "8100"), (1, 1, "84912345678")),
        ({"source_ton": 0, "source_npi": 0}, "SoTuPhap", (0, 0, "SoTuPhap"), (1, 1, "84912345678")),
        ({"dest_ton": 2, "dest_npi": 8, "national": True}, "8100", (0, 1, "8100"), (2, 8, "0912345678")),
        ({"dest_ton": 0}, "8100", (0, 1, "8100"), (0, 1, "84912345678")),
    ],
)
def test_numbers_go_out_as_the_network_wants_them(
    settings: dict[str, object], sender: str, source: tuple[object, ...], dest: tuple[object, ...]
) -> None:
    sent = on_the_wire(settings, sender=sender)
    assert (sent["source"], sent["dest"]) == (source, dest)


@pytest.mark.parametrize(
    ("hours", "valid_s", "said"),
    [
        (None, 7200.0, "000000020000000R"),
        (None, None, ""),
        (1, 7200.0, "000000010000000R"),
        (5, 7200.0, "000000020000000R"),
        (5, None, "000000050000000R"),
        (0, 7200.0, ""),
        (0, None, ""),
    ],
)
def test_how_long_the_network_may_try_is_the_lesser_of_both(
    hours: int | None, valid_s: float | None, said: str
) -> None:
    settings: dict[str, object] = {} if hours is None else {"validity_hours": hours}
    assert on_the_wire(settings, valid_s=valid_s)["validity"] == said


@pytest.mark.parametrize(
    ("coding", "text", "told", "octets"),
    [
        (0, "a@b{", 0, b"a\x00b\x1b\x28"),
        (1, "a@b{", 1, b"a@b{"),
        (3, "a@b{ é", 3, b"a@b{ \xe9"),
        (1, "5 €", 0, b"5 \x1b\x65"),
        (3, "5 €", 0, b"5 \x1b\x65"),
        (1, "ừ", 8, "ừ".encode("utf-16-be")),
    ],
)
def test_unaccented_texts_go_out_in_the_alphabet_that_the_network_wants(
    coding: int, text: str, told: int, octets: bytes
) -> None:
    sent = on_the_wire({"gsm_coding": coding}, text=text)
    assert (sent["coding"], sent["octets"], sent["text"]) == (told, octets, text)


def test_segments_of_a_long_text_stay_those_that_were_counted() -> None:
    text = "Chu @ va {ngoac} " * 30
    there = [coded(segment, 1) for segment in segments_of(text, 7)]
    assert len(there) == len(segments_of(text, 7)) > 3
    assert "".join(decode(octets, coding, 0x40).text for octets, coding in there) == text


@pytest.mark.parametrize(
    ("settings", "text", "said"),
    [
        ({}, "Có dấu [1]", ""),
        ({"plain_only": True}, "Khong dau [1]", ""),
        ({"plain_only": True}, "Có dấu", "chỉ nhận tin không dấu"),
        ({"forbidden": "[]{}"}, "Khong dau (1)", ""),
        ({"forbidden": "[]{}"}, "Muc [1]", "không nhận ký tự [ ]"),
    ],
)
def test_a_text_that_the_network_would_not_take_is_told(settings: dict[str, object], text: str, said: str) -> None:
    fault = text_fault(settings, text)
    assert said in fault if said else fault == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"window": 0},
        {"window": 1001},
        {"per_second": -1},
        {"source_ton": 256},
        {"dest_npi": "1"},
        {"validity_hours": 673},
        {"gsm_coding": True},
        {"receipt_ids": "octal"},
    ],
)
def test_what_no_bind_can_have_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Misconfigured):
        place_of({**HOST, **wrong}, CREDENTIALS)


@pytest.mark.parametrize("wrong", ["", "81", "١٢٣٤", "gọi 8100", "1" * 16])
def test_a_number_for_replies_is_digits(wrong: str) -> None:
    with pytest.raises(Misconfigured):
        check_reply_number(wrong)
    with pytest.raises(Misconfigured):
        check_sender(wrong)


@pytest.mark.parametrize(
    "sender", ["Viettel", "VIETTEL", "Viettel HG", "V1ettel", "VietteI", "MobiF0ne", "1414", "5656", "113"]
)
def test_nobody_sends_in_a_networks_or_an_authoritys_name(sender: str) -> None:
    with pytest.raises(Misconfigured, match="là của nhà mạng hoặc cơ quan khác"):
        check_sender(sender)


def test_answers_do_not_go_to_an_authority() -> None:
    with pytest.raises(Misconfigured, match="1414"):
        check_reply_number("1414")
    assert [check_sender(name) for name in ("STP H.GIANG", "DIGITEL", "8100")] == ["STP H.GIANG", "DIGITEL", "8100"]
    assert check_reply_number("8100") == "8100"
