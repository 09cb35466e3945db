"""Many values in one statement that reads the same however many they are, so that PostgreSQL keeps it ready.

`column.in_(values)` writes a parameter a value, and each length is another statement to make, send and plan. What a page looks
through in its thousands has `report/sql/among.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, JSON, ColumnElement, Table, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def is_one_of(session: Session, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Return that the column's value is one of these."""
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))  # type: ignore[no-any-return]
    given = func.json_each(bindparam(None, list(values), type_=JSON)).table_valued("value")
    return column.in_(select(given.c.value))  # type: ignore[no-any-return]


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
