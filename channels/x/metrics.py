"""The numbers of posts, asked in groups: what everybody sees, and what X tells only the owner of a post younger than a month.

A group or name that X no longer takes costs only itself: what was refused together is asked again one by one. Each post read
costs money, so an old post, whose private numbers X would refuse, is not asked for them; its age stands in its id.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from channels.answers import JsonObject, object_in, objects_in, text_in, whole_in
from channels.base import Reading
from channels.declared import asked_on
from channels.errors import Rejected
from channels.x.client import XClient
from channels.x.configuration import XConfiguration
from channels.x.fields import FieldsReader

PUBLIC, OWN, ORGANIC = "public_metrics", "non_public_metrics", "organic_metrics"
GROUPS = (PUBLIC, OWN, ORGANIC)
FOLLOWERS = "followers_count"

# Each under the name that we report, and where the platform may say it; the specification and the prose spell some differently.
METRICS: dict[str, tuple[tuple[str, str], ...]] = {
    "impression_count": ((PUBLIC, "impression_count"), (OWN, "impression_count"), (ORGANIC, "impression_count")),
    "like_count": ((PUBLIC, "like_count"), (ORGANIC, "like_count")),
    "reply_count": ((PUBLIC, "reply_count"), (ORGANIC, "reply_count")),
    "repost_count": (
        (PUBLIC, "repost_count"),
        (PUBLIC, "retweet_count"),
        (ORGANIC, "repost_count"),
        (ORGANIC, "retweet_count"),
    ),
    "quote_count": ((PUBLIC, "quote_count"),),
    "bookmark_count": ((PUBLIC, "bookmark_count"),),
    "url_link_clicks": ((OWN, "url_link_clicks"), (ORGANIC, "url_link_clicks")),
    "user_profile_clicks": ((OWN, "user_profile_clicks"), (ORGANIC, "user_profile_clicks")),
    "engagements": ((OWN, "engagements"),),
}

# An id is a time in milliseconds since this moment (2010-11-04), then 22 bits of other things.
_EPOCH_MS, _TIME_SHIFT = 1_288_834_974_657, 22
_LONGEST_ID = 19


class MetricsReader:
    """Reads the numbers of one account's posts."""

    def __init__(self, client: XClient, reader: FieldsReader, settings: XConfiguration) -> None:
        self._client = client
        self._reader = reader
        self._settings = settings
        self._retired: set[str] = set()

    def read(self, external_ids: Sequence[str]) -> list[Reading]:
        """Every metric of every post; None where X does not say it. Raises ChannelError if it refuses everything."""
        known = self._in_batches([one for one in external_ids if self._is_recent(one)], GROUPS)
        known |= self._in_batches([one for one in external_ids if not self._is_recent(one)], (PUBLIC,))
        version = self._settings.common.api_version
        wanted = {metric.name for metric in asked_on("x", self._client.now().date())}
        return [
            Reading(external_id, metric, _first(known.get(external_id, {}), places), version)
            for external_id in external_ids
            for metric, places in METRICS.items()
            if metric in wanted
        ]

    def followers(self) -> list[Reading]:
        """Read how many follow the account."""
        answer = self._client.read("/2/users/me", {"user.fields": PUBLIC})
        value = whole_in(answer, "data", PUBLIC, FOLLOWERS)
        return [Reading("", FOLLOWERS, value, self._settings.common.api_version)]

    def _is_recent(self, external_id: str) -> bool:
        if not external_id.isdigit() or len(external_id) > _LONGEST_ID:
            return False
        born = datetime.fromtimestamp(((int(external_id) >> _TIME_SHIFT) + _EPOCH_MS) / 1000, UTC)
        return self._client.now() - born < timedelta(days=self._settings.private_metrics_days)

    def _in_batches(self, external_ids: Sequence[str], groups: Sequence[str]) -> dict[str, JsonObject]:
        found: dict[str, JsonObject] = {}
        step = self._settings.metrics_batch
        for start in range(0, len(external_ids), step):
            found |= self._ask(external_ids[start : start + step], groups)
        return found

    def _ask(self, external_ids: Sequence[str], groups: Sequence[str]) -> dict[str, JsonObject]:
        """Id → what X says of it, by group."""
        wanted = [group for group in groups if group not in self._retired]
        if not wanted:
            return {}
        try:
            answer = self._once(external_ids, wanted)
        except Rejected:
            if len(wanted) < 2:
                raise
        else:
            found = {text_in(entry, "id"): entry for entry in objects_in(answer, "data")}
            kept_private = [one for one in _refused_by_field(answer) if one in external_ids and one not in found]
            if kept_private and wanted != [PUBLIC]:
                found |= self._ask(kept_private, (PUBLIC,))
            return found
        return self._one_by_one(external_ids, wanted)

    def _one_by_one(self, external_ids: Sequence[str], groups: Sequence[str]) -> dict[str, JsonObject]:
        found: dict[str, JsonObject] = {}
        refused: list[Rejected] = []
        for group in groups:
            try:
                answer = self._once(external_ids, (group,))
            except Rejected as refusal:
                refused.append(refusal)
                self._retired.add(group)
                continue
            for entry in objects_in(answer, "data"):
                external_id = text_in(entry, "id")
                found[external_id] = {**found.get(external_id, {}), **entry}
        if len(refused) == len(groups):
            self._retired.clear()
            raise refused[0]
        return found

    def _once(self, external_ids: Sequence[str], groups: Sequence[str]) -> JsonObject:
        return self._reader.read("/2/tweets", {"ids": ",".join(external_ids)}, groups)


def _refused_by_field(answer: JsonObject) -> Iterator[str]:
    """Posts of which a single field was refused: X may then leave out the whole post."""
    for problem in objects_in(answer, "errors"):
        if text_in(problem, "type").rpartition("/")[2] in ("not-authorized-for-field", "field-unauthorized"):
            yield text_in(problem, "resource_id") or text_in(problem, "value")


def _first(entry: JsonObject, places: Sequence[tuple[str, str]]) -> int | None:
    return next(
        (value for group, name in places if (value := whole_in(object_in(entry, group), name)) is not None), None
    )
