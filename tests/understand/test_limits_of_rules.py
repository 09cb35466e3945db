"""What an act rules is told with what limits it: its heading, its exception, its day, its place; and nothing that leans on words
which are not told."""

from dataclasses import replace
from datetime import date

import pytest

from distributor.facts import DocumentFacts, Point, Relation, Role
from distributor.reading_states import RelationKind
from distributor.understand.content_kind import content_kind
from distributor.understand.leaning import is_told_by_citation
from distributor.understand.points import document_material, message_of
from distributor.understand.reach import parts_of
from distributor.understand.statements import fit

HEAD = "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG\nSố: 58/2026/QĐ-UBND\nQUYẾT ĐỊNH\n"
CLOSING = "\nĐiều 9. Hiệu lực thi hành\n1. Quyết định này có hiệu lực từ ngày 01 tháng 12 năm 2026.\n"


def told(text: str, closing: str = CLOSING, title: str = "Quyết định") -> tuple[Point, ...]:
    document = DocumentFacts(kind="quyết định", issued_on=date(2026, 11, 20), effective_on=date(2026, 12, 1))
    source = f"{HEAD}{text}{closing}"
    return message_of(document_material(title, source, document), None, (source,))


def said(text: str, closing: str = CLOSING, title: str = "Quyết định") -> list[str]:
    return [each.statement for each in told(text, closing, title)]


@pytest.mark.parametrize(
    ("clause", "effect"),
    [
        ("2. Bãi bỏ Chương III và Chương V Nghị quyết số 09/2021/NQ-HĐND ngày 16 tháng 7 năm 2021.", ""),
        ("2. Bãi bỏ Nghị quyết số 09/2021/NQ-HĐND ngày 16 tháng 7 năm 2021.", ", bãi bỏ Nghị quyết số 09/2021/NQ-HĐND"),
        (
            "2. Quyết định số 33/2017/QĐ-UBND ngày 10/8/2017 và Điều 4 Quyết định số 14/2020/QĐ-UBND ngày 22/5/2020 "
            "hết hiệu lực kể từ ngày Quyết định này có hiệu lực.",
            "",
        ),
        ("2. Thay thế Quyết định số 20/2019/QĐ-UBND về điều kiện tách thửa.", ", thay thế Quyết định số 20/2019/QĐ-UBND"),
    ],
)  # fmt: skip
def test_an_act_is_said_to_end_only_where_all_of_it_ends(clause: str, effect: str) -> None:
    assert said("Điều 1. Mức thu\n1. Mức thu là 8.000 đồng/lượt.", f"{CLOSING}{clause}")[-1] == (
        f"Quyết định có hiệu lực từ ngày 01/12/2026{effect}."
    )


def test_a_measure_is_told_of_all_places_and_of_what_alone_it_is() -> None:
    found = said(
        "Điều 5. Diện tích tối thiểu được tách thửa đối với đất ở\n"
        "1. Tại các phường: thửa đất còn lại có diện tích từ 50 m2 trở lên, chiều rộng từ 4 m trở lên.\n"
        "2. Tại các xã đồng bằng: từ 80 m2 trở lên, chiều rộng từ 5 m trở lên.\n"
        "3. Tại các xã miền núi: từ 120 m2 trở lên, chiều rộng từ 5 m trở lên."
    )
    for area in ("50 m2", "80 m2", "120 m2"):
        assert any(area in each and "đất ở" in each for each in found), area


def test_what_is_freed_is_told_with_the_heading_that_frees_it() -> None:
    found = said(
        "Điều 3. Hạn chế xe tải\n1. Xe tải nặng không được vào nội thị từ 6 giờ đến 21 giờ hằng ngày.\n"
        "Điều 5. Các loại xe không bị hạn chế\n1. Xe ưu tiên theo quy định của Luật Trật tự, an toàn giao thông đường bộ.\n"
        "2. Xe phục vụ sửa chữa sự cố điện, nước, viễn thông; xe thu gom rác thải; xe tang."
    )
    assert not any(each.startswith("Xe phục vụ") for each in found)


def test_a_rule_does_not_go_without_the_exception_behind_it() -> None:
    found = said(
        "Điều 1. Đối tượng\n1. Quyết định này áp dụng cho mọi hộ gia đình, cá nhân có phát sinh rác thải sinh hoạt trên địa bàn "
        "tỉnh và các đơn vị thu gom, vận chuyển rác thải sinh hoạt đến nơi xử lý tập trung của tỉnh. "
        "Hộ gia đình ở thôn, bản chưa có tuyến thu gom không phải trả tiền dịch vụ."
    )
    assert not any("áp dụng cho mọi hộ" in each and "không phải trả" not in each for each in found)


