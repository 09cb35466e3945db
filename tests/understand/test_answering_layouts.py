"""Answers on pages that are laid out as offices and papers do: who speaks, which question a section is, what is left "
"of a long one."""

import pytest

from distributor.understand.answering import find_answer
from distributor.understand.content_kind import content_kind
from distributor.understand.questions import Wants, title_asks, wants_of
from distributor.understand.questions_page import read_page
from tests.understand.sources import understood


def said(question: str, text: str) -> str:
    answer = find_answer(question, text).answer
    return answer.text if answer is not None else ""


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("Chủ quầy phải chuẩn bị gì để được nhận chỗ?", Wants.LIST),
        ("Thế nào là hộ neo đơn?", Wants.DEFINITION),
        ("Bán cá ở chợ cần giấy tờ gì?", Wants.PAPERS),
    ],
)
def test_what_is_asked(question: str, wants: Wants) -> None:
    assert wants_of(question) == {wants}


def test_who_speaks_is_not_part_of_what_is_said() -> None:
    told = said(
        "Làm lại biển số xe máy mất bao nhiêu ngày?",
        "Hỏi: Tôi mất biển số xe máy, làm lại mất bao nhiêu ngày?\nTrả lời:\n"
        "Phòng Cảnh sát giao thông: Cấp lại biển số xe máy trong 07 ngày làm việc, kể từ ngày nhận đủ hồ sơ.",
    )
    assert told.startswith("Cấp lại biển số xe máy trong 07 ngày")


@pytest.mark.parametrize("label", ["Ban ngày", "Phòng trọ dưới 10 m2", "Đội nhóm từ năm người"])
def test_a_label_that_says_when_or_of_what_stays(label: str) -> None:
    told = said(
        "Thuê chỗ bán hàng ở chợ đêm phải trả bao nhiêu tiền?",
        "Hỏi: Tôi muốn thuê chỗ bán hàng ở chợ đêm, phải trả bao nhiêu tiền?\nTrả lời:\n"
        f"{label}: Mức thuê chỗ bán hàng ở chợ đêm là 30.000 đồng một ngày.",
    )
    assert told.startswith(f"{label}: Mức thuê")


def test_an_asker_by_his_label_is_no_answer_and_a_lawyer_by_his_is() -> None:
    told = said(
        "Em họ đời thứ tư có được kết hôn với nhau không?",
        "Thính giả giấu tên, xã Bến Đá: Em với anh ấy có chung cụ nội, tụi em có được kết hôn với nhau không?\n"
        "Luật gia Hồ Vĩnh Khang: Chào em, chuyện này phải tính từng đời.\n"
        "Những người có họ trong phạm vi ba đời thì bị cấm kết hôn.\n"
        "Như vậy hai em đang ở đời thứ tư nên được kết hôn với nhau.",
    )
    assert "đời thứ tư nên được kết hôn" in told
    assert "giấu tên" not in told


def test_a_comment_that_is_answered_is_no_end_of_the_page() -> None:
    told = said(
        "Thẻ hội viên in sai năm sinh thì sửa ở đâu?",
        "[Trang Hội Nông dân xã] Giải đáp trong tuần\n"
        'Bình luận của bạn "Lúa Mùa": thẻ em in sai năm sinh, sửa ở đâu ạ?\n'
        "Phản hồi của Trang:\n"
        "Chào bạn, thẻ hội viên in sai năm sinh thì bạn nộp đơn đề nghị sửa tại Văn phòng Hội Nông dân xã.",
    )
    assert "Văn phòng Hội Nông dân xã" in told


def test_a_section_is_asked_for_by_one_of_its_questions() -> None:
    told = said(
        "Thế nào là bếp tạm để được hỗ trợ xây mới?",
        "Hỏi 1: Thế nào là bếp tạm? Bếp lợp tôn của tôi có phải không?\n"
        "Đáp 1: Bếp tạm là bếp dựng bằng tre, lá, bạt, không có nền cứng.\n"
        "Hỏi 2: Được hỗ trợ bao nhiêu?\nĐáp 2: Mỗi bếp được hỗ trợ 12 triệu đồng.\n"
        "Hỏi 3: Nhà ở nhờ có được không?\nĐáp 3: Được nếu chủ đất đồng ý bằng văn bản.",
    )
    assert told.startswith("Bếp tạm là bếp dựng bằng tre")


