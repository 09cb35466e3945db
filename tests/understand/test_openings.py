"""What a notice or an article opens with is told: who does what, from when, where; whole, with the commune that speaks."""

from datetime import date

import pytest

from distributor.facts import Point, Role
from distributor.understand.localities import locality_of
from distributor.understand.told_shorter import shorter
from distributor.understand.understand import understand

ON = date(2026, 11, 27)


def message(title: str, text: str, kind: str = "") -> tuple[Point, ...]:
    return understand(
        title=title,
        summary="",
        text=text,
        categories_kind=kind,
        publisher="Sở Tư pháp tỉnh Hương Giang",
        attachments=(),
        today=ON,
    ).message


def said(title: str, text: str, kind: str = "notice") -> list[str]:
    return [each.statement for each in message(title, text, kind)]


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (
            "Thực hiện Kế hoạch số 88/KH-UBND ngày 02/11/2026 của UBND tỉnh, từ ngày 05/01/2027 đến hết ngày 20/01/2027, "
            "chủ tàu cá "
            "dài từ 12 m trở lên mang giấy đăng ký đến Trạm Kiểm ngư Cửa Lạch để được gắn miễn phí thiết bị giám sát "
            "hành trình.",
            "Từ ngày 05/01/2027 đến hết ngày 20/01/2027, chủ tàu cá",
        ),
        (
            "Chi cục Thủy lợi tỉnh Bình Lâm thông báo: để tu sửa cống lấy nước số 3 và nạo vét kênh chính, Chi cục ngừng "
            "cấp nước tưới "
            "kênh N5 từ 6 giờ ngày 11/12/2026 đến 18 giờ ngày 14/12/2026 cho các thôn Đại An, Phú Mỹ, Long Khánh.",
            "Chi cục Thủy lợi tỉnh Bình Lâm thông báo: Chi cục ngừng cấp nước tưới kênh N5 từ 6 giờ ngày 11/12/2026",
        ),
        (
            "Theo Nghị quyết số 12/2026/NQ-HĐND vừa được HĐND tỉnh thông qua tại kỳ họp thứ chín, từ ngày 01/02/2027 "
            "giáo viên mầm non "
            "dạy ở điểm trường lẻ của các xã đặc biệt khó khăn được ngân sách tỉnh hỗ trợ thêm 1.500.000 đồng/tháng tiền "
            "đi lại.",
            "1.500.000 đồng/tháng tiền đi lại",
        ),
        (
            "Trung tâm Kiểm soát bệnh tật tỉnh phối hợp Trạm Y tế xã Đồng Tâm và Hội Liên hiệp Phụ nữ xã khám sàng lọc "
            "ung thư cổ tử "
            "cung miễn phí cho phụ nữ từ 30 đến 54 tuổi trên địa bàn xã từ 8 giờ ngày 15/12/2026 tại Trạm Y tế xã Đồng Tâm.",
            "Khám sàng lọc ung thư cổ tử cung miễn phí cho phụ nữ từ 30 đến 54 tuổi",
        ),
    ],
)
def test_a_sentence_that_is_too_long_is_shortened_and_keeps_what_when_and_where(long: str, short: str) -> None:
    assert len(long.split()) > 40
    told = shorter(long)
    assert short in told
    assert 0 < len(told.split()) <= 40


@pytest.mark.parametrize(
    "text",
    [
        # What a draft proposes is no rule without "theo tờ trình".
        "Theo Tờ trình của UBND tỉnh và ý kiến của các sở, ngành tại cuộc họp sáng nay, từ ngày 01/3/2027 mỗi hộ nuôi "
        "lồng bè trên sông "
        "phải nộp 200.000 đồng/lồng/năm tiền thuê mặt nước, tăng gấp đôi so với mức đang thu của năm 2026 ở các xã.",
        # Where it does not hold is never cut off.
        "Công an tỉnh cấm mọi xe ô tô (trừ xe buýt, xe chữa cháy) từ 17 giờ đến 22 giờ ngày 31/12/2026 trên các đường: "
        "Lý Thường Kiệt "
        "(đoạn từ ngã ba Bưu điện đến bến phà), Nguyễn Du, Quang Trung, Phan Chu Trinh, Hàm Nghi và toàn bộ khu vực "
        "quảng trường.",
    ],
)
def test_what_binds_never_goes(text: str) -> None:
    told = shorter(text)
    assert not told or "Theo Tờ trình" in told or ("trừ xe buýt" in told and "đoạn từ ngã ba" in told)


