"""Which days a period holds, what lies before it, and which spans no report is made of."""

from datetime import date

import pytest

from distributor.errors import LoaError
from distributor.report.engagement.asked import span_asked
from distributor.report.engagement.periods import (
    free_span,
    periods,
    recent_spans,
    span_a_year_before,
    span_before,
    span_of_day,
    span_of_key,
)


@pytest.mark.parametrize(
    ("key", "first", "last", "title"),
    [
        ("month:2026-2", "2026-02-01", "2026-02-28", "Tháng 2 năm 2026"),
        ("month:2028-02", "2028-02-01", "2028-02-29", "Tháng 2 năm 2028"),
        ("quarter:2026-4", "2026-10-01", "2026-12-31", "Quý IV năm 2026"),
        ("half_year:2026-1", "2026-01-01", "2026-06-30", "6 tháng đầu năm 2026"),
        ("year:2026", "2026-01-01", "2026-12-31", "Năm 2026"),
        ("administrative_year:2026", "2025-12-15", "2026-12-14", "Năm 2026 (từ 15/12/2025 đến 14/12/2026)"),
        ("administrative_month:2026-1", "2025-12-15", "2026-01-14", "Tháng 1 năm 2026 (từ 15/12/2025 đến 14/01/2026)"),
        ("administrative_quarter:2026-1", "2025-12-15", "2026-03-14", "Quý I năm 2026 (từ 15/12/2025 đến 14/03/2026)"),
    ],
)
def test_a_period_by_its_key(key: str, first: str, last: str, title: str) -> None:
    span = span_of_key(key)
    assert (span.first.isoformat(), span.last.isoformat(), span.title) == (first, last, title)
    # Whichever of its days is asked for, it is the same period.
    for day in (span.first, span.last):
        assert span_of_day(key.partition(":")[0], day) == span


def test_periods_follow_each_other_without_a_gap() -> None:
    for period in periods():
        span = span_of_day(period.name, date(2026, 12, 14))
        for _ in range(30):
            before = span_before(span)
            assert before.after == span.first
            assert span_a_year_before(span).first == span.first.replace(year=span.first.year - 1)
            span = before


def test_any_days_are_compared_with_as_many_before_and_with_the_same_days_of_the_year_before() -> None:
    span = free_span(date(2028, 2, 29), date(2028, 3, 2))
    assert (span_before(span).first, span_before(span).last) == (date(2028, 2, 26), date(2028, 2, 28))
    assert (span_a_year_before(span).first, span_a_year_before(span).last) == (date(2027, 2, 28), date(2027, 3, 2))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 11, 30), date(2026, 11, 1), "Ngày cuối (01/11/2026) đứng trước ngày đầu (30/11/2026)"),
        (date(1, 1, 1), date(2026, 1, 1), "từ 01/01/2000 đến 31/12/2099"),
        (date(2026, 1, 1), date(9999, 12, 31), "từ 01/01/2000 đến 31/12/2099"),
        (date(2010, 1, 1), date(2026, 1, 1), "dài nhất là 5 năm"),
    ],
)
def test_a_span_that_cannot_be_is_told(first: date, last: date, told: str) -> None:
    with pytest.raises(LoaError) as error:
        free_span(first, last)
    assert told in str(error.value)


@pytest.mark.parametrize(
    "key",
    ["", "week:2026-1", "month:2026", "month:2026-13", "month:2026-0", "year:2026-1", "year:1", "year:9999", "year:x",
     "month:2026-²", "quarter:2026-5", "month:", "year:-5"],
)  # fmt: skip
def test_a_key_that_cannot_be_is_told(key: str) -> None:
    with pytest.raises(LoaError) as error:
        span_of_key(key)
    assert "kỳ báo cáo" in str(error.value).lower()


def test_the_first_and_the_last_spans_that_can_be_have_something_before_them() -> None:
    for span in (span_of_key("year:2001"), span_of_key("year:2099"), free_span(date(2000, 1, 1), date(2004, 12, 31))):
        assert span_before(span).after == span.first
        assert span_a_year_before(span).first < span.first


def test_what_is_asked_for() -> None:
    today = date(2026, 11, 25)
    assert span_asked("", None, None, today).key == "month:2026-11"
    assert span_asked("administrative_year", None, None, today).key == "administrative_year:2026"
    assert span_asked("", today, today, today).days == 1
    for key, first, last in (("", today, None), ("", None, today), ("year:2026", today, today), ("moon", None, None)):
        with pytest.raises(LoaError):
            span_asked(key, first, last, today)


def test_a_form_offers_every_period() -> None:
    offered = dict(recent_spans(date(2026, 11, 25)))
    assert list(offered) == [period.label for period in periods()]
    assert [span.key for span in offered["Quý"]] == [
        "quarter:2026-4",
        "quarter:2026-3",
        "quarter:2026-2",
        "quarter:2026-1",
    ]
