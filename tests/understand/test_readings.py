"""What readers found wrong in posts about papers that nobody had seen: each once, in words of our own."""

from datetime import date

import pytest

from distributor.facts import DocumentFacts, Role
from distributor.reasons import reason_of
from distributor.text.columns import with_columns
from distributor.understand.candidates import find_candidates
from distributor.understand.closing import applies_from
from distributor.understand.content_kind import content_kind
from distributor.understand.issuers import issuers_of_letterhead
from distributor.understand.points import document_material, message_of, understand_points
from distributor.understand.ranking import Ranked, choose, rules
from distributor.understand.reach import parts_of
from distributor.understand.structure import read_structure
from distributor.understand.title_sums import sum_only_in_title
from distributor.understand.understand import understand

HEAD = "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG\nSố: 31/2026/QĐ-UBND\nQUYẾT ĐỊNH\n"
TODAY = date(2026, 11, 27)


def told(text: str) -> list[str]:
    """What could be said of an act."""
    return [each.statement for each in find_candidates(read_structure(f"{HEAD}{text}"))]


def chosen(text: str) -> list[str]:
    """What would be said of it if everything were as likely."""
    candidates = find_candidates(read_structure(f"{HEAD}{text}"))
    ranked = [Ranked(0.9, each) for each in candidates]
    return [each.statement for each in choose(rules().document, ranked, (), rules().quotas)]


def effect(text: str) -> str:
    document = DocumentFacts(kind="quyết định", issued_on=TODAY)
    return document_material("Quyết định", f"{HEAD}{text}", document).effect[0].statement


def test_what_a_list_of_banned_things_is_headed_by_is_said_with_the_ban() -> None:
    found = told(
        "Điều 4. Loại lưới cấm sử dụng\n1. Ở hồ Thác Mơ:\na) Lưới mắt nhỏ hơn 20 mm;\nb) Lưới kéo có gắn máy.\n"
        "2. Trên sông Hương Giang:\na) Lưới rê ba lớp dài hơn 50 m;\nb) Đăng chắn ngang dòng."
    )
    assert found
    assert all(each.startswith(("Cấm ", "Nghiêm cấm")) for each in found)


def test_an_offices_name_as_a_heading_is_work_of_the_office() -> None:
    text = "Điều 7. Ủy ban nhân dân cấp xã\nTổ chức ký cam kết không săn bắt chim trời đến từng hộ; kịp thời xử lý vi phạm."
    structure = read_structure(f"{HEAD}{text}")
    assert {each.section for each in structure.clauses if "cam kết" in structure.words(each)} == {"offices"}


def test_a_phrase_that_takes_anothers_place_is_told_to_nobody() -> None:
    found = told(
        "Điều 1. Sửa đổi Quy định về chợ\n1. Thay thế cụm từ “Ban quản lý chợ huyện” bằng cụm từ “Ban quản lý chợ "
        "xã” tại Điều 3.\n"
        "2. Bỏ cụm từ “sổ hộ khẩu hoặc” tại khoản 1 Điều 5."
    )
    assert not any("cụm từ" in each for each in found)


def test_a_line_of_the_unit_is_no_sentence_and_rows_say_what_they_are_of() -> None:
    found = told(
        "Điều 2. Giá tối đa\n1. Đối với sạp bán hàng có mái che:\nĐVT: đồng/m2/tháng\nVị trí | Chợ hạng 1 | Chợ hạng 2\n"
        "Mặt tiền | 120.000 | 80.000\nDãy giữa | 90.000 | 60.000"
    )
    assert (
        "Đối với sạp bán hàng có mái che: mặt tiền (đồng/m2/tháng): chợ hạng 1: 120.000; chợ hạng 2: 80.000." in found
    )
    assert not any("ĐVT" in each for each in found)


def test_a_table_with_tabs_keeps_its_columns_and_units() -> None:
    table = (
        "TT\tMục đích\tĐơn vị tính\tMức giá (đồng)\nI\tNước cho hộ dân\n1\tĐến 10 m3 đầu tiên\tđồng/m3\t7.100\n"
        "2\tTrên 10 m3 đến 20 m3\tđồng/m3\t8.800\nII\tNước cho mục đích khác\n1\tSản xuất hàng hóa\tđồng/m3\t14.000"
    )
    assert with_columns(table).split("\n")[2] == "1 | Đến 10 m3 đầu tiên | đồng/m3 | 7.100"
    assert "Mức giá (đồng/m3): Sản xuất hàng hóa: 14.000." in told(f"Điều 1. Giá nước sạch\n{with_columns(table)}")