def test_conditions_of_several_groups_are_told_of_all_or_of_none() -> None:
    found = said(
        "Điều 3. Điều kiện mua nhà\n1. Điều kiện về thu nhập: người độc thân có thu nhập bình quân hằng tháng không quá "
        "20 triệu đồng; người đã kết hôn thì tổng thu nhập của hai vợ chồng không quá 40 triệu đồng/tháng; người độc thân đang "
        "nuôi con dưới tuổi thành niên không quá 30 triệu đồng/tháng."
    )
    assert not any("20 triệu" in each and "40 triệu" not in each for each in found)
    assert not any("40 triệu" in each and "20 triệu" not in each for each in found)


def test_some_of_the_cases_do_not_seem_to_be_all() -> None:
    found = said(
        "Điều 3. Áp dụng\n1. Hộ dân được tách thửa theo diện tích.\n2. Các trường hợp không áp dụng diện tích tối thiểu:\n"
        "a) Tặng cho quyền sử dụng đất cho Nhà nước, cộng đồng dân cư để xây dựng công trình công cộng, nhà tình nghĩa, nhà tình "
        "thương, nhà đại đoàn kết theo quy định của pháp luật về đất đai, nhà ở và các văn bản hướng dẫn thi hành;\n"
        "b) Nhà nước thu hồi một phần thửa đất."
    )
    assert not any(each.startswith("Các trường hợp") and "trong đó có" not in each for each in found)


def test_a_part_with_its_own_day_is_told_with_that_day() -> None:
    text = (
        "Điều 8. Phân loại rác\n1. Phạt cảnh cáo đối với hành vi không phân loại rác lần đầu.\n"
        "Điều 9. Vứt rác\n1. Phạt tiền từ 1.000.000 đồng đến 2.000.000 đồng đối với hành vi vứt rác trên vỉa hè."
    )
    own = "2. Khoản 1 Điều 8 Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2027."
    first, second = (each for each in told(text, f"{CLOSING}{own}") if each.role is Role.PENALTY)
    by_statement = {each.statement: each.quotes for each in (first, second)}
    dated = "Phạt cảnh cáo đối với hành vi không phân loại rác lần đầu (từ ngày 01/7/2027)."
    assert any("Khoản 1 Điều 8" in quote for quote in by_statement[dated])
    assert any("vỉa hè." in statement for statement in by_statement)


@pytest.mark.parametrize(
    ("words", "leans"),
    [
        ("việc miễn tại khoản 1 Điều này không áp dụng đối với nội dung số 7", True),
        ("Học sinh thuộc khoản 3 Điều 2 Nghị quyết này: 120.000 đồng/tháng", True),
        ("Ngoài các khung giờ tại khoản 1, mức âm thanh không được vượt quá 70 dBA", True),
        ("Người mới thuộc đối tượng theo khoản 2, khoản 3 Điều 1 Nghị quyết này nộp tờ khai tại UBND cấp xã", True),
        ("Người thuộc khoản 1 Điều 5 Luật Người cao tuổi được trợ cấp", False),
        ("Hộ nghèo theo chuẩn nghèo của tỉnh được miễn", False),
        ("Người dân nộp hồ sơ tại Trung tâm Phục vụ hành chính công", False),
    ],
)
def test_whom_or_when_only_a_clause_tells(words: str, leans: bool) -> None:
    assert is_told_by_citation(words) is leans


def test_a_notice_tells_when_and_where_files_are_taken() -> None:
    found = told(
        "Điều 4. Thời gian, địa điểm tiếp nhận hồ sơ\n"
        "1. Thời gian: từ 8 giờ 00 ngày 07 tháng 12 năm 2026 đến 17 giờ 00 ngày 06 tháng 01 năm 2027.\n"
        "2. Địa điểm: Văn phòng Ban quản lý dự án, số 15 đường Trần Khánh Dư, phường Vĩnh Khê."
    )
    roles = {each.role: each.statement for each in found}
    assert "từ 8 giờ 00 ngày 07/12/2026 đến 17 giờ 00 ngày 06/01/2027" in roles[Role.DEADLINE]
    assert "số 15 đường Trần Khánh Dư" in roles[Role.WHERE]


