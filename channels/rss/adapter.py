"""A feed as a channel: says whether an entry is fit for a feed. The web shows what is published; a hub is told of it.

Publishing is one reversible step without a request: the entry is in the feed as soon as the database says that its post is
published. Therefore editing and withdrawing are the database's change too, and the hub is told afterwards (`ping`), when it can
see what changed. The entry's id is its link, which never changes, else the post's key.
"""

from unicodedata import normalize

from channels.base import MediaLimits, Next, OutgoingPost, Problem, Progress, Published, VideoLimits
from channels.checks import is_absolute_link, media_problems, text_problems, video_wishes
from channels.errors import Misconfigured, Rejected
from channels.rss.configuration import RssConfiguration
from channels.rss.hub import HubPing
from channels.rss.xml_text import is_valid_xml
from phrases import listed, phrase


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
            problems.append(Problem("title", phrase("rss.title-missing")))
        if normalize("NFC", post.title) != post.title:
            problems.append(Problem("title", phrase("rss.title-marks")))
        if post.link is None or not is_absolute_link(post.link):
            problems.append(Problem("link", phrase("rss.link-missing")))
        problems.extend(
            Problem(field, phrase("rss.control-character"))
            for field, text in (("title", post.title), ("text", post.text), ("link", post.link or ""))
            if not is_valid_xml(text)
        )
        return problems

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "publish"})

    def advance(self, post: OutgoingPost, progress: Progress) -> Published:
        if progress.get("step") != "publish":
            raise Misconfigured(
                phrase("channels.no-such-step", step=str(progress.get("step")), label=self._settings.common.label)
            )
        self._refuse_unfit(post)
        return Published(post.link or post.key, post.link or "")

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        """Says only whether the new words are fit; the entry changes with its row, under the same id."""
        self._refuse_unfit(post)
        return Published(external_id, post.link or "")

    def withdraw(self, external_id: str) -> None:
        """Do nothing: an entry leaves the feed when its post is no longer published."""

    def ping(self) -> None:
        """Tell the account's hub, if it has one, that the feed has changed. A ChannelError then says nothing of any post."""
        self._hub.send()

    def _refuse_unfit(self, post: OutgoingPost) -> None:
        problems = self.check(post)
        if problems:
            raise Rejected(listed(problem.message for problem in problems), code=problems[0].field)


def _media_problems(label: str, post: OutgoingPost, limits: MediaLimits, video: VideoLimits) -> list[Problem]:
    """Pictures, and a video beside them."""
    pictures = tuple(file for file in post.media if not file.is_video)
    videos = [file for file in post.media if file.is_video]
    problems = media_problems(label, pictures, limits)
    if len(videos) > 1:
        problems.append(Problem("media", phrase("rss.one-video", count=len(videos))))
    else:
        problems.extend(
            Problem("media", wish)
            for file in videos
            for wish in video_wishes(label, file, video, limits.alt_text_limit)
        )
    return problems
