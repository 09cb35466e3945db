"""What Facebook would refuse about a post, in phrases that say what to change. No I/O: the files themselves are looked at
when sent."""

from channels.base import MediaFile, OutgoingPost, Problem
from channels.checks import link_problems, media_problems, text_problems, video_wishes
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.form import reel_wishes
from channels.fingerprint import carries
from phrases import phrase

_MB = 1_000_000


def problems_of(post: OutgoingPost, settings: FacebookConfiguration) -> list[Problem]:
    """Everything wrong with `post`."""
    common = settings.common
    problems = [*text_problems(common.label, post.text, common.text_limit, len), *link_problems(post.link)]
    if post.video is None:
        problems += media_problems(common.label, post.media, common.media)
        problems += [
            Problem("media", phrase("facebook.picture-empty", number=number))
            for number, file in enumerate(post.media, start=1)
            if file.bytes <= 0
        ]
    else:
        problems += _video_problems(post, post.video, settings)
    if post.media and post.link and not carries(post.text, post.link):
        problems.append(Problem("text", phrase("facebook.link-in-text")))
    return problems


def _video_problems(post: OutgoingPost, video: MediaFile, settings: FacebookConfiguration) -> list[Problem]:
    if len(post.media) > 1:
        count = sum(file.is_video for file in post.media)
        videos = phrase("channels.videos", count=count)
        pictures = phrase("channels.pictures", count=len(post.media) - count)
        return [Problem("media", phrase("facebook.one-video", videos=videos, pictures=pictures))]
    common = settings.common
    wishes = video_wishes(common.label, video, settings.video, common.media.alt_text_limit)
    problems = [Problem("media", wish) for wish in wishes]
    if not problems and post.settings.get("kind") == "reel":
        problems = [Problem("media", wish) for wish in reel_wishes(video, settings.reel)]
    if len(post.title) > settings.title_limit:
        length, limit = len(post.title), settings.title_limit
        said = phrase("facebook.title-long", length=length, limit=limit, excess=length - limit)
        problems.append(Problem("title", said))
    return [*problems, *_cover_problems(post.cover, settings), *_captions_problems(post, settings)]


def _cover_problems(cover: MediaFile | None, settings: FacebookConfiguration) -> list[Problem]:
    if cover is None:
        return []
    limits = settings.common.media
    wishes = []
    if cover.mime not in limits.mime_types:
        wishes.append(phrase("channels.cover-type", mime=cover.mime, label=settings.common.label))
    if not 0 < cover.bytes <= limits.max_bytes:
        wishes.append(phrase("facebook.cover-heavy", limit=limits.max_bytes // _MB))
    return [Problem("cover", wish) for wish in wishes]


def _captions_problems(post: OutgoingPost, settings: FacebookConfiguration) -> list[Problem]:
    limits = settings.captions
    wishes = []
    for captions in post.captions:
        if captions.mime not in limits.mime_types:
            wishes.append(phrase("facebook.captions-type", mime=captions.mime))
        if captions.language not in limits.locales:
            known = ", ".join(limits.locales)
            wishes.append(phrase("facebook.captions-language", language=captions.language, known=known))
    languages = [captions.language for captions in post.captions]
    if len(set(languages)) < len(languages):
        wishes.append(phrase("channels.captions-twice"))
    return [Problem("captions", wish) for wish in wishes]


def captions_fault(content: bytes, most: int) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return phrase("facebook.captions-not-text")
    if "-->" not in text:
        return phrase("facebook.captions-empty")
    if len(content) > most:
        return phrase("facebook.captions-heavy", bytes=len(content), limit=most)
    return ""
