"""All faults of a file as a CSV that a spreadsheet opens: UTF-8 with BOM, and no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable

from distributor.broadcast.table_rows import Fault
from phrases import in_language, phrase

_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def faults_csv(faults: Iterable[Fault], language: str = "vi") -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(fault_titles(language))
    rows.writerows(fault_cells(fault, language) for fault in faults)
    return text.getvalue().encode("utf-8-sig")


def fault_titles(language: str = "vi") -> list[str]:
    return [in_language(phrase(f"importing.{name}"), language) for name in ("line", "column", "fault")]


def fault_cells(fault: Fault, language: str = "vi") -> tuple[str, str, str]:
    column, words = (harmless(in_language(cell, language)) for cell in (fault.column, fault.words))
    return str(fault.line), column, words


def harmless(cell: str) -> str:
    """A cell that begins like a formula is marked as text."""
    return f"'{cell}" if cell.startswith(_BEGINS) else cell
