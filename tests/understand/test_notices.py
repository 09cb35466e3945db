"""What an office tells its citizens, what an office tells of itself, and acts that are told but not new."""

from dataclasses import replace
from datetime import date

import pytest

from distributor.facts import DocumentFacts, Facts, Point, Role
from distributor.ingest.holds.drafts import find_draft, is_call_for_comments
from distributor.understand.content_kind import read_kind
from distributor.understand.item_gate import item_gate, still_told
from distributor.understand.newness import deadline_passed, is_still_told
from distributor.understand.notices import is_notice, is_pastime
from distributor.understand.office_news import is_a_case, is_office_news, names_who_was_fined, states_a_rule
from distributor.understand.understand import understand

TODAY = date(2026, 11, 27)
FEES = DocumentFacts(
    kind="thông tư",
    number="61/2025/TT-BTC",
    issuers=("Bộ Tài chính",),
    issued_on=date(2025, 3, 20),
    effective_on=date(2025, 5, 5),
    subject="quy định mức thu phí cấp bản sao trích lục hộ tịch",
)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Chủ tịch xã Đồi Chè tiếp dân sáng thứ Tư",
            "Văn phòng UBND xã Đồi Chè thông báo lịch tiếp công dân từ 8 giờ.",
        ),
        ("Trạm y tế chuyển về địa điểm mới", "UBND phường Bến Gỗ trân trọng thông báo: trạm dời về số 4 phố Cau."),
        (
            "Bắn đạn thật ở thao trường Gò Vừng",
            "Ban Chỉ huy Quân sự xã thông báo: ngày 05/12/2026, nhân dân không vào bãi.",
        ),
        ("Thông báo đấu giá 3 lô đất", "Giá khởi điểm 4 triệu đồng/m2, nộp hồ sơ đến ngày 10/12/2026."),
        (
            "Ngày hiến máu ở phường Bến Gỗ",
            "Ban Chỉ đạo hiến máu phường tổ chức sáng 06/12; người từ 18 đến 60 tuổi đăng ký.",
        ),
        (
            "HĐND xã đổi tên thôn Hạ",
            "HĐND xã đã thông qua Nghị quyết số 7/NQ-HĐND về việc đổi tên thôn Hạ thành An Hạ.",
        ),
    ],
)
def test_a_notice_of_an_office_goes_out_by_itself(title: str, text: str) -> None:
    assert is_notice(title, text)
    read = read_kind(title, text, "", None, "")
    assert (read.kind, read.relevant) == ("notice", True)
    assert item_gate(Facts(kind="notice"), title, text, questions=(), today=TODAY) == ()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Hội thao ngành tư pháp", "Sở Tư pháp thông báo kết quả, chào mừng Ngày Pháp luật."),
        (
            "Hai nghìn người chạy vì pháp luật",
            "Giải marathon: cự ly 21 km có 300 vận động viên về đích. Sở Tư pháp trao giải.",
        ),
        ("Tin buồn", "UBND tỉnh báo tin: đồng chí nguyên Phó Chủ tịch đã từ trần."),
        ("Rộn ràng lễ hội đua thuyền", "UBND xã tổ chức, du khách về xem."),
    ],
)
def test_pastimes_are_none_whoever_tells_of_them(title: str, text: str) -> None:
    assert is_pastime(title, text)
    assert not read_kind(title, text, "", None, "").relevant


def test_a_newspaper_that_tells_of_a_matter_is_no_office() -> None:
    assert not is_notice("Người dân kêu về số điện thoại rác", "Phóng viên ghi nhận ý kiến của bà con phố Cau.")
    assert not is_notice("Giá đất đấu giá tăng", "Theo khảo sát, giá đất ở nhiều nơi tăng mạnh.")


