"""Videos: what may be said of one, how it is shown to its owner, and what its becoming public means."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sandbox import audience
from sandbox.calls import Json
from sandbox.clock import now
from sandbox.publications import Picture, Publication
from sandbox.store import Store
from sandbox.youtube import errors
from sandbox.youtube.state import State, Video

WRITABLE_SNIPPET = ("title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage")
WRITABLE_STATUS = (
    "privacyStatus", "embeddable", "license", "publicStatsViewable", "publishAt", "selfDeclaredMadeForKids",
    "containsSyntheticMedia",
)  # fmt: skip
_CATEGORIES = frozenset(map(str, (1, 2, 10, 15, 17, 19, 20, *range(22, 30))))
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]…]")
_DOMAIN = "youtube.video"


def check_snippet(snippet: Mapping[str, Any]) -> None:
    """Raises Refused (400)."""
    title, description = str(snippet.get("title", "")), str(snippet.get("description", ""))
    if not title.strip() or len(title) > 100 or _has_angle(title):
        raise errors.problem(
            400, "invalidTitle", "The request metadata specifies an invalid or empty video title.", _DOMAIN
        )
    if len(description.encode()) > 5000 or _has_angle(description):
        raise errors.problem(
            400, "invalidDescription", "The request metadata specifies an invalid video description.", _DOMAIN
        )
    tags = [str(tag) for tag in snippet.get("tags", [])]
    if sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1) > 500 or any(
        map(_has_angle, tags)
    ):
        raise errors.problem(400, "invalidTags", "The request metadata specifies invalid video keywords.", _DOMAIN)
    if snippet.get("categoryId") not in _CATEGORIES:
        raise errors.problem(
            400, "invalidCategoryId", "The snippet.categoryId property specifies an invalid category ID.", _DOMAIN
        )


def check_status(status: Mapping[str, Any]) -> None:
    if "publishAt" in status and status.get("privacyStatus") != "private":
        raise errors.problem(
            400, "invalidPublishAt", "The request metadata specifies an invalid scheduled publishing time.", _DOMAIN
        )


def _has_angle(text: str) -> bool:
    return "<" in text or ">" in text


def own(state: State, account: str, video_id: str) -> Video:
    """Raises Refused (404)."""
    video = state.videos.get(video_id)
    if video is None or video.deleted is not None or video.account != account:
        raise errors.not_found("videoNotFound", "video")
    return video


def update(
    state: State,
    store: Store,
    video: Video,
    body: Mapping[str, Any],
    parts: set[str],
    tell: Callable[[Publication], None],
) -> Video:
    """`videos.update`: what a part leaves out is deleted."""
    changed = video
    if "snippet" in parts:
        snippet = body.get("snippet", {})
        check_snippet(snippet)
        changed = replace(changed, snippet={name: snippet[name] for name in WRITABLE_SNIPPET if name in snippet})
    if "status" in parts:
        status = body.get("status", {})
        check_status(status)
        given = {name: status[name] for name in WRITABLE_STATUS if name in status}
        given.setdefault("privacyStatus", video.privacy)
        if state.rules.locked_private:
            given["privacyStatus"] = "private"
        changed = replace(changed, status=given)
    return settle(state, store, video, replace(changed, edited=now()), tell)


def settle(
    state: State, store: Store, before: Video | None, video: Video, tell: Callable[[Publication], None]
) -> Video:
    """Keep a video as it now is, and enter in the ledger what became public or ceased to be."""
    is_public = video.privacy == "public" and video.deleted is None and not video.fate
    if is_public and video.published is None:
        video = replace(video, published=now())
    state.keep(video)
    known = store.publication(video.id)
    if is_public:
        publication = publication_of(video, before is not None and before.privacy == "public")
        if known is None:
            store.publish(publication)
            tell(publication)
        else:
            store.change(replace(publication, time=known.time, accepted=known.accepted))
    elif known is not None and known.deleted is None:
        store.change(replace(known, deleted=now()))
    return video


def publication_of(video: Video, edited: bool) -> Publication:
    link = next(iter(_LINK.findall(video.description)), "")
    moment = video.published or now()
    picture = Picture(video.id, video.sha256, video.size, video.mime, video.width, video.height, video.title)
    return Publication(
        "youtube", video.account, video.id, f"{video.title}\n{video.description}", link, (picture,), moment, moment,
        kind="short" if video.is_short else "video", edited=now() if edited else None,
    )  # fmt: skip


def as_json(video: Video, parts: set[str], store: Store, state: State) -> Json:
    moment = now()
    possible: dict[str, Callable[[], Json]] = {
        "snippet": lambda: _snippet(video, store),
        "status": lambda: _status(video, moment),
        "statistics": lambda: statistics(video, store, moment),
        "processingDetails": lambda: _processing(video, moment),
        "contentDetails": lambda: _content(video, state),
        "fileDetails": lambda: {
            "fileSize": str(video.size),
            "fileType": "video",
            "durationMs": str(int(video.duration * 1000)),
        },
    }
    shown = {part: make() for part, make in possible.items() if part in parts}
    return {
        "kind": "youtube#video",
        "etag": f"{video.id}-{int(video.edited or video.uploaded)}",
        "id": video.id,
        **shown,
    }


def statistics(video: Video, store: Store, moment: float) -> Json:
    publication = store.publication(video.id)
    if publication is None or publication.deleted is not None:
        return {"viewCount": "0", "likeCount": "0", "favoriteCount": "0", "commentCount": "0"}
    seen = audience.response_to(publication, store.pace.speed, moment)
    told = {"viewCount": str(seen.views), "favoriteCount": "0"}
    if store.differs("youtube", "counts_left_out"):
        return dict(told)
    return {**told, "likeCount": str(seen.reactions), "commentCount": str(seen.comments)}


def google_time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _snippet(video: Video, store: Store) -> Json:
    name = store.accounts[video.account].name
    return {
        "publishedAt": google_time(video.published or video.uploaded),
        "channelId": video.account,
        "channelTitle": name,
        "liveBroadcastContent": "none",
        "localized": {"title": video.title, "description": video.description},
        "thumbnails": thumbnails(video),
        **video.snippet,
    }


def thumbnails(video: Video) -> Json:
    address = f"https://i.ytimg.com/vi/{urllib.parse.quote(video.id)}/"
    return {
        "default": {"url": address + "default.jpg", "width": 120, "height": 90},
        "high": {"url": address + "hqdefault.jpg", "width": 480, "height": 360},
    }


def _status(video: Video, moment: float) -> Json:
    shown: Json = {**video.status, "privacyStatus": video.privacy, "uploadStatus": "uploaded"}
    shown["madeForKids"] = bool(video.status.get("selfDeclaredMadeForKids", False))
    if video.progress(moment) >= 1.0:
        kind, _, reason = video.fate.partition(":")
        if kind == "failed":
            shown |= {"uploadStatus": "failed", "failureReason": reason}
        elif kind == "rejected":
            shown |= {"uploadStatus": "rejected", "rejectionReason": reason}
        elif not kind:
            shown["uploadStatus"] = "processed"
    return shown


def _processing(video: Video, moment: float) -> Json:
    done = video.progress(moment)
    availability = "available" if done >= 1.0 else "inProgress"
    shown: Json = {
        "processingStatus": "processing",
        "fileDetailsAvailability": availability,
        "processingIssuesAvailability": availability,
        "tagSuggestionsAvailability": availability,
        "editorSuggestionsAvailability": availability,
        "thumbnailsAvailability": availability,
    }
    if done < 1.0:
        left = int((1.0 - done) * video.processing_s * 1000)
        shown["processingProgress"] = {
            "partsTotal": "100", "partsProcessed": str(int(done * 100)), "timeLeftMs": str(left)
        }  # fmt: skip
        return shown
    kind, _, reason = video.fate.partition(":")
    shown["processingStatus"] = "failed" if kind else "succeeded"
    if kind:
        shown["processingFailureReason"] = reason if kind == "processing" else "transcodeFailed"
    return shown


def _content(video: Video, state: State) -> Json:
    minutes, seconds = divmod(round(video.duration), 60)
    return {
        "duration": f"PT{f'{minutes}M' if minutes else ''}{seconds}S",
        "dimension": "2d",
        "definition": "hd" if min(video.width, video.height) >= 720 else "sd",
        "caption": "true" if state.captions_of(video.id) else "false",
        "licensedContent": False,
        "projection": "rectangular",
        "hasCustomThumbnail": bool(video.thumbnail),
    }
