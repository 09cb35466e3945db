"""The walk of a post with pictures or a video: for each file initialize, append …, finalize, status …, metadata; then a video's
captions (`channels.x.subtitles`), and the post.

Each step is one request, and only the last one is irreversible. What a step must know of earlier ones is in its progress:

- `step`, `index` of the file
- `segment` and `offset` of the piece to send: another process goes on exactly there, whatever size it cuts pieces to
- `part`: bytes of a piece at most, where the platform found the usual ones too large
- `in_json`: the platform takes pieces in JSON alone
- `media_id` of the file being uploaded, `media_ids` of the finished ones, joined by commas
- `expires_at`, seconds since the epoch: the first upload to end; after it the walk begins anew
- `processing_since`: when the platform was first seen working on the file
- `missing`: what was refused of what a post can do without (`channels.optional`)
- `lost`: how often the platform knew an upload no more; it is begun anew once
"""

from datetime import datetime

from channels.answers import JsonObject, text_in, whole_in
from channels.base import MediaFile, Next, OutgoingPost, Progress
from channels.errors import Rejected, Retryable
from channels.optional import MISSING, attempted
from channels.x import processing, subtitles
from channels.x.client import IN_JSON, NOTHING, XClient
from channels.x.configuration import XConfiguration
from channels.x.failures import wants_json
from channels.x.files import XFiles, words_for
from phrases import phrase

POST = "post"
_GONE = ("404", "410")
_LOST_AT_MOST = 1
_PUBLISH = Next({"step": POST}, irreversible=True)
_AGAIN_S = 5.0
"""Until an alternative text that the platform could not take is told once more."""


def first(post: OutgoingPost) -> Next:
    """The first step of `post`."""
    if not post.media:
        return _PUBLISH
    return Next({"step": "initialize", "index": 0, "media_ids": ""})


def media_ids_of(progress: Progress) -> list[str]:
    """The files that are ready."""
    return [media_id for media_id in str(progress.get("media_ids") or "").split(",") if media_id]


def has_expired(progress: Progress, now: datetime, margin_s: int) -> bool:
    """Return True if an upload of this walk is, or within `margin_s` will be, gone from the platform."""
    expires_at = progress.get("expires_at")
    return isinstance(expires_at, int | float) and now.timestamp() + margin_s >= expires_at


