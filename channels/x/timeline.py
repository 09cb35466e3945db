"""Looks for a post among those that an account has published since a moment.

X replaces each link by its own short one; the original is in `entities.urls`. A post whose text does not carry its link, for its
account puts the address on the picture, is known as one without a link is: by its text and its number of media.
"""

from datetime import UTC, datetime, timedelta
from html import unescape

from channels.answers import JsonObject, moment_in, objects_in, text_in, value_in, whole_in
from channels.base import Look, OutgoingPost, Published
from channels.fingerprint import carries, same_text
from channels.tables import Listing
from channels.x.client import XClient

FIELDS = "attachments,created_at,entities,note_post"


def address_of(external_id: str, handle: str) -> str:
    """Where a citizen sees the post; X leads there without the handle too."""
    return f"https://x.com/{handle or 'i/web'}/status/{external_id}"


def look(client: XClient, user_id: str, handle: str, listing: Listing, post: OutgoingPost, since: datetime) -> Look:
    """Posts of the account that carry the fingerprint of `post`, not older than `since` less the clocks' skew."""
    oldest = (since.astimezone(UTC) - timedelta(seconds=listing.clock_skew_s)).replace(microsecond=0)
    parameters = {
        "max_results": str(listing.page_size),
        "post.fields": FIELDS,
        "start_time": oldest.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    matches: list[Published] = []
    for _page in range(listing.pages):
        answer = client.read(f"/2/users/{user_id}/tweets", parameters)
        matches.extend(
            Published(text_in(entry, "id"), address_of(text_in(entry, "id"), handle))
            for entry in objects_in(answer, "data")
            if text_in(entry, "id") and _is_recent(entry, oldest) and is_match(entry, post)
        )
        following = text_in(answer, "meta", "next_token")
        if not following:
            # An empty timeline has no `data`, but says so; an answer that says neither proves nothing.
            told = isinstance(value_in(answer, "data"), list) or whole_in(answer, "meta", "result_count") == 0
            return Look(tuple(matches), complete=told)
        parameters = {**parameters, "pagination_token": following}
    return Look(tuple(matches), complete=False)


def _is_recent(entry: JsonObject, oldest: datetime) -> bool:
    created = moment_in(entry, "created_at")
    return created is None or created >= oldest


def is_match(entry: JsonObject, post: OutgoingPost) -> bool:
    """Whether the published `entry` carries the fingerprint of `post`."""
    links = [*objects_in(entry, "entities", "urls"), *objects_in(entry, "note_post", "entities", "urls")]
    if post.link and carries(post.text, post.link):
        shown = text_in(entry, "text")
        return carries(shown, post.link) or any(
            carries(text_in(link, name), post.link) for link in links for name in ("expanded_url", "unwound_url", "url")
        )
    keys = value_in(entry, "attachments", "media_keys")
    count = len(keys) if isinstance(keys, list) else 0
    return count == len(post.media) and same_text(_as_posted(entry, links), post.text)


def _as_posted(entry: JsonObject, links: list[JsonObject]) -> str:
    """The text with its own links back in place of the short ones, and without that of the pictures."""
    text = text_in(entry, "note_post", "text") or text_in(entry, "text")
    for link in links:
        shortened = text_in(link, "url")
        if shortened:
            is_picture = bool(text_in(link, "media_key"))
            text = text.replace(shortened, "" if is_picture else text_in(link, "expanded_url"))
    return unescape(text)
