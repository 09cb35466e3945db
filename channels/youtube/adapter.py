"""A YouTube channel: publishes, finds, measures, edits and withdraws videos. How publishing goes: `channels.youtube.walk`.

`text` of a post is the description, in which its link stands. Withdrawing makes a video private: it keeps its address and its
numbers, and can be shown to an auditor. Numbers are YouTube's own; since 2026-08-24 `viewCount` counts every start of playback.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from channels.answers import JsonObject, object_in, objects_in, text_in
from channels.base import Credentials, Look, Next, OutgoingPost, Problem, Progress, Published, Reading
from channels.citizens import Comments
from channels.declared import asked_on
from channels.errors import Misconfigured, Rejected, Unseen
from channels.http import Transport
from channels.outcome import Stage, unclear
from channels.youtube import walk
from channels.youtube.checks import problems_of
from channels.youtube.client import YouTubeClient
from channels.youtube.comments import VideoTalk
from channels.youtube.configuration import YouTubeConfiguration
from channels.youtube.credentials import YouTubeCredentials
from channels.youtube.failures import is_gone
from channels.youtube.metadata import address_of, edited_as, is_short, withdrawn_as
from channels.youtube.numbers import number_in
from channels.youtube.playlists import wanted_playlist
from channels.youtube.tokens import refreshed
from channels.youtube.uploads import Uploads
from phrases import phrase

METRICS = ("viewCount", "likeCount", "commentCount")
"""What `videos.batchGetStats` tells that we know to read; which of it is wanted stands in `config/metrics.toml`."""
SUBSCRIBERS = "subscriberCount"


class YouTubeAdapter:
    """One channel. `account`: its settings."""

    def __init__(
        self,
        client: YouTubeClient,
        credentials: YouTubeCredentials,
        transport: Transport,
        channel_id: str,
        account: Mapping[str, object],
        settings: YouTubeConfiguration,
    ) -> None:
        self._client = client
        self._credentials = credentials
        self._transport = transport
        self._channel_id = channel_id
        self._account = account
        self._settings = settings
        self._uploads = Uploads(client, uploads_of(channel_id), settings)
        self._walk = walk.Walk(client, self._uploads, settings)
        self._talk = VideoTalk(client, channel_id, settings)

    def check(self, post: OutgoingPost) -> list[Problem]:
        return problems_of(post, self._settings)

    def begin(self, post: OutgoingPost) -> Next:
        return walk.first(post.video)

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        step = progress.get("step")
        if not self._walk.knows(step):
            said = phrase("channels.no-such-step", step=str(step), label=self._settings.common.label)
            raise Misconfigured(said)
        video = post.video
        if video is None:
            raise Misconfigured(phrase("youtube.no-video"))
        return self._walk.perform(walk.UploadInHand(post, video, wanted_playlist(post, self._account), progress))

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        return self._uploads.find(post, since)

    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        version = self._settings.common.api_version
        wanted = {metric.name for metric in asked_on("youtube", self._client.now().date())}
        found: list[Reading] = []
        for start in range(0, len(external_ids), self._settings.metrics_batch):
            batch = external_ids[start : start + self._settings.metrics_batch]
            answer = self._client.read("videos.batchGetStats", part="id,statistics", id=",".join(batch))
            # A video that is gone is missing from the answer, and a number that is hidden from its video: neither is 0.
            numbers = {text_in(entry, "id"): object_in(entry, "statistics") for entry in objects_in(answer, "items")}
            found.extend(
                Reading(external_id, metric, number_in(numbers.get(external_id), metric), version)
                for external_id in batch
                for metric in METRICS
                if metric in wanted
            )
        return found

    def followers(self) -> list[Reading]:
        answer = self._client.read("channels.list", part="id,statistics", id=self._channel_id)
        channel = next(iter(objects_in(answer, "items")), {})
        return [
            Reading("", SUBSCRIBERS, number_in(channel, "statistics", SUBSCRIBERS), self._settings.common.api_version)
        ]

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        """Other title and description; tags, category and language stay."""
        found = self._video(external_id, "snippet")
        if found is None:
            raise Rejected(phrase("youtube.gone-not-edited"), code="404 videoNotFound")
        body = edited_as(external_id, object_in(found, "snippet"), post)
        answer = self._client.change("videos.update", body, part="snippet")
        if text_in(answer, "id") != external_id:
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())
        video = post.video
        return Published(
            external_id, address_of(external_id, short=video is not None and is_short(video, self._settings.short))
        )

    def withdraw(self, external_id: str) -> None:
        found = self._video(external_id, "status")
        if found is None or text_in(found, "status", "privacyStatus") == "private":
            return
        try:
            answer = self._client.change(
                "videos.update", withdrawn_as(external_id, object_in(found, "status")), part="status"
            )
        except Rejected as refusal:
            if is_gone(refusal, self._settings):
                return
            raise
        if text_in(answer, "status", "privacyStatus") != "private":
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())

    def comments(self, external_id: str, since: datetime) -> Comments:
        return self._talk.read(external_id, since)

    def reply(self, comment_id: str, text: str) -> str:
        return self._talk.reply(comment_id, text)

    def answers(self, comment_id: str, since: datetime) -> Comments:
        return self._talk.own_answers(comment_id, since)

    def hide(self, comment_id: str, *, hidden: bool) -> None:
        self._talk.hide(comment_id, hidden=hidden)

    def probe(self) -> str:
        answer = self._client.read("channels.list", part="snippet,status", mine=True)
        channels = objects_in(answer, "items")
        names = {text_in(channel, "id"): text_in(channel, "snippet", "title") for channel in channels}
        if self._channel_id not in names:
            told = ", ".join(f"“{name or channel_id}”" for channel_id, name in names.items())
            found = told or phrase("youtube.none")
            raise Misconfigured(phrase("youtube.token-of-another", found=found, channel=self._channel_id))
        privacy = {text_in(channel, "id"): text_in(channel, "status", "privacyStatus") for channel in channels}
        if privacy[self._channel_id] == "private":
            raise Unseen(phrase("youtube.unseen", name=names[self._channel_id] or self._channel_id))
        return names[self._channel_id] or self._channel_id

    def refresh(self) -> Credentials:
        return refreshed(self._credentials, self._transport, self._settings.common.label)

    def _video(self, external_id: str, part: str) -> JsonObject | None:
        """The video, None if it is gone."""
        answer = self._client.read("videos.list", part=part, id=external_id)
        if not isinstance(answer.get("items"), list):
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())
        return next(iter(objects_in(answer, "items")), None)


def uploads_of(channel_id: str) -> str:
    """The playlist of a channel's uploads: `UC…` of the channel is `UU…` of the list."""
    return "UU" + channel_id[2:]