@pytest.mark.parametrize(
    "text",
    [
        "Điều kiện: có hộ khẩu tại tỉnh từ 24 tháng trở lên tính đến ngày nộp đơn xin học bổng; gia đình thuộc hộ nghèo "
        "hoặc cận nghèo theo "
        "chuẩn của tỉnh; điểm trung bình năm học từ 8,0 trở lên và không có môn nào dưới 6,5.",
        "Người vay cần: lập giấy đề nghị vay vốn có xác nhận của tổ tiết kiệm và vay vốn nơi cư trú hợp pháp; mang theo "
        "căn cước của cả hai "
        "vợ chồng; xuất trình giấy tờ về khoản vay đang còn nợ ở ngân hàng khác.",
    ],
)
def test_a_list_behind_its_label_is_told_whole_or_not_at_all(text: str) -> None:
    assert len(text.split()) > 40
    assert shorter(text) == ""


LETTERHEAD = "UBND XÃ ĐÔNG TÂM\nBAN CHỈ HUY QUÂN SỰ\nTHÔNG BÁO\n"


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Lịch trực", f"{LETTERHEAD}Ban Chỉ huy Quân sự xã trực 24/24 giờ.", "xã Đông Tâm"),
        (
            "Thu gom rác",
            "Công an phường Bắc Hà nhắc các hộ kinh doanh dọn vỉa hè trước 7 giờ hằng ngày.",
            "phường Bắc Hà",
        ),
        ("Đổi giờ họp chợ", "Từ ngày 02/12/2026, chợ xã Tam Kỳ họp từ 4 giờ sáng để bà con kịp đi làm.", "xã Tam Kỳ"),
        ("Sáp nhập trường", "UBND tỉnh thông báo hợp nhất hai trường ở xã Tam Kỳ và xã Tam Phú từ năm học sau.", ""),
        (
            "Cấp căn cước lưu động",
            "Tổ lưu động đến các xã: Nà Phìn, Bản Mù từ ngày 03/12/2026; hỏi Công an xã Nà Phìn.",
            "",
        ),
    ],
)
def test_the_commune_that_speaks(title: str, text: str, name: str) -> None:
    found = locality_of(title, text)
    assert (found.full if found else "") == name


def test_the_name_of_the_commune_stands_where_only_the_word_stood() -> None:
    text = (
        "Trạm Y tế xã Vĩnh Lợi thông báo: Sáng ngày 08/12/2026, Trạm uống vitamin A cho trẻ từ 6 đến 36 tháng tuổi của "
        "các thôn. "
        "Cha mẹ đưa trẻ đến Trạm Y tế xã, mang theo sổ theo dõi. Trẻ đang sốt thì báo trưởng thôn trước 7 giờ."
    )
    told = said("Uống vitamin A đợt 2", text)
    assert any("Trạm Y tế xã Vĩnh Lợi, mang theo sổ" in each for each in told)
    assert all("Vĩnh Lợi" in each for each in told if "thôn" in each or "Trạm Y tế" in each)
    point = next(each for each in message("Uống vitamin A đợt 2", text, "notice") if "mang theo sổ" in each.statement)
    assert "xã Vĩnh Lợi" in point.quotes, "what grounds the name"


@pytest.mark.parametrize(
    "words", ["mỗi xã cử 02 đại biểu", "tại UBND xã, phường nơi cư trú", "ở các xã vùng cao", "kinh tế - xã hội"]
)
def test_any_commune_is_not_this_one(words: str) -> None:
    opens = "UBND xã Vĩnh Lợi thông báo: Từ ngày 08/12/2026, hộ dân đăng ký nhận giống lúa mới."
    text = f"{opens} Năm nay {words} để bà con dễ đăng ký."
    assert not any(f"{words.partition(' xã')[0]} xã Vĩnh Lợi" in each for each in said("Đăng ký nhận giống lúa", text))


