"""Pages of many questions: booklets, minutes, chats, calls, talks. What the title asks is read, and nothing of its neighbours."""

import pytest

from distributor.understand.answering import find_answer
from distributor.understand.questions_exchanges import exchange_asked

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
    "minutes": ("Chặt cây keo nhà trồng có phải xin phép không?", MINUTES, "không phải xin phép", "năm 2027"),
}


@pytest.mark.parametrize("layout", WRITTEN)
def test_what_the_title_asks_is_answered_and_nothing_of_its_neighbours(layout: str) -> None:
    question, page, right, wrong = WRITTEN[layout]
    answer = find_answer(question, page).answer
    assert answer is not None
    assert right in answer.text
    assert wrong not in answer.text
    read = exchange_asked(question, page)
    assert wrong not in read
    assert read.startswith("Hỏi: ")


@pytest.mark.parametrize("layout", WRITTEN)
def test_a_title_that_asks_none_of_them_leaves_the_page_whole(layout: str) -> None:
    page = WRITTEN[layout][1]
    assert exchange_asked("Xây nhà trên đất trồng lúa có bị phạt không?", page) == page


def test_of_two_questions_that_fit_alike_none_is_taken() -> None:
    page = "Câu 1. Học phí lớp 6 năm nay bao nhiêu?\nĐáp: 65.000 đồng.\nCâu 2. Học phí lớp 6 năm sau bao nhiêu?\nĐáp: Chưa có.\n"
    assert exchange_asked("Học phí lớp 6 bao nhiêu?", page) == page


def test_where_nobody_knows_who_talks_along_is_no_answer() -> None:
    page = (
        "Nhóm Facebook Chợ quê\n"
        "Lan Chi: Bán trứng online có phải đăng ký không mọi người?\n"
        "Tú Bùi: khỏi đi bạn\n"
        "Lan Chi: Bán trứng mà vợ bán thì sao?\n"
        "Tú Bùi: cũng khỏi\n"
    )
    assert exchange_asked("Bán trứng online có phải đăng ký không?", page) == page


def test_a_list_of_duties_behind_dashes_is_no_call() -> None:
    page = "Người nuôi chó cần:\n- Tiêm phòng dại hằng năm.\n- Xích hoặc nhốt.\n- Rọ mõm nơi công cộng.\n- Khai báo với thôn.\n"
    assert exchange_asked("Nuôi chó cần làm gì?", page) == page


def test_a_reply_counted_off_in_numbers_stays_one_reply() -> None:
    page = (
        "Câu 1. Vay vốn học nghề cần gì?\nĐáp: Cần ba thứ.\n1. Đơn đề nghị.\n2. Giấy báo nhập học.\n3. Xác nhận của xã.\n"
        "Câu 2. Lãi suất vay học nghề bao nhiêu?\nĐáp: 0,55% một tháng.\n"
    )
    read = exchange_asked("Vay vốn học nghề cần giấy tờ gì?", page)
    assert "3. Xác nhận của xã." in read
    assert "0,55%" not in read
