"""Notices say when, where and whom to call; what stands around that is nobody's news."""

from datetime import date
from time import thread_time

import pytest

from distributor.facts import Point, Role
from distributor.understand.notices import is_pastime
from distributor.understand.timetable import TimeLine, timetable, told
from distributor.understand.understand import understand

ON = date(2026, 11, 27)


def message(title: str, text: str) -> tuple[Point, ...]:
    return understand(
        title=title, summary="", text=text, categories_kind="", publisher="UBND xã Bàu Sen", attachments=(), today=ON
    ).message


def statements(title: str, text: str) -> list[str]:
    return [each.statement for each in message(title, text)]


def test_the_days_of_a_schedule_are_what_it_says() -> None:
    text = (
        "UBND xã Bàu Sen thông báo lịch phun thuốc diệt muỗi:\n- Ấp Trên: sáng 08/12/2026, từ nhà văn hóa.\n"
        "- Ấp Dưới: chiều 08/12/2026, từ đình.\n- Ấp Giồng: 7 giờ 30 ngày 09/12/2026.\n"
        "Trân trọng thông báo để bà con biết, phối hợp."
    )
    said = statements("Lịch phun thuốc diệt muỗi tại xã Bàu Sen", text)
    assert said[0].startswith("Ấp Trên: sáng 08/12/2026")
    assert "Ấp Giồng: 7 giờ 30 ngày 09/12/2026" in said[0]
    assert not any("Trân trọng" in each for each in said)


def test_numbers_to_call_are_told_without_persons_and_nothing_points_at_them() -> None:
    text = (
        "Sở Công Thương công khai số điện thoại phản ánh hàng giả:\n1. Thanh tra Sở: 0277.3855.101\n"
        "2. Ông Lý Văn Tám: 0909.112.233\n3. Chi cục Quản lý thị trường: 0277.3855.909\nĐề nghị người dân gọi ngay các số trên."
    )
    assert [each.said for each in timetable(text)] == [
        "Thanh tra Sở: 0277.3855.101",
        "Chi cục Quản lý thị trường: 0277.3855.909",
    ]
    said = " ".join(statements("Số điện thoại tiếp nhận phản ánh về hàng giả", text))
    assert "0277.3855.909" in said
    assert "các số trên" not in said


@pytest.mark.parametrize(
    "text",
    [
        "Số: 12/TB-UBND\nNơi nhận: như trên",
        "Giá: 20.000 đồng\nMức thu: 30.000 đồng/hộ",
        "Thời gian: sáng 08/12/2026.",
    ],
)
def test_what_is_no_timetable(text: str) -> None:
    assert timetable(text) == ()


def test_a_long_schedule_is_said_in_a_few_statements() -> None:
    lines = tuple(f"Tổ dân phố {n}: sáng {n:02d}/12/2026 tại nhà văn hóa tổ" for n in range(1, 20))
    said = told([TimeLine(line, line) for line in lines])
    assert len(said) == 3
    assert all(len(statement.split()) <= 40 for statement, _ in said)
    assert all(quote in lines for _, quotes in said for quote in quotes)


def test_an_invitation_is_told_without_who_invites_where_both_are_too_long() -> None:
    text = (
        "Trung tâm Trợ giúp pháp lý nhà nước tỉnh Bàu Sen phối hợp cùng Đoàn Luật sư kính mời bà con xã Tân Lộc và các xã "
        "lân cận "
        "đến dự buổi tư vấn pháp luật miễn phí: từ 8 giờ đến 11 giờ Chủ nhật ngày 06/12/2026 tại chợ Tân Lộc."
    )
    said = statements("Mời bà con dự buổi tư vấn pháp luật miễn phí", text)
    assert any(each.startswith("Mời bà con xã Tân Lộc") and "ngày 06/12/2026 tại chợ" in each for each in said)


def test_hours_are_written_short_where_the_sentence_is_too_long() -> None:
    text = (
        "Từ ngày 05/12/2026, Trung tâm Phục vụ hành chính công xã Bàu Sen tiếp nhận hồ sơ theo giờ mới: buổi sáng từ 7 giờ "
        "15 đến "
        "11 giờ 45, buổi chiều từ 13 giờ 15 đến 16 giờ 45 phút, từ thứ Hai đến thứ Sáu; riêng sáng thứ Bảy trực đến 10 giờ."
    )
    said = statements("Thông báo thay đổi giờ làm việc của Trung tâm Phục vụ hành chính công", text)
    assert any("từ 7h15 đến 11h45" in each and "16h45" in each for each in said)


