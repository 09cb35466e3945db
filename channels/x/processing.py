"""What X says of a picture or video that it is working on, and why it could not be made ready, in words for staff.

The specification (2.167) gives `processing_info` a state, a wait and a percentage, and no reason of a failure: the older
interface tells it as `processing_info.error`, problems stand in `errors`; both are read where they come.
"""

import re

from channels.answers import JsonObject, object_in, objects_in, text_in, whole_in
from channels.errors import Rejected
from channels.x.configuration import XConfiguration
from phrases import Phrase, phrase

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
    advice = _video_advice(said, settings) if video else phrase("x.advice.picture")
    what = phrase("x.video") if video else phrase("x.picture")
    refusal = Rejected(phrase("x.not-processed", what=what, advice=advice), code="media_failed", evidence=evidence)
    return refusal.quoting(said)


def took_too_long(settings: XConfiguration, evidence: str) -> Rejected:
    minutes = settings.processing_limit_s // 60
    return Rejected(phrase("x.processing-slow", minutes=minutes), code="media_slow", evidence=evidence)


def _reason(answer: JsonObject) -> str:
    error = object_in(answer, "data", "processing_info", "error")
    words = [text_in(error, "name"), text_in(error, "message")]
    words += [text_in(problem, "detail") or text_in(problem, "title") for problem in objects_in(answer, "errors")]
    return ": ".join(word for word in words if word)


def _video_advice(said: str, settings: XConfiguration) -> Phrase:
    limits, (width, height) = settings.video, settings.frame.largest
    least, most = float(limits.min_s), float(limits.max_s)
    advice = (
        (r"duration|too long|too short", phrase("x.advice.length", least=least, most=most)),
        (r"ratio|dimension|resolution|width|height", phrase("x.advice.frame")),
        (r"file size|too large|bytes", phrase("x.advice.weight", megabytes=limits.max_bytes // 1_000_000)),
        (r"frame ?rate|fps", phrase("x.advice.rate")),
    )
    for pattern, words in advice:
        if re.search(pattern, said, re.IGNORECASE):
            return words
    return phrase("x.advice.video", least=least, most=most, frame=f"{width}×{height}")
