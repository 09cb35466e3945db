"""The files of a post as they were approved. A video is too large to be read and compared for each chunk: once a file was
compared it is only watched for change (size, time of change, place on disk) until it is another one."""

import os
from hashlib import sha256
from pathlib import Path

from channels.errors import Rejected, Retryable

_PIECE = 1 << 20


class ApprovedFiles:
    """Reads approved bytes, or raises before anything is sent: Retryable if unreadable, Rejected if not what was approved.

    `words` name the file to staff: "video", "ảnh bìa", "phụ đề".
    """

    def __init__(self) -> None:
        self._compared: dict[Path, tuple[str, tuple[int, int, int]]] = {}

    def size_of(self, path: Path, digest: str, words: str) -> int:
        """Bytes of the file, which is what was approved."""
        try:
            found = _mark(os.stat(path))
            if self._compared.get(path) != (digest, found):
                if _digest(path) != digest.lower():
                    raise _changed(path, words)
                if _mark(os.stat(path)) != found:
                    raise _changed(path, words)
                self._compared[path] = (digest, found)
        except OSError as error:
            failure = error
        else:
            return found[0]
        raise _unreadable(path, words, failure)

    def read(self, path: Path, digest: str, words: str, begin: int = 0, length: int | None = None) -> bytes:
        """`length` bytes from `begin`, fewer at the end; all of it by default."""
        self.size_of(path, digest, words)
        try:
            with path.open("rb") as file:
                file.seek(begin)
                return file.read(-1 if length is None else length)
        except OSError as error:
            failure = error
        raise _unreadable(path, words, failure)


def _mark(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _changed(path: Path, words: str) -> Rejected:
    return Rejected(
        f"Tệp {words} trên đĩa không còn đúng bản đã duyệt nên không được gửi. Hãy tạo lại tệp và duyệt lại bài.",
        code="media_changed",
        evidence=f"sha256 differs: {path.name}",
    )


def _unreadable(path: Path, words: str, error: OSError) -> Retryable:
    return Retryable(
        f"Chưa đọc được tệp {words} của bài, bài chưa được gửi đi. Hãy kiểm tra thư mục tệp của máy chủ.",
        code="media_unreadable",
        evidence=f"{type(error).__name__}: {path.name}",
    )
