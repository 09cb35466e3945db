"""The journal: what must be known even if the database is lost, in files outside it to which lines are only added.

A day's file has one JSON object a line: that a call is about to be made (`mark`), what the platform answered (`receipt`), that a
person opts out of messages (`refusal`) or was forgotten (`erasure`), that there is a new data key, sealed by the master key, by
which hashes are made from then on (`key`). Ids, hashes and public addresses, no words and no numbers of people. A restore from
a backup reads what came since (`backup.after`).

A line is written when the transaction that told of it has been committed and before anything follows from it: the mark before the
call. A killed process loses none. What no look could replace (an opt-out, whom the network is handed a message for) is on the
disk then; the others are within a second, so that no post waits for the disk twice. A journal that cannot be written stops
nothing; the log tells it.
"""

import json
import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from sqlmodel import Session

from distributor.db import Database
from distributor.settings import load_settings

log = structlog.get_logger()

MARK, RECEIPT, OPT_OUT, ERASURE, KEY = "mark", "receipt", "refusal", "erasure", "key"
KINDS = (MARK, RECEIPT, OPT_OUT, ERASURE, KEY)
SOON_S = 0.5
KEPT = timedelta(days=366)
"""Backups that were carried away need it too, and nobody here knows of those."""
_NOTED = "journal"
Entry = Mapping[str, Any]


def note(session: Session, kind: str, now: datetime, **ids: str | int | Sequence[int]) -> None:
    """Add an entry once the session's transaction is committed. A session that no home opened notes nothing."""
    database = Database.of(session)
    if database is None or database.home is None:
        return
    if _NOTED not in session.info:
        session.info[_NOTED] = []
        home = database.home
        database.after_commit(session, lambda: _write(home, session.info.pop(_NOTED, [])))
    session.info[_NOTED].append({"at": now.astimezone(UTC).isoformat(), "kind": kind, **ids})


def _write(home: Path, entries: Sequence[Entry]) -> None:
    soon = all(entry["kind"] in (MARK, RECEIPT) and "people" not in entry for entry in entries)
    _journal_of(home).add(entries, durably=not soon)


class Journal:
    """One folder of day files. May be used from any thread; other processes add to the same files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard, self._turn = threading.Lock(), threading.Lock()
        self._day, self._file = "", -1
        self._written = self._synced = 0
        self._flusher: threading.Thread | None = None

    def add(self, entries: Sequence[Entry], *, durably: bool = True) -> None:
        """Append entries. `durably`: returns when they are on the disk; else they are there within `SOON_S`."""
        # Before each line: what a crash or a full disk cut off then spoils no other.
        lines = "".join(f"\n{json.dumps(dict(entry), ensure_ascii=False)}" for entry in entries)
        try:
            with self._guard:
                _write_all(self._open(), lines.encode())
                self._written += 1
                mine = self._written
                if not durably and (self._flusher is None or not self._flusher.is_alive()):
                    self._flusher = threading.Thread(target=self._flush, name="journal", daemon=True)
                    self._flusher.start()
            if durably:
                self._sync(mine)
        except OSError as error:
            log.error("the journal was not written", error=error.strerror, kinds=[entry["kind"] for entry in entries])

    def _sync(self, number: int) -> None:
        """Flush the lines up to this one to the disk, unless another thread has."""
        with self._turn:
            if self._synced >= number:
                return  # whoever waited before us has brought ours along
            with self._guard:
                upto, file = self._written, os.dup(self._file)
            try:
                os.fdatasync(file)
            finally:
                os.close(file)
            self._synced = upto

    def _flush(self) -> None:
        """Flush once, after `SOON_S`, whatever was written until then."""
        time.sleep(SOON_S)
        with self._guard:
            self._flusher, number = None, self._written
        try:
            self._sync(number)
        except OSError as error:
            log.error("the journal was not written", error=error.strerror)

    def _open(self) -> int:
        """Return today's file, opened when the day begins; one that could not be opened is tried again each time."""
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        if day != self._day or self._file < 0:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._file >= 0:
                os.fsync(self._file)
                os.close(self._file)
                self._file = -1
            self._file = os.open(self._folder / f"{day}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            self._day = day
            folder = os.open(self._folder, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        return self._file


def _write_all(file: int, content: bytes) -> None:
    """Write all of it, though a disk that is nearly full, or a signal, takes a part only. Raises OSError."""
    while content:
        content = content[os.write(file, content) :]


_journals: dict[tuple[int, Path], Journal] = {}
_making = threading.Lock()


def _journal_of(home: Path) -> Journal:
    """Return the process's journal of the home."""
    with _making:
        key = (os.getpid(), home)
        if key not in _journals:
            _journals[key] = Journal(_folder_of(home))
        return _journals[key]


@cache
def _folder_of(home: Path) -> Path:
    return load_settings({**os.environ, "LOA_HOME": str(home)}).journal_folder


def read_journal(folder: Path, since: datetime) -> Iterator[Entry]:
    """Yield the entries from `since` on, in their order. A line that a crash cut off is left out."""
    first = f"{since.astimezone(UTC):%Y-%m-%d}.jsonl"
    for file in sorted(folder.glob("????-??-??.jsonl")):
        if file.name < first:
            continue
        for line in filter(None, file.read_bytes().splitlines()):
            try:
                entry = json.loads(line)
                if entry["kind"] in KINDS and datetime.fromisoformat(entry["at"]) >= since:
                    yield entry
            except (ValueError, KeyError, TypeError):
                log.warning("a line of the journal cannot be read", file=file.name)


def forget_old(folder: Path, now: datetime) -> None:
    """Remove the files of days that are longer ago than `KEPT`."""
    first = f"{(now - KEPT).astimezone(UTC):%Y-%m-%d}.jsonl"
    for file in folder.glob("????-??-??.jsonl"):
        if file.name < first:
            file.unlink(missing_ok=True)


def bring_along(source: Path, folder: Path) -> None:
    """Add to a journal the lines that it lacks of another. Interrupted, it is done again."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in sorted(source.glob("????-??-??.jsonl")):
        target = folder / file.name
        there = set(target.read_bytes().splitlines()) if target.exists() else set()
        lacking = [line for line in file.read_bytes().splitlines() if line not in there]
        opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _write_all(opened, b"".join(b"\n" + line for line in lacking))
            os.fsync(opened)
        finally:
            os.close(opened)
