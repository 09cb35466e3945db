"""Patterns like cement floor tiles: one tile of plain shapes, turned and repeated over a band."""

import math
from functools import lru_cache

from PIL import Image, ImageDraw

from distributor.render.layout import Band, Pattern, Shape
from distributor.render.theme import Theme

OVERSAMPLING = 4
"""Shapes are drawn larger and reduced, for Pillow draws their edges without smoothing."""

PETAL_STEPS = 48
LARGE, CALM = 60, 0.5
"""Pixels of a tile from which a band is a field of its own, and how much of the ground its shapes then take on, for words speak
first."""

Point = tuple[float, float]
Colour = tuple[int, int, int]


def draw_band(band: Band, pattern: Pattern, theme: Theme) -> Image.Image:
    """Draw the band as a picture of its own."""
    tile = _draw_tile(pattern, theme, band.tile)
    turned = [tile, *(tile.rotate(-90 * quarter) for quarter in (1, 2, 3))]
    picture = Image.new("RGB", (band.right - band.left, band.bottom - band.top))
    for row, top in enumerate(range(0, picture.height, band.tile)):
        turns = pattern.turns[row % len(pattern.turns)]
        for column, left in enumerate(range(0, picture.width, band.tile)):
            picture.paste(turned[turns[column % len(turns)] % 4], (left, top))
    return picture


@lru_cache(maxsize=16)
def _draw_tile(pattern: Pattern, theme: Theme, size: int) -> Image.Image:
    """Draw one tile, which is kept and not to be changed."""
    large = size * OVERSAMPLING
    tile = Image.new("RGB", (large, large), theme.colour(pattern.ground))
    draw = ImageDraw.Draw(tile)
    ground, calm = theme.colour(pattern.ground), CALM if size >= LARGE else 0.0
    for shape in pattern.shapes:
        colour = _mixed(theme.colour(shape.tone), ground, calm)
        _draw_shape(draw, shape, colour, large / 100)
    return tile.resize((size, size), Image.Resampling.LANCZOS)


def _mixed(colour: Colour, ground: Colour, share: float) -> Colour:
    red, green, blue = (round(one + (other - one) * share) for one, other in zip(colour, ground, strict=True))
    return red, green, blue


def _draw_shape(draw: ImageDraw.ImageDraw, shape: Shape, colour: Colour, scale: float) -> None:
    if shape.kind in {"polygon", "petal"}:
        corners = list(zip(shape.at[::2], shape.at[1::2], strict=True))
        outline = _petal(*corners) if shape.kind == "petal" else corners
        draw.polygon([(x * scale, y * scale) for x, y in outline], fill=colour)
        return
    x, y, radius = (number * scale for number in shape.at[:3])
    box = (x - radius, y - radius, x + radius, y + radius)
    if shape.kind == "circle":
        draw.ellipse(box, fill=colour)
    else:
        draw.pieslice(box, shape.at[3], shape.at[4], fill=colour)


def _petal(tip: Point, other: Point) -> list[Point]:
    """The lens between two quarter circles that meet in both tips, as a fine polygon."""
    (x, y), (along_x, along_y) = tip, (other[0] - tip[0], other[1] - tip[1])
    side: list[Point] = []
    back: list[Point] = []
    for step in range(PETAL_STEPS + 1):
        angle = math.radians(45 - 90 * step / PETAL_STEPS)
        # On the unit chord: a quarter circle has radius 1/√2, its centre 1/2 away from the chord.
        share = 0.5 - math.sin(angle) / math.sqrt(2)
        rise = math.cos(angle) / math.sqrt(2) - 0.5
        side.append((x + share * along_x - rise * along_y, y + share * along_y + rise * along_x))
        back.append((x + share * along_x + rise * along_y, y + share * along_y - rise * along_x))
    return side + back[::-1]
