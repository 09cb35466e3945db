"""The picture of an announcement: the card of the item, its MIME type, and its alternative text."""

from dataclasses import dataclass
from functools import lru_cache

from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.render.alt_text import describe_card
from distributor.render.card import render_card
from distributor.render.card_content import card_content
from distributor.render.content import CardContent


@dataclass(frozen=True)
class Picture:
    bytes: bytes
    mime: str
    alt_text: str


def draw_announcement(view: ItemView, templates: Templates, *, alt_text_limit: int, sample: bool) -> Picture:
    """Raises LoaError if it cannot be drawn. `alt_text_limit`: characters that the channel takes."""
    content = card_content(view, templates.editorial, sample=sample)
    return Picture(_card(content), "image/png", describe_card(content, alt_text_limit))


@lru_cache(maxsize=32)
def _card(content: CardContent) -> bytes:
    """An item's channels show the same card: it is drawn once for all of them."""
    return render_card(content)