def test_the_only_section_answers_though_its_heading_asks_in_other_words() -> None:
    told = said(
        "Quầy hàng ăn ở chợ phải trang bị gì để phòng cháy?",
        "Sạp kinh doanh ăn uống cần có những gì?\n"
        "Ban quản lý chợ nhắc các hộ như sau.\nMỗi sạp phải có:\n"
        "1. Một bình bột 4 kg còn hạn;\n2. Một cầu dao riêng;\n3. Nội quy phòng cháy treo nơi dễ thấy.",
    )
    assert "bình bột 4 kg" in told
    assert "cầu dao riêng" in told


def test_what_was_asked_is_said_again_as_it_stands() -> None:
    told = said(
        "Bà ngoại có được làm người đại diện cho cháu không?",
        "Tình huống\nBà Tư nuôi cháu từ nhỏ. Bà có được làm không?\nGợi ý trả lời\n"
        "Vì cha mẹ cháu đã mất nên bà Tư được làm người đại diện, với điều kiện hai bên nội ngoại đồng ý bằng văn bản.\n"
        "Bà được giữ tiền của cháu nhưng chỉ dùng vì cháu; bán đồ của cháu phải có người đại diện thứ hai của cháu đồng ý.",
    )
    assert "được làm người đại diện, với điều kiện" in told


def test_of_more_questions_than_there_is_room_for_the_first_is_answered() -> None:
    told = said(
        "Bán rau ở chợ đóng bảo hiểm tự nguyện có được tiền thai sản không?",
        "Thư bạn nghe đài\nTôi bán rau ở chợ, đóng bảo hiểm tự nguyện hai năm nay. Xin hỏi tôi có được tiền thai sản "
        "không, được bao "
        "nhiêu và phải làm thế nào?\n"
        "Thưa chị, từ năm nay có thêm trợ cấp này.\n"
        "Cụ thể, người đóng bảo hiểm tự nguyện được hưởng trợ cấp thai sản khi có thời gian đóng từ đủ 06 tháng trở "
        "lên trong thời gian "
        "12 tháng trước khi sinh con.\nMức trợ cấp là 2.000.000 đồng cho mỗi con được sinh ra.\n"
        "Trong 60 ngày kể từ ngày cháu được đăng ký khai sinh, chị nộp tờ khai, kèm bản sao giấy khai sinh hoặc giấy "
        "chứng sinh của con "
        "cùng căn cước của chị cho cơ quan bảo hiểm xã hội nơi chị đang đóng, hoặc gửi qua bưu điện văn hóa xã.",
    )
    assert told.startswith(
        "Người đóng bảo hiểm tự nguyện được hưởng trợ cấp thai sản khi có thời gian đóng từ đủ 06 tháng"
    )


def test_no_list_of_papers_is_cut_in_its_middle() -> None:
    told = said(
        "Ông có được làm người giữ sổ cho cháu không, thủ tục ra sao?",
        "Hỏi: Tôi có được làm người giữ sổ cho cháu không, thủ tục ra sao?\nTrả lời:\n"
        "Vì cháu còn nhỏ và cha mẹ cháu đi làm xa quanh năm, ở nhà không còn ai lớn hơn trông nom việc học và tiền "
        "nong của cháu, nên "
        "ông được làm người giữ sổ cho cháu, với điều kiện cha mẹ cháu viết giấy nhờ có chứng thực.\n"
        "Thủ tục: ông đến quầy số 2, nộp tờ khai theo mẫu của phòng, văn bản thỏa thuận của cha mẹ cháu, giấy tờ chứng "
        "minh quan hệ ông "
        "cháu, bản sao sổ tiết kiệm, hai ảnh của cháu và giấy hẹn của lần trước nếu đã từng nộp mà chưa xong.",
    )
    assert "được làm người giữ sổ" in told
    assert ("giấy hẹn" in told) == ("tờ khai" in told)


def test_a_time_is_a_span_and_not_that_somebody_was_in_time() -> None:
    told = said(
        "Về nước đúng hạn thì bao lâu được trả tiền cọc?",
        "CH: Tôi về nước đúng hạn, bao lâu thì được trả tiền cọc?\nTL:\n"
        "Người về nước đúng thời hạn thì được trả cả gốc và lãi tiền cọc.\n"
        "Ngân hàng trả tiền trong 10 ngày làm việc kể từ ngày nhận đủ giấy tờ.",
    )
    assert "10 ngày làm việc" in told


