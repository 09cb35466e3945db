"""Cards in 256 colours: the theme's own, the steps between letters and what they stand on, and what the pattern needs.

A card is flat colour and letters, so it is drawn in numbers of colours: a third of the bytes to fill, to pack and to send.
Letters have sixteen steps from ground to ink, which no eye tells from 256. Only photos and logos need more, and are put on
afterwards.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from distributor.render.theme import TEXT_PAIRS, Role, Theme

Indices = NDArray[np.uint8]

ROLES: tuple[Role, ...] = get_args(Role)
PAIRS = tuple(sorted(TEXT_PAIRS))
STEPS = 15
"""From the ground (0) to the ink (15)."""
BETWEEN = STEPS - 1
FIRST_FREE = len(ROLES) + len(PAIRS) * BETWEEN
COLOURS = 256
FAINTEST = 9
"""Density of ink below which a pixel stays what it is."""


@dataclass(frozen=True, eq=False)
class Palette:
    """`colours`: 256 × 3, in the order of their numbers. Made once for a ground and kept."""

    colours: NDArray[np.uint8]

    def indices_of(self, picture: Image.Image) -> Indices:
        """The number of the nearest colour of every pixel of an RGB picture; exact ones stay exact."""
        found = picture.getcolors(picture.width * picture.height) or []
        parts = np.array([colour for _, colour in found], dtype=np.int32).reshape(-1, 3)
        distances = ((parts[:, None, :] - self.colours.astype(np.int32)[None, :, :]) ** 2).sum(axis=2)
        # One place for each of 16.7 million colours; the pages that stay zero cost nothing.
        numbers = np.zeros(1 << 24, dtype=np.uint8)
        numbers[_packed(parts)] = distances.argmin(axis=1)
        return numbers[_packed(np.asarray(picture).astype(np.int32))]


def _packed(colours: NDArray[np.int32]) -> NDArray[np.int32]:
    """One number for each colour; the last axis is red, green, blue."""
    return colours[..., 0] << 16 | colours[..., 1] << 8 | colours[..., 2]


def palette_for(theme: Theme, ground: Image.Image) -> Palette:
    """The theme's colours and steps, and the colours of the ground's pattern."""
    colours = np.zeros((COLOURS, 3), dtype=np.float64)
    for number, role in enumerate(ROLES):
        colours[number] = theme.colour(role)
    for number, (ink, paper) in enumerate(PAIRS):
        first = len(ROLES) + number * BETWEEN
        share = (np.arange(1, STEPS) / STEPS)[:, None]
        colours[first : first + BETWEEN] = (1 - share) * np.array(theme.colour(paper)) + share * np.array(
            theme.colour(ink)
        )
    free = COLOURS - FIRST_FREE
    found = np.array(ground.quantize(free, method=Image.Quantize.MEDIANCUT).getpalette(), dtype=np.float64).reshape(
        -1, 3
    )
    colours[FIRST_FREE : FIRST_FREE + len(found[:free])] = found[:free]
    return Palette(np.rint(colours).astype(np.uint8))


def index_of(role: Role) -> int:
    return ROLES.index(role)


def put_ink(canvas: Indices, density: Indices, left: int, top: int, ink: Role, ground: Role) -> None:
    """Put ink on the canvas; what would stand outside the picture is cut off."""
    density = density[max(0, -top) : max(0, canvas.shape[0] - top), max(0, -left) : max(0, canvas.shape[1] - left)]
    left, top = max(0, left), max(0, top)
    place = canvas[top : top + density.shape[0], left : left + density.shape[1]]
    # Bytes are translated in a third of the time that numpy takes to look each pixel up.
    numbers = np.frombuffer(density.tobytes().translate(_steps_of(ink, ground)), np.uint8)
    np.copyto(place, numbers.reshape(density.shape), where=density >= FAINTEST)


@lru_cache(maxsize=len(PAIRS))
def _steps_of(ink: Role, ground: Role) -> bytes:
    """Return, for each of 256 densities of ink, the number of its colour. `KeyError` for a pair that is not checked for
    contrast."""
    first = len(ROLES) + dict(zip(PAIRS, range(len(PAIRS)), strict=True))[ink, ground] * BETWEEN
    numbers = [index_of(ground), *range(first, first + BETWEEN), index_of(ink)]
    return bytes(numbers[(density * STEPS + 127) // 255] for density in range(256))


def as_picture(indices: Indices, palette: Palette) -> Image.Image:
    """RGB."""
    return Image.fromarray(palette.colours[indices])
