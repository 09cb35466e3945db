"""How far YouTube is with a video, and what its reasons mean to staff. Pure."""

from collections.abc import Mapping
from enum import Enum

from channels.answers import JsonObject, text_in
from channels.errors import Rejected
from channels.youtube.numbers import number_in
from phrases import phrase

_FAILURES = {
    reason: phrase(f"youtube.failed.{reason}")
    for reason in ("conversion", "invalidFile", "emptyFile", "tooSmall", "codec", "uploadAborted")
}
_REJECTIONS = {
    reason: phrase(f"youtube.rejected.{reason}")
    for reason in (
        "copyright",
        "inappropriate",
        "duplicate",
        "termsOfUse",
        "uploaderAccountSuspended",
        "length",
        "claim",
        "uploaderAccountClosed",
        "trademark",
        "legal",
    )
}
_PROCESSING = {
    reason: phrase(f"youtube.processing.{reason}")
    for reason in ("uploadFailed", "transcodeFailed", "streamingFailed", "other")
}
_NO_REASON = phrase("youtube.no-reason")
GONE = phrase("youtube.video-gone")


class ProcessingStand(Enum):
    """The stage of a video: `BUSY` still, `DONE`, or `GONE` from the channel."""

    BUSY = "busy"
    DONE = "done"
    GONE = "gone"


def is_broken(video: JsonObject) -> bool:
    """Return True if nothing will become of the video any more (parts `status`, `processingDetails`)."""
    return text_in(video, "status", "uploadStatus") in ("failed", "rejected", "deleted") or text_in(
        video, "processingDetails", "processingStatus"
    ) in ("failed", "terminated")


def stand_of(video: JsonObject, evidence: str) -> ProcessingStand:
    """Return how far `video` is (parts `status`, `processingDetails`). Raises Rejected with the platform's reason, if it gave
    up."""
    upload, processing = (
        text_in(video, "status", "uploadStatus"),
        text_in(video, "processingDetails", "processingStatus"),
    )
    if upload == "deleted" or not video:
        return ProcessingStand.GONE
    if upload == "failed":
        raise _refused(text_in(video, "status", "failureReason"), _FAILURES, "failed", evidence)
    if upload == "rejected":
        raise _refused(text_in(video, "status", "rejectionReason"), _REJECTIONS, "rejected", evidence)
    if processing in ("failed", "terminated"):
        reason = text_in(video, "processingDetails", "processingFailureReason")
        raise _refused(reason, _PROCESSING, f"processing {processing}", evidence)
    return ProcessingStand.DONE if upload == "processed" or processing == "succeeded" else ProcessingStand.BUSY


def wait_for(video: JsonObject, every_s: float) -> float:
    """Seconds until the next look: what the platform thinks it needs, within reason."""
    left_ms = number_in(video, "processingDetails", "processingProgress", "timeLeftMs")
    if left_ms is None:
        return every_s
    return min(max(left_ms / 1000, 1.0), every_s * 4)


def _refused(reason: str, words: Mapping[str, str], code: str, evidence: str) -> Rejected:
    return Rejected(words.get(reason, _NO_REASON), code=f"{code} {reason}".strip(), evidence=evidence)
