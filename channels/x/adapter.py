"""An X account: publishes, finds, measures and withdraws posts.

The text carries the link, which X shows as a card. Pictures are uploaded first, step by step (`channels.x.walk`).
"""

from collections.abc import Sequence
from datetime import datetime

from channels.answers import objects_in, text_in, value_in, whole_in
from channels.base import Look, Next, OutgoingPost, Problem, Progress, Published, Reading
from channels.checks import common_problems
from channels.configuration import XConfiguration
from channels.errors import Misconfigured, Rejected
from channels.fingerprint import carries
from channels.outcome import Stage, unclear
from channels.x import walk
from channels.x.client import XClient
from channels.x.timeline import address_of, look
from channels.x.weight import weighted_length

# Each under the name that we report, and the names that the platform uses for it.
METRICS = {
    "impression_count": ("impression_count",),
    "like_count": ("like_count",),
    "reply_count": ("reply_count",),
    "repost_count": ("repost_count", "retweet_count"),
    "quote_count": ("quote_count",),
    "bookmark_count": ("bookmark_count",),
}


class XAdapter:
    """One account. `handle` without @, empty if unknown."""

    def __init__(self, client: XClient, user_id: str, handle: str, settings: XConfiguration) -> None:
        self._client = client
        self._user_id = user_id
        self._handle = handle
        self._settings = settings
        self._upload = walk.Upload(client, settings)

    def check(self, post: OutgoingPost) -> list[Problem]:
        common = self._settings.common
        problems = common_problems(common.label, post, common.text_limit, weighted_length, common.media)
        if post.link and not carries(post.text, post.link):
            problems.append(Problem("text", "Bài cho X cần chứa đường dẫn ngay trong nội dung, hãy thêm vào."))
        return problems

    def begin(self, post: OutgoingPost) -> Next:
        return walk.first(post)

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        step = progress.get("step")
        if step != walk.POST and not self._upload.knows(step):
            raise Misconfigured(f"Bước “{step}” không có trên X. Hãy chạy lại bài từ đầu.")
        if walk.has_expired(progress, self._client.now(), self._settings.media_expiry_margin_s):
            return walk.first(post)
        if step != walk.POST:
            return self._upload.perform(post, progress)
        answer = self._client.create_post(post.text, walk.media_ids_of(progress))
        external_id = text_in(answer, "data", "id")
        if not external_id:
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        return Published(external_id, address_of(external_id, self._handle))

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        return look(self._client, self._user_id, self._handle, self._settings.listing, post, since)

    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        version = self._settings.common.api_version
        found: list[Reading] = []
        for start in range(0, len(external_ids), self._settings.metrics_batch):
            batch = external_ids[start : start + self._settings.metrics_batch]
            answer = self._client.read("/2/tweets", {"ids": ",".join(batch), "post.fields": "public_metrics"})
            numbers = {text_in(entry, "id"): value_in(entry, "public_metrics") for entry in objects_in(answer, "data")}
            # A post that X no longer shows is missing from the answer: no numbers, which is not 0.
            found.extend(
                Reading(external_id, metric, _first(numbers.get(external_id), spellings), version)
                for external_id in batch
                for metric, spellings in METRICS.items()
            )
        return found

    def withdraw(self, external_id: str) -> None:
        try:
            answer = self._client.delete(f"/2/tweets/{external_id}")
        except Rejected as refusal:
            if refusal.code.startswith("404"):
                return
            raise
        if value_in(answer, "data", "deleted") is False:
            raise Rejected(
                "X không xoá bài này. Hãy xoá trực tiếp trên X rồi ghi nhận lại.", evidence=self._client.evidence()
            )

    def probe(self) -> str:
        answer = self._client.read("/2/users/me", {})
        owner, handle = text_in(answer, "data", "id"), text_in(answer, "data", "username")
        if owner != self._user_id:
            raise Misconfigured(
                f"Khoá truy cập thuộc về @{handle or owner}, không phải tài khoản {self._user_id}. "
                "Hãy kết nối lại đúng tài khoản trong phần Tài khoản."
            )
        return f"@{handle}" if handle else owner


def _first(numbers: object, spellings: Sequence[str]) -> int | None:
    return next((value for name in spellings if (value := whole_in(numbers, name)) is not None), None)
