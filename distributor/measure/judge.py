"""What is to be believed of a number that a platform states. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from channels.declared import Metric
from distributor.models import Doubt

LARGEST = 2**31 - 1
"""More than people there are here, and what a column holds."""


@dataclass(frozen=True)
class MetricState:
    """The state of one metric of one post: the newest word (`value`, `doubt`), and the newest number that counts (`good`)."""

    value: int | None
    doubt: Doubt
    good: int | None

    @property
    def is_silent(self) -> bool:
        """A number once, and none the last time."""
        return self.value is None and self.doubt in (Doubt.NONE, Doubt.GONE) and self.good is not None


@dataclass(frozen=True)
class JudgedValue:
    value: int | None
    doubt: Doubt = Doubt.NONE

    @property
    def counts(self) -> bool:
        """Return True if figures are made of it."""
        return self.value is not None and self.doubt in (Doubt.NONE, Doubt.CONFIRMED)


def judge(
    value: int | None, metric: Metric | None, before: MetricState | None, *, early: bool, gone: bool
) -> JudgedValue:
    """Judge a new value against the ones before. `metric` None: nobody declared it, so nothing is known of how it may move.
    `early`: asked before the post came out.

    A number that cannot fall and does is believed when the platform says it a second time: platforms do correct themselves.
    """
    if value is None:
        return JudgedValue(None, Doubt.GONE if gone else Doubt.NONE)
    if value < 0:
        return JudgedValue(None, Doubt.NEGATIVE)
    if value > LARGEST:
        return JudgedValue(None, Doubt.HUGE)
    if early:
        return JudgedValue(value, Doubt.EARLY)
    if before is None or before.good is None or value >= before.good:
        # One that was believed stays marked as long as it stands still.
        stands = before is not None and before.doubt is Doubt.CONFIRMED and before.value == value
        return JudgedValue(value, Doubt.CONFIRMED if stands else Doubt.NONE)
    if metric is None or metric.may_fall or not metric.cumulative:
        return JudgedValue(value)
    return JudgedValue(value, Doubt.CONFIRMED if before.doubt is Doubt.FALLING else Doubt.FALLING)


def post_is_gone(stated: Mapping[str, int | None], before: Mapping[str, MetricState]) -> bool:
    """Return True if the platform, which once stated numbers of this post, states none at all."""
    asked = [metric for metric in stated if metric in before]
    return (
        bool(asked)
        and not any(value is not None for value in stated.values())
        and any(before[metric].value is not None or before[metric].doubt is Doubt.GONE for metric in asked)
    )


def vanished(
    answers: Mapping[int, Mapping[str, int | None]],
    before: Mapping[int, Mapping[str, MetricState]],
    ages_days: Mapping[int, float],
    metrics: Mapping[str, Metric],
) -> tuple[set[str], set[str]]:
    """The metrics that the platform stated of these posts earlier and states of none of them now; and those it states.

    One silence proves nothing: it counts when it was silent the last time, too. Nor does a post that is gone prove anything, or
    one of which the platform never tells for so long.
    """
    lost: set[str] = set()
    there = {metric for stated in answers.values() for metric, value in stated.items() if value is not None}
    for post_id, stated in answers.items():
        known = before.get(post_id, {})
        if post_is_gone(stated, known):
            continue
        for metric, value in stated.items():
            ends = metrics[metric].ends_after_days if metric in metrics else 0
            over = bool(ends) and ages_days[post_id] >= ends
            if value is None and not over and metric in known and known[metric].is_silent:
                lost.add(metric)
    return lost - there, there
