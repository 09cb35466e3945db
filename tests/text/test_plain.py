"""What is clean already is seen to be so without cleaning it, and comes out as cleaning would leave it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.text.plain import BLANK_LINES, INVISIBLE, LINE_BREAK, SPACE_ROUND_BREAK, SPACES, clean

ODD = " \n\r\t\x0b\x85\u00a0\u00ad\u2003\u200b\u200d\u2028\ufeff\ufffc\ufffd"
SAID = "aéĐ0.,e\u0301"


def cleaned(text: str) -> str:
    """Step by step, whatever stands there."""
    text = INVISIBLE.sub("", LINE_BREAK.sub("\n", text))
    text = SPACE_ROUND_BREAK.sub("\n", SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", BLANK_LINES.sub("\n\n", text)).strip()


def test_every_character_of_the_basic_plane_is_cleaned_alike() -> None:
    letters = [chr(number) for number in range(0x10000)]
    assert [one for one in letters if clean(f"a{one}b") != cleaned(f"a{one}b")] == []


@given(st.text(st.sampled_from([*SAID, *SAID, *ODD]), max_size=20))
def test_every_text_is_cleaned_alike_and_once_is_enough(text: str) -> None:
    assert clean(text) == cleaned(text)
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Điều 1.\nĐiều 2.\n\nĐiều 3.", "Điều 1.\nĐiều 2.\n\nĐiều 3."),
        ("Điều 1. \n\n\n Điều  2.\u200b\ufffd", "Điều 1.\n\nĐiều 2."),
        ("", ""),
    ],
)
def test_paragraphs_stay(text: str, left: str) -> None:
    assert clean(text) == left