def test_a_measure_beside_a_head_in_dong_is_said() -> None:
    rows = (
        "| Loại đá | Đơn vị tính | Mức thu (đồng) |\n|---|---|---|\n| Đá vôi | tấn | 4.500 |\n| Sỏi cuội | m3 | 7.000 |"
    )
    assert "Mức thu (đồng/m3): Sỏi cuội: 7.000." in told(f"Điều 1. Mức thu\n{rows}")


def test_a_procedure_says_how_long_it_takes_and_what_it_costs() -> None:
    rows = (
        "| STT | Tên thủ tục hành chính | Thời hạn giải quyết | Phí, lệ phí | Căn cứ pháp lý |\n|---|---|---|---|---|\n"
        "| 1 | Xác nhận nguồn gốc lâm sản của hộ gia đình | 02 ngày làm việc | Không | Thông tư số 26/2025/TT-BNNMT |"
    )
    assert "Xác nhận nguồn gốc lâm sản của hộ gia đình: 02 ngày làm việc; không thu phí, lệ phí." in told(
        f"Điều 1. Danh mục\n{rows}"
    )


def test_sums_of_one_group_are_never_told_as_everybodys() -> None:
    whom = "học viên mồ côi cả cha lẫn mẹ không nơi nương tựa; học viên khuyết tật nặng và đặc biệt nặng"
    found = told(
        f"Điều 4. Trợ cấp tiền ăn trưa\n1. Nhóm 1: {whom}; học viên là con của người có công với cách mạng mất sức "
        f"từ 61% trở lên:\n"
        "a) Hệ trung cấp nghề: 800.000 đồng/tháng;\nb) Hệ cao đẳng nghề: 1.100.000 đồng/tháng."
    )
    assert not any("800.000" in each and "mồ côi" not in each for each in found)


def test_a_list_of_only_those_is_told_whole_or_not() -> None:
    found = told(
        "Điều 2. Nơi khám\n1. Bệnh viện huyện chỉ tiếp nhận đăng ký của:\na) Người từ đủ 75 tuổi trở lên;\n"
        "b) Trẻ em dưới 06 tuổi;\nc) Người có công với cách mạng."
    )
    assert not any("chỉ" in each and each.count(";") < 2 for each in found)


def test_every_entry_of_a_short_list_is_told() -> None:
    fares = (
        "a) Tuyến dưới 15 km: 7.000 đồng/lượt;\nb) Tuyến từ 15 km đến dưới 30 km: 11.000 đồng/lượt;\n"
        "c) Tuyến từ 30 km: 19.000 đồng/lượt."
    )
    (statement,) = [each for each in chosen(f"Điều 1. Giá vé xe buýt\n{fares}") if "19.000" in each]
    assert statement.startswith("Giá vé xe buýt: ")
    assert "7.000" in statement
    assert "11.000" in statement


def test_every_day_of_a_call_and_its_place_are_told() -> None:
    found = chosen(
        "II. THỜI GIAN, ĐỊA ĐIỂM\n1. Thời gian: 02 ngày, từ ngày 08/12/2026 đến ngày 09/12/2026.\n"
        "a) Ngày 08/12: các thôn từ thôn 1 đến thôn 9;\nb) Ngày 09/12: các thôn từ thôn 10 đến thôn 17.\n"
        "2. Địa điểm: Trạm Y tế xã Nậm Khoa (thôn Hùng Tiến)."
    )
    assert any("thôn 9" in each and "thôn 17" in each for each in found)
    assert any("Trạm Y tế xã Nậm Khoa" in each for each in found)


def test_what_is_free_is_said_with_its_heading() -> None:
    found = told(
        "Điều 2. Miễn phí\n1. Hộ gia đình sử dụng vỉa hè trước nhà cho đám tang trong thời gian không quá 48 giờ."
    )
    assert found == ["Miễn phí: hộ gia đình sử dụng vỉa hè trước nhà cho đám tang trong thời gian không quá 48 giờ."]


