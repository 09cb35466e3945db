"""Every API request that came in, in order: the proof of "exactly one request".

Holds the names of parameters and fields, never their values: tokens travel in them. Bounded to the last 20,000.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from sandbox.journal import Journal, Record

KEEP = 20_000


class RequestLog:
    def __init__(self, path: Path) -> None:
        self._journal = Journal(path)
        self._entries: OrderedDict[int, Record] = OrderedDict()
        self._last = 0
        for record in self._journal.records():
            if record.get("reset"):
                self._entries.clear()
                self._last = max(self._last, _number(record))
            elif "path" in record:
                self._keep(record)
            elif (entry := self._entries.get(_number(record))) is not None:
                entry.update(record)
        self._lines = 0
        self._compact()

    def begin(self, entry: Record) -> int:
        """Notes a request on arrival and returns its number; `status` stays null until `finish`."""
        number = self._last + 1
        record: Record = {"n": number, **entry, "status": None, "fault": ""}
        self._keep(record)
        self._append(record)
        return number

    def finish(self, number: int, status: int | str, fault: str) -> None:
        update: Record = {"n": number, "status": status, "fault": fault}
        if (entry := self._entries.get(number)) is not None:
            entry.update(update)
            self._append(update)

    def since(self, number: int) -> list[Record]:
        """The entries with a number above this one, oldest first."""
        if number >= self._last:
            return []
        return [entry for entry in self._entries.values() if _number(entry) > number]

    def reset(self) -> None:
        """Empties the log; numbering goes on, so that a reader who holds a number misses nothing."""
        self._entries.clear()
        self._compact()

    @property
    def last(self) -> int:
        return self._last

    def close(self) -> None:
        self._journal.close()

    def _keep(self, record: Record) -> None:
        self._last = _number(record)
        self._entries[self._last] = record
        while len(self._entries) > KEEP:
            self._entries.popitem(last=False)

    def _append(self, record: Record) -> None:
        self._journal.append(record)
        self._lines += 1
        if self._lines > 6 * KEEP:
            self._compact()

    def _compact(self) -> None:
        start: Record = {"n": self._last - len(self._entries), "reset": True}
        self._journal.rewrite([start, *self._entries.values()])
        self._lines = 0


def _number(record: Record) -> int:
    return int(str(record["n"]))
