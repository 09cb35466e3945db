"""Many values in one statement that reads the same however many they are, so that PostgreSQL keeps it ready.

`column.in_(values)` writes a parameter a value, and each length is another statement to make, send and plan. What a page looks
through in its thousands has `report/sql/among.py`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Dialect, TypeDecorator, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine, UserDefinedType
from sqlmodel import Session, SQLModel

from distributor.models.base import table_of


def _in_text(value: object) -> str:
    """A value as it stands in the text of an array."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        raise TypeError("bytes have no text that an array could hold")
    told = str(value)
    return '"' + told.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _ArrayInText(UserDefinedType[list[Any]]):
    """An array that PostgreSQL reads from one text: the driver would look at each value by itself, at ten times the cost."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        self.of = of

    def get_col_spec(self, **_: Any) -> str:
        return f"{self.of.compile(dialect=postgresql.dialect())}[]"  # type: ignore[no-untyped-call]

    def bind_processor(self, dialect: Dialect) -> Callable[[list[Any] | None], str | None]:
        each: Callable[[Any], object] | None = self.of.dialect_impl(dialect).bind_processor(dialect)

        def process(values: list[Any] | None) -> str | None:
            if values is None:
                return None
            given = values if each is None else [each(value) for value in values]
            if all(type(value) is int for value in given):
                return f"{{{','.join(map(str, given))}}}"
            return f"{{{','.join(map(_in_text, given))}}}"

        return process


class _Listed(TypeDecorator[list[Any]]):
    """A list in one parameter: an array for PostgreSQL, JSON for SQLite."""

    impl = JSON
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(_ArrayInText(self.of) if dialect.name == "postgresql" else JSON())


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
    table = table_of(model)
    names = list(rows[0])
    if session.get_bind().dialect.name != "postgresql":
        session.connection().execute(sqlite.insert(table).on_conflict_do_nothing(), list(rows))
        return
    columns = {name: [row[name] for row in rows] for name in names}
    # What is the same in all of them is said once. The first is said of each, so that there are as many rows.
    same = {name for name in names[1:] if columns[name].count(columns[name][0]) == len(rows)}
    several = [name for name in names if name not in same]
    arrays = [bindparam(None, columns[name], type_=_Listed(table.c[name].type)) for name in several]
    given = func.unnest(*arrays).table_valued(*several).render_derived()
    values = [
        bindparam(None, columns[name][0], type_=table.c[name].type) if name in same else given.c[name] for name in names
    ]
    made = postgresql.insert(table).from_select(names, select(*values).select_from(given))
    session.connection().execute(made.on_conflict_do_nothing())
