"""Directives, plans and letters without articles: read by their numbered parts, each cited by its place."""

from datetime import date

import pytest

from distributor.facts import Facts
from distributor.understand.candidates import find_candidates
from distributor.understand.office_work import between_offices
from distributor.understand.structure import read_structure
from tests.understand.sources import understood

HEAD = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
Số: 14/{kind}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Gia Lai, ngày 23 tháng 11 năm 2026
"""
DIRECTIVE = f"""{HEAD.format(kind="CT-UBND")}
CHỈ THỊ
Về việc tăng cường phòng cháy, chữa cháy rừng mùa khô 2026 - 2027
Từ đầu năm đến nay, trên địa bàn tỉnh xảy ra 21 vụ cháy rừng, thiệt hại 34,6 ha rừng.
Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:
1. Hộ gia đình, chủ rừng
a) Không đốt nương rẫy trong thời gian từ 10 giờ đến 16 giờ hằng ngày.
b) Trước khi đốt nương rẫy phải báo cho trưởng thôn ít nhất 01 ngày.
2. Công an tỉnh
Kiểm tra, xử lý nghiêm vi phạm.
Nơi nhận:
- Lưu: VT.
"""
PLAN = """I. MỤC ĐÍCH
1. Bảo đảm công bằng, đúng quy chế.
II. NỘI DUNG
1. Đăng ký
a) Mỗi học sinh được đăng ký tối đa 03 nguyện vọng vào 03 trường.
2. Lịch thi
Ngày | Môn
02/6/2027 | Toán
3. Lệ phí: học sinh không phải nộp lệ phí dự tuyển.
"""


def read(title: str, text: str) -> Facts:
    return understood(title, text, publisher="", on=date(2026, 11, 30))


def test_a_directive_says_whom_it_orders_what_and_where() -> None:
    facts = read("Chỉ thị về việc tăng cường phòng cháy, chữa cháy rừng mùa khô", DIRECTIVE)
    said = {point.citation: point.statement for point in facts.message}
    assert said["điểm a mục 1"].startswith("Hộ gia đình, chủ rừng: không đốt nương rẫy")
    assert "ít nhất 01 ngày" in said["điểm b mục 1"]
    assert not any("21 vụ" in each for each in said.values()), "why it was issued is none of its orders"


@pytest.mark.parametrize(
    ("words", "citation"),
    [("03 nguyện vọng", "điểm a mục II.1"), ("lệ phí dự tuyển", "mục II.3")],
)
def test_parts_of_a_plan_are_cited_with_the_part_that_they_stand_in(words: str, citation: str) -> None:
    structure = read_structure(f"{HEAD.format(kind='KH-UBND')}KẾ HOẠCH\nTuyển sinh\nCăn cứ Luật Giáo dục;\n{PLAN}")
    assert [each.citation for each in find_candidates(structure) if words in each.words] == [citation]


def test_a_number_that_holds_those_above_it_is_not_said_twice() -> None:
    structure = read_structure(
        f"{HEAD.format(kind='UBND')}2. Hồ sơ\n2.1. Người dân nộp tờ khai theo mẫu.\n3. Lệ phí: miễn lệ phí cho trẻ em."
    )
    assert [each.citation for each in find_candidates(structure)] == ["mục 2.1", "mục 3"]


def test_an_article_about_a_directive_is_no_directive() -> None:
    text = (
        "Chủ tịch UBND tỉnh vừa ban hành Chỉ thị số 14/CT-UBND.\n1. Không đốt rẫy.\n2. Gọi 114 khi có cháy rừng xảy ra."
    )
    facts = read("Chỉ thị số 14/CT-UBND về phòng cháy rừng", text)
    assert all(not point.citation for point in facts.message)


def test_a_bureau_below_its_office_issues_by_its_own_name() -> None:
    text = f"""ỦY BAN NHÂN DÂN TỈNH NINH BÌNH
VĂN PHÒNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 402/TB-VPUBND
Ninh Bình, ngày 26 tháng 11 năm 2026
THÔNG BÁO
Kết luận tại cuộc họp về giải phóng mặt bằng
{PLAN}"""
    document = read("Kết luận tại cuộc họp về giải phóng mặt bằng", text).document
    assert document is not None
    assert document.issuers == ("Văn phòng Ủy ban nhân dân tỉnh Ninh Bình",)


UNTIDY = """ỦY BAN NHÂN DÂN TỈNH GIA LAI – Số: 91/KH-UBND – Gia Lai, ngày 23/11/2026
KẾ HOẠCH
TIÊM PHÒNG DẠI MIỄN PHÍ CHO CHÓ, MÈO ĐỢT 1 NĂM 2027
Thực hiện Nghị quyết số 12-NQ/TU về tăng cường phòng bệnh trên vật nuôi; Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Nâng cao nhận thức của người dân, hộ gia đình về bệnh dại; tiêm phòng cho trên 80% tổng đàn chó, mèo.
2. Không thu bất kỳ khoản tiền nào của hộ nuôi chó, mèo được tiêm trong đợt này.
II. NỘI DUNG
1. Hộ nuôi chó, mèo từ 02 tháng tuổi đưa vật nuôi đến điểm tiêm của thôn từ ngày 05/01/2027 đến ngày 20/01/2027.
2. Dự kiến số chó, mèo được tiêm: 48.500 con.
III. TỔ CHỨC THỰC HIỆN
1. Sở Nông nghiệp và Môi trường: chủ trì, hướng dẫn chuyên môn; báo cáo tiến độ hằng tuần; tổng kết trước ngày 31/3/2027.
2. Ủy ban nhân dân các xã, phường báo cáo kết quả về Sở Nông nghiệp và Môi trường trước ngày 15/02/2027.
"""


def test_a_plan_whose_head_has_its_number_and_no_motto_is_read_by_its_parts() -> None:
    facts = read("Kế hoạch tiêm phòng dại miễn phí cho chó, mèo đợt 1 năm 2027", UNTIDY)
    said = {point.citation: point.statement for point in facts.message}
    assert "từ ngày 05/01/2027 đến ngày 20/01/2027" in said["mục II.1"]
    assert not set(said) & {"", "mục I.1", "mục II.2", "mục III.1", "mục III.2"}, said


@pytest.mark.parametrize(
    ("statement", "between"),
    [
        ("Công an tỉnh: tổng kiểm tra an toàn đối với nhà trọ; hoàn thành trước ngày 25/01/2027.", True),
        ("Giao Sở Tư pháp theo dõi, đôn đốc, tổng hợp trước ngày 15/3/2027.", True),
        ("Báo cáo tiến độ vào 16 giờ thứ Năm hằng tuần về hộp thư công vụ.", True),
        ("Công an xã tiếp nhận pháo do người dân giao nộp; báo cáo kết quả trước ngày 25/01/2027.", False),
        ("Ủy ban nhân dân các xã phối hợp chi trả quà Tết cho hộ nghèo trước ngày 20/01/2027.", False),
        ("Công an tỉnh: mở đợt cao điểm từ ngày 15/12/2026; báo cáo trước ngày 05/3/2027.", False),
        ("Hộ nuôi chó, mèo báo cáo trưởng thôn khi vật nuôi chết bất thường.", False),
    ],
)
def test_what_offices_do_for_each_other_is_told_from_what_concerns_citizens(statement: str, between: bool) -> None:
    assert between_offices(statement) is between
