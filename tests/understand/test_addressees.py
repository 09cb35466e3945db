"""Directives and plans that have a part for citizens are told by it, and go out; those for offices alone wait."""

from datetime import date

import pytest

from distributor.facts import Role
from distributor.understand.addressees import speaks_to_citizens
from distributor.understand.roles import role_in
from distributor.understand.signals import signs
from tests.understand.sources import understood

HEAD = """CHỦ TỊCH ỦY BAN NHÂN DÂN
TỈNH HƯƠNG GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 21/CT-UBND            Hương Giang, ngày 12 tháng 11 năm 2026
CHỈ THỊ
Về bảo đảm an toàn hồ, đập và bến đò mùa lũ
Mùa lũ năm nay đến muộn. Chủ tịch Ủy ban nhân dân tỉnh chỉ thị:
1. Chủ tịch Ủy ban nhân dân các xã, phường
a) Kiện toàn tổ xung kích trước ngày 25 tháng 11 năm 2026; phân công trực 24/24 giờ khi có báo động cấp II trở lên.
b) Tổ chức ký cam kết với 100% chủ đò trước ngày 30 tháng 11 năm 2026.
"""
CITIZENS = """2. Người dân sống ven sông thực hiện nghiêm các quy định sau:
a) Từ ngày 20 tháng 11 năm 2026 đến hết ngày 31 tháng 12 năm 2026, không vớt củi, đánh cá khi có báo động cấp III. \
Ở cấp thấp hơn phải mặc áo phao và đi từ hai người trở lên.
b) Không neo bè nuôi cá trong phạm vi 200 mét về phía hạ lưu đập.
c) Khách tham quan không lên mặt đập ngoài giờ mở cửa.
"""
TAIL = """3. Công an tỉnh
Kiểm tra bến đò, xử lý nghiêm chủ đò chở quá số người.
Chỉ thị này có hiệu lực từ ngày ký. Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện, báo cáo trước ngày 15 tháng 12 năm 2026./.
Nơi nhận: - Như trên; - Lưu: VT.
CHỦ TỊCH
"""
TITLE = "Chỉ thị về bảo đảm an toàn hồ, đập và bến đò mùa lũ"


def read(text: str) -> tuple[list[str], list[str]]:
    facts = understood(TITLE, text, publisher="", on=date(2026, 11, 20))
    return [reason.code for reason in facts.gate], [point.statement for point in facts.message]


def test_a_directive_with_a_part_for_citizens_tells_that_part() -> None:
    gate, told = read(HEAD + CITIZENS + TAIL)
    assert gate == []
    assert any(
        each.startswith(
            "Người dân sống ven sông: từ ngày 20/11/2026 đến hết ngày 31/12/2026, không vớt củi, đánh cá khi"
        )
        for each in told
    )
    assert "Người dân sống ven sông: không neo bè nuôi cá trong phạm vi 200 mét về phía hạ lưu đập." in told
    assert "Khách tham quan không lên mặt đập ngoài giờ mở cửa." in told
    assert not [each for each in told if "tổ xung kích" in each or "ký cam kết" in each or "báo cáo trước" in each]


def test_a_directive_for_offices_waits() -> None:
    assert not speaks_to_citizens(HEAD + TAIL)
    assert read(HEAD + TAIL)[0] == ["for_offices"]


@pytest.mark.parametrize(
    ("part", "speaks"),
    [
        ("III. TRÁCH NHIỆM CỦA HỘ CHĂN NUÔI\n1. Khai báo số vật nuôi trước ngày 03/12/2026.", True),
        ("2. Đối với người dân\nKhông đốt rơm rạ ven đường.", True),
        ("2. Đề nghị các cơ quan tuyên truyền để người dân biết, không đốt rơm rạ.", False),
        ("4. Nhân dân toàn xã phấn khởi\nThu nhập bình quân tăng 8%.", False),
    ],
)
def test_who_is_spoken_to(part: str, speaks: bool) -> None:
    assert speaks_to_citizens(part) is speaks


def test_the_end_of_a_ban_is_no_day_by_which_anything_is_to_be_done() -> None:
    facts = understood(TITLE, HEAD + CITIZENS + TAIL, publisher="", on=date(2026, 11, 20))
    assert facts.points.deadline_on is None
    assert [point.role.value for point in facts.message if "31/12/2026" in point.statement] == ["ban"]


def test_what_some_are_asked_is_not_told_as_everybodys() -> None:
    part = CITIZENS.replace("Người dân sống ven sông", "Hộ kinh doanh đò ngang")
    _, told = read(HEAD + part + TAIL)
    assert "Hộ kinh doanh đò ngang: không neo bè nuôi cá trong phạm vi 200 mét về phía hạ lưu đập." in told
    assert not [each for each in told if each.startswith("Người dân")]


WHOM = """HỘI ĐỒNG NHÂN DÂN TỈNH HƯƠNG GIANG
Số: 70/2026/NQ-HĐND
Hương Giang, ngày 20 tháng 11 năm 2026
NGHỊ QUYẾT
Quy định hỗ trợ học bơi cho trẻ em
Điều 1. Đối tượng áp dụng
1. Trẻ em từ đủ 06 tuổi đến dưới 16 tuổi thường trú tại các xã ven sông, ven hồ trong tỉnh.
2. Trẻ em không có nơi thường trú, được Ủy ban nhân dân cấp xã nơi phát hiện giao cơ sở trợ giúp xã hội nuôi dưỡng.
3. Trung tâm, trường học, huấn luyện viên tổ chức lớp học bơi theo chương trình an toàn của ngành giáo dục.
Điều 2. Mức hỗ trợ
1. Hỗ trợ học phí: 300.000 đồng/em/khóa.
Điều 3. Hiệu lực
Nghị quyết này có hiệu lực từ ngày 01 tháng 01 năm 2027.
"""


def test_of_several_whom_an_act_is_for_no_special_case_is_told_for_all() -> None:
    facts = understood("Quy định hỗ trợ học bơi cho trẻ em", WHOM, kind="new_law")
    of_whom = [point.statement for point in facts.message if point.role is Role.WHO]
    assert all(each.startswith("Trẻ em từ đủ 06 tuổi") for each in of_whom), of_whom


def test_a_list_of_people_fines_nobody() -> None:
    words = "Người có công; hộ nghèo; hộ bị thu hồi đất chưa được bồi thường"
    assert role_in("addressees", words, words, signs(words), None) is Role.WHO


def test_a_part_for_any_organisation_household_and_person_is_for_citizens() -> None:
    anybody = """2. Đối với tổ chức, hộ gia đình, cá nhân trên địa bàn tỉnh
a) Không đốt rơm rạ, rác thải cách đường dây điện dưới 50 mét; không thả diều, đèn trời gần trạm biến áp, đường dây điện cao thế.
b) Người đang giữ mìn, kíp nổ tự giác giao nộp cho Công an cấp xã nơi gần nhất trước ngày 20 tháng 01 năm 2027. \
Người tự giác giao nộp được xem xét giảm nhẹ.
"""
    gate, told = read(HEAD + anybody + TAIL)
    assert "for_offices" not in gate
    assert any(each.startswith("Tổ chức, hộ gia đình, cá nhân: không đốt rơm rạ") for each in told)
    assert any(each.startswith("Người đang giữ mìn, kíp nổ tự giác giao nộp") and "20/01/2027" in each for each in told)


def test_a_part_for_those_concerned_is_for_offices() -> None:
    assert not speaks_to_citizens(
        "2. Các cơ quan, tổ chức, cá nhân có liên quan\nPhải báo cáo Sở Nội vụ trước ngày 01/12."
    )