def test_conditions_that_are_announced_go_out_whole_or_wait() -> None:
    answer = find_answer(
        "Đám giỗ đốt pháo giấy mua ở cửa hàng có được không?",
        "Hỏi: Nhà em có đám giỗ, đốt pháo giấy mua ở cửa hàng có được không?\nĐáp: Được, với ba điều kiện.\n"
        "- Đúng loại: chỉ pháo giấy, không có tiếng nổ, không có thuốc nổ bên trong ống giấy.\n"
        "- Đúng dịp: giỗ, cưới hỏi, khai trương và các dịp lễ của thôn, khi được trưởng thôn đồng ý.\n"
        "- Đúng chỗ mua: chỉ mua tại cửa hàng có giấy phép bán pháo giấy. Mua ở chỗ không phép bị phạt từ 1.000.000 đồng.",
    ).answer
    assert answer is not None
    assert not answer.sure or all(each in answer.text for each in ("Đúng loại", "Đúng dịp", "Đúng chỗ mua"))


def test_what_is_free_of_tax_does_not_go_out_without_what_must_be_declared_all_the_same() -> None:
    answer = find_answer(
        "Cho thuê hai gian bếp có phải nộp thuế không?",
        "Hỏi: Tôi cho thuê hai gian bếp, thu 120 triệu đồng một năm. Xin hỏi có phải nộp thuế không?\nĐáp:\n"
        "Ngưỡng doanh thu phải nộp thuế là 500 triệu đồng một năm.\n"
        "Thu của ông là 120 triệu đồng, thấp hơn ngưỡng.\n"
        "Tiền đặt cọc sẽ trả lại không phải doanh thu.\n"
        "Do đó, năm nay ông không phải nộp thuế cho việc cho thuê hai gian bếp. "
        "Dù vậy ông vẫn phải thông báo doanh thu, hạn chót là ngày 31/01 của năm sau.\n"
        "Riêng ông Quế hỏi cho công ty thuê kho: thu 600 triệu đồng một năm, phải nộp thuế.",
    ).answer
    assert answer is not None
    assert not answer.sure or "thông báo doanh thu" in answer.text


def goes_out(question: str, text: str) -> bool:
    return find_answer(question, text).sure


LONG = "và ".join(f"giấy xác nhận số {number} của thôn nơi có ruộng " for number in range(12))


def test_what_no_cut_makes_short_enough_gives_way_to_what_can_be_told() -> None:
    """A newspaper's sentence of a hundred words cannot be told; another one answers, too."""
    told = said(
        "Trồng sen mười năm, hưởng trợ giúp bao nhiêu?",
        "Bạn T. hỏi: Tôi trồng sen mười năm. Xin cảm ơn. Luật sư Trần Văn Lúa trả lời:\n"
        "Thời gian để tính trợ giúp tùy vào số vụ đã trồng. Số vụ đã trồng là tổng các vụ được cộng dồn từ khi vào hội. "
        "Người đã ra hội thì không được cộng. Hội họp mỗi tháng một lần. Sổ của hội do thư ký giữ.\n"
        f"Mức hưởng trợ giúp trồng sen hằng tháng bằng 40% mức chi phí của người có {LONG}và của thôn.\n"
        "Do bạn trồng sen chưa được một vụ, do đó bạn sẽ được hưởng ba tháng trợ giúp.",
    )
    assert "ba tháng trợ giúp" in told


def test_a_sentence_may_end_with_the_number_of_a_class() -> None:
    told = said(
        "Thuyền thúng được neo ở bến nào?",
        "Hỏi: Thuyền thúng của tôi được neo ở bến nào?\nTrả lời:\nThuyền thúng được neo ở bến loại II. "
        "Đề nghị ông đến Ban quản lý bến để được hướng dẫn.",
    )
    assert told == "Thuyền thúng được neo ở bến loại II."


def test_a_label_above_all_that_is_asked_opens_no_answer() -> None:
    told = said(
        "Vườn cây cha cho trước khi cưới là của chung hay riêng?",
        "Luật sư tư vấn: Vườn cây được cho trước khi cưới\n"
        "Câu hỏi: Tôi cưới năm 2018. Năm 2016 cha tôi chỉ cho tôi một vườn nhãn, giấy chỉ ghi tên tôi. Vợ chồng tôi vay hội bạn "
        "300 triệu đồng để mua phân, hai người cùng trả. Nếu chia tay thì vườn này có phải chia không?\n"
        "Luật sư Trần Văn Lúa trả lời:\nGiấy cho chỉ ghi tên chị nên vườn cây là của riêng chị, khi chia tay thuộc về chị.",
    )
    assert "của riêng chị" in told


