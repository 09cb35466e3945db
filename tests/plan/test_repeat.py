"""Words that are said again: which instants, by Vietnam's clock, and what is refused."""

from datetime import date, datetime

import pytest

from distributor.clock import VIETNAM
from distributor.plan.repeat import Repeat, occurrences, problems_of_series
from phrases import is_said


def at(day: int, month: int, year: int = 2026, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("first", "repeat", "until", "days", "left_out"),
    [
        (at(1, 12), Repeat.WEEKLY, date(2026, 12, 22), ["01/12", "08/12", "15/12", "22/12"], []),
        (at(1, 12), Repeat.WEEKLY, date(2026, 12, 21), ["01/12", "08/12", "15/12"], []),
        (at(31, 10), Repeat.MONTHLY, date(2027, 1, 31), ["31/10", "30/11", "31/12", "31/01"], []),
        (at(30, 11), Repeat.MONTHLY, date(2027, 3, 1), ["30/11", "30/12", "30/01", "28/02"], []),
        (at(1, 11), Repeat.MONTHLY, date(2027, 1, 31), ["01/11", "01/12"], [date(2027, 1, 1)]),
        (at(23, 4, 2027), Repeat.WEEKLY, date(2027, 5, 7), ["23/04", "07/05"], [date(2027, 4, 30)]),
        (at(1, 12), Repeat.ONCE, date(2027, 3, 1), ["01/12"], []),
        (at(1, 12, hour=6, minute=0), Repeat.WEEKLY, date(2026, 12, 8), ["01/12", "08/12"], []),
    ],
    ids=["weeks", "the last day counts", "short months", "February", "New Year", "30 April", "once", "another UTC day"],
)
def test_when_it_is_said(first: datetime, repeat: Repeat, until: date, days: list[str], left_out: list[date]) -> None:
    found = occurrences(first, repeat, until)
    assert [f"{one.astimezone(VIETNAM):%d/%m}" for one in found.at] == days
    assert {one.astimezone(VIETNAM).time() for one in found.at} == {first.time()}
    assert [day for day, _name in found.left_out] == left_out
    assert all(name for _day, name in found.left_out)


def test_a_year_is_the_most() -> None:
    assert len(occurrences(at(1, 12), Repeat.WEEKLY, date(2040, 1, 1)).at) <= 53


@pytest.mark.parametrize(
    ("first", "repeat", "until", "accounts", "code"),
    [
        (None, Repeat.WEEKLY, date(2026, 12, 22), 1, "plan.series-first"),
        (at(1, 12, hour=22), Repeat.WEEKLY, date(2026, 12, 22), 1, "plan.series-night"),
        (at(1, 12, hour=6, minute=59), Repeat.MONTHLY, date(2027, 2, 1), 1, "plan.series-night"),
        (at(1, 12), Repeat.WEEKLY, None, 1, "plan.series-until"),
        (at(1, 12), Repeat.WEEKLY, date(2026, 12, 7), 1, "plan.series-short"),
        (at(1, 12), Repeat.WEEKLY, date(2026, 11, 1), 1, "plan.series-short"),
        (at(1, 12), Repeat.WEEKLY, date(2027, 11, 1), 2, "plan.series-too-many"),
        (at(1, 12), Repeat.WEEKLY, date(2026, 12, 8), 1, ""),
        (None, Repeat.ONCE, None, 9, ""),
    ],
)
def test_what_is_refused(first: datetime | None, repeat: Repeat, until: date | None, accounts: int, code: str) -> None:
    found = problems_of_series(first, repeat, until, accounts)
    assert [is_said(one, code) for one in found] == ([True] if code else [])
