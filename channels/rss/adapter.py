"""A feed as a channel: says whether an entry is fit for a feed. It sends nothing; the web shows what is published.

One reversible step. The entry's id is its link, which never changes, else the post's key.
"""

from unicodedata import normalize

from channels.base import MediaLimits, Next, OutgoingPost, Problem, Progress, Published
from channels.checks import is_absolute_link, media_problems, text_problems
from channels.errors import Misconfigured, Rejected
from channels.rss.xml_text import is_valid_xml


class RssAdapter:
    """One feed."""

    def __init__(self, label: str, text_limit: int, media: MediaLimits) -> None:
        self._label = label
        self._text_limit = text_limit
        self._media = media

    def check(self, post: OutgoingPost) -> list[Problem]:
        problems = [
            *text_problems(self._label, post.text, self._text_limit, len),
            *media_problems(self._label, post.media, self._media),
        ]
        if not post.title.strip():
            problems.append(Problem("title", "Mục trên RSS phải có tiêu đề, hãy đặt tiêu đề."))
        if normalize("NFC", post.title) != post.title:
            problems.append(
                Problem("title", "Tiêu đề dùng dấu tiếng Việt tổ hợp rời, hãy lưu lại ở dạng dựng sẵn (NFC).")
            )
        if post.link is None or not is_absolute_link(post.link):
            problems.append(
                Problem("link", "Mục trên RSS phải có đường dẫn đầy đủ, bắt đầu bằng http:// hoặc https://.")
            )
        problems.extend(
            Problem(field, "Có ký tự điều khiển không dùng được trong XML, hãy xoá và gõ lại chỗ đó.")
            for field, text in (("title", post.title), ("text", post.text), ("link", post.link or ""))
            if not is_valid_xml(text)
        )
        return problems

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "publish"})

    def advance(self, post: OutgoingPost, progress: Progress) -> Published:
        if progress.get("step") != "publish":
            raise Misconfigured(f"Bước “{progress.get('step')}” không có trên RSS. Hãy chạy lại bài từ đầu.")
        problems = self.check(post)
        if problems:
            raise Rejected(" ".join(problem.message for problem in problems), code=problems[0].field)
        return Published(post.link or post.key, post.link or "")

    def withdraw(self, external_id: str) -> None:
        """Nothing to do: an entry leaves the feed when its post is no longer published."""