def test_a_citizens_time_comes_before_an_offices() -> None:
    found = said(
        "Điều 4. Trình tự\n1. Cha, mẹ hoặc người giám hộ nộp đơn đề nghị cho trường trong 15 ngày kể từ ngày bắt đầu học kỳ.\n"
        "2. Cơ sở giáo dục lập danh sách, niêm yết công khai 05 ngày làm việc và gửi Ủy ban nhân dân cấp xã.\n"
        "3. Trong 10 ngày làm việc kể từ ngày nhận được danh sách, Chủ tịch Ủy ban nhân dân cấp xã quyết định phê duyệt."
    )
    assert any("nộp đơn đề nghị cho trường trong 15 ngày" in each for each in found)


def test_how_long_something_lasts_is_no_last_day() -> None:
    (found, _) = told("Điều 2. Việc cưới\n1. Tổ chức tiệc cưới không quá 02 ngày và không dựng rạp trên lòng đường.")
    assert found.role is not Role.DEADLINE


@pytest.mark.parametrize(
    ("long", "most", "short"),
    [
        (
            "Không sử dụng loa kéo, loa công suất lớn để hát, phát nhạc tại khu dân cư, nơi công cộng trong các khung giờ: từ 11 "
            "giờ 30 đến 13 giờ 30 và từ 21 giờ 00 đến 6 giờ 00 sáng hôm sau.",
            40,
            "từ 21h00 đến 6h00 sáng hôm sau.",
        ),
        (
            "Hộ kinh doanh có doanh thu trên 500 triệu đồng phải thông báo số tài khoản dùng cho hoạt động kinh doanh với cơ "
            "quan thuế chậm nhất ngày 31 tháng 12 năm 2026 theo Mẫu 01/BK-STK qua eTax Mobile hoặc nộp trực tiếp tại Thuế cơ sở.",
            40,
            "với cơ quan thuế chậm nhất ngày 31/12/2026.",
        ),
    ],
)
def test_a_long_rule_keeps_its_hours_and_its_last_day(long: str, most: int, short: str) -> None:
    assert fit(long, most).endswith(short)


def test_of_several_times_the_one_with_its_day_comes_first() -> None:
    found = said(
        "Điều 4. Hồ sơ\n1. Trong thời hạn 07 ngày kể từ khi kết thúc đợt thiên tai, người dân nộp đơn đề nghị hỗ trợ "
        "kèm bản kê khai số lượng thiệt hại tại Ủy ban nhân dân cấp xã.\n"
        "2. Đối với đợt mưa lũ tháng 10, thời hạn nộp đơn được kéo dài đến hết ngày 15 tháng 12 năm 2026."
    )
    assert [each[:20] for each in found[:2]] == ["Đối với đợt mưa lũ t", "Trong thời hạn 07 ng"]


def test_a_table_of_two_columns_is_a_tariff() -> None:
    found = said(
        "Điều 2. Mức hỗ trợ vật nuôi\n1. Đối với vật nuôi: hỗ trợ theo bảng sau\nLoại vật nuôi | Mức hỗ trợ\n"
        "Lợn đến 28 ngày tuổi | 600.000 đồng/con\nTrâu, bò trên 6 tháng tuổi | 8.000.000 đồng/con"
    )
    assert any("600.000 đồng/con" in each and "8.000.000 đồng/con" in each for each in found)
    assert not any("|" in each for each in found)


def test_a_procedure_is_told_with_where_it_is_done() -> None:
    found = said(
        "Điều 1. Danh mục\nTT | Tên thủ tục | Thời hạn giải quyết | Địa điểm thực hiện | Phí, lệ phí\n"
        "1 | Đăng ký khai tử | Ngay trong ngày | Trung tâm Phục vụ hành chính công cấp xã bất kỳ trong tỉnh | Không\n"
        "2 | Cấp bản sao trích lục | 01 ngày làm việc | Ủy ban nhân dân cấp xã | 8.000 đồng"
    )
    assert any("Đăng ký khai tử: ngay trong ngày; nơi nộp: Trung tâm Phục vụ hành chính công" in each for each in found)


def test_an_act_that_also_ends_something_is_no_repeal() -> None:
    subject = "Về việc công bố danh mục thủ tục hành chính được sửa đổi, bổ sung, bị bãi bỏ trong lĩnh vực hộ tịch"
    ends = Relation(RelationKind.REPEALS, "Quyết định số 1190/QĐ-UBND", "1190/QĐ-UBND")
    document = DocumentFacts(kind="quyết định", subject=subject, relations=(ends,))
    assert content_kind("Quyết định công bố thủ tục", "", "", document, "announcement") != "repeal"
    only = replace(document, subject="Về việc bãi bỏ Quyết định số 1190/QĐ-UBND")
    assert content_kind("Quyết định bãi bỏ", "", "", only, "announcement") == "repeal"


