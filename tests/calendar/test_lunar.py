"""Lunar dates against what Vietnam's calendars printed."""

from datetime import date, timedelta

import pytest

from distributor.calendar.lunar import LunarDate, lunar_date

NEW_YEARS = """\
1968-01-29 1976-01-31 1985-01-21
2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-17 2008-02-07 2009-01-26
2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05
2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13
2030-02-02
"""
"""Tết. In 1968, 1985, 2007 and 2030 it is not the day of the Chinese calendar: zone +7 decides."""

LEAP_MONTHS = {2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5}


@pytest.mark.parametrize("day", NEW_YEARS.split())
def test_tet(day: str) -> None:
    tet = date.fromisoformat(day)
    assert lunar_date(tet) == LunarDate(1, 1, tet.year)
    eve = lunar_date(tet - timedelta(days=1))
    assert (eve.month, eve.year, eve.day in (29, 30)) == (12, tet.year - 1, True)


def test_leap_months_of_thirty_years() -> None:
    day, found = date(2000, 1, 1), {}
    while day < date(2031, 1, 1):
        lunar = lunar_date(day)
        if lunar.is_leap:
            found[lunar.year] = lunar.month
        day += timedelta(days=1)
    assert found == LEAP_MONTHS


def test_days_follow_each_other_without_gap() -> None:
    """Each day is the next of its month or the first of the following one, and months have 29 or 30 days."""
    day = date(1970, 1, 1)
    before = lunar_date(day)
    while day < date(2050, 1, 1):
        day += timedelta(days=1)
        after = lunar_date(day)
        if after.day == 1:
            assert before.day in (29, 30), day
            follows = after.month == before.month % 12 + 1 or (after.is_leap and after.month == before.month)
            assert follows, day
        else:
            assert (after.day, after.month, after.is_leap) == (before.day + 1, before.month, before.is_leap), day
        before = after


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2026, 4, 26), LunarDate(10, 3, 2026)),
        (date(2027, 4, 16), LunarDate(10, 3, 2027)),
        (date(2026, 9, 25), LunarDate(15, 8, 2026)),
        (date(2025, 7, 25), LunarDate(1, 6, 2025, is_leap=True)),
        (date(2025, 7, 24), LunarDate(30, 6, 2025)),
        (date(2004, 5, 17), LunarDate(29, 3, 2004)),
    ],
)
def test_days_that_people_know(day: date, lunar: LunarDate) -> None:
    """Giỗ Tổ, Trung thu, and around a leap month."""
    assert lunar_date(day) == lunar


def test_words() -> None:
    assert lunar_date(date(2026, 11, 24)).year_name == "Bính Ngọ"
    assert lunar_date(date(2025, 7, 25)).short == "1/6 nhuận"
    assert lunar_date(date(2024, 2, 10)).year_name == "Giáp Thìn"
    assert lunar_date(date(2025, 7, 25)).spoken == "ngày 1 tháng 6 nhuận âm lịch"


def test_years_before_1968_are_refused() -> None:
    with pytest.raises(ValueError, match="1968"):
        lunar_date(date(1967, 12, 31))
