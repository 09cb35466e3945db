"""Small files that are whole and of their kind, of exactly the wanted number of bytes; X's adapter looks into what it sends."""

import struct
import zlib
from hashlib import sha256
from pathlib import Path

from channels.base import MediaFile


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bytes(size: int) -> bytes:
    """A picture of one pixel, filled up with a chunk that readers skip."""
    begin = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    begin += _chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    end = _chunk(b"IEND", b"")
    return begin + _chunk(b"loAa", bytes(size - len(begin) - len(end) - 12)) + end


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + kind + data


def mp4_bytes(size: int) -> bytes:
    """The outer boxes of a movie. Its pieces differ, so that one in the wrong place is seen."""
    begin, end = _box(b"ftyp", b"isom\x00\x00\x02\x00isommp41"), _box(b"moov", _box(b"free", b""))
    room = size - len(begin) - len(end) - 8
    filling = b"".join(struct.pack(">I", number) for number in range(-(-room // 4)))
    return begin + _box(b"mdat", filling[:room]) + end


def whole_picture(folder: Path, size: int = 600, alt_text: str = "Thẻ") -> MediaFile:
    return approved(folder / f"{size}.png", png_bytes(size), "image/png", 1200, 630, alt_text)


def whole_video(folder: Path, size: int = 900, width: int = 1280, height: int = 720) -> MediaFile:
    return approved(folder / f"{size}.mp4", mp4_bytes(size), "video/mp4", width, height, "Video tóm tắt", 30.0)


def approved(
    path: Path,
    content: bytes,
    mime: str,
    width: int = 1280,
    height: int = 720,
    alt_text: str = "",
    seconds: float = 0.0,
) -> MediaFile:
    """The file as its approval named it: these very bytes, whatever they are good for."""
    path.write_bytes(content)
    return MediaFile(path, sha256(content).hexdigest(), mime, len(content), width, height, alt_text, seconds)
