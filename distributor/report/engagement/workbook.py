"""The report as a workbook: a sheet a table, real numbers and dates as Vietnam writes them, the head frozen, no formulas."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from distributor.clock import VIETNAM, vietnam_time
from distributor.report.engagement.shapes import Report
from distributor.report.engagement.tables import Column, Form, ReportTable, Value, tables_of
from phrases import phrase

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = 3
"""The row that names the columns; above it stand what it is, of when, and of what."""
_NUMBERS: Mapping[Form, str] = {
    # 42A is Vietnamese: points between thousands, a comma before decimals.
    Form.COUNT: "[$-42A]#,##0",
    Form.SHARE: "[$-42A]0.0%",
    Form.GROWTH: "[$-42A]+0.0%;-0.0%;0%",
    Form.MINUTES: "[$-42A]#,##0.0",
    Form.TIMES: "[$-42A]#,##0.0",
    Form.USD: "[$-42A]#,##0.000",
    Form.DAY: "dd/mm/yyyy",
    Form.TIME: "dd/mm/yyyy hh:mm",
    Form.TEXT: "@",
}
_WIDE, _NARROW = 46, 13
_LINE = 15.0
"""Points of a line of a head; programs that open a workbook do not all make room for wrapped words by themselves."""
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - the workbook knows no zones; fixed, so that the same report is the same file


def workbook_of(report: Report) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - 1.4 MB that only this wants

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties(
            {
                "title": phrase("report.heading-of", span=report.span.title),
                "company": report.unit_name,
                "created": _EPOCH,
            }
        )
        formats = {form: book.add_format({"num_format": shown, "valign": "top"}) for form, shown in _NUMBERS.items()}
        formats[Form.TEXT].set_text_wrap()
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "quiet": book.add_format({"font_color": "#505B65", "italic": True}),
            "missing": book.add_format({"font_color": "#505B65", "italic": True, "align": "right", "valign": "top"}),
            "head": book.add_format(
                {
                    "bold": True,
                    "text_wrap": True,
                    "valign": "top",
                    "bg_color": "#0E3A5D",
                    "font_color": "#FFFFFF",
                    "border": 1,
                }
            ),
        }
        for table in tables_of(report):
            _sheet(book, table, report, formats, styles)
    return held.getvalue()


def _sheet(
    book: Any, table: ReportTable, report: Report, formats: Mapping[Form, Any], styles: Mapping[str, Any]
) -> None:
    sheet = book.add_worksheet(table.title[:31])
    narrowed = "; ".join(f"{name}: {value}" for name, value in report.narrowed)
    sheet.write_string(0, 0, f"{table.title} – {report.span.title}", styles["title"])
    sheet.write_string(
        1,
        0,
        phrase("report.made-at-of", unit=report.unit_name, at=vietnam_time(report.made_at), narrowed=narrowed).strip(),
        styles["quiet"],
    )
    if table.note:
        sheet.write_string(2, 0, table.note, styles["quiet"])
    for place, column in enumerate(table.columns):
        sheet.write_string(HEAD, place, column.label, styles["head"])
        sheet.set_column(place, place, _width(table, place))
    lines = max(-(-len(column.label) // (_width(table, place) - 3)) for place, column in enumerate(table.columns))
    sheet.set_row(HEAD, _LINE * lines + 3)
    for number, row in enumerate(table.rows, HEAD + 1):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            _write(sheet, number, place, value, column, formats[column.form], styles["missing"])
    if not table.rows:
        sheet.write_string(HEAD + 1, 0, table.empty, styles["quiet"])
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)


def _width(table: ReportTable, place: int) -> int:
    """Return a column's width in letters: words stand at the ends."""
    return _WIDE if table.columns[place].form is Form.TEXT and place in (0, len(table.columns) - 1) else _NARROW


def _write(sheet: Any, row: int, place: int, value: Value, column: Column, shown: Any, missing: Any) -> None:
    match value:
        case None:
            if column.missing:
                sheet.write_string(row, place, column.missing, missing)
        case str():
            sheet.write_string(row, place, value, shown)
        case datetime():
            sheet.write_datetime(row, place, value.astimezone(VIETNAM).replace(tzinfo=None), shown)
        case date():
            sheet.write_datetime(row, place, value, shown)
        case _:
            sheet.write_number(row, place, value, shown)
