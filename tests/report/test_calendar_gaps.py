"""Days ahead without a post, and posts of one account that clash."""

from datetime import date, datetime, timedelta

import pytest

from distributor.calendar.lunar import lunar_date
from distributor.clock import VIETNAM
from distributor.models import PostState
from distributor.report.calendar import CalendarDay, DayPost
from distributor.report.calendar_gaps import plan_faults

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=VIETNAM)
TODAY = NOW.date()


def post(number: int, at: datetime, account: int = 1, state: PostState = PostState.PLANNED) -> DayPost:
    return DayPost(number, f"Trang {account}", account, "facebook", "Facebook", 0, state, "Tin", "", at, "")


def day(at: date, *posts: DayPost, total: int | None = None) -> CalendarDay:
    return CalendarDay(at, lunar_date(at), (), (), (), posts, len(posts) if total is None else total)


def clashes(*posts: DayPost) -> list[tuple[int, int]]:
    return [(one.one.post_id, one.other.post_id) for one in plan_faults([day(TODAY, *posts)], NOW).clashes]


HOUR = NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("apart", "account", "state", "clash"),
    [
        (0, 1, PostState.PLANNED, True),
        (9, 1, PostState.PLANNED, True),
        (10, 1, PostState.PLANNED, False),
        (0, 2, PostState.PLANNED, False),
        (5, 1, PostState.AWAITING_REVIEW, True),
        (5, 1, PostState.SKIPPED, False),
    ],
)
def test_posts_of_one_account_that_are_too_close(apart: int, account: int, state: PostState, clash: bool) -> None:
    found = clashes(post(1, HOUR), post(2, HOUR + timedelta(minutes=apart), account, state))
    assert found == ([(1, 2)] if clash else [])


def test_what_is_past_clashes_no_more() -> None:
    assert clashes(post(1, NOW - timedelta(minutes=5)), post(2, NOW - timedelta(minutes=4))) == []


def test_days_ahead_without_a_post() -> None:
    days = [day(TODAY + timedelta(days=number)) for number in range(-3, 20)]
    assert plan_faults(days, NOW).empty == tuple(TODAY + timedelta(days=number) for number in range(14))
    assert plan_faults([day(TODAY, total=3)], NOW).empty == ()
