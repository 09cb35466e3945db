from collections.abc import Iterator
from pathlib import Path

import pytest

from distributor.db import Database
from tests.ingest.site import Site, serving
from tests.ingest.support import Room
from tests.ingest.web import Web


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    database = Database(f"sqlite:///{tmp_path / 'loa.db'}")
    yield Room(database)
    database.dispose()


@pytest.fixture
def web(room: Room) -> Iterator[Web]:
    with serving(Site()) as site:
        yield Web(room, site)
