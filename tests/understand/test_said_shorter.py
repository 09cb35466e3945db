"""What a long clause is said in: a span's unit once, what stands behind "như sau:" without it, what is beside a sum left out."""

from datetime import date

import pytest

from distributor.facts import DocumentFacts
from distributor.understand.closing import effect_points
from distributor.understand.fact_check import fact_check
from distributor.understand.points import document_material
from distributor.understand.statements import MOST_WORDS, fit
from distributor.understand.structure import read_structure
from distributor.understand.wording import count

HEAD = "HỘI ĐỒNG NHÂN DÂN TỈNH HƯƠNG GIANG\nSố: 21/2026/NQ-HĐND\nNGHỊ QUYẾT\n"


def said(text: str) -> list[str]:
    document = DocumentFacts(kind="nghị quyết", issued_on=date(2026, 11, 20))
    return [each.statement for each in document_material("Nghị quyết", f"{HEAD}{text}", document).candidates]


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        (
            "Đối tượng được hỗ trợ đóng bảo hiểm y tế là người từ đủ 60 tuổi đến dưới 70 tuổi, thường trú tại tỉnh từ đủ 18 "
            "tháng "
            "trở lên tính đến ngày đề nghị và chưa được cấp thẻ bảo hiểm y tế theo bất kỳ nhóm đối tượng nào khác.",
            "Đối tượng được hỗ trợ đóng BHYT là người từ đủ 60 đến dưới 70 tuổi, thường trú tại tỉnh từ đủ 18 tháng tính "
            "đến ngày "
            "đề nghị và chưa được cấp thẻ BHYT theo nhóm đối tượng khác.",
        ),
        (
            "Hỗ trợ một lần kinh phí dựng lại chuồng trại cho hộ gia đình, hợp tác xã có gia súc, gia cầm bị cuốn trôi do "
            "bão từ "
            "ngày 02 đến ngày 09 tháng 10 năm 2026 tại 11 xã có tên trong Phụ lục.",
            "Hỗ trợ một lần kinh phí dựng lại chuồng trại cho hộ gia đình, hợp tác xã có gia súc, gia cầm bị cuốn trôi do "
            "bão từ "
            "ngày 02 đến ngày 09/10/2026 tại 11 xã.",
        ),
        (
            "Phạt tiền từ 3.000.000 đồng đến 5.000.000 đồng đối với người điều khiển xe chở hàng hóa quá khổ giới hạn của cầu, "
            "đường bộ đang khai thác mà không có giấy phép lưu hành do cơ quan nhà nước có thẩm quyền cấp theo quy định.",
            "Phạt tiền từ 3.000.000 đến 5.000.000 đồng với người điều khiển xe chở hàng hóa quá khổ giới hạn của cầu, đường "
            "bộ đang khai thác mà "
            "không có giấy phép lưu hành do cơ quan có thẩm quyền cấp.",
        ),
    ],
)
def test_a_long_clause_is_said_in_shorter_words_and_its_numbers_stand(clause: str, told: str) -> None:
    assert count(clause) > MOST_WORDS >= count(told)
    assert fit(clause) == told
    assert not fact_check(told, clause)


def test_a_number_that_the_source_does_not_have_is_found_in_a_shortened_span() -> None:
    assert fact_check("Phạt tiền từ 3.000.000 đến 6.000.000 đồng.", "Phạt tiền từ 3.000.000 đồng đến 5.000.000 đồng.")


def test_what_stands_behind_as_follows_is_told_and_an_opener_alone_is_not() -> None:
    told = said(
        "Điều 2. Giá dịch vụ\n1. Giá gửi xe tại bến tàu như sau: xe đạp 2.000 đồng/lượt; xe máy 4.000 đồng/lượt; ô tô 25.000 "
        "đồng/lượt.\n2. Việc thu tiền thực hiện như sau:\na) Niêm yết giá tại cổng;\nb) Giao vé cho khách."
    )
    assert "Giá gửi xe tại bến tàu: xe đạp 2.000 đồng/lượt; xe máy 4.000 đồng/lượt; ô tô 25.000 đồng/lượt." in told, (
        told
    )
    assert not any(each.endswith("như sau.") for each in told)


def test_a_sum_beside_that_of_another_clause_is_told_without_it_and_a_limit_is_kept() -> None:
    told = said(
        "Điều 3. Mức hỗ trợ\n1. Phụ nữ sinh con được hỗ trợ một lần 1.500.000 đồng.\n"
        "2. Phụ nữ thường trú tại xã đảo sinh con được hỗ trợ thêm 2.500.000 đồng/lần sinh, không tính vào mức quy định tại "
        "khoản "
        "1 Điều này.\n3. Người nhận nuôi được hỗ trợ 900.000 đồng, không quá mức quy định tại khoản 1 Điều này."
    )
    assert "Phụ nữ thường trú tại xã đảo sinh con được hỗ trợ thêm 2.500.000 đồng/lần sinh." in told
    assert not any("900.000" in each and "không quá" not in each for each in told)


