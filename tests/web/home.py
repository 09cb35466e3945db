"""A home with a real SQLite file, a clock to turn, and a province in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from distributor.db import Database
from distributor.settings import Settings, Values
from tests.web.province import NOON, Province, build_province, fill_province


@dataclass
class Hands:
    """A clock whose hands the test turns."""

    instant: datetime = NOON

    def now(self) -> datetime:
        return self.instant

    def turn(self, by: timedelta) -> None:
        self.instant += by


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, Values())


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    SQLModel.metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def bare_province(database: Database) -> Province:
    with database.write() as session:
        return build_province(session)


@pytest.fixture
def province(database: Database, bare_province: Province) -> Province:
    with database.write() as session:
        fill_province(session, bare_province)
    return bare_province
