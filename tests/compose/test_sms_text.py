"""How long a text is by SMS, and how it reads without accents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms_text import Encoding, SmsLength, encoding_of, lightest, measure, segments, unaccent

GSM, UCS2 = Encoding.GSM, Encoding.UCS2

LENGTHS = [
    ("", SmsLength(GSM, 0, 0)),
    ("a" * 160, SmsLength(GSM, 160, 1)),
    ("a" * 161, SmsLength(GSM, 161, 2)),
    ("a" * 306, SmsLength(GSM, 306, 2)),
    ("a" * 307, SmsLength(GSM, 307, 3)),
    ("€" * 80, SmsLength(GSM, 160, 1)),
    ("a" + "€" * 80, SmsLength(GSM, 161, 2)),
    # 152 + an escape pair that would straddle 153: it moves on as a whole, and a third segment is needed.
    ("a" * 152 + "€" + "a" * 152, SmsLength(GSM, 306, 3)),
    ("ạ" * 70, SmsLength(UCS2, 70, 1)),
    ("ạ" * 71, SmsLength(UCS2, 71, 2)),
    ("ạ" * 134, SmsLength(UCS2, 134, 2)),
    ("ạ" * 135, SmsLength(UCS2, 135, 3)),
    ("📜" * 35, SmsLength(UCS2, 70, 1)),
    # 66 + a surrogate pair at the border of 67.
    ("ạ" * 66 + "📜" + "ạ" * 66, SmsLength(UCS2, 134, 3)),
    ("à è é ì ò ù", SmsLength(GSM, 11, 1)),
    ("ê", SmsLength(UCS2, 1, 1)),
    ("dòng 1\ndòng 2", SmsLength(GSM, 13, 1)),
]


@pytest.mark.parametrize(("text", "length"), LENGTHS, ids=range(len(LENGTHS)))
def test_length(text: str, length: SmsLength) -> None:
    assert measure(text) == length


PLAIN = [
    ("Đường đi, ĐƯỜNG ĐI", "Duong di, DUONG DI"),
    ("Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026", "Quyet dinh so 27/2026/QD-UBND ngay 23/11/2026"),
    ("ít nhất 50 m², cao 3 m³", "it nhat 50 m2, cao 3 m3"),
    ("10² không phải 102", "10^2 khong phai 102"),
    ("2½ giờ, ½ ngày", "2 1/2 gio, 1/2 ngay"),
    ("“30 ngày”… – ‘20’ — xong", "\"30 ngay\"... - '20' - xong"),
    (
        "1.200.000₫ và 1.200.000 đồng; 0,5 %; 36,5°C; ≥ 5‰",
        "1.200.000 dong va 1.200.000 dong; 0,5 %; 36,5 do C; >= 5 phan nghin",
    ),
    ("https://loa.huonggiang.example/l/k7m2q9?a=1&b=%C4%90", "https://loa.huonggiang.example/l/k7m2q9?a=1&b=%C4%90"),
    ("e\u0302\u0301 Hu\u1ebf u\u031b\u0323", "e Hue u"),
    ("• điểm a\u00a0khoản 1", "- diem a khoan 1"),
    ("漢", "漢"),
]


@pytest.mark.parametrize(("text", "plain"), PLAIN, ids=[plain[:20] for _, plain in PLAIN])
def test_without_accents(text: str, plain: str) -> None:
    assert unaccent(text) == plain


def test_every_vietnamese_letter_has_a_plain_form() -> None:
    letters = "aăâeêioôơuưyđ"
    marks = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    every = "".join(letter + mark for letter in letters + letters.upper() for mark in marks)
    assert unaccent(every).isascii()
    assert unaccent(every) == "".join(
        {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}.get(one.lower(), one.lower()).upper()
        if one.isupper()
        else {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}.get(one, one)
        for one in letters + letters.upper()
        for _ in marks
    )


@given(st.text(max_size=200))
def test_writing_twice_changes_nothing_and_no_digit_is_lost(text: str) -> None:
    plain = unaccent(text)
    assert unaccent(plain) == plain
    digits = [letter for letter in text if letter in "0123456789"]
    kept = iter(plain)
    assert all(digit in kept for digit in digits)
    assert lightest(lightest(text)) == lightest(text)
    assert segments(lightest(text)) <= segments(text)


@given(st.text(alphabet="aạ€📜 \n", max_size=500))
def test_segments_are_enough_and_none_is_spare(text: str) -> None:
    """Told by a second way: cut greedily into pieces that each fit, and count them."""
    encoding = encoding_of(text)
    room = 153 if encoding is GSM else 67
    pieces, rest = 0, text
    while rest:
        end = len(rest)
        while measure(rest[:end]).units > room or (encoding_of(rest[:end]) is UCS2 and encoding is GSM):
            end -= 1
        if encoding is UCS2:  # a piece of its own may be plain, but the message is UCS-2 as a whole
            end = next(size for size in range(len(rest), 0, -1) if len(rest[:size].encode("utf-16-le")) // 2 <= room)
        pieces, rest = pieces + 1, rest[end:]
    length = measure(text)
    one = length.units <= (160 if encoding is GSM else 70)
    assert length.segments == (min(pieces, 1) if one else pieces)


def test_signs_alone_do_not_make_a_text_dear() -> None:
    assert lightest("Open 8:00 – 17:00 “daily” …") == 'Open 8:00 - 17:00 "daily" ...'
    assert lightest("Mở cửa 8:00 – 17:00") == "Mở cửa 8:00 – 17:00"
