"""Where a text stands in another, as each database says it: no sign means anything else there, as some do to LIKE."""

from typing import Any

from sqlalchemy import ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _PlaceOf(FunctionElement[int]):
    name = "place_of"
    type = Integer()
    inherit_cache = True


@compiles(_PlaceOf, "sqlite")
def _on_sqlite(element: _PlaceOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_PlaceOf, "postgresql")
def _on_postgresql(element: _PlaceOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


def place_of(word: str, column: Any) -> ColumnElement[int]:
    """Counted from one; 0: nowhere."""
    return _PlaceOf(column, word)
