"""Storyboards of the fictional tỉnh Hương Giang, in our own words."""

from dataclasses import replace
from datetime import date

from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.facts import DocumentFacts, Facts, KeyPoints
from distributor.render.video.board import Storyboard
from distributor.render.video.storyboard import make_storyboard
from tests.compose.demo_items import DEMO, LINK, item

DECISION = replace(
    DEMO["decision"],
    facts=Facts(
        document=DocumentFacts(kind="quyết định", number="27/2026/QĐ-UBND", effective_on=date(2026, 12, 10)),
        points=KeyPoints(
            topic="Đất đai, nhà ở",
            affected="người sử dụng đất ở và đất nông nghiệp trên địa bàn tỉnh",
            changes=(
                "Thửa đất ở tại phường được tách khi mỗi thửa mới còn ít nhất 50 m², tại xã ít nhất 80 m² và cạnh giáp đường "
                "không dưới 4 m.",
                "Hồ sơ đã nộp trước ngày 10/12/2026 được giải quyết theo quy định cũ.",
            ),
            action="Người dân nộp hồ sơ tại bộ phận một cửa của phường, xã hoặc trên Cổng dịch vụ công; lệ phí 120.000 đồng/hồ "
            "sơ theo điểm a khoản 1 Điều 5 Quyết định số 27/2026/QĐ-UBND.",
        ),
    ),
)

VIEWS: dict[str, ItemView] = {
    **DEMO,
    "decision with facts": DECISION,
    "one letter": item("A", unit_name="", published_at=None),
    "endless": item("Quy định mới " * 500, text="Thửa đất ở tại phường, xã được tách theo quy định. " * 4_000),
    "endless word": item("PhuLuc." + "BieuMauSo27QDUBND-" * 40),
    "emoji": item("Ngày Pháp luật 9/11 🎉🎉", summary="Cùng tìm hiểu pháp luật trong ngày hội 👪 tại xã."),
    "deadline": replace(
        DEMO["draft"],
        facts=Facts(
            points=KeyPoints(deadline="Ý kiến góp ý được nhận đến hết ngày 25/12/2026.", deadline_on=date(2026, 12, 25))
        ),
    ),
}


def board_of(name: str, shape: str = "9x16", *, link: str = LINK, sample: bool = True) -> Storyboard:
    return make_storyboard(VIEWS[name], load_editorial(), shape, link=link, sample=sample)


def short_board(shape: str = "9x16") -> Storyboard:
    """Fifteen seconds."""
    return board_of("one_word", shape)
