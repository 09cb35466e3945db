"""Typesetting: balanced lines, no orphans, no number torn off its word."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distributor.render.typeset import TextBox, set_text, text_width
from distributor.settings import CONFIG_FOLDER

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


def lines_of(text: str, largest: int = 60) -> tuple[str, ...]:
    return set_text(text, replace(BOX, sizes=(largest, 29))).lines


@pytest.mark.parametrize("largest", [84, 60, 48, 40])
@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "Quyết định số 27/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa đất trên địa bàn tỉnh Hương Giang",
            ["số 27/2026/QĐ-UBND", "quy định", "tách thửa", "địa bàn", "Hương Giang"],
        ),
        (
            "Giả danh cán bộ tư pháp gọi điện “chuẩn hóa hộ tịch” để chiếm đoạt tiền",
            ["hộ tịch", "tư pháp", "chiếm đoạt"],
        ),
        (
            "Thời hạn góp ý 01 tháng, diện tích còn lại ít nhất 50 m² theo khoản 2 Điều 5",
            ["01 tháng", "50 m²", "Điều 5"],
        ),
        (
            "Hỗ trợ người khuyết tật 6.000.000 đồng, người thuộc hộ nghèo 4.000.000 đồng, hộ cận nghèo tối đa 3.000.000 đồng",
            ["khuyết tật", "hộ nghèo", "cận nghèo", "6.000.000 đồng", "tối đa 3.000.000"],
        ),
        ("Theo Nghị định 90/2017/NĐ-CP, không tiêm phòng dại cho chó", ["Nghị định"]),
    ],
)
def test_words_of_two_syllables_stay_whole(text: str, pairs: list[str], largest: int) -> None:
    shown = "\n".join(lines_of(text, largest))
    for pair in pairs:
        assert pair in shown


def test_what_the_typeface_lacks_is_left_out() -> None:
    assert " ".join(lines_of("⚖️ Trợ giúp 👨‍👩‍👧 pháp lý №5, 50 m² ≥ 5%")) == "Trợ giúp pháp lý No. 5, 50 m² ≥ 5%"
    assert lines_of("🏠 👍") == ()
    assert " ".join(lines_of("ẮẰẲẴẶ ễộựỹỵ đĐ ₫ “…” – §")) == "ẮẰẲẴẶ ễộựỹỵ đĐ ₫ “…” – §"


def test_the_list_of_words_is_clean() -> None:
    listed = [
        " ".join(word.split())
        for word in (CONFIG_FOLDER / "compounds.toml").read_text("utf-8").split('"""')[1].split(",")
    ]
    assert all(len(word.split()) == 2 and word == word.casefold() for word in listed), listed
    assert len(set(listed)) == len(listed)


def test_what_is_too_long_for_a_line_is_parted_where_it_has_parts() -> None:
    narrow = replace(BOX, right=330)
    assert set_text("Vào pbgdpl.huonggiang.example/cuoc-thi", narrow).lines[:2] == ("Vào", "pbgdpl.huonggiang.")
    assert all(line.endswith(("-", "/")) for line in set_text("178/2015/TTLT-BTC-BNNPTNT-BTNMT-BYT", narrow).lines[:-1])


def test_a_day_may_stand_alone_on_the_last_line() -> None:
    assert set_text("Thứ Bảy, 13/02/2027", replace(BOX, right=420, sizes=(60, 50))).lines == ("Thứ Bảy,", "13/02/2027")
