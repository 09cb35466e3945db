"""Looks for a post among those that a Page has published since a moment.

A look is complete when the listing ended, or reached a whole page of older posts: newest come first.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from channels.answers import JsonObject, moment_in, object_in, objects_in, text_in
from channels.base import Look, OutgoingPost, Published
from channels.facebook.client import GraphClient
from channels.fingerprint import carries, same_text
from channels.tables import Listing

FIELDS = (
    "id,message,created_time,permalink_url,"
    "attachments{media_type,type,url,unshimmed_url,subattachments{media_type,type}}"
)
_SIGNATURE = ("access_token", "appsecret_proof")
_PICTURES = ("photo", "album", "video")


def look(client: GraphClient, page_id: str, listing: Listing, post: OutgoingPost, since: datetime) -> Look:
    """Published posts of the Page that carry the fingerprint of `post`, not older than `since` less the clocks' skew."""
    oldest = (since - timedelta(seconds=listing.clock_skew_s)).replace(microsecond=0)
    matches: list[Published] = []
    fields = {
        "fields": FIELDS,
        "limit": str(listing.page_size),
        "since": str(int(oldest.timestamp())),
    }
    for _page in range(listing.pages):
        answer = client.get(f"{page_id}/published_posts", fields)
        entries = objects_in(answer, "data")
        recent = [entry for entry in entries if _is_recent(entry, oldest)]
        matches.extend(
            Published(
                text_in(entry, "id"),
                text_in(entry, "permalink_url") or f"https://www.facebook.com/{text_in(entry, 'id')}",
            )
            for entry in recent
            if text_in(entry, "id") and is_match(entry, post)
        )
        following = text_in(answer, "paging", "next")
        if "data" not in answer:
            return Look(tuple(matches), complete=False)
        if not following or (entries and not recent):
            return Look(tuple(matches), complete=True)
        # Only what the address asks for is taken from it, never where it points.
        query = parse_qsl(urlsplit(following).query)
        fields = {name: value for name, value in query if name not in _SIGNATURE}
    return Look(tuple(matches), complete=False)


def _is_recent(entry: JsonObject, oldest: datetime) -> bool:
    created = moment_in(entry, "created_time")
    # A post of unknown age may be ours; the fingerprint decides.
    return created is None or created >= oldest


def is_match(entry: JsonObject, post: OutgoingPost) -> bool:
    """Whether the published `entry` carries the fingerprint of `post`."""
    message = text_in(entry, "message")
    attachments = objects_in(entry, "attachments", "data")
    if post.link:
        return carries(message, post.link) or any(
            carries(target, post.link) for attachment in attachments for target in _targets(attachment)
        )
    return same_text(message, post.text) and media_count(attachments) == len(post.media)


def _targets(attachment: JsonObject) -> Sequence[str]:
    """Where an attachment leads: its address as posted, and the one inside Facebook's redirect."""
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
