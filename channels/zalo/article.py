"""An article as Zalo takes it, and how one of ours is known again.

Fields (third-party): `type`, `title`, `author`, `cover`, `description`, `body`, `status`, `comment`. The body is a list of
pieces: text, which may hold simple HTML, and pictures. The cover is an address from which Zalo fetches the picture; so are they.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from channels.answers import JsonObject, objects_in, text_in
from channels.base import MediaFile, OutgoingPost
from channels.fingerprint import carries, same_text
from channels.html_text import linked_html, paragraphs

_TAG = re.compile(r"<[^>]*>")
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}

SHOW, HIDE = "show", "hide"


@dataclass(frozen=True)
class ArticleDefaults:
    """An account's settings for all its articles. `media_address`: where the world finds a picture, with `{sha256}` and
    `{ending}`; `cover_address`: the cover of a post without one, may be empty."""

    oa_id: str
    author: str
    media_address: str
    cover_address: str
    comments: bool
    broadcasts: bool
    any_hour: bool = False


def article(post: OutgoingPost, house: ArticleDefaults, lead_limit: int, status: str) -> dict[str, object]:
    """The article of `post`. `status`: `show` or `hide`."""
    return {
        "type": "normal",
        "title": post.title.strip(),
        "author": house.author,
        "cover": {"cover_type": "photo", "photo_url": cover_of(post, house), "status": SHOW},
        "description": description_of(post, lead_limit),
        "body": [
            *({"type": "text", "content": linked_html(part)} for part in paragraphs(post.text)),
            *album(post, house),
        ],
        "status": status,
        "comment": SHOW if house.comments else HIDE,
    }


def album(post: OutgoingPost, house: ArticleDefaults) -> list[dict[str, object]]:
    """The pictures after the cover, below the text, each with its description."""
    pieces: list[dict[str, object]] = []
    for picture in post.media[1:]:
        caption = {"caption": picture.alt_text} if picture.alt_text else {}
        pieces.append({"type": "image", "url": address_of_picture(picture, house), **caption})
    return pieces


def cover_of(post: OutgoingPost, house: ArticleDefaults) -> str:
    """Address of the cover; empty if there is none."""
    return address_of_picture(post.media[0], house) if post.media else house.cover_address


def address_of_picture(picture: MediaFile, house: ArticleDefaults) -> str:
    ending = _ENDINGS.get(picture.mime, "png")
    return house.media_address.replace("{sha256}", picture.sha256).replace("{ending}", ending)


def own_lead(post: OutgoingPost) -> str:
    """The standfirst that was approved with the post, empty if it has none of its own."""
    lead = post.settings.get("lead")
    return lead.strip() if isinstance(lead, str) else ""


def description_of(post: OutgoingPost, limit: int) -> str:
    """The standfirst, else the beginning of the text, at most `limit` characters and cut between words."""
    text = " ".join((own_lead(post) or paragraphs(post.text)[0]).split())
    if len(text) <= limit:
        return text
    return text[: limit - 1].rpartition(" ")[0].rstrip(" ,;:") + "…" if " " in text[: limit - 1] else text[:limit]


def as_text(content: str) -> str:
    """The text of a piece of HTML, with the addresses of its links."""
    spaced = re.sub(r"<br\s*/?>|</p>", "\n", content)
    return unescape(_TAG.sub("", spaced))


def is_match(detail: JsonObject, post: OutgoingPost) -> bool:
    """Return True if the article carries the fingerprint of `post`: its link, else its title and text."""
    pieces = [piece for piece in objects_in(detail, "body") if text_in(piece, "type") != "image"]
    body = "\n\n".join(as_text(text_in(piece, "content")) for piece in pieces)
    if post.link:
        return carries(body, post.link) or carries(text_in(detail, "description"), post.link)
    return same_text(text_in(detail, "title"), post.title) and same_text(body, post.text)


def broadcast(article_id: str) -> Mapping[str, object]:
    """A message to all followers that shows the article."""
    element = {"media_type": "article", "attachment_id": article_id}
    payload = {"template_type": "media", "elements": [element]}
    return {
        "recipient": {"target": {"gender": "0"}},
        "message": {"attachment": {"type": "template", "payload": payload}},
    }
