"""Workbooks as a person makes them."""

import io
from collections.abc import Iterable

import openpyxl


def workbook(rows: Iterable[Iterable[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()
