"""Which of the platform's forms a post takes: text, photos, an ordinary video or a reel. Pure."""

from hashlib import sha256

from channels.base import MediaFile, OutgoingPost
from channels.facebook.configuration import ReelLimits


def is_reel(post: OutgoingPost, limits: ReelLimits) -> bool:
    """Return True if the post's video goes out as a reel: because it was approved as one, or because it has the form of one."""
    video = post.video
    if video is None:
        return False
    kind = post.settings.get("kind")
    return kind == "reel" or (kind != "video" and not reel_wishes(video, limits))


def reel_wishes(video: MediaFile, limits: ReelLimits) -> list[str]:
    """Return what keeps `video` from being a reel, in words that say what to change."""
    wishes = []
    if not limits.min_s <= video.duration_s <= limits.max_s:
        wishes.append(
            f"Thước phim (reel) phải dài từ {limits.min_s:g} đến {limits.max_s:g} giây, "
            f"video này dài {round(video.duration_s)} giây. Hãy dựng lại, hoặc đăng như video thường."
        )
    shape = video.width / video.height if video.height > 0 else 0.0
    if abs(shape - limits.aspect) > limits.tolerance:
        wishes.append(
            f"Thước phim (reel) phải có khung 9:16, video này là {video.width}×{video.height}. "
            "Hãy xuất lại ở 1080×1920, hoặc đăng như video thường."
        )
    elif video.width < limits.min_width or video.height < limits.min_height:
        wishes.append(
            f"Thước phim (reel) cần ít nhất {limits.min_width}×{limits.min_height} điểm ảnh, "
            f"video này là {video.width}×{video.height}. Hãy xuất lại ở 1080×1920."
        )
    return wishes


def media_mark(post: OutgoingPost) -> str:
    """Tells the post's files from any others: what was uploaded is of use only with the same files, in their order."""
    return sha256(" ".join(file.sha256 for file in post.media).encode()).hexdigest()[:16]
