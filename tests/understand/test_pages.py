"""Pages of news and notices: what of their lines may be told, whatever stands before it."""

from datetime import date

import pytest

from distributor.facts import Facts, Point, Role
from distributor.understand.alike import alike
from distributor.understand.news import read_page
from distributor.understand.page_dull import tells_nothing
from distributor.understand.page_parts import who_of
from distributor.understand.scenery import without_scenery
from tests.understand.sources import understood


def told(text: str, kind: str = "other_legal") -> list[str]:
    return [each.statement for each in read_page("Tin của xã", "", text, kind).candidates]


def test_a_paragraph_that_names_what_was_issued_is_read_to_its_end() -> None:
    text = (
        "UBND tỉnh đã ban hành Quyết định số 51/2026/QĐ-UBND về giao thông qua cầu Sông Luồng. "
        "Từ ngày 15/11/2026, xe tải trên 5 tấn không được qua cầu."
    )
    assert "Từ ngày 15/11/2026, xe tải trên 5 tấn không được qua cầu." in told(text)


def test_words_in_capitals_do_not_hide_the_sentence_behind_them() -> None:
    text = "CÔNG AN XÃ PA LIN THÔNG BÁO KHẨN. Người dân không cung cấp ảnh căn cước cho người lạ đến nhà."
    assert told(text) == ["Người dân không cung cấp ảnh căn cước cho người lạ đến nhà."]


@pytest.mark.parametrize(
    "text",
    [
        "Điều 25 Bộ luật Lao động năm 2019: người lao động chỉ thử việc một lần đối với một công việc.",
        "Điều 4 của Nghị quyết nêu: giấy tờ đã cấp mà chưa hết thời hạn thì tiếp tục được sử dụng.",
    ],
)
def test_an_article_that_is_referred_to_is_no_heading(text: str) -> None:
    assert told(text)


def test_an_article_that_heads_a_section_is_none_of_the_sentences() -> None:
    assert told("Điều 5. Mức hỗ trợ cho người cao tuổi\nNgười từ đủ 80 tuổi được hỗ trợ 500.000 đồng/tháng.") == [
        "Người từ đủ 80 tuổi được hỗ trợ 500.000 đồng/tháng."
    ]


def test_a_rule_is_told_without_the_law_that_it_comes_from() -> None:
    rule = "Người đi xe máy có nồng độ cồn vượt quá 0,4 mg/lít khí thở bị phạt từ 8 đến 10 triệu đồng."
    text = f"Thượng tá Mai Đình Khoát lưu ý: theo Nghị định 168/2024/NĐ-CP, {rule[0].lower()}{rule[1:]}"
    assert rule in told(text)


def test_who_speaks_in_a_dialogue_is_not_said() -> None:
    text = "BÀ LIÊN: Người cho vay với lãi suất vượt quá 20 %/năm thì phần vượt quá không có hiệu lực."
    assert told(text) == ["Người cho vay với lãi suất vượt quá 20 %/năm thì phần vượt quá không có hiệu lực."]


def test_a_title_before_a_name_does_not_point_back() -> None:
    assert told("Ông Lê Văn Khoa yêu cầu sáu tháng đầu năm 2027 chấm dứt tình trạng trả hồ sơ trễ hẹn cho người dân.")
    assert not told("Ông yêu cầu sáu tháng đầu năm 2027 chấm dứt tình trạng trả hồ sơ trễ hẹn cho người dân.")


def test_entries_that_say_all_by_themselves_are_told_one_by_one() -> None:
    entries = [
        f"- Hộ có giếng nước bị ô nhiễm ở thôn {n} đăng ký với trưởng thôn trước ngày {n + 10}/10/2026 để được xét nghiệm;"
        for n in range(1, 7)
    ]
    found = told("\n".join(["Cuộc họp đã thống nhất:", *entries]))
    assert (
        "Hộ có giếng nước bị ô nhiễm ở thôn 3 đăng ký với trưởng thôn trước ngày 13/10/2026 để được xét nghiệm."
        in found
    )


