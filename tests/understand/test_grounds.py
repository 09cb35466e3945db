"""Statements on quotes: what they put in another order is still what the source says, and nothing else is."""

import pytest

from distributor.facts import Answer, Facts, Point, Role
from distributor.understand.grounds import grounded_statements
from distributor.understand.letterhead import read_letterhead
from tests.understand.sources import understood

SOURCE = "Điều 2. Hỗ trợ 60 % học phí, tối đa 240.000 đồng/tháng.\nĐiều 3. Nộp đơn trước ngày 30 tháng 9 năm 2027 tại trường."
AMOUNT = "Hỗ trợ 60 % học phí, tối đa 240.000 đồng/tháng."


@pytest.mark.parametrize(
    ("statement", "quotes", "stands"),
    [
        ("Mức hỗ trợ học phí: 60 %, không quá 240.000 đồng.", (AMOUNT,), True),
        ("Hạn nộp đơn: trước 30/9/2027.", ("Nộp đơn trước ngày 30 tháng 9 năm 2027",), True),
        ("Hạn nộp đơn: trước 30/9.", ("Nộp đơn trước ngày  30 tháng 9 năm 2027",), True),
        ("Hạn nộp đơn: trước 20/9/2027.", ("Nộp đơn trước ngày 30 tháng 9 năm 2027",), False),
        ("Mức hỗ trợ học phí: 80 %.", (AMOUNT,), False),
        ("Mức hỗ trợ học phí: 60 %.", ("Hỗ trợ 60 % tiền ăn",), False),
        ("Mức hỗ trợ học phí: 60 %.", (), False),
    ],
)
def test_a_statement_stands_on_its_quotes_or_not(statement: str, quotes: tuple[str, ...], stands: bool) -> None:
    assert list(grounded_statements(Facts(message=(Point(Role.AMOUNT, statement, quotes),)), SOURCE)) == (
        [statement] if stands else []
    )


def test_an_answer_stands_as_a_point_does() -> None:
    answer = Answer("Được 60 % học phí.", (AMOUNT,), sure=True)
    assert list(grounded_statements(Facts(answer=answer), SOURCE)) == ["Được 60 % học phí."]


@pytest.mark.parametrize(
    "head",
    [
        "ỦY BAN NHÂN DÂN\nTỈNH HƯƠNG GIANG.\nSố: 88/2026/QĐ-UBND\n",
        "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG. Số: 88/2026/QĐ-UBND. ",
    ],
)
def test_an_office_in_a_feed_that_ends_with_a_stop_is_named_as_it_is(head: str) -> None:
    text = (
        f"{head}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nHương Giang, ngày 20 tháng 11 năm 2026\n"
        "QUYẾT ĐỊNH\nQuy định mức hỗ trợ học phí trên địa bàn tỉnh Hương Giang\nĐiều 1. Đối tượng\nTrẻ em mẫu giáo.\n"
    )
    read = read_letterhead(text)
    assert read is not None
    assert read.office.endswith("TỈNH HƯƠNG GIANG")


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        (
            "HỘI ĐỒNG NHÂN DÂN TỈNH ĐẠI NGUYÊN\nKHÓA XII, KỲ HỌP THỨ 5\n",
            "Hội đồng nhân dân tỉnh Đại Nguyên",
        ),
        ("CHỦ TỊCH\nỦY BAN NHÂN DÂN TỈNH ĐẠI NGUYÊN\n", "Chủ tịch Ủy ban nhân dân tỉnh Đại Nguyên"),
    ],
)
def test_a_councils_session_is_no_part_of_its_name_and_a_chair_is(head: str, issuer: str) -> None:
    kind, symbol = ("NGHỊ QUYẾT", "41/2026/NQ-HĐND") if "HỘI ĐỒNG" in head else ("CHỈ THỊ", "19/CT-UBND")
    text = (
        f"{head}Số: {symbol}\nĐại Nguyên, ngày 20 tháng 11 năm 2026\n{kind}\nVề việc bảo đảm an toàn trong dịp Tết\n"
        "Điều 1. Mức hỗ trợ\nMỗi hộ được hỗ trợ 2.000.000 đồng.\nĐiều 2. Hiệu lực\nCó hiệu lực từ ngày 01 tháng 12 năm 2026.\n"
    )
    facts = understood("Bảo đảm an toàn trong dịp Tết", text, kind="new_law")
    assert facts.document is not None
    assert facts.document.issuers == (issuer,)
