"""A column that SQLite is not to look up by an index of its own: where another index serves better than the one it would take."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import UnaryExpression


class _Unindexed(UnaryExpression[Any]):
    """`+column` on SQLite, whose planner then leaves its indexes alone; elsewhere the column itself.

    PostgreSQL chooses by statistics, and knows none of a sum: it would take nearly all rows of a province for a handful.
    """

    inherit_cache = True


@compiles(_Unindexed)
def _plain(element: _Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(element.element, **options))


@compiles(_Unindexed, "sqlite")
def _signed(element: _Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.element, **options)}"


def unindexed(column: Any) -> ColumnElement[Any]:
    return _Unindexed(column.expression, type_=column.expression.type)
