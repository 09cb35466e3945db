"""X's weighted length: known values, and properties around the border of 280."""

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.registry import spec_of
from channels.x.weight import URL_WEIGHT, has_url, weighted_length

LIMIT = spec_of("x").text_limit


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("abc", 3),
        ("á à ã ă â đ ê ô ơ ư ĩ ũ", 23),
        ("ạ", 2),
        ("ế", 2),
        ("Quyết định", 12),
        ("…", 2),
        ("•", 2),
        ("–—“”‘’", 6),
        ("\u2032\u2037", 2),
        ("\u200d", 1),
        ("\u200e", 2),
        ("\u10ff\u1100", 3),
        ("中", 2),
        ("https://loa.huonggiang.gov.vn/l/ab12", 23),
        ("http://127.0.0.1:8000/l/abc", 23),
        ("HTTPS://A.VN", 23),
        ("https://a.vn/b?c=d&e=%C3%A0#f", 23),
        ("Xem https://a.vn/b.", 28),
        ("(https://a.vn/b)", 25),
        ("https://a.vn https://b.vn", 47),
        ("phapluat.gov.vn", 23),
        # Without a scheme X may or may not make a link of it: the heavier reading counts.
        ("xem trang loa.huonggiang.gov.vn/l/ab12 nhé", 42),
        ("Số 27/2026/QĐ-UBND ngày 01.02.2026", 35),
        ("a.b. c", 6),
        ("😀", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("❤️", 2),
        ("🇻🇳", 2),
        ("🇻🇳🇻🇳", 4),
        ("1️⃣", 2),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("😀😀", 4),
        ("#luật @sở", 11),
        ("مرحبا", 5),
        ("שלום \u200f", 7),  # the mark itself is heavy
        ("e\u0302\u0301", 2),
        ("ế" * 60_000, 120_000),
    ],
)
def test_known_weights(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


def light(character: str) -> bool:
    point = ord(character)
    return point <= 0x10FF or 0x2000 <= point <= 0x200D or 0x2010 <= point <= 0x201F or 0x2032 <= point <= 0x2037


vietnamese = st.text("aáàảãạăắằẳẵặâấầẩẫậđeéèẻẽẹêếềểễệ ,;-–…“”0123456789ƯỮỢ", max_size=400)


@given(vietnamese)
def test_plain_text_is_the_sum_of_its_letters(text: str) -> None:
    assert weighted_length(text) == sum(1 if light(character) else 2 for character in normalize("NFC", text))


@given(vietnamese)
def test_the_form_of_the_letters_does_not_matter(text: str) -> None:
    assert weighted_length(normalize("NFD", text)) == weighted_length(text)


@given(st.text(max_size=300))
def test_any_text_weighs_at_most_what_its_letters_and_links_do(text: str) -> None:
    weight = weighted_length(text)
    assert 0 <= weight <= 2 * len(normalize("NFC", text)) + URL_WEIGHT * (text.count(".") + text.count("://"))


@given(vietnamese, st.from_regex(r"[a-z0-9]{1,40}", fullmatch=True))
def test_a_link_of_any_length_weighs_the_same(text: str, path: str) -> None:
    for link in (f"https://loa.huonggiang.gov.vn/l/{path}", f"http://127.0.0.1:8000/l/{path}"):
        assert weighted_length(f"{text} {link}") == weighted_length(f"{text} ") + URL_WEIGHT
        assert has_url(f"{text} {link}")


@given(vietnamese, vietnamese)
def test_weights_add_up(one: str, other: str) -> None:
    assert weighted_length(f"{one} {other}") == weighted_length(one) + 1 + weighted_length(other)


@given(st.integers(0, 140), st.sampled_from([-1, 0, 1]))
def test_the_border_is_exact(heavy: int, over: int) -> None:
    filler = LIMIT - 2 * heavy - URL_WEIGHT - 2 + over
    if filler < 0:
        return
    text = "ạ" * heavy + " https://a.vn/l/1 " + "a" * filler
    assert weighted_length(text) == LIMIT + over


@given(st.text("abz.:/ -_@#0", max_size=60))
def test_what_may_be_a_link_never_weighs_less_than_its_letters_or_a_link(text: str) -> None:
    without_links = re.sub(r"(?i)https?://\S*", "", text)
    assert weighted_length(text) >= len(without_links.replace(" ", "")) or "://" in text


def test_a_long_text_is_counted_quickly() -> None:
    # A pattern that backtracks would take minutes on these.
    for text in ("a." * 20_000, "a-" * 20_000, "http://" * 5_000, "1" * 50_000, "😀" * 10_000):
        weighted_length(text)
