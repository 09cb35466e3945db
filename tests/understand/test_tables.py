"""Tables of decisions, with their lines and without: what a row says is true of its column, or nothing is said."""

import pytest

from distributor.text.tidy import tidy
from distributor.understand.candidates import find_candidates
from distributor.understand.points import understand_points
from distributor.understand.structure import read_structure
from tests.understand.sources import understood

HEAD = "Điều 1. Mức thu\n1. Mức thu được quy định như sau:\n"


def rows(table: str) -> list[str]:
    structure = read_structure(f"{HEAD}{table}\nĐiều 2. Hiệu lực\nQuyết định này có hiệu lực từ ngày 01/12/2026.")
    return [each.statement for each in find_candidates(structure) if each.shape == "row"]


def torn(*cells: str) -> str:
    return "\n".join(cells)


def test_a_counted_table_is_read_by_its_columns() -> None:
    table = torn(
        "TT", "Nhà có số tầng", "Giá tối thiểu", "Giá tối đa", "Đơn vị tính",
        "1", "Đến 5 tầng", "15.000", "140.000", "đồng/m2/tháng",
        "2", "Trên 5 tầng", "18.000", "160.000", "đồng/m2/tháng",
    )  # fmt: skip
    assert rows(table) == [
        "Đến 5 tầng (đồng/m2/tháng): giá tối thiểu: 15.000; giá tối đa: 140.000.",
        "Trên 5 tầng (đồng/m2/tháng): giá tối thiểu: 18.000; giá tối đa: 160.000.",
    ]


def test_a_unit_beside_one_value_is_said_with_it() -> None:
    table = torn(
        "STT", "Nội dung", "Đơn vị tính", "Mức thu phí (đồng)",
        "1", "Đền Suối Hoa", "đồng/lượt/khách", "20.000", "2", "Đình Làng Gò", "đồng/lượt/khách", "15.000",
    )  # fmt: skip
    assert rows(table) == [
        "Mức thu phí (đồng/lượt/khách): Đền Suối Hoa: 20.000.",
        "Mức thu phí (đồng/lượt/khách): Đình Làng Gò: 15.000.",
    ]


def test_rows_below_a_name_of_their_own_are_told_with_it() -> None:
    table = torn(
        "Đơn vị tính: Nghìn đồng/người học/tháng.",
        "STT", "Cấp học", "Xã", "Phường",
        "1", "Giáo dục mầm non", "80", "120",
        "2", "Giáo dục phổ thông", "Tiểu học", "90", "130", "Trung học phổ thông", "140", "200",
    )  # fmt: skip
    assert rows(table) == [
        "Giáo dục mầm non (nghìn đồng/người học/tháng): xã: 80; phường: 120.",
        "Giáo dục phổ thông, Tiểu học (nghìn đồng/người học/tháng): xã: 90; phường: 130.",
        "Giáo dục phổ thông, Trung học phổ thông (nghìn đồng/người học/tháng): xã: 140; phường: 200.",
    ]


def test_a_table_without_numbers_needs_as_many_values_as_heads() -> None:
    table = torn(
        "Thời gian đã sử dụng", "Nhà cấp I (%)", "Nhà cấp II (%)", "Nhà cấp III (%)",
        "- Dưới 5 năm", "97", "98", "85", "- Từ 5 đến 10 năm", "93", "95", "65",
    )  # fmt: skip
    assert rows(table) == [
        "Dưới 5 năm: nhà cấp I (%): 97; nhà cấp II (%): 98; nhà cấp III (%): 85.",
        "Từ 5 đến 10 năm: nhà cấp I (%): 93; nhà cấp II (%): 95; nhà cấp III (%): 65.",
    ]


def test_rows_of_one_line_are_read_by_the_last_head() -> None:
    table = torn(
        "Đơn vị tính: đồng/m3", "STT Nhóm khách hàng Mức sử dụng Giá",
        "1 Hộ dân cư từ 1 m3 đến 10 m3/hộ/tháng 7.200", "2 Cơ quan, trường học, trạm y tế 9.400",
    )  # fmt: skip
    assert rows(table) == [
        "Giá (đồng/m3): Hộ dân cư từ 1 m3 đến 10 m3/hộ/tháng: 7.200.",
        "Giá (đồng/m3): Cơ quan, trường học, trạm y tế: 9.400.",
    ]


