"""Of the points on a citizens' page each quote stands once, with the point that says all of it."""

import pytest

from distributor.facts import Answer, KeyPoints, Point, Role
from distributor.report.citizen_page import each_once, without_repeats

FREE, FARE = "Học sinh và người khuyết tật được miễn vé.", "Giá vé tối đa là 8.000 đồng."
WHO = Point(Role.WHO, "Học sinh và người khuyết tật", (FREE,))
RIGHT = Point(Role.RIGHT, FREE, (FREE,), "khoản 2 Điều 3")
PRICE = Point(Role.AMOUNT, FARE, (FARE,))
BOTH = Point(Role.CHANGE, "Vé có giá mới.", (FARE, FREE))


@pytest.mark.parametrize(
    ("points", "answered", "shown"),
    [
        ([WHO, PRICE, RIGHT], (), [PRICE, RIGHT]),
        ([RIGHT, WHO], (), [RIGHT]),
        ([WHO], (), [WHO]),
        ([WHO, Point(Role.WHERE, "được miễn vé", (FREE,))], (), [WHO]),
        ([RIGHT, RIGHT], (), [RIGHT]),
        ([RIGHT, PRICE], (FREE,), [PRICE]),
        ([Point(Role.RIGHT, "", (FREE,)), RIGHT], (), [Point(Role.RIGHT, "", (FREE,))]),
        ([PRICE, BOTH], (), [PRICE, Point(Role.CHANGE, "Vé có giá mới.", (FREE,))]),
        ([RIGHT, PRICE, BOTH], (), [RIGHT, PRICE, Point(Role.CHANGE, "Vé có giá mới.", ())]),
    ],
    ids=[
        "a piece before it",
        "a piece after it",
        "a piece alone",
        "two pieces",
        "twice the same",
        "in the answer",
        "unsaid",
        "one of two",
        "own words on quotes of others",
    ],
)
def test_each_quote_stands_once(points: list[Point], answered: tuple[str, ...], shown: list[Point]) -> None:
    assert list(each_once(points, answered)) == shown


LONG = "Người sử dụng đất nộp hồ sơ tại bộ phận một cửa của Ủy ban nhân dân cấp xã nơi có đất"
QUOTED = Point(Role.HOW, "", (f"{LONG}, chậm nhất 30 ngày.",))


@pytest.mark.parametrize(
    ("key", "points", "answer", "shown"),
    [
        (KeyPoints(action=FREE), [RIGHT], None, KeyPoints()),
        (KeyPoints(affected=FARE.upper(), action=FREE), [PRICE], None, KeyPoints(action=FREE)),
        (KeyPoints(action=LONG, place="bộ phận một cửa"), [QUOTED], None, KeyPoints(place="bộ phận một cửa")),
        (KeyPoints(action=FREE), [], Answer(FREE, (FREE,)), KeyPoints()),
        (KeyPoints(action=LONG, deadline="30 ngày"), [PRICE], None, KeyPoints(action=LONG, deadline="30 ngày")),
    ],
    ids=["its own sentence", "in capitals", "a long piece, not a short one", "in the answer", "nowhere else"],
)
def test_what_to_do_repeats_no_sentence(
    key: KeyPoints, points: list[Point], answer: Answer | None, shown: KeyPoints
) -> None:
    assert without_repeats(key, points, answer) == shown
