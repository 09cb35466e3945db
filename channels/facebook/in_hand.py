"""A video on its way: the post, and how far it has come."""

from dataclasses import dataclass

from channels.base import MediaFile, OutgoingPost, Progress
from channels.optional import MISSING


@dataclass(frozen=True)
class VideoInHand:
    """A post on its way: its video, and how far it has come."""

    post: OutgoingPost
    video: MediaFile
    progress: Progress

    def text(self, name: str) -> str:
        return str(self.progress.get(name) or "")

    def number(self, name: str) -> float:
        value = self.progress.get(name)
        return float(value) if isinstance(value, int | float) else 0.0

    def whole(self, name: str) -> int:
        return int(self.number(name))

    def step(self, name: str, **more: str | int | float | bool) -> Progress:
        """Return what is known of the upload, with the next step."""
        kept = ("media", "begun", "video_id", "session", "anew", "bare", MISSING)
        return {**{key: self.progress[key] for key in kept if key in self.progress}, "step": name, **more}


def told_of(post: OutgoingPost) -> dict[str, str]:
    """Return what a video's finishing says of it."""
    return {"description": post.text, **({"title": post.title} if post.title.strip() else {})}
