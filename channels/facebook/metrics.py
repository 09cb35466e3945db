"""Numbers of posts under Facebook's own names, many posts a call.

One unknown metric, or one vanished post, fails the whole call of the platform. So a refused call is split, by metric or
into halves of the posts, until what is left to refuse is one number, which then has no value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from channels.answers import JsonObject, object_in, objects_in, whole_in
from channels.base import Reading
from channels.declared import asked_on
from channels.errors import Rejected
from channels.facebook.client import GraphClient
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.failures import is_gone

# The platform's words when the metric itself is unknown: asking post by post would then be refused each time.
_UNKNOWN_METRIC = "insights metric"


@dataclass(frozen=True)
class MetricField:
    """`field`: how a post is asked for it. `path`: where the number stands in the answer; empty for an insight."""

    name: str
    field: str
    path: tuple[str, ...] = ()

    def of(self, post: JsonObject) -> int | None:
        """The number that `post` states, None if it states none."""
        if self.path:
            return whole_in(post, *self.path)
        for insight in objects_in(post, "insights", "data"):
            values = objects_in(insight, "values")
            if values:
                return whole_in(values[-1], "value")
        return None


COUNTS = {
    "reactions": MetricField(
        "reactions", "reactions.limit(0).summary(total_count)", ("reactions", "summary", "total_count")
    ),
    "comments": MetricField(
        "comments", "comments.limit(0).summary(total_count)", ("comments", "summary", "total_count")
    ),
    "shares": MetricField("shares", "shares", ("shares", "count")),
}
COUNT, INSIGHT = "count", "insight"
"""The two ways of asking that `config/metrics.toml` names."""
FOLLOWERS = "followers_count"


def groups_on(day: date) -> list[tuple[MetricField, ...]]:
    """What is asked on `day`, by what may be asked in one call: the counts together, each insight alone."""
    wanted = asked_on("facebook", day)
    counts = tuple(COUNTS[metric.name] for metric in wanted if metric.ask == COUNT)
    insights: list[tuple[MetricField, ...]] = [
        (MetricField(each.name, f"insights.metric({each.name})"),) for each in wanted if each.ask == INSIGHT
    ]
    return [counts, *insights] if counts else insights


def followers(client: GraphClient, settings: FacebookConfiguration, page_id: str) -> list[Reading]:
    """Of the Page itself."""
    answer = client.get(page_id, {"fields": FOLLOWERS})
    return [Reading("", FOLLOWERS, whole_in(answer, FOLLOWERS), settings.common.api_version)]


def readings(
    client: GraphClient, settings: FacebookConfiguration, external_ids: Sequence[str], *, has_insights: bool = True
) -> list[Reading]:
    """Each metric of each post. A metric that the platform does not know, or does not state, has value None.

    `has_insights`: the connection may read them; else they are not asked for.
    """
    groups = groups_on(client.now().date())
    found: list[Reading] = []
    for start in range(0, len(external_ids), settings.metrics_batch):
        survey = _Survey(client, settings)
        batch = external_ids[start : start + settings.metrics_batch]
        for group in groups:
            if has_insights or all(metric.path for metric in group):
                found.extend(survey.ask(group, batch))
    return found


class _Survey:
    """Asks about one batch of posts, and asks no more about one that turned out to be gone."""

    def __init__(self, client: GraphClient, settings: FacebookConfiguration) -> None:
        self._client = client
        self._settings = settings
        self._gone: set[str] = set()

    def ask(self, metrics: tuple[MetricField, ...], ids: Sequence[str]) -> Iterator[Reading]:
        there = [external_id for external_id in ids if external_id not in self._gone]
        answer = self._answer(metrics, there) if there else {}
        for external_id in ids:
            post = object_in(answer, external_id)
            for metric in metrics:
                yield Reading(external_id, metric.name, metric.of(post), self._settings.common.api_version)

    def _answer(self, metrics: tuple[MetricField, ...], ids: Sequence[str]) -> dict[str, JsonObject]:
        """What the platform states of each post; a post or metric that it refuses is absent."""
        fields = {"ids": ",".join(ids), "fields": ",".join(metric.field for metric in metrics)}
        try:
            answer = self._client.get("", fields)
        except Rejected as refusal:
            return self._split(refusal, metrics, ids)
        return {external_id: object_in(answer, external_id) for external_id in ids}

    def _split(self, refusal: Rejected, metrics: tuple[MetricField, ...], ids: Sequence[str]) -> dict[str, JsonObject]:
        """Asks for the parts of a refused call, until what is refused is one number."""
        is_gone_post = is_gone(refusal, self._settings)
        if is_gone_post and len(ids) == 1:
            self._gone.add(ids[0])
            return {}
        if len(metrics) > 1 and not is_gone_post:
            parts = [self._answer((metric,), ids) for metric in metrics]
            return {
                external_id: {name: value for part in parts for name, value in part.get(external_id, {}).items()}
                for external_id in ids
            }
        if len(ids) == 1 or _UNKNOWN_METRIC in refusal.evidence:
            return {}
        # Halves, not single posts: one gone among fifty then costs a dozen calls.
        middle = len(ids) // 2
        return {**self._answer(metrics, ids[:middle]), **self._answer(metrics, ids[middle:])}
