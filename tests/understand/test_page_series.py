"""What of news is told whole, with its act, or not at all: steps, what is counted off, acts of a release, tricks."""

import pytest

from distributor.understand.grounded import grounded
from distributor.understand.news import read_page
from distributor.understand.page_dull import tells_nothing
from distributor.understand.page_points import page_points
from distributor.understand.ranking import rules


def told(title: str, text: str, kind: str) -> str:
    page = read_page(title, "", text, kind)
    points = grounded(page_points(page, None, rules().item), (title, "", text, ""), None)
    return "\n".join(each.statement for each in points)


def test_steps_under_their_own_words_are_told() -> None:
    said = told(
        "Đăng ký sạp chợ đêm qua mạng",
        "Ban quản lý chợ hướng dẫn tiểu thương.\nCác bước:\n"
        "Bước 1: Đăng nhập trang của chợ bằng tài khoản định danh, chọn mục đăng ký sạp chợ đêm.\n"
        "Bước 2: Điền tờ khai, chọn dãy hàng, đính kèm ảnh căn cước và ảnh mặt hàng dự định bán tại chợ đêm.\n"
        "Bước 3: Nộp 50.000 đồng tiền đặt chỗ qua ngân hàng, giữ lại biên lai để đối chiếu khi nhận sạp.\n"
        "Bước 4: Nhận số sạp trong 03 ngày làm việc, đến ban quản lý chợ ký cam kết giữ vệ sinh và phòng cháy.",
        "procedure",
    )
    assert [f"Bước {number}" in said for number in (1, 2, 3, 4)] == [True] * 4


def test_what_is_counted_off_is_told_to_its_end() -> None:
    said = told(
        "Nấu cỗ ở thôn: những việc phải nhớ",
        "Việc thứ nhất: người nhận nấu cỗ từ 30 mâm phải báo trạm y tế trước ít nhất 02 ngày.\n"
        "Việc thứ hai: mỗi món phải lưu mẫu 100 gam trong tủ mát đủ 24 giờ.\n"
        "Việc thứ ba: ai đau bụng sau bữa cỗ thì giữ lại thức ăn và gọi trạm y tế.",
        "guidance",
    )
    for each in ("báo trạm y tế", "lưu mẫu 100 gam", "giữ lại thức ăn"):
        assert each in said


RELEASE = (
    "Hội đồng nhân dân phường đã ban hành các văn bản sau trong tháng 10.\n"
    "1. Nghị quyết số 31/2026/NQ-HĐND ngày 09/10/2026 quy định giá thuê sạp chợ Hạ. Hiệu lực: 15/11/2026. "
    "Giá tối đa 38.000 đồng/m2/tháng, chưa gồm tiền điện.\n"
    "2. Nghị quyết số 32/2026/NQ-HĐND ngày 09/10/2026 quy định mức hỗ trợ người trông trẻ tại nhà. Hiệu lực: 01/01/2027. "
    "Nội dung: hỗ trợ người trông trẻ 300.000 đồng mỗi tháng.\n"
    "3. Nghị quyết số 33/2026/NQ-HĐND ngày 09/10/2026 sửa đổi quy chế làm việc của Ban quản lý chợ. Hiệu lực: 10/11/2026.\n"
    "Toàn văn được niêm yết tại trụ sở. Người phát ngôn nhận câu hỏi của báo chí đến 30.000 đồng mỗi lượt gọi."
)


def test_what_an_act_brings_is_told_with_the_act_and_its_day() -> None:
    said = told("Thông cáo báo chí văn bản tháng 10/2026", RELEASE, "press_release")
    assert "giá thuê sạp chợ Hạ: giá tối đa 38.000 đồng/m2/tháng, chưa gồm tiền điện; hiệu lực: 15/11/2026" in said
    assert "300.000 đồng mỗi tháng; hiệu lực: 01/01/2027" in said
    assert "quy chế làm việc" not in said


def test_what_stands_on_another_line_is_no_acts() -> None:
    said = told("Thông cáo báo chí văn bản tháng 10/2026", RELEASE, "press_release")
    assert not any("số 33" in line and "30.000" in line for line in said.split("\n"))


def test_a_trick_is_told_without_who_heard_of_it() -> None:
    said = told(
        "Cảnh giác cuộc gọi đòi mã thẻ hội viên",
        "Ba tuần gần đây, Hội Làm vườn xã nhận 41 cuộc gọi của hội viên ở các thôn trên và thôn dưới phản ánh về việc có người "
        'tự xưng "cán bộ thẻ" gọi điện, nói thẻ hội viên bị khóa do chưa xác thực, yêu cầu đọc mã OTP để mở khóa.\n'
        "Hội Làm vườn khẳng định:\n- Không gọi điện yêu cầu hội viên cung cấp mã OTP, mật khẩu, số thẻ;\n"
        "- Không khóa thẻ hội viên qua điện thoại;\n- Không thu phí đổi thẻ dưới mọi hình thức.",
        "scam_warning",
    )
    assert 'Có người tự xưng "cán bộ thẻ" gọi điện' in said
    assert "Không gọi điện yêu cầu hội viên cung cấp mã OTP" in said