def test_entries_of_a_condition_are_not_told_by_themselves() -> None:
    entries = [
        f"- Người thuộc hộ nghèo ở thôn {n} có đất bị thu hồi để xây dựng hồ chứa nước Sông Luồng;" for n in range(1, 8)
    ]
    assert not told("\n".join(["Không bị phạt trong các trường hợp:", *entries]))


def test_what_for_goes_where_it_makes_the_sentence_too_long() -> None:
    rest = (
        "từ 17 giờ ngày 03/12/2026 đến 8 giờ ngày 07/12/2026 tạm ngừng tiếp nhận và trả kết quả hồ sơ đất đai tại 5 xã "
        "Tân Lập, Vĩnh Phú, An Thọ, Hòa Bình, Thanh Sơn."
    )
    text = f"Văn phòng đăng ký đất đai khu vực 3 thông báo: để chuyển đổi cơ sở dữ liệu, {rest}"
    assert f"T{rest[1:]}" in told(text)


STEPS = (
    "Bước 1: Đăng nhập Cổng dịch vụ công bằng tài khoản định danh mức 2. Bước 2: Nộp lệ phí 180.000 đồng trực tuyến. "
    "Bước 3: Nhận kết quả sau 8 ngày làm việc tại Phòng Quản lý xuất nhập cảnh."
)


def test_steps_that_run_on_in_one_line_are_told_one_by_one_with_their_number() -> None:
    assert [each for each in told(STEPS, "guidance") if each.startswith("Bước")] == [
        "Bước 1: Đăng nhập Cổng dịch vụ công bằng tài khoản định danh mức 2.",
        "Bước 2: Nộp lệ phí 180.000 đồng trực tuyến.",
        "Bước 3: Nhận kết quả sau 8 ngày làm việc tại Phòng Quản lý xuất nhập cảnh.",
    ]
    facts = understood("Hướng dẫn làm hộ chiếu trên mạng", STEPS, publisher="", on=date(2026, 11, 29))
    message = facts.message
    assert [point.statement[:6] for point in message] == ["Bước 1", "Bước 2", "Bước 3"]
    assert Role.DEADLINE not in {point.role for point in message}, "no step is told apart"


def test_a_rule_behind_its_law_needs_no_person_in_front() -> None:
    rule = "rộm cắp tài sản từ 2.000.000 đồng trở lên bị phạt tù từ 06 tháng đến 03 năm."
    assert f"T{rule}" in told(f"Qua phiên tòa, chủ tọa nhắc: theo Điều 173 Bộ luật Hình sự, t{rule}")
    free = "người nghèo, người có công, trẻ em được trợ giúp pháp lý miễn phí."
    assert f"N{free[1:]}" in told(f"Trung tâm cho biết, theo Luật Trợ giúp pháp lý, {free}", "legal_aid")
    assert "Phải nộp đơn trước ngày 15/12/2026 tại phòng Tư pháp." not in told(
        "Theo Luật Hộ tịch năm 2014, phải nộp đơn trước ngày 15/12/2026 tại phòng Tư pháp."
    )


WORRY = "Nhiều người dân lo lắng trước tin từ năm 2027 xe đạp điện phải đăng ký biển số."
SAYS_NO = "Hiện nay chưa có quy định nào bắt buộc xe đạp điện phải đăng ký biển số; chỉ xe máy điện phải đăng ký."


def test_what_people_hear_and_ask_themselves_is_no_message() -> None:
    assert told(f"{WORRY} Phòng Cảnh sát giao thông khẳng định: {SAYS_NO}")
    assert WORRY not in told(f"{WORRY} {SAYS_NO}")
    assert WORRY in told(WORRY, "scam_warning"), "of a swindler's tale a citizen should know"


def test_what_a_swindler_says_is_never_told_as_true() -> None:
    text = (
        "Cục Thuế tỉnh cho biết xuất hiện tin nhắn mạo danh cơ quan thuế, thông báo người dân được hoàn thuế 4.870.000 đồng "
        "và yêu cầu bấm vào liên kết để nhận. Người dân nhận được tin nhắn như vậy không bấm vào liên kết, báo ngay cho Công an."
    )
    found = told(text, "scam_warning")
    assert not [one for one in found if one.startswith("Người dân được hoàn thuế")]
    assert "Người dân nhận được tin nhắn như vậy không bấm vào liên kết, báo ngay cho Công an." in found


