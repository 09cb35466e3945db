"""Looks for a post among those that a Page has published since a moment.

A look is complete when the listing ended, or reached a whole page of older posts: newest come first. A video is looked
for among the posts, then among the Page's videos and reels, which also list what the platform still works on: such a
one proves neither that the post is there nor that it is not. Nor does a listing that lacks what was asked (`channels.listed`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import parse_qsl, urlsplit

from channels.answers import JsonObject, moment_in, object_in, objects_in, text_in, value_in
from channels.base import Look, OutgoingPost, Published
from channels.facebook.client import Fields, GraphClient
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.processing import identity_of, is_broken, is_public
from channels.fingerprint import carries, same_text
from channels.listed import CURSOR, lacking_ids, lacking_moments, lacking_texts, listed_page

FIELDS = (
    "id,message,created_time,permalink_url,status_type,"
    "attachments{media_type,type,url,unshimmed_url,subattachments{media_type,type}}"
)
VIDEO_FIELDS = "id,description,created_time,permalink_url,post_id,published,status"
_SIGNATURE = ("access_token", "appsecret_proof")
_PICTURES = ("photo", "album", "video")
_WORDS_ONLY = "mobile_status_update"
"""Graph's word for a post that has no attachments; of any other they must be told."""


@dataclass(frozen=True)
class _Page:
    """Entries that are not too old. `last`: nothing older needs to be read; None: the answer is no listing."""

    entries: tuple[JsonObject, ...]
    last: bool | None
    lacking: frozenset[str]


def look(
    client: GraphClient, page_id: str, settings: FacebookConfiguration, post: OutgoingPost, since: datetime
) -> Look:
    """Published posts of the Page that carry the fingerprint of `post`, not older than `since` less the clocks' skew."""
    oldest = (since - timedelta(seconds=settings.listing.clock_skew_s)).replace(microsecond=0)
    posts = _posts(client, page_id, settings, post, oldest)
    if post.video is None or posts.matches:
        return posts
    # A video bears the time at which its upload began.
    begun = oldest - timedelta(seconds=settings.upload.lives_s)
    videos = _videos(client, f"{page_id}/videos", {"type": "uploaded"}, settings, page_id, post, begun)
    if videos.matches:
        return videos
    reels = _videos(client, f"{page_id}/video_reels", {"since": _unix(begun)}, settings, page_id, post, begun)
    if reels.matches:
        return reels
    parts = (posts, videos, reels)
    lacking = posts.lacking | videos.lacking | reels.lacking
    return Look((), all(part.complete for part in parts), lacking)


def following_query(address: str) -> dict[str, str]:
    """Return what the address of a listing's next page asks for. Nothing else is taken from it, least of all where it points."""
    query = parse_qsl(urlsplit(address).query)
    return {name: value for name, value in query if name not in _SIGNATURE}


def _posts(
    client: GraphClient, page_id: str, settings: FacebookConfiguration, post: OutgoingPost, oldest: datetime
) -> Look:
    matches: list[Published] = []
    lacking: frozenset[str] = frozenset()
    complete = False
    asked = {"fields": FIELDS, "since": _unix(oldest)}
    for page in _pages(client, f"{page_id}/published_posts", asked, settings, oldest, _post_lacks):
        complete = page.last is True
        lacking |= page.lacking
        matches.extend(
            Published(
                text_in(entry, "id"),
                text_in(entry, "permalink_url") or f"https://www.facebook.com/{text_in(entry, 'id')}",
            )
            for entry in page.entries
            if text_in(entry, "id") and is_match(entry, post)
        )
    return Look(tuple(matches), complete and not lacking, lacking)


def _videos(
    client: GraphClient,
    path: str,
    asked: Fields,
    settings: FacebookConfiguration,
    page_id: str,
    post: OutgoingPost,
    oldest: datetime,
) -> Look:
    matches: list[Published] = []
    lacking: frozenset[str] = frozenset()
    complete, underway = False, False
    for page in _pages(client, path, {"fields": VIDEO_FIELDS, **asked}, settings, oldest, _video_lacks):
        complete = page.last is True
        lacking |= page.lacking
        for entry in page.entries:
            if not text_in(entry, "id") or not _tells_of(entry, post) or is_broken(entry):
                continue
            if is_public(entry) or not object_in(entry, "status"):
                matches.append(identity_of(entry, page_id))
            else:
                underway = True
    return Look(tuple(matches), complete and not underway and not lacking, lacking)


