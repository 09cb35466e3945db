"""The database of a test that is to run on SQLite and on PostgreSQL alike, also where the folder's own is SQLite's."""

from collections.abc import Iterator

import pytest

from distributor.db import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.dispose()
