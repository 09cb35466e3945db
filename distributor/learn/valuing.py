"""What a post had reached at the age at which posts are compared, from readings around it. Pure.

A reading is kept only when a number changed, so that between two kept ones the lower may have stood until the higher was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from distributor.learn.settings import Settling
from distributor.models import TrialOutcome

CHANCE = 2
"""Counts that differ by so little differ by chance."""


@dataclass(frozen=True)
class Stated:
    """`value` None: the platform was asked and did not say. `wrong`: it said what is no number of people."""

    at: datetime
    value: int | None
    wrong: bool = False


@dataclass(frozen=True)
class PostWorth:
    outcome: TrialOutcome
    value: float | None = None


def worth_at(
    stated: Sequence[Stated],
    moment: datetime,
    now: datetime,
    settling: Settling,
    *,
    asked: Sequence[datetime] = (),
    heard: bool,
) -> PostWorth | None:
    """None: it is too early to say. `stated`: in order of time. `asked`: when else the post was certainly asked about.

    `heard`: whether the account's numbers went on past `moment`, so that one that did not change did rest.
    """
    numbers = [(one.at, one.value) for one in stated if one.value is not None]
    before = [one for one in numbers if one[0] <= moment]
    after = [one for one in numbers if one[0] > moment]
    worth = _worth(stated, before, after, moment, now, settling, asked, heard)
    if worth is not None and worth.outcome in (TrialOutcome.LATE, TrialOutcome.UNSAID):
        since, until = before[-1][0] if before else None, after[0][0] if after else None
        if any(one.wrong and (since is None or one.at > since) and (until is None or one.at < until) for one in stated):
            return PostWorth(TrialOutcome.WRONG)
    return worth


def _worth(
    stated: Sequence[Stated],
    before: list[tuple[datetime, int]],
    after: list[tuple[datetime, int]],
    moment: datetime,
    now: datetime,
    settling: Settling,
    asked: Sequence[datetime],
    heard: bool,
) -> PostWorth | None:
    over = now >= moment + timedelta(seconds=settling.longest_wait_s)
    if _fell([*before, *after[:1]], settling):
        return PostWorth(TrialOutcome.FELL)
    # Once the platform stopped saying, or said nonsense, that nothing changed means nothing.
    silent = min((one.at for one in stated if one.value is None and before and one.at > before[-1][0]), default=None)
    if after and (before or settling.late_counts):
        return _between(before, after[0], moment, settling, [at for at in asked if silent is None or at < silent])
    if after:
        near = after[0][0] - moment <= timedelta(seconds=settling.near_s / 4)
        return PostWorth(TrialOutcome.COUNTED, float(after[0][1])) if near else PostWorth(TrialOutcome.LATE)
    if before and heard and silent is None and now >= moment + timedelta(seconds=settling.rest_s):
        return PostWorth(TrialOutcome.COUNTED, float(before[-1][1]))
    if not over:
        return None
    return PostWorth(TrialOutcome.LATE if before else TrialOutcome.UNSAID)


def _between(
    before: list[tuple[datetime, int]],
    after: tuple[datetime, int],
    moment: datetime,
    settling: Settling,
    asked: Sequence[datetime],
) -> PostWorth:
    if not before:
        return PostWorth(TrialOutcome.COUNTED, float(after[1]))
    known_at, low = before[-1]
    # It still stood so whenever it was asked about and no change was kept.
    known_at = max([known_at, *(at for at in asked if at < after[0])])
    if known_at >= moment:
        return PostWorth(TrialOutcome.COUNTED, float(low))
    smaller, larger = sorted((low, after[1]))
    certain = (
        after[0] - known_at <= timedelta(seconds=settling.near_s)
        or larger - smaller <= CHANCE
        or smaller >= settling.least_certain * larger
    )
    if not certain:
        return PostWorth(TrialOutcome.LATE)
    share = (moment - known_at) / (after[0] - known_at)
    return PostWorth(TrialOutcome.COUNTED, low + share * (after[1] - low))


def _fell(numbers: Sequence[tuple[datetime, int]], settling: Settling) -> bool:
    highest = 0
    for _, value in numbers:
        if value < highest * (1.0 - settling.fall) and highest - value > CHANCE:
            return True
        highest = max(highest, value)
    return False
