"""Reads the channel's own list of uploads, newest first: to find what is published, and to take up what was left private.

The list says when a video was uploaded, and of a public one when it became public; both may lie days apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from channels.answers import JsonObject, moment_in, objects_in, text_in, value_in, whole_in
from channels.base import Look, OutgoingPost, Published
from channels.fingerprint import carries, same_text
from channels.listed import CURSOR, lacking_moments, lacking_texts, listed_page
from channels.outcome import Stage, unclear
from channels.youtube.client import YouTubeClient
from channels.youtube.configuration import YouTubeConfiguration
from channels.youtube.metadata import address_of, is_mark, is_short, mark_of, privacy_of
from channels.youtube.processing import is_broken


@dataclass(frozen=True)
class UploadedVideo:
    """A video as the list shows it."""

    video_id: str
    title: str
    description: str
    privacy: str
    uploaded: datetime | None
    published: datetime | None


@dataclass(frozen=True)
class UploadsPage:
    """`last`: nothing older needs to be read, and nothing newer was left out. `lacking`: see `channels.listed`."""

    entries: tuple[UploadedVideo, ...]
    last: bool
    lacking: frozenset[str]


@dataclass(frozen=True)
class Earlier:
    """A video of this delivery. `is_finished`: it bears no mark any more, so it was made public as approved."""

    video_id: str
    is_finished: bool


class Uploads:
    """The list of one channel."""

    def __init__(self, client: YouTubeClient, playlist_id: str, settings: YouTubeConfiguration) -> None:
        self._client = client
        self._playlist_id = playlist_id
        self._settings = settings

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        """Visible videos that carry the fingerprint of `post` and became visible no earlier than `since`, less clock skew."""
        oldest = (since - timedelta(seconds=self._settings.listing.clock_skew_s)).replace(microsecond=0)
        matches: list[UploadedVideo] = []
        lacking: frozenset[str] = frozenset()
        complete = False
        for page in self._pages(oldest):
            complete = page.last
            lacking |= page.lacking
            matches += [entry for entry in page.entries if _is_match(entry, post, oldest)]
        matches = self._finished(matches) if privacy_of(post) == "private" else matches
        video = post.video
        short = video is not None and is_short(video, self._settings.short)
        found = tuple(Published(entry.video_id, address_of(entry.video_id, short=short)) for entry in matches)
        return Look(found, complete and not lacking, lacking)

    def earlier(self, post: OutgoingPost) -> Earlier | None:
        """Return what earlier tries of this delivery have left: the video they uploaded, whole and unbroken; None if there is
        none.

        Staff may have made it public by hand meanwhile, so those that carry the link count whoever sees them. Raises Retryable
        for a list that lacks what was asked: the video may be in it.
        """
        video = post.video
        if video is None:
            return None
        mark = mark_of(post, video)
        for page in self._pages(self._client.now()):
            linked = {
                entry.video_id
                for entry in page.entries
                if entry.privacy != "private" and post.link and carries(entry.description, post.link)
            }
            private = [entry.video_id for entry in page.entries if entry.privacy == "private"]
            for found in self._described([*private, *linked]):
                video_id = text_in(found, "id")
                if not is_broken(found) and (mark in _tags(found) or video_id in linked):
                    return Earlier(video_id, is_finished=not any(map(is_mark, _tags(found))))
            if page.lacking:
                raise unclear(
                    Stage.REVERSIBLE,
                    self._settings.common.label,
                    code=f"lacking {' '.join(sorted(page.lacking))}",
                    evidence=self._client.evidence(),
                )
        return None

    def _finished(self, entries: list[UploadedVideo]) -> list[UploadedVideo]:
        """Return the videos without those that still bear a mark: they were uploaded, and never finished."""
        begun = {
            text_in(found, "id")
            for found in self._described([entry.video_id for entry in entries])
            if any(is_mark(tag) for tag in _tags(found))
        }
        return [entry for entry in entries if entry.video_id not in begun]

    def _described(self, ids: list[str]) -> list[JsonObject]:
        if not ids:
            return []
        return objects_in(
            self._client.read("videos.list", part="snippet,status,processingDetails", id=",".join(ids)), "items"
        )

    def _pages(self, oldest: datetime) -> Iterator[UploadsPage]:
        """Pages back to what was uploaded so long before `oldest` that it can no longer be meant."""
        horizon = oldest - timedelta(seconds=self._settings.upload.horizon_s)
        more: dict[str, object] = {}
        seen = 0
        for _number in range(self._settings.listing.pages):
            answer = self._client.read(
                "playlistItems.list",
                part="snippet,status,contentDetails",
                playlistId=self._playlist_id,
                maxResults=self._settings.listing.page_size,
                **more,
            )
            following = text_in(answer, "nextPageToken")
            size = self._settings.listing.page_size
            listed = listed_page(
                answer,
                "items",
                lacks=_lacks,
                counts=lambda item: not _is_older(_entry(item), horizon),
                follows=following,
                full_at=size,
            )
            seen += len(listed.entries)
            if CURSOR in listed.lacking and whole_in(answer, "pageInfo", "totalResults") == seen:
                # All that the channel has, and just so many pages of it.
                listed = replace(listed, lacking=listed.lacking - {CURSOR})
            entries = tuple(map(_entry, listed.entries))
            told = "items" not in listed.lacking
            is_old = bool(entries) and all(_is_older(entry, horizon) for entry in entries)
            yield UploadsPage(entries, told and (not following or is_old), listed.lacking)
            if not told or not following or is_old:
                return
            more = {"pageToken": following}


def _lacks(item: JsonObject) -> list[str]:
    """Return what an entry of the list does not say of what it must; when it became visible is told only of what is."""
    lacking = lacking_texts(item, "snippet.title", "snippet.description", "status.privacyStatus")
    lacking += lacking_moments(item, "snippet.publishedAt")
    if not _entry(item).video_id:
        lacking.append("contentDetails.videoId")
    if text_in(item, "status", "privacyStatus") in ("public", "unlisted"):
        lacking += lacking_moments(item, "contentDetails.videoPublishedAt")
    return lacking


def _entry(item: JsonObject) -> UploadedVideo:
    return UploadedVideo(
        video_id=text_in(item, "contentDetails", "videoId") or text_in(item, "snippet", "resourceId", "videoId"),
        title=text_in(item, "snippet", "title"),
        description=text_in(item, "snippet", "description"),
        privacy=text_in(item, "status", "privacyStatus"),
        uploaded=moment_in(item, "snippet", "publishedAt"),
        published=moment_in(item, "contentDetails", "videoPublishedAt"),
    )


def _is_older(entry: UploadedVideo, horizon: datetime) -> bool:
    return entry.uploaded is not None and entry.uploaded < horizon


def _is_match(entry: UploadedVideo, post: OutgoingPost, oldest: datetime) -> bool:
    """Return True if the entry is visible as wanted and carries the fingerprint of `post`."""
    if not entry.video_id or (entry.privacy == "private") != (privacy_of(post) == "private"):
        return False
    if entry.published is not None and entry.published < oldest:
        return False
    if post.link:
        return carries(entry.description, post.link)
    return same_text(entry.description, post.text) and same_text(entry.title, post.title)


def _tags(video: JsonObject) -> list[object]:
    tags = value_in(video, "snippet", "tags")
    return tags if isinstance(tags, list) else []
