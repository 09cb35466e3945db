"""A title that asks how, above an office's guide: told by its points, though no sentence alone answers."""

from datetime import date

import pytest

from distributor.facts import Facts
from distributor.understand.understand import understand

TITLE = "Mất tàu vì bão, ngư dân làm gì để được hỗ trợ đóng lại?"
GUIDE = (
    "Nhiều bà con hỏi về chính sách. Chi cục Thủy sản tỉnh hướng dẫn ngư dân một số điểm theo quyết định của UBND tỉnh:\n"
    "- Điều kiện: tàu đã đăng ký và còn hạn đăng kiểm trong thời gian 12 tháng trước khi bị chìm.\n"
    "- Thời hạn nộp hồ sơ: trong thời hạn 02 tháng kể từ ngày tàu bị chìm. Quá thời hạn này thì không được xem xét.\n"
    "- Mức hỗ trợ bằng 30% giá trị thân tàu, nhưng tối đa không quá 200 triệu đồng/tàu.\n"
    "- Hồ sơ gồm: đơn đề nghị hỗ trợ theo mẫu; bản sao giấy đăng ký tàu cá; biên bản xác nhận tàu bị chìm của đồn biên phòng.\n"
    "- Nơi nộp: Chi cục Thủy sản (số 4 đường Bến Cảng, phường Hạ) hoặc trên Cổng Dịch vụ công quốc gia.\n"
    "Trong thời gian chờ đóng tàu, ngư dân được hỗ trợ 1.500.000 đồng/người/tháng, không quá 06 tháng.\n"
)


def told(title: str, text: str) -> Facts:
    return understand(
        title=title, summary="", text=text, categories_kind="", publisher="", attachments=[], today=date(2026, 12, 2)
    )


def test_a_guide_is_told_by_its_points() -> None:
    facts = told(TITLE, GUIDE)
    assert facts.kind in {"guidance", "procedure"}
    assert facts.gate == ()
    assert facts.candidates == ()
    said = " ".join(each.statement for each in facts.message)
    assert "02 tháng kể từ ngày tàu bị chìm" in said
    assert "30% giá trị thân tàu" in said
    assert said.count("Chi cục Thủy sản (số 4 đường Bến Cảng, phường Hạ)") == 1


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Mất tàu vì bão có được hỗ trợ không?", GUIDE),
        ("Ngư dân được hỗ trợ đóng tàu mấy lần?", GUIDE),
        (TITLE, "Chi cục Thủy sản cho biết nhiều bà con chưa nắm rõ. Chi cục sẽ có hướng dẫn sau."),
    ],
)
def test_what_asks_for_one_answer_or_tells_no_guide_waits(title: str, text: str) -> None:
    assert "no_answer" in [each.code for each in told(title, text).gate]
