"""Words that are said again every week or month, at one hour, until a day: which instants those are, and what is wrong. Pure.

A month without that day has it on its last one. Never at night, nor on a day on which people do not work: those are left out,
and named to whoever writes.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from distributor.calendar.holidays import holidays_of
from distributor.clock import VIETNAM
from distributor.plan.cadence import DAYTIME
from distributor.plan.decide import FARTHEST
from phrases import phrase

MOST_POSTS = 60
"""Of one series, on all its accounts: a year of weeks on one, and what one person can look through before a yes."""


class Repeat(StrEnum):
    ONCE = ""
    WEEKLY = "tuan"
    MONTHLY = "thang"


@dataclass(frozen=True)
class Occurrences:
    """`left_out`: days on which it would fall and nobody works, each with its name."""

    at: tuple[datetime, ...]
    left_out: tuple[tuple[date, str], ...] = ()


def occurrences(first: datetime, repeat: Repeat, until: date) -> Occurrences:
    """Return the times of a series from `first` on, by Vietnam's clock; `until` is the last day."""
    begins = first.astimezone(VIETNAM)
    last = min(until, (first + FARTHEST).astimezone(VIETNAM).date())
    at, left_out, number = [], [], 0
    while (day := _day(begins.date(), repeat, number)) <= last:
        number += 1
        if name := closed_on(day):
            left_out.append((day, name))
        else:
            at.append(datetime.combine(day, begins.time(), VIETNAM).astimezone(UTC))
        if repeat is Repeat.ONCE:
            break
    return Occurrences(tuple(at), tuple(left_out))


def closed_on(day: date) -> str:
    """Return the name of a day on which people do not work; empty for any other."""
    return next((one.name for one in holidays_of(day) if one.off), "")


def is_daytime(at: datetime) -> bool:
    opens, closes = DAYTIME
    return opens <= at.astimezone(VIETNAM).time() <= closes


def problems_of_series(first: datetime | None, repeat: Repeat, until: date | None, accounts: int) -> Sequence[str]:
    """Return why it cannot be said again so; nothing where it is said once."""
    if repeat is Repeat.ONCE:
        return ()
    if first is None:
        return (phrase("plan.series-first"),)
    if not is_daytime(first):
        return (phrase("plan.series-night", opens=f"{DAYTIME[0]:%H:%M}", closes=f"{DAYTIME[1]:%H:%M}"),)
    if until is None:
        return (phrase("plan.series-until"),)
    number = len(occurrences(first, repeat, until).at)
    if number < 2:
        return (phrase("plan.series-short", until=until),)
    if number * accounts > MOST_POSTS:
        return (phrase("plan.series-too-many", number=number * accounts, most=MOST_POSTS),)
    return ()


def _day(first: date, repeat: Repeat, number: int) -> date:
    if repeat is not Repeat.MONTHLY:
        return first + timedelta(days=7 * number)
    year, month = divmod(first.month - 1 + number, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
