"""What citizens write under a channel's videos: read, answered, held back from others and shown again, within the day's units.

Threads come newest first, each with some of its answers; the rest of a long thread is asked for by its own. Comments that were
held back are in no listing. An answer stands in the thread of the comment, whose id is the first part of each answer's.
"""

from collections.abc import Iterable
from datetime import datetime

from channels.answers import JsonObject, moment_in, object_in, objects_in, text_in, whole_in
from channels.citizens import Comment, Comments
from channels.errors import ChannelError
from channels.listed import lacking_ids, lacking_moments, lacking_texts, listed_page
from channels.outcome import Stage, unclear
from channels.youtube.client import YouTubeClient
from channels.youtube.configuration import YouTubeConfiguration
from phrases import phrase

NAMELESS = phrase("channels.nameless", label="YouTube")
ADDRESS = "https://www.youtube.com/watch?v={video}&lc={comment}"
_SHOWN, _HELD = "published", "heldForReview"


class VideoTalk:
    """The comments of one channel. One reading makes at most as many calls as the configuration says."""

    def __init__(self, client: YouTubeClient, channel_id: str, settings: YouTubeConfiguration) -> None:
        self._client = client
        self._channel_id = channel_id
        self._settings = settings

    def read(self, external_id: str, since: datetime) -> Comments:
        """The comments under one video and their answers, the channel's own among them, written since then, oldest first."""
        found = _Reading(self._client, self._settings)
        token = ""
        while True:
            answer = found.ask(
                "commentThreads.list", "items", videoId=external_id, part="snippet,replies", order="time", token=token
            )
            for thread in objects_in(answer, "items"):
                self._take_thread(found, thread)
            token = text_in(answer, "nextPageToken")
            if not token:
                break
            if not found.may_ask:
                found.whole = False
                break
        kept = (_comment(entry, external_id, since, self._channel_id) for entry in found.entries)
        return _since(kept, since, found)

    def own_answers(self, comment_id: str, since: datetime) -> Comments:
        """Return what the channel itself wrote in a comment's thread since then, and what is by nobody who is told."""
        found = _Reading(self._client, self._settings)
        self._read_answers(found, _thread_of(comment_id))
        own = (
            _comment(entry, comment_id, since, self._channel_id)
            for entry in found.entries
            if self._is_own(entry) or not text_in(entry, "snippet", "authorChannelId", "value")
        )
        return _since(own, since, found)

    def reply(self, comment_id: str, text: str) -> str:
        body = {"snippet": {"parentId": _thread_of(comment_id), "textOriginal": text}}
        answer = self._client.publish("comments.insert", body, part="snippet")
        if not (answer_id := text_in(answer, "id")):
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        return answer_id

    def hide(self, comment_id: str, *, hidden: bool) -> None:
        """Held for the channel's review, so that others do not see it; or shown again."""
        wanted = _HELD if hidden else _SHOWN
        self._client.change("comments.setModerationStatus", None, id=comment_id, moderationStatus=wanted)

    def _take_thread(self, found: "_Reading", thread: JsonObject) -> None:
        first, answers = object_in(thread, "snippet", "topLevelComment"), objects_in(thread, "replies", "comments")
        total = whole_in(thread, "snippet", "totalReplyCount")
        if _lacks(first) or total is None:
            found.whole = False
        found.entries.append(first)
        if total is not None and total > len(answers):
            if found.may_ask:
                self._read_answers(found, text_in(first, "id"))
                return
            found.whole = False
        found.whole = found.whole and not any(map(_lacks, answers))
        found.entries += answers

    def _read_answers(self, found: "_Reading", thread_id: str) -> None:
        token = ""
        while True:
            answer = found.ask("comments.list", "items", parentId=thread_id, part="snippet", token=token)
            entries = objects_in(answer, "items")
            found.whole = found.whole and not any(map(_lacks, entries))
            found.entries += entries
            token = text_in(answer, "nextPageToken")
            if not token:
                return
            if not found.may_ask:
                found.whole = False
                return

    def _is_own(self, entry: JsonObject) -> bool:
        return text_in(entry, "snippet", "authorChannelId", "value") == self._channel_id


class _Reading:
    """The findings of one reading so far, and what it took."""

    def __init__(self, client: YouTubeClient, settings: YouTubeConfiguration) -> None:
        self._client = client
        self._settings = settings
        self.entries: list[JsonObject] = []
        self.whole = True
        self.calls = 0

    @property
    def may_ask(self) -> bool:
        return self.calls < self._settings.comments.most

    def ask(self, operation: str, *path: str, token: str, **parameters: str) -> JsonObject:
        self.calls += 1
        more = {"pageToken": token} if token else {}
        answer = self._client.read(
            operation, maxResults=self._settings.comments.size, textFormat="plainText", **parameters, **more
        )
        page = listed_page(answer, *path, lacks=lambda _entry: ())
        if ".".join(path) in page.lacking:
            raise self._untold()
        self.whole = self.whole and not page.lacking
        return answer

    def _untold(self) -> ChannelError:
        return unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())


def _thread_of(comment_id: str) -> str:
    return comment_id.partition(".")[0]


def _lacks(entry: JsonObject) -> list[str]:
    return (
        lacking_ids(entry, "id")
        + lacking_texts(entry, "snippet.textDisplay")
        + lacking_moments(entry, "snippet.publishedAt")
    )


def _since(found: Iterable[Comment | None], since: datetime, reading: _Reading) -> Comments:
    kept = [comment for comment in found if comment is not None and comment.written_at >= since]
    kept.sort(key=lambda comment: (comment.written_at, comment.external_id))
    return Comments(tuple(kept), reading.whole, cost=reading.calls, shows_hidden=False, lacks_older=not reading.whole)


def _comment(entry: JsonObject, place: str, since: datetime, channel_id: str) -> Comment | None:
    comment_id, snippet = text_in(entry, "id"), object_in(entry, "snippet")
    if not comment_id:
        return None
    return Comment(
        external_id=comment_id,
        post_id=place,
        text=text_in(snippet, "textOriginal") or text_in(snippet, "textDisplay"),
        author=text_in(snippet, "authorDisplayName") or NAMELESS,
        # Without a time it may be new: read rather than lost.
        written_at=moment_in(snippet, "publishedAt") or since,
        parent_id=text_in(snippet, "parentId"),
        hidden=text_in(snippet, "moderationStatus") not in ("", _SHOWN),
        author_id=text_in(snippet, "authorChannelId", "value"),
        url=ADDRESS.format(video=text_in(snippet, "videoId") or place, comment=comment_id),
        by_us=text_in(snippet, "authorChannelId", "value") == channel_id,
    )
