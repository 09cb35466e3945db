"""Tables that staff bring are read in a bounded child (`distributor.ingest.bounded`): the one way to what is in them.

A workbook of some kilobytes may unpack to millions of texts. That costs its child, and whoever brought it is told the way out.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Full, Queue
from typing import Any, cast

from distributor.children import Bounds, ChildFault, while_wanted
from distributor.errors import LoaError
from distributor.importing.people_file import PeopleFile, ReadRow
from distributor.importing.sheet import MOST_TEXT, Sheet
from distributor.ingest.bounded import HarmfulSource, NotRead, in_child
from phrases import phrase

BOUNDS = Bounds(processor_s=60.0, wall_s=180.0)
"""The largest honest table that is taken, 1.1 million different words, wants some 30 seconds of the processor."""
LIST_BOUNDS = Bounds(processor_s=1_200.0, wall_s=3_600.0, memory=1_500_000_000)
"""Of a list of any length, for a command: a million rows of a workbook want some 100 seconds."""
HAND_ON = "distributor.importing.people_file:hand_on"
AHEAD = 2
"""Pieces that lie ready for who takes them in."""
TICK_S = 0.5


def read_table(octets: bytes, name: str) -> Sheet:
    """Read a table (`sheet.read_sheet`). `name`: of the file. Raises LoaError, which says what to do."""
    sheet: Sheet = _read(name, BOUNDS, "distributor.importing.sheet:read_sheet", octets)
    return sheet


def read_people(octets: bytes, name: str, most: int) -> tuple[str, list[ReadRow]]:
    """Return what a file of people turned out to be, in words, and its first rows, `most` at most. Raises LoaError."""
    recognised, rows = "", list[ReadRow]()

    def take(piece: str | list[ReadRow]) -> bool:
        nonlocal recognised
        if isinstance(piece, str):
            recognised = piece
        else:
            rows.extend(piece)
        return True

    _read(name, BOUNDS, HAND_ON, octets, most, MOST_TEXT, serve=take)
    return recognised, rows


@contextmanager
def people_of(file: Path) -> Iterator[PeopleFile]:
    """Open a file of people of any length, whose rows come as they are read. Raises OSError, LoaError; so may reading its rows.

    The child reads on while rows are taken in, and is let go at the end of the `with`.
    """
    file.open("rb").close()
    pieces, left = Queue[str | list[ReadRow] | Exception | None](AHEAD), threading.Event()

    def take(piece: str | list[ReadRow] | Exception | None) -> bool:
        while not left.is_set():
            try:
                pieces.put(piece, timeout=TICK_S)
            except Full:
                continue
            return True
        return False

    def read() -> None:
        try:
            with while_wanted(lambda: not left.is_set()):
                _read(file.name, LIST_BOUNDS, HAND_ON, file.resolve(), serve=take)
        except Exception as error:
            take(error)
        else:
            take(None)

    def come() -> Iterator[str | list[ReadRow]]:
        while (piece := pieces.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    threading.Thread(target=read, name="reads a list", daemon=True).start()
    try:
        told = come()
        yield PeopleFile(cast(str, next(told)), (row for piece in told if isinstance(piece, list) for row in piece))
    finally:
        left.set()


def _read(name: str, bounds: Bounds, function: str, *values: Any, serve: Any = None) -> Any:
    try:
        return in_child(function, *values, serve=serve, bounds=bounds)
    except NotRead:
        raise LoaError(phrase("importing.not-now", name=name)) from None
    except HarmfulSource:
        raise LoaError(phrase("importing.too-complex", name=name)) from None
    except ChildFault:
        raise LoaError(phrase("importing.unreadable", name=name)) from None
