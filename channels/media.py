"""Reads files for sending: exactly the bytes that were approved, whole and of their kind, or an error before anything
is sent.

A video is too large to be read and compared for each chunk: once a file was compared it is only watched for change
(size, time of change, place on disk) until it is another one.
"""

import os
import struct
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from channels.base import MediaFile
from channels.errors import Rejected, Retryable
from phrases import phrase

PICTURE, VIDEO = phrase("channels.a-picture"), phrase("channels.a-video")
COVER, CAPTIONS = phrase("channels.a-cover"), phrase("channels.captions")
_BOXES = frozenset(
    {
        b"ftyp",
        b"styp",
        b"moov",
        b"free",
        b"skip",
        b"wide",
        b"mdat",
        b"moof",
        b"mfra",
        b"sidx",
        b"uuid",
        b"meta",
        b"pdin",
    }
)


def approved_bytes(file: MediaFile) -> bytes:
    """The bytes of `file`. Raises Retryable if it cannot be read, Rejected if it is not what was approved."""
    try:
        content = file.path.read_bytes()
    except OSError as error:
        failure = f"{type(error).__name__}: {file.path.name}"
    else:
        if sha256(content).hexdigest() == file.sha256.lower():
            return content
        raise Rejected(
            phrase("channels.picture-changed"),
            code="media_changed",
            evidence=f"sha256 differs: {file.path.name}",
        )
    raise Retryable(
        phrase("channels.picture-unreadable"),
        code="media_unreadable",
        evidence=failure,
    )


class ApprovedFiles:
    """Files of posts as they were approved. Raises Retryable if one cannot be read, Rejected if it is another, or broken.

    `words` name the file to staff: `VIDEO`, `COVER`, `CAPTIONS`.
    """

    def __init__(self) -> None:
        self._compared: dict[Path, tuple[str, tuple[int, int, int]]] = {}

    def size_of(self, path: Path, digest: str, words: str) -> int:
        """Bytes of the file, which is what was approved."""
        try:
            found = _mark(os.stat(path))
            if self._compared.get(path) != (digest, found):
                with path.open("rb") as file:
                    same = file_digest(file, "sha256").hexdigest() == digest.lower()
                if not same or _mark(os.stat(path)) != found:
                    raise _changed(path, words)
                self._compared[path] = (digest, found)
        except OSError as error:
            failure = error
        else:
            return found[0]
        raise _unreadable(path, words, failure)

    def read(self, path: Path, digest: str, words: str, begin: int = 0, length: int | None = None) -> bytes:
        """Return `length` bytes from `begin`, fewer at the end; all of it by default."""
        with self.open(path, digest, words, begin) as file:
            try:
                return file.read(-1 if length is None else length)
            except OSError as error:
                failure = error
        raise _unreadable(path, words, failure)

    def open(self, path: Path, digest: str, words: str, begin: int = 0) -> BinaryIO:
        """The file, open at `begin`; whoever asks closes it."""
        self.size_of(path, digest, words)
        try:
            file = path.open("rb")
            file.seek(begin)
        except OSError as error:
            failure = error
        else:
            return file
        raise _unreadable(path, words, failure)


def picture_fault(content: bytes) -> str:
    """Return what is wrong with a JPEG's or PNG's bytes, in words that say what to change; empty if nothing is."""
    if not content:
        return phrase("channels.picture-empty")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        whole = b"IEND" in content[-64:]
    elif content.startswith(b"\xff\xd8\xff"):
        whole = b"\xff\xd9" in content[-1024:]
    else:
        return phrase("channels.picture-of-other-kind")
    return "" if whole else phrase("channels.picture-cut")


def video_fault(file: BinaryIO, size: int) -> str:
    """Return what is wrong with an MP4 of `size` bytes, by its outermost boxes (ISO 14496-12), in words that say what to
    change."""
    if size == 0:
        return phrase("channels.video-file-empty")
    seen: set[bytes] = set()
    place = 0
    while place + 8 <= size:
        file.seek(place)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        elif length == 0:
            length = size - place
        if kind not in _BOXES:
            return "" if seen >= {b"moov", b"mdat"} else _NO_VIDEO if not seen else _CUT
        if length < 8 or place + length > size:
            return _CUT
        seen.add(kind)
        place += length
    return "" if seen >= {b"moov", b"mdat"} else _CUT if seen else _NO_VIDEO


_NO_VIDEO, _CUT = phrase("channels.video-of-other-kind"), phrase("channels.video-cut")


def _mark(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _changed(path: Path, words: str) -> Rejected:
    return Rejected(
        phrase("channels.file-changed", what=words),
        code="media_changed",
        evidence=f"sha256 differs: {path.name}",
    )


def _unreadable(path: Path, words: str, error: OSError) -> Retryable:
    return Retryable(
        phrase("channels.file-unreadable", what=words),
        code="media_unreadable",
        evidence=f"{type(error).__name__}: {path.name}",
    )
