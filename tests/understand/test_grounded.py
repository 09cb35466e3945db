"""A point is said only if it stands on the source."""

from datetime import date

import pytest

from distributor.facts import DocumentFacts, Point, Role
from distributor.understand.grounded import grounded

SOURCE = "Điều 2. Mức hỗ trợ\nMỗi học sinh được hỗ trợ\n240.000 đồng một tháng. Có hiệu lực từ ngày ký."
QUOTE = "Mỗi học sinh được hỗ trợ 240.000 đồng một tháng."
ACT = DocumentFacts(issued_on=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("statement", "quotes", "stands"),
    [
        ("Mỗi học sinh được hỗ trợ 240.000 đồng một tháng.", (QUOTE,), True),
        ("Quyết định có hiệu lực từ ngày ký (24/11/2026).", ("Có hiệu lực từ ngày ký.",), True),
        ("Quyết định có hiệu lực từ ngày ký (25/11/2026).", ("Có hiệu lực từ ngày ký.",), False),
        ("Mỗi học sinh được hỗ trợ 250.000 đồng một tháng.", (QUOTE,), False),
        ("Mỗi học sinh được hỗ trợ.", ("Mỗi học sinh được hỗ trợ học phí.",), False),
        ("Mỗi học sinh được hỗ trợ.", (), False),
        ("Số: 88/2026/QĐ-UBND", (QUOTE,), False),
        ("Lượt xem: 12 | In", (QUOTE,), False),
        (" ".join(["học"] * 41), (QUOTE,), False),
        ("", (QUOTE,), False),
    ],
)
def test_what_stands(statement: str, quotes: tuple[str, ...], stands: bool) -> None:
    point = Point(Role.AMOUNT, statement, quotes)
    assert grounded((point,), (SOURCE,), ACT) == ((point,) if stands else ())
