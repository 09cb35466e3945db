"""What is not said of the asker's own case: an exception in place of the verdict, a sum that was reckoned from his figures."""

from datetime import date

import pytest

from distributor.facts import Answer, Point, Role
from distributor.understand.answering import find_answer
from distributor.understand.answering_told import tells_kind_asked
from distributor.understand.item_gate import leaves_open
from tests.understand.sources import understood


def test_an_exception_is_no_verdict_where_the_verdict_is_the_askers() -> None:
    found = find_answer(
        "Tranh chấp lối đi có bắt buộc hòa giải ở thôn trước khi kiện không?",
        "Hỏi: Nhà tôi và nhà bên tranh chấp lối đi 2 m. Xin hỏi có bắt buộc hòa giải ở thôn không, thời gian bao lâu?\n"
        "Trả lời:\nNhà nước khuyến khích các bên tự hòa giải.\n"
        "Thời hạn hòa giải tại thôn không quá 15 ngày kể từ ngày tổ hòa giải nhận được đơn.\n"
        "Cần phân biệt: tranh chấp hợp đồng thuê lối đi thì không bắt buộc qua hòa giải tại thôn.\n"
        "Trường hợp của bạn là tranh chấp ai có quyền dùng lối đi nên phải hòa giải tại thôn trước.",
    )
    assert not (found.sure and found.answer is not None and "Cần phân biệt" in found.answer.text)


def test_a_sum_reckoned_for_the_asker_waits_for_a_person() -> None:
    found = find_answer(
        "Làm việc ngày mùng 3 Tết được trả bao nhiêu?",
        "Chị Lan Anh, công nhân, hỏi: Lương theo hợp đồng của em là 9.000.000 đồng/tháng, tính 25 công. Em được phân công làm "
        "ngày mùng 3 Tết. Vậy ngày đó em nhận tất cả bao nhiêu ạ?\nBan Chính sách - Pháp luật trả lời:\n"
        "1. Điểm c khoản 1 Điều 98 quy định người làm thêm vào ngày lễ, tết được trả ít nhất bằng 300%.\n2. Cách tính cho chị:\n"
        "- Tiền lương một ngày: 9.000.000 : 25 = 360.000 đồng.\n- Tiền làm thêm ngày Tết: 360.000 x 300% = 1.080.000 đồng.\n"
        "=> Tổng cộng cho ngày mùng 3, chị nhận ít nhất 1.440.000 đồng.\nChị nên giữ bảng chấm công.",
    )
    assert found.answer is not None
    assert "1.440.000" in found.answer.text
    assert not found.sure


POINTS = (
    Point(Role.CHANGE, "Bảng giá nước dùng để tính tiền nước của hộ gia đình."),
    Point(Role.HOW, "Người dân tra cứu trên ứng dụng của công ty cấp nước hoặc hỏi tại bộ phận một cửa."),
)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Bảng giá nước mới: tra cứu ở đâu?", True),
        ("Tra cứu giá nước bằng cách nào?", True),
        ("Bảng giá nước mới: phạt bao nhiêu tiền?", False),
        ("Hộ gia đình có phải trả giá nước mới không?", False),
    ],
)
def test_a_title_that_asks_is_answered_by_a_point_of_the_kind_it_asks_for(title: str, told: bool) -> None:
    assert tells_kind_asked(title, POINTS) is told
    assert not tells_kind_asked(title, POINTS[1:])
    assert leaves_open(title, Answer("Công ty cấp nước nhiều lần điều chỉnh.", ()), POINTS) is not told


LIST = """ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 2233/QĐ-UBND
Hương Giang, ngày 24 tháng 11 năm 2026
QUYẾT ĐỊNH
Về việc công bố {what} lĩnh vực chăn nuôi thuộc thẩm quyền giải quyết của cấp xã
CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH
Điều 1. Hộ chăn nuôi nộp tờ khai tại Trung tâm Phục vụ hành chính công cấp xã, không thu phí.
Điều 2. Quyết định này có hiệu lực kể từ ngày 01 tháng 12 năm 2026.
"""


@pytest.mark.parametrize(
    ("what", "waits"),
    [
        ("Danh mục thủ tục hành chính được sửa đổi, bổ sung", True),
        ("03 thủ tục hành chính mới ban hành", True),
        ("dịch bệnh trên đàn lợn và biện pháp phòng, chống", False),
    ],
)
def test_a_decision_that_publishes_a_list_of_procedures_waits_for_a_person(what: str, waits: bool) -> None:
    facts = understood(
        f"Quyết định về việc công bố {what}", LIST.format(what=what), publisher="", on=date(2026, 11, 26)
    )
    assert ("lists_procedures" in [each.code for each in facts.gate]) is waits
