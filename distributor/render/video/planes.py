"""Pictures as an encoder takes them: a plane of brightness and two of colour at half the size (yuv420p, BT.709, 16 to 235).

One array of height × 1.5 rows holds a whole frame: first the brightness, then both colours, so that it is written as it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Colour = tuple[int, int, int]
RED, BLUE = 0.2126, 0.0722
GREEN = 1 - RED - BLUE
BRIGHT, TO_BLUE, TO_RED = 219 / 255, 224 / 255 / (2 * (1 - BLUE)), 224 / 255 / (2 * (1 - RED))
TO_PLANES = (
    *(RED * BRIGHT, GREEN * BRIGHT, BLUE * BRIGHT, 16),
    *(-RED * TO_BLUE, -GREEN * TO_BLUE, (1 - BLUE) * TO_BLUE, 128),
    *((1 - RED) * TO_RED, -GREEN * TO_RED, -BLUE * TO_RED, 128),
)
"""By which each point's red, green and blue become brightness and both colours."""
STRIP = 64
"""Rows that are converted at once: little memory, all of it in the cache."""


@dataclass(frozen=True)
class Planes:
    """A frame or a part of one; all sides are even. `data`: its bytes in one piece, if it owns them."""

    y: Bytes
    u: Bytes
    v: Bytes
    data: Bytes

    @property
    def width(self) -> int:
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        return int(self.y.shape[0])

    def part(self, left: int, top: int, right: int, bottom: int) -> "Planes":
        """A view, not a copy; all four are even."""
        halves = (slice(top // 2, bottom // 2), slice(left // 2, right // 2))
        return Planes(self.y[top:bottom, left:right], self.u[halves], self.v[halves], self.data)

    def copy_from(self, other: "Planes") -> None:
        self.y[:], self.u[:], self.v[:] = other.y, other.u, other.v


def new_planes(width: int, height: int) -> Planes:
    data: Bytes = np.empty(width * height * 3 // 2, dtype=np.uint8)
    size = width * height
    return Planes(
        data[:size].reshape(height, width),
        data[size : size * 5 // 4].reshape(height // 2, width // 2),
        data[size * 5 // 4 :].reshape(height // 2, width // 2),
        data,
    )


def to_planes(picture: Image.Image) -> Planes:
    """The planes of an RGB picture with even sides."""
    planes = new_planes(picture.width, picture.height)
    for top in range(0, picture.height, STRIP):
        bottom = min(top + STRIP, picture.height)
        y, u, v = picture.crop((0, top, picture.width, bottom)).convert("RGB", TO_PLANES).split()
        planes.y[top:bottom] = np.asarray(y)
        planes.u[top // 2 : bottom // 2] = np.asarray(u.reduce(2))
        planes.v[top // 2 : bottom // 2] = np.asarray(v.reduce(2))
    return planes


def colour_of(colour: Colour) -> Colour:
    """One RGB colour as brightness and both colours."""
    planes = to_planes(Image.new("RGB", (2, 2), colour))
    return int(planes.y[0, 0]), int(planes.u[0, 0]), int(planes.v[0, 0])


def blend(target: Planes, below: Planes, above: Planes, share: float) -> None:
    """Blend two planes: `target` becomes `below` with `share` (0 to 1) of `above` over it; all of one size."""
    weight = round(share * 64)
    for out, one, other in ((target.y, below.y, above.y), (target.u, below.u, above.u), (target.v, below.v, above.v)):
        for top in range(0, len(out), STRIP):
            rows = slice(top, top + STRIP)
            step = np.subtract(other[rows], one[rows], dtype=np.int16)
            step *= np.int16(weight)
            step += np.int16(32)
            step >>= 6
            step += one[rows]
            out[rows] = step


def fill(target: Planes, colour: Colour) -> None:
    """Fill the picture. `colour`: of `colour_of`."""
    target.y[:], target.u[:], target.v[:] = colour