class MediaUploads:
    """Performs the steps before the post."""

    def __init__(self, client: XClient, settings: XConfiguration) -> None:
        self._client = client
        self._settings = settings
        self._files = XFiles()
        self._subtitles = subtitles.Subtitles(client, settings.common.label, _PUBLISH)
        self._steps = {
            "initialize": self._initialize,
            "append": self._append,
            "finalize": self._finalize,
            "status": self._status,
            "metadata": self._metadata,
        }

    def knows(self, step: object) -> bool:
        return step in self._steps or step in subtitles.STEPS

    def perform(self, post: OutgoingPost, progress: Progress) -> Next:
        """The one step that `progress` names."""
        if progress["step"] in subtitles.STEPS:
            return self._subtitles.perform(post, progress)
        index = _whole(progress, "index")
        if index >= len(post.media):
            return first(post)
        try:
            return self._steps[str(progress["step"])](post, post.media[index], progress)
        except Rejected as refusal:
            lost = _whole(progress, "lost")
            if progress["step"] == "initialize" or not refusal.code.startswith(_GONE) or lost >= _LOST_AT_MOST:
                raise
        # The platform let the upload go before the time that it told. Nothing is public, so it begins anew.
        begun = first(post)
        return Next({**begun.progress, "lost": lost + 1})

    def _initialize(self, _post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        size = self._files.size_of(file)
        answer = self._client.prepare(
            "/2/media/upload/initialize",
            {"media_type": file.mime, "total_bytes": size, "media_category": _category(file)},
        )
        media_id = self._required_id(answer, file)
        return Next(
            {
                **progress,
                "step": "append",
                "segment": 0,
                "offset": 0,
                "media_id": media_id,
                "expires_at": self._first_to_expire(progress, answer),
            }
        )

    def _append(self, _post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        size = self._files.size_of(file)
        segment, offset = _whole(progress, "segment"), _whole(progress, "offset")
        length = min(self._piece_bytes(size), _whole(progress, "part") or size)
        piece = self._files.piece(file, offset, length)
        try:
            in_json = progress.get(IN_JSON) is True
            self._client.append(f"/2/media/upload/{progress['media_id']}/append", piece, segment, in_json=in_json)
        except (Rejected, Retryable) as failure:
            if isinstance(failure, Rejected) and wants_json(failure) and not in_json:
                return Next({**progress, IN_JSON: True})
            # The platform's edge says so without a word; what is left must go into the segments that are left.
            smaller, left = len(piece) // 2, self._settings.segments - segment
            if not failure.code.startswith("413") or smaller * left < size - offset:
                raise
            return Next({**progress, "part": smaller})
        offset += len(piece)
        if offset < size:
            return Next({**progress, "segment": segment + 1, "offset": offset})
        return Next({**progress, "step": "finalize"})

    def _piece_bytes(self, size: int) -> int:
        """So large that the platform's number of segments is enough."""
        return max(self._settings.append_chunk_bytes, -(-size // self._settings.segments))

    def _finalize(self, post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        answer = self._client.prepare(f"/2/media/upload/{progress['media_id']}/finalize", NOTHING)
        self._required_id(answer, file)
        known = {**progress, "expires_at": self._first_to_expire(progress, answer)}
        return self._when_processed(post, file, known, answer)

    def _status(self, post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        answer = self._client.read("/2/media/upload", {"command": "STATUS", "media_id": str(progress["media_id"])})
        self._required_id(answer, file)
        return self._when_processed(post, file, progress, answer)

    def _metadata(self, post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        body = {"id": str(progress["media_id"]), "metadata": {"alt_text": {"text": file.alt_text}}}
        done = attempted(
            progress,
            phrase("x.alt-text"),
            lambda: self._client.prepare("/2/media/metadata", body),
            again_s=_AGAIN_S,
            # An upload that is gone is begun anew once; of one that was made twice, only these words are refused.
            unless=lambda refusal: refusal.code.startswith(_GONE) and _whole(progress, "lost") < _LOST_AT_MOST,
        )
        return done if isinstance(done, Next) else _after_file(post, done)

    def _when_processed(self, post: OutgoingPost, file: MediaFile, progress: Progress, answer: JsonObject) -> Next:
        if processing.has_failed(answer):
            raise processing.refusal_of(answer, self._settings, self._client.evidence(), video=file.is_video)
        wait = processing.wait_of(answer)
        if wait is not None:
            now = self._client.now().timestamp()
            since = progress.get("processing_since")
            since = since if isinstance(since, int | float) else now
            if now - since > self._settings.processing_limit_s:
                raise processing.took_too_long(self._settings, self._client.evidence())
            return Next({**progress, "step": "status", "processing_since": since}, after=wait)
        # X takes an alternative text for pictures only.
        if file.alt_text and not file.is_video:
            return Next({**progress, "step": "metadata"})
        return _after_file(post, progress)

    def _required_id(self, answer: JsonObject, file: MediaFile) -> str:
        media_id = text_in(answer, "data", "id")
        if not media_id.isdigit():
            raise Retryable(
                phrase("x.upload-not-taken", what=words_for(file)),
                code="media_without_id",
                evidence=self._client.evidence(),
            )
        return media_id

    def _first_to_expire(self, progress: Progress, answer: JsonObject) -> float | None:
        seconds = whole_in(answer, "data", "expires_after_secs")
        if seconds is None:
            # An answer that does not say it does not change it.
            known = progress.get("expires_at")
            return float(known) if isinstance(known, int | float) else None
        # Of this file the latest answer counts, of the finished ones the earliest end.
        mine, ready = self._client.now().timestamp() + seconds, progress.get("ready_expires_at")
        return min(mine, ready) if isinstance(ready, int | float) else mine


def _category(file: MediaFile) -> str:
    """No animated picture is among them: those that staff bring have become videos."""
    return "tweet_video" if file.is_video else "tweet_image"


def _after_file(post: OutgoingPost, progress: Progress) -> Next:
    """The step after a finished file: the next one, or the post."""
    ready = [*media_ids_of(progress), str(progress["media_id"])]
    index = _whole(progress, "index") + 1
    known: Progress = {
        "index": index,
        "media_ids": ",".join(ready),
        "expires_at": progress.get("expires_at"),
        "ready_expires_at": progress.get("expires_at"),
        "lost": _whole(progress, "lost"),
        MISSING: progress.get(MISSING),
        IN_JSON: progress.get(IN_JSON),
    }
    if index < len(post.media):
        return Next({**known, "step": "initialize"})
    if post.video is not None and post.captions:
        return Next({**known, "step": subtitles.BEGIN, "caption": 0})
    return Next({**known, "step": POST}, irreversible=True)


def _whole(progress: Progress, key: str) -> int:
    value = progress.get(key)
    return int(value) if isinstance(value, int | float) else 0
