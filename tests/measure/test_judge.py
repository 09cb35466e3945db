"""What is believed of a number: null, negative, too large, falling, from before its post; and what has vanished."""

import pytest

from channels.declared import metrics_of
from distributor.measure.judge import LARGEST, JudgedValue, MetricState, judge, post_is_gone, vanished
from distributor.models import Doubt

VIEWS, LIKES = metrics_of("x")["impression_count"], metrics_of("x")["like_count"]
TEN = MetricState(10, Doubt.NONE, 10)
FELL = MetricState(4, Doubt.FALLING, 10)
NOTHING = MetricState(None, Doubt.NONE, None)


@pytest.mark.parametrize(
    ("value", "before", "judged"),
    [
        (0, None, JudgedValue(0)),
        (12, TEN, JudgedValue(12)),
        (None, TEN, JudgedValue(None)),
        (-3, TEN, JudgedValue(None, Doubt.NEGATIVE)),
        (LARGEST + 1, TEN, JudgedValue(None, Doubt.HUGE)),
        (4, TEN, JudgedValue(4, Doubt.FALLING)),
        (4, FELL, JudgedValue(4, Doubt.CONFIRMED)),
        (5, FELL, JudgedValue(5, Doubt.CONFIRMED)),
        (11, FELL, JudgedValue(11)),
        (4, MetricState(4, Doubt.CONFIRMED, 4), JudgedValue(4, Doubt.CONFIRMED)),
        (6, MetricState(4, Doubt.CONFIRMED, 4), JudgedValue(6)),
        (7, NOTHING, JudgedValue(7)),
        # After a silence the number goes on from where it stood.
        (9, MetricState(None, Doubt.NONE, 10), JudgedValue(9, Doubt.FALLING)),
    ],
)
def test_a_number_that_only_grows(value: int | None, before: MetricState | None, judged: JudgedValue) -> None:
    assert judge(value, VIEWS, before, early=False, gone=False) == judged


def test_people_take_likes_back_and_nobody_knows_what_an_undeclared_number_does() -> None:
    assert judge(4, LIKES, TEN, early=False, gone=False) == JudgedValue(4)
    assert judge(4, None, TEN, early=False, gone=False) == JudgedValue(4)


def test_what_is_told_of_the_time_before_the_post_is_kept_apart() -> None:
    early = judge(4, VIEWS, None, early=True, gone=False)
    assert early == JudgedValue(4, Doubt.EARLY)
    assert not early.counts


@pytest.mark.parametrize(
    ("stated", "gone"),
    [
        ({"views": None, "likes": None}, True),
        ({"views": None, "likes": 0}, False),
        ({"other": None}, False),
        ({}, False),
    ],
)
def test_a_post_is_gone_when_nothing_of_it_is_stated_any_more(stated: dict[str, int | None], gone: bool) -> None:
    assert post_is_gone(stated, {"views": TEN, "likes": MetricState(0, Doubt.NONE, 0)}) is gone


def test_a_post_that_never_had_numbers_is_not_gone() -> None:
    assert not post_is_gone({"views": None}, {"views": NOTHING})


def test_a_metric_vanishes_when_no_post_has_it_any_more() -> None:
    metrics = metrics_of("x")
    silent = MetricState(None, Doubt.NONE, 10)
    said = {"impression_count": silent, "like_count": TEN, "engagements": silent}
    none: dict[str, int | None] = {"impression_count": None, "like_count": 3, "engagements": None}
    young = vanished({1: none, 2: none}, {1: said, 2: said}, {1: 2.0, 2: 2.0}, metrics)
    assert young == ({"impression_count", "engagements"}, {"like_count"})
    once = vanished({1: none}, {1: dict.fromkeys(said, TEN)}, {1: 2.0}, metrics)
    assert once == (set(), {"like_count"}), "one silence proves nothing"
    # X tells engagements of a month's posts only, and one other post that still has views proves that X still tells them.
    old = vanished({1: none, 2: {"impression_count": 12}}, {1: said, 2: said}, {1: 31.0, 2: 2.0}, metrics)
    assert old == (set(), {"like_count", "impression_count"})


def test_a_post_that_is_gone_proves_nothing_of_a_metric() -> None:
    answers: dict[int, dict[str, int | None]] = {1: {"impression_count": None, "like_count": None}}
    assert vanished(answers, {1: {"impression_count": TEN}}, {1: 1.0}, metrics_of("x")) == (set(), set())
