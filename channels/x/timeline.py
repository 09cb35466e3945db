"""Looks for a post among those that an account has published since a moment.

X replaces each link by its own short one; the original is in `entities.urls`. A post whose text does not carry its link, for its
account puts the address on the picture, is known as one without a link is: by its text and its number of media.

X leaves out `entities` and `attachments` where there are none, so what must be there is told by the text: each short link in it
is explained by an entity, and an entity of a picture by the attachments.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape

from channels.answers import JsonObject, moment_in, object_in, objects_in, text_in, value_in, whole_in
from channels.base import Look, OutgoingPost, Published
from channels.fingerprint import carries, same_text
from channels.listed import lacking_ids, lacking_moments, lacking_texts, listed_page
from channels.tables import Listing
from channels.x.fields import NOTES, FieldsReader

FIELDS = ("attachments", "created_at", "entities", "note_post")
_SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_WHOLE_POST = re.compile(r"https?://(?:twitter|x)\.com/i/web/status/\d+")


def address_of(external_id: str, handle: str) -> str:
    """Return the address at which a citizen sees the post; X leads there without the handle too."""
    return f"https://x.com/{handle or 'i/web'}/status/{external_id}"


def look(
    reader: FieldsReader, user_id: str, handle: str, listing: Listing, post: OutgoingPost, since: datetime
) -> Look:
    """Posts of the account that carry the fingerprint of `post`, not older than `since` less the clocks' skew."""
    oldest = (since.astimezone(UTC) - timedelta(seconds=listing.clock_skew_s)).replace(microsecond=0)
    parameters = {"max_results": str(listing.page_size), "start_time": oldest.strftime("%Y-%m-%dT%H:%M:%SZ")}
    matches: list[Published] = []
    lacking: set[str] = set()
    for _page in range(listing.pages):
        answer = reader.read(f"/2/users/{user_id}/tweets", parameters, FIELDS)
        following = text_in(answer, "meta", "next_token")
        page = listed_page(
            answer, "data", lacks=partial(_lacks, post=post), follows=following, full_at=listing.page_size
        )
        matches.extend(
            Published(text_in(entry, "id"), address_of(text_in(entry, "id"), handle))
            for entry in page.entries
            if text_in(entry, "id") and _is_recent(entry, oldest) and is_match(entry, post)
        )
        # An empty timeline has no `data`, but says so; an answer that says neither proves nothing.
        is_empty = value_in(answer, "data") is None and whole_in(answer, "meta", "result_count") == 0
        lacking |= set() if is_empty else page.lacking
        if not is_empty and whole_in(answer, "meta", "result_count") != len(page.entries):
            lacking.add("meta.result_count")
        if value_in(answer, "errors"):
            # X may leave a whole post out for one field that it does not tell.
            lacking.add("errors")
        if not following:
            return Look(tuple(matches), complete=not lacking, lacking=frozenset(lacking))
        parameters = {**parameters, "pagination_token": following}
    return Look(tuple(matches), complete=False, lacking=frozenset(lacking))


def _lacks(entry: JsonObject, post: OutgoingPost) -> Iterator[str]:
    """Yield what `entry` does not say of what it must."""
    yield from lacking_moments(entry, "created_at")
    yield from lacking_ids(entry, "id")
    yield from lacking_texts(entry, "text")
    links = _links(entry)
    told = {text_in(link, "url") for link in links if text_in(link, "expanded_url") or text_in(link, "media_key")}
    if not set(_SHORT_LINK.findall(text_in(entry, "text"))) <= told:
        yield "entities"
    keys = value_in(entry, "attachments", "media_keys")
    must_have = any(text_in(link, "media_key") for link in links) or (
        bool(post.media) and same_text(_as_posted(entry, links), post.text)
    )
    if not isinstance(keys, list) and (must_have or "attachments" in entry):
        yield "attachments"
    if not _note(entry) and any(_WHOLE_POST.match(text_in(link, "expanded_url")) for link in links):
        yield "note_post"


def _is_recent(entry: JsonObject, oldest: datetime) -> bool:
    created = moment_in(entry, "created_at")
    return created is None or created >= oldest


def _note(entry: JsonObject) -> JsonObject:
    """The whole of a long post."""
    return next((found for name in NOTES if (found := object_in(entry, name))), {})


def _links(entry: JsonObject) -> list[JsonObject]:
    return [*objects_in(entry, "entities", "urls"), *objects_in(_note(entry), "entities", "urls")]


def is_match(entry: JsonObject, post: OutgoingPost) -> bool:
    """Return True if the published `entry` carries the fingerprint of `post`."""
    links = _links(entry)
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
    text = text_in(_note(entry), "text") or text_in(entry, "text")
    for link in links:
        shortened = text_in(link, "url")
        if shortened:
            is_picture = bool(text_in(link, "media_key"))
            text = text.replace(shortened, "" if is_picture else text_in(link, "expanded_url"))
    return unescape(text)
