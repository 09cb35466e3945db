"""A table as an office saved it: .xlsx, or CSV in whatever encoding and with whatever separator; both are told. Pure.

Runs within a bounded child (`bounded.py`). The first row that is not empty names the columns. A cell with a formula is a fault
of its row: what it would say nobody typed.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from distributor.broadcast.table_rows import Fault, folded_title
from distributor.errors import LoaError
from distributor.importing.encodings import encoding_of
from distributor.importing.workbook import MOST_COLUMNS, WorkbookCell, read_workbook
from phrases import phrase

LARGEST = 10_000_000
"""Bytes of a file."""
MOST_ROWS = 20_000
MOST_BLANK = 5_000
"""So many empty rows one after the other are the end: a spreadsheet may draw borders down to its last row."""
LONGEST_CELL = 60_000
MOST_TEXT = 40_000_000
"""Characters of all cells together: a workbook of some kilobytes may say one long text in each."""
SEPARATORS = {",": phrase("importing.comma"), ";": phrase("importing.semicolon"), "\t": phrase("importing.tab")}


@dataclass(frozen=True)
class SheetRow:
    """`line`: as a spreadsheet numbers it."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """`recognised`: what the file turned out to be, in words. `faults`: rows that cannot be looked at further."""

    recognised: str
    titles: tuple[str, ...]
    rows: list[SheetRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def places(self, columns: Mapping[str, frozenset[str]]) -> dict[str, int]:
        """Return where each known column stands, by its own name. The first of two that are called the same counts."""
        titles = [folded_title(title) for title in self.titles]
        return {
            name: place
            for name, known in columns.items()
            for place, title in reversed(list(enumerate(titles)))
            if title in known
        }

    def ignored(self, columns: Mapping[str, frozenset[str]]) -> list[str]:
        """Columns with a title that nobody knows."""
        known = frozenset().union(*columns.values())
        return [title for title in self.titles if title.strip() and folded_title(title) not in known]


def read_sheet(octets: bytes) -> Sheet:
    """Read a table from a file's bytes. Raises LoaError if it is no table at all, too large, or has too many rows.

    For `bounded.read_table`: what a stranger's file costs, this process pays.
    """
    if len(octets) > LARGEST:
        raise LoaError(phrase("importing.too-large", mb=LARGEST // 1_000_000))
    if octets.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoaError(phrase("importing.old-excel"))
    if octets.startswith(b"PK"):
        return _table(read_workbook(io.BytesIO(octets)), phrase("importing.excel"))
    text, encoding = decoded(octets)
    head = next((line for line in text.splitlines() if line.strip()), "")
    if "\0" in text or not head:
        raise LoaError(phrase("importing.no-table"))
    separator = max(SEPARATORS, key=head.count)
    recognised = phrase("importing.csv", encoding=encoding, separator=SEPARATORS[separator])
    return _table(_csv_rows(text, separator), recognised)


def decoded(octets: bytes) -> tuple[str, str]:
    """The text, NFC, and the name of its encoding. Raises LoaError where it cannot be told, or a letter of it is broken."""
    file = io.BytesIO(octets)
    encoding = encoding_of(file)
    text = "".join(encoding.lines(file))
    if "\ufffd" in text:
        raise LoaError(phrase("importing.encoding-unreadable"))
    return text, encoding.name


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[WorkbookCell]]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row[MOST_COLUMNS:]):
                raise LoaError(phrase("importing.too-many-columns", line=begins, most=MOST_COLUMNS))
            yield begins, [WorkbookCell(cell) for cell in row[:MOST_COLUMNS]]
            begins = rows.line_num + 1
    except csv.Error as error:
        raise LoaError(phrase("importing.csv-unreadable", line=begins)) from error


def _table(rows: Iterable[tuple[int, list[WorkbookCell]]], recognised: str) -> Sheet:
    sheet: Sheet | None = None
    blank = text = 0
    for line, cells in rows:
        if not any(cell.text.strip() or cell.is_formula for cell in cells):
            blank += 1
            if blank > MOST_BLANK:
                break
            continue
        blank = 0
        if sheet is None:
            sheet = Sheet(recognised, tuple(" ".join(cell.text.split())[:100] for cell in cells))
            continue
        if len(sheet.rows) + len(sheet.faults) >= MOST_ROWS:
            raise LoaError(phrase("importing.too-many-rows", most=MOST_ROWS))
        wrong = next((place for place, cell in enumerate(cells) if cell.is_formula), None)
        if wrong is not None:
            title = sheet.titles[wrong] if wrong < len(sheet.titles) else ""
            words = phrase("broadcast.line.wrong", line=line, what=phrase("importing.formula"))
            sheet.faults.append(Fault(line, words, title or phrase("importing.column-number", number=wrong + 1)))
            continue
        row = SheetRow(line, tuple(cell.text[:LONGEST_CELL].strip() for cell in cells))
        text += sum(map(len, row.cells))
        if text > MOST_TEXT:
            raise LoaError(phrase("importing.unpacks-too-large"))
        sheet.rows.append(row)
    if sheet is None:
        raise LoaError(phrase("importing.empty"))
    return sheet
