"""QR codes of addresses: modules of whole pixels, with the quiet zone that readers need."""

from functools import lru_cache

import numpy as np
import segno
from numpy.typing import NDArray

QUIET = 4
"""Modules of white on every side, as ISO/IEC 18004 asks."""
SMALLEST_MODULE = 4
"""Pixels a module, below which a phone may not read it from a screen: the code is left out then."""


LEVELS = ("m", "l")
"""How much of a damaged code can be mended: 15 % is the usual, 7 % for addresses that would be too fine otherwise."""

Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=64)
def _matrix(address: str, level: str) -> Matrix | None:
    """None if no code is large enough for the address."""
    try:
        code = segno.make_qr(address, error=level, boost_error=False)
    except (segno.DataOverflowError, ValueError):
        return None
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def _fitting(address: str, most: int) -> tuple[Matrix, int] | None:
    """The code that mends most, of those that may be read at this side, and the pixels of a module."""
    for level in LEVELS:
        matrix = _matrix(address, level)
        if matrix is not None and (module := most // (len(matrix) + 2 * QUIET)) >= SMALLEST_MODULE:
            return matrix, module
    return None


def code_side(address: str, most: int) -> int:
    """Side in pixels of the code with its quiet zone, at most `most`; 0 if it would be too fine to read."""
    found = _fitting(address, most)
    return (len(found[0]) + 2 * QUIET) * found[1] if found else 0


def quiet_zone(address: str, side: int) -> int:
    """Pixels of the quiet zone at each edge of a code with this side."""
    found = _fitting(address, side)
    return QUIET * found[1] if found else 0


def code_modules(address: str, side: int) -> NDArray[np.bool_]:
    """Return an array of `side` × `side`: whether a pixel is dark. `side`: from `code_side`. The quiet zone is in it."""
    found = _fitting(address, side)
    assert found is not None  # noqa: S101 - code_side was asked first
    matrix, module = found
    bits = np.pad(np.array(matrix, dtype=bool), QUIET)
    return np.repeat(np.repeat(bits, module, axis=0), module, axis=1)
