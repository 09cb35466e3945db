"""Pages of many questions: booklets, minutes, chats, calls, talks. What the title asks is read, and nothing of its neighbours."""

import pytest

from distributor.understand.answering import find_answer
from distributor.understand.questions_exchanges import exchange_asked
from distributor.understand.questions_speakers import speaker_of

BOOKLET = (
    "PHÒNG KINH TẾ XÃ BẾN ĐÒ – HỎI NHANH ĐÁP GỌN VỀ NGHỀ CÁ\n"
    "Câu 1: Ghe dài 5 mét có phải đăng ký không?\n"
    "Đáp: Không, chỉ tàu cá dài từ 6 mét trở lên mới phải đăng ký.\n"
    "Câu 2: Cấp lại giấy đăng ký tàu cá mất bao lâu?\n"
    "Đáp: Trong 03 ngày làm việc.\n"
    "Câu 3: Xung điện bắt cá bị phạt thế nào?\n"
    "Đáp: Phạt từ 3 đến 5 triệu đồng, tịch thu bộ kích điện.\n"
)
SLASHED = (
    "TỜ RƠI VỀ THẺ CĂN CƯỚC\n"
    "1/ Bao nhiêu tuổi được làm thẻ? – Từ khi sinh ra, ai có nhu cầu thì được cấp.\n"
    "2/ Thẻ hết hạn ở tuổi nào? – Đổi khi đủ 14, 25, 40 và 60 tuổi.\n"
    "3/ Làm thẻ cho bé dưới 6 tuổi ở đâu? – Làm trên Cổng dịch vụ công hoặc ứng dụng VNeID, không phải đưa bé đến.\n"
)
CALL = (
    "Đường dây nóng phường Vân Khê, cuộc gọi sáng thứ Tư\n"
    "- Alo, tôi muốn hỏi chó nhà chưa tiêm phòng thì bị phạt bao nhiêu vậy?\n"
    "- Dạ, nuôi chó mà không tiêm phòng dại thì bị phạt từ 1 đến 2 triệu đồng.\n"
    "- Thế tiêm ở đâu?\n"
    "- Dạ ở trạm thú y khu vực, sáng thứ Bảy hằng tuần.\n"
    "- Có mất tiền không cô?\n"
    "- Dạ hộ nghèo thì miễn phí, còn lại 30.000 đồng một mũi.\n"
)
CHAT = (
    "TIN NHẮN VỚI TRANG CỦA THUẾ CƠ SỞ 4\n"
    "🙍 Mai Hà: Em mở quán nước, tháng đầu chưa có khách. Bao giờ phải kê khai thuế quý đầu ạ?\n"
    "📌 Thuế cơ sở 4: Hạn là ngày cuối cùng của tháng đầu quý sau.\n"
    "🙍 Quốc Bảo: Nộp chậm tiền thuế thì tính thế nào?\n"
    "📌 Thuế cơ sở 4: Mỗi ngày chậm tính 0,03% số tiền chậm nộp.\n"
    "🙍 Mai Hà: Cảm ơn ạ.\n"
)
TALK = (
    'PHÁT THANH "LUẬT VÀ ĐỜI", SỐ 12\n'
    "BTV: Chị Lụa ở thôn Hạ gọi tới: chồng chị mất không để lại di chúc, anh em bên chồng đòi lại mảnh đất vợ chồng chị mua. "
    "Phần đất đó có phải chia cho anh em chồng không?\n"
    "Luật sư Đàm Quang: Trước hết tôi xin chia buồn với chị. Nhiều người vẫn nghĩ đất đứng tên chồng là của bên chồng.\n"
    "BTV: Còn trường hợp của chị Lụa thì sao, thưa ông?\n"
    "Luật sư Đàm Quang: Anh em ruột thuộc hàng thừa kế thứ hai, chỉ được hưởng khi không còn ai ở hàng thứ nhất, nên chị không "
    "phải chia cho họ.\n"
    "BTV: Làm di chúc tốn bao nhiêu tiền?\n"
    "Luật sư Đàm Quang: Phí công chứng di chúc là 50.000 đồng.\n"
)
MINUTES = (
    "TRÍCH BIÊN BẢN HỌP THÔN\n"
    "1. Bà Lò Thị Pản: đường vào bản lầy quá, bao giờ đổ bê tông?\n"
    "Chủ tịch UBND xã: Đã có trong kế hoạch năm 2027.\n"
    "2. Ông Vì Văn Ín: tôi chặt mấy cây keo nhà trồng có phải xin phép không?\n"
    "Ông Lê Sơn, kiểm lâm địa bàn: Rừng trồng bằng vốn của gia đình thì chủ rừng tự quyết định khai thác, không phải xin phép.\n"
    "3. Chị Hoàng Thị Sen đề nghị sửa nhà văn hóa: thôn ghi nhận.\n"
    "Kết luận: các ngành trả lời trước ngày 15/12.\n"
)
SERVED_FIRST = (
    "TỔNG ĐÀI BƯU ĐIỆN – BẢN GHI SỐ 12\n"
    "– Dạ tổng đài bưu điện xin nghe.\n"
    "– Tôi muốn gửi hồ sơ làm hộ chiếu qua bưu điện thì gửi ở đâu, phí bao nhiêu cô?\n"
    "– Dạ bác ở xã nào ạ?\n"
    "– Tôi ở Hòa Tân.\n"
    "– Dạ bác gửi tại bưu cục trung tâm xã Hòa Tân, mở cả sáng thứ Bảy.\n"
    "– Thế hết bao nhiêu tiền?\n"
    "– Dạ phí chuyển phát là 26.000 đồng.\n"
    "– Gửi đồ ăn thì sao?\n"
    "– Dạ đồ ăn tính theo cân nặng, 4.000 đồng một lạng.\n"
)
RANKED = (
    'Nhóm Zalo "Công an xã lắng nghe dân"\n'
    "Thắc mắc của chị Thủy tạp hóa: xe đạp điện học sinh lớp 9 đi có phải đăng ký biển số không?\n"
    "Đại úy Lường Văn Bun: Xe đạp điện có bàn đạp là xe thô sơ, không phải đăng ký biển số.\n"
    "Đại úy Lường Văn Bun: Xe máy điện thì phải đăng ký, người đi phải đủ 16 tuổi.\n"
    "Ngô Sáng: Xe ba bánh chở hàng có phải kiểm định không?\n"
    "Đại úy Lường Văn Bun: Xe ba bánh của thương binh được đăng ký theo quy định riêng, 12 tháng xem lại một lần.\n"
)
SO_THEN = (
    "SINH HOẠT CHI HỘI PHỤ NỮ, PHẦN HỎI ĐÁP\n"
    "Chị Bảy: Hụi mà chủ hụi bỏ trốn thì hụi viên làm gì để đòi lại tiền?\n"
    "Báo cáo viên Trần Thu, Sở Tư pháp: Hụi là giao dịch theo tập quán, luật thừa nhận, chị nhớ giữ sổ hụi.\n"
    "Chị Tám: Vậy là phải thưa ra công an hả cô?\n"
    "Báo cáo viên Trần Thu: Chị nộp đơn tố giác tại công an xã kèm sổ hụi; không có dấu hiệu tội phạm thì khởi kiện ra tòa.\n"
    "Chị Chín: Chơi hụi có phải đóng thuế không?\n"
    "Báo cáo viên Trần Thu: Không, tiền hụi không chịu thuế thu nhập.\n"
)
WRITTEN = {
    "booklet": ("Cấp lại giấy đăng ký tàu cá mất bao lâu?", BOOKLET, "03 ngày làm việc", "6 mét"),
    "slashed": ("Làm thẻ căn cước cho trẻ dưới 6 tuổi ở đâu?", SLASHED, "VNeID", "40 và 60"),
    "call": ("Nuôi chó chưa tiêm phòng bị phạt bao nhiêu?", CALL, "từ 1 đến 2 triệu", "30.000 đồng"),
    "chat": ("Nộp chậm tiền thuế tính thế nào?", CHAT, "0,03%", "đầu quý sau"),
    "talk": (
        "Chồng mất không có di chúc, có phải chia đất cho anh em chồng không?",
        TALK,
        "hàng thừa kế thứ hai",
        "50.000 đồng",
    ),
    "served first": (
        "Gửi hồ sơ làm hộ chiếu qua bưu điện ở đâu, phí bao nhiêu?",
        SERVED_FIRST,
        "26.000 đồng",
        "4.000 đồng",
    ),
    "ranked": ("Xe đạp điện có phải đăng ký biển số không?", RANKED, "không phải đăng ký", "thương binh"),
    "so then": ("Chủ hụi bỏ trốn, làm gì để đòi lại tiền?", SO_THEN, "tố giác", "không chịu thuế"),
    "minutes": ("Chặt cây keo nhà trồng có phải xin phép không?", MINUTES, "không phải xin phép", "năm 2027"),
}


