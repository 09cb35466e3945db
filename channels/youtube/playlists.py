"""Which playlist a post belongs to: the province's legal television has one for each topic of the law, or kind of content.

Settings of an account: `playlists` (kind → id) and `playlist_titles` (kind → title of one that is made when it is missing); the
kind `*` stands for all that are not named. A kind with neither goes into no playlist. `playlists_by_topic` true: what has a topic
goes into the playlist of the topic's own name, made when it is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from channels.answers import objects_in, text_in
from channels.base import OutgoingPost
from channels.errors import Rejected
from channels.outcome import Stage, unclear
from channels.youtube.client import YouTubeClient
from phrases import phrase

BY_TOPIC = "playlists_by_topic"
_PAGE = 50
_PAGES = 10


@dataclass(frozen=True)
class WantedPlaylist:
    """A playlist by `id`, or where that is empty by `title`."""

    id: str
    title: str


def wanted_playlist(post: OutgoingPost, settings: Mapping[str, object]) -> WantedPlaylist | None:
    """The playlist of the post's topic, where the account says so, else of its kind."""
    topic = post.settings.get("topic")
    if settings.get(BY_TOPIC) is True and isinstance(topic, str) and topic:
        return WantedPlaylist("", topic)
    kind = str(post.settings.get("kind") or "")
    if known := _of_kind(settings.get("playlists"), kind):
        return WantedPlaylist(known, "")
    title = _of_kind(settings.get("playlist_titles"), kind)
    return WantedPlaylist("", title) if title else None


def _of_kind(table: object, kind: str) -> str:
    if not isinstance(table, Mapping):
        return ""
    found = table.get(kind) or table.get("*") or ""
    return found if isinstance(found, str) else ""


class Playlists:
    """Both methods look before they write, so each may safely be repeated."""

    def __init__(self, client: YouTubeClient, label: str, language: str) -> None:
        self._client = client
        self._label = label
        self._language = language

    def find_or_make(self, title: str) -> str:
        """The id of the channel's playlist of that title. Raises ChannelError."""
        page: dict[str, object] = {}
        for _number in range(_PAGES):
            answer = self._client.read("playlists.list", part="snippet", mine=True, maxResults=_PAGE, **page)
            for entry in objects_in(answer, "items"):
                if text_in(entry, "snippet", "title") == title and text_in(entry, "id"):
                    return text_in(entry, "id")
            if not isinstance(answer.get("items"), list):
                raise unclear(Stage.REVERSIBLE, self._label, evidence=self._client.evidence())
            if not (following := text_in(answer, "nextPageToken")):
                return self._make(title)
            page = {"pageToken": following}
        raise Rejected(
            phrase("youtube.too-many-playlists", title=title),
            code="too_many_playlists",
        )

    def _make(self, title: str) -> str:
        body = {"snippet": {"title": title, "defaultLanguage": self._language}, "status": {"privacyStatus": "public"}}
        made = text_in(self._client.change("playlists.insert", body, part="snippet,status"), "id")
        if not made:
            raise unclear(Stage.REVERSIBLE, self._label, evidence=self._client.evidence())
        return made

    def add(self, playlist_id: str, video_id: str) -> None:
        """Put the video into the playlist, once: YouTube itself would take it twice."""
        there = self._client.read(
            "playlistItems.list", part="id", playlistId=playlist_id, videoId=video_id, maxResults=1
        )
        if objects_in(there, "items"):
            return
        body = {"snippet": {"playlistId": playlist_id, "resourceId": {"kind": "youtube#video", "videoId": video_id}}}
        if not text_in(self._client.change("playlistItems.insert", body, part="snippet"), "id"):
            raise unclear(Stage.REVERSIBLE, self._label, evidence=self._client.evidence())
