"""The same feed as JSON Feed 1.1 (jsonfeed.org/version/1.1), for readers that rather not read XML. Pure, as the other forms."""

import json
from collections.abc import Sequence

from channels.rss.entries import (
    EnclosedFile,
    FeedInfo,
    FeedItem,
    absolute,
    categories_of,
    clean,
    content_of,
    description_of,
    guid_of,
    local,
    summary_of,
    title_of,
    title_of_feed,
)

VERSION = "https://jsonfeed.org/version/1.1"


def render_json(feed: FeedInfo, entries: Sequence[FeedItem]) -> bytes:
    """UTF-8, entries in the order given."""
    document: dict[str, object] = {
        "version": VERSION,
        "title": title_of_feed(feed),
        "home_page_url": absolute(feed.link),
        "feed_url": absolute(feed.address),
        "description": description_of(feed),
        "language": feed.language,
    }
    if feed.older:
        document["next_url"] = absolute(feed.older)
    if feed.hub:
        document["hubs"] = [{"type": "WebSub", "url": absolute(feed.hub)}]
    document["items"] = [_item(entry) for entry in entries]
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _item(entry: FeedItem) -> dict[str, object]:
    item: dict[str, object] = {
        "id": guid_of(entry),
        "url": absolute(entry.link),
        "title": title_of(entry),
        "content_text": summary_of(entry),
        "content_html": content_of(entry),
        "date_published": local(entry.published_at).isoformat(),
        "date_modified": local(entry.updated_at).isoformat(),
    }
    pictures = [medium for medium in entry.media if not medium.is_video and not medium.is_audio]
    if pictures:
        item["image"] = absolute(pictures[0].url)
    if categories := categories_of(entry):
        item["tags"] = categories
    if entry.media:
        item["attachments"] = [_attachment(medium) for medium in entry.media]
    return item


def _attachment(medium: EnclosedFile) -> dict[str, object]:
    attachment: dict[str, object] = {
        "url": absolute(medium.url),
        "mime_type": medium.mime,
        "size_in_bytes": medium.bytes,
    }
    if alt_text := clean(medium.alt_text):
        attachment["title"] = alt_text
    if medium.duration_s > 0:
        attachment["duration_in_seconds"] = medium.duration_s
    return attachment
