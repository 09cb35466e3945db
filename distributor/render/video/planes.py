"""Pictures as an encoder takes them: a plane of brightness and two of colour at half the size (yuv420p, BT.709, 16 to 235).

One array of height × 1.5 rows holds a whole frame: first the brightness, then both colours, so that it is written as it is.
"""

import contextlib
import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Colour = tuple[int, int, int]
RED, BLUE = 0.2126, 0.0722
GREEN = 1 - RED - BLUE
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
    """Of an RGB picture with even sides."""
    planes = new_planes(picture.width, picture.height)
    for top in range(0, picture.height, STRIP):
        bottom = min(top + STRIP, picture.height)
        rgb = np.asarray(picture.crop((0, top, picture.width, bottom)), dtype=np.float32)
        y, u, v = _convert(rgb)
        planes.y[top:bottom] = y
        planes.u[top // 2 : bottom // 2] = u
        planes.v[top // 2 : bottom // 2] = v
    return planes


def colour_of(colour: Colour) -> Colour:
    """One RGB colour as brightness and both colours."""
    y, u, v = _convert(np.full((2, 2, 3), colour, dtype=np.float32))
    return int(y[0, 0]), int(u[0, 0]), int(v[0, 0])


def blend(target: Planes, below: Planes, above: Planes, share: float) -> None:
    """`target` becomes `below` with `share` (0 to 1) of `above` over it; all of one size."""
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
    """`colour`: of `colour_of`."""
    target.y[:], target.u[:], target.v[:] = colour


def release_memory() -> None:
    """Give what was freed back to the system; where the C library cannot, nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _convert(rgb: NDArray[np.float32]) -> tuple[Bytes, Bytes, Bytes]:
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    bright = RED * red + GREEN * green + BLUE * blue
    y = np.round(16 + bright * (219 / 255)).astype(np.uint8)
    u = (blue - bright) * (224 / 255 / (2 * (1 - BLUE)))
    v = (red - bright) * (224 / 255 / (2 * (1 - RED)))
    return y, _halved(u), _halved(v)


def _halved(plane: NDArray[np.float32]) -> Bytes:
    pairs = plane[0::2, 0::2] + plane[1::2, 0::2] + plane[0::2, 1::2] + plane[1::2, 1::2]
    return np.round(128 + pairs / 4).astype(np.uint8)
