"""An append-only file of JSON lines that survives SIGKILL.

Each record is one `write` on a descriptor opened with O_APPEND: once `append` returns, the kernel holds the line, so
killing the process loses nothing. (A power cut may: nothing is fsynced, for the sandbox must stay fast.)
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

Record = dict[str, object]


class Journal:
    """One file of records, oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._drop_torn_end()
        self._descriptor = self._open()

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _drop_torn_end(self) -> None:
        """A kill in the middle of a write leaves half a line; what follows it must not be glued to it."""
        if not self._path.exists():
            return
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole != len(content):
            os.truncate(self._path, whole)

    def append(self, record: Record) -> None:
        os.write(self._descriptor, _line(record))

    def records(self) -> Iterator[Record]:
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                yield cast(Record, json.loads(line))

    def rewrite(self, records: Iterable[Record]) -> None:
        """Replaces the whole content at once (used to bound a file)."""
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(b"".join(_line(record) for record in records))
        fresh.replace(self._path)
        os.close(self._descriptor)
        self._descriptor = self._open()

    def close(self) -> None:
        os.close(self._descriptor)


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