@pytest.mark.parametrize("layout", WRITTEN)
def test_what_the_title_asks_is_answered_and_nothing_of_its_neighbours(layout: str) -> None:
    question, page, right, wrong = WRITTEN[layout]
    answer = find_answer(question, page).answer
    assert answer is not None
    assert right in answer.text
    assert wrong not in answer.text
    read, many = exchange_asked(question, page)
    assert many
    assert not answer.sure
    assert wrong not in read
    assert read.startswith("Hỏi: ")


@pytest.mark.parametrize("layout", sorted(WRITTEN.keys() - {"talk"}))
def test_a_title_that_asks_none_of_them_leaves_the_page_whole(layout: str) -> None:
    page = WRITTEN[layout][1]
    assert exchange_asked("Xây nhà trên đất trồng lúa có bị phạt không?", page)[0] == page


def test_of_two_questions_that_fit_alike_none_is_taken() -> None:
    page = "Câu 1. Học phí lớp 6 năm nay bao nhiêu?\nĐáp: 65.000 đồng.\nCâu 2. Học phí lớp 6 năm sau bao nhiêu?\nĐáp: Chưa có.\n"
    assert exchange_asked("Học phí lớp 6 bao nhiêu?", page)[0] == page


def test_a_figure_of_the_title_that_the_exchange_has_not_is_another_case() -> None:
    page = "Câu 1. Học phí lớp 6 một tháng bao nhiêu?\nĐáp: 65.000 đồng.\nCâu 2. Ai được miễn?\nĐáp: Hộ nghèo.\n"
    assert exchange_asked("Học phí lớp 9 một tháng bao nhiêu?", page)[0] == page
    assert exchange_asked("Học phí lớp 6 một tháng bao nhiêu?", page)[0] != page


