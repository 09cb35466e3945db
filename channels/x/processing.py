"""What X says of a picture or video that it is working on, and why it could not be made ready, in words for staff.

The specification (2.167) gives `processing_info` a state, a wait and a percentage, and no reason of a failure: the older
interface tells it as `processing_info.error`, problems stand in `errors`; both are read where they come.
"""

import re

from channels.answers import JsonObject, object_in, objects_in, text_in, whole_in
from channels.errors import Rejected
from channels.x.configuration import XConfiguration

_WAITING = ("pending", "in_progress")
_DEFAULT_CHECK_S = 1


def wait_of(answer: JsonObject) -> float | None:
    """Seconds until the platform wants to be asked again; None if it is not working any more."""
    processing = object_in(answer, "data", "processing_info")
    if text_in(processing, "state") not in _WAITING:
        return None
    return float(max(_DEFAULT_CHECK_S, whole_in(processing, "check_after_secs") or 0))


def has_failed(answer: JsonObject) -> bool:
    return text_in(answer, "data", "processing_info", "state") == "failed"


def refusal_of(answer: JsonObject, settings: XConfiguration, evidence: str, *, video: bool) -> Rejected:
    """Return why the platform could not make it ready."""
    said = _reason(answer)
    advice = _video_advice(said, settings) if video else "Hãy tạo lại ảnh (JPG, PNG hoặc WEBP) rồi duyệt lại bài."
    what = "video" if video else "ảnh"
    return Rejected(f"X không xử lý được {what} của bài. {advice}", code="media_failed", evidence=evidence).quoting(
        said
    )


def took_too_long(settings: XConfiguration, evidence: str) -> Rejected:
    minutes = settings.processing_limit_s // 60
    return Rejected(
        f"X xử lý video quá {minutes} phút mà chưa xong, chưa có gì được đăng. "
        "Hãy thử lại bài này; nếu vẫn vậy, hãy xuất lại video ở dạng MP4 (H.264, AAC).",
        code="media_slow",
        evidence=evidence,
    )


def _reason(answer: JsonObject) -> str:
    error = object_in(answer, "data", "processing_info", "error")
    words = [text_in(error, "name"), text_in(error, "message")]
    words += [text_in(problem, "detail") or text_in(problem, "title") for problem in objects_in(answer, "errors")]
    return ": ".join(word for word in words if word)


def _video_advice(said: str, settings: XConfiguration) -> str:
    limits, frame = settings.video, settings.frame
    low, high = (f"{value:g}".replace(".", ",") for value in (limits.min_s, limits.max_s))
    advice = (
        (r"duration|too long|too short", f"Video phải dài từ {low} đến {high} giây. Hãy cắt lại rồi duyệt lại bài."),
        (
            r"ratio|dimension|resolution|width|height",
            "Hãy xuất lại khung hình 1280×720 hoặc 720×1280 rồi duyệt lại bài.",
        ),
        (
            r"file size|too large|bytes",
            f"Video phải nhẹ hơn {limits.max_bytes // 1_000_000} MB. Hãy nén lại rồi duyệt lại bài.",
        ),
        (r"frame ?rate|fps", "Hãy xuất lại với tối đa 60 khung hình mỗi giây rồi duyệt lại bài."),
    )
    for pattern, words in advice:
        if re.search(pattern, said, re.IGNORECASE):
            return words
    return (
        f"Hãy xuất lại ở dạng MP4 (H.264 yuv420p, AAC), {low} đến {high} giây, "
        f"không quá {frame.largest[0]}×{frame.largest[1]}, rồi duyệt lại bài."
    )
