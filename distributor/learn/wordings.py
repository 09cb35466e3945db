"""Which of a template's wordings does better: the same belief as of hours, over what people opened. Pure; chance is passed in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from distributor.learn.beliefs import Beliefs, draw
from distributor.learn.settings import Choosing, Telling
from distributor.learn.times import percent, posts
from phrases import phrase


@dataclass(frozen=True)
class WordingSuggestion:
    """`variant` empty: the first wording. `lift`: over the others; None: not known. `posts`: of the account, so worded.

    `told`: what is known of it.
    """

    variant: str
    lift: float | None
    posts: int
    told: str


def choose_wording(
    beliefs: Beliefs, variants: Sequence[str], choosing: Choosing, random: np.random.Generator
) -> tuple[str, bool]:
    """One of them, by Thompson's rule, and whether by lot alone. `variants`: at least one."""
    if random.random() < choosing.floor:
        return variants[int(random.integers(len(variants)))], True
    return variants[int(np.argmax(draw(beliefs.of_wordings(variants), choosing.boldness_of_wording, random)))], False


def suggest_wordings(beliefs: Beliefs, variants: Sequence[str], telling: Telling) -> tuple[WordingSuggestion, ...]:
    """Return what is known of each wording, the best first."""
    if len(variants) < 2:
        return ()
    estimate = beliefs.of_wordings(variants)
    own = Counter(trial.variant for trial in beliefs.trials if trial.account_id == beliefs.subject.account_id)
    everywhere = Counter(trial.variant for trial in beliefs.trials)
    found = []
    for index, variant in enumerate(variants):
        others = [other for other in range(len(variants)) if other != index]
        weights = np.full(len(variants), -1.0 / len(others))
        weights[index] = 1.0
        above = float(weights @ estimate.told)
        spread = sqrt(max(float(weights @ estimate.covariance @ weights), 1e-9))
        probable = 0.5 * (1.0 + erf(abs(above) / spread / sqrt(2.0)))
        enough = all(everywhere[each] >= telling.least_of_wording for each in variants)
        lift = float(np.expm1(above)) if enough and probable >= telling.sure else None
        found.append(WordingSuggestion(variant, lift, own[variant], _told(lift, own[variant], enough=enough)))
    return tuple(sorted(found, key=lambda one: -(one.lift or 0.0)))


def _told(lift: float | None, own: int, *, enough: bool) -> str:
    if lift is not None:
        return phrase("learn.wording.better", lift=percent(lift), posts=posts(own))
    return phrase("learn.wording.no-difference" if enough else "learn.wording.too-few", posts=posts(own))
