"""News of an act names it where they say only "Theo Nghị định", and what is handed out is nothing to do."""

from distributor.facts import Point, Role
from distributor.understand.named_act import with_its_number
from distributor.understand.sentences import read_sentences
from tests.understand.test_limits_of_rules import told

OPENS = "HĐND tỉnh vừa thông qua Nghị quyết số 71/2026/NQ-HĐND về hỗ trợ người hiến máu."
GIVES = "Theo Nghị quyết này, người hiến máu được tặng 200.000 đồng mỗi lần."


def said(*texts: str, opens: str = OPENS) -> list[str]:
    points = [Point(Role.AMOUNT, text, (text,)) for text in texts]
    return [each.statement for each in with_its_number(points, [opens, *texts])]


def test_an_act_that_a_piece_opens_with_is_named_once() -> None:
    assert said(GIVES, GIVES) == [
        "Theo Nghị quyết số 71/2026/NQ-HĐND, người hiến máu được tặng 200.000 đồng mỗi lần.",
        GIVES,
    ]
    assert said(OPENS, GIVES) == [OPENS, GIVES]


def test_of_two_acts_or_of_another_kind_none_is_named() -> None:
    assert said(GIVES, opens=f"{OPENS} Trước đó có Nghị quyết số 12/2024/NQ-HĐND.") == [GIVES]
    assert said(GIVES, opens="Bộ Y tế ban hành Thông tư số 3/2026/TT-BYT.") == [GIVES]


def test_what_is_handed_out_is_not_told_as_to_be_done() -> None:
    given = "Quà được trao vào ngày 07 tháng 4 hằng năm tại trạm y tế xã."
    found = told(f"Điều 2. Tặng quà người hiến máu\n1. Mỗi người được tặng 200.000 đồng.\n2. {given}")
    assert all(each.role is not Role.HOW for each in found if "Quà được trao" in each.statement)


def test_what_a_notice_says_in_a_paragraph_behind_who_gives_it_is_read() -> None:
    told = read_sentences(
        "Điện lực huyện cũ thông báo:\nTừ 7 giờ ngày 09/12/2026, cấm leo trụ điện đường Đê. Người dân đi lối chợ.\n"
        "Các xe đi đường vòng.",
        "text",
    )
    assert [each.text for each in told][:2] == [
        "Từ 7 giờ ngày 09/12/2026, cấm leo trụ điện đường Đê.",
        "Người dân đi lối chợ.",
    ]