def test_a_case_with_what_holds_for_it_is_told_though_it_begins_with_a_span() -> None:
    told = said(
        "Điều 4. Xác minh\nCông chức gửi văn bản xác minh trong ngày. Sau 15 ngày kể từ ngày gửi mà không nhận được trả lời "
        "thì cho "
        "phép người yêu cầu tự cam đoan và chịu trách nhiệm về nội dung cam đoan. Trong 10 ngày kể từ ngày nhận hồ sơ."
    )
    assert any(each.startswith("Sau 15 ngày") and "tự cam đoan" in each for each in told)
    assert not any(each.startswith("Trong 10 ngày") for each in told)


def test_a_condition_with_a_label_of_its_own_needs_no_words_above() -> None:
    label = (
        "Điều kiện về thu nhập: người độc thân có thu nhập bình quân hằng tháng không quá 18 triệu đồng; người đã kết hôn thì "
        "tổng thu nhập của hai vợ chồng không quá 36 triệu đồng."
    )
    notice = (
        "SỞ XÂY DỰNG\nSố: 412/TB-SXD\nTHÔNG BÁO\nVề việc tiếp nhận hồ sơ mua nhà ở xã hội\nSở Xây dựng thông báo như sau:\n"
        "1. Dự án\nTên dự án: Nhà ở xã hội lô A1. Tổng số 120 căn.\n3. Đối tượng được đăng ký\n"
        f"a) Người có công với cách mạng; hộ nghèo, cận nghèo ở đô thị.\nb) {label}\n4. Hồ sơ\nĐơn đăng ký theo mẫu."
    )
    told = [
        each.statement for each in document_material("Thông báo", notice, DocumentFacts(kind="thông báo")).candidates
    ]
    assert label in told


TABLE = """Điều 2. Diện tích tối thiểu
| Loại đất | Khu vực | Diện tích tối thiểu (m2) | Bề rộng tối thiểu (m) |
|---|---|---|---|
| Đất ở | Phường | 45 | 4 |
| Đất ở | Xã ven biển | 70 | 5 |
| Đất ở | Hà Tiên | 50 | 4 |
| Đất vườn | Toàn tỉnh | 300 | 8 |
"""


def test_rows_of_one_name_are_told_apart_by_the_cell_beside_it() -> None:
    told = said(TABLE)
    assert "Đất ở, phường: diện tích tối thiểu (m2): 45; bề rộng tối thiểu (m): 4." in told
    assert "Đất ở, xã ven biển: diện tích tối thiểu (m2): 70; bề rộng tối thiểu (m): 5." in told
    assert "Đất ở, Hà Tiên: diện tích tối thiểu (m2): 50; bề rộng tối thiểu (m): 4." in told
    assert "Đất vườn: diện tích tối thiểu (m2): 300; bề rộng tối thiểu (m): 8." in told


def test_parts_of_another_document_that_end_are_told_below_an_article_that_says_so() -> None:
    told = said(
        "Điều 2. Bãi bỏ một phần văn bản\nBãi bỏ Điều 4, Điều 9 và Chương II Quyết định số 33/2021/QĐ-UBND ngày 05 tháng 8 năm "
        "2021 về quản lý nghĩa trang.\nĐiều 3. Chuyển tiếp\nHồ sơ đã nộp thì được giải quyết theo quy định cũ."
    )
    assert any(each.startswith("Bãi bỏ Điều 4, Điều 9 và Chương II Quyết định số 33/2021/QĐ-UBND") for each in told)


def test_how_much_an_officer_may_fine_is_told_to_nobody() -> None:
    told = said(
        "Điều 5. Thẩm quyền xử phạt của Chủ tịch Ủy ban nhân dân các cấp\n1. Chủ tịch Ủy ban nhân dân cấp xã có quyền:\n"
        "a) Phạt cảnh cáo;\nb) Phạt tiền đến 5.000.000 đồng đối với cá nhân;\nc) Tịch thu tang vật có giá trị không vượt quá "
        "10.000.000 đồng.\nĐiều 6. Xử phạt\nPhạt tiền từ 2.000.000 đồng đến 4.000.000 đồng đối với hành vi đổ rác xuống sông."
    )
    assert any("đổ rác" in each for each in told)
    assert not any(act in each.casefold() for each in told for act in ("phạt tiền đến", "tịch thu", "cảnh cáo"))


def test_the_day_of_a_directive_is_read_where_it_stands_behind_another_sentence() -> None:
    structure = read_structure(
        "CHỈ THỊ\nVề truyền thanh cơ sở\n1. Ủy ban nhân dân các xã\nKiểm kê loa trước ngày 15 tháng 12 năm 2026.\n"
        "Sở Văn hóa, Thể thao và Du lịch theo dõi. Chỉ thị này có hiệu lực kể từ ngày ký và thay thế Chỉ thị số 09/CT-UBND "
        "ngày "
        "17 tháng 8 năm 2019 của Ủy ban nhân dân tỉnh."
    )
    told = [each.statement for each in effect_points(structure, date(2026, 11, 5))]
    assert told == ["Chỉ thị có hiệu lực từ ngày ký (05/11/2026), thay thế Chỉ thị số 09/CT-UBND."]