def test_who_denies_stays_the_subject_of_what_he_denies() -> None:
    text = "Công ty Điện lực khẳng định không thu tiền điện qua tài khoản cá nhân, không yêu cầu khách cài ứng dụng."
    assert told(text, "scam_warning") == [text]


def test_a_rule_is_told_without_the_decision_of_an_office_that_it_comes_from() -> None:
    rule = "Con của ngư dân có tàu cá đăng ký tại tỉnh được hỗ trợ 100% học phí."
    assert rule in told(f"Theo Quyết định số 2177/QĐ-UBND ngày 19/11/2026 của UBND tỉnh, {rule[0].lower()}{rule[1:]}")


@pytest.mark.parametrize(
    ("rule", "role"),
    [
        ("Hộ dân phải chừa lối đi bộ ít nhất 1,5 m trên vỉa hè", Role.DUTY),
        ("Hộ cận nghèo được hỗ trợ 50% chi phí xây nhà tiêu", Role.AMOUNT),
    ],
)
def test_a_rule_before_its_day_of_effect_is_told_as_the_rule(rule: str, role: Role) -> None:
    whole, *_ = read_page("Tin của xã", "", f"{rule}; có hiệu lực từ ngày 10/12/2026.", "other_legal").candidates
    assert whole.role is role


def test_of_a_meeting_only_what_somebody_gets_by_it_is_told() -> None:
    text = (
        "Sáng 3/11, Hội đồng phối hợp phổ biến, giáo dục pháp luật xã Nậm Khâu họp quý IV. Cùng dự có đại diện các bản. "
        "Các đại biểu đã nghe báo cáo và thảo luận sôi nổi về thi đua. Nhiều ý kiến cho rằng biểu mẫu cần rút gọn. "
        "Kết luận, đồng chí Chủ tịch yêu cầu mỗi bản mở một buổi tư vấn pháp luật miễn phí cho bà con vào sáng Chủ nhật."
    )
    assert told(text.replace("mỗi bản", "mỗi xã"), "council_activity") == [
        "Kết luận, đồng chí Chủ tịch yêu cầu mỗi xã mở một buổi tư vấn pháp luật miễn phí cho bà con vào sáng Chủ nhật."
    ]
    longer = (
        "Phát biểu kết luận, đồng chí Chủ tịch Hội đồng ghi nhận, biểu dương các thành viên; yêu cầu mỗi xã, phường "
        "duy trì một buổi tư vấn pháp luật miễn phí cho người dân vào sáng thứ Tư hằng tuần tại nhà văn hóa, từ ngày 11/3/2027."
    )
    assert told(longer, "council_activity") == [
        "Yêu cầu mỗi xã, phường duy trì một buổi tư vấn pháp luật miễn phí cho người dân vào sáng thứ Tư hằng tuần tại nhà văn "
        "hóa, từ ngày 11/3/2027."
    ]


def test_of_a_dialogue_what_is_answered_is_told_and_not_who_asked_what_or_will_be_answered() -> None:
    text = (
        "Chiều 23/11, lãnh đạo phường đối thoại với người dân thôn Lộ về việc dời bãi rác. "
        "Nhiều ý kiến hỏi: nhà sát bãi có được dời không, chi phí bao nhiêu. "
        "Đại diện Ban Quản lý trả lời: nhà trong phạm vi 100 mét được hỗ trợ di dời 40.000.000 đồng/hộ. "
        "Ông Kiều Văn Hậu hỏi về đất hiến làm đường, Chủ tịch phường ghi nhận và hứa trả lời bằng văn bản trước ngày 10/12/2026. "
        "Một số kiến nghị ngoài thẩm quyền đã được ghi lại để chuyển thành phố."
    )
    found = told(text, "policy_dialogue")
    assert any("40.000.000 đồng/hộ" in each for each in found)
    assert not [each for each in found if "hỏi" in each or "hứa" in each or "ghi lại" in each], found


