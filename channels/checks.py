"""What every channel refuses in the same way, as problems in words for staff."""

from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize
from urllib.parse import urlsplit

from channels.base import MediaFile, MediaLimits, OutgoingPost, Problem, VideoLimits


def is_absolute_link(link: str) -> bool:
    """Return True if `link` is an http or https address with a host and without white space."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, link))


def text_problems(label: str, text: str, limit: int, count: Callable[[str], int]) -> list[Problem]:
    """Empty, not NFC, or longer than `limit` as `count` counts."""
    if not text.strip():
        return [Problem("text", f"Bài cho {label} chưa có nội dung, hãy viết nội dung.")]
    problems = []
    if normalize("NFC", text) != text:
        problems.append(Problem("text", "Nội dung dùng dấu tiếng Việt tổ hợp rời, hãy lưu lại ở dạng dựng sẵn (NFC)."))
    length = count(text)
    if length > limit:
        problems.append(
            Problem(
                "text",
                f"Nội dung dài {length}, {label} chỉ nhận {limit}. Hãy rút bớt ít nhất {length - limit} ký tự.",
            )
        )
    return problems


def link_problems(link: str | None) -> list[Problem]:
    """Return a problem if the link is not an absolute address."""
    if link is None or is_absolute_link(link):
        return []
    return [Problem("link", "Đường dẫn phải đầy đủ, bắt đầu bằng http:// hoặc https://.")]


def media_problems(label: str, media: tuple[MediaFile, ...], limits: MediaLimits) -> list[Problem]:
    """Too many, too heavy, of another type, or with too long an alt text."""
    problems = []
    if len(media) > limits.max_count:
        problems.append(
            Problem("media", f"Bài có {len(media)} ảnh, {label} chỉ nhận {limits.max_count}. Hãy bỏ bớt ảnh.")
        )
    for number, file in enumerate(media, start=1):
        problems.extend(Problem("media", f"Ảnh {number}: {wish}") for wish in _wishes(label, file, limits))
    return problems


def _wishes(label: str, file: MediaFile, limits: MediaLimits) -> list[str]:
    wishes = []
    if file.mime not in limits.mime_types:
        wishes.append(f"kiểu {file.mime} không dùng được trên {label}, hãy dùng {', '.join(limits.mime_types)}.")
    if file.bytes > limits.max_bytes:
        wishes.append(f"nặng {file.bytes} byte, {label} chỉ nhận {limits.max_bytes}. Hãy nén ảnh nhỏ lại.")
    if len(file.alt_text) > limits.alt_text_limit:
        wishes.append(
            f"mô tả dài {len(file.alt_text)} ký tự, {label} chỉ nhận {limits.alt_text_limit}. Hãy viết ngắn hơn."
        )
    return wishes


def seconds_in_words(seconds: float) -> str:
    """Return text such as `3 phút 20 giây`."""
    minutes, rest = divmod(round(seconds), 60)
    words = [f"{minutes} phút"] if minutes else []
    return " ".join([*words, f"{rest} giây"] if rest or not minutes else words)


def bytes_in_words(count: int) -> str:
    """Return text such as `48,2 MB`; beyond a thousand of them `1,2 GB`."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}".replace(".", ",")
    return f"{count} byte"


def video_wishes(label: str, video: MediaFile, limits: VideoLimits, alt_text_limit: int, advice: str = "") -> list[str]:
    """Return what is wrong with a video: of another type, empty, too heavy, too long or short, too narrow or flat, or with too
    long an alt text.

    `advice`: what else may be done about one that is too long.
    """
    wishes = []
    if video.mime not in limits.mime_types:
        wishes.append(f"Video kiểu {video.mime} không dùng được trên {label}. Hãy xuất lại ở dạng MP4 (H.264, AAC).")
    if video.bytes <= 0:
        wishes.append("Tệp video trống (0 byte). Hãy dựng lại video.")
    if video.bytes > limits.max_bytes:
        wishes.append(
            f"Video nặng {bytes_in_words(video.bytes)}, {label} chỉ nhận {bytes_in_words(limits.max_bytes)}. "
            "Hãy xuất lại với chất lượng thấp hơn."
        )
    if video.duration_s > limits.max_s:
        wishes.append(
            f"Video dài {seconds_in_words(video.duration_s)}, {label} chỉ nhận {seconds_in_words(limits.max_s)}. "
            f"Hãy cắt ngắn{advice}."
        )
    if video.duration_s < limits.min_s:
        seconds = f"{video.duration_s:.1f} giây, {label} cần ít nhất {limits.min_s:g} giây".replace(".", ",")
        wishes.append(f"Video dài {seconds}. Hãy dựng lại video.")
    shape = video.width / video.height if video.height > 0 else 0.0
    if not limits.aspect[0] <= shape <= limits.aspect[1]:
        wishes.append(
            f"Khung hình {video.width}×{video.height} quá hẹp hoặc quá dẹt cho {label}. "
            "Hãy xuất lại ở 16:9 (ngang) hoặc 9:16 (dọc)."
        )
    if len(video.alt_text) > alt_text_limit:
        wishes.append(f"Mô tả thay thế dài quá {alt_text_limit} ký tự. Hãy viết ngắn hơn.")
    return wishes


def common_problems(
    label: str, post: OutgoingPost, limit: int, count: Callable[[str], int], limits: MediaLimits
) -> list[Problem]:
    return [
        *text_problems(label, post.text, (post.media and limits.text_limit) or limit, count),
        *link_problems(post.link),
        *media_problems(label, post.media, limits),
    ]


def suffix_of(path: Path, mime: str) -> str:
    """A file ending that tells the type, for platforms that look at names."""
    return path.suffix or f".{mime.rpartition('/')[2]}"
