"""Content-addressed media files, under the name of their own SHA-256: the same bytes are kept once, and what is read is what
was written.

Written to a temporary name, flushed to the disk, then renamed: a crash or a full disk leaves no half file behind a good name.
"""

import contextlib
import hashlib
import io
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from distributor.errors import LoaError, system_words
from phrases import phrase

SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class MediaProblem(LoaError):
    """A media file cannot be kept, is missing, or is not what it was."""


@dataclass(frozen=True)
class StoredMedia:
    """`sha256`: hex of the bytes. Width and height in pixels, 0 for what is not a picture."""

    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    path: Path

    @property
    def store_folder(self) -> Path:
        """The folder of the store that keeps it."""
        return self.path.parents[1]


class MediaStore:
    """Safe for several threads and processes at once: two writers of the same bytes write the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Return where the files lie."""
        return self._folder

    def put(self, content: bytes, mime: str) -> StoredMedia:
        """Keeps the bytes; those that are there already are only checked. Raises `MediaProblem`."""
        width, height = _dimensions(content, mime)
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path_of(sha256)
        try:
            if not _holds(path, content):
                _write(path, content)
        except OSError as error:
            raise self._not_written(error) from error
        return StoredMedia(sha256, mime, len(content), width, height, path)

    def put_file(self, file: Path, mime: str) -> StoredMedia:
        """Keeps a copy of a file of any size (a video), read in pieces. Raises `MediaProblem`."""
        try:
            with file.open("rb") as source:
                sha256 = hashlib.file_digest(source, "sha256").hexdigest()
            path = self.path_of(sha256)
            size = file.stat().st_size
            if not _holds_file(path, sha256, size):
                _copy(file, path)
        except OSError as error:
            raise self._not_written(error) from error
        return StoredMedia(sha256, mime, size, 0, 0, path)

    def _not_written(self, error: OSError) -> MediaProblem:
        return MediaProblem(phrase("media.not-written", folder=str(self._folder), error=system_words(error)))

    def path_of(self, sha256: str) -> Path:
        """Return where the file is, or would be."""
        if not SHA256.match(sha256):
            raise MediaProblem(phrase("media.no-sha256", given=sha256[:80]))
        return self._folder / sha256[:2] / sha256

    def open_verified(self, sha256: str) -> io.BytesIO:
        """The bytes, hashed again. Raises `MediaProblem` if they are missing or changed."""
        path = self.path_of(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise MediaProblem(phrase("media.missing", path=str(path))) from error
        except OSError as error:
            raise MediaProblem(phrase("media.unreadable", path=str(path), error=system_words(error))) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise MediaProblem(phrase("media.changed", path=str(path)))
        return io.BytesIO(content)


def _dimensions(content: bytes, mime: str) -> tuple[int, int]:
    if not mime.startswith("image/"):
        return 0, 0
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.get_format_mimetype() != mime:
                raise MediaProblem(phrase("media.of-another-type", found=picture.get_format_mimetype(), told=mime))
            return picture.width, picture.height
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise MediaProblem(phrase("media.no-picture", mime=mime)) from error


def _holds(path: Path, content: bytes) -> bool:
    """A damaged file under this name is written anew, for the bytes are at hand."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


def _holds_file(path: Path, sha256: str, size: int) -> bool:
    try:
        if path.stat().st_size != size:
            return False
        with path.open("rb") as there:
            return hashlib.file_digest(there, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def _write(path: Path, content: bytes) -> None:
    _write_from(io.BytesIO(content), path)


def _copy(file: Path, path: Path) -> None:
    with file.open("rb") as source:
        _write_from(source, path)


def _write_from(source: BinaryIO, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _share(path.parent, path.parent.parent)
    with _temporary(path.parent) as (file, temporary):
        with os.fdopen(file, "wb") as stream:
            shutil.copyfileobj(source, stream, 1 << 20)
            stream.flush()
            os.fsync(stream.fileno())
        _share(temporary, path.parent)
        temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _share(made: Path, place: Path) -> None:
    """Whoever shares the folder, by its group, reads what is in it; nobody else does."""
    group = stat.S_IMODE(place.stat().st_mode) & 0o2070
    wanted = (0o700 | group) if made.is_dir() else (0o600 | group & 0o060)
    if stat.S_IMODE(made.stat().st_mode) != wanted:
        with contextlib.suppress(PermissionError):  # another machine's user made it
            made.chmod(wanted)


@contextmanager
def _temporary(folder: Path) -> Iterator[tuple[int, Path]]:
    """An open file that is gone afterwards unless it was renamed."""
    file, name = tempfile.mkstemp(prefix=".part-", dir=folder)
    try:
        yield file, Path(name)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