def test_what_a_meeting_decides_first_and_second_is_told_one_by_one() -> None:
    text = (
        "Hội đồng thống nhất một số việc:\n"
        "Một là, mở bàn hỏi luật từ 18 giờ đến 20 giờ tối thứ Năm tại nhà văn hóa bản Phiêng Lơi, bắt đầu từ ngày 07/01/2027. "
        "Hai là, bổ sung 40 đầu sách vào tủ sách pháp luật của xã."
    )
    assert told(text, "council_activity") == [
        "Mở bàn hỏi luật từ 18 giờ đến 20 giờ tối thứ Năm tại nhà văn hóa bản Phiêng Lơi, bắt đầu từ ngày 07/01/2027.",
        "Bổ sung 40 đầu sách vào tủ sách pháp luật của xã.",
    ]


def test_what_comes_besides_goes_where_the_sentence_is_too_long() -> None:
    text = (
        "Bắt đầu từ phiên chợ đầu tháng 1/2027, bà con có thể gặp luật sư, công chứng viên, cán bộ đất đai tại quầy màu vàng "
        "đặt cạnh ban quản lý chợ, từ 7h đến 11h, không thu tiền, có người dịch tiếng Mông, Dao, Thái."
    )
    assert told(text) == [
        "Bắt đầu từ phiên chợ đầu tháng 1/2027, bà con có thể gặp luật sư, công chứng viên, cán bộ đất đai tại quầy màu vàng "
        "đặt cạnh ban quản lý chợ, từ 7h đến 11h, không thu tiền."
    ]


def test_a_council_that_tells_of_itself_alone_waits_for_a_person() -> None:
    text = (
        "Sáng 21/10, đồng chí Phó Giám đốc Sở chủ trì cuộc họp Tổ giúp việc Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh. "
        "Dự họp có đại diện 9 sở, ngành. Các đại biểu nghe tiến độ chấm điểm thi đua và thống nhất tặng Bằng khen cho 6 tập thể."
    )
    found = understood("Tổ giúp việc Hội đồng phối hợp PBGDPL tỉnh họp bàn công tác thi đua", text, publisher="")
    assert not {reason.code for reason in found.gate}.isdisjoint({"office_news", "not_legal"})


def test_a_greeting_and_what_people_ask_are_no_points() -> None:
    text = (
        "Kính thưa bà con ngư dân!\nMấy bữa nay nhiều bà con hỏi ghe nhỏ dưới 6 m có phải đăng kiểm không. "
        "Chủ ghe dưới 6 m phải khai báo tại xã trước ngày 31/12/2026."
    )
    assert told(text, "guidance") == ["Chủ ghe dưới 6 m phải khai báo tại xã trước ngày 31/12/2026."]


def test_where_rules_are_told_the_story_before_them_is_not() -> None:
    story = "Mùa gió chướng, mấy cánh diều to, đuôi dài lại bay kín đồng Gò Sành."
    rules = (
        "Luật Điện lực nghiêm cấm thả diều gây nguy cơ sự cố lưới điện.",
        "Người thả diều gây sự cố lưới điện bị phạt tiền từ 10 triệu đồng đến 20 triệu đồng.",
    )
    page = read_page("Thả diều gần đường điện", "", " ".join((story, *rules)), "guidance")
    assert [each.statement for each in without_scenery(page.candidates)] == list(rules)
    alone = read_page("Thả diều gần đường điện", "", " ".join((story, rules[0])), "guidance")
    assert len(without_scenery(alone.candidates)) == 2, "one rule alone leaves the story"


def told_of(title: str, text: str, kind: str) -> Facts:
    return understood(title, text, kind=kind)


