"""Which fields each call of Zalo knows, and what it says of one that it does not. Raises Refused (-201, -210)."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from sandbox.calls import Json
from sandbox.x.weighted import links_in
from sandbox.zalo import errors

TITLE_LIMIT, DESCRIPTION_LIMIT, AUTHOR_LIMIT = 150, 300, 50
_ARTICLE = {"type", "title", "author", "cover", "description", "body", "status", "comment"}
_SEEN = ("show", "hide")
_MOST_ARTICLES = 5


def check_names(given: Mapping[str, object], needed: set[str], possible: frozenset[str] = frozenset()) -> None:
    for name in given:
        if name not in needed | possible:
            raise errors.invalid_parameter(name, "is unknown")
    for name in sorted(needed):
        if name not in given:
            raise errors.invalid_parameter(name, "is required")


def one_of(given: Mapping[str, str], name: str, least: int, most: int) -> int:
    """A whole number between two."""
    text = given[name]
    if not text.isdigit() or not least <= int(text) <= most:
        raise errors.invalid_parameter(name, f"must be from {least} to {most}")
    return int(text)


def check_article(body: Json, more: set[str]) -> dict[str, Any]:
    """An article as it was sent, if it is one."""
    check_names(body, _ARTICLE | more, frozenset({"tracking_link"}))
    if body["type"] != "normal":
        raise errors.invalid_parameter("type")
    for name, limit in (("title", TITLE_LIMIT), ("description", DESCRIPTION_LIMIT), ("author", AUTHOR_LIMIT)):
        text = body[name]
        if not isinstance(text, str) or not text.strip():
            raise errors.invalid_parameter(name, "is required")
        if len(text) > limit:
            raise errors.refused(-210, f"Params exceed max length: {name} ({limit})")
    for name in ("status", "comment"):
        if body[name] not in _SEEN:
            raise errors.invalid_parameter(name)
    _check_cover(body["cover"])
    _check_pieces(body["body"])
    return dict(body)


def _check_cover(cover: object) -> None:
    if not isinstance(cover, dict):
        raise errors.invalid_parameter("cover")
    check_names(cover, {"cover_type", "photo_url", "status"})
    address = cover["photo_url"]
    if cover["cover_type"] != "photo" or cover["status"] not in _SEEN:
        raise errors.invalid_parameter("cover")
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise errors.invalid_parameter("cover", "photo_url is not an address")


def _check_pieces(pieces: object) -> None:
    if not isinstance(pieces, list) or not pieces:
        raise errors.invalid_parameter("body")
    for piece in pieces:
        if not isinstance(piece, dict) or piece.get("type") not in ("text", "image"):
            raise errors.invalid_parameter("body")
        if piece["type"] == "text":
            check_names(piece, {"type", "content"})
        else:
            check_names(piece, {"type", "url"}, frozenset({"caption"}))


def check_broadcast(body: Json) -> list[str]:
    """Ids of the articles that the message shows."""
    check_names(body, {"recipient", "message"})
    recipient, message = body["recipient"], body["message"]
    if not isinstance(recipient, dict) or not isinstance(recipient.get("target"), dict):
        raise errors.invalid_parameter("recipient")
    check_names(recipient, {"target"})
    check_names(recipient["target"], set(), frozenset({"ages", "gender", "locations", "cities", "platform"}))
    attachment = message.get("attachment") if isinstance(message, dict) else None
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(payload, dict) or attachment is None or attachment.get("type") != "template":
        raise errors.invalid_parameter("message")
    check_names(payload, {"template_type", "elements"})
    elements = payload["elements"]
    if payload["template_type"] != "media" or not isinstance(elements, list) or not 0 < len(elements) <= _MOST_ARTICLES:
        raise errors.refused(-233, "Message type is invalid or not supported")
    wanted: list[str] = []
    for element in elements:
        if not isinstance(element, dict) or element.get("media_type") != "article":
            raise errors.refused(-233, "Message type is invalid or not supported")
        check_names(element, {"media_type", "attachment_id"})
        wanted.append(str(element["attachment_id"]))
    return wanted


def as_text(piece: Mapping[str, Any]) -> str:
    """What a reader sees of a piece of an article."""
    content = re.sub(r"<br\s*/?>|</p>", "\n", str(piece.get("content", "")))
    return html.unescape(re.sub(r"<[^>]*>", "", content)).strip()


def link_of(content: Mapping[str, Any]) -> str:
    """The last address in the article: that is where readers are sent."""
    links = [link.expanded for piece in content["body"] for link in links_in(as_text(piece))]
    return links[-1] if links else ""
