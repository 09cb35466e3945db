"""An article whose title asks: a short text tells what answers it, as far as that is known."""

from distributor.compose.worth import less_worth
from distributor.facts import Answer, Point, Role
from tests.compose.demo_items import item

AGE = Point(Role.RIGHT, "Con trai phải từ đủ 20 tuổi, con gái từ đủ 18 tuổi mới được kết hôn.")
FINE = Point(Role.PENALTY, "Cha mẹ tổ chức lấy vợ, lấy chồng cho con chưa đủ tuổi bị phạt từ 1 đến 3 triệu đồng.")
ANSWER = Answer("Bà con nhớ: con trai phải từ đủ 20 tuổi, con gái từ đủ 18 tuổi mới được kết hôn.")


def test_what_answers_the_title_goes_before_what_does_not() -> None:
    asks = item("Luật cho kết hôn từ tuổi nào?", kind="guidance", message=(FINE, AGE), answer=ANSWER)
    assert less_worth(AGE, asks) < less_worth(FINE, asks)


def test_a_title_that_tells_puts_nothing_back() -> None:
    tells = item("Cưới sớm, khổ dài", kind="guidance", message=(FINE, AGE), answer=ANSWER)
    assert less_worth(AGE, tells) == less_worth(FINE, tells)
