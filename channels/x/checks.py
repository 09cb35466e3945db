"""Everything about a post that X would refuse, as problems in words for staff; no I/O.

Where an account has the rule `address_in_picture`, the address stands on the picture and not in the text: then the text must
hold no URL at all, for one makes the post many times dearer. A video is made once for many posts and bears no post's own address;
so a post with a video has it in the text whatever the rule.
"""

from channels.base import MediaFile, OutgoingPost, Problem
from channels.checks import link_problems, media_problems, text_problems, video_wishes
from channels.fingerprint import carries
from channels.x.configuration import XConfiguration
from channels.x.weight import has_url, weighted_length
from phrases import phrase


def problems_of(post: OutgoingPost, settings: XConfiguration, *, address_in_picture: bool) -> list[Problem]:
    """Return what staff must change; empty if nothing."""
    common = settings.common
    return [
        *text_problems(common.label, post.text, common.text_limit, weighted_length),
        *link_problems(post.link),
        *(
            _pictured_address_problems(post)
            if address_in_picture and not post.video
            else _written_address_problems(post)
        ),
        *_media_problems(post, settings),
    ]


def _written_address_problems(post: OutgoingPost) -> list[Problem]:
    if not post.link or carries(post.text, post.link):
        return []
    return [Problem("text", phrase("x.link-missing"))]


def _pictured_address_problems(post: OutgoingPost) -> list[Problem]:
    problems = []
    if has_url(post.text):
        problems.append(Problem("text", phrase("x.url-in-text")))
    if not post.media:
        problems.append(Problem("media", phrase("x.picture-missing")))
    return problems


def _media_problems(post: OutgoingPost, settings: XConfiguration) -> list[Problem]:
    """Return what is wrong with the media: up to four pictures, or one video, never both."""
    videos = [file for file in post.media if file.is_video]
    limits = settings.common.media
    if not videos:
        return media_problems(settings.common.label, post.media, limits)
    if len(post.media) > 1:
        pictures = len(post.media) - len(videos)
        wish = phrase("x.one-kind", videos=len(videos), pictures=pictures, most=limits.max_count)
        return [Problem("media", wish)]
    common = settings.common
    wishes = video_wishes(common.label, videos[0], settings.video, common.media.alt_text_limit)
    return [Problem("media", wish) for wish in [*wishes, *_frame_wishes(videos[0], settings)]]


def _frame_wishes(video: MediaFile, settings: XConfiguration) -> list[str]:
    """Return what is wrong with the size of a video's picture in pixels; it may stand or lie."""
    longer, shorter = sorted((video.width, video.height), reverse=True)
    frame = settings.frame
    if longer > frame.largest[0] or shorter > frame.largest[1]:
        most = f"{frame.largest[0]}×{frame.largest[1]}"
        return [phrase("x.frame-too-large", width=video.width, height=video.height, most=most)]
    if longer < frame.smallest[0] or shorter < frame.smallest[1]:
        least = f"{frame.smallest[0]}×{frame.smallest[1]}"
        return [phrase("x.frame-too-small", width=video.width, height=video.height, least=least)]
    return []