def test_what_every_meeting_does_is_not_told() -> None:
    text = (
        "Sáng 19/11, xã Bàu Sen tổ chức hội nghị tuyên truyền Luật Trẻ em. Báo cáo viên đã truyền đạt những nội dung cơ bản "
        "của Luật. "
        "Trong đó nhấn mạnh: trẻ em dưới 06 tuổi được khám bệnh, chữa bệnh miễn phí tại cơ sở y tế công lập. "
        "Hội nghị cũng dành thời gian giải đáp câu hỏi. Phát biểu bế mạc, lãnh đạo xã đề nghị mọi người tích cực."
    )
    said = statements("Xã Bàu Sen tuyên truyền Luật Trẻ em", text)
    assert "Trẻ em dưới 06 tuổi được khám bệnh, chữa bệnh miễn phí tại cơ sở y tế công lập." in said
    assert not any(word in " ".join(said) for word in ("dành thời gian", "bế mạc", "truyền đạt"))


def test_a_trick_with_power_cuts_is_no_power_cut() -> None:
    assert is_pastime("Thông báo lịch cắt điện tuần tới", "")
    assert not is_pastime("Cảnh giác thủ đoạn giả danh điện lực dọa cắt điện", "")


def test_a_warning_concerns_no_swindler() -> None:
    text = (
        "Công an xã Bàu Sen cảnh báo thủ đoạn giả danh nhân viên ngân hàng. Ngân hàng không yêu cầu khách hàng cung cấp mã OTP. "
        "Người lừa đảo chiếm đoạt tài sản từ 2 triệu đồng có thể bị phạt tù đến 3 năm. Người dân không cung cấp mã OTP cho "
        "bất kỳ ai."
    )
    found = message("Cảnh giác thủ đoạn giả danh nhân viên ngân hàng", text)
    assert found
    assert all(each.role is not Role.WHO for each in found)


def test_a_notice_about_a_number_tells_the_number() -> None:
    text = (
        "Công an xã Bàu Sen công bố số điện thoại tiếp nhận tin báo về tín dụng đen: 0277.3815.113 (trực 24/24). "
        "Người dân không vay tiền qua ứng dụng không rõ nguồn gốc; lãi suất vượt quá 20%/năm là trái luật."
    )
    said = statements("Xã Bàu Sen công bố số điện thoại tiếp nhận tin báo về tín dụng đen", text)
    assert any("0277.3815.113" in each for each in said)


def test_a_false_message_is_warned_of_by_who_never_sends_it() -> None:
    text = (
        "Cơ quan thuế cho biết nhiều hộ nhận tin nhắn báo hoàn thuế kèm đường dẫn lạ, yêu cầu nhập tài khoản để nhận 30% "
        "tiền thuế. "
        "Cơ quan thuế không gửi tin nhắn yêu cầu cung cấp tài khoản, mật khẩu. Không bấm vào đường dẫn, báo Công an xã gần nhất."
    )
    assert statements("Cảnh báo: Tin nhắn giả hoàn thuế gửi hàng loạt", text)[0].startswith("Cơ quan thuế không gửi")


ROWS = """UBND phường Bình Kiến thông báo lịch tiêm vắc xin dại cho chó, mèo:
Khu phố | Thời gian | Địa điểm
Thượng Phú | 7 giờ 00 - 10 giờ 30 ngày 05/12/2026 | Nhà văn hóa khu phố
Minh Đức | 14 giờ 00 - 17 giờ 00 ngày 06/12/2026 | Trường Tiểu học Minh Đức
Mọi thắc mắc liên hệ Trạm Thú y: 0257.3.820.115.
Đề nghị bà con Nhân dân chấp hành./."""


def test_rows_of_a_table_are_a_timetable_too_and_whom_to_call_stands_apart() -> None:
    said = statements("Phường Bình Kiến tổ chức tiêm vắc xin dại cho chó, mèo", ROWS)
    assert said[0] == (
        "Thượng Phú: 7 giờ 00 - 10 giờ 30 ngày 05/12/2026, Nhà văn hóa khu phố; "
        "Minh Đức: 14 giờ 00 - 17 giờ 00 ngày 06/12/2026, Trường Tiểu học Minh Đức."
    )
    assert said[1] == "Mọi thắc mắc liên hệ Trạm Thú y: 0257.3.820.115."
    assert not any("chấp hành" in each for each in said), "what every notice asks for is nothing to do"


def test_hours_of_a_row_are_said_with_their_heads() -> None:
    text = "Ngày | Môn | Thời gian làm bài | Giờ bắt đầu\n"
    text += "02/6/2027 | Toán | 90 phút | 08 giờ 00\n03/6/2027 | Văn | 120 phút | 08 giờ 00"
    assert [each.said for each in timetable(text)] == [
        "02/6/2027: Toán, thời gian làm bài 90 phút, giờ bắt đầu 08 giờ 00",
        "03/6/2027: Văn, thời gian làm bài 120 phút, giờ bắt đầu 08 giờ 00",
    ]


