"""Best times of an account and kind: what is told to staff, and what is chosen for a post. Pure; chance is passed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import erf, sqrt

import numpy as np

from distributor.calendar.period import WEEKDAYS
from distributor.clock import VIETNAM
from distributor.learn.beliefs import MONDAY, Beliefs, Numbers, draw
from distributor.learn.settings import Choosing, Telling
from phrases import phrase

HALF_HOURS = tuple(MONDAY + timedelta(minutes=30 * number) for number in range(7 * 48))
"""One instant a half-hour of the week."""
MINUS = "−"


@dataclass(frozen=True)
class Suggestion:
    """`weekday`: 1 for Monday. `lift`: 0.34 is 34 % above the average of the day's hours; None: nothing is known yet.

    `posts`: the account's own that were counted. `others`: other accounts' posts that it leans on. `known`: `+34 % …, 28 posts`.
    """

    weekday: int
    at: time
    lift: float | None
    posts: int
    others: int
    known: str

    @property
    def words(self) -> str:
        return of_hour(self.weekday, self.at, self.known)


@dataclass(frozen=True)
class ChosenHour:
    """`explored`: taken by lot, to keep every hour open. `words`: why, for the post's history."""

    at: datetime
    explored: bool
    lift: float | None
    words: str


def counted(beliefs: Beliefs) -> tuple[int, int]:
    """Return how many posts of the account (of the kind, where it has enough), and of others, stand behind it."""
    own = [trial for trial in beliefs.trials if trial.account_id == beliefs.subject.account_id]
    return len(own), len(beliefs.trials) - len(own)


def lifts(beliefs: Beliefs, instants: Sequence[datetime], telling: Telling) -> tuple[Numbers, Numbers]:
    """Return, from posts alone, each instant's lift over the average hour of the day, and the probability that there is one."""
    day = [at for at in HALF_HOURS if telling.opens <= at.astimezone(VIETNAM).time() <= telling.closes]
    estimate = beliefs.of_hours([*instants, *day])
    count = len(instants)
    average = float(np.log(np.mean(np.exp(estimate.told[count:]))))
    above = estimate.told[:count] - average
    covariance = estimate.covariance
    of_average = covariance[count:, count:].mean()
    between = covariance[:count, count:].mean(axis=1)
    spread = np.sqrt(np.maximum(np.diag(covariance)[:count] + of_average - 2 * between, 1e-9))
    probable = np.array([0.5 * (1 + erf(float(value) / sqrt(2))) for value in above / spread])
    return np.asarray(np.expm1(above)), probable


def suggest(
    beliefs: Beliefs, telling: Telling, allowed: frozenset[datetime] = frozenset(HALF_HOURS)
) -> tuple[Suggestion, ...]:
    """The best half hours of the week, best first; none where nothing is known for certain enough.

    `allowed`: of HALF_HOURS those that nobody refused.
    """
    own, others = counted(beliefs)
    if own + others < telling.least_posts:
        return ()
    cells = [
        at for at in HALF_HOURS if telling.opens <= at.astimezone(VIETNAM).time() <= telling.closes and at in allowed
    ]
    if not cells:
        return ()
    lift, probable = lifts(beliefs, cells, telling)
    found: list[Suggestion] = []
    for index in np.argsort(-lift):
        local = cells[index].astimezone(VIETNAM)
        if lift[index] <= 0 or len(found) == telling.shown:
            break
        near = any(
            other.weekday == local.isoweekday() and _hours(other.at, local.time()) < telling.apart_hours
            for other in found
        )
        if probable[index] < telling.sure or near:
            continue
        value = float(lift[index])
        known = told(value, own, others)
        found.append(Suggestion(local.isoweekday(), local.time(), value, own, others, known))
    return tuple(found)


def not_known(own: int, others: int, telling: Telling) -> str:
    """Return why there is no suggestion."""
    if own + others < telling.least_posts:
        return phrase("learn.too-few", posts=posts(own))
    return phrase("learn.no-better-hour", posts=_basis(own, others))


def told(lift: float, own: int, others: int) -> str:
    return phrase("learn.above-average", lift=percent(lift), posts=_basis(own, others))


def of_hour(weekday: int, at: time, known: str) -> str:
    """Return what is known of a half hour of the week, with its name. `weekday`: 1 for Monday."""
    return phrase("learn.of-hour", weekday=WEEKDAYS[weekday - 1], at=f"{at:%H:%M}", known=known)


def percent(lift: float) -> str:
    whole = round(lift * 100)
    return f"{'+' if whole >= 0 else MINUS}{abs(whole)} %"


def _basis(own: int, others: int) -> str:
    if own >= others or not others:
        return posts(own)
    return phrase("learn.posts-of-others-too", own=own, others=others)


def posts(count: int) -> str:
    return phrase("learn.posts", count=count)


def choose(
    beliefs: Beliefs, candidates: Sequence[datetime], choosing: Choosing, random: np.random.Generator
) -> tuple[int, bool]:
    """Return which of the candidates, and whether by lot alone."""
    if random.random() < choosing.floor:
        return int(random.integers(len(candidates))), True
    return int(np.argmax(draw(beliefs.of_hours(candidates), choosing.boldness, random))), False


def pick(
    beliefs: Beliefs, candidates: Sequence[datetime], choosing: Choosing, telling: Telling, random: np.random.Generator
) -> ChosenHour:
    """One of the allowed instants, by Thompson's rule: as often as it is believed to be the best. `candidates`: at least one.

    Never less than the floor's share goes out at any allowed hour.
    """
    index, explored = choose(beliefs, candidates, choosing, random)
    at = candidates[index]
    own, others = counted(beliefs)
    if own + others < telling.least_posts:
        return ChosenHour(at, explored, None, _why(at, None, explored, own, others, telling))
    lift = float(lifts(beliefs, [at], telling)[0][0])
    return ChosenHour(at, explored, lift, _why(at, lift, explored, own, others, telling))


def _why(at: datetime, lift: float | None, explored: bool, own: int, others: int, telling: Telling) -> str:
    local = at.astimezone(VIETNAM)
    known = not_known(own, others, telling) if lift is None else told(lift, own, others)
    why = of_hour(local.isoweekday(), local.time(), known)
    return phrase("learn.hour.tried", why=why) if explored else phrase("learn.hour.chosen", why=why)


def _hours(left: time, right: time) -> float:
    return abs((left.hour - right.hour) + (left.minute - right.minute) / 60)