def test_where_nobody_knows_who_talks_along_is_no_answer() -> None:
    page = (
        "Nhóm Facebook Chợ quê\n"
        "Lan Chi: Bán trứng online có phải đăng ký không mọi người?\n"
        "Tú Bùi: khỏi đi bạn\n"
        "Lan Chi: Bán trứng mà vợ bán thì sao?\n"
        "Tú Bùi: cũng khỏi\n"
    )
    assert "khỏi" not in exchange_asked("Bán trứng online có phải đăng ký không?", page)[0]


def test_a_talk_with_one_asker_whose_title_is_in_other_words_is_of_what_is_asked_first() -> None:
    read, many = exchange_asked("Bạn nghe đài hỏi về thừa kế", TALK)
    assert many
    assert "đất đứng tên chồng" in read
    assert "50.000 đồng" not in read


def test_a_list_of_duties_behind_dashes_is_no_call() -> None:
    page = "Người nuôi chó cần:\n- Tiêm phòng dại hằng năm.\n- Xích hoặc nhốt.\n- Rọ mõm nơi công cộng.\n- Khai báo với thôn.\n"
    assert exchange_asked("Nuôi chó cần làm gì?", page)[0] == page


def test_a_reply_counted_off_in_numbers_stays_one_reply() -> None:
    page = (
        "Câu 1. Vay vốn học nghề cần gì?\nĐáp: Cần ba thứ.\n1. Đơn đề nghị.\n2. Giấy báo nhập học.\n3. Xác nhận của xã.\n"
        "Câu 2. Lãi suất vay học nghề bao nhiêu?\nĐáp: 0,55% một tháng.\n"
    )
    read, _ = exchange_asked("Vay vốn học nghề cần giấy tờ gì?", page)
    assert "3. Xác nhận của xã." in read
    assert "0,55%" not in read


def test_a_page_may_begin_with_the_line_that_ends_others() -> None:
    page = (
        "CÂU HỎI THƯỜNG GẶP\n"
        "▼ Cấp đổi bằng lái xe mất bao lâu?\n"
        "Trong 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.\n"
        "▼ Phí cấp đổi bằng lái xe bao nhiêu?\n"
        "Lệ phí 135.000 đồng một lần.\n"
    )
    answer = find_answer("Cấp đổi bằng lái xe mất bao lâu?", page).answer
    assert answer is not None
    assert "05 ngày làm việc" in answer.text
    assert "135.000" not in answer.text


