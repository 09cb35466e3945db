"""What is believed of hours and wordings, from what posts reached. Pure; numbers are logarithms unless said otherwise.

1. Each post is compared with its own account's level, and with that of its kind there.
2. What an hour is worth is the sum of what it is worth in the province, on the channel, on the account, for the kind on the
   account: where the account itself has little to say, the levels above say it (a Gaussian process with one kernel a level).
3. Neighbouring hours speak for each other, all days for the same hour, working days and weekends more so.
4. The older a post, the less it is like today, so that what has changed is forgotten slowly and tried anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from distributor.clock import VIETNAM
from distributor.learn.settings import ModelSettings, Peak

Numbers = NDArray[np.float64]

LEVEL_UNKNOWN = 2.0
"""How far an account's level may lie from where its posts lie, before any counts."""
ROUNDING = 1e-6
DAY_S = 86400.0


@dataclass(frozen=True)
class PostOutcome:
    """The engagement that one post reached at the age at which posts are compared. `said_at`: when it went out."""

    account_id: int
    channel: str
    kind: str
    said_at: datetime
    value: float
    variant: str = ""


@dataclass(frozen=True)
class Subject:
    """The posts of an account and kind of which something is asked. `kind` empty: of all its kinds."""

    account_id: int
    channel: str
    kind: str = ""


@dataclass(frozen=True)
class Estimate:
    """`mean` is of several instants or wordings together, `covariance` likewise. `told`: the mean from posts alone."""

    mean: Numbers
    covariance: Numbers
    told: Numbers


class Beliefs:
    """Fitted to trials once, then asked. Without trials it answers with what is assumed."""

    def __init__(self, trials: Sequence[PostOutcome], subject: Subject, now: datetime, settings: ModelSettings) -> None:
        self.trials = newest(trials, subject, settings)
        self.subject, self.now, self.settings = subject, now, settings
        self._weeks = _weeks_of([trial.said_at for trial in self.trials])
        self._ages = np.array([max(0.0, (now - trial.said_at).total_seconds() / DAY_S) for trial in self.trials])
        self._same = _Alikes(self.trials, subject)
        if self.trials:
            self._fit()

    def _fit(self) -> None:
        same, settings = self._same, self.settings
        values = np.array([trial.value for trial in self.trials])
        logs = np.log1p(np.maximum(values, 0.0))
        apart = np.abs(self._ages[:, None] - self._ages[None, :])
        covariance = self._of_hours(self._weeks, self._weeks, same.between) * np.exp(-apart / settings.memory_days)
        drift = np.exp(-apart / settings.drift_days)
        covariance += same.between["account"] * (LEVEL_UNKNOWN**2 * 0.9 + LEVEL_UNKNOWN**2 * 0.02 * drift)
        covariance += same.between["kind"] * settings.level_spread**2
        covariance += self._of_wordings(same.between) * np.exp(-apart / settings.memory_days)
        # Of few openings the count itself is chance.
        covariance[np.diag_indices_from(covariance)] += 1.0 / (1.0 + values)
        accounts = [trial.account_id for trial in self.trials]
        assumed = _assumed(self._weeks, settings.assumed)
        surprising = logs - _level_of_each(logs, accounts) - (assumed - _level_of_each(assumed, accounts))
        fits = [_likelihood(covariance, noise, surprising) for noise in settings.noise]
        self._factor = max(fits, key=lambda fit: fit[0])[1]
        self._solved = self._solve(np.column_stack([logs - _level_of_each(logs, accounts), surprising]))

    def _solve(self, right: Numbers) -> Numbers:
        half = np.linalg.solve(self._factor, right)
        return np.asarray(np.linalg.solve(self._factor.T, half))

    def of_hours(self, instants: Sequence[datetime]) -> Estimate:
        """Return what saying it then is worth, for this subject, now."""
        weeks = _weeks_of(instants)
        assumed = _assumed(weeks, self.settings.assumed)
        own = self._of_hours(weeks, weeks, self._same.within)
        if not self.trials:
            return Estimate(assumed, own, np.zeros(len(instants)))
        across = self._of_hours(weeks, self._weeks, self._same.across) * self._fading()
        return self._estimate(across, own, assumed)

    def of_wordings(self, variants: Sequence[str]) -> Estimate:
        """Return what each wording is worth against the others, for this subject, now, whatever the hour."""
        settings = self.settings
        own = np.eye(len(variants)) * (settings.wording_channel**2 + settings.wording_account**2)
        if not self.trials:
            return Estimate(np.zeros(len(variants)), own, np.zeros(len(variants)))
        like = np.array([[float(trial.variant == variant) for trial in self.trials] for variant in variants])
        across = like * (
            settings.wording_channel**2 * self._same.across["channel"]
            + settings.wording_account**2 * self._same.across["account"]
        )
        return self._estimate(across * self._fading(), own, np.zeros(len(variants)))

    def _fading(self) -> Numbers:
        return np.asarray(np.exp(-self._ages / self.settings.memory_days))

    def _estimate(self, across: Numbers, own: Numbers, assumed: Numbers) -> Estimate:
        means = across @ self._solved
        half = np.linalg.solve(self._factor, across.T)
        return Estimate(assumed + means[:, 1], own - half.T @ half, means[:, 0])

    def _of_hours(self, left: Numbers, right: Numbers, same: dict[str, Numbers]) -> Numbers:
        settings = self.settings
        return _likeness(left, right, settings) * (
            settings.province**2
            + settings.channel**2 * same["channel"]
            + settings.account**2 * same["account"]
            + settings.kind**2 * same["kind"]
        )

    def _of_wordings(self, same: dict[str, Numbers]) -> Numbers:
        settings = self.settings
        variants = [trial.variant for trial in self.trials]
        return _equal(variants, variants) * (
            settings.wording_channel**2 * same["channel"] + settings.wording_account**2 * same["account"]
        )


