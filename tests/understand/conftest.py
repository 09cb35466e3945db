"""The desk at which items are understood, on both databases, over real HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from distributor.db import Database
from tests.understand.desk import Desk, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)
