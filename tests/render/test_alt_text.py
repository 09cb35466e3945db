"""Alternative text: all that the card says, in order, never over the channel's limit."""

import pytest

from distributor.render.alt_text import describe_card
from distributor.render.content import CardContent
from tests.render.cases import CARDS, card


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


@pytest.mark.parametrize("limit", [1000, 420, 150, 90, 20, 0])
@pytest.mark.parametrize("name", CARDS)
def test_only_the_title_is_shortened(name: str, limit: int) -> None:
    content = CARDS[name]
    described = describe_card(content, limit)
    assert len(described) <= limit
    if limit >= 420 and content.date_text:
        assert content.date_text in described
        assert content.unit_name in described
        assert described.endswith("Dữ liệu mẫu.") == content.sample
