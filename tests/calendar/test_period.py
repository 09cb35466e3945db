"""Which days a view shows, in Vietnam's time, with weeks from Monday."""

from datetime import UTC, date, datetime

import pytest

from distributor.calendar.period import Period, View


@pytest.mark.parametrize(
    ("view", "day", "first", "after", "title"),
    [
        (View.MONTH, date(2026, 11, 25), date(2026, 10, 26), date(2026, 12, 7), "Tháng 11 năm 2026"),
        (View.MONTH, date(2027, 2, 1), date(2027, 2, 1), date(2027, 3, 1), "Tháng 2 năm 2027"),
        (View.WEEK, date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 30), "Tuần 23/11 – 29/11/2026"),
        (View.WEEK, date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 7), "Tuần 30/11 – 06/12/2026"),
        (View.LIST, date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1), "Tháng 12 năm 2026"),
        (View.DAY, date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 26), "Thứ Tư 25/11/2026"),
    ],
)
def test_days_of_a_view(view: View, day: date, first: date, after: date, title: str) -> None:
    period = Period(view, day)
    assert (period.first, period.after, period.title) == (first, after, title)
    assert (period.days[0], len(period.days)) == (first, (after - first).days)
    assert period.forward.first == after or view is View.MONTH
    assert period.back.after == first or view is View.MONTH


def test_months_follow_each_other_from_their_longest_day() -> None:
    january = Period(View.MONTH, date(2027, 1, 31))
    assert january.forward.day == date(2027, 2, 1)
    assert january.forward.back.title == january.title
    assert january.is_outside(date(2027, 2, 1))
    assert not january.is_outside(date(2027, 1, 1))


def test_a_day_begins_at_midnight_in_vietnam() -> None:
    assert Period(View.DAY, date(2026, 11, 25)).begins_at == datetime(2026, 11, 24, 17, tzinfo=UTC)
