"""A Facebook Page: publishes, finds, measures, edits and withdraws posts.

One step, `publish`, makes the post public in one request. A post without a picture carries its link as a link; one with a
picture carries it in the text, where Facebook shows it.
"""

from collections.abc import Sequence
from datetime import datetime

from channels.answers import text_in, value_in
from channels.base import Look, Next, OutgoingPost, Problem, Progress, Published, Reading
from channels.checks import common_problems, suffix_of
from channels.configuration import FacebookConfiguration
from channels.errors import Misconfigured, Rejected
from channels.facebook.client import GraphClient
from channels.facebook.failures import is_gone
from channels.facebook.metrics import readings
from channels.facebook.timeline import look
from channels.fingerprint import carries
from channels.media import approved_bytes
from channels.outcome import Stage, unclear

PUBLISH: Progress = {"step": "publish"}


class FacebookAdapter:
    """One Page."""

    def __init__(self, client: GraphClient, page_id: str, settings: FacebookConfiguration) -> None:
        self._client = client
        self._page_id = page_id
        self._settings = settings

    def check(self, post: OutgoingPost) -> list[Problem]:
        common = self._settings.common
        problems = common_problems(common.label, post, common.text_limit, len, common.media)
        if post.media and post.link and not carries(post.text, post.link):
            problems.append(
                Problem("text", "Bài có ảnh trên Facebook cần chứa đường dẫn ngay trong nội dung, hãy thêm vào.")
            )
        return problems

    def begin(self, post: OutgoingPost) -> Next:
        return Next(PUBLISH, irreversible=True)

    def advance(self, post: OutgoingPost, progress: Progress) -> Published:
        if progress.get("step") != "publish":
            raise Misconfigured(f"Bước “{progress.get('step')}” không có trên Facebook. Hãy chạy lại bài từ đầu.")
        answer = self._publish_picture(post) if post.media else self._publish_text(post)
        # A picture's own id is not the post's.
        external_id = text_in(answer, "post_id") or text_in(answer, "id")
        if not external_id:
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        return Published(external_id, text_in(answer, "permalink_url") or address_of(external_id))

    def _publish_text(self, post: OutgoingPost) -> object:
        fields = {"message": post.text}
        if post.link:
            fields["link"] = post.link
        return self._client.publish(f"{self._page_id}/feed", fields)

    def _publish_picture(self, post: OutgoingPost) -> object:
        picture = post.media[0]
        content = approved_bytes(picture)
        fields = {"caption": post.text, "published": "true"}
        if picture.alt_text:
            fields["alt_text_custom"] = picture.alt_text
        name = f"{picture.sha256[:16]}{suffix_of(picture.path, picture.mime)}"
        return self._client.publish_picture(f"{self._page_id}/photos", fields, (name, content, picture.mime))

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        return look(self._client, self._page_id, self._settings.listing, post, since)

    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        return readings(self._client, self._settings, external_ids)

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        self._client.change(external_id, {"message": post.text})
        return Published(external_id, address_of(external_id))

    def withdraw(self, external_id: str) -> None:
        try:
            answer = self._client.delete(external_id)
        except Rejected as refusal:
            if is_gone(refusal, self._settings):
                return
            raise
        if value_in(answer, "success") is False:
            raise Rejected(
                "Facebook không xoá bài này. Hãy xoá trực tiếp trên Trang rồi ghi nhận lại.",
                evidence=self._client.evidence(),
            )

    def probe(self) -> str:
        answer = self._client.get("me", {"fields": "id,name"})
        owner, name = text_in(answer, "id"), text_in(answer, "name")
        if owner != self._page_id:
            raise Misconfigured(
                f"Mã truy cập thuộc về “{name or owner}”, không phải Trang {self._page_id}. "
                "Hãy kết nối lại đúng Trang trong phần Tài khoản."
            )
        return name or owner


def address_of(external_id: str) -> str:
    """Where a citizen sees the post."""
    return f"https://www.facebook.com/{external_id}"
