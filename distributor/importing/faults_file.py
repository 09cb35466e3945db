"""All faults of a file as a CSV that a spreadsheet opens: UTF-8 with BOM, and no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable

from distributor.broadcast.list_file import Fault

_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def faults_csv(faults: Iterable[Fault]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("Dòng", "Cột", "Lỗi"))
    rows.writerows((fault.line, harmless(fault.column), harmless(fault.words)) for fault in faults)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that begins like a formula is marked as text."""
    return f"'{cell}" if cell.startswith(_BEGINS) else cell