class _Alikes:
    """The trials that are of the same channel, account, kind on the account; among themselves and with the subject."""

    def __init__(self, trials: Sequence[PostOutcome], subject: Subject) -> None:
        keys: dict[str, list[object]] = {
            "channel": [trial.channel for trial in trials],
            "account": [trial.account_id for trial in trials],
            "kind": [(trial.account_id, trial.kind) for trial in trials],
        }
        own: dict[str, object] = {
            "channel": subject.channel,
            "account": subject.account_id,
            "kind": (subject.account_id, subject.kind),
        }
        one = np.ones((1, 1))
        self.between = {name: _equal(found, found) for name, found in keys.items()}
        self.across = {name: _equal([own[name]], found) for name, found in keys.items()}
        self.within = {"channel": one, "account": one, "kind": one * float(bool(subject.kind))}


def newest(trials: Sequence[PostOutcome], subject: Subject, settings: ModelSettings) -> tuple[PostOutcome, ...]:
    """The newest of each nearness, so that it takes milliseconds whatever a province has said."""
    left = {0: settings.most_own, 1: settings.most_of_channel, 2: settings.most_others}
    kept = []
    for trial in sorted(trials, key=lambda trial: trial.said_at, reverse=True):
        far = 0 if trial.account_id == subject.account_id else 1 if trial.channel == subject.channel else 2
        if left[far] > 0:
            left[far] -= 1
            kept.append(trial)
    return tuple(kept)


def draw(estimate: Estimate, boldness: float, random: np.random.Generator) -> Numbers:
    """One way that the truth may be, as likely as it is believed; `boldness` 0 draws what is expected."""
    if boldness == 0.0:
        return estimate.mean
    covariance = estimate.covariance.copy()
    # So smooth a thing is singular but for rounding, which a Cholesky factor would refuse.
    covariance[np.diag_indices_from(covariance)] += ROUNDING
    return np.asarray(
        estimate.mean + boldness * (np.linalg.cholesky(covariance) @ random.standard_normal(len(covariance)))
    )


def _likelihood(covariance: Numbers, noise: float, values: Numbers) -> tuple[float, Numbers]:
    """Return how likely these values are with so much chance in them (but for a constant), and the covariance's factor."""
    factor: Numbers = np.linalg.cholesky(covariance + noise**2 * np.eye(len(covariance))).astype(np.float64)
    half = np.linalg.solve(factor, values)
    return -0.5 * float(half @ half) - float(np.log(np.diag(factor)).sum()), factor


def _weeks_of(instants: Sequence[datetime]) -> Numbers:
    """Weekday from 0 for Monday, and hour of the day, by Vietnam's clock."""
    local = [instant.astimezone(VIETNAM) for instant in instants]
    return np.array([[at.weekday(), at.hour + at.minute / 60] for at in local], dtype=np.float64).reshape(-1, 2)


def _likeness(left: Numbers, right: Numbers, settings: ModelSettings) -> Numbers:
    """Reckoned once for each two hours and two days that differ: a week has 336 half hours, but 48 hours and 7 days."""
    hours, of_left = np.unique(left[:, 1], return_inverse=True)
    others, of_right = np.unique(right[:, 1], return_inverse=True)
    turned = np.pi * (hours[:, None] - others[None, :]) / 24.0
    width = settings.hour_width * 2 * np.pi / 24.0
    near = np.exp(-2.0 * np.sin(turned) ** 2 / width**2)[of_left[:, None], of_right[None, :]]
    week = np.arange(7)
    same_day = np.eye(7)
    same_part = ((week[:, None] < 5) == (week[None, :] < 5)).astype(np.float64)
    of_day, whole = settings.of_day, settings.whole_day
    at_its_hour = (1.0 - whole) * ((1.0 - of_day) + of_day * (0.3 * same_part + 0.7 * same_day))
    all_day = whole * (0.5 * same_part + 0.5 * same_day)
    day, other = left[:, 0].astype(int)[:, None], right[:, 0].astype(int)[None, :]
    return np.asarray(near * at_its_hour[day, other] + all_day[day, other])


def _assumed(weeks: Numbers, peaks: Sequence[Peak]) -> Numbers:
    hours = weeks[:, 1]
    total = np.zeros(len(hours))
    for peak in peaks:
        away = np.abs(hours - peak.at)
        away = np.minimum(away, 24.0 - away)
        total = total + peak.height * np.exp(-((away / peak.width) ** 2))
    return total


def _level_of_each(values: Numbers, accounts: Sequence[int]) -> Numbers:
    """Each one's account's median."""
    keys = np.array(accounts)
    found = np.zeros(len(values))
    for key in set(accounts):
        found[keys == key] = np.median(values[keys == key])
    return found


def _equal(left: Sequence[object], right: Sequence[object]) -> Numbers:
    codes: dict[object, int] = {}
    first = np.array([codes.setdefault(one, len(codes)) for one in left])
    second = np.array([codes.setdefault(one, len(codes)) for one in right])
    return np.asarray(first[:, None] == second[None, :], dtype=np.float64)


MONDAY = datetime(2026, 11, 22, 17, tzinfo=UTC)
"""A Monday's midnight in Vietnam."""
