"""Likenesses of platforms: a fold loses no word, colours no letter, and nothing in a text becomes markup."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import MediaFile
from web.likeness import FOLD_LINES, coloured, file_facts, fold, size_text, unbroken

WORDS = st.text(alphabet="ab đấ.\n", max_size=1200)


@given(WORDS)
def test_a_fold_loses_nothing_but_white_space(text: str) -> None:
    shown, rest = fold(text)
    assert (shown + rest).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
    assert shown.count("\n") < FOLD_LINES or not rest
    assert shown.strip() or not rest


@pytest.mark.parametrize(
    ("text", "shown", "rest"),
    [
        ("Một dòng.", "Một dòng.", ""),
        ("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\n6", ""),
        ("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\n5", "6\n7"),
        ("Tiêu đề\n\n" + "chữ " * 100, "Tiêu đề", "chữ " * 100),
        ("chữ " * 100, ("chữ " * 72)[:-1], "chữ " * 28),
        ("x" * 900, "x" * 900, ""),
    ],
    ids=["short", "one line more", "many lines", "long paragraph", "one paragraph", "one word"],
)
def test_where_a_text_is_folded(text: str, shown: str, rest: str) -> None:
    assert fold(text) == (shown, rest)


def test_what_stands_out() -> None:
    told = str(coloured("Xem https://loa.example/l/a1 #PhápLuật, giá 5 #1"))
    assert '<span class="tag">https://loa.example/l/a1</span>' in told
    assert '<span class="tag">#PhápLuật</span>,' in told
    assert str(coloured("a@b.example")) == "a@b.example"


@given(st.text(alphabet="<>&\"'#@/:.=htps a1", max_size=80))
def test_no_text_becomes_markup(text: str) -> None:
    for mark in (coloured, unbroken):
        bare = re.sub(r'</?span(?: class="(?:tag|whole)")?>', "", str(mark(text)))
        assert "<" not in bare
        assert unescape(bare) == text


def test_numbers_of_documents_stay_whole() -> None:
    assert str(unbroken("Quyết định số 27/2026/QĐ-UBND về")) == (
        'Quyết định số <span class="whole">27/2026/QĐ-UBND</span> về'
    )


def test_files_in_words() -> None:
    picture = MediaFile(Path("a"), "0" * 64, "image/png", 84_200, 1600, 900, "Thẻ chữ.")
    assert file_facts(picture) == "PNG, 1600×900, 84 kB"
    assert [size_text(size) for size in (1, 999_499, 3_240_000)] == ["1 kB", "999 kB", "3,2 MB"]
