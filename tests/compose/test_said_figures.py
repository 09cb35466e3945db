"""What «Sửa sai» offers as wrong: figures in their words, and in those words in every post that has them."""

import pytest

from distributor.compose.said_figures import SaidFigure, figures_said

FACEBOOK = """📜 VĂN BẢN MỚI · GIÁO DỤC
Quy định mức hỗ trợ học phí

• Hỗ trợ 60 % học phí, tối đa 240.000 đồng/tháng/học sinh.
• Nộp đơn trước ngày 30/9/2026; giải quyết trong 20 ngày làm việc.

Theo Quyết định số 88/2026/QĐ-UBND ngày 20/11/2026 của Ủy ban nhân dân tỉnh.
Xem toàn văn: http://127.0.0.1:8600/l/2gd745a

Sở Tư pháp tỉnh Hương Giang, 24/11/2026
#VănBảnMới2026"""
X = "Hỗ trợ tối đa 240.000 đồng/tháng.\n\nHạn nộp: 30/09/2026.\nTheo QĐ 88/2026/QĐ-UBND."
SMS = "Ho tro toi da 240.000 dong/thang. Han nop: 30/9/2026.\nQD 88/2026/QD-UBND"


def test_figures_stand_in_their_words_and_in_no_others() -> None:
    assert [one.shown for one in figures_said([FACEBOOK])] == [
        "60 %",
        "240.000 đồng/tháng/học sinh",
        "trước ngày 30/9/2026",
        "20 ngày làm việc",
        "số 88/2026/QĐ-UBND",
        "ngày 20/11/2026",
        "24/11/2026",
    ]
    assert all(one.says == one.shown for one in figures_said([FACEBOOK]))


def test_what_is_wrong_is_said_as_every_post_has_it() -> None:
    found = figures_said([FACEBOOK, X, SMS])
    assert SaidFigure("số 88/2026/QĐ-UBND", "88/2026/QĐ-UBND") in found
    assert SaidFigure("trước ngày 30/9/2026", "30/9/2026") in found
    assert SaidFigure("240.000 đồng/tháng/học sinh", "240.000 đồng") in found
    assert figures_said(["Còn ít nhất 50 m².", "Con it nhat 50 m2."]) == [SaidFigure("50 m²", "50 m²")]
    assert not [one for one in found if "QD" in one.shown or "dong" in one.shown]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Từ ngày 12/12/2026 thu phí; hồ sơ nộp trước ngày 12/12/2026 giữ nguyên.", ["trước ngày 12/12/2026"]),
        ("Giai đoạn 2026 - 2030 ở 5 xã.", []),
        ("Gọi 1022 để hỏi.", ["1022"]),
        ("Khoản 2 Điều 5 được sửa.", ["Khoản 2", "Điều 5"]),
        ("Cạnh không dưới 1,5 m, diện tích 1.000 m².", ["1,5 m", "1.000 m²"]),
        ("Tiếp dân từ 7 giờ 30 đến 11 giờ 30.", ["từ 7 giờ 30", "đến 11 giờ 30"]),
        ("", []),
    ],
)
def test_what_says_nothing_is_not_offered(text: str, shown: list[str]) -> None:
    assert [one.shown for one in figures_said([text])] == shown


def test_of_a_day_that_stands_with_other_words_too_the_day_alone_is_wrong() -> None:
    (found,) = figures_said(["Từ ngày 12/12/2026 thu phí; hồ sơ nộp trước ngày 12/12/2026 giữ nguyên."])
    assert found.says == "ngày 12/12/2026"
