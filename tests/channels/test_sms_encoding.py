"""Texts as segments and back: what the counter says is what goes out, nothing is parted that must not be."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.messenger import ReceiptReport
from channels.sms import pdus
from channels.sms.encoding import CONCATENATED, GSM_CODING, UCS2_CODING, clean, decode, segments_of
from channels.sms.receipt import (
    DECIMAL,
    HEXADECIMAL,
    SAME,
    answered_as,
    heard_of,
    is_receipt,
    plain_id,
    receipt_of,
    receipted_as,
)
from channels.sms_text import Encoding, measure

LETTERS = some.text(
    some.sampled_from("abcXYZ 0123@£$_^{}[]~|€\\§ÄñàéGửiếữạđĐƯ…–\n😀🇻🇳👩‍👩‍👧\u0300"), min_size=0, max_size=900
)


@given(LETTERS, some.integers(0, 100_000))
def test_every_text_comes_back_whole_in_as_many_segments_as_were_counted(text: str, reference: int) -> None:
    segments = segments_of(text, reference)
    length = measure(text)
    assert len(segments) == max(1, length.segments)
    assert all(
        segment.data_coding == (GSM_CODING if length.encoding is Encoding.GSM else UCS2_CODING) for segment in segments
    )
    read = [decode(segment.octets, segment.data_coding, segment.esm_class) for segment in segments]
    assert "".join(part.text for part in read) == text
    if len(segments) > 1:
        assert {(part.reference, part.total) for part in read} == {(reference & 0xFF, len(segments))}
        assert [part.position for part in read] == list(range(1, len(segments) + 1))
    limit = 160 if length.encoding is Encoding.GSM else 140
    assert all(len(segment.octets) <= limit for segment in segments)


def test_a_pair_and_an_escape_are_never_parted() -> None:
    for text in ("a" * 66 + "😀" * 40, "b" * 152 + "€" * 90):
        for segment in segments_of(text, 1):
            assert segment.esm_class == CONCATENATED
            assert "\ufffd" not in decode(segment.octets, segment.data_coding, segment.esm_class).text


@given(some.binary(max_size=200), some.integers(0, 255), some.integers(0, 255))
def test_nothing_that_comes_in_can_break_the_reader(octets: bytes, coding: int, esm_class: int) -> None:
    decoded = decode(octets, coding, esm_class)
    assert "\x00" not in decoded.text
    decoded.text.encode()
    assert 1 <= decoded.position <= decoded.total


@given(some.binary(min_size=16, max_size=120))
def test_no_frame_can_do_more_than_be_malformed(frame: bytes) -> None:
    for command in (4, 5, 9, 21, 0x80000004, 0x80000005, 0x80000000, 0x103):
        made = len(frame).to_bytes(4, "big") + command.to_bytes(4, "big") + frame[8:]
        try:
            pdu = pdus.read(made)
        except pdus.Malformed:
            continue
        if pdu.name == "deliver_sm":
            receipt_of(pdu) if is_receipt(pdu) else heard_of(pdu)


def receipt(text: str, **more: object) -> pdus.Pdu:
    return pdus.Pdu("deliver_sm", 0, 1, esm_class=0x04, octets=text.encode(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pdu", "report"),
    [
        (receipt("id:0A1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:x"), ReceiptReport("a1", "DELIVRD", "000")),
        (receipt("ID: 77 STAT: undeliv ERR: 011"), ReceiptReport("77", "UNDELIV", "011")),
        (receipt("", receipted_message_id="Q-1", message_state=3), ReceiptReport("Q-1", "EXPIRED")),
        (receipt("id:1 stat:ACCEPTD"), ReceiptReport("1", "ACCEPTD")),
        (receipt("đã nhận"), None),
        (receipt("id:1"), None),
    ],
)
def test_receipts_as_networks_write_them(pdu: pdus.Pdu, report: ReceiptReport | None) -> None:
    assert is_receipt(pdu)
    assert receipt_of(pdu) == report


@pytest.mark.parametrize(
    ("answered", "receipted", "forms"),
    [
        ("00FF", "0000000255", {DECIMAL}),
        ("FF", "ff", {SAME}),
        ("0000123", "123", {SAME}),
        ("255", "00FF", {HEXADECIMAL}),
        ("5", "5", {SAME, DECIMAL, HEXADECIMAL}),
        ("Q-1", "Q-1", {SAME}),
        ("Q-1", "q-1", set()),
        ("f" * 60, "F" * 60, {SAME}),
    ],
)
def test_one_id_however_a_network_writes_it(answered: str, receipted: str, forms: set[str]) -> None:
    found = receipt_of(receipt(f"id:{receipted} stat:DELIVRD"))
    assert found is not None
    there = plain_id(answered)
    assert {form for form, each in answered_as(found.message_id).items() if each == there} == forms
    assert {form for form, each in receipted_as(there).items() if each == found.message_id} == forms


def test_a_broken_optional_parameter_costs_only_itself() -> None:
    body = b"\0" + b"\1\1" + b"84900000001\0" + b"\0\1" + b"8079\0" + bytes(3) + b"\0\0" + bytes(4) + b"\x03HUY"
    frame = (
        (16 + len(body) + 3).to_bytes(4, "big")
        + (5).to_bytes(4, "big")
        + bytes(4)
        + b"\0\0\0\7"
        + body
        + b"\x04\x27\x00"
    )
    pdu = pdus.read(frame)
    assert (pdu.octets, pdu.source, pdu.destination) == (b"HUY", "84900000001", "8079")


def test_what_a_screen_cannot_show_goes() -> None:
    assert clean("a\x00b\x1bc\r\nd\ud800") == "abc\nd"
