"""What YouTube would refuse about a post, in phrases that say what to change. No I/O."""

import sys
from unicodedata import normalize

from channels.base import MediaFile, OutgoingPost, Problem
from channels.checks import bytes_in_words, link_problems, seconds_in_words, text_problems, video_wishes
from channels.fingerprint import carries
from channels.youtube.configuration import YouTubeConfiguration
from channels.youtube.metadata import PRIVACIES, is_short, privacy_of, tags_length, tags_of
from phrases import phrase


def utf8_bytes(text: str) -> int:
    """YouTube counts a description in bytes: a Vietnamese letter with marks is two or three."""
    return len(text.encode())


def problems_of(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    """Everything wrong with `post`."""
    return [
        *_title_problems(post, settings),
        *_text_problems(post, settings),
        *link_problems(post.link),
        *_video_problems(post, settings),
        *_cover_problems(post.cover, settings),
        *_captions_problems(post, settings),
        *_settings_problems(post, settings),
    ]


def _title_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    title = post.title
    if not title.strip():
        return [Problem("title", phrase("youtube.no-title"))]
    wishes: list[str] = []
    if normalize("NFC", title) != title:
        wishes.append(phrase("youtube.title-not-nfc"))
    if len(title) > settings.title_limit:
        length, limit = len(title), settings.title_limit
        wishes.append(phrase("youtube.title-long", length=length, limit=limit, excess=length - limit))
    if _has_angle(title):
        wishes.append(phrase("youtube.title-angles"))
    return [Problem("title", wish) for wish in wishes]


def _text_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    limit = settings.common.text_limit
    # Without its own words on length: here bytes are counted.
    problems = text_problems(settings.common.label, post.text, sys.maxsize, utf8_bytes)
    length = utf8_bytes(post.text)
    if length > limit:
        letters = -(-(length - limit) // 2)
        said = phrase("youtube.text-long", length=length, limit=limit, letters=letters)
        problems.append(Problem("text", said))
    if _has_angle(post.text):
        problems.append(Problem("text", phrase("youtube.text-angles")))
    if post.link and post.text.strip() and not carries(post.text, post.link):
        problems.append(Problem("text", phrase("youtube.link-in-text")))
    return problems


def _has_angle(text: str) -> bool:
    return "<" in text or ">" in text


def _video_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    videos = [file for file in post.media if file.is_video]
    if len(videos) != 1 or len(post.media) != 1:
        if not post.media:
            return [Problem("media", phrase("youtube.one-video-none"))]
        pictures = phrase("channels.pictures", count=len(post.media) - len(videos))
        found = phrase("youtube.one-video", videos=phrase("channels.videos", count=len(videos)), pictures=pictures)
        return [Problem("media", found)]
    return [Problem("media", wish) for wish in _video_wishes(videos[0], post, settings)]


def _video_wishes(video: MediaFile, post: OutgoingPost, settings: YouTubeConfiguration) -> list[str]:
    advice = phrase("youtube.shorten")
    alt_text_limit = settings.common.media.alt_text_limit
    wishes = video_wishes(settings.common.label, video, settings.video, alt_text_limit, advice)
    if post.settings.get("form") == "short" and not is_short(video, settings.short):
        most, length = seconds_in_words(settings.short.max_s), seconds_in_words(video.duration_s)
        wishes.append(phrase("youtube.no-short", most=most, width=video.width, height=video.height, length=length))
    return wishes


def _cover_problems(cover: MediaFile | None, settings: YouTubeConfiguration) -> list[Problem]:
    if cover is None:
        return []
    limits = settings.common.media
    wishes = []
    if cover.mime not in limits.mime_types:
        wishes.append(phrase("channels.cover-type", mime=cover.mime, label=settings.common.label))
    if cover.bytes > limits.max_bytes:
        size, most = bytes_in_words(cover.bytes), bytes_in_words(limits.max_bytes)
        wishes.append(phrase("youtube.cover-heavy", size=size, limit=most))
    if cover.width < settings.cover_min_width:
        wishes.append(phrase("youtube.cover-small", width=cover.width, least=settings.cover_min_width))
    return [Problem("cover", wish) for wish in wishes]


def _captions_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    wishes = [
        phrase("youtube.captions-type", mime=captions.mime)
        for captions in post.captions
        if captions.mime not in settings.caption_types
    ]
    languages = [captions.language for captions in post.captions]
    if len(set(languages)) < len(languages):
        wishes.append(phrase("channels.captions-twice"))
    return [Problem("captions", wish) for wish in wishes]


def _settings_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    wishes = []
    if privacy_of(post) not in PRIVACIES:
        wishes.append(phrase("youtube.privacy", privacy=privacy_of(post), known=", ".join(PRIVACIES)))
    tags = tags_of(post)
    length = tags_length(tags)
    if length > settings.tags_limit:
        wishes.append(phrase("youtube.tags-long", length=length, limit=settings.tags_limit))
    if any(_has_angle(tag) for tag in tags):
        wishes.append(phrase("youtube.tags-angles"))
    return [Problem("settings", wish) for wish in wishes]