def test_a_row_with_figures_of_which_nobody_knows_what_they_count_is_none() -> None:
    assert timetable("Ngày | Mức nước\n02/6/2026 | 35\n03/6/2026 | 40") == ()


def test_an_event_keeps_its_day_where_who_helps_makes_it_too_long() -> None:
    text = (
        "Trung tâm Trợ giúp pháp lý nhà nước tỉnh Lào Cai phối hợp với UBND xã Mường Than tổ chức Ngày hội trợ giúp pháp lý "
        "từ 8 giờ 00 đến 16 giờ 30 ngày 06/12/2026 (Chủ nhật) tại Nhà văn hóa xã Mường Than. "
        "Trợ giúp viên pháp lý tư vấn miễn phí cho bà con về đất đai, hộ tịch."
    )
    said = statements("Ngày hội trợ giúp pháp lý miễn phí tại xã Mường Than", text)
    assert any("tổ chức Ngày hội trợ giúp pháp lý từ 8 giờ 00 đến 16 giờ 30 ngày 06/12/2026" in each for each in said)
    assert not any("UBND xã Mường Than" in each for each in said)


def test_a_number_to_call_with_a_single_figure_between_points_is_one() -> None:
    text = (
        "Chi cục An toàn vệ sinh thực phẩm tỉnh Lạng Sơn công bố đường dây nóng 0205.3.812.777 (ông Hoàng Văn Páo, Chi cục "
        "trưởng) tiếp nhận phản ánh của Nhân dân về thực phẩm không rõ nguồn gốc, hoạt động 24/24 giờ. Thông tin được giữ kín."
    )
    said = " ".join(statements("Đường dây nóng tiếp nhận tố giác về thực phẩm bẩn", text))
    assert "0205.3.812.777" in said
    assert "Páo" not in said


@pytest.mark.parametrize(
    "text", ["Mẹ cháu cho biết cháu bị bầm tím hai tay.", "Người tự nguyện giao nộp không bị xử phạt."]
)
def test_who_tells_and_half_a_verb_are_nobody_whom_a_notice_concerns(text: str) -> None:
    found = message("Thông báo của Công an xã", f"{text} Điện thoại trực ban của Công an xã: 0235.3.651.113.")
    assert Role.WHO not in {each.role for each in found}


def test_a_fair_that_is_over_waits_for_a_person() -> None:
    text = (
        "Trung tâm Dịch vụ việc làm thông báo tổ chức phiên giao dịch việc làm lưu động từ 7 giờ 30 đến 11 giờ ngày "
        "{day}/12/2026 tại Hội trường UBND phường. Người lao động được tư vấn miễn phí về bảo hiểm thất nghiệp."
    )
    codes = [
        [reason.code for reason in understand(
            title="Thông báo phiên giao dịch việc làm lưu động", summary="", text=text.format(day=day), categories_kind="notice",
            publisher="", attachments=(), today=date(2026, 12, 5),
        ).gate]
        for day in ("04", "05", "06")
    ]  # fmt: skip
    assert [("deadline_passed" in each) for each in codes] == [True, False, False]


SCREENING = (
    "Trạm Y tế xã Hòa Tiến khám sàng lọc bệnh lao miễn phí cho người từ 60 tuổi, người mắc đái tháo đường và người sống cùng nhà "
    "với bệnh nhân lao, trong hai buổi: 7 giờ 30 đến 11 giờ 30 ngày 08/12/2026 tại nhà văn hóa thôn Đông; 13 giờ 30 đến 17 giờ "
    "ngày 09/12/2026 tại trạm. Người đến khám mang theo thẻ bảo hiểm y tế hoặc căn cước."
)


def test_sessions_behind_a_colon_are_told_where_the_sentence_is_too_long() -> None:
    said = statements("Tổ chức khám sàng lọc lao miễn phí", SCREENING)
    assert said[0] == (
        "Tại xã Hòa Tiến, 7 giờ 30 đến 11 giờ 30 ngày 08/12/2026 tại nhà văn hóa thôn Đông; 13 giờ 30 đến 17 giờ ngày 09/12/2026 "
        "tại trạm."
    )
    assert any(each.endswith("người sống cùng nhà với bệnh nhân lao, trong hai buổi.") for each in said)