@pytest.mark.parametrize(
    ("kind", "title", "text"),
    [
        ("council_activity", "Sở Tư pháp họp giao ban tháng 10", "Hội nghị nghe báo cáo và bàn nhiệm vụ tháng sau."),
        (
            "council_activity",
            "Một số hoạt động phổ biến pháp luật sáu tháng đầu năm",
            "Công tác được triển khai đồng bộ và hiệu quả.",
        ),
        ("procedure", "Hồ sơ thuế đầu năm", "Cục giải quyết nhanh chóng, hiệu quả, phục vụ tốt người nộp thuế."),
        ("other_legal", "Sở Tư pháp: 30 năm một chặng đường", "Sở được thành lập với 9 biên chế."),
    ],
)
def test_an_offices_news_of_itself_waits(kind: str, title: str, text: str) -> None:
    assert is_office_news(title, text)
    message = (Point(Role.CHANGE, "Hội nghị nghe báo cáo."),)
    codes = [each.code for each in item_gate(Facts(kind=kind, message=message), title, text, questions=(), today=TODAY)]
    assert codes == ["office_news"]


@pytest.mark.parametrize(
    ("kind", "title", "text", "waits"),
    [
        (
            "other_legal",
            "Xử phạt xe không có giấy tờ gốc: Cần sớm có hướng tháo gỡ",
            "Theo Luật Giao thông, xe phải có giấy.",
            True,
        ),
        (
            "guidance",
            "Tăng người tham gia bảo hiểm",
            "Sự đột phá, theo quan điểm của người viết, phải đến từ người tự nguyện.",
            True,
        ),
        ("new_law", "Phạt vứt rác", "Tôi cho rằng Nghị định phạt là đúng, nhưng áp dụng không hề đơn giản.", True),
        ("guidance", "Cần có giấy tờ gì để tách thửa", "Theo Luật Đất đai, người dân phải nộp đơn.", False),
        ("guidance", "Đừng bấm đường dẫn lạ", "Theo Luật An ninh mạng, người dân phải báo công an.", False),
    ],
)
def test_what_somebody_thinks_of_the_law_waits(kind: str, title: str, text: str, waits: bool) -> None:
    facts = Facts(kind=kind, message=(Point(Role.DUTY, "Người dân phải nộp đơn."),))
    codes = [each.code for each in item_gate(facts, title, text, questions=(), today=TODAY)]
    assert ("other_legal" in codes) is waits


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Chứng khoán Hoa Sen bị phạt 200 triệu đồng", True),
        ("Xây dựng sai phép, Công ty An Phú bị phạt 1 tỷ đồng", True),
        ("Công ty An Phú lại xả thải gây ô nhiễm, bị phạt hơn 300 triệu đồng", True),
        ("Vietnamobile bị phạt 85 triệu đồng về việc thông tin thuê bao sai", True),
        ("7 doanh nghiệp bị phạt 280 triệu đồng", False),
        ("Hà Nội: Vứt rác bị phạt 7 triệu đồng", False),
        ("Chủ Công ty An Phú có thể bị phạt 5 triệu đồng", False),
        ("Đỗ xe ở Lê Lợi bị phạt 1 triệu đồng", False),
        ("Người tiểu bậy có thể bị phạt đến 3 triệu đồng", False),
    ],
)
def test_who_was_fined_is_not_named_without_a_person(title: str, named: bool) -> None:
    assert names_who_was_fined(title) is named


CASE = "Ông Lê Văn Khoa, Phó Chủ tịch UBND thành phố, kiểm tra. Gia đình ông Cù Ngọc Ổn xây nhà ở tổ 4."


@pytest.mark.parametrize(
    ("title", "said", "case"),
    [
        ("Biệt thự không phép", "Phường đình chỉ thi công căn nhà của ông Cù Ngọc Ổn vì không có giấy phép.", True),
        ("Thịt lợn bị hắt dầu", "Trước khi bị đổ chất thải, chị Xuyến đã bị đe dọa.", True),
        ("Vụ mầm non: hai cô giáo có thể bị phạt tù", "Hành hạ trẻ em bị nghiêm cấm.", True),
        ("Cấp sổ đúng hẹn", "Ông Lê Văn Khoa yêu cầu Sở phải trả sổ đúng hẹn.", False),
        ("Cấp sổ đúng hẹn", "Ông Khoa yêu cầu Sở phải trả sổ đúng hẹn.", False),
        ("Vụ Pháp luật hướng dẫn khai thuế", "Người dân phải nộp tờ khai.", False),
        ("Vụ mùa năm nay: mức hỗ trợ giống", "Mỗi hộ được hỗ trợ 500.000 đồng ở Bà Rịa.", False),
    ],
)
def test_news_of_one_case_waits(title: str, said: str, case: bool) -> None:
    assert is_a_case(title, CASE, (Point(Role.CHANGE, said),)) is case
    facts = Facts(kind="guidance", message=(Point(Role.CHANGE, said),))
    codes = [each.code for each in item_gate(facts, title, CASE, questions=(), today=TODAY)]
    assert ("other_legal" in codes) is case