def test_names_that_are_lists_head_their_sums() -> None:
    table = torn(
        "Khu vực", "Mức hỗ trợ (đồng)",
        "Các phường: Đông Khê, Tân Giang.", "400.000.000", "Các xã: Pa Lin, Nậm Khoa.", "250.000.000",
    )  # fmt: skip
    assert rows(table) == [
        "Mức hỗ trợ (đồng): Các phường: Đông Khê, Tân Giang: 400.000.000.",
        "Mức hỗ trợ (đồng): Các xã: Pa Lin, Nậm Khoa: 250.000.000.",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        # One head for two columns: which value is which, nobody can tell.
        ("STT", "Nội dung", "Quản lý", "Để lại", "Nộp ngân sách", "1", "Đền A", "90%", "10%", "2", "Đền B", "80%", "20%"),
        ("Khu vực", "Xã", "Phường", "Đất ở", "1.000", "2.000", "Đất rừng", "500", "Đất hồ", "300", "400"),
        ("STT", "Đơn vị", "1", "Sở Tư pháp", "2", "Sở Tài chính", "3", "Sở Y tế"),
        ("Tên xã", "Số hiệu", "Pa Lin", "1", "Nậm Khoa", "2", "Thạch Hương", "3", "Đông Khê", "4"),
    ],
)  # fmt: skip
def test_of_what_does_not_fit_nothing_is_said(cells: tuple[str, ...]) -> None:
    assert rows(torn(*cells)) == []


def test_a_span_is_told_with_the_head_of_its_column() -> None:
    table = (
        "| Bậc | Thu nhập tính thuế/năm (triệu đồng) | Thuế suất (%) |\n|---|---|---|\n"
        "| 1 | Đến 60 | 5 |\n| 2 | Trên 60 đến 120 | 10 |"
    )
    assert rows(table) == [
        "Thuế suất (%): thu nhập tính thuế/năm (triệu đồng) đến 60: 5.",
        "Thuế suất (%): thu nhập tính thuế/năm (triệu đồng) trên 60 đến 120: 10.",
    ]


def test_two_entries_in_one_row_are_not_told() -> None:
    table = (
        "| Đơn vị thu | Mức (đồng) | Đơn vị thu | Mức (đồng) |\n|---|---|---|---|\n"
        "| Bến xe Gò | 11.000 | Bến xe Đông | 24.000 |"
    )
    assert rows(table) == []


def test_a_row_that_lacks_its_first_cells_keeps_the_last_head_that_bears_a_value() -> None:
    table = (
        "| STT | Loại bản đồ | Mức thu (đồng) | Ghi chú |\n|---|---|---|---|\n"
        "| 1 | Bản đồ địa chính tỷ lệ lớn | 150.000 | |\n| Mảnh tỷ lệ 1:500 | 200.000 |"
    )
    assert rows(table) == [
        "Mức thu (đồng): Bản đồ địa chính tỷ lệ lớn: 150.000.",
        "Mức thu (đồng): Mảnh tỷ lệ 1:500: 200.000.",
    ]


def test_a_unit_in_the_cell_behind_the_name_is_set_apart() -> None:
    structure = read_structure(
        "NGHỊ QUYẾT\nĐiều 1. Mức thu lệ phí quy định tại Phụ lục.\nPHỤ LỤC\nMỨC THU LỆ PHÍ\n"
        "STT\tNội dung\tĐơn vị tính\tMức thu\n1\tGia hạn giấy phép xây dựng nhà ở\tđồng/lần\t15.000\n"
        "2\tCấp bản sao trích lục hộ tịch\tđồng/bản\t8.000"
    )
    told = " ".join(each.statement for each in find_candidates(structure))
    assert "xây dựng nhà ở (đồng/lần): 15.000" in told


