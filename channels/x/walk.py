"""The walk of a post with pictures: for each picture initialize, append, finalize, status, metadata; then the post.

Each step is one request, and only the last one is irreversible. What a step must know of earlier ones is in its progress:

- `step`, `index` of the picture, `segment` of its bytes
- `media_id` of the picture being uploaded, `media_ids` of the finished ones, joined by commas
- `expires_at`, seconds since the epoch: the first upload to end; after it the walk begins anew
"""

from base64 import b64encode
from datetime import datetime

from channels.answers import JsonObject, object_in, text_in, whole_in
from channels.base import MediaFile, Next, OutgoingPost, Progress
from channels.configuration import XConfiguration
from channels.errors import Rejected, Retryable
from channels.media import approved_bytes
from channels.x.client import XClient

POST = "post"
_WAITING = ("pending", "in_progress")
_DEFAULT_CHECK_S = 1


def first(post: OutgoingPost) -> Next:
    """The first step of `post`."""
    if not post.media:
        return Next({"step": POST}, irreversible=True)
    return Next({"step": "initialize", "index": 0, "media_ids": ""})


def media_ids_of(progress: Progress) -> list[str]:
    """The pictures that are ready."""
    return [media_id for media_id in str(progress.get("media_ids") or "").split(",") if media_id]


def has_expired(progress: Progress, now: datetime, margin_s: int) -> bool:
    """Whether an upload of this walk is, or within `margin_s` will be, gone from the platform."""
    expires_at = progress.get("expires_at")
    return isinstance(expires_at, int | float) and now.timestamp() + margin_s >= expires_at


class Upload:
    """Performs the steps before the post."""

    def __init__(self, client: XClient, settings: XConfiguration) -> None:
        self._client = client
        self._chunk = settings.append_chunk_bytes
        self._steps = {
            "initialize": self._initialize,
            "append": self._append,
            "finalize": self._finalize,
            "status": self._status,
            "metadata": self._metadata,
        }

    def knows(self, step: object) -> bool:
        return step in self._steps

    def perform(self, post: OutgoingPost, progress: Progress) -> Next:
        """The one step that `progress` names."""
        index = progress.get("index")
        file = post.media[index if isinstance(index, int) else 0]
        return self._steps[str(progress["step"])](post, file, progress)

    def _initialize(self, _post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        content = approved_bytes(file)
        answer = self._client.prepare(
            "/2/media/upload/initialize",
            {
                "media_type": file.mime,
                "total_bytes": len(content),
                "media_category": "tweet_gif" if file.mime == "image/gif" else "tweet_image",
            },
        )
        media_id = self._required_id(answer)
        return Next(
            {
                **progress,
                "step": "append",
                "segment": 0,
                "media_id": media_id,
                "expires_at": self._first_to_expire(progress, answer),
            }
        )

    def _append(self, _post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        content = approved_bytes(file)
        segment = int(progress.get("segment") or 0)
        start = segment * self._chunk
        self._client.prepare(
            f"/2/media/upload/{progress['media_id']}/append",
            {"media": b64encode(content[start : start + self._chunk]).decode(), "segment_index": segment},
        )
        if start + self._chunk < len(content):
            return Next({**progress, "segment": segment + 1})
        return Next({**progress, "step": "finalize"})

    def _finalize(self, post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        answer = self._client.prepare(f"/2/media/upload/{progress['media_id']}/finalize")
        self._required_id(answer)
        known = {**progress, "expires_at": self._first_to_expire(progress, answer)}
        return self._when_processed(post, file, known, answer)

    def _status(self, post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        answer = self._client.read("/2/media/upload", {"command": "STATUS", "media_id": str(progress["media_id"])})
        self._required_id(answer)
        return self._when_processed(post, file, progress, answer)

    def _metadata(self, post: OutgoingPost, file: MediaFile, progress: Progress) -> Next:
        self._client.prepare(
            "/2/media/metadata",
            {"id": str(progress["media_id"]), "metadata": {"alt_text": {"text": file.alt_text}}},
        )
        return _after_picture(post, progress)

    def _when_processed(self, post: OutgoingPost, file: MediaFile, progress: Progress, answer: JsonObject) -> Next:
        processing = object_in(answer, "data", "processing_info")
        state = text_in(processing, "state")
        if state == "failed":
            raise Rejected(
                "X không xử lý được ảnh của bài. Hãy tạo lại ảnh (JPG, PNG hoặc WEBP) rồi duyệt lại bài.",
                code="media_failed",
                evidence=self._client.evidence(),
            )
        if state in _WAITING:
            wait = whole_in(processing, "check_after_secs") or _DEFAULT_CHECK_S
            return Next({**progress, "step": "status"}, after=float(wait))
        if file.alt_text:
            return Next({**progress, "step": "metadata"})
        return _after_picture(post, progress)

    def _required_id(self, answer: JsonObject) -> str:
        media_id = text_in(answer, "data", "id")
        if not media_id.isdigit():
            raise Retryable(
                "X chưa nhận ảnh của bài, chưa có gì được đăng. Loa sẽ tự thử lại.",
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
        # Of this picture the latest answer counts, of the finished ones the earliest end.
        mine, ready = self._client.now().timestamp() + seconds, progress.get("ready_expires_at")
        return min(mine, ready) if isinstance(ready, int | float) else mine


def _after_picture(post: OutgoingPost, progress: Progress) -> Next:
    """The step after a finished picture: the next one, or the post."""
    ready = [*media_ids_of(progress), str(progress["media_id"])]
    index = int(progress.get("index") or 0) + 1
    known: Progress = {
        "index": index,
        "media_ids": ",".join(ready),
        "expires_at": progress.get("expires_at"),
        "ready_expires_at": progress.get("expires_at"),
    }
    if index < len(post.media):
        return Next({**known, "step": "initialize"})
    return Next({**known, "step": POST}, irreversible=True)
