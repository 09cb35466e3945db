"""Alternative text: all that the card says, in order, never over the channel's limit."""

from dataclasses import replace

import pytest

from distributor.render.alt_text import describe_card
from distributor.render.content import CardContent
from distributor.render.layout import load_layout
from tests.render.cases import CARDS, EVERYTHING, card


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


TITLE = "Quy định diện tích đất tối thiểu được tách thửa trên địa bàn tỉnh Hương Giang."
END = "Sở Tư pháp tỉnh Hương Giang, 24/11/2026. Dữ liệu mẫu."
SAID = {
    "law": "Đất ở tại phường tách thửa phải còn ít nhất 50 m², tại xã 80 m², cạnh tiếp giáp đường không dưới 4 m. "
    "Có hiệu lực từ 06/12/2026.",
    "question": "Trả lời: Quá 60 ngày vẫn đăng ký khai sinh được, không ai được từ chối. Cha mẹ nộp hồ sơ tại "
    "Ủy ban nhân dân cấp xã. Có hiệu lực từ 06/12/2026.",
    "warning": "Việc cần làm: Nhận cuộc gọi như vậy, hãy dừng lại và báo công an xã, phường. Có hiệu lực từ 06/12/2026.",
    "deadline": "Có hiệu lực từ 06/12/2026. Đất ở tại phường tách thửa phải còn ít nhất 50 m², tại xã 80 m²; cạnh tiếp giáp "
    "đường không dưới 4 m. Nhận cuộc gọi như vậy, hãy dừng lại và báo công an xã, phường.",
    "correction": "Đã in: cạnh tiếp giáp đường không nhỏ hơn 5 m. Đọc đúng là: cạnh tiếp giáp đường không nhỏ hơn 4 m. "
    "Có hiệu lực từ 06/12/2026.",
}


@pytest.mark.parametrize("name", SAID)
def test_each_layout_is_told_in_its_own_order(name: str) -> None:
    content = replace(EVERYTHING, topic="", kicker="")
    assert describe_card(content, 1000, load_layout(name)) == f"Thẻ chữ “Văn bản mới”: {TITLE} {SAID[name]} {END}"


def test_a_photo_is_told_apart() -> None:
    content = replace(EVERYTHING, picture="0" * 64)
    assert describe_card(content, 1000, load_layout("photo")).startswith("Thẻ ảnh “Văn bản mới”: ")
    assert describe_card(content, 1000, load_layout("plain")).startswith("Thẻ chữ “Văn bản mới”: ")


@pytest.mark.parametrize("limit", [1000, 420, 90, 0])
@pytest.mark.parametrize("name", CARDS)
def test_only_the_title_is_shortened(name: str, limit: int) -> None:
    content = CARDS[name]
    for layout in (None, load_layout("plain", "portrait")):
        described = describe_card(content, limit, layout)
        assert len(described) <= limit
        if limit >= 420 and content.date_text:
            assert content.date_text in described
            assert content.unit_name in described
            assert described.endswith("Dữ liệu mẫu.") == content.sample


def test_what_stands_beside_goes_before_the_title_is_cut() -> None:
    layout = load_layout("law")
    whole = describe_card(EVERYTHING, 1000, layout)
    shorter = describe_card(EVERYTHING, len(whole) - 1, layout)
    assert EVERYTHING.title in shorter
    assert "06/12/2026" not in shorter
    assert shorter.endswith("Dữ liệu mẫu.")
