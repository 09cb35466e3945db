"""All faults of a file as a CSV that a spreadsheet opens: UTF-8 with BOM, and no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable

from distributor.broadcast.list_file import Fault
from distributor.phrases import in_language, phrase

_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def faults_csv(faults: Iterable[Fault], language: str = "vi") -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(in_language(phrase(f"importing.{name}"), language) for name in ("line", "column", "fault"))
    for fault in faults:
        rows.writerow((fault.line, *(harmless(in_language(cell, language)) for cell in (fault.column, fault.words))))
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that begins like a formula is marked as text."""
    return f"'{cell}" if cell.startswith(_BEGINS) else cell
