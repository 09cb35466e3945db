"""What YouTube is told of a video. Pure.

While a video is private it carries a **mark** as its only tag: a digest of the delivery and of the video's bytes. By it a video
that was uploaded before an interruption is known again, and never one with other bytes. Making it public replaces the mark by the
approved tags, and states title, description and status anew, so that what is public is exactly what was approved.
"""

from collections.abc import Mapping
from hashlib import sha256

from channels.base import MediaFile, OutgoingPost
from channels.youtube.configuration import ShortLimits, YouTubeConfiguration

PRIVACIES = ("public", "unlisted", "private")
_MARK = "loa-"

Body = dict[str, object]


def mark_of(post: OutgoingPost, video: MediaFile) -> str:
    """The tag by which this delivery's video is known while it is private."""
    return _MARK + sha256(f"{post.key}\n{video.sha256.lower()}".encode()).hexdigest()[:24]


def is_mark(tag: object) -> bool:
    return isinstance(tag, str) and tag.startswith(_MARK) and len(tag) == len(_MARK) + 24


def tags_of(post: OutgoingPost) -> list[str]:
    found = post.settings.get("tags") or ()
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list | tuple) else []


def tags_length(tags: list[str]) -> int:
    """Count the tags' length as YouTube does: a comma between two, and quotes round a tag that holds a space."""
    return sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1)


def privacy_of(post: OutgoingPost) -> str:
    """Return who shall see it in the end."""
    return str(post.settings.get("privacy") or "public")


def is_short(video: MediaFile, limits: ShortLimits) -> bool:
    """Return True if YouTube shows the video among its Shorts."""
    return video.duration_s <= limits.max_s and video.width <= video.height * limits.max_aspect


def address_of(video_id: str, *, short: bool) -> str:
    """Return the address at which a citizen sees the video."""
    return f"https://www.youtube.com/{'shorts/' if short else 'watch?v='}{video_id}"


def uploaded_as(post: OutgoingPost, video: MediaFile, settings: YouTubeConfiguration) -> Body:
    """Build the body of `videos.insert`: private, with its mark."""
    return {"snippet": _snippet(post, settings, [mark_of(post, video)]), "status": _status(post, "private")}


def marked_again(video_id: str, post: OutgoingPost, video: MediaFile, settings: YouTubeConfiguration) -> Body:
    """Build the body of `videos.update`: as it was uploaded."""
    return {"id": video_id, **uploaded_as(post, video, settings)}


def published_as(video_id: str, post: OutgoingPost, settings: YouTubeConfiguration) -> Body:
    """Build the body of `videos.update`: everything as approved, and visible."""
    return {
        "id": video_id,
        "snippet": _snippet(post, settings, tags_of(post)),
        "status": _status(post, privacy_of(post)),
    }


def edited_as(video_id: str, snippet: Mapping[str, object], post: OutgoingPost) -> Body:
    """Build the body of `videos.update`: other words. What a part of an update leaves out is deleted, so all that is there now
    stays in it."""
    kept = {name: snippet[name] for name in _SNIPPET if name in snippet}
    return {"id": video_id, "snippet": {**kept, "title": post.title, "description": post.text}}


def withdrawn_as(video_id: str, status: Mapping[str, object]) -> Body:
    """Build the body of `videos.update`: private, and otherwise as it is."""
    kept = {name: status[name] for name in _STATUS if name in status}
    return {"id": video_id, "status": {**kept, "privacyStatus": "private"}}


# What an update may state; the rest of these parts only the platform writes.
_SNIPPET = ("title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage")
_STATUS = ("embeddable", "license", "publicStatsViewable", "selfDeclaredMadeForKids", "containsSyntheticMedia")


def _snippet(post: OutgoingPost, settings: YouTubeConfiguration, tags: list[str]) -> Body:
    language = str(post.settings.get("language") or settings.language)
    return {
        "title": post.title,
        "description": post.text,
        "tags": tags,
        "categoryId": str(post.settings.get("category") or settings.category),
        "defaultLanguage": language,
        "defaultAudioLanguage": str(post.settings.get("audio_language") or language),
    }


def _status(post: OutgoingPost, privacy: str) -> Body:
    return {
        "privacyStatus": privacy,
        "selfDeclaredMadeForKids": post.settings.get("made_for_kids") is True,
        "containsSyntheticMedia": post.settings.get("synthetic") is True,
        "embeddable": True,
        "license": "youtube",
        "publicStatsViewable": True,
    }
