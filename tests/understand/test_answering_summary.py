"""The source's own line beneath a question: an answer where the text bears it out, else none."""

from datetime import date

import pytest

from distributor.understand.answering_summary import answer_of_summary
from tests.understand.sources import understood

TITLE = "Hỏi đáp: Xe đạp điện có phải đăng ký biển số không?"
LETTER = "Hỏi: Nhà tôi mới mua xe đạp điện cho cháu đi học, nghe nói phải ra công an làm biển số. Có đúng không?"
REPLY = (
    "Trả lời: Theo quy định hiện hành, xe đạp điện thuộc nhóm xe thô sơ. Chủ xe thô sơ không phải đăng ký biển số. "
    "Xe máy điện thì phải đăng ký tại công an cấp xã trong 30 ngày kể từ ngày mua."
)
SUMMARY = "Chủ xe đạp điện không phải đăng ký biển số; xe máy điện phải đăng ký trong 30 ngày kể từ ngày mua."


def test_the_line_that_sums_up_the_answer_is_the_answer() -> None:
    answer = answer_of_summary(TITLE, SUMMARY, f"{LETTER}\n\n{REPLY}")
    assert answer is not None
    assert answer.sure
    assert (answer.text, answer.quotes) == (SUMMARY, (SUMMARY,))


@pytest.mark.parametrize(
    "summary",
    [
        "Nhà tôi mới mua xe đạp điện cho cháu đi học, nghe nói phải ra công an làm biển số.",  # the asker's own story
        "Xe đạp điện có phải đăng ký biển số không, mức lệ phí ra sao?",  # asks
        "Luật sư giải đáp chi tiết về đăng ký biển số xe đạp điện trong bài viết dưới đây.",  # announces
        "Chủ xe đạp điện phải đăng ký biển số tại công an trong 15 ngày kể từ ngày mua.",  # a number that the text lacks
        "Chủ xe đạp điện không phải đăng ký biển số; xe máy điện phải đăng ký trong…",  # cut
        "Không.",
    ],
)
def test_what_is_no_answer_or_not_borne_out_is_none(summary: str) -> None:
    assert answer_of_summary(TITLE, summary, f"{LETTER}\n\n{REPLY}") is None


def test_one_line_does_not_answer_two_questions() -> None:
    title = "Hỏi đáp: Xe đạp điện có phải đăng ký biển số không, mất giấy tờ xe thì bị phạt bao nhiêu?"
    assert answer_of_summary(title, SUMMARY, f"{LETTER}\n\n{REPLY}") is None


def test_an_item_with_such_a_line_goes_out_with_it() -> None:
    facts = understood(
        TITLE, f"{LETTER}\n\n{REPLY}", summary=SUMMARY, kind="question", publisher="", on=date(2026, 11, 27)
    )
    assert facts.answer is not None
    assert facts.answer.text == SUMMARY
    assert not facts.gate
    assert facts.message[0].quotes == (SUMMARY,)