def test_from_when_a_price_is_followed_is_said_beside_the_day_of_effect() -> None:
    said = effect(
        "Điều 1. Giá nước\n1. Giá nước sạch: 8.000 đồng/m3.\nĐiều 2. Hiệu lực\nQuyết định này có hiệu lực kể từ ngày ký; "
        "giá nước tại Điều 1 được áp dụng từ kỳ ghi chỉ số tháng 01/2027."
    )
    assert said.startswith("Quyết định có hiệu lực từ ngày ký (27/11/2026); giá nước tại Điều 1 được áp dụng từ kỳ ghi")
    assert applies_from(said).startswith("giá nước tại Điều 1")
    assert applies_from("Quyết định có hiệu lực từ ngày 01/12/2026, thay thế Quyết định số 3/2020/QĐ-UBND.") == ""


def test_both_decisions_of_two_offices_are_replaced_and_a_part_of_a_third_is_not_the_whole() -> None:
    said = effect(
        "Điều 1. Nội dung\n1. Phí là 5.000 đồng.\nĐiều 2. Hiệu lực\nQuyết định này có hiệu lực từ ngày 05/12/2026; thay thế "
        "Quyết định số 6/2020/QĐ-UBND ngày 03/7/2020 của Ủy ban nhân dân tỉnh Hương Giang và Quyết định số 4/2021/QĐ-UBND "
        "ngày 02/11/2021 của Ủy ban nhân dân tỉnh Thanh Lâm; bãi bỏ Điều 4 Quyết định số 9/2019/QĐ-UBND."
    )
    assert said.endswith("thay thế Quyết định số 6/2020/QĐ-UBND và Quyết định số 4/2021/QĐ-UBND.")


def test_where_something_new_is_put_is_no_part_that_changes() -> None:
    assert parts_of("Bổ sung khoản 5 vào sau khoản 4 Điều 22") == ("khoản 5 Điều 22",)
    assert parts_of("các thủ tục số thứ tự 3, 4 mục II Phụ lục") == ("số thứ tự 3, 4 mục II",)


@pytest.mark.parametrize(
    ("head", "body", "issuers"),
    [
        (
            "UBND PHƯỜNG ĐÔNG KHÊ PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ",
            "Phòng Kinh tế, Hạ tầng và Đô thị thông báo",
            ("Phòng Kinh tế, Hạ tầng và Đô thị phường Đông Khê",),
        ),
        ("CỤC THUẾ\nTHUẾ TỈNH THANH LÂM", "Thuế tỉnh Thanh Lâm hướng dẫn", ("Thuế tỉnh Thanh Lâm",)),
        (
            "QUỸ BẢO VỆ VÀ PHÁT TRIỂN RỪNG\nTỈNH THANH LÂM",
            "Quỹ Bảo vệ và Phát triển rừng thông báo",
            ("Quỹ Bảo vệ và Phát triển rừng tỉnh Thanh Lâm",),
        ),
        (
            "BẢO HIỂM XÃ HỘI TỈNH - SỞ Y TẾ TỈNH THANH LÂM",
            "",
            ("Bảo hiểm xã hội tỉnh Thanh Lâm", "Sở Y tế tỉnh Thanh Lâm"),
        ),
    ],
)
def test_an_office_has_its_own_name_and_its_own_province(head: str, body: str, issuers: tuple[str, ...]) -> None:
    assert issuers_of_letterhead(head, body, "tỉnh Hương Giang") == issuers


def test_a_title_that_tells_a_trick_above_advice_is_a_warning() -> None:
    title = "Giả danh nhân viên bưu điện báo có bưu phẩm để chiếm đoạt tiền"
    text = "Đối tượng gọi điện báo có bưu phẩm. Bưu điện khẳng định không thu tiền qua điện thoại. Người dân không chuyển khoản."
    assert content_kind(title, text, "", None, "") == "scam_warning"


def test_what_a_rumour_says_is_not_told_and_half_a_condition_neither() -> None:
    text = (
        "Trên mạng xã hội xuất hiện bài viết với nội dung “từ 01/01/2027 mọi thẻ cũ hết giá trị, không đổi bị phạt "
        "500.000 đồng”. "
        "Công an tỉnh cho biết thông tin này không đúng. Thẻ căn cước công dân đã cấp có giá trị đến hết thời hạn ghi trên thẻ."
    )
    _, message = understand_points(
        "Không có chuyện bắt buộc đổi thẻ căn cước", "", text, kind="guidance", document=None
    )
    assert message
    assert not any("500.000" in each.statement for each in message)
    half = (
        "Chuyên gia vào làm việc dưới 90 ngày trong một năm, tính từ ngày 1/1 đến hết ngày 31/12, không thuộc diện "
        "cấp giấy phép lao "
        "động và cũng không phải làm thủ tục xác nhận; người sử dụng lao động chỉ phải thông báo trước ít nhất 03 ngày làm việc."
    )
    _, message = understand_points("Miễn giấy phép lao động ngắn hạn", "", half, kind="new_law", document=None)
    assert not any(each.statement.startswith("Người sử dụng lao động chỉ") for each in message)


