"""The report as CSV for Excel: a byte order mark, one table after the other, numbers as machines read them."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from distributor.clock import VIETNAM, vietnam_time
from distributor.report.engagement.shapes import Report
from distributor.report.engagement.tables import Column, Form, ReportTable, Value, tables_of
from distributor.report.sheet_text import plain_cell
from phrases import phrase

MEDIA_TYPE = "text/csv; charset=utf-8"


class _Lines(Protocol):
    def writerow(self, row: Iterable[str], /) -> object: ...


def csv_of(report: Report) -> bytes:
    """UTF-8. Text that a spreadsheet would calculate has a ' in front; a number that is below nought stays a number."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([plain_cell(report.unit_name)])
    lines.writerow([phrase("report.heading"), plain_cell(report.span.title)])
    lines.writerow([phrase("report.made-at"), vietnam_time(report.made_at)])
    for name, value in report.narrowed:
        lines.writerow([plain_cell(name), plain_cell(value)])
    for table in tables_of(report):
        lines.writerow([])
        _write(lines, table)
    return ("\ufeff" + written.getvalue()).encode()


def _write(lines: _Lines, table: ReportTable) -> None:
    lines.writerow([table.title])
    if table.note:
        lines.writerow([plain_cell(table.note)])
    if not table.rows:
        lines.writerow([table.empty])
        return
    lines.writerow([plain_cell(column.label) for column in table.columns])
    for row in table.rows:
        lines.writerow([_cell(value, column) for value, column in zip(row, table.columns, strict=True)])


def _cell(value: Value, column: Column) -> str:
    match value:
        case None:
            return column.missing
        case str():
            return plain_cell(value)
        case datetime():
            return f"{value.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case float():
            return _rounded(value, column.form)
    return str(value)


def _rounded(value: float, form: Form) -> str:
    digits = 1 if form in (Form.MINUTES, Form.TIMES) else 4
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
