"""A page of questions and answers: who speaks, what is furniture, what only quotes the law."""

import pytest

from distributor.understand.questions_page import read_page

PORTAL = """Trang chủ » Hỏi đáp » Đất đai
Lượt xem: 1.204 | Cỡ chữ: A- A A+
Hỏi: Tôi có mảnh vườn chưa có sổ. Thủ tục làm sổ lần đầu thế nào?
Trả lời:
Điều 31 Nghị định này quy định như sau:
1. Người yêu cầu nộp đơn theo mẫu.
2. Giấy tờ về đất.
Như vậy, bạn nộp đơn tại bộ phận một cửa.
https://cdn.example/anh/so-do.jpg
(Hình từ Internet)
Tin cùng chuyên mục: Xóa đăng ký thường trú khi nào?
Phí làm sổ là bao nhiêu?"""


def test_who_speaks_on_a_portal() -> None:
    page = read_page("Làm sổ lần đầu thế nào?", PORTAL)
    assert page.labelled
    assert page.is_letter
    assert page.asked == ["Thủ tục làm sổ lần đầu thế nào?"]
    answer = [(piece.text, piece.law) for piece in page.pieces if piece.zone == "answer"]
    assert answer == [
        ("Điều 31 Nghị định này quy định như sau:", False),
        ("1. Người yêu cầu nộp đơn theo mẫu.", True),
        ("2. Giấy tờ về đất.", True),
        ("Như vậy, bạn nộp đơn tại bộ phận một cửa.", False),
    ]


def test_a_letter_without_lines_or_labels() -> None:
    page = read_page(
        "Có phải bồi thường?",
        "Hôm qua tôi lùi xe làm đổ tường nhà bên. Tôi có phải bồi thường không? (Ảnh minh họa) Người gây thiệt hại phải "
        "bồi thường. Do đó, bạn phải sửa lại tường. Tư vấn bởi Luật sư Lê Văn Đồng.",
    )
    assert page.is_letter
    assert [piece.text for piece in page.pieces if piece.zone == "answer"] == [
        "Người gây thiệt hại phải bồi thường.",
        "Do đó, bạn phải sửa lại tường.",
    ]


def test_headings_that_ask_part_a_page() -> None:
    page = read_page(
        "Thử việc tối đa bao lâu?",
        "Thử việc là gì?\nLà việc làm thử.\nThử việc tối đa bao lâu?\nKhông quá 60 ngày.",
    )
    assert page.headings == ("Thử việc là gì?", "Thử việc tối đa bao lâu?")
    assert [piece.text for piece in page.section(2)] == ["Không quá 60 ngày."]


def test_a_booklet_has_turns() -> None:
    page = read_page(
        "Sổ tay",
        "Câu 1: Hòa giải viên là ai?\nTrả lời: Là người được công nhận.\nCâu 2: Tổ hòa giải có mấy người?\nTrả lời: Từ 03 người.",
    )
    assert page.turns == 2
    assert [piece.text for piece in page.section(2)] == ["Từ 03 người."]


def test_an_article_that_only_its_title_asks() -> None:
    page = read_page(
        "Mất thẻ thì làm thế nào?", "Người mất thẻ nộp đơn tại xã. Thẻ mới được cấp trong 05 ngày làm việc."
    )
    assert page.is_article
    assert not page.is_letter
    assert not read_page("Mất thẻ?", PORTAL).is_article


@pytest.mark.parametrize(
    "last",
    [
        "Công nhân thấy mình bị thiệt, hãy gọi đường dây 0277.3.822.199.",
        "Em nào bị ép cưới thì nói với thầy cô hoặc gọi 111.",
        "Thắc mắc: ông Trưởng ban chỉ huy, điện thoại 0215.3.777.333.",
    ],
)
def test_who_sends_the_reader_somewhere_asks_nothing(last: str) -> None:
    text = f"Bộ luật Lao động quy định làm ngày Tết được trả ít nhất bằng 300% tiền lương. Thưởng do doanh nghiệp định. {last}"
    assert read_page("Làm việc ngày Tết được trả lương thế nào?", text).is_article


def test_who_says_i_asks_though_he_names_a_number() -> None:
    text = (
        "Tôi có gọi tổng đài 1900.1234 mà không ai nghe, vậy xin hỏi tôi phải làm gì? Bạn gửi đơn tới Sở Công Thương."
    )
    assert not read_page("Gọi tổng đài không được thì làm sao?", text).is_article