def test_what_only_counts_a_whole_place_answers_no_when() -> None:
    page = (
        "Hỏi: Nhà tôi có ao cá bị lũ cuốn. Bao giờ thì chi trả tiền hỗ trợ?\n"
        "Trả lời: Toàn xã có 38 hộ có ao cá bị lũ cuốn từ ngày 12/8 đến 20/9/2026. Xã sẽ chi trả tiền hỗ trợ từ ngày 07/12 đến "
        "ngày 09/12/2026 tại nhà văn hóa xã.\n"
    )
    answer = find_answer("Bao giờ chi trả tiền hỗ trợ cho hộ có ao cá bị lũ cuốn?", page).answer
    assert answer is not None
    assert "07/12" in answer.text
    assert "38 hộ" not in answer.text


def test_two_questions_on_one_line_head_one_section() -> None:
    page = (
        "Hộ kinh doanh là gì?\n"
        "Hộ kinh doanh do một cá nhân hoặc các thành viên hộ gia đình đăng ký thành lập.\n"
        "Hồ sơ đăng ký lại thuyền nan gồm những gì? Bao nhiêu ngày thì có giấy?\n"
        "Hồ sơ đăng ký lại thuyền nan gồm: tờ khai theo mẫu; ảnh màu của thuyền.\n"
        "Trong thời hạn 04 ngày làm việc kể từ ngày nhận hồ sơ, Chi cục cấp giấy.\n"
    )
    answer = find_answer("Hồ sơ đăng ký lại thuyền nan gồm những gì? Bao nhiêu ngày thì có giấy?", page).answer
    assert answer is not None
    assert "tờ khai theo mẫu" in answer.text
    assert "04 ngày" in answer.text


TALKED_BACK = (
    "- Alo, mượn xe máy của bạn gây tai nạn có phải bồi thường không ạ?\n"
    "- Dạ không ạ.\n"
    "- Vậy là mượn xe gây tai nạn không phải bồi thường à?\n"
    "- Dạ có, người mượn xe phải bồi thường tai nạn do mình gây ra; chủ xe thì không.\n"
    "- Cảm ơn chị nhé?\n"
    "- Dạ.\n"
)


def test_what_two_turns_say_is_no_quote_and_waits() -> None:
    found = find_answer("Mượn xe gây tai nạn có phải bồi thường không?", TALKED_BACK)
    told = [each for each in (found.answer, *found.candidates) if each is not None]
    assert not found.sure
    assert all(" ".join(quote.split()) in " ".join(TALKED_BACK.split()) for each in told for quote in each.quotes)
    assert not found.whole


@pytest.mark.parametrize(
    ("title", "page"),
    [
        (
            "Hộ cận nghèo có được miễn tiền học không?",
            "Câu 1. Hộ nghèo có được miễn tiền học không?\nĐáp: Có, trẻ thuộc hộ nghèo được miễn tiền học.\n"
            "Câu 2. Hộ nghèo có được vay vốn không?\nĐáp: Có, hộ nghèo được vay 100 triệu đồng.\n",
        ),
        (
            "Nuôi chó không tiêm phòng bị phạt bao nhiêu?",
            "- Nuôi chó không tiêm phòng bị phạt bao nhiêu hả cô?\n"
            "- Dạ, nuôi chó không tiêm phòng bị phạt từ 300 đến 500 nghìn đồng.\n"
            "- Ít vậy hả cô?\n- Dạ à tôi nhầm, từ 1 đến 2 triệu đồng.\n- Phạt ở đâu?\n- Dạ tại xã.\n",
        ),
    ],
)
def test_a_page_of_many_questions_always_waits(title: str, page: str) -> None:
    found = find_answer(title, page)
    assert not found.sure
    assert not found.whole