def test_the_words_above_a_list_are_told_with_its_entries() -> None:
    text = (
        "UBND phường Bắc Hà thông báo: Từ ngày 10/12/2026, Bộ phận Một cửa phường nhận hồ sơ theo lịch mới như sau:\n"
        "Sáng thứ Hai, thứ Tư: từ 7 giờ 30 đến 11 giờ, nhận hồ sơ đất đai.\nChiều thứ Ba: từ 13 giờ 30 đến 16 giờ, nhận "
        "hồ sơ hộ tịch."
    )
    told = said("Thay đổi lịch nhận hồ sơ", text, "procedure")
    assert told[0].startswith("UBND phường Bắc Hà thông báo: Từ ngày 10/12/2026, Bộ phận Một cửa phường")
    assert not told[0].endswith("như sau.")
    assert any("nhận hồ sơ đất đai" in each and "nhận hồ sơ hộ tịch" in each for each in told)


def test_numbered_lines_with_labels_are_told_although_the_list_is_long() -> None:
    text = (
        "Trung tâm Giáo dục nghề nghiệp huyện Hải thông báo tuyển học viên lớp điện dân dụng khóa 12:\n"
        "1. Chỉ tiêu: 35 học viên, ưu tiên bộ đội xuất ngũ trong vòng 12 tháng và thanh niên thuộc hộ mới thoát nghèo;\n"
        "2. Thời gian học: 4 tháng, học từ thứ Hai đến thứ Sáu hằng tuần, thực hành tại xưởng của doanh nghiệp;\n"
        "3. Hồ sơ: đơn đăng ký theo mẫu, bản sao căn cước và bằng tốt nghiệp trung học cơ sở trở lên;\n"
        "4. Nhận hồ sơ: đến hết ngày 18/12/2026 tại phòng đào tạo hoặc gửi qua bưu điện về Trung tâm."
    )
    told = message("Tuyển học viên lớp điện dân dụng", text, "notice")
    assert any(each.role is Role.DEADLINE and each.day == date(2026, 12, 18) for each in told)
    assert any(each.statement.startswith("Chỉ tiêu: 35 học viên") for each in told)


def test_a_sentence_before_the_words_that_open_a_list_is_not_lost_with_them() -> None:
    text = (
        "Từ ngày 01/4/2027, phí chợ đêm ở phường Bắc Hà giảm 30% cho hộ mới vào bán. Sau đây là những điều các hộ cần biết:\n"
        "1. Hộ vào bán trước ngày 01/4/2027 vẫn nộp theo mức cũ đến hết năm 2027.\n"
        "2. Hộ nghỉ bán quá 30 ngày liên tục bị thu hồi điểm kinh doanh."
    )
    told = said("Điều cần biết về phí chợ đêm", text, "guidance")
    assert any("giảm 30% cho hộ mới vào bán" in each for each in told)
    assert any("quá 30 ngày liên tục bị thu hồi" in each for each in told)


def test_what_only_points_to_a_time_is_told_with_it() -> None:
    text = (
        "Hạt Kiểm lâm Ba Tơ báo động cháy rừng cấp IV ở các xã phía Tây từ ngày 03/12/2026 đến hết ngày 12/12/2026. "
        "Trong thời gian này, không ai được vào rừng lấy mật ong, đốt than."
    )
    told = said("Báo động cháy rừng", text, "guidance")
    assert "Từ ngày 03/12/2026 đến hết ngày 12/12/2026, không ai được vào rừng lấy mật ong, đốt than." in told


