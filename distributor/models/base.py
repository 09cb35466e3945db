"""What all tables share: one time type that refuses naive values, JSON, and stable constraint names for migrations."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, Table, TypeDecorator
from sqlmodel import SQLModel

from phrases import read_phrase, to_stored

# A table's rows are not validated by Pydantic: what it would compile for each table, it compiles where somebody asks for it.
SQLModel.model_config["defer_build"] = True
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def table_of(model: type[SQLModel]) -> Table:
    """Return the table behind a model, for statements that SQLModel has no words for."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive values are refused; what is read back is aware UTC, on SQLite as on PostgreSQL.

    SQLite holds naive text in UTC, so that comparing in SQL is comparing in time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: instants carry their time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Words(TypeDecorator[StrEnum]):
    """Base of the column types that `words` makes."""

    impl = String(24)
    cache_ok = True
    words: type[StrEnum]

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.words(value)


@cache
def words(enumeration: type[StrEnum]) -> type[TypeDecorator[StrEnum]]:
    """A column type for one of these words: stored as its value, so that a new word needs no change of the schema."""
    return type(f"{enumeration.__name__}Column", (_Words,), {"words": enumeration, "cache_ok": True})


class _Said(TypeDecorator[str]):
    """Base of the column types that `said` makes."""

    impl = String
    cache_ok = True
    longest: int | None = None

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else to_stored(value, self.longest)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else read_phrase(value)


@cache
def said(longest: int | None) -> type[TypeDecorator[str]]:
    """A column type for what the engine says: its code and values, or a person's or platform's words as they are.

    `longest`: characters of the column, None without limit; a phrase that is longer when stored is kept as its words.
    """
    return type(f"Said{longest or ''}", (_Said,), {"impl": String(longest), "longest": longest, "cache_ok": True})


class SaidEach(TypeDecorator[list[str]]):
    """A JSON column of several things that the engine says, each kept as `said` keeps one."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002
        return None if value is None else [to_stored(each, None) for each in value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002
        return None if value is None else [read_phrase(each) for each in value]


JsonObject = dict[str, Any]