def test_columns_parted_by_blanks_are_columns() -> None:
    table = tidy(
        "TT   Nội dung                       Đơn vị tính    Nộp trực tiếp   Nộp trực tuyến\n"
        "1    Đăng ký thường trú             đồng/lần       20.000          10.000\n"
        "2    Tách hộ                        đồng/lần       10.000          5.000"
    )
    assert rows(table) == [
        "Đăng ký thường trú (đồng/lần): nộp trực tiếp: 20.000; nộp trực tuyến: 10.000.",
        "Tách hộ (đồng/lần): nộp trực tiếp: 10.000; nộp trực tuyến: 5.000.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/2026/QĐ-UBND      Hà Nam, ngày 18/11/2026",
        "Nơi nhận:              TM. ỦY BAN NHÂN DÂN\n- Như Điều 3;                CHỦ TỊCH",
        "Đoạn   văn có    khoảng trắng thừa\ntừ năm 2026   đến năm 2027",
        "Một dòng    20.000",
    ],
)
def test_letterheads_signatures_and_loose_blanks_are_no_columns(text: str) -> None:
    assert "|" not in tidy(text)


def test_a_table_whose_columns_are_lost_says_nothing_and_neither_do_its_heads() -> None:
    structure = read_structure(
        "Điều 1. Hạn mức công nhận\nHạn mức như sau:\nKhu vực Dưới 5 nhân khẩu (m2) Từ 5 nhân khẩu trở lên (m2)\n"
        "Các phường 500 750\nCác xã miền núi 1.000 1.500\nĐiều 2. Hiệu lực\nQuyết định này có hiệu lực từ ngày 01/12/2026."
    )
    assert not any("Khu vực" in each.statement or "750" in each.statement for each in find_candidates(structure))


def test_a_unit_that_every_head_says_is_not_said_again_and_a_row_begins_like_a_sentence() -> None:
    table = torn(
        "TT | Mức sử dụng (m3/hộ) | Đô thị (đồng/m3) | Nông thôn (đồng/m3)",
        "1 | Đến 10 m3 | 9.200 | 7.800",
        "2 | Trên 30 m3 | 17.500 | 13.000",
    )
    assert rows(table) == [
        "Mức sử dụng (m3/hộ) đến 10 m3: đô thị (đồng/m3): 9.200; nông thôn (đồng/m3): 7.800.",
        "Mức sử dụng (m3/hộ) trên 30 m3: đô thị (đồng/m3): 17.500; nông thôn (đồng/m3): 13.000.",
    ]


def test_rows_below_an_opener_are_no_list_of_words_and_values() -> None:
    text = tidy(
        "Điều 1. Hạn mức\nHạn mức công nhận đất ở như sau:\n"
        "Khu vực             Dưới 5 nhân khẩu (m2)      Từ 5 nhân khẩu (m2)\n"
        "Các phường          500                        750\n"
        "Các xã miền núi     1.000                      1.500\n"
        "Điều 2. Hiệu lực\nQuyết định này có hiệu lực từ ngày 01/12/2026."
    )
    found = [each.statement for each in find_candidates(read_structure(text))]
    assert "Hạn mức công nhận đất ở: các phường: dưới 5 nhân khẩu (m2): 500; từ 5 nhân khẩu (m2): 750." in found
    assert not any("|" in each for each in found)


def test_a_table_that_counts_in_thousands_stands_on_the_line_that_says_so() -> None:
    text = torn(
        "Điều 1. Mức học phí", "Đơn vị tính: 1.000 đồng/học sinh/tháng", "Địa bàn", "Mầm non", "Tiểu học",
        "Đô thị", "190", "170", "Nông thôn", "140", "120", "Điều 2. Hiệu lực",
        "Nghị quyết này có hiệu lực từ ngày 01/12/2026.",
    )  # fmt: skip
    _, message = understand_points("Mức học phí", "", text, kind="new_law", document=None)
    told = {point.statement: point.quotes for point in message}
    assert told["Đô thị (1.000 đồng/học sinh/tháng): mầm non: 190; tiểu học: 170."] == (
        "Đô thị 190 170",
        "Đơn vị tính: 1.000 đồng/học sinh/tháng",
    )