def test_a_warning_that_was_false_is_not_told_on() -> None:
    title = "Công an xã phát cảnh báo bắt cóc trẻ em gây hoang mang"
    text = "Công an huyện yêu cầu công an xã viết tường trình. Thông báo nêu: các đối tượng đi xe máy bắt cóc trẻ em."
    facts = Facts(kind="scam_warning", message=(Point(Role.CHANGE, "Các đối tượng đi xe máy bắt cóc trẻ em."),))
    assert [each.code for each in item_gate(facts, title, text, questions=(), today=TODAY)] == ["other_legal"]
    assert item_gate(facts, "Cảnh báo bắt cóc", text[58:], questions=(), today=TODAY) == ()
    rumour = (
        "Công an tỉnh khẳng định thông tin bắt cóc trẻ em là sai sự thật, không có cơ sở; không chia sẻ tin thất thiệt."
    )
    assert item_gate(facts, "Cảnh báo tin giả về bắt cóc trẻ em", rumour, questions=(), today=TODAY) == ()


def test_an_applications_guidance_is_no_offices() -> None:
    text = "Bước 1: mở ứng dụng, chọn Thêm. Bước 2: chọn Cài đặt. Bước 3: nhập mật khẩu mới, nhấn Cập nhật."
    assert not read_kind("Hướng dẫn cách đổi mật khẩu trên điện thoại", text, "", None, "").relevant


@pytest.mark.parametrize(
    ("kind", "title", "text", "old"),
    [
        ("repeal", "Bãi bỏ bảng giá", "Quyết định này có hiệu lực từ ngày 10/2/2017.", True),
        ("guidance", "Hướng dẫn tính lương từ ngày 01/7/2017", "Người lao động được trả theo hệ số.", True),
        ("guidance", "Miễn tiền thuê đất", "Những quy định mới tại Thông tư 333/2016/TT-BTC: dự án được miễn.", True),
        ("guidance", "Đăng ký thường trú", "Theo Luật Cư trú năm 2020, công dân phải đăng ký thường trú.", False),
    ],
)
def test_old_rules_are_not_told_as_news(kind: str, title: str, text: str, old: bool) -> None:
    facts = Facts(kind=kind, message=(Point(Role.DUTY, "Công dân phải đăng ký."),))
    codes = [each.code for each in item_gate(facts, title, text, questions=(), today=TODAY)]
    assert ("not_new" in codes) is old


def test_what_a_university_or_a_fined_firm_is_told_as() -> None:
    text = "Chiều nay trường công bố phương án. Theo Luật Giáo dục đại học, trường phải công khai chỉ tiêu."
    assert not read_kind("Trường ĐH Kinh tế - Luật xét tuyển theo 3 phương thức", text, "", None, "").relevant
    text = "Trường khẳng định các trang tự xưng là của trường để thu tiền tuyển sinh đều là giả mạo, lừa đảo chiếm đoạt tiền."
    assert (
        read_kind("ĐH Sư phạm cảnh báo việc mạo danh trường để tuyển sinh", text, "", None, "").kind == "scam_warning"
    )
    fined = (
        "Ủy ban Chứng khoán Nhà nước ban hành quyết định xử phạt vi phạm hành chính. Công ty bị phạt 150 triệu đồng."
    )
    assert read_kind("Chứng khoán Hoa Sen bị phạt 200 triệu đồng", fined, "", None, "").kind == "other_legal"