def test_what_officers_did_today_and_who_calls_to_ask_is_no_point() -> None:
    facts = told_of(
        "Đi xe đạp điện không đội mũ bị phạt bao nhiêu?",
        "Sáng nay đội tuần tra nhắc nhở 9 em đi xe đạp điện trước cổng trường.\n"
        'Nhiều phụ huynh gọi điện hỏi "không đội mũ thì phạt mấy trăm?".\n'
        "Người đi xe đạp điện không đội mũ bảo hiểm bị phạt từ 400.000 đồng đến 600.000 đồng.\n"
        "Học sinh từ đủ 14 đến dưới 16 tuổi bị phạt cảnh cáo.\n",
        "guidance",
    )
    said = " ".join(point.statement for point in facts.message)
    assert "400.000 đồng" in said
    assert "nhắc nhở 9 em" not in said
    assert "gọi điện" not in said


def test_what_is_heavier_is_not_told_without_the_crime_nor_words_that_speak_of_what_is_untold() -> None:
    facts = told_of(
        "Phá đường ống nước bị phạt ra sao",
        "Phá đường ống nước sinh hoạt bị phạt tiền từ 5.000.000 đồng đến 10.000.000 đồng.\n"
        "Nếu phạm tội có tổ chức, gây thiệt hại lớn thì bị phạt tù từ 02 năm đến 07 năm.\n"
        'Bà Lê Hạnh, Trưởng phòng Kinh tế, cho biết: "Đây là kết quả của ba lần kiểm tra liên tục trong năm".\n',
        "propaganda",
    )
    said = [point.statement for point in facts.message]
    assert any("10.000.000 đồng" in each for each in said)
    assert not any("phạm tội có tổ chức" in each or "Đây là kết quả" in each for each in said)


@pytest.mark.parametrize(
    ("title", "waits"), [("Xem phim pháp luật", True), ("Xem phim pháp luật tối 12/12/2026", False)]
)
def test_an_hour_without_its_day_waits(title: str, waits: bool) -> None:
    text = (
        "Tối 12/12/2026, đội chiếu bóng lưu động, Hội Nông dân, Đoàn Thanh niên, Hội Cựu chiến binh, Hội Phụ nữ, "
        "Mặt trận xã và Ban Văn hóa cùng ba thôn vùng cao, với sự giúp đỡ của Trung tâm Văn hóa tỉnh "
        "và Đồn Biên phòng, phối hợp tổ chức chiếu phim.\n"
        "Buổi chiếu bắt đầu lúc 19 giờ, có phần hỏi đáp về Luật Đất đai, người trả lời đúng được tặng mũ bảo hiểm.\n"
    )
    facts = told_of(title, text, "propaganda")
    begins = any("19 giờ" in point.statement for point in facts.message)
    assert begins
    assert any(reason.code == "no_point" for reason in facts.gate) is waits


def test_what_has_lost_whom_it_is_of_and_what_stands_in_brackets_is_told_by_nobody() -> None:
    text = (
        "Tại bàn trực, mọi người dân đều được nghe giải thích miễn phí về quyền của mình. Riêng người thuộc diện quy định "
        "tại Điều 7 – người có công, hộ nghèo, người khuyết tật… – được cử người bào chữa, bảo vệ mà không mất tiền.\n"
        "(Chi tiết nhân thân đã được lược bỏ theo yêu cầu của người được trợ giúp.)\n"
        "Khi đến, mang theo giấy triệu tập và giấy tờ chứng minh diện được trợ giúp."
    )
    said = [each.statement for each in understood("Luật sư miễn phí ngay tại tòa", text, kind="legal_aid").message]
    assert any("giấy triệu tập" in each for each in said)
    assert not any(each.startswith("Được cử") or "lược bỏ" in each for each in said)


def test_a_sign_before_a_line_is_not_told() -> None:
    text = (
        "♦ Ai được thi: hội viên nông dân và người dân từ đủ 16 tuổi đang sống ở tỉnh.\n"
        "♦ Thi khi nào: mở cổng 7h00 ngày 07/12/2026, đóng 22h00 ngày 20/12/2026.\n"
        "♦ Thi ở đâu: quét mã QR trên áp phích treo ở nhà văn hóa thôn.\n"
    )
    said = [each.statement for each in understood("Cuộc thi “Nhà nông hiểu luật”", text, kind="contest").message]
    assert any("16 tuổi" in each for each in said)
    assert not any("♦" in each for each in said)


