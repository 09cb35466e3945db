"""Writes cards as PNG: only pixels, no time, no metadata; the same pixels give the same bytes.

Pillow tries five filters for each row. Numbers of colours need none; on letters the row above is nearly always the best one, and
knowing it saves more than half of the time for the same size.

Rows are packed a strip at a time, and a strip that came before is not packed again: margins, pattern, label and foot are the same
on card after card.
"""

import struct
import zlib
from functools import lru_cache, reduce
from typing import NamedTuple

import numpy as np
from PIL import Image

from distributor.render.canvas import Indices, Palette

NO_FILTER, UP = 0, 2
"""Numbers of filters in the PNG specification; "up" takes from each byte the one above."""
RGB, INDEXED = 2, 3
"""Colour types of the same."""
LEVEL = 1
STRIP = 24
"""Rows packed at once."""
DEFLATE = b"\x78\x01"
ADLER = 65_521
LAST_BLOCK = b"\x03\x00"
"""An empty one (RFC 1951): strips are all written as blocks that others follow."""


def write_rgb(picture: Image.Image) -> bytes:
    pixels = np.asarray(picture)
    height, width, channels = pixels.shape
    rows = pixels.reshape(height, width * channels)
    filtered = np.empty((height, 1 + width * channels), dtype=np.uint8)
    filtered[:, 0] = UP
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])  # wraps around, as the filter does
    return _file(width, height, RGB, b"", filtered)


def write_indexed(indices: Indices, palette: Palette) -> bytes:
    height, width = indices.shape
    rows = np.empty((height, 1 + width), dtype=np.uint8)
    rows[:, 0] = NO_FILTER
    rows[:, 1:] = indices
    return _file(width, height, INDEXED, _chunk(b"PLTE", palette.colours.tobytes()), rows)


def _file(width: int, height: int, kind: int, palette: bytes, rows: Indices) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            palette,
            _chunk(b"IDAT", _packed(rows)),
            _chunk(b"IEND", b""),
        )
    )


def _packed(rows: Indices) -> bytes:
    """A zlib stream (RFC 1950) of strips that know nothing of each other."""
    strips = [_packed_strip(rows[top : top + STRIP].tobytes()) for top in range(0, len(rows), STRIP)]
    sums = reduce(_sum_of_both, (strip.sums for strip in strips), _Sums(1, 0, 0))
    return b"".join((DEFLATE, *(strip.packed for strip in strips), LAST_BLOCK, struct.pack(">HH", sums.high, sums.low)))


class _Sums(NamedTuple):
    """The two of Adler-32 over so many bytes (RFC 1950)."""

    low: int
    high: int
    length: int


class _Strip(NamedTuple):
    packed: bytes
    sums: _Sums


def _sum_of_both(first: _Sums, then: _Sums) -> _Sums:
    """Return the sums of bytes and those behind them, without a look at any: those of a strip that came before are known."""
    low = (first.low + then.low - 1) % ADLER
    high = (first.high + then.high + then.length * (first.low - 1)) % ADLER
    return _Sums(low, high, first.length + then.length)


@lru_cache(maxsize=256)
def _packed_strip(strip: bytes) -> _Strip:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(strip) + packer.flush(zlib.Z_FULL_FLUSH)
    high, low = divmod(zlib.adler32(strip), 1 << 16)
    return _Strip(packed, _Sums(low, high, len(strip)))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))
