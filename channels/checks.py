"""What every channel refuses in the same way, as problems in phrases for staff."""

from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize
from urllib.parse import urlsplit

from channels.base import MediaFile, MediaLimits, OutgoingPost, Problem, VideoLimits
from phrases import listed, phrase


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
        return [Problem("text", phrase("channels.no-text", label=label))]
    problems = []
    if normalize("NFC", text) != text:
        problems.append(Problem("text", phrase("channels.text-not-nfc")))
    length = count(text)
    if length > limit:
        excess = length - limit
        said = phrase("channels.text-too-long", length=length, label=label, limit=limit, excess=excess)
        problems.append(Problem("text", said))
    return problems


def link_problems(link: str | None) -> list[Problem]:
    """Return a problem if the link is not an absolute address."""
    if link is None or is_absolute_link(link):
        return []
    return [Problem("link", phrase("channels.link-not-whole"))]


def media_problems(label: str, media: tuple[MediaFile, ...], limits: MediaLimits) -> list[Problem]:
    """Too many, too heavy, of another type, or with too long an alt text."""
    problems = []
    if len(media) > limits.max_count:
        said = phrase("channels.too-many-pictures", count=len(media), label=label, limit=limits.max_count)
        problems.append(Problem("media", said))
    for number, file in enumerate(media, start=1):
        problems.extend(
            Problem("media", phrase("channels.picture", number=number, wish=wish))
            for wish in _wishes(label, file, limits)
        )
    return problems


def _wishes(label: str, file: MediaFile, limits: MediaLimits) -> list[str]:
    wishes: list[str] = []
    if file.mime not in limits.mime_types:
        mimes = ", ".join(limits.mime_types)
        wishes.append(phrase("channels.picture-type", mime=file.mime, label=label, mimes=mimes))
    if file.bytes > limits.max_bytes:
        wishes.append(phrase("channels.picture-heavy", bytes=file.bytes, label=label, limit=limits.max_bytes))
    if len(file.alt_text) > limits.alt_text_limit:
        length, limit = len(file.alt_text), limits.alt_text_limit
        wishes.append(phrase("channels.picture-alt-text", length=length, label=label, limit=limit))
    return wishes


def seconds_in_words(seconds: float) -> str:
    """Return a phrase such as `3 phút 20 giây`."""
    minutes, rest = divmod(round(seconds), 60)
    words = [phrase("channels.minutes", count=minutes)] if minutes else []
    return listed([*words, phrase("channels.seconds", count=rest)] if rest or not minutes else words)


def bytes_in_words(count: int) -> str:
    """Return a phrase such as `48,2 MB`; beyond a thousand of them `1,2 GB`."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= size:
            return phrase("channels.size", size=count / size, unit=unit)
    return phrase("channels.bytes", count=count)


def video_wishes(label: str, video: MediaFile, limits: VideoLimits, alt_text_limit: int, advice: str = "") -> list[str]:
    """Return what is wrong with a video: of another type, empty, too heavy, too long or short, too narrow or flat, or with too
    long an alt text.

    `advice`: what may be done about one that is too long, where that is more than to shorten it.
    """
    wishes: list[str] = []
    if video.mime not in limits.mime_types:
        wishes.append(phrase("channels.video-type", mime=video.mime, label=label))
    if video.bytes <= 0:
        wishes.append(phrase("channels.video-empty"))
    if video.bytes > limits.max_bytes:
        size, most = bytes_in_words(video.bytes), bytes_in_words(limits.max_bytes)
        wishes.append(phrase("channels.video-heavy", size=size, label=label, limit=most))
    if video.duration_s > limits.max_s:
        length, longest = seconds_in_words(video.duration_s), seconds_in_words(limits.max_s)
        shorten = advice or phrase("channels.shorten")
        wishes.append(phrase("channels.video-long", length=length, label=label, limit=longest, advice=shorten))
    if video.duration_s < limits.min_s:
        seconds, least = float(video.duration_s), float(limits.min_s)
        wishes.append(phrase("channels.video-short", length=seconds, label=label, least=least))
    shape = video.width / video.height if video.height > 0 else 0.0
    if not limits.aspect[0] <= shape <= limits.aspect[1]:
        wishes.append(phrase("channels.video-shape", width=video.width, height=video.height, label=label))
    if len(video.alt_text) > alt_text_limit:
        wishes.append(phrase("channels.video-alt-text", limit=alt_text_limit))
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
