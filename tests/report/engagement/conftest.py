"""An empty database of either kind, in place of the one with the web's province in it."""

from collections.abc import Iterator

import pytest

from distributor.db import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.dispose()
