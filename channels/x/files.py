"""The files of a post as X is given them: what was approved, whole, and of the kind that they say they are.

A file is looked into once, then again whenever it changed; so a video that goes out in many pieces is not read many times.
"""

from channels.base import MediaFile
from channels.errors import Rejected
from channels.media import ApprovedFiles, picture_fault, video_fault
from phrases import phrase

_HEAD = 12
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}
_WEBP = b"WEBP"


class XFiles:
    """The files of a post, checked. Raises before anything is sent: Retryable if a file is unreadable, Rejected if it is not
    fit to be sent."""

    def __init__(self) -> None:
        self._approved = ApprovedFiles()
        self._looked_into: set[tuple[str, str]] = set()

    def size_of(self, file: MediaFile) -> int:
        """Bytes of the file, which is what was approved, whole, and of its kind."""
        size = self._approved.size_of(file.path, file.sha256, words_for(file))
        # The same SHA-256 is the same content.
        if (file.sha256, file.mime) not in self._looked_into:
            if fault := self._fault(file, size):
                raise Rejected(fault, code="media_broken", evidence=f"not a whole {file.mime}: {file.path.name}")
            self._looked_into.add((file.sha256, file.mime))
        return size

    def piece(self, file: MediaFile, begin: int, length: int) -> bytes:
        """Return `length` bytes from `begin`, fewer at the end."""
        return self._approved.read(file.path, file.sha256, words_for(file), begin, length)

    def _fault(self, file: MediaFile, size: int) -> str:
        if file.is_video:
            with self._approved.open(file.path, file.sha256, words_for(file)) as opened:
                return video_fault(opened, size)
        content = self._approved.read(file.path, file.sha256, words_for(file))
        if not content or file.mime != "image/webp":
            fault = picture_fault(content)
            return fault or ("" if content.startswith(_MAGIC.get(file.mime, b"")) else _renamed(file))
        if not content.startswith(_MAGIC[file.mime]) or content[8:_HEAD] != _WEBP:
            return _renamed(file)
        if int.from_bytes(content[4:8], "little") + 8 > size:
            return phrase("x.picture-cut")
        return ""


def words_for(file: MediaFile) -> str:
    return phrase("x.video") if file.is_video else phrase("x.picture")


def _renamed(file: MediaFile) -> str:
    return phrase("x.picture-renamed", kind=file.mime)