def _pages(
    client: GraphClient,
    path: str,
    asked: Fields,
    settings: FacebookConfiguration,
    oldest: datetime,
    lacks: Callable[[JsonObject], Iterable[str]],
) -> Iterator[_Page]:
    size = settings.listing.page_size
    fields: Fields = {"limit": str(size), **asked}
    for _page in range(settings.listing.pages):
        answer = client.get(path, fields)
        following = text_in(answer, "paging", "next")
        listed = listed_page(
            answer,
            "data",
            lacks=lacks,
            counts=partial(_is_recent, oldest=oldest),
            follows=following,
            full_at=size,
        )
        recent = tuple(entry for entry in listed.entries if _is_recent(entry, oldest))
        if "data" in listed.lacking:
            yield _Page(recent, None, listed.lacking)
            return
        last = not following or (bool(listed.entries) and not recent)
        yield _Page(
            recent, last, listed.lacking - {CURSOR} if last and listed.entries and not recent else listed.lacking
        )
        if last:
            return
        fields = following_query(following)


def _post_lacks(entry: JsonObject) -> list[str]:
    """Return what a post does not say. A message that it has none of is not told apart from one that is not told."""
    lacking = (
        lacking_ids(entry, "id")
        + lacking_texts(entry, "message", "permalink_url")
        + lacking_moments(entry, "created_time")
    )
    attachments = value_in(entry, "attachments", "data")
    if not isinstance(attachments, list):
        if text_in(entry, "status_type") != _WORDS_ONLY:
            lacking.append("attachments")
    elif not all(_is_told(one) for one in attachments):
        lacking.append("attachments.data")
    return lacking


def _is_told(attachment: object) -> bool:
    """Return True if the attachment says what it is and where it leads, and an album what is in it."""
    kinds = (text_in(attachment, "media_type"), text_in(attachment, "type"))
    leads = text_in(attachment, "unshimmed_url") or text_in(attachment, "url")
    parts = value_in(attachment, "subattachments", "data")
    return any(kinds) and bool(leads) and ("album" not in kinds or (isinstance(parts, list) and bool(parts)))


def _video_lacks(entry: JsonObject) -> list[str]:
    """Return what a video does not say. Its address is told once it is published; not every video has a post of its own."""
    lacking = lacking_ids(entry, "id") + lacking_texts(entry, "description", "status.video_status")
    lacking += lacking_moments(entry, "created_time")
    published = value_in(entry, "published")
    if not isinstance(published, bool):
        lacking.append("published")
    elif published:
        lacking += lacking_texts(entry, "permalink_url")
    return lacking


def _unix(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def _is_recent(entry: JsonObject, oldest: datetime) -> bool:
    created = moment_in(entry, "created_time")
    # A post of unknown age may be ours; the fingerprint decides.
    return created is None or created >= oldest


def _tells_of(video: JsonObject, post: OutgoingPost) -> bool:
    description = text_in(video, "description")
    return carries(description, post.link) if post.link else same_text(description, post.text)


def is_match(entry: JsonObject, post: OutgoingPost) -> bool:
    """Return True if the published `entry` carries the fingerprint of `post`."""
    message = text_in(entry, "message")
    attachments = objects_in(entry, "attachments", "data")
    if post.link:
        return carries(message, post.link) or any(
            carries(target, post.link) for attachment in attachments for target in _targets(attachment)
        )
    return same_text(message, post.text) and media_count(attachments) == len(post.media)


def _targets(attachment: JsonObject) -> Sequence[str]:
    """Return where an attachment leads: its address as posted, and the one inside Facebook's redirect."""
    shown = text_in(attachment, "url")
    inside = [value for name, value in parse_qsl(urlsplit(shown).query) if name == "u"]
    return [text_in(attachment, "unshimmed_url"), shown, *inside]


def media_count(attachments: Sequence[JsonObject]) -> int:
    """Pictures and videos of a post; a link's preview is none."""
    count = 0
    for attachment in attachments:
        parts = objects_in(object_in(attachment, "subattachments"), "data")
        if parts:
            count += len(parts)
        elif text_in(attachment, "media_type") in _PICTURES or text_in(attachment, "type") in _PICTURES:
            count += 1
    return count