def test_a_title_of_another_river_holds_the_paper() -> None:
    text = (
        "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG\nSố: 2981/QĐ-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - "
        "Hạnh phúc\n"
        "Hương Giang, ngày 24 tháng 11 năm 2026\nQUYẾT ĐỊNH\nCông bố tình huống khẩn cấp về sạt lở bờ sông Thạch "
        "đoạn qua thôn Bản Mù\n"
        "Điều 1. Công bố tình huống khẩn cấp về sạt lở bờ sông Thạch đoạn qua thôn Bản Mù, dài 1,2 km.\n"
        "Điều 2. Cấm người và phương tiện đi vào khu vực sạt lở.\nĐiều 3. Quyết định này có hiệu lực từ ngày ký."
    )
    title = "Quyết định công bố tình huống khẩn cấp về sạt lở bờ sông {} đoạn qua thôn Bản Mù"

    def codes(river: str) -> set[str]:
        facts = understand(
            title=title.format(river), summary="", text=text, categories_kind="", publisher="Sở Tư pháp tỉnh Hương Giang",
            attachments=(), today=TODAY,
        )  # fmt: skip
        return {reason.code for mark in facts.marks for reason in [reason_of(mark)]}

    assert "contradiction" in codes("Lam")
    assert "contradiction" not in codes("Thạch")


def test_a_firms_day_and_the_hours_of_what_is_free_are_no_last_day_of_the_readers() -> None:
    text = (
        "Điều 2. Trách nhiệm\n1. Công ty Cấp nước Hương Giang có trách nhiệm: thông báo giá đến khách hàng trước "
        "ngày 15/12/2026.\n"
        "Điều 3. Miễn, giảm\n1. Không thu tiền đối với nông dân bán rau do gia đình trồng, với thời gian không quá 02 giờ/ngày."
    )
    roles = {each.role for each in find_candidates(read_structure(f"{HEAD}{text}"))}
    assert Role.DEADLINE not in roles


def test_a_number_of_an_identity_is_never_told() -> None:
    text = "Ông A, CCCD số 001068000123, nộp đơn tại Ủy ban nhân dân xã Nậm Khoa trước ngày 15/12/2026 để được cấp lại giấy."
    _, message = understand_points("Thông báo mất giấy", "", text, kind="guidance", document=None)
    assert not any("001068000123" in each.statement for each in message)


def test_a_bare_level_is_said_with_what_it_is_of() -> None:
    found = told(
        "Điều 4. Hỗ trợ tích tụ đất đai\n2. Mức hỗ trợ:\na) 9.000.000 đồng/ha đối với bên thuê đất;\n"
        "b) 2.000.000 đồng/ha đối với hộ cho thuê."
    )
    assert found
    assert all(each.startswith("Hỗ trợ tích tụ đất đai: ") for each in found if "đồng/ha" in each)


def test_who_pays_nothing_is_told_beside_who_pays_less() -> None:
    text = (
        "Điều 3. Miễn, giảm giá\n1. Miễn toàn bộ: người có công với cách mạng; hộ nghèo; người vô gia cư.\n"
        "2. Giảm 50%: hộ cận nghèo; người khuyết tật nặng."
    )
    candidates = find_candidates(read_structure(f"{HEAD}{text}"))
    ranked = [Ranked(0.9 if "50%" in each.words else 0.05, each) for each in reversed(candidates)]
    found = [each.statement for each in choose(rules().document, ranked, (), rules().quotas)]
    assert any("hộ nghèo" in each and "Miễn" in each for each in found)


def test_a_sum_that_only_the_title_has_is_no_news() -> None:
    text = "Mức lương tối thiểu tháng tại vùng I là 5.680.000 đồng, vùng II là 5.040.000 đồng."
    assert sum_only_in_title("Lương tối thiểu vùng tăng lên 5,31 triệu đồng/tháng", text) == "5,31 triệu"
    assert sum_only_in_title("Lương tối thiểu vùng I là 5,68 triệu đồng/tháng", text) == ""
    assert sum_only_in_title("Lương tối thiểu gần 6 triệu đồng/tháng", text) == ""
    assert sum_only_in_title("Lương tối thiểu 6 triệu đồng/tháng", "Lương tối thiểu tăng.") == ""


