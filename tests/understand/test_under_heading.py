"""What is told with the heading that it would mislead without, and lists that are told whole or said to be parts."""

import pytest

from distributor.understand.statements import fit, some_of
from distributor.understand.told_shorter import shorter
from tests.understand.test_limits_of_rules import said


def test_a_rule_of_one_place_is_told_with_the_place_that_its_heading_names() -> None:
    found = said(
        "Điều 2. Bán hàng trong chợ đêm\nMỗi gian hàng không quá 06 m2; người bán phải trả mặt bằng trước 23 giờ hằng ngày.\n"
        "Điều 3. Bán hàng ngoài chợ đêm\nNgười bán phải đăng ký vị trí với ban quản lý trước 02 ngày."
    )
    assert any(each.startswith("Bán hàng trong chợ đêm: mỗi gian hàng không quá 06 m2") for each in found)
    assert any(each.startswith("Bán hàng ngoài chợ đêm: người bán phải đăng ký") for each in found)


def test_what_the_title_says_of_all_of_the_document_is_not_said_again() -> None:
    document = (
        "Điều 2. Mức hỗ trợ đối với thành viên đội bơi\nMức hỗ trợ là 400.000 đồng/tháng trong thời gian tập huấn."
    )
    assert any("thành viên đội bơi" in each for each in said(document))
    assert not any("thành viên đội bơi" in each for each in said(document, title="Quyết định về thành viên đội bơi"))


def test_a_sum_is_told_with_what_it_is_paid_for() -> None:
    found = said(
        "Điều 3. Tiền thưởng xóm không rác\nXóm đạt loại A: 3.000.000 đồng; xóm đạt loại B: 2.000.000 đồng; xóm giữ loại A ba "
        "năm liền: 5.000.000 đồng mỗi năm."
    )
    assert any(each.startswith("Tiền thưởng xóm không rác: xóm đạt loại A: 3.000.000 đồng") for each in found)


def test_conditions_and_where_to_file_are_told_with_of_what() -> None:
    found = said(
        "Điều 4. Điều kiện thuê ki-ốt\n1. Hộ có mặt bằng dưới 20 m2, đang bán tại chợ, còn giấy đăng ký kinh doanh.\n"
        "Điều 5. Đơn xin thuê ki-ốt\nNộp tại Trung tâm Phục vụ hành chính công cấp xã trước ngày 10 tháng 3 hằng năm."
    )
    assert any(each.startswith("Đơn xin thuê ki-ốt: nộp tại Trung tâm") for each in found)
    assert any("Điều kiện thuê ki-ốt" in each for each in found)


def test_entries_that_have_no_room_below_their_opener_stand_below_the_heading() -> None:
    found = said(
        "Điều 3. Diện tích tối thiểu của quầy đối với hàng tươi sống\nTừng quầy đang dùng và quầy sắp lập sau khi sắp "
        "xếp lại mặt "
        "bằng chợ phải bảo đảm diện tích, kích thước tối thiểu như sau:\n"
        "a) Tại chợ phường: 6 m2, cạnh giáp lối đi tối thiểu 2 m;\n"
        "b) Tại chợ xã đồng bằng, ven sông: 9 m2, cạnh giáp lối đi tối thiểu 3 m;\n"
        "c) Tại chợ xã miền núi, biên giới: 12 m2, cạnh giáp lối đi tối thiểu 3 m."
    )
    for area in ("6 m2", "9 m2", "12 m2"):
        assert any(area in each and "hàng tươi sống" in each for each in found), area


def test_whom_alone_something_is_for_is_told_of_all_of_them_or_of_none() -> None:
    found = said(
        "Điều 3. Lớp bơi\n1. Lớp bơi mở vào dịp hè, không thu tiền và chỉ dành cho: học sinh lớp cuối cấp tiểu học "
        "đang học tại các "
        "trường của tỉnh; học sinh trung học cơ sở thuộc hộ nghèo, cận nghèo; trẻ em đang được nuôi dưỡng tại cơ sở "
        "trợ giúp xã hội.\n"
        "2. Mỗi lớp không quá 20 học sinh."
    )
    assert not any("chỉ dành cho" in each for each in found)


