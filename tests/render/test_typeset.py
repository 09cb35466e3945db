"""Typesetting: balanced lines, no orphans, no number torn off its word."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from distributor.render.typeset import TextBox, set_text, text_width

BOX = TextBox(0, 0, 812, 346, "Bold", (84, 29), lines=9, leading=1.24)


def test_no_orphan_word_and_lines_alike() -> None:
    set_ = set_text("Trợ giúp pháp lý miễn phí cho người có công, hộ nghèo và trẻ em", BOX)
    widths = [text_width(line, "Bold", set_.size) for line in set_.lines]
    assert len(set_.lines[-1].split()) > 1
    assert min(widths) > 0.6 * max(widths)


def test_a_number_keeps_its_word_where_lines_allow() -> None:
    box = replace(BOX, sizes=(44, 29))
    for line in set_text("Kế hoạch số 112/KH-UBND ngày 3 tháng 11 năm 2026 về Ngày Pháp luật", box).lines:
        assert not line.endswith((" số", " ngày", " tháng", " năm"))


def test_decomposed_letters_are_composed() -> None:
    assert set_text("Lua\u0323\u0302t", BOX).lines == ("Luật",)


def test_nothing_gives_no_lines() -> None:
    assert set_text(" \n ", BOX).lines == ()
    assert set_text("", BOX).height == 0


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyĂẾỘ12/.,-   "), max_size=500))
def test_properties(text: str) -> None:
    set_ = set_text(text, BOX)
    assert set_ == set_text(text, BOX)
    assert set_.height <= BOX.height
    assert len(set_.lines) <= BOX.lines
    assert BOX.sizes[1] <= set_.size <= BOX.sizes[0]
    assert all(text_width(line, BOX.weight, set_.size) <= BOX.width + 1 for line in set_.lines)
    if not set_.shortened:
        assert "".join(set_.lines).replace(" ", "") == "".join(text.split())
