"""A feed as a channel: says whether an entry is fit for a feed. The web shows what is published; a hub is told of it.

Publishing is one reversible step without a request: the entry is in the feed as soon as the database says that its post is
published. Therefore editing and withdrawing are the database's change too, and the hub is told afterwards (`ping`), when it can
see what changed. The entry's id is its link, which never changes, else the post's key.
"""

from unicodedata import normalize

from channels.base import MediaFile, MediaLimits, Next, OutgoingPost, Problem, Progress, Published, VideoLimits
from channels.checks import is_absolute_link, media_problems, text_problems
from channels.errors import Misconfigured, Rejected
from channels.rss.configuration import RssConfiguration
from channels.rss.hub import HubPing
from channels.rss.xml_text import is_valid_xml


class RssAdapter:
    """One feed."""

    def __init__(self, settings: RssConfiguration, hub: HubPing) -> None:
        self._settings = settings
        self._hub = hub

    def check(self, post: OutgoingPost) -> list[Problem]:
        common = self._settings.common
        problems = [
            *text_problems(common.label, post.text, common.text_limit, len),
            *_media_problems(common.label, post, common.media, self._settings.video),
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
        self._refuse_unfit(post)
        return Published(post.link or post.key, post.link or "")

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        """Says only whether the new words are fit; the entry changes with its row, under the same id."""
        self._refuse_unfit(post)
        return Published(external_id, post.link or "")

    def withdraw(self, external_id: str) -> None:
        """Nothing to do: an entry leaves the feed when its post is no longer published."""

    def ping(self) -> None:
        """Tell the account's hub, if it has one, that the feed has changed. A ChannelError then says nothing of any post."""
        self._hub.send()

    def _refuse_unfit(self, post: OutgoingPost) -> None:
        problems = self.check(post)
        if problems:
            raise Rejected(" ".join(problem.message for problem in problems), code=problems[0].field)


def _media_problems(label: str, post: OutgoingPost, limits: MediaLimits, video: VideoLimits) -> list[Problem]:
    """Pictures, and a video beside them."""
    pictures = tuple(file for file in post.media if not file.is_video)
    videos = [file for file in post.media if file.is_video]
    problems = media_problems(label, pictures, limits)
    if len(videos) > 1:
        problems.append(
            Problem("media", f"Bài có {len(videos)} video, mục trên RSS chỉ mang một. Hãy giữ lại một video.")
        )
    else:
        problems.extend(Problem("media", wish) for file in videos for wish in _video_wishes(file, video))
    return problems


def _video_wishes(file: MediaFile, limits: VideoLimits) -> list[str]:
    wishes = []
    if file.mime not in limits.mime_types:
        wishes.append(f"Video kiểu {file.mime} khó mở ở trình đọc tin. Hãy xuất lại ở dạng MP4 (H.264, AAC).")
    if not 0 < file.bytes <= limits.max_bytes:
        wishes.append(
            f"Video nặng {file.bytes} byte, mục trên RSS mang từ 1 đến {limits.max_bytes} byte. Hãy dựng hoặc nén lại."
        )
    if not limits.min_s <= file.duration_s <= limits.max_s:
        wishes.append(
            f"Video dài {file.duration_s:g} giây, cần từ {limits.min_s:g} đến {limits.max_s:g} giây. Hãy dựng lại."
        )
    shape = file.width / file.height if file.height > 0 else 0.0
    if not limits.aspect[0] <= shape <= limits.aspect[1]:
        wishes.append(f"Khung hình {file.width}×{file.height} quá hẹp hoặc quá dẹt. Hãy xuất lại ở 16:9 hoặc 9:16.")
    return wishes