def test_a_sum_below_a_bare_heading_is_told_with_its_chapter() -> None:
    found = said(
        "Chương I\nLỆ PHÍ HỘ TỊCH\nĐiều 1. Người nộp lệ phí\nNgười được giải quyết việc hộ tịch.\n"
        "Chương II\nPHÍ THẨM ĐỊNH HỒ SƠ CẤP GIẤY CHỨNG NHẬN\nĐiều 5. Mức thu phí\n1. Cá nhân cấp lần đầu:\n"
        "a) Tại các phường: 350.000 đồng/hồ sơ;\nb) Tại các xã: 150.000 đồng/hồ sơ."
    )
    assert any("350.000" in each and "Phí thẩm định hồ sơ cấp giấy chứng nhận" in each for each in found)


def test_entries_of_one_opener_are_told_under_it_once() -> None:
    found = said(
        "Điều 6. Hồ sơ\n1. Hồ sơ gồm:\na) Đơn đăng ký mua, thuê mua nhà ở xã hội;\nb) Giấy tờ chứng minh đối tượng;\n"
        "c) Giấy xác nhận về thu nhập. Người không có hợp đồng lao động thì do Công an cấp xã nơi thường trú xác nhận."
    )
    assert all(each.count("hồ sơ có:") <= 1 for each in found)


@pytest.mark.parametrize(
    ("rule", "exception", "limit"),
    [
        (
            "Miễn lệ phí hộ tịch đối với người thuộc hộ nghèo, người khuyết tật.",
            "Việc miễn tại khoản 1 Điều này không áp dụng đối với đăng ký kết hôn có yếu tố nước ngoài.",
            "(không áp dụng đối với đăng ký kết hôn có yếu tố nước ngoài).",
        ),
        (
            "Không sử dụng loa kéo, loa công suất lớn để hát, phát nhạc tại khu dân cư, nơi công cộng từ 11 giờ 30 phút đến 13 "
            "giờ 30 phút và từ 21 giờ đến 6 giờ.",
            "Quy định tại khoản 1 Điều này không áp dụng đối với đêm giao thừa và hoạt động văn nghệ do chính quyền tổ chức.",
            "(có ngoại lệ).",
        ),
    ],
)
def test_a_rule_is_told_with_whom_another_clause_spares(rule: str, exception: str, limit: str) -> None:
    found = told(f"Điều 3. Quy định\n1. {rule}\n2. {exception}")
    assert any(each.statement.endswith(limit) and exception in each.quotes for each in found)
    assert not any(each.statement.startswith(("Việc miễn", "Quy định tại")) for each in found)


def test_what_becomes_of_what_was_begun_is_nothing_to_do() -> None:
    found = told(
        "Điều 2. Mức thu\n1. Lệ phí là 8.000 đồng/lần.\nĐiều 3. Chuyển tiếp\n1. Những trường hợp đã nộp hồ sơ trước ngày Quyết "
        "định này có hiệu lực nhưng chưa ra thông báo thì áp dụng theo quy định cũ."
    )
    assert all(each.role is not Role.HOW for each in found)


def test_whom_a_sum_is_for_is_never_taken_for_a_label() -> None:
    found = said(
        "Điều 3. Hỗ trợ chi phí học tập\n1. Nhóm 1: học sinh, sinh viên mồ côi cả cha lẫn mẹ; người khuyết tật nặng:\n"
        "a) Học sinh trung học phổ thông: 750.000 đồng/người/tháng;\nb) Sinh viên: 1.500.000 đồng/người/tháng."
    )
    assert not any("1.500.000" in each and "mồ côi" not in each for each in found)


def test_a_phrase_that_takes_the_place_of_another_is_no_part_of_what_was() -> None:
    words = "Thay thế cụm từ “Ban Quản lý di tích huyện” bằng cụm từ “Ủy ban nhân dân cấp xã” của Nghị quyết"
    assert parts_of("", words) == ("cụm từ “Ban Quản lý di tích huyện”",)


def test_of_a_list_that_ends_acts_its_opener_never_seems_to_end_all() -> None:
    found = said(
        "Điều 1. Bãi bỏ toàn bộ các quyết định quy phạm pháp luật do Ủy ban nhân dân tỉnh ban hành sau đây:\n"
        + "".join(
            f"{n}. Quyết định số {n}/2018/QĐ-UBND về việc quy định mức thu phí chợ loại {n}.\n" for n in range(1, 9)
        )
    )
    assert "Bãi bỏ toàn bộ các quyết định quy phạm pháp luật." not in found
