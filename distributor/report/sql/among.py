"""A column among very many numbers, as one parameter: a list of thousands costs more to write down than to answer."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, cast, literal, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

FEW = 200
"""So many stand as they are, where a planner sees how many."""


class _NumbersOf(FunctionElement[Any]):
    """The numbers of a JSON array, a row each."""

    name = "numbers_of"
    inherit_cache = True


@compiles(_NumbersOf, "sqlite")
def _on_sqlite(element: _NumbersOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_NumbersOf, "postgresql")
def _on_postgresql(element: _NumbersOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS json))"


def among(column: Any, numbers: Collection[int], *, row_by_row: bool = False) -> ColumnElement[bool]:
    """`column`: mapped, of whole numbers. `row_by_row`: each row is asked whether it is among them, in the order in which an
    index gives the rows; the numbers are not where to begin.
    """
    if len(numbers) <= FEW:
        few: ColumnElement[bool] = column.in_(numbers)
        return few
    rows = _NumbersOf(literal(json.dumps(list(numbers)), String)).table_valued("value")
    many: ColumnElement[bool] = column.in_(select(cast(rows.c.value, Integer)))
    return many.is_(true()) if row_by_row else many
