"""How long and how large the picture of an MP4 file is, read from its own boxes (ISO 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LARGEST_HEAD = 32 * 1024 * 1024


@dataclass(frozen=True)
class Facts:
    """Seconds and pixels."""

    duration: float
    width: int
    height: int


def inspect(path: Path) -> Facts | None:
    """None when the file is no MP4 with a picture."""
    try:
        head = _head(path)
        return _facts(head) if head else None
    except (struct.error, ValueError, OSError):
        return None


def _head(path: Path) -> bytes:
    """The content of the `moov` box; empty when there is none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        place = 0
        while place + 8 <= size:
            file.seek(place)
            length, kind = struct.unpack(">I4s", file.read(8))
            begin = 8
            if length == 1:
                (length,) = struct.unpack(">Q", file.read(8))
                begin = 16
            elif length == 0:
                length = size - place
            if place == 0 and kind not in (b"ftyp", b"styp", b"moov", b"free", b"wide", b"mdat"):
                return b""
            if length < begin:
                return b""
            if kind == b"moov":
                return file.read(min(length - begin, _LARGEST_HEAD))
            place += length
    return b""


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if length < 8:
            return
        yield kind, content[place + 8 : place + length]
        place += length


def _facts(head: bytes) -> Facts | None:
    duration, width, height = 0.0, 0, 0
    for kind, content in _boxes(head):
        if kind == b"mvhd":
            scale, units = (
                struct.unpack_from(">IQ", content, 20) if content[0] == 1 else struct.unpack_from(">II", content, 12)
            )
            duration = units / scale if scale else 0.0
        elif kind == b"trak":
            for inner, track in _boxes(content):
                if inner == b"tkhd":
                    shown = struct.unpack(">II", track[-8:])
                    width, height = max(width, shown[0] >> 16), max(height, shown[1] >> 16)
    return Facts(duration, width, height) if width and height else None
