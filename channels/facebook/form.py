"""Which of the platform's forms a post takes: text, photos, an ordinary video or a reel. Pure."""

from hashlib import sha256

from channels.base import MediaFile, OutgoingPost
from channels.facebook.configuration import ReelLimits
from phrases import phrase


def is_reel(post: OutgoingPost, limits: ReelLimits) -> bool:
    """Return True if the post's video goes out as a reel: because it was approved as one, or because it has the form of one."""
    video = post.video
    if video is None:
        return False
    kind = post.settings.get("kind")
    return kind == "reel" or (kind != "video" and not reel_wishes(video, limits))


def reel_wishes(video: MediaFile, limits: ReelLimits) -> list[str]:
    """Return what keeps `video` from being a reel, in words that say what to change."""
    wishes: list[str] = []
    if not limits.min_s <= video.duration_s <= limits.max_s:
        least, most, length = float(limits.min_s), float(limits.max_s), round(video.duration_s)
        wishes.append(phrase("facebook.reel-length", least=least, most=most, length=length))
    shape = video.width / video.height if video.height > 0 else 0.0
    if abs(shape - limits.aspect) > limits.tolerance:
        wishes.append(phrase("facebook.reel-shape", width=video.width, height=video.height))
    elif video.width < limits.min_width or video.height < limits.min_height:
        wishes.append(
            phrase(
                "facebook.reel-small",
                least_width=limits.min_width,
                least_height=limits.min_height,
                width=video.width,
                height=video.height,
            )
        )
    return wishes


def media_mark(post: OutgoingPost) -> str:
    """Tells the post's files from any others: what was uploaded is of use only with the same files, in their order."""
    return sha256(" ".join(file.sha256 for file in post.media).encode()).hexdigest()[:16]
