"""A column kept from its index on SQLite, and plain where the planner goes by statistics."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from distributor.models import Post
from distributor.report.sql.unindexed import unindexed

SQLITE: Any = sqlite
POSTGRESQL: Any = postgresql


def test_only_sqlite_is_kept_from_the_index() -> None:
    statement = select(Post.id).where(unindexed(col(Post.unit_id)) == 1)
    assert "WHERE +post.unit_id = ?" in str(statement.compile(dialect=SQLITE.dialect()))
    assert "WHERE post.unit_id = %" in str(statement.compile(dialect=POSTGRESQL.dialect()))


def test_two_columns_are_two_statements_to_the_cache_of_statements() -> None:
    def asked(name: str) -> Any:
        statement: Any = select(Post.id).where(unindexed(col(getattr(Post, name))) == 1)
        return statement._generate_cache_key()

    assert asked("unit_id") == asked("unit_id")
    assert asked("unit_id") != asked("account_id")
