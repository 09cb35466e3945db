"""A list of numbers as a file of any length, a row at a time: .xlsx, or CSV in whatever encoding and with whatever separator.

A row that cannot be read is a fault of its own; the others are taken. Nothing of the file stays in memory but, of a workbook, the
texts that its cells share. Runs within a bounded child (`bounded.py`), which hands its rows on, some thousands at a time.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeAlias

from distributor.broadcast.table_rows import Fault
from distributor.child import ask_parent
from distributor.errors import LoaError
from distributor.importing.encodings import LONGEST_LINE, encoding_of
from distributor.importing.sheet import MOST_BLANK, SEPARATORS
from distributor.importing.workbook import MOST_COLUMNS, read_workbook
from phrases import phrase

LARGEST_LIST = 500_000_000
"""Octets of a file."""
MOST_UNPACKED_OF_LIST = 1_500_000_000
"""Octets that a workbook may unpack to: a sheet of 1,048,576 rows is some 300 million."""
MOST_LINES = 10
"""Lines of one row of a CSV: a mark of quotation that is not closed within them is a fault of the row."""
AT_ONCE = 2_000
"""Rows that are handed on at a time."""
_OPEN = "unexpected end of data"
"""What the parser says of a quotation that is not closed."""
ReadRow: TypeAlias = tuple[int, Sequence[str]] | Fault
"""A row's number and cells, or what is wrong with it."""


@dataclass(frozen=True)
class PeopleFile:
    """`recognised`: what the file turned out to be, in words. `rows`: to be read once."""

    recognised: str
    rows: Iterator[ReadRow]


def hand_on(given: bytes | Path, most_rows: int | None = None, most_text: int | None = None) -> None:
    """Hand on to a bounded child's parent what the file turned out to be, then its rows; it answers whether it wants more.

    No more than `most_rows` are handed on. Raises LoaError as `open_people` does, and for more than `most_text` characters.
    """
    with BytesIO(given) if isinstance(given, bytes) else given.open("rb") as file:
        people, text = open_people(file), 0
        wants = ask_parent(people.recognised)
        rows = islice(people.rows, most_rows)
        while wants and (chunk := list(islice(rows, AT_ONCE))):
            text += sum(len(cell) for row in chunk if not isinstance(row, Fault) for cell in row[1])
            if most_text is not None and text > most_text:
                raise LoaError(phrase("importing.unpacks-too-large"))
            wants = ask_parent(chunk)


def open_people(file: BinaryIO) -> PeopleFile:
    """Open a file of people. Raises LoaError if it is no table at all; so may reading its rows."""
    if file.seek(0, 2) > LARGEST_LIST:
        raise LoaError(phrase("importing.too-large", mb=LARGEST_LIST // 1_000_000))
    file.seek(0)
    begins = file.read(4)
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoaError(phrase("importing.old-excel"))
    if begins.startswith(b"PK"):
        return PeopleFile(phrase("importing.excel"), _of_workbook(file))
    encoding = encoding_of(file)
    head = next((line for line in encoding.lines(file) if line.strip()), "")
    if "\0" in head or not head or len(head) >= LONGEST_LINE:
        raise LoaError(phrase("importing.no-table"))
    separator = max(SEPARATORS, key=head.count)
    recognised = phrase("importing.csv", encoding=encoding.name, separator=SEPARATORS[separator])
    return PeopleFile(recognised, _of_csv(encoding.lines(file), separator))


def _of_workbook(file: BinaryIO) -> Iterator[ReadRow]:
    blank = 0
    for line, cells in read_workbook(file, MOST_UNPACKED_OF_LIST):
        if not cells:
            blank += 1
            if blank > MOST_BLANK:
                return
            continue
        blank = 0
        if any(cell.is_formula for cell in cells):
            yield _fault(line, phrase("broadcast.line.formula"))
        else:
            yield line, [cell.text for cell in cells]


def _of_csv(lines: Iterator[str], separator: str) -> Iterator[ReadRow]:
    number, held = 0, list[str]()
    while True:
        line = held.pop(0) if held else next(lines, None)
        if line is None:
            return
        number += 1
        if len(line) >= LONGEST_LINE:
            raise LoaError(phrase("importing.csv-unreadable", line=number))
        if '"' not in line:
            cells = line.rstrip("\r\n").split(separator, MOST_COLUMNS)
            if any(map(str.strip, cells)):
                yield number, cells
            continue
        ahead = _lines_of_row(line, held, lines, separator)
        if ahead is None:
            yield _fault(number, phrase("broadcast.line.quotation"))
            continue
        row = next(csv.reader(["".join([line, *held[:ahead]])], delimiter=separator))
        yield number, row[: MOST_COLUMNS + 1]
        del held[:ahead]
        number += ahead


def _lines_of_row(line: str, held: list[str], lines: Iterator[str], separator: str) -> int | None:
    """Return how many further lines the row goes on over; None where its quotation is not closed. They stand in `held`."""
    text, ahead = line, 0
    while (wrong := _wrong_with(text, separator)) == _OPEN:
        if ahead == MOST_LINES:
            return None
        if ahead == len(held):
            following = next(lines, None)
            if following is None:
                return None
            held.append(following)
        text += held[ahead]
        ahead += 1
    # A mark within a cell is a mark; but lines do not belong together only because a later one has marks of its own.
    return None if wrong and ahead else ahead


def _wrong_with(text: str, separator: str) -> str:
    """Return what is wrong in the parser's words; empty if nothing is."""
    try:
        next(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error as error:
        return str(error)
    return ""


def _fault(line: int, what: str) -> Fault:
    return Fault(line, phrase("broadcast.line.wrong", line=line, what=what))