def test_another_persons_case_is_not_the_one_asked_first() -> None:
    talk = (
        "MC: Chị Lan ở xã Hạ hỏi: con 12 tuổi đánh bạn thì cha mẹ có phải bồi thường không?\n"
        "Luật sư Tú: Có, cha mẹ phải bồi thường toàn bộ.\n"
        "MC: Trường hợp của anh Nam, con 20 tuổi, thì sao ạ?\n"
        "Luật sư Tú: Cha mẹ không phải bồi thường.\n"
    )
    read, _ = exchange_asked("Con đánh bạn, cha mẹ có phải bồi thường không?", talk)
    assert "toàn bộ" in read
    assert "20 tuổi" not in read


def test_who_once_had_an_office_is_a_bystander() -> None:
    for office, knows in (("công an về hưu", False), ("công an xã", True)):
        speaker = speaker_of(f"Ông Năm ({office}): phạt 200.000 đồng thôi.")
        assert speaker is not None
        assert speaker.knows is knows


def test_an_exception_in_brackets_is_no_stage_direction() -> None:
    page = (
        "Câu 1. Bán rau có phải nộp thuế không?\nĐáp: Phải nộp.\n(Trừ hộ bán dưới 500 triệu đồng một năm)\n"
        "Câu 2. Nộp thuế ở đâu?\nĐáp: Tại Thuế cơ sở.\n(Nhạc cắt)\n"
    )
    read, _ = exchange_asked("Bán rau có phải nộp thuế không?", page)
    assert "Trừ hộ" in read
    assert "Nhạc cắt" not in exchange_asked("Nộp thuế ở đâu?", page)[0]


def test_questions_behind_one_sign_are_exchanges() -> None:
    page = (
        "TỜ GẤP\n➤ Con tôi bị bạn lấy mất xe đạp, tôi báo ai?\nChị báo Công an xã, mang theo hóa đơn mua xe.\n"
        "➤ Báo tin có mất tiền không? Không, công dân báo tin không phải trả tiền.\n"
        "➤ Bao lâu có trả lời? Trong 20 ngày.\n"
    )
    read, many = exchange_asked("Bị lấy mất xe đạp thì báo ai?", page)
    assert many
    assert "Công an xã" in read
    assert "20 ngày" not in read


def test_what_is_asked_in_other_words_is_known_by_its_answer() -> None:
    page = (
        "Câu 1. Gạch ngói cũ bỏ đâu?\nĐáp: Phế thải xây dựng chở đến bãi Đồng Lác, không đổ ven đường.\n"
        "Câu 2. Nhà tôi vừa thay máy thì cái cũ làm sao?\nĐáp: Tủ lạnh, ti vi hỏng là rác thải điện tử, mang "
        "đến điểm thu hồi tại Ủy ban nhân dân xã.\n"
        "Câu 3. Cành cây thì sao?\nĐáp: Bó lại, để trước cổng sáng thứ Bảy.\n"
    )
    read, many = exchange_asked("Ti vi, tủ lạnh hỏng mang đến điểm thu hồi nào?", page)
    assert many
    assert "rác thải điện tử" in read
    assert "Đồng Lác" not in read
    assert "Bó lại" in exchange_asked("Gốc tre để ở đâu?", page)[0], "of nothing that is told the page stays whole"


def test_a_question_back_at_what_was_just_said_belongs_to_it() -> None:
    talk = (
        "MC: Bác Năm để lại đất cho con cả, con út tật nguyền không có tên trong di chúc thì có được chia không, thưa luật sư?\n"
        "Luật sư Tú: Điều 644 bảo vệ một số người.\nMC: Là những ai?\n"
        "Luật sư Tú: Con thành niên không có khả năng lao động được hai phần ba suất.\n"
        "MC: Nhà có phải đóng thuế đất không?\nLuật sư Tú: Nhà trên đất ở phải nộp thuế hằng năm.\n"
    )
    read, _ = exchange_asked("Con tật nguyền không có tên trong di chúc có được chia không?", talk)
    assert "hai phần ba suất" in read
    assert "nộp thuế" not in read


