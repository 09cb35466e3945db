"""What a plan lacks and where it is too full: days ahead without a post, and posts of one account that clash. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from distributor.clock import VIETNAM
from distributor.models import PostState
from distributor.report.calendar import CalendarDay, DayPost

CLASH = timedelta(minutes=10)
AHEAD = 14
"""Days from today on in which a day without a post is told."""
GOING_OUT = (PostState.PLANNED, PostState.SENDING, PostState.AWAITING_REVIEW)


@dataclass(frozen=True)
class Clash:
    """Two posts of one account, the earlier first."""

    one: DayPost
    other: DayPost


@dataclass(frozen=True)
class PlanFaults:
    empty: tuple[date, ...]
    clashes: tuple[Clash, ...]


def plan_faults(days: Sequence[CalendarDay], now: datetime) -> PlanFaults:
    """The faults of what is still to come. A day whose posts are not all shown has some, and is none without."""
    today = now.astimezone(VIETNAM).date()
    empty = tuple(one.day for one in days if today <= one.day < today + timedelta(days=AHEAD) and one.total == 0)
    coming = [post for day in days for post in day.posts if post.state in GOING_OUT and post.at >= now]
    of_account: dict[int, list[DayPost]] = {}
    for post in sorted(coming, key=lambda post: (post.at, post.post_id)):
        of_account.setdefault(post.account_id, []).append(post)
    clashes = [
        Clash(one, other)
        for posts in of_account.values()
        for one, other in pairwise(posts)
        if other.at - one.at < CLASH
    ]
    return PlanFaults(empty, tuple(sorted(clashes, key=lambda clash: clash.one.at)))