@pytest.mark.parametrize(
    ("opener", "of_some"),
    [
        ("Người được miễn gồm", "Người được miễn, trong đó có"),
        ("Không áp dụng đối với", "Không áp dụng đối với một số trường hợp, trong đó có"),
        ("Không cấp phép trong các trường hợp sau", "Không cấp phép trong các trường hợp sau, trong đó có"),
        ("Quyết định này áp dụng đối với", "Quyết định này áp dụng đối với"),
        ("Phạt tiền đối với một trong các hành vi", "Phạt tiền đối với một trong các hành vi"),
        ("Mức thu", "Mức thu"),
    ],
)
def test_some_entries_of_a_list_of_whom_are_said_to_be_some(opener: str, of_some: str) -> None:
    assert some_of(opener) == of_some


def test_a_list_of_whom_that_is_shortened_says_so() -> None:
    told = fit(
        "Quy định này không áp dụng đối với: xe đưa người đi cấp cứu, xe của lực lượng phòng cháy đang làm nhiệm vụ; "
        "xe chở người "
        "khuyết tật nặng đến nơi khám, chữa bệnh; xe của người dân có nhà ở trong khu vực đã được cấp thẻ ra vào."
    )
    assert told.startswith("Quy định này không áp dụng với một số trường hợp, trong đó có: xe đưa người")


def test_who_it_is_for_stays_with_where_he_lives_though_others_are_left_out_behind_it() -> None:
    found = said(
        "Điều 1. Đối tượng\nNgười từ đủ 65 tuổi trở lên thường trú trên địa bàn tỉnh. Người đang hưởng chế độ này ở "
        "tỉnh khác không "
        "thuộc đối tượng của Quyết định này.\nĐiều 2. Mức tặng\nMỗi người được tặng 300.000 đồng vào dịp Tết."
    )
    assert found[0].startswith("Người từ đủ 65 tuổi trở lên thường trú trên địa bàn tỉnh.")


def test_a_headmaster_who_answers_for_his_teachers_is_no_news() -> None:
    found = said(
        "Điều 2. Lớp bơi\nHọc sinh được học bơi miễn phí 10 buổi/năm.\nĐiều 3. Trách nhiệm của Hiệu trưởng\nHiệu "
        "trưởng chịu trách "
        "nhiệm về việc quản lý giáo viên dạy bơi ngoài giờ."
    )
    assert not any("hiệu trưởng" in each.casefold() for each in found)


def test_what_says_when_it_is_otherwise_stays_beside_the_rule_of_a_notice() -> None:
    rule = "Hồ sơ được trả trong buổi chiều; hồ sơ nộp sau 10 giờ thì trả vào sáng hôm tiếp theo."
    assert shorter(rule) == rule
    assert fit("Người nộp đơn được gọi theo số thứ tự của ngày làm việc tiếp theo.").endswith("tiếp theo.")


def test_articles_whose_headings_begin_alike_are_told_apart() -> None:
    found = said(
        "Điều 2. Bè nuôi cá quy mô nhỏ\n1. Bè phải cách bến đò tối thiểu 60 m.\n2. Mỗi bè phải có phao báo hiệu.\n"
        "Điều 3. Bè nuôi cá quy mô lớn\nTrước khi thả cá phải được cấp giấy xác nhận."
    )
    assert any("quy mô nhỏ" in each and "60 m" in each for each in found)
    assert any("quy mô lớn" in each and "giấy xác nhận" in each for each in found)


def test_where_something_is_not_allowed_is_told_as_a_ban() -> None:
    found = said(
        "Điều 4. Khu vực không được phép neo bè\n1. Vùng nước trong phạm vi 200 m quanh cầu, trừ bè cứu hộ.\n"
        "Điều 5. Bè\nMỗi hộ được neo không quá 03 bè."
    )
    assert any(each.startswith("Khu vực không được phép neo bè: vùng nước") for each in found)


def test_who_is_freed_is_told_below_its_heading_though_his_own_words_name_a_time() -> None:
    found = said(
        "Điều 3. Các trường hợp được miễn tiền vé\n1. Hộ nghèo; hộ có người có công; hộ đang được hỗ trợ do thiên tai trong "
        "thời "
        "gian không quá 03 tháng.\n2. Người từ đủ 75 tuổi có giấy của trưởng thôn."
    )
    assert not any(each.startswith("Hộ nghèo") for each in found), found
    assert any(each.startswith("Các trường hợp được miễn tiền vé") and "hộ nghèo" in each for each in found), found


