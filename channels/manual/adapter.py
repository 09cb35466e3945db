"""Hand-over: people publish the post, on TikTok, in the province's app, over the loudspeakers of a commune.

The adapter calls nobody. Its walk ends in a step that waits for people (`Next.waits_for`): staff take the package
(`channels.manual.package`), publish it, and record where. That record, and nothing else, makes the post published.
"""

from channels.base import Next, OutgoingPost, Problem, Progress
from channels.checks import link_problems, media_problems, text_problems, video_wishes
from channels.errors import Misconfigured
from channels.manual.configuration import ManualConfiguration
from channels.media import approved_bytes
from phrases import phrase

WAITS_FOR = phrase("manual.waits-for")


class ManualAdapter:
    """One place where people publish."""

    def __init__(self, settings: ManualConfiguration) -> None:
        self._settings = settings

    def check(self, post: OutgoingPost) -> list[Problem]:
        common, limits = self._settings.common, self._settings.video
        pictures = tuple(file for file in post.media if not file.is_video)
        videos = [file for file in post.media if file.is_video]
        problems = [
            *text_problems(common.label, post.text, common.text_limit, len),
            *link_problems(post.link),
            *media_problems(common.label, pictures, common.media),
        ]
        if len(videos) > 1:
            problems.append(Problem("media", phrase("manual.one-video", count=len(videos))))
        problems.extend(
            Problem("media", wish)
            for video in videos
            for wish in video_wishes(common.label, video, limits, common.media.alt_text_limit)
        )
        return problems

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "hand_over"})

    def advance(self, post: OutgoingPost, progress: Progress) -> Next:
        if progress.get("step") not in ("hand_over", "wait"):
            raise Misconfigured(phrase("manual.no-step", step=str(progress.get("step"))))
        if progress.get("step") == "hand_over":
            # Nobody should be called to a package whose files are not what was approved.
            for file in post.media:
                approved_bytes(file)
        return Next({"step": "wait"}, after=self._settings.wait_s, waits_for=WAITS_FOR)