def test_the_case_that_a_rule_is_held_against_is_the_conclusion() -> None:
    told = said(
        "Bán xôi tại cổng chợ có phải xin giấy chứng nhận an toàn bếp không?",
        "Chị Lê Thị Nếp (xã Hạ): Tôi nấu xôi bán tại cổng chợ. Có người nói tôi phải có giấy chứng nhận an toàn bếp. "
        "Xin hỏi có đúng không?\nTrả lời:\n"
        "Khoản 1 Điều 4 Quy chế chợ quy định người bán đồ nấu tại cổng chợ phải có giấy chứng nhận an toàn bếp, trừ trường hợp "
        "quy định tại khoản 2. Khoản 2 liệt kê các trường hợp không phải có giấy gồm: a) Bán rau; b) Bán quà vặt nhỏ lẻ.\n"
        "Đối chiếu, bếp của chị nhỏ lẻ, không có chỗ ngồi nên không phải xin giấy chứng nhận.\n"
        "Tuy vậy, chị vẫn phải giữ an toàn bếp sạch và làm cam kết với Ban quản lý chợ về an toàn.",
    )
    assert "không phải xin giấy chứng nhận" in told


ASKED_BEHIND_A_HEADLINE = (
    "Ông Lê Văn Tôm ở xã Hạ hỏi về chỗ neo thuyền. Thuyền nhỏ phải có những giấy tờ gì mới được neo? "
    "Trả lời: Theo Quy chế bến Hạ, thuyền nhỏ phải có giấy đăng ký và sổ bến thì được neo. "
    "Người neo thuyền nộp hai giấy này cho Ban quản lý bến trước khi neo."
)


@pytest.mark.parametrize(
    ("title", "text", "is_question"),
    [
        ("Giấy tờ để neo thuyền ở bến Hạ", ASKED_BEHIND_A_HEADLINE, True),
        (
            "Giấy tờ để neo thuyền ở bến Hạ",
            ASKED_BEHIND_A_HEADLINE.replace("Ông Lê Văn Tôm ở xã Hạ hỏi", "Phóng viên đã trao đổi"),
            False,
        ),
    ],
)
def test_a_letter_and_its_reply_are_a_question_whatever_the_headline(title: str, text: str, is_question: bool) -> None:
    assert (content_kind(title, text, "", None, "") == "question") is is_question


@pytest.mark.parametrize("part", ["", " (P.2)", " (Phần 3)", " (kỳ 1)"])
def test_a_question_stays_one_whatever_part_of_a_series_it_is(part: str) -> None:
    assert title_asks(f"Mất sổ bến phải làm sao?{part}")
    assert not title_asks(f"Mất sổ bến{part}")


def test_thanks_at_the_end_of_an_article_make_nobody_the_asker() -> None:
    page = read_page(
        "Đò chạy ngược bến có phạm luật không?",
        "Chiều qua một chiếc đò chạy ngược bến.\nTrưởng bến cho biết đò chạy ngược bến là phạm luật.\n"
        "Quy chế bến cấm đò chạy ngược.\nBài có dùng ảnh của bạn đọc. Xin cám ơn!",
    )
    assert {each.zone for each in page.pieces} == {"answer"}


def test_who_asks_whether_it_breaks_the_law_is_answered_by_what_it_is_fined_with() -> None:
    told = said(
        "Đò chạy ngược bến có phạm luật không?",
        "Hỏi: Đò chạy ngược bến có phạm luật không?\nTrả lời:\nĐò chạy ngược bến sẽ bị phạt tiền từ 1 đến 2 triệu đồng.",
    )
    assert "1 đến 2 triệu đồng" in told


def test_a_sentence_that_goes_on_behind_its_colon_is_one() -> None:
    told = said(
        "Chuyển ruộng sang ao cá phải nộp bao nhiêu tiền?",
        "Hỏi: Tôi muốn chuyển 150 m2 ruộng lên ao cá. Xin hỏi tôi phải nộp bao nhiêu phần trăm?\nTrả lời:\n"
        "1. Về căn cứ: Theo khoản 5 Điều 6 Quy chế ruộng, căn cứ để cho chuyển ruộng sang ao cá là sơ đồ ruộng của thôn.\n"
        "2. Về tiền nộp: Trước đây, người chuyển ruộng nộp bằng phần chênh lệch giữa tiền ao và tiền ruộng.\n"
        "Từ ngày 01/01/2026, Nghị quyết số 54/2025/QH15 quy định mức thu đối với trường hợp chuyển ruộng sang ao cá như sau: "
        "thu bằng 30% chênh lệch đối với phần trong hạn mức; bằng 50% đối với phần vượt hạn mức.",
    )
    assert "thu bằng 30% chênh lệch" in told


