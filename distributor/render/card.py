"""Draws the card of a post: the same content gives the same bytes.

1. `arrange` says where every line stands, and what stands behind it.
2. The ground with pattern and sign is drawn once a layout and theme, brought to 256 colours (`canvas.py`), and kept packed.
3. Rectangles, letters, emblem and code are put on it in numbers of colours; photo and logo in full colour, if there are any.
"""

import math
import zlib
from functools import lru_cache

import numpy as np
from PIL import Image

from distributor.media.photo import Photo
from distributor.render.arrange import arrange
from distributor.render.canvas import Indices, Palette, as_picture, index_of, palette_for, put_ink
from distributor.render.content import CardContent
from distributor.render.emblem import draw_monogram, load_logo
from distributor.render.layout import Band, Layout, Pattern, load_layout
from distributor.render.letters import set_letters
from distributor.render.marks import Box, Icon, Line
from distributor.render.pattern import draw_band
from distributor.render.pictograms import pictogram
from distributor.render.png import write_indexed, write_rgb
from distributor.render.qr import code_modules
from distributor.render.theme import Theme, UnitTheme

__all__ = ["CardContent", "UnitTheme", "arrange", "draw_card", "render_card", "theme_of"]

NO_UNIT = UnitTheme()


def render_card(
    content: CardContent,
    layout: Layout | None = None,
    theme: Theme | None = None,
    *,
    unit: UnitTheme = NO_UNIT,
    photo: Photo | None = None,
) -> bytes:
    """A PNG. `layout` None: the plain title on the link card. `theme` None: the unit's, else that of the content's kind.

    Raises `FontProblem` or `LayoutProblem`.
    """
    layout = layout or load_layout()
    theme = theme or theme_of(content, layout, unit)
    indices, palette = _draw(content, layout, theme, unit)
    on_top = _full_colour(content, layout, unit, photo)
    if not on_top:
        return write_indexed(indices, palette)
    return write_rgb(_with(as_picture(indices, palette), on_top))


def draw_card(
    content: CardContent,
    layout: Layout | None = None,
    theme: Theme | None = None,
    *,
    unit: UnitTheme = NO_UNIT,
    photo: Photo | None = None,
) -> Image.Image:
    """The same pixels as `render_card`, as a picture in RGB."""
    layout = layout or load_layout()
    theme = theme or theme_of(content, layout, unit)
    return _with(as_picture(*_draw(content, layout, theme, unit)), _full_colour(content, layout, unit, photo))


def theme_of(content: CardContent, layout: Layout, unit: UnitTheme = NO_UNIT) -> Theme:
    look = layout.house.look_of(content.kind, content.topic)
    return unit.colours if unit.colours is not None and not look.fixed else layout.house.themes[look.theme]


def _draw(content: CardContent, layout: Layout, theme: Theme, unit: UnitTheme) -> tuple[Indices, Palette]:
    """All that stands in the theme's colours."""
    ground, palette = _ground(layout, layout.house.patterns[layout.house.look_of(content.kind).pattern], theme)
    canvas, arranged = ground.copy(), arrange(content, layout)
    for box in arranged.boxes:
        _put_box(canvas, box)
    for icon in arranged.icons:
        _put_icon(canvas, icon)
    for line in arranged.lines:
        _put_line(canvas, line)
    if arranged.emblem is not None and (unit.logo is None or load_logo(unit.logo, arranged.emblem[2]) is None):
        left, top, side = arranged.emblem
        emblem = _monogram(unit.monogram, content.unit_name, side, palette, theme)
        canvas[top : top + side, left : left + side] = emblem
    if arranged.code is not None:
        left, top, right, bottom = arranged.code
        modules = code_modules(content.address, right - left)
        canvas[top:bottom, left:right] = np.where(modules, index_of("ink"), index_of("paper"))
    return canvas, palette


@lru_cache(maxsize=4)
def _ground(layout: Layout, pattern: Pattern, theme: Theme) -> tuple[Indices, Palette]:
    """Return the ground, which is kept and not to be changed."""
    packed, palette = _packed_ground(layout, pattern, theme)
    size = layout.height, layout.width
    return np.frombuffer(zlib.decompress(packed, bufsize=math.prod(size)), np.uint8).reshape(size), palette


@lru_cache(maxsize=48)
def _packed_ground(layout: Layout, pattern: Pattern, theme: Theme) -> tuple[bytes, Palette]:
    """Draw the ground. Packed it is some 9 kB instead of 1.4 MB, and unpacked in half a millisecond. Where a photo belongs there
    is pattern: without one, an honest card all the same."""
    picture = Image.new("RGB", (layout.width, layout.height), theme.colour("paper"))
    frame = layout.frame
    for band in layout.bands:
        picture.paste(draw_band(band, pattern, theme), (band.left, band.top))
    if frame.picture is not None:
        left, top, right, bottom = frame.picture
        tile = 2 * max(band.tile for band in layout.bands)
        band = Band(left=left, top=top, right=right, bottom=bottom, tile=tile)
        picture.paste(draw_band(band, pattern, theme), (left, top))
    palette = palette_for(theme, picture)
    return zlib.compress(palette.indices_of(picture).tobytes(), 1), palette


def _put_box(canvas: Indices, box: Box) -> None:
    left, top, right, bottom = (round(edge) for edge in (box.left, box.top, box.right, box.bottom))
    colour, edge = index_of(box.fill), box.outline
    if not edge:
        canvas[top:bottom, left:right] = colour
        return
    canvas[top : top + edge, left:right] = colour
    canvas[bottom - edge : bottom, left:right] = colour
    canvas[top:bottom, left : left + edge] = colour
    canvas[top:bottom, right - edge : right] = colour


def _put_icon(canvas: Indices, icon: Icon) -> None:
    density = pictogram(icon.name, icon.side, icon.weight)
    put_ink(canvas, density, round(icon.left), round(icon.top), icon.ink, icon.ground)


def _put_line(canvas: Indices, line: Line) -> None:
    density, left, top = set_letters(line.text, line.weight, line.size)
    put_ink(canvas, density, round(line.left) + left, round(line.baseline) + top, line.ink, line.ground)


@lru_cache(maxsize=64)
def _monogram(letters: str, unit_name: str, side: int, palette: Palette, theme: Theme) -> Indices:
    drawn = draw_monogram(letters, unit_name, side, theme, on_dark=False)
    picture = Image.new("RGB", (side, side), theme.colour("paper"))
    picture.paste(drawn, (0, 0), drawn)
    return palette.indices_of(picture)


_OnTop = list[tuple[Image.Image, tuple[int, int]]]


def _full_colour(content: CardContent, layout: Layout, unit: UnitTheme, photo: Photo | None) -> _OnTop:
    """Photo and logo, cut to size, with their places."""
    found: _OnTop = []
    if photo is not None and layout.frame.picture is not None:
        left, top, right, bottom = layout.frame.picture
        found.append((photo.cropped(right - left, bottom - top), (left, top)))
    emblem = arrange(content, layout).emblem
    if unit.logo is not None and emblem is not None and (logo := load_logo(unit.logo, emblem[2])) is not None:
        found.append((logo, emblem[:2]))
    return found


def _with(picture: Image.Image, on_top: _OnTop) -> Image.Image:
    for each, place in on_top:
        picture.paste(each, place, each if each.mode == "RGBA" else None)
    return picture
