"""What stood at equal age: between two readings, at rest, late, falling, never said; each told apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.learn.settings import learning_settings
from distributor.learn.valuing import PostWorth, Stated, worth_at
from distributor.models import TrialOutcome

SAID = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTLING = learning_settings().settling
MOMENT = SAID + timedelta(hours=48)
LONG_AFTER = MOMENT + timedelta(days=10)


def stated(*pairs: tuple[float, int | None]) -> list[Stated]:
    """Hours after it was said, and the number."""
    return [Stated(SAID + timedelta(hours=hours), value) for hours, value in pairs]


def counted(value: float) -> PostWorth:
    return PostWorth(TrialOutcome.COUNTED, value)


@pytest.mark.parametrize(
    ("label", "readings", "heard", "expected"),
    [
        ("in the middle of two", [(45, 900), (51, 1000)], False, counted(950)),
        ("read at that very moment", [(48, 910)], True, counted(910)),
        ("at rest, and the account spoke on", [(30, 900)], True, counted(900)),
        ("at rest, but the account fell silent", [(30, 900)], False, PostWorth(TrialOutcome.LATE)),
        ("a late answer that hardly differs", [(20, 900), (120, 1000)], False, counted(928)),
        ("an answer 72 hours late, much higher", [(20, 500), (120, 1000)], False, PostWorth(TrialOutcome.LATE)),
        ("first heard of far too late", [(120, 1000)], True, PostWorth(TrialOutcome.LATE)),
        ("first heard of a little late", [(50, 1000)], True, counted(1000)),
        ("a few clicks more, much later", [(20, 1), (120, 3)], False, counted(1.56)),
        ("nothing said between two numbers", [(45, 900), (47, None), (51, 1000)], False, counted(950)),
        ("the metric vanished before that age", [(30, 900), (40, None)], True, PostWorth(TrialOutcome.LATE)),
        ("never a number", [(1, None), (60, None)], True, PostWorth(TrialOutcome.UNSAID)),
        ("never asked", [], True, PostWorth(TrialOutcome.UNSAID)),
        ("nought is a number", [(1, 0)], True, counted(0)),
        ("taken back by the platform", [(20, 1000), (47, 600), (49, 610)], True, PostWorth(TrialOutcome.FELL)),
        ("a little taken back", [(47, 1000), (49, 960)], True, counted(980)),
    ],
)
def test_what_stood_at_that_age(
    label: str, readings: list[tuple[float, int | None]], heard: bool, expected: PostWorth
) -> None:
    found = worth_at(stated(*readings), MOMENT, LONG_AFTER, SETTLING, heard=heard)
    assert found is not None
    assert (found.outcome, found.value) == (
        expected.outcome,
        None if expected.value is None else pytest.approx(expected.value),
    )


WRONG = PostWorth(TrialOutcome.WRONG)


@pytest.mark.parametrize(
    ("label", "readings", "wrong_h", "expected"),
    [
        ("nonsense at last is no rest", [(20, 500)], 30, WRONG),
        ("nonsense and nothing else", [], 30, WRONG),
        ("nonsense between numbers that are far apart", [(20, 500), (120, 1000)], 47, WRONG),
        ("nonsense between numbers that are near", [(45, 900), (51, 1000)], 47, counted(950)),
        ("nonsense long before", [(20, 500), (120, 1000)], 3, PostWorth(TrialOutcome.LATE)),
        ("nonsense long after", [(20, 500), (120, 1000)], 130, PostWorth(TrialOutcome.LATE)),
    ],
)
def test_what_is_no_number_makes_uncertain_what_stood(
    label: str, readings: list[tuple[float, int | None]], wrong_h: float, expected: PostWorth
) -> None:
    nonsense = Stated(SAID + timedelta(hours=wrong_h), None, wrong=True)
    said = sorted([*stated(*readings), nonsense], key=lambda one: one.at)
    found = worth_at(said, MOMENT, LONG_AFTER, SETTLING, heard=True)
    assert found is not None
    assert (found.outcome, found.value) == (expected.outcome, pytest.approx(expected.value) if expected.value else None)


def test_asked_in_between_without_a_change_it_stood_so() -> None:
    readings = stated((20, 500), (120, 1000))
    asked = [SAID + timedelta(hours=49)]
    assert worth_at(readings, MOMENT, LONG_AFTER, SETTLING, asked=asked, heard=False) == counted(500)


def test_it_is_waited_for_while_numbers_may_come() -> None:
    soon = MOMENT + timedelta(hours=1)
    assert worth_at(stated((30, 900)), MOMENT, soon, SETTLING, heard=True) is None
    assert worth_at(stated(), MOMENT, soon, SETTLING, heard=True) is None


def test_where_late_readings_count_the_first_one_does() -> None:
    settling = replace(SETTLING, late_counts=True)
    assert worth_at(stated((300, 700)), MOMENT, LONG_AFTER, settling, heard=True) == counted(700)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12), st.integers(1, 40))
def test_a_growing_number_is_valued_between_its_neighbours(growth: list[int], apart_h: int) -> None:
    total, readings = 0, []
    for number, more in enumerate(growth, start=1):
        total += more
        readings.append(Stated(SAID + timedelta(hours=apart_h * number), total))
    found = worth_at(readings, MOMENT, LONG_AFTER, SETTLING, heard=True)
    assert found is not None
    if found.value is not None:
        before = [one.value or 0 for one in readings if one.at <= MOMENT]
        after = [one.value or 0 for one in readings if one.at > MOMENT]
        assert (before[-1] if before else 0) - 1e-6 <= found.value <= (after[0] if after else before[-1]) + 1e-6