CHAT = (
    "[Trích nhóm Zalo khu phố 5]\n06:52 Thanh Nhàn: Con vàng nhà ai rượt con mình vậy?\n"
    "07:41 Tuấn Kiệt: nghe đâu phạt có 200k à\n08:15 Lộc Thú Y: Hai con số trên đều không đúng.\n"
    "08:16 Lộc Thú Y: Không tiêm phòng dại cho chó bị phạt từ 1 triệu đến 2 triệu đồng.\n"
    "08:26 Năm Hòa: Chích ở đâu vậy Lộc?\n08:31 Lộc Thú Y: Chủ nhật này tại nhà sinh hoạt khu phố.\n"
)
ON_THE_AIR = (
    "[18:40] MC Ngân: Em đang học đại học thì có được hoãn nhập ngũ không?\n"
    "[18:55] Thiếu tá Lê Mậu: Mình phải hỏi ngược: học hệ gì.\n"
    "[19:10] Học hệ chính quy, trong thời gian một khóa thì được tạm hoãn.\n"
    "[21:15] MC Ngân: Trốn khám thì bị gì?\n[21:22] Thiếu tá Lê Mậu: Phạt tiền từ 10 đến 12 triệu đồng.\n"
)


def test_when_something_was_said_is_no_part_of_who_said_it() -> None:
    read, many = exchange_asked("Không tiêm phòng dại cho chó bị phạt bao nhiêu?", CHAT)
    assert many
    assert "1 triệu đến 2 triệu" in read
    assert "08:16" not in read
    read, _ = exchange_asked("Đang học đại học có được hoãn nhập ngũ không?", ON_THE_AIR)
    assert "hệ chính quy" in read, "a line with a time alone goes on with what was said"
    assert "10 đến 12 triệu" not in read


def test_who_asked_stands_behind_his_question_and_answers_nothing() -> None:
    page = (
        "♦ Hai vợ chồng cùng xin ly hôn thì nộp cho Tòa bao nhiêu? – Thu N., phường 4.\n"
        "Thuận tình ly hôn nộp lệ phí 300.000 đồng.\n"
        "♦ Một bên kiện thì sao? – Vẫn chị N.\nKhi ấy cộng thêm án phí theo phần tài sản.\n"
        "♦ Nộp ở đâu? – Cơ quan thi hành án dân sự, rồi mang biên lai nộp lại cho Tòa.\n"
    )
    read, _ = exchange_asked("Thuận tình ly hôn nộp lệ phí bao nhiêu?", page)
    assert "300.000 đồng" in read
    assert "Thu N." not in read
    assert "Cơ quan thi hành án" in exchange_asked("Nộp ở đâu?", page)[0], "a short answer behind a dash stays"


def test_of_a_title_with_two_questions_each_is_asked_for_by_itself() -> None:
    page = (
        "1. Ai được lập hộ kinh doanh?\nCông dân từ đủ 18 tuổi.\n"
        "2. Nộp hồ sơ ở đâu? Gồm những gì?\nTại cơ quan đăng ký kinh doanh cấp xã.\n"
        "3. Bao lâu có kết quả?\nTrong 03 ngày làm việc.\n"
        "4. Tạm ngừng kinh doanh phải báo trước mấy ngày?\nÍt nhất 01 ngày làm việc.\n"
    )
    read, _ = exchange_asked("Đăng ký hộ kinh doanh ở đâu, mấy ngày thì được cấp giấy?", page)
    assert "cấp xã" in read
    assert "03 ngày" in read
    assert "01 ngày" not in read


def test_a_figure_with_a_nought_before_it_is_the_same() -> None:
    page = (
        "Hỏi 1. Cháu 4 tuổi làm thẻ có phải đến công an không?\n→ Cháu dưới 06 tuổi không phải đến.\n"
        "Hỏi 2. Cháu lớn 9 tuổi thì sao?\n→ Cháu từ đủ 14 tuổi phải đến chụp ảnh.\n"
    )
    read, _ = exchange_asked("Con dưới 6 tuổi làm thẻ có phải đến công an không?", page)
    assert "không phải đến" in read
    assert "chụp ảnh" not in read


def test_of_two_voices_neither_of_which_serves_who_asks_more_asks() -> None:
    talk = (
        "– Sao mặt mũi chị ỉu xìu thế?\n– Tôi muốn nhường đất thừa kế cho cậu út.\n– Chị làm văn bản từ chối là xong.\n"
        "– Thế nộp văn bản ở đâu hả chú?\n– Chị mang ra Ủy ban nhân dân xã chứng thực.\n"
        "– Ra xã nào?\n– Xã nào cũng được.\n– Có mất tiền không?\n– Mười nghìn thôi.\n"
    )
    read, many = exchange_asked("Văn bản từ chối thừa kế nộp ở đâu?", talk)
    assert many
    assert "chứng thực" in read