def test_general_news_with_a_rule_for_citizens_goes_out() -> None:
    text = "Theo Luật Nhà ở, chủ đầu tư phải làm thủ tục cấp giấy chứng nhận trong 50 ngày."
    rule = (Point(Role.DUTY, "Chủ đầu tư phải làm thủ tục cấp giấy chứng nhận trong 50 ngày."),)
    count = (Point(Role.PENALTY, "Thanh tra đã xử phạt 37 trường hợp, phải nộp 2 tỷ đồng."),)
    facts = Facts(kind="other_legal", message=rule)
    assert states_a_rule(text, rule)
    assert not states_a_rule(text, count)
    assert not states_a_rule("Tin vui.", rule)
    assert item_gate(facts, "Tòa buộc cấp sổ", text, questions=(), today=TODAY) == ()
    without = item_gate(replace(facts, message=count), "Tòa buộc cấp sổ", text, questions=(), today=TODAY)
    assert [each.code for each in without] == ["other_legal"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (FEES, True),
        (replace(FEES, issued_on=date(2024, 1, 5), effective_on=date(2024, 3, 1)), False),
        (replace(FEES, number="61/TT-BTC"), False),
        (replace(FEES, subject="quy định mã số kho lưu trữ"), False),
        (replace(FEES, ended_on=date(2026, 1, 1)), False),
        (replace(FEES, effective_on=date(2027, 1, 1)), False),
    ],
)
def test_an_act_in_force_is_told_but_not_called_new(document: DocumentFacts, told: bool) -> None:
    assert is_still_told(document, TODAY) is told
    facts = Facts(document=document, role="announcement", kind="new_law", message=(Point(Role.AMOUNT, "8.000 đồng."),))
    codes = [each.code for each in item_gate(facts, "", "", questions=(), today=TODAY)]
    if told:
        assert codes == []
        assert still_told(facts, TODAY)
    else:
        assert not still_told(facts, TODAY)


@pytest.mark.parametrize(
    ("subject", "text", "passed"),
    [
        ("quy định mức phí", "Người dân nộp phí theo quý.", None),
        ("hỗ trợ tiền điện", "Hộ dân nộp đơn tại xã chậm nhất là ngày 30 tháng 9 năm 2025.", date(2025, 9, 30)),
        ("hỗ trợ tiền điện", "Hộ dân nộp đơn trước ngày 31/12/2027.", None),
        ("giảm tiền thuê đất của năm 2024", "", date(2024, 12, 31)),
        ("khung thời gian năm học 2024-2025", "", date(2025, 8, 31)),
        ("chính sách học phí từ năm học 2024 - 2025", "", None),
        ("hỗ trợ hộ nghèo giai đoạn từ năm 2025", "", None),
        ("hướng dẫn Luật Đất đai năm 2024 về giá đất", "", None),
        ("hỗ trợ hộ nghèo đến năm 2030", "", None),
    ],
)
def test_an_act_by_which_it_is_too_late_to_act_waits(subject: str, text: str, passed: date | None) -> None:
    assert deadline_passed(replace(FEES, subject=subject), "", text, TODAY) == passed


def test_a_call_for_comments_is_no_draft() -> None:
    title, text = "Mời bà con góp ý dự thảo quy định về chợ", "Dự thảo đăng trên Cổng thông tin; người dân gửi ý kiến."
    assert is_call_for_comments(title, text)
    assert find_draft(title, text) == ""
    assert read_kind(title, text, "", None, "").kind == "draft_for_comment"
    assert find_draft("Dự thảo quy định về chợ", text) == "title"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Góp ý dự thảo luật trên điện thoại như thế nào?",
            "Công dân mở mục góp ý, chọn dự thảo, đọc bản tóm tắt rồi nhập ý kiến. Ý kiến gửi trong thời gian lấy ý kiến, "
            "không quá 30 ngày.",
        ),
        (
            "Hội đồng nhân dân thị xã: từ dự thảo đến nghị quyết về xe buýt học sinh",
            "Sau hai vòng lấy ý kiến phụ huynh, dự thảo nghị quyết xe buýt học sinh đã được Hội đồng nhân dân thị xã thông qua "
            "ngày 06/11/2026, là Nghị quyết số 31/2026/NQ-HĐND. Từ ngày 01/01/2027, học sinh đi xe buýt không mất tiền vé.",
        ),
    ],
)
def test_how_to_comment_and_what_is_passed_are_no_draft(title: str, text: str) -> None:
    facts = understand(
        title=title,
        summary="",
        text=text,
        categories_kind="",
        publisher="Sở Tư pháp tỉnh Hương Giang",
        attachments=[],
        today=TODAY,
    )
    assert not any(mark.startswith("draft") for mark in facts.marks)
    assert facts.role != "draft"