def test_why_acts_were_needed_and_a_day_without_its_act_are_dull() -> None:
    assert tells_nothing("Sự cần thiết: thống nhất hạn mức đất ở.", "press_release")
    assert tells_nothing("Hiệu lực: 20/11/2026; thay thế Quyết định số 20/2024/QĐ-UBND.", "press_release")
    assert not tells_nothing("Hiệu lực: 20/11/2026; thay thế Quyết định số 20/2024/QĐ-UBND.", "new_law")


def test_whom_it_is_for_is_no_torn_beginning() -> None:
    told = "Người muốn được công nhận phải gửi đơn đến Tòa án trong 6 tháng."
    assert who_of([Point(Role.DUTY, told, (told,))]) is None


def test_the_first_paper_of_several_is_not_told_alone() -> None:
    text = (
        "Người dân đổi thẻ do hết hạn, do hỏng hoặc đổi từ thẻ cũ sang thẻ mới cần chuẩn bị: đơn đề nghị theo mẫu; giấy khám sức "
        "khỏe còn hạn (không yêu cầu với người cao tuổi); xuất trình thẻ cũ và căn cước khi đến nộp hồ sơ tại xã."
    )
    assert not any("đơn đề nghị" in each and "căn cước" not in each for each in told(text, "guidance"))


def test_a_short_question_is_told_with_its_answer_beside_it() -> None:
    found = told("Bao lâu có thẻ? Không quá 5 ngày làm việc kể từ ngày nhận đủ hồ sơ.", "guidance")
    assert found == ["Bao lâu có thẻ? Không quá 5 ngày làm việc kể từ ngày nhận đủ hồ sơ."]


def test_steps_in_short_are_told_all_or_none() -> None:
    text = (
        "Bà con ở trọ không cần ra phường.\nAi phải khai? Người ở ngoài nơi thường trú từ 30 ngày trở lên.\nLàm thế nào?\n"
        "B1: Mở ứng dụng, chọn “Thủ tục hành chính” > “Tạm trú”.\nB2: Điền địa chỉ nhà trọ, thời hạn (tối đa 2 năm).\n"
        "B3: Chụp hợp đồng thuê có chữ ký chủ nhà; chủ trọ bấm xác nhận trên máy của họ.\n"
        "B4: Nộp lệ phí trên ứng dụng: 7.000 đồng/lần.\nBao lâu xong? Không quá 3 ngày làm việc kể từ ngày nhận đủ hồ sơ."
    )
    found = [
        each.statement for each in told_of("5 phút đăng ký tạm trú ngay trên điện thoại", text, "guidance").message
    ]
    steps = [number for number in "1234" if any(f"B{number}:" in each for each in found)]
    assert steps in ([], ["1", "2", "3", "4"]), found


def test_what_is_asked_of_the_press_is_not_told() -> None:
    assert tells_nothing("Đề nghị các cơ quan báo chí đưa tin.", "press_release")
    assert not tells_nothing("Đề nghị người dân đưa tin báo cháy tới số 114.", "press_release")


def test_the_sign_of_an_agency_opens_no_sentence() -> None:
    assert told("(VHĐT) Từ ngày 07/12/2026, xe tải trên 5 tấn không được qua cầu.") == [
        "Từ ngày 07/12/2026, xe tải trên 5 tấn không được qua cầu."
    ]


def test_a_day_before_a_semicolon_is_the_same_day() -> None:
    """What is in the summary and goes on in the text is told once."""
    text = (
        "Bảy kiến nghị còn lại sẽ được trả lời bằng văn bản trước ngày 17/12/2026.\n"
        "Bảy kiến nghị cần phối hợp sẽ được trả lời bằng văn bản trước ngày 17/12/2026; nội dung đăng công khai để mọi người "
        "cùng tra cứu."
    )
    one, other = read_page("Đối thoại với doanh nghiệp", "", text, "policy_dialogue").candidates[:2]
    assert alike(one, other)