def test_a_rule_without_its_subject_is_said_with_its_heading() -> None:
    found = told(
        "Điều 2. Dạy thêm trong nhà trường\n1. Không được thu tiền của học sinh dưới mọi hình thức, kể cả tự nguyện."
    )
    assert found == ["Dạy thêm trong nhà trường: không được thu tiền của học sinh dưới mọi hình thức, kể cả tự nguyện."]


def test_an_exception_that_only_the_paper_shows_leaves_the_day_of_effect_its_place() -> None:
    text = (
        "Điều 1. Nội dung\n1. Hộ nuôi ong được hỗ trợ 400.000 đồng mỗi đàn.\nĐiều 2. Hiệu lực\n1. Quyết định này có hiệu lực từ "
        "ngày 15 tháng 12 năm 2026, trừ quy định tại khoản 2 Điều này.\n2. Khoản 3 Điều 1 có hiệu lực từ ngày 01/7/2027."
    )
    document = DocumentFacts(kind="quyết định", issued_on=TODAY)
    material = document_material("Quyết định", f"{HEAD}{text}", document)
    told = [each.statement for each in message_of(material, None, ("Quyết định", "", f"{HEAD}{text}"))]
    assert "Quyết định có hiệu lực từ ngày 15/12/2026, trừ một số quy định." in told


POLICY = """HỘI ĐỒNG NHÂN DÂN
TỈNH HƯƠNG GIANG
Số: 31/2026/NQ-HĐND
NGHỊ QUYẾT
Quy định hỗ trợ chủ đò chuyển nghề
Điều 1. Đối tượng
Nghị quyết áp dụng đối với chủ đò ngang thường trú tại tỉnh, đã đăng ký đò trước ngày 01 tháng 7 năm 2026.
Điều 2. Nguyên tắc
Mỗi chủ đò được hỗ trợ một lần cho một đò.
Điều 3. Mức hỗ trợ
1. Giải bản đò:
a) Đò có sức chở dưới 12 người: 25.000.000 đồng/đò;
b) Đò có sức chở từ 12 người trở lên: 45.000.000 đồng/đò.
2. Mua máy nông nghiệp để chuyển nghề: 50% chi phí theo hóa đơn nhưng không quá 20.000.000 đồng/hộ.
3. Học nghề: lao động trên đò được hỗ trợ 100% học phí một khóa sơ cấp, tối đa 5.000.000 đồng/người.
Điều 4. Hồ sơ
Chủ đò nộp 01 bộ hồ sơ tại Trung tâm Phục vụ hành chính công cấp xã nơi thường trú.
Điều 5. Hoàn trả
Chủ đò mua lại đò trong thời gian cam kết phải hoàn trả toàn bộ số tiền đã nhận.
Điều 6. Xử phạt
Chủ tịch Ủy ban nhân dân cấp xã có quyền phạt tiền đến 5.000.000 đồng đối với hành vi khai gian.
Điều 7. Hiệu lực
Nghị quyết này có hiệu lực từ ngày 01 tháng 01 năm 2027.
"""


def test_of_a_policy_each_sum_is_told_and_not_how_much_an_office_may_fine() -> None:
    message = understand_points("Quy định hỗ trợ chủ đò chuyển nghề", "", POLICY, kind="new_law", document=None)[1]
    told = " ".join(point.statement for point in message)
    assert all(amount in told for amount in ("25.000.000", "45.000.000", "20.000.000")), told
    assert "có quyền phạt" not in told


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("Ủy ban nhân dân cấp xã lập sổ quản lý và cấp mã số cho từng con vật nuôi.", False),
        ("Trưởng thôn lập danh sách, niêm yết tại nhà văn hóa trong 07 ngày.", False),
        ("Ủy ban nhân dân cấp xã niêm yết danh sách và chi trả cho hộ dân trong 05 ngày.", True),
        ("Chủ nuôi phải lập sổ theo dõi từng con vật nuôi.", True),
    ],
)
def test_what_an_office_keeps_for_itself_is_told_to_nobody(words: str, is_told: bool) -> None:
    text = f"Điều 3. Đăng ký nuôi\n1. Chủ nuôi phải khai báo với Ủy ban nhân dân cấp xã trong 15 ngày.\n2. {words}"
    assert any("lập sổ" in each or "niêm yết" in each for each in chosen(text)) is is_told