def test_what_does_not_apply_to_the_asker_is_no_answer() -> None:
    told = said(
        "Người thờ thành hoàng được nhận bao nhiêu tiền?",
        "Ông Lê Văn Tôm hỏi: Tôi thờ thành hoàng thì được nhận bao nhiêu tiền?\nTrả lời:\n"
        "Tiền tuất mà người thờ thành hoàng được nhận là 700.000 đồng một tháng, không áp dụng trong trường hợp của ông.\n"
        "Mức tiền thờ theo Quy chế đình là 400.000 đồng một năm. Quy chế có từ lâu. Đình mở cửa mỗi rằm. Hội đình họp cuối năm. "
        "Sổ của đình do thủ từ giữ.",
    )
    assert "700.000" not in told
    assert "400.000" in told


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        (  # the asker's own case is the sentence that is too long
            "Nhận ruộng của chú để lại có phải nộp tiền cho thôn không?",
            f"Người nhận ruộng của chú để lại phải nộp tiền cho thôn bằng 10% giá ruộng nếu có {LONG}và của thôn.\n"
            "Nhận ruộng của cha mẹ để lại thì không phải nộp tiền cho thôn.\n"
            + "".join(f"Thôn họp lúc {hour} giờ ở đình. " for hour in range(7, 18)).strip(),
        ),
        (
            "Neo thuyền ngược bến bị phạt bao nhiêu tiền?",
            "Neo thuyền ngược bến bị phạt 200.000 đồng.\nĐính chính: từ tháng 9, neo thuyền ngược bến nay không còn phạt.",
        ),
        (
            "Nhà thuyền có được miễn tiền bến không?",
            "Nhà thuyền được miễn tiền bến khi ở bến loại III. Hết năm 2025 thì thôi miễn.",
        ),
        (
            "Thuyền ba lá có được vào bến không?",
            "Thuyền ba lá được vào bến ở vùng 2. Mức này chỉ dành cho thuyền của thôn, thuyền nơi khác đứng ngoài phao.",
        ),
    ],
)
def test_what_is_passed_over_may_be_the_answer_or_take_it_back(question: str, reply: str) -> None:
    text = f"Hỏi: {question}\nTrả lời:\n{reply}"
    answer = find_answer(question, text).answer
    tells_all = answer is not None and all(each in answer.text for each in reply.replace("\n", " ").split(". "))
    assert tells_all or not goes_out(question, text)


def test_who_thanks_a_lawyer_is_the_asker_to_the_end() -> None:
    story = "Nhà bên lấn bến của tôi. Có người nói lấn bến thì phải tháo dỡ. Hàng xóm bảo lấn đã mười năm thì thôi."
    assert not any(
        each.zone == "answer"
        for each in read_page("Lấn bến có phải tháo dỡ không?", f"{story} Xin cảm ơn luật sư!").pieces
    )


LETTER = (
    "Vợ chồng chị Lương Thị Nhàn (xã Hạ) đều làm ở bến, mỗi tháng thu 37 triệu đồng. Chị hỏi{mark} điều kiện về tiền cá để được "
    "thuê chỗ neo thế nào? {caption}Ban quản lý bến trả lời như sau: Người thuê chỗ neo phải có tiền cá không quá 40 triệu đồng "
    "một tháng theo Luật Bến năm 2023. Người chưa có vợ chồng phải có tiền cá không quá 20 triệu đồng một tháng."
)


@pytest.mark.parametrize("mark", [":", ","])
@pytest.mark.parametrize("caption", ["", "Ảnh minh họa ", "Một chỗ neo đang làm. Ảnh: Minh Đức "])
def test_who_asks_in_a_letter_is_no_story_for_others(mark: str, caption: str) -> None:
    """Under a headline that does not ask its points were told: her name and what she earns."""
    read = understood(
        "Điều kiện tiền cá để thuê chỗ neo ở bến Hạ từ ngày 10/10/2026",
        LETTER.format(mark=mark, caption=caption),
        publisher="Sở Tư pháp",
    )
    assert read.kind == "question"
    assert not any("Nhàn" in each.statement for each in read.message)
