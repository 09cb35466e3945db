"""Numbers of posts under Facebook's own names, many posts a call.

One unknown metric, or one vanished post, fails the whole call of the platform. So a refused call is split, by metric or
into halves of the posts, until what is left to refuse is one number, which then has no value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from channels.answers import JsonObject, object_in, objects_in, text_in, value_in, whole_in
from channels.base import Reading
from channels.declared import Metric, asked_on
from channels.errors import NotGranted, Rejected
from channels.facebook.client import GraphClient
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.failures import is_gone

# The platform's words when the metric itself is unknown: asking post by post would then be refused each time.
_UNKNOWN_METRIC = "insights metric"
_Numbers = dict[tuple[str, str], int | None]
"""By post and metric; what was refused is absent."""


COUNTS = {
    "reactions": ("reactions.limit(0).summary(total_count)", ("reactions", "summary", "total_count")),
    "comments": ("comments.limit(0).summary(total_count)", ("comments", "summary", "total_count")),
    "shares": ("shares", ("shares", "count")),
}
"""How a post is asked for a count, and where the number stands in the answer."""
COUNT, INSIGHT = "count", "insight"
"""The two ways of asking that `config/metrics.toml` names."""
FOLLOWERS = "followers_count"


@dataclass(frozen=True)
class MetricField:
    """One number of a post, and how it is asked for and read."""

    metric: Metric

    @property
    def name(self) -> str:
        return self.metric.name

    @property
    def is_insight(self) -> bool:
        return self.metric.ask == INSIGHT

    @property
    def field(self) -> str:
        if not self.is_insight:
            return COUNTS[self.name][0]
        # Not asked by period: a metric that is not told in it would be refused.
        return f"insights.metric({self.name})"

    def of(self, post: JsonObject) -> int | None:
        """The number that `post` states, None if it states none."""
        found = self._insight(post) if self.is_insight else value_in(post, *COUNTS[self.name][1])
        if found is None and self.metric.zero_left_out and post and not self.is_insight:
            return 0 if COUNTS[self.name][1][0] not in post else None
        kinds = list(found.values()) if isinstance(found, dict) and self.metric.adds_up else [found]
        numbers = [value for value in kinds if isinstance(value, int) and not isinstance(value, bool)]
        return sum(numbers) if numbers and len(numbers) == len(kinds) else None

    def _insight(self, post: JsonObject) -> object:
        """Return the value of the period that is meant: a platform may tell others beside it, and not in this order."""
        for insight in objects_in(post, "insights", "data"):
            period = text_in(insight, "period")
            if text_in(insight, "name") != self.name or (self.metric.period and period not in ("", self.metric.period)):
                continue
            values = objects_in(insight, "values")
            if values:
                return value_in(values[-1], "value")
        return None


def groups_on(day: date) -> list[tuple[MetricField, ...]]:
    """Return what is asked on `day`, by what may be asked in one call: the counts together, each insight alone."""
    wanted = [MetricField(metric) for metric in asked_on("facebook", day)]
    counts = tuple(each for each in wanted if not each.is_insight)
    insights: list[tuple[MetricField, ...]] = [(each,) for each in wanted if each.is_insight]
    return [counts, *insights] if counts else insights


def followers(client: GraphClient, settings: FacebookConfiguration, page_id: str) -> list[Reading]:
    """Read how many follow the Page."""
    answer = client.get(page_id, {"fields": FOLLOWERS})
    return [Reading("", FOLLOWERS, whole_in(answer, FOLLOWERS), settings.common.api_version)]


@dataclass(frozen=True)
class FoundNumbers:
    """`insights_allowed`: no insight was refused for want of the right to read them."""

    readings: tuple[Reading, ...]
    insights_allowed: bool


def readings(
    client: GraphClient, settings: FacebookConfiguration, external_ids: Sequence[str], *, has_insights: bool = True
) -> FoundNumbers:
    """Each metric of each post. A metric that the platform does not know, or does not state, has value None.

    `has_insights`: the connection may read them; else they are not asked for, nor any more once they are refused for that.
    """
    groups = groups_on(client.now().date())
    found: list[Reading] = []
    allowed = True
    for start in range(0, len(external_ids), settings.metrics_batch):
        survey = _Survey(client, settings, insights_refused=not allowed)
        batch = external_ids[start : start + settings.metrics_batch]
        for group in groups:
            if has_insights or not any(metric.is_insight for metric in group):
                found.extend(survey.ask(group, batch))
        allowed = not survey.insights_refused
    return FoundNumbers(tuple(found), allowed)


class _Survey:
    """Asks about one batch of posts, and asks no more about one that turned out to be gone."""

    def __init__(self, client: GraphClient, settings: FacebookConfiguration, *, insights_refused: bool) -> None:
        self._client = client
        self._settings = settings
        self._gone: set[str] = set()
        self.insights_refused = insights_refused

    def ask(self, metrics: tuple[MetricField, ...], ids: Sequence[str]) -> Iterator[Reading]:
        refused = self.insights_refused and any(metric.is_insight for metric in metrics)
        there = [] if refused else [external_id for external_id in ids if external_id not in self._gone]
        told = self._answer(metrics, there) if there else {}
        for external_id in ids:
            for metric in metrics:
                number = told.get((external_id, metric.name))
                yield Reading(external_id, metric.name, number, self._settings.common.api_version)

    def _answer(self, metrics: tuple[MetricField, ...], ids: Sequence[str]) -> _Numbers:
        """Return what the platform states of each post; a post or metric that it refuses is absent."""
        fields = {"ids": ",".join(ids), "fields": ",".join(metric.field for metric in metrics)}
        try:
            answer = self._client.get("", fields)
        except Rejected as refusal:
            return self._split(refusal, metrics, ids)
        return {(each, metric.name): metric.of(object_in(answer, each)) for each in ids for metric in metrics}

    def _split(self, refusal: Rejected, metrics: tuple[MetricField, ...], ids: Sequence[str]) -> _Numbers:
        """Asks for the parts of a refused call, until what is refused is one number."""
        if isinstance(refusal, NotGranted) and all(metric.is_insight for metric in metrics):
            self.insights_refused = True
            return {}
        is_gone_post = is_gone(refusal, self._settings)
        if is_gone_post and len(ids) == 1:
            self._gone.add(ids[0])
            return {}
        if len(metrics) > 1 and not is_gone_post:
            return {key: number for metric in metrics for key, number in self._answer((metric,), ids).items()}
        if len(ids) == 1 or _UNKNOWN_METRIC in refusal.evidence:
            return {}
        # Halves, not single posts: one gone among fifty then costs a dozen calls.
        middle = len(ids) // 2
        return {**self._answer(metrics, ids[:middle]), **self._answer(metrics, ids[middle:])}