def test_what_was_counted_before_and_whom_to_ask_go_behind_the_news() -> None:
    text = (
        "Bệnh viện Mắt tỉnh mổ đục thủy tinh thể miễn phí cho người từ 55 tuổi trở lên có thẻ bảo hiểm y tế từ ngày "
        "07/12/2026. "
        "Năm ngoái, bệnh viện đã mổ cho 412 người, 398 người sáng mắt trở lại. Mang theo thẻ bảo hiểm y tế và căn cước. "
        "Người mổ được nằm viện 02 ngày không mất tiền. Liên hệ phòng kế hoạch 0299.3812.345."
    )
    told = said("Mổ mắt miễn phí", text)
    assert told[0].startswith("Bệnh viện Mắt tỉnh mổ đục thủy tinh thể miễn phí")
    assert not any("412 người" in each for each in told)


def test_contacts_alone_are_no_message() -> None:
    assert (
        message(
            "Trao đổi về chính sách mới", "Mọi thắc mắc liên hệ Phòng Tư pháp, điện thoại 0299.3811.222.", "guidance"
        )
        == ()
    )


def test_a_warning_tells_the_trick_and_what_to_do_before_what_was_lost() -> None:
    text = (
        "Công an phường Bắc Hà vừa có Thông báo số 41/TB-CAP cảnh báo tình trạng giả nhân viên bưu cục gọi người dân đến "
        "nhận bưu phẩm, đòi "
        "chuyển trước phí giao hàng qua mã QR. Trong tháng 10, 11 người đã bị mất tổng cộng 96 triệu đồng.\n"
        "Công an phường khuyến cáo người dân:\n- Không quét mã QR do người lạ gửi, chỉ trả tiền khi nhận hàng;\n"
        "- Không đọc mã OTP, số thẻ ngân hàng cho bất kỳ ai qua điện thoại;\n- Gọi ngay bưu cục theo số in trên giấy báo "
        "để hỏi lại.\n"
    )
    told = said("Cảnh báo giả nhân viên bưu cục", text, "scam_warning")
    assert "giả nhân viên bưu cục gọi người dân" in told[0]
    assert sum("Không quét mã QR" in each or "Không đọc mã OTP" in each for each in told) == 2
    assert not any("96 triệu" in each for each in told[:3])


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Hộ có nhu cầu thuê ki-ốt nộp đơn tại Ban quản lý chợ trước ngày 15/12/2026.", True),
        ("Người đủ 18 tuổi trở lên đến hết ngày 31/12/2026 được cấp thẻ bạn đọc.", False),
        ("Trường Mầm non Hoa Sen gửi danh sách trẻ về phòng trước ngày 15/12/2026.", False),
        ("Người bị thu hồi giấy phép được thi lại sau ít nhất 06 tháng kể từ ngày nộp đơn.", False),
        ("Thời hạn giải quyết hồ sơ đăng ký xe là 02 ngày làm việc.", False),
        ("Từ ngày 01/12/2026 đến hết ngày 31/01/2027, hộ đăng ký mới được miễn phí lắp đồng hồ nước.", False),
    ],
)
def test_a_term_is_one_by_which_the_reader_must_act(text: str, term: bool) -> None:
    told = message("Thông báo của phường", f"{text} Phường bố trí người trực buổi tối để hướng dẫn.", "procedure")
    assert any(each.role is Role.DEADLINE for each in told) is term


def test_when_and_where_are_told_in_one_breath() -> None:
    text = (
        "GIẤY MỜI\nUBND xã Vĩnh Lợi kính mời bà con dự buổi đối thoại về giá nước sạch.\n"
        "Thời gian: 14 giờ ngày 09/12/2026.\nĐịa điểm: Hội trường UBND xã."
    )
    assert any(
        each == "Thời gian: 14 giờ ngày 09/12/2026, tại Hội trường UBND xã Vĩnh Lợi."
        for each in said("Mời dự đối thoại", text)
    )


def test_a_law_s_name_holds_commas() -> None:
    text = "Theo Luật Phòng cháy, chữa cháy và cứu nạn, cứu hộ năm 2024, chủ nhà trọ phải trang bị bình chữa cháy ở mỗi tầng."
    assert not any(each.startswith("Chữa cháy và cứu nạn") for each in said("Chủ nhà trọ cần biết", text, "guidance"))


