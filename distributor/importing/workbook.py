"""The one place that knows openpyxl: the first sheet of an .xlsx file, as cells. Formulas are told, never evaluated."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO

from distributor.errors import LoaError
from phrases import phrase

MOST_UNPACKED = 150_000_000
"""Bytes of all parts of a workbook together: a small file may unpack to a flood."""
MOST_STRINGS = 150_000_000
"""Bytes of the texts that cells share: they are all in memory at once."""
_STRINGS = "xl/sharedStrings.xml"
_DECLARES = b"<!DOCTYPE"
_BLOCK = 1 << 20
MOST_COLUMNS = 60
BROKEN = phrase("importing.broken")


@dataclass(frozen=True)
class WorkbookCell:
    text: str
    is_formula: bool = False


def read_workbook(file: BinaryIO, most_unpacked: int = MOST_UNPACKED) -> Iterator[tuple[int, list[WorkbookCell]]]:
    """Row number and cells, a row at a time. Raises LoaError for what is no workbook or hides something in it."""
    _look_inside(file, most_unpacked)
    import openpyxl  # noqa: PLC0415 - read now and then, and it is large

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        for line, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
            cells = [_cell(one) for one in row]
            while cells and not cells[-1].text and not cells[-1].is_formula:
                cells.pop()
            yield line, cells
        book.close()
    except LoaError:
        raise
    except Exception as error:  # a stranger's file may be wrong in any way
        raise LoaError(BROKEN) from error


def _look_inside(file: BinaryIO, most_unpacked: int) -> None:
    try:
        with zipfile.ZipFile(file) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}
            if sum(sizes.values()) > most_unpacked or sizes.get(_STRINGS, 0) > MOST_STRINGS:
                raise LoaError(phrase("importing.unpacks-too-large"))
            for part in parts.infolist():
                # A workbook's parts declare no entities; one that does wants something else.
                if part.filename.endswith((".xml", ".rels")) and _declares(parts, part):
                    raise LoaError(BROKEN)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise LoaError(BROKEN) from error


def _declares(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with parts.open(part) as content:
        before = b""
        while block := content.read(_BLOCK):
            told = before + block.replace(b"\0", b"")
            if _DECLARES in told:
                return True
            before = told[-len(_DECLARES) :]
    return False


def _cell(cell: Any) -> WorkbookCell:
    value = cell.value
    if value is None:
        return WorkbookCell("")
    if cell.data_type == "f":
        return WorkbookCell("", is_formula=True)
    match value:
        case bool():
            return WorkbookCell(str(phrase("importing.true" if value else "importing.false")))
        case datetime():
            return WorkbookCell(f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}")
        case date():
            return WorkbookCell(f"{value:%d/%m/%Y}")
        case float() if value.is_integer():
            return WorkbookCell(str(int(value)))
        case _:
            return WorkbookCell(str(value))