def test_whom_something_is_for_is_told_in_part_where_they_are_many() -> None:
    said = told(
        "Tư vấn miễn phí tại chợ Hạ",
        "Từ ngày 12/12/2026, tổ tư vấn trực tại chợ Hạ vào sáng thứ Bảy.\n"
        "Những người được tư vấn miễn phí gồm: người có công với cách mạng, người thuộc hộ nghèo, người thuộc hộ cận nghèo có "
        "con nhỏ, trẻ em không nơi nương tựa, người khuyết tật nặng, người cao tuổi sống một mình, người làm nghề chài lưới "
        "ở các thôn ven sông có thu nhập thấp và nạn nhân bạo lực gia đình có khó khăn về tài chính.",
        "legal_aid",
    )
    assert "Người được tư vấn miễn phí, trong đó có: người có công với cách mạng, người thuộc hộ nghèo" in said


@pytest.mark.parametrize(
    ("text", "kind", "nothing"),
    [
        ("Hằng năm, ngày 03 tháng 12 là Ngày Quốc tế người khuyết tật.", "propaganda", True),
        ("Hãy để không ai bị bỏ lại phía sau!", "propaganda", True),
        ("Hãy gọi 113 khi thấy người lạ vào kho.", "propaganda", False),
        ("Bài: Tổ Văn hóa - Thông tin.", "policy_dialogue", True),
        ("Nguồn: 20 triệu đồng từ quỹ của chợ.", "notice", False),
        ("Một kỹ sư phòng cháy nhận xét mức phạt là vừa sức.", "new_law", True),
        ("Người kể sai sự thật bị phạt 5.000.000 đồng.", "new_law", False),
        ("Nghị quyết số 38/NQ-HĐND về công tác nhân sự.", "press_release", True),
        ("Nghị quyết số 38/NQ-HĐND về công tác nhân sự.", "new_law", False),
        ("Nghị quyết về mức hỗ trợ hỏa táng: 5.000.000 đồng.", "press_release", False),
    ],
)
def test_what_tells_nothing(text: str, kind: str, nothing: bool) -> None:
    assert tells_nothing(text, kind) is nothing


def test_a_line_under_the_title_is_no_row_of_a_timetable() -> None:
    said = told(
        "Lịch tiêm phòng cho chó ở xã Hạ",
        "Góc hướng dẫn | Cập nhật ngày 02/11/2026 | Trạm thú y\nThôn Thượng: sáng 05/12/2026, tại đình làng.\n"
        "Thôn Trung: sáng 06/12/2026, tại nhà văn hóa.",
        "notice",
    )
    assert "Cập nhật" not in said
    assert "sáng 06/12/2026" in said


def test_a_rule_stands_without_the_case_that_only_points_elsewhere() -> None:
    said = told(
        "Đối thoại về đo lại ruộng ở thôn Hạ",
        "Chi nhánh đăng ký đất cho biết, diện tích đo lại tăng mà ranh giới không thay đổi so với lúc cấp sổ và không có tranh "
        "chấp thì được cấp đổi theo diện tích mới, không phải nộp tiền cho phần tăng thêm; trường hợp lấn ra đất công thì xử lý "
        "theo quy định khác.",
        "policy_dialogue",
    )
    assert "không phải nộp tiền cho phần tăng thêm" in said
    assert "theo quy định khác" not in said


def test_an_act_below_its_heading_is_told_with_its_day_and_no_day_stands_alone() -> None:
    said = told(
        "Thông cáo báo chí: hai quyết định mới về chợ",
        "Phòng Tư pháp thông tin về các quyết định đã ban hành như sau.\n"
        "A. Quyết định số 55/2026/QĐ-UBND ngày 17/11/2026 quy định mức hỗ trợ người học nghề đan lưới\n"
        "Hiệu lực: từ ngày 01/12/2026. Người học nghề được hỗ trợ tiền ăn 60.000 đồng một ngày, tối đa 90 ngày.\n"
        "B. Quyết định số 57/2026/QĐ-UBND ngày 23/11/2026 quy định giờ bán cá ở chợ Hạ\n"
        "Hiệu lực: từ ngày 05/12/2026. Người bán cá không được bán trước 4 giờ sáng.",
        "press_release",
    )
    lines = said.split("\n")
    assert not any(line.startswith("Hiệu lực") for line in lines)
    assert any("số 55" in line and "60.000 đồng" in line and "01/12/2026" in line for line in lines)
    assert any("số 57" in line and "4 giờ sáng" in line and "05/12/2026" in line for line in lines)


def test_an_exception_is_not_cut_off() -> None:
    said = told(
        "Bán hàng ở chợ Hạ phải đăng ký",
        "Người bán hàng thường xuyên ở chợ Hạ, kể cả bán qua mạng tại nhà và bán ở lề đường quanh chợ, phải đăng ký chỗ bán với "
        "ban quản lý chợ, trừ người bán rau tự trồng, người bán cá tự đánh bắt, người bán quà vặt và người có doanh thu thấp.",
        "guidance",
    )
    assert not said or "trừ người bán rau tự trồng" in said
