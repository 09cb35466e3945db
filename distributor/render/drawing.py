"""Runs within a bounded child: a card is drawn, with all that drawing loads and keeps. See `announce.py`."""

from dataclasses import replace

from distributor.compose.card_style import CardStyle
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.media.photo import Photo, open_photo
from distributor.media.store import MediaStore
from distributor.render.alt_text import describe_card
from distributor.render.announce import Picture
from distributor.render.card import render_card
from distributor.render.card_content import card_content
from distributor.render.choose import layout_for
from distributor.render.theme import UnitTheme, theme_from


def draw(
    view: ItemView,
    editorial: Editorial,
    store: MediaStore,
    channel: str,
    link: str,
    alt_text_limit: int,
    sample: bool,
    address_in_words: bool,
) -> Picture:
    """Draw a picture. Raises LoaError if it cannot be drawn."""
    content = card_content(view, editorial, sample=sample, address=link)
    content = replace(content, address_in_words=address_in_words)
    layout = layout_for(content, channel)
    photo = _photo(store, content.picture) if layout.frame.picture is not None else None
    return Picture(
        render_card(content, layout, photo=photo, unit=unit_theme(view.style, store)),
        "image/png",
        describe_card(content, alt_text_limit, layout),
    )


def unit_theme(style: CardStyle, store: MediaStore) -> UnitTheme:
    return UnitTheme(
        colours=theme_from(style.colour) if style.colour else None,
        logo=store.path_of(style.logo) if style.logo else None,
        monogram=style.letters,
    )


def _photo(store: MediaStore, sha256: str) -> Photo | None:
    """The item's own picture; it was found good when it was kept."""
    if not sha256:
        return None
    opened = open_photo(store.open_verified(sha256).read())
    return None if isinstance(opened, str) else opened
