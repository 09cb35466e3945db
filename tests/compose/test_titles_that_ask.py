"""An article whose title asks: a short text tells what answers it, as far as that is known."""

from dataclasses import replace
from datetime import date

from distributor.compose.message import short_facts
from distributor.facts import Answer, Facts, Point, Role
from distributor.understand.item_gate import item_gate
from tests.compose.demo_items import item

AGE = Point(Role.RIGHT, "Con trai phải từ đủ 20 tuổi, con gái từ đủ 18 tuổi mới được kết hôn.")
FINE = Point(Role.PENALTY, "Cha mẹ tổ chức lấy vợ, lấy chồng cho con chưa đủ tuổi bị phạt từ 1 đến 3 triệu đồng.")
ANSWER = Answer("Bà con nhớ: con trai phải từ đủ 20 tuổi, con gái từ đủ 18 tuổi mới được kết hôn.")


def test_a_title_that_tells_leaves_nothing_out() -> None:
    tells = item("Cưới sớm, khổ dài", kind="guidance", message=(FINE, AGE), answer=ANSWER)
    assert {each.statement for each in short_facts(tells)} >= {FINE.statement, AGE.statement}


def test_under_a_title_that_asks_nothing_stands_that_does_not_answer() -> None:
    asks = item("Luật cho kết hôn từ tuổi nào?", kind="guidance", message=(FINE, AGE), answer=ANSWER)
    assert [each.statement for each in short_facts(asks)] == [AGE.statement]
    assert short_facts(replace(asks, facts=replace(asks.facts, message=(FINE,)))) == ()


def test_an_article_whose_points_leave_its_title_open_waits() -> None:
    title, unsure = "Luật cho kết hôn từ tuổi nào?", replace(ANSWER, sure=False)

    def codes(*message: Point) -> set[str]:
        facts = Facts(kind="guidance", message=message, answer=unsure, relevant=True)
        gate = item_gate(facts, title, FINE.statement, questions=(), today=date(2026, 12, 1), worth=1.0)
        return {reason.code for reason in gate}

    assert "no_answer" in codes(FINE)
    assert "no_answer" not in codes(FINE, AGE)


def test_in_short_the_sentence_that_answers_is_told_and_not_the_rule_before_it() -> None:
    rule = "Khi dùng pháo hoa chỉ được mua ở nơi được phép bán."
    answer = Answer(
        f"{rule} Cô không phải xin phép công an, chỉ cần giữ hóa đơn.",
        ("Như vậy cô không phải xin phép công an, chỉ cần giữ hóa đơn.", rule),
    )
    asks = item("Đốt pháo hoa dịp khai trương có phải xin phép không?", kind="question", message=(), answer=answer)
    assert [each.statement for each in short_facts(asks)] == [
        answer.text,
        "Cô không phải xin phép công an, chỉ cần giữ hóa đơn.",
    ]
