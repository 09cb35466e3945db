"""What a citizen wrote is kept without the numbers by which a person could be found; what the law counts stays."""

import pytest

from distributor.cases.cover import COVERED, covered


@pytest.mark.parametrize(
    "private",
    [
        "0912345678",
        "0912.345.678",
        "+84 912 345 678",
        "(0234) 382 2456",
        "046199001234",
        "046 199 001 234",
        "191234567",
        "DN4012345678912",
        "C1234567",
        "75-H1 123.45",
        "lan.nguyen@gmail.com",
        "0071 0009 12345",
        "09\u200b12 345 678",
        "\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",  # full-width digits
    ],
)
def test_a_number_of_a_person_is_covered(private: str) -> None:
    said, count = covered(f"Tôi tên Lan, {private}, hỏi về tách thửa.")
    assert (said, count) == (f"Tôi tên Lan, {COVERED}, hỏi về tách thửa.", 1)


@pytest.mark.parametrize(
    "plain",
    [
        "Quyết định 91/2026/QĐ-UBND ngày 01/11/2026",
        "phạt 1.200.000 đồng",
        "nhà giá 2.500.000.000 đồng có phải nộp thuế",
        "từ 01/07/2025 đến 31.12.2026",
        "50 m2 hay 40 m2",
        "Điều 3, khoản 1, điểm 2",
        "hộ 5 người, 3 con",
    ],
)
def test_what_the_law_counts_stays(plain: str) -> None:
    assert covered(plain) == (plain, 0)


def test_several_are_counted() -> None:
    said, count = covered("Gọi 0912345678 hoặc 0987 654 321, thư a.b@stp.vn")
    assert (said.count(COVERED), count) == (3, 3)
    assert "9" not in said