def test_what_a_company_does_by_a_decision_is_no_deadline_of_citizens() -> None:
    found = said(
        "Điều 4. Tổ chức thực hiện\n1. Công ty TNHH một thành viên Thủy nông Sông Luồng vận hành tối đa trạm bơm, nạo vét "
        "bể hút "
        "trước ngày 20 tháng 12 năm 2026.\n2. Hộ dân khơi thông mương trước ngày 31 tháng 12 năm 2026."
    )
    assert not any("Công ty" in each for each in found)
    assert any("khơi thông mương" in each for each in found)


def test_that_an_annex_has_the_prices_is_not_told() -> None:
    found = said(
        "Điều 2. Giá tối đa\n1. Giá tối đa đối với hộ gia đình quy định tại Mục I; đối với hộ kinh doanh quy định tại Mục "
        "II Phụ "
        "lục kèm theo Quyết định này.\n2. Hộ phân loại rác tại nguồn được giảm 20%."
    )
    assert "Hộ phân loại rác tại nguồn được giảm 20%." in found
    assert not any("Mục I" in each for each in found)


def test_that_there_are_cases_is_not_told_beside_the_cases() -> None:
    found = said(
        "Điều 5. Giảm tiền thuê sạp\n1. Giảm 50% tiền thuê sạp cho các trường hợp sau đây:\na) Hộ bán rau củ do mình trồng "
        "tại xã;\n"
        "b) Hộ có người khuyết tật nặng đứng bán;\n"
        "c) Hộ mới thoát nghèo trong 12 tháng, có xác nhận của Ủy ban nhân dân xã nơi thường trú;\n"
        "d) Hộ bán hàng thủ công của làng nghề được tỉnh công nhận, đứng bán từ 05 năm trở lên tại chợ;\n"
        "đ) Hộ bị cháy, mưa lũ làm hỏng hàng hóa từ 30% trở lên trong tháng."
    )
    assert any("hộ có người khuyết tật nặng" in each for each in found)
    assert not any("nêu trong văn bản" in each for each in found), found


def test_until_when_one_files_is_told_though_it_goes_on_with_that_time() -> None:
    found = said(
        "Điều 4. Trình tự\n2. Hộ kinh doanh nộp hồ sơ tại thuế cơ sở nơi có địa điểm kinh doanh. Thời hạn nộp hồ sơ chậm "
        "nhất là ngày "
        "30 tháng 12 năm 2026; quá thời hạn này hộ kinh doanh không được hỗ trợ."
    )
    assert any("30/12/2026" in each for each in found), found


def test_which_costs_are_borne_is_not_told_by_a_place_beside_the_sum() -> None:
    found = said(
        "Điều 3. Mức hỗ trợ\n1. Hỗ trợ một lần 50% chi phí mua máy tính tiền, tối đa 3.000.000 đồng/hộ.\n2. Hộ do người "
        "khuyết tật làm "
        "chủ được hỗ trợ 100% chi phí quy định tại khoản 1 Điều này, tối đa 6.000.000 đồng/hộ."
    )
    assert any(
        "Hộ do người khuyết tật làm chủ được hỗ trợ 100% chi phí, tối đa 6.000.000 đồng/hộ." in each for each in found
    )


def test_what_goes_on_of_some_alone_is_not_told_of_all() -> None:
    found = said(
        "Điều 24. Điều kiện hoạt động\n2. Đò có sức chở từ 05 người đến 12 người, đò có máy từ 05 sức ngựa đến 15 sức ngựa "
        "đang chạy trên "
        "các sông, hồ của tỉnh phải có giấy chứng nhận đăng ký, kẻ số đăng ký hai bên mạn và có đủ áo phao; không phải đăng "
        "kiểm, trừ "
        "đò chở khách ngang sông.\n3. Là lao động duy nhất phải nuôi người khuyết tật đặc biệt nặng."
    )
    assert not any(each.startswith(("Không phải đăng kiểm", "Là lao động")) for each in found), found
