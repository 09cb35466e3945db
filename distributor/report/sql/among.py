"""A column among very many numbers, as one parameter: a list of thousands costs more to write down than to answer."""

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, LargeBinary, String, bindparam, cast, literal, select, true
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


class _Marked(FunctionElement[bool]):
    """The condition that a number is marked in a row of bits: a row's question costs PostgreSQL half of a look into a table of
    numbers.

    Of the column, how long the row of bits is, the bits, and the same said without bits, for SQLite.
    """

    name = "marked"
    type = Boolean()
    inherit_cache = True


@compiles(_Marked, "sqlite")
def _without_bits(element: _Marked, compiler: SQLCompiler, **options: Any) -> str:
    *_bits, plain = element.clauses
    return f"({compiler.process(plain, **options)})"


@compiles(_Marked, "postgresql")
def _by_bits(element: _Marked, compiler: SQLCompiler, **options: Any) -> str:
    column, long, bits = (compiler.process(clause, **options) for clause in list(element.clauses)[:3])
    # Asked in this order: beyond the last bit the function fails.
    return f"(CASE WHEN {column} < {long} THEN get_bit({bits}, {column}) = 1 ELSE false END)"


def among(column: Any, numbers: Collection[int], *, row_by_row: bool = False) -> ColumnElement[bool]:
    """Return a condition that a column is among numbers. `column`: mapped, of whole numbers from 0. `row_by_row`: each row is
    asked whether it is among them, in the order in which an index gives the rows; the numbers are not where to begin.
    """
    if len(numbers) <= FEW:
        few: ColumnElement[bool] = column.in_(numbers)
        return few
    # Worked out only for the database that asks for it, and once.
    listed = bindparam(None, callable_=cache(lambda: json.dumps(list(numbers))), type_=String)
    rows = _NumbersOf(listed).table_valued("value")
    many: ColumnElement[bool] = column.in_(select(cast(rows.c.value, Integer)))
    if not row_by_row:
        return many
    bits = bindparam(None, callable_=cache(lambda: _bits(numbers)), type_=LargeBinary)
    return _Marked(column, literal(max(numbers) + 1), bits, many.is_(true()))


def _bits(numbers: Collection[int]) -> bytes:
    """Bit n of byte m, the lowest first, stands for the number 8 m + n."""
    digits = bytearray(b"0") * (max(numbers) + 1)
    for number in numbers:
        digits[number] = ord("1")
    return int(digits[::-1], 2).to_bytes(len(digits) // 8 + 1, "little")
