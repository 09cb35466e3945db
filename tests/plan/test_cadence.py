"""How often a campaign speaks: the first instant that a rule allows."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.clock import VIETNAM
from distributor.plan.cadence import SAME_ITEM_APART, CadenceRule, first_free, free_half_hours, rule_of


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026, by Vietnam's clock; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


TWICE = {"per_day": 2, "hours": ["07:30", "19:30"], "minutes_between": 60}


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        ({}, CadenceRule()),
        ({"*": {"minutes_between": 20}}, CadenceRule(20)),
        ({"facebook": {"minutes_between": 30}, "*": {"minutes_between": 20}}, CadenceRule(30)),
        ({"facebook": TWICE}, CadenceRule(60, 2, None, time(7, 30), time(19, 30))),
        ({"facebook": {"per_week": 1, "days": [6, 7]}}, CadenceRule(per_week=1, days=frozenset({6, 7}))),
        # What is no sensible limit limits nothing.
        ({"facebook": {"per_day": 0, "per_week": -1, "hours": ["19:30", "07:30"], "days": [9]}}, CadenceRule()),
        ({"x": TWICE}, CadenceRule()),
    ],
)
def test_the_rule_of_a_channel(cadence: dict[str, Any], expected: CadenceRule) -> None:
    assert rule_of(cadence, "facebook") == expected


@pytest.mark.parametrize(
    ("label", "entry", "earliest", "taken", "expected"),
    [
        ("nothing said", {}, at(24, 3), [at(24, 3)], at(24, 3)),
        ("far enough from a post before and one to come", {"minutes_between": 60}, at(24, 9), [at(24, 12)], at(24, 9)),
        ("too near to one to come", {"minutes_between": 60}, at(24, 9), [at(24, 9, 30)], at(24, 10, 30)),
        ("between two", {"minutes_between": 60}, at(24, 9), [at(24, 8, 30), at(24, 11)], at(24, 9, 30)),
        ("before the hours", TWICE, at(24, 5), [], at(24, 7, 30)),
        ("the last minute of the hours", TWICE, at(24, 19, 30), [], at(24, 19, 30)),
        ("after the hours", TWICE, at(24, 19, 31), [], at(25, 7, 30)),
        ("the day is full", TWICE, at(24, 9), [at(24, 7, 30), at(24, 8, 30)], at(25, 7, 30)),
        ("one a week, said on Monday", {"per_week": 1}, at(24, 9), [at(23, 9)], at(30, 7)),
        ("one a week, last week's is two days old", {"per_week": 1}, at(24, 9), [at(22, 9)], at(29, 7)),
        ("only at weekends", {"days": [6, 7], "hours": ["09:00", "10:00"]}, at(24, 9), [], at(28, 9)),
    ],
)
def test_the_first_free_instant(
    label: str, entry: dict[str, Any], earliest: datetime, taken: list[datetime], expected: datetime
) -> None:
    assert first_free(rule_of({"*": entry}, "x"), earliest, taken, taken) == expected


def test_posts_of_other_campaigns_keep_their_distance_and_do_not_fill_the_day() -> None:
    rule = rule_of({"*": TWICE}, "facebook")
    others = [at(24, 7, 30), at(24, 8, 45)]
    assert first_free(rule, at(24, 7, 30), others, []) == at(24, 9, 45)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([at(23, 9)], at(24, 9)),
        ([at(23, 9, 1)], at(24, 9, 1)),
        ([at(25, 8)], at(26, 8)),
        ([at(23, 20), at(25, 8)], at(26, 8)),
    ],
)
def test_the_same_item_is_said_again_a_day_later(said: list[datetime], expected: datetime) -> None:
    rule = rule_of({"*": {"minutes_between": 5}}, "facebook")
    assert first_free(rule, at(24, 9), [], [], said) == expected
    assert not [
        free for free in free_half_hours(rule, at(24, 9), at(27, 0), [], [], said)
        if any(abs(free - other) < SAME_ITEM_APART for other in said)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "entry", "many", "expected"),
    [
        ("2 a week: Tuesday, Friday, the next Monday", {"per_week": 2}, 4, [(24, 3), (27, 7), (30, 7), (33, 7)]),
        ("2 a week on working days", {"per_week": 2, "days": [1, 2, 3, 4, 5]}, 3, [(24, 7), (26, 7), (30, 7)]),
        ("2 a day, from morning to evening", {"per_day": 2}, 4, [(24, 7), (24, 14), (25, 7), (25, 14)]),
        ("in its own hours", {"per_day": 3, "hours": ["08:00", "20:00"]}, 3, [(24, 8), (24, 12), (24, 16)]),
        ("14 a week are 2 a day", {"per_week": 14}, 3, [(24, 7), (24, 14), (25, 7)]),
    ],
)
def test_posts_are_spread_and_never_at_night(
    label: str, entry: dict[str, Any], many: int, expected: list[tuple[int, int]]
) -> None:
    rule, slots = rule_of({"*": entry}, "x"), list[datetime]()
    for _ in range(many):
        slots.append(first_free(rule, at(24, 3), slots, slots))
    begins = at(1, 0)
    assert [slot - begins for slot in slots] == [
        timedelta(days=day - 1, hours=max(hour, 7)) for day, hour in expected
    ], label


def test_good_hours_are_looked_for_by_day() -> None:
    free = free_half_hours(rule_of({"*": {"best": True}}, "x"), at(24, 0), at(25, 0), [], [])
    assert (free[0], free[-1]) == (at(24, 7), at(24, 21))


entries = st.fixed_dictionaries(
    {},
    optional={
        "minutes_between": st.integers(0, 600),
        "per_day": st.integers(1, 3),
        "per_week": st.integers(1, 5),
        "hours": st.sampled_from([["07:30", "19:30"], ["00:00", "23:59"], ["08:00", "08:01"]]),
        "days": st.lists(st.integers(1, 7), max_size=3),
    },
)


@given(entries, st.integers(0, 100_000))
def test_a_dozen_slots_in_a_row_keep_every_limit(entry: dict[str, Any], minutes: int) -> None:
    rule = rule_of({"*": entry}, "x")
    start = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    slots: list[datetime] = []
    for _ in range(12):
        slots.append(first_free(rule, start, slots, slots))
    local = [slot.astimezone(VIETNAM) for slot in slots]
    assert all(slot >= start for slot in slots)
    if rule.is_free:
        return
    gaps = [after - before for before, after in zip(sorted(slots), sorted(slots)[1:], strict=False)]
    assert all(gap >= timedelta(minutes=rule.minutes_between) for gap in gaps)
    if rule.counts:
        assert all(gap >= timedelta(minutes=1) for gap in gaps)
        assert rule.opens or all(time(7) <= slot.time() <= time(21) for slot in local)
    assert all(slot.isoweekday() in rule.days for slot in local)
    if rule.opens and rule.closes:
        assert all(rule.opens <= slot.time() <= rule.closes for slot in local)
    days = [slot.date() for slot in local]
    weeks = [slot.isocalendar()[:2] for slot in local]
    assert rule.per_day is None or max(days.count(day) for day in days) <= rule.per_day
    assert rule.per_week is None or max(weeks.count(week) for week in weeks) <= rule.per_week
