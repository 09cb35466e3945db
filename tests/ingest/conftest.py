from collections.abc import Iterator
from pathlib import Path

import pytest

from distributor.db import Database
from tests.ingest.support import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    database = Database(f"sqlite:///{tmp_path / 'loa.db'}")
    yield Room(database)
    database.dispose()
