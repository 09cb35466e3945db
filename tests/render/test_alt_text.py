"""Alternative text: all that the card says, in order, never over the channel's limit."""

from dataclasses import replace

import pytest

from distributor.render.alt_text import describe_card
from distributor.render.content import CardContent
from distributor.render.layout import load_layout
from tests.render.cases import CARDS, FIGURE, card, ends


def test_says_what_the_card_shows() -> None:
    assert describe_card(card("Lịch tiếp công dân"), 1000) == (
        "Thẻ chữ “Văn bản mới”: Lịch tiếp công dân. Sở Tư pháp tỉnh Hương Giang, 24/11/2026. Dữ liệu mẫu."
    )
    assert describe_card(card("Ai được hưởng?", sample=False), 1000) == (
        "Thẻ chữ “Văn bản mới”: Ai được hưởng? Sở Tư pháp tỉnh Hương Giang, 24/11/2026."
    )
    assert (
        describe_card(CardContent("", "Thông tin pháp luật", "Tin", "", ""), 1000)
        == "Thẻ chữ “Thông tin pháp luật”: Tin."
    )


END = "Sở Tư pháp tỉnh Hương Giang. Dữ liệu mẫu."
"""The link card has no room for the day of publication."""
SAID = {
    "effect": "Có hiệu lực từ 06/12/2026. Đất đai, nhà ở. Luật có hiệu lực.",
    "comparison": "Hạn. Trước: 30. Đất đai, nhà ở. Nay: 15.",
    "correction": "Đất đai, nhà ở. Đã in: 5 m. Đọc đúng là: 4 m. Đọc đúng là 4 m.",
    "steps": "Khai sinh. 1. Khai. 2. Nộp.",
    "answer": "Có phạt không? Trả lời: Không.",
    "place": "Tư vấn. Sáng thứ Hai. Ủy ban nhân dân xã.",
    "warning": "Giả danh. Việc cần làm: Hãy báo.",
}


@pytest.mark.parametrize("name", SAID)
def test_each_layout_is_told_in_its_own_order(name: str) -> None:
    assert describe_card(ends(name)[0], 1000, load_layout(name)) == f"Thẻ chữ “Văn bản mới”: {SAID[name]} {END}"


def test_the_life_event_in_the_header_is_said_too() -> None:
    described = describe_card(ends("steps")[0], 1000, load_layout("steps", "portrait"))
    assert described.startswith("Thẻ chữ “Văn bản mới”: Đất đai, nhà ở. Khai sinh. 1. Khai.")


def test_a_figure_is_said_once_in_its_sentence() -> None:
    described = describe_card(FIGURE, 1000, load_layout("figure", "portrait"))
    assert described.count("60 %") == 1
    assert FIGURE.said.statement in described


def test_a_photo_is_told_apart() -> None:
    content = replace(FIGURE, picture="0" * 64)
    assert describe_card(content, 1000, load_layout("photo")).startswith("Thẻ ảnh “Văn bản mới”: ")
    assert describe_card(content, 1000, load_layout("statement")).startswith("Thẻ chữ “Văn bản mới”: ")


@pytest.mark.parametrize("limit", [1000, 420, 90, 0])
@pytest.mark.parametrize("name", CARDS)
def test_never_over_the_limit(name: str, limit: int) -> None:
    content = CARDS[name]
    for layout in (None, load_layout("statement", "portrait")):
        described = describe_card(content, limit, layout)
        assert len(described) <= limit
        if limit >= 420 and content.date_text:
            assert content.unit_name in described
            assert described.endswith("Dữ liệu mẫu.") == content.sample


def test_what_stands_beside_goes_before_the_sentence_is_cut() -> None:
    layout = load_layout("effect")
    content = replace(ends("effect")[1], source="Luật số 12/2026/QH16")
    whole = describe_card(content, 1000, layout)
    shorter = describe_card(content, len(whole) - 1, layout)
    assert content.said.statement in shorter
    assert shorter.endswith("Dữ liệu mẫu.")
    assert len(describe_card(content, len(content.said.statement), layout)) <= len(content.said.statement)
