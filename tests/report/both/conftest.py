"""On both databases, where the folder above has its own SQLite file."""

import pytest

from distributor.db import Database
from tests.support.both import database
from tests.web.province import Province, build_province

__all__ = ["database"]


@pytest.fixture
def bare_province(database: Database) -> Province:
    with database.write() as session:
        return build_province(session)
