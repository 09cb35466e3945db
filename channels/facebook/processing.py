"""How far Facebook is with a video, read from its node, and what its reasons mean to staff. Pure.

The specification (VideoStatus) and the guide to reels spell some names differently (`bytes_transferred`,
`bytes_transfered`; `errors` as a list, `error` as one): both are read.
"""

from dataclasses import dataclass
from enum import Enum

from channels.answers import JsonObject, object_in, objects_in, text_in, value_in, whole_in
from channels.base import Published
from channels.errors import Rejected
from channels.facebook.configuration import FacebookConfiguration
from phrases import phrase

FIELDS = "status,published,permalink_url,post_id"
_PHASES = ("uploading_phase", "processing_phase", "publishing_phase")
_BROKEN = ("error", "expired", "upload_failed")
_DONE = ("complete", "completed")
# Reasons come as English sentences: a word of them, and the subcode under which the words for staff stand.
_REASONS = (
    ("aspect ratio", 1363040),
    ("resolution", 1363127),
    ("duration", 1363128),
    ("frame rate", 1363129),
    ("format", 1363024),
    ("codec", 1363024),
    ("too large", 1363023),
    ("too small", 1363022),
)


class VideoStand(Enum):
    """The stage of a video: its bytes still `UPLOADING`, all there and `UPLOADED`, being made `PUBLIC`, or seen by citizens."""

    UPLOADING = "uploading"
    UPLOADED = "uploaded"
    PUBLIC = "public"


@dataclass(frozen=True)
class ProcessingStatus:
    """`received`: bytes that the platform has; None if it does not say."""

    stand: VideoStand
    received: int | None


def progress_of(video: JsonObject, settings: FacebookConfiguration, evidence: str) -> ProcessingStatus:
    """Return how far `video` is. Raises Rejected with the platform's reason if it gave up on it."""
    status = object_in(video, "status")
    _raise_reason(status, settings, evidence)
    uploading = object_in(status, "uploading_phase")
    received = whole_in(uploading, "bytes_transferred")
    if received is None:
        received = whole_in(uploading, "bytes_transfered")
    if is_public(video):
        return ProcessingStatus(VideoStand.PUBLIC, received)
    whole = text_in(uploading, "status") in _DONE or text_in(status, "video_status") in ("upload_complete", "ready")
    return ProcessingStatus(VideoStand.UPLOADED if whole else VideoStand.UPLOADING, received)


def is_public(video: JsonObject) -> bool:
    """Return True if citizens see the video: processed, and published so far as the platform says anything about that."""
    status = object_in(video, "status")
    publishing = object_in(status, "publishing_phase")
    return (
        text_in(status, "video_status") == "ready"
        and value_in(video, "published") is not False
        and (not publishing or text_in(publishing, "status") in _DONE or said_published(publishing))
    )


def is_broken(video: JsonObject) -> bool:
    """Return True if nothing will become of the video any more."""
    status = object_in(video, "status")
    return text_in(status, "video_status") in _BROKEN or bool(_reasons(status))


def is_unfinished(video: JsonObject) -> bool:
    """Return True if the platform says plainly that nobody has asked it to publish the video."""
    status = object_in(video, "status")
    publishing, processing = object_in(status, "publishing_phase"), object_in(status, "processing_phase")
    if publishing:
        return text_in(publishing, "status") == "not_started" and not said_published(publishing)
    return text_in(processing, "status") == "not_started"


def identity_of(video: JsonObject, page_id: str) -> Published:
    """The id under which a public video is known to us: its post's, if it says which; and where citizens see it."""
    video_id, post_id = text_in(video, "id"), text_in(video, "post_id")
    external_id = video_id if not post_id else post_id if "_" in post_id else f"{page_id}_{post_id}"
    address = text_in(video, "permalink_url")
    if address.startswith("/"):
        address = f"https://www.facebook.com{address}"
    return Published(external_id, address or f"https://www.facebook.com/{external_id}")


def said_published(publishing: JsonObject) -> bool:
    return text_in(publishing, "publish_status") == "published"


def _raise_reason(status: JsonObject, settings: FacebookConfiguration, evidence: str) -> None:
    reasons, state = _reasons(status), text_in(status, "video_status")
    if not reasons and state not in _BROKEN:
        return
    for code, message in reasons:
        said = settings.words_for(None, code) or next(
            (settings.words_for(None, known) for word, known in _REASONS if word in message.lower()), ""
        )
        if said:
            words = phrase("facebook.video-not-published", what=said)
            raise Rejected(words, code=f"video {code or state}", evidence=evidence).quoting(message)
    if state == "expired":
        raise Rejected(phrase("facebook.upload-expired"), code="video expired", evidence=evidence)
    said = reasons[0][1] if reasons else ""
    words = phrase("facebook.not-processed") if said else phrase("facebook.not-processed-silent")
    raise Rejected(words, code="video error", evidence=evidence).quoting(said)


def _reasons(status: JsonObject) -> list[tuple[int, str]]:
    """Code (0: none) and message of each error of each phase."""
    found: list[tuple[int, str]] = []
    for name in _PHASES:
        phase = object_in(status, name)
        one = object_in(phase, "error")
        errors = [*objects_in(phase, "errors"), *([one] if one else [])]
        found += [(whole_in(error, "code") or 0, text_in(error, "message")) for error in errors]
        if not errors and text_in(phase, "status") == "error":
            found.append((0, ""))
    return found
