"""Many values in one statement that reads the same however many they are, so that PostgreSQL keeps it ready.

`column.in_(values)` writes a parameter a value, and each length is another statement to make, send and plan. What a page looks
through in its thousands has `report/sql/among.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, JSON, Boolean, ColumnElement, Dialect, Table, TypeDecorator, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel


class _Listed(TypeDecorator[list[Any]]):
    """A list in one parameter: an array for PostgreSQL, JSON for SQLite."""

    impl = JSON
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else JSON())


class _IsOneOf(FunctionElement[bool]):
    """The condition that a column is one of a list."""

    name = "is_one_of"
    type = Boolean()
    inherit_cache = True


@compiles(_IsOneOf, "postgresql")
def _in_array(element: _IsOneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, listed = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} = ANY ({listed}))"


@compiles(_IsOneOf, "sqlite")
def _in_json(element: _IsOneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, listed = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({listed})))"  # noqa: S608 - what the compiler wrote


def is_one_of(column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Return that the column's value is one of these."""
    return _IsOneOf(column, bindparam(None, list(values), type_=_Listed(column.type)))


def insert_new(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns; one that breaks a rule of uniqueness is there already and stays as it is."""
    if not rows:
        return
    table: Table = model.__table__  # type: ignore[attr-defined]
    names = list(rows[0])
    if session.get_bind().dialect.name == "postgresql":
        arrays = [bindparam(None, [row[name] for row in rows], type_=ARRAY(table.c[name].type)) for name in names]
        given = func.unnest(*arrays).table_valued(*names).render_derived()
        statement = postgresql.insert(table).from_select(names, select(*(given.c[name] for name in names)))
        session.connection().execute(statement.on_conflict_do_nothing())
    else:
        session.connection().execute(sqlite.insert(table).on_conflict_do_nothing(), list(rows))