def test_rows_of_one_name_under_cells_that_span_them_are_not_told() -> None:
    table = (
        "| STT | Loại bản đồ | Đơn vị tính | Mức thu (đồng) |\n"
        "|---|---|---|---|\n"
        "| 1 | Bản đồ hiện trạng | Mảnh cấp xã | 500.000 |\n"
        "| Mảnh cấp tỉnh | 2.000.000 |\n"
        "| 2 | Bản đồ quy hoạch | Mảnh cấp huyện | 700.000 |\n"
        "| Mảnh cấp tỉnh | 3.000.000 |\n"
    )
    assert not [each for each in rows(table) if "Mảnh cấp tỉnh" in each]


def test_a_column_of_where_to_go_makes_its_heads_no_list_of_recipients() -> None:
    table = (
        "TT | Tên thủ tục | Thời hạn | Nơi nhận | Phí, lệ phí\n"
        "1 | Xác nhận nơi sinh sống qua ứng dụng | Trong ngày | Cổng dịch vụ công | Không thu\n"
        "2 | Cấp bản sao điện tử từ bản chính | 02 ngày làm việc | Trung tâm hành chính xã | 3.000 đồng/trang\n"
    )
    assert rows(table) == [
        "Cấp bản sao điện tử từ bản chính: 02 ngày làm việc; nơi nộp: Trung tâm hành chính xã; phí, lệ phí: 3.000 đồng/trang.",
    ]


def test_a_counted_row_without_a_sum_is_no_row_of_heads() -> None:
    table = "1 | Xác nhận nơi sinh sống qua ứng dụng | Không thu\n2 | Cấp bản sao điện tử từ bản chính | 3.000 đồng\n"
    assert all("Không thu" not in said for said in rows(table))


AMENDS = """ỦY BAN NHÂN DÂN
TỈNH HƯƠNG GIANG
Số: 90/2026/QĐ-UBND
Hương Giang, ngày 25 tháng 11 năm 2026
QUYẾT ĐỊNH
Sửa đổi, bổ sung một số điều của Quy định về nuôi chim yến ban hành kèm theo Quyết định số 12/2024/QĐ-UBND
Ủy ban nhân dân tỉnh ban hành Quyết định này.
Điều 1. Sửa đổi, bổ sung một số điều của Quy định
1. Sửa đổi Điều 4 như sau:
"Điều 4. Khoảng cách tối thiểu từ nhà yến đến nơi khác
| Khu vực | Đến nhà dân (m) | Đến trường học trên 200 học sinh (m) |
| Phường | 300 | 500 |
| Xã | 200 | 400 |
Đối với nhà yến xây trước năm 2020, khoảng cách tính từ bờ tường gần nhất."
2. Bổ sung khoản 3 Điều 6 như sau:
"3. Nhà yến mới không được mở loa dẫn dụ quá 70 dBA trong khu dân cư tập trung."
Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 10 tháng 12 năm 2026.
TM. ỦY BAN NHÂN DÂN
"""


def test_what_an_act_puts_into_another_is_told_in_straight_quotation_marks_too() -> None:
    title = "Sửa đổi, bổ sung một số điều của Quy định về nuôi chim yến"
    found = understood(title, AMENDS, kind="new_law")
    told = {point.statement: point.quotes for point in found.message}
    (rule,) = [each for each in told if "70 dBA" in each]
    assert rule.endswith("Nhà yến mới không được mở loa dẫn dụ quá 70 dBA trong khu dân cư tập trung.")
    (row,) = [each for each in told if "Phường" in each]
    assert "đến nhà dân (m): 300; đến trường học trên 200 học sinh (m): 500" in row
    assert "Đến trường học trên 200 học sinh (m)" in told[row], "a column's name with a figure is quoted"
    assert not any("Sửa đổi Điều 4" in each for each in told)


def test_the_heading_of_a_quoted_article_is_that_of_what_stands_under_it_alone() -> None:
    structure = read_structure(AMENDS)
    headings = {structure.words(each)[:12]: each.heading for each in structure.clauses}
    assert headings["Phường | 300"] == headings["Đối với nhà "] == "Khoảng cách tối thiểu từ nhà yến đến nơi khác"
    assert headings["Nhà yến mới "] == headings["Bổ sung khoả"] == "Sửa đổi, bổ sung một số điều của Quy định"
