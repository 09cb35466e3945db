"""Whom a place of the same document names is said in its words; the rest of a tariff, and what a document about fines tells."""

from tests.understand.test_limits_of_rules import said

WHOM = (
    "Điều 2. Đối tượng được cấp thẻ xe buýt\n1. Người từ đủ 70 tuổi trở lên.\n"
    "2. Sinh viên các trường trong tỉnh không thuộc khoản 1 Điều này.\n"
)


def test_a_share_is_told_with_whom_it_is_for() -> None:
    found = said(
        f"{WHOM}Điều 3. Mức giảm giá vé tháng\n1. Mức giảm giá vé tháng:\na) 80% đối với người quy định tại khoản 1 Điều 2;\n"
        "b) 40% đối với sinh viên quy định tại khoản 2 Điều 2."
    )
    text = " ".join(found)
    assert "80% đối với người từ đủ 70 tuổi trở lên" in text
    assert "40% đối với sinh viên các trường trong tỉnh không thuộc nhóm khác" in text
    assert "tại khoản" not in text


def test_who_is_named_by_what_another_act_says_or_by_several_places_is_not_told_as_somebody() -> None:
    found = said(
        f"{WHOM}Điều 3. Mức giảm giá vé tháng\n1. Mức giảm giá vé tháng:\na) 80% đối với người quy định tại khoản "
        "1 và khoản 2 Điều 2;\n"
        "b) 60% đối với người quy định tại khoản 1 Điều 2 Nghị quyết số 05/2020/NQ-HĐND."
    )
    assert not any("80%" in each for each in found)
    assert not any("60%" in each and "70 tuổi" in each for each in found)


def test_all_of_a_tariff_is_told_though_each_entry_needs_a_statement() -> None:
    found = said(
        "Điều 2. Mức hỗ trợ\n1. Mức hỗ trợ thêm tính trên giá vé tháng của tuyến nội tỉnh theo bảng giá đang niêm yết tại bến:\n"
        "a) 70% đối với người cao tuổi đang sống một mình, không có con cháu chăm sóc tại xã miền núi;\n"
        "b) 50% đối với học sinh nội trú của các trường dân tộc nội trú, bán trú cấp huyện cũ;\n"
        "c) 20% đối với công nhân đang thuê trọ tại các khu, cụm công nghiệp trong toàn tỉnh ta."
    )
    for share in ("70%", "50%", "20%"):
        assert any(share in each for each in found), share


FINES = (
    "Điều 2. Mức phạt\nMức phạt tại Quyết định này áp dụng đối với cá nhân; đối với tổ chức mức phạt tiền bằng 02 lần.\n"
    "Điều 3. Vi phạm về nuôi vịt chạy đồng\n1. Phạt tiền từ 200.000 đồng đến 400.000 đồng đối với hành vi "
    "không khai báo đàn vịt.\n"
    "2. Phạt tiền từ 1.000.000 đồng đến 1.500.000 đồng đối với một trong các hành vi sau đây:\n"
    "a) Thả vịt vào ruộng lúa của người khác;\nb) Không tiêm phòng cúm cho đàn vịt.\n"
    "3. Phạt tiền từ 2.000.000 đồng đến 3.000.000 đồng đối với hành vi bán vịt bệnh.\n"
    "Điều 4. Xử phạt cơ sở ấp\n1. Phạt tiền từ 4.000.000 đồng đến 5.000.000 đồng đối với hành vi ấp trứng không rõ nguồn gốc.\n"
    "2. Đình chỉ hoạt động 01 tháng đối với cơ sở vi phạm khoản 1 Điều này từ lần thứ hai.\n"
)


def test_a_document_about_fines_tells_them_and_that_firms_pay_more() -> None:
    found = said(FINES, title="Quyết định về xử phạt vi phạm hành chính trong nuôi vịt chạy đồng")
    for fine in ("400.000", "1.500.000", "3.000.000", "5.000.000", "02 lần"):
        assert any(fine in each for each in found), fine
    assert not any("nêu trong văn bản" in each or "khoản 1 Điều này" in each for each in found)


def test_two_groups_that_an_article_names_are_both_concerned() -> None:
    found = said(
        "Điều 1. Đối tượng\n1. Giáo viên bơi của các trường tiểu học.\n2. Người dạy bơi tình nguyện được xã công nhận.\n"
        "Điều 2. Mức hỗ trợ\nMỗi buổi dạy được hỗ trợ 90.000 đồng, không quá 40 buổi mỗi năm."
    )
    assert found[0] == "Giáo viên bơi của các trường tiểu học. Người dạy bơi tình nguyện được xã công nhận."


def test_limits_below_conditions_are_told_as_such() -> None:
    found = said(
        "Điều 3. Điều kiện dự thi\n1. Không quá 35 tuổi tính đến ngày nộp đơn.\n2. Có giấy khám sức khỏe trong 03 tháng gần nhất."
    )
    assert any(each.startswith("Điều kiện dự thi, trong đó có: không quá 35 tuổi") for each in found)
