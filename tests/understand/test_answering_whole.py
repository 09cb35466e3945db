"""A short reply of which no part is surely the answer is told whole, or waits."""

import pytest

from distributor.understand.answering import NO_ANSWER, find_answer
from distributor.understand.answering_whole import statements_of
from tests.understand.sources import understood

TITLE = "Mất sổ hộ tịch gốc của ông nội thì xin trích lục thế nào?"
ASKED = (
    "Bạn đọc hỏi: Nhà tôi ngập lụt, giấy khai sinh của ông nội mất hết, nay tôi muốn xin trích lục thì phải làm sao?"
)
REPLY = (
    "Người thân nộp tờ khai xin trích lục tại bất kỳ cơ quan đăng ký hộ tịch nào đang giữ dữ liệu. Sổ hộ tịch gốc đã mất thì cơ "
    "quan tra trong cơ sở dữ liệu điện tử. Ai ở xa có thể xin trích lục trực tuyến. Lệ phí là 8.000 đồng một bản, người cao tuổi "
    "được miễn."
)


def test_each_sentence_of_a_short_reply_is_told() -> None:
    facts = understood(TITLE, f"{ASKED}\nTrả lời: {REPLY}")
    assert facts.told_whole
    assert facts.kind == "question"
    assert NO_ANSWER not in {reason.code for reason in facts.gate}
    told = " ".join(point.statement for point in facts.message)
    assert told == REPLY
    assert facts.answer is not None
    assert facts.told_answer is None
    assert all(quote in REPLY for point in facts.message for quote in point.quotes)


@pytest.mark.parametrize(
    "text",
    [
        f"Mục hỏi đáp\n{ASKED}\n{REPLY}",
        f"{ASKED}\nTrả lời: Thưa bác, {REPLY[0].lower()}{REPLY[1:]} Trân trọng cảm ơn bác."
        "\nCâu hỏi 13. Trích lục khai tử ... (xem trang sau)",
        f"{ASKED}\nTrả lời: {REPLY}\nTổng đài 1900 9000 - Giấy phép số 11/GP-TTĐT - Bản quyền thuộc Sở Tư pháp",
    ],
    ids=["a letter without labels", "a salutation, and the next question", "the foot of a site"],
)
def test_what_stands_round_a_reply_is_no_part_of_it(text: str) -> None:
    told = {point.statement for point in find_answer(TITLE, text).whole}
    assert len(told) == 4
    assert all(each in REPLY for each in told)


def test_where_something_between_its_sentences_is_left_out_it_is_not_told() -> None:
    talk = (
        "MC: Bác Thìn hỏi: ông nội mất sổ hộ tịch gốc, xin trích lục thế nào?\n"
        "Chị Lài: Dạ, chưa phải ra tỉnh đâu. Bác nộp tờ khai xin trích lục ở xã.\n"
        "MC: Mất sổ gốc thì xã tra ở đâu?\n"
        "Chị Lài: Cơ quan đăng ký hộ tịch tra trong cơ sở dữ liệu điện tử, sổ hộ tịch gốc mất vẫn trích lục được."
    )
    assert find_answer(TITLE, talk).whole == ()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (f"{REPLY} {'Người dân giữ giấy tờ cẩn thận trong mùa lũ năm nay. ' * 14}", "long"),
        (f"{REPLY} Hồ sơ gồm…", "cut off"),
        (f"{REPLY} Thư của bạn đã được chuyển đến Phòng Hộ tịch để trả lời.", "puts off"),
        (
            "Bến phà mở lại từ sáng mai. Xe tải đi đường vòng qua cầu mới. Xe máy được qua phà miễn phí.",
            "another matter",
        ),
        (f"{REPLY}\nNgười trả lời: Trần Văn Bình", "a signature"),
        (f"{REPLY}\nBấm vào đây để tải mẫu đơn.", "a button"),
        (f"{REPLY}\n(Còn tiếp)", "only a beginning"),
        (f"{REPLY} Quy định này đã hết hiệu lực từ ngày 01/7/2025.", "taken back"),
        (f"{REPLY} Đính chính: lệ phí đúng là 5.000 đồng.", "put right"),
        (f"{REPLY} Công ty May Hòa Bình giữ sổ như thế là trái luật.", "a firm is judged"),
        (f"{REPLY} Bạn Hường nên đòi lại sổ.", "a name"),
        (f"{REPLY} Lệ phí của ông vì thế là 16.000 đồng.", "a sum of the asker's own"),
        (f"{REPLY} Vì vậy gia đình bà ở thôn Đông nộp lại trước ngày 15/12/2026.", "a day reckoned for the asker"),
    ],
)
def test_what_may_not_be_told_whole_waits(reply: str, why: str) -> None:
    facts = understood(TITLE, f"{ASKED}\nTrả lời: {reply}")
    assert not facts.told_whole, why
    assert NO_ANSWER in {reason.code for reason in facts.gate}


def test_a_long_sentence_is_told_in_parts_that_stand_alone_or_not_at_all() -> None:
    long = (
        "Người thân của người đã mất nộp tờ khai xin trích lục tại bất kỳ cơ quan đăng ký hộ tịch nào đang giữ dữ liệu về người "
        "đó; lệ phí là 8.000 đồng một bản trích lục, người cao tuổi được miễn, người khuyết tật cũng được miễn theo nghị quyết."
    )
    told = [statement for statement, _ in statements_of(long)]
    assert [each.split()[0] for each in told] == ["Người", "Lệ"]
    assert all(quote in long for _, quote in statements_of(long))
    assert [statement for statement, _ in statements_of(long.replace("; lệ phí là", "; sau đó ký nhận và trả"))][
        1
    ] == ""


def test_the_law_that_a_long_sentence_begins_with_goes() -> None:
    long = (
        "Theo Điều 63, Điều 64 Luật Hộ tịch, cá nhân có quyền yêu cầu cơ quan đăng ký hộ tịch cấp bản sao trích lục về sự kiện "
        "hộ tịch của mình hoặc của người thân đã được đăng ký, không phụ thuộc vào nơi cư trú."
    )
    statements = [each.statement for each in find_answer(TITLE, f"{ASKED}\nTrả lời: {long} {REPLY}").whole]
    assert any(each.startswith("Cá nhân có quyền yêu cầu cơ quan đăng ký hộ tịch") for each in statements)
    assert not any("Điều 64" in each for each in statements)