def test_a_form_to_fill_in_is_no_letter_of_an_office() -> None:
    text = "Kính gửi: Ủy ban nhân dân xã ...\nHọ tên người yêu cầu: …\nĐề nghị cấp 02 bản sao trích lục khai sinh."
    for title, waits in (
        ("Mẫu đơn xin bản sao trích lục (ví dụ điền)", False),
        ("Về việc cấp bản sao trích lục", True),
        ("Mẫu báo cáo tình hình cấp trích lục", True),
        ("Hướng dẫn ghi biểu thống kê", True),
    ):
        gate = item_gate(Facts(kind="procedure"), title, text, questions=(), today=TODAY)
        assert ("office_letter" in {reason.code for reason in gate}) is waits


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Xin số định danh", "Bước 1: Mở VNeID. Bước 2: Chọn thủ tục hành chính, gửi hồ sơ.", "procedure"),
        (
            "Tập huấn cho 90 hòa giải viên",
            "Sở Tư pháp mở lớp về Luật Hòa giải ở cơ sở cho hòa giải viên.",
            "council_activity",
        ),
        ("Phát động thi trực tuyến tìm hiểu Luật Đất đai", "Sở Tư pháp phát động thi tìm hiểu pháp luật.", "contest"),
        (
            "Năm điều cần nhớ khi đặt cọc",
            "Theo Bộ luật Dân sự, bên đặt cọc từ chối thì mất tiền cọc theo hợp đồng.",
            "guidance",
        ),
    ],
)
def test_shapes_tell_the_kind(title: str, text: str, kind: str) -> None:
    assert read_kind(title, text, "", None, "").kind == kind


@pytest.mark.parametrize("kind", ["council_activity", "guidance", "procedure", "legal_aid", "notice", "other_legal"])
def test_a_letter_between_offices_waits_whatever_it_is_about(kind: str) -> None:
    letter = DocumentFacts(
        kind="công văn", number="77/STP-PBGDPL", issuers=("Sở Tư pháp",), issued_on=date(2026, 11, 19)
    )
    text = "Kính gửi: Ủy ban nhân dân các xã, phường\nSở Tư pháp đề nghị các xã, phường tổ chức Ngày Pháp luật."
    for document in (letter, None):
        gate = item_gate(
            Facts(kind=kind, relevant=True, document=document), "Ngày Pháp luật", text, questions=(), today=TODAY
        )
        assert "office_letter" in {reason.code for reason in gate}


def test_figures_round_a_rule_of_age_are_news_of_that_rule() -> None:
    text = (
        "Theo Sở Dân tộc và Tôn giáo, năm 2026 toàn tỉnh còn 41 trường hợp tảo hôn, giảm 19 trường hợp so với năm 2025; tỷ "
        "lệ học sinh "
        "bỏ học lấy chồng giảm còn 0,3%. Luật Hôn nhân và gia đình quy định nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi mới được kết hôn."
    )
    assert read_kind("Tảo hôn giảm ở vùng cao: con số và việc làm", text, "", None, "").relevant


def test_a_duty_before_a_festival_is_no_pastime() -> None:
    text = (
        "Cuối năm, khách về xã đông, Ủy ban nhân dân xã đề nghị các gia đình nuôi chó khai báo với trưởng thôn, tiêm phòng dại "
        "mỗi năm một lần, xích hoặc nhốt trong khuôn viên. Không tiêm phòng hoặc không rọ mõm nơi công cộng thì chủ bị phạt "
        "từ 1 đến 2 triệu đồng."
    )
    assert read_kind("Chó phải rọ mõm, phải tiêm phòng: nhắc các hộ trước mùa lễ hội", text, "", None, "").relevant
    festival = "Chiều qua, hơn hai vạn người xem hội đua ghe; đội xã Phú Hòa về nhất. Ban tổ chức trao cờ cho các đội."
    assert not read_kind("Rộn ràng lễ hội đua ghe ngo", festival, "", None, "").relevant