def test_a_letter_before_a_full_stop_is_no_mark_of_a_list() -> None:
    lines = (
        "- Thôn Đông: sáng 08/12/2026 tại trạm. Mang căn cước.\n- Thôn Tây: chiều 08/12/2026 tại trạm. Mang căn cước."
    )
    assert timetable(lines)[0].said == "Thôn Đông: sáng 08/12/2026 tại trạm. Mang căn cước"


def test_a_call_to_come_whose_hours_nobody_would_be_told_waits_for_a_person() -> None:
    def gate(text: str) -> list[str]:
        found = understand(
            title="Tổ chức khám sàng lọc lao miễn phí", summary="", text=text, categories_kind="", publisher="UBND xã Bàu Sen",
            attachments=(), today=ON,
        )  # fmt: skip
        return [each.code for each in found.gate]

    long = " và ".join(f"người của thôn số {number} đã đăng ký với trưởng thôn" for number in range(1, 9))
    assert "no_point" in gate(
        f"Trạm Y tế xã khám sàng lọc lao miễn phí cho {long} từ 7 giờ 30 đến 11 giờ 30 ngày 08/12/2026. "
        "Người đến khám mang theo căn cước."
    )
    assert "no_point" not in gate(SCREENING)


def test_what_is_put_off_and_what_costs_nothing_is_told_with_the_lines() -> None:
    told = statements(
        "Lịch tiêm chủng tháng 12 tại Trạm Y tế phường Đông Khê",
        "Trạm Y tế phường Đông Khê thông báo lịch tiêm chủng:\n"
        "- Ngày 04/12/2026: trẻ từ 2 đến 12 tháng tuổi, từ 7 giờ 30 đến 11 giờ.\n"
        "- Ngày 11/12/2026: trẻ từ 13 đến 24 tháng tuổi, buổi sáng.\n"
        "Riêng buổi tiêm ngày 18/12/2026 được hoãn, thời gian mới sẽ thông báo sau. Tiêm miễn phí.",
    )
    assert any("18/12/2026 được hoãn" in each for each in told)
    assert any(each.endswith("Tiêm miễn phí.") and "04/12/2026" in each for each in told)


def test_what_a_swindler_promises_for_nothing_is_not_told() -> None:
    told = statements(
        "Thông báo thủ đoạn giả danh trạm y tế mời khám miễn phí để lừa đảo",
        "Công an phường cảnh báo thủ đoạn lừa đảo:\n- Ngày 04/12/2026: mời người già đến nhà văn hóa, từ 8 giờ.\n"
        "- Ngày 05/12/2026: bán thuốc giả giá cao, từ 9 giờ.\nKẻ gian nói khám miễn phí. Trạm Y tế không tổ chức khám.",
    )
    assert not any(each.startswith("Ngày") for each in told)
    assert all("Kẻ gian" in each for each in told if "miễn phí" in each)


@pytest.mark.parametrize(
    "sentence",
    [
        "Trước ngày 01/12/2026, việc nộp phạt vẫn thực hiện tại kho bạc, người dân nộp tại ngân hàng.",
        "Bảng giá cũ tiếp tục áp dụng đến hết ngày 31/12/2026 khi người dân nộp hồ sơ.",
    ],
)
def test_until_when_the_old_way_goes_on_is_no_deadline(sentence: str) -> None:
    told = message(
        "Từ 01/12, người dân nộp phạt giao thông qua VNeID",
        f"Theo Thông tư 50/2026/TT-BCA, người vi phạm được nộp phạt trên ứng dụng VNeID. {sentence}",
    )
    assert not [each for each in told if each.role is Role.DEADLINE and each.day is not None]


@pytest.mark.parametrize(
    "unit",
    ["không được công bố dự thảo nội bộ ", "khám trong hai buổi: 7 giờ 30; 13 giờ 30 ", "a: b; ", "a:" + " " * 60],
)
@pytest.mark.parametrize("size", [20_000, 3_000_000])
def test_a_line_without_end_holds_up_nobody(unit: str, size: int) -> None:
    """One expression over three million characters kept all other threads of a worker waiting for twenty seconds."""
    began = thread_time()
    timetable(unit * (size // len(unit)))
    assert thread_time() - began < 1.0


@pytest.mark.parametrize(
    "unit",
    [
        "không được công bố dự thảo nội bộ ",
        "Ông Nguyễn Văn An hỏi bà Trần Thị Bình có được bồi thường không? ",
        "0912345678 ",
        "“Điều 1 “khoản 2 ",
    ],
)
def test_an_item_without_end_is_understood_soon(unit: str) -> None:
    began = thread_time()
    message("Thông báo về mức hỗ trợ", unit * (3_000_000 // len(unit)))
    assert thread_time() - began < 6.0
