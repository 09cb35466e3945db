"""The picture of a post: the card of its item as its channel shows it, its MIME type, and its alternative text."""

from dataclasses import dataclass

from distributor.children import Bounds, ChildFailed, Children, Failure
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from phrases import phrase

BOUNDS = Bounds(processor_s=30.0, wall_s=50.0, memory=2_000_000_000)
DRAWERS = Children(2, patience_s=50.0, retired_from=250_000_000, warm_s=20.0)
"""Who draws keeps typefaces, letters and patterns, a quarter of a gigabyte after some dozens of cards; a child gives it back."""


class CardProblem(LoaError):
    """The card cannot be drawn."""


class NotDrawnNow(LoaError):
    """The machine was too busy to draw it."""


@dataclass(frozen=True)
class Picture:
    bytes: bytes
    mime: str
    alt_text: str


def draw_announcement(
    view: ItemView,
    templates: Templates,
    store: MediaStore,
    *,
    channel: str,
    link: str,
    alt_text_limit: int,
    sample: bool,
    address_in_words: bool = False,
) -> Picture:
    """Draw an announcement's card. Raises LoaError if it cannot be drawn. `link`: of the post, for the QR code.
    `alt_text_limit`: of the channel.

    `address_in_words`: the link is to be read on the card, for the text does not bear it.
    """
    values = (view, templates.editorial, store, channel, link, alt_text_limit, sample, address_in_words)
    try:
        drawn: Picture = DRAWERS.call("distributor.render.drawing:draw", *values, bounds=BOUNDS)
    except ChildFailed as error:
        if error.failure in {Failure.BUSY, Failure.SLOW, Failure.STOPPED}:
            raise NotDrawnNow(phrase("render.drawing.later")) from None
        raise CardProblem(phrase("render.drawing.failed", why=error.failure.value)) from None
    return drawn