@pytest.mark.parametrize(
    "text",
    [
        "Từ nay đến hết ngày 20/12/2026, ai có lưới kích điện giao nộp cho Công an xã thì không bị xử phạt.",
        "Phụ huynh thấy tên con ghi sai báo lại trước ngày 20/12/2026.",
        "Hộ đang thuê ki-ốt dọn hàng trước ngày 20/12/2026.",
    ],
)
def test_a_day_for_some_is_told_with_its_sentence_and_is_not_everybodys(text: str) -> None:
    told = message(
        "Thông báo của xã", f"UBND xã An Lộc thông báo: Từ ngày 05/12/2026, xã đổi giờ họp chợ. {text}", "notice"
    )
    assert any("20/12/2026" in each.statement for each in told)
    assert not any(each.day for each in told)


def test_by_when_schools_must_act_goes_behind() -> None:
    text = (
        "Công an xã An Lộc nghiêm cấm đốt thả đèn trời. Người thả đèn trời bị phạt từ 3 triệu đồng đến 5 triệu đồng. "
        "Cha mẹ nhắc con không chơi gần trạm điện. Các trường cho học sinh ký cam kết trước ngày 10/12/2026."
    )
    assert not any("ký cam kết" in each for each in said("Cấm thả đèn trời", text))


def test_who_is_greeted_does_not_hide_what_is_said_in_the_same_line() -> None:
    text = (
        "Kính gửi bà con tiểu thương! Ban Quản lý chợ Gò tạm đóng cổng phía Nam từ ngày 07/12/2026 đến hết ngày 12/12/2026.\n"
        "Xe giao hàng vào cổng phía Bắc trước 6 giờ."
    )
    assert any("tạm đóng cổng phía Nam từ ngày 07/12/2026" in each for each in said("Tạm đóng cổng chợ", text))


def test_days_and_places_behind_a_long_announcement_are_told_by_themselves() -> None:
    text = (
        "UBND phường Bắc Hà thông báo lịch trao quà cho các gia đình liệt sĩ, thương binh nặng và người có công đã được "
        "xét duyệt trong "
        "năm nay: khu phố 1 nhận sáng 09/12/2026, khu phố 2 nhận chiều 09/12/2026, khu phố 3 nhận sáng 10/12/2026, tại "
        "trụ sở phường."
    )
    told = said("Lịch trao quà", text)
    assert any("hu phố 1 nhận sáng 09/12/2026" in each and "khu phố 3 nhận sáng 10/12/2026" in each for each in told)
    assert any("lịch trao quà cho các gia đình liệt sĩ" in each for each in told)


def test_short_entries_of_a_list_are_told_together() -> None:
    text = (
        "UBND phường Bắc Hà tổ chức đổi giấy vụn, pin cũ lấy cây xanh cho bà con vào sáng Chủ nhật ngày 13/12/2026 tại 3 "
        "điểm do các "
        "tổ dân phố bố trí bàn nhận:\n- Điểm 1: sân đình;\n- Điểm 2: cổng chợ;\n- Điểm 3: nhà trẻ Hoa Mai.\nMỗi hộ đổi "
        "nhiều nhất 2 cây."
    )
    told = said("Đổi giấy vụn lấy cây xanh", text)
    assert any(all(f"iểm {n}:" in each for n in (1, 2, 3)) for each in told)


def test_whom_the_second_half_of_the_first_sentence_frees_is_told_too() -> None:
    text = (
        "Theo Nghị quyết số 61/2026/NQ-HĐND, từ ngày 01/02/2027, học sinh đi học bằng phà của tỉnh được giảm 50% giá vé "
        "tháng khi mua tại "
        "bến hoặc trên ứng dụng của nhà phà; học sinh khuyết tật, mồ côi được miễn toàn bộ."
    )
    told = said("Giảm giá vé phà cho học sinh", text, "new_law")
    assert any("mồ côi được miễn toàn bộ" in each for each in told)
