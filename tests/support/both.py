"""The database of a test that is to run on SQLite and on PostgreSQL alike, also where the folder's own is SQLite's."""

from collections.abc import Iterator

import pytest
from sqlmodel import SQLModel

from distributor.db import Database
from distributor.models import LinkKey


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.dispose()


def make_tables(database: Database) -> None:
    """All tables by the models, at once, with the row that the migrations write."""
    SQLModel.metadata.create_all(database.engine)
    with database.write() as session:
        if session.get(LinkKey, 1) is None:
            session.add(LinkKey(key="5a" * 32))
