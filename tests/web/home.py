"""A home with a real SQLite file, a clock to turn, and a province in it."""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from distributor.db import Database
from distributor.settings import Settings, Values
from tests.support.both import make_tables
from tests.web.province import NOON, Province, build_province, fill_province


@dataclass
class Hands:
    """A clock whose hands the test turns."""

    instant: datetime = NOON

    def now(self) -> datetime:
        return self.instant

    def turn(self, by: timedelta) -> None:
        self.instant += by


@dataclass(frozen=True)
class Templates:
    """Databases to copy, made once: without items, and filled."""

    bare_file: Path
    full_file: Path
    bare: Province
    full: Province


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder = tmp_path_factory.mktemp("templates")
    bare_file, full_file = folder / "bare.db", folder / "full.db"
    database = Database(f"sqlite:///{bare_file}")
    make_tables(database)
    with database.write() as session:
        bare = build_province(session)
    database.dispose()
    shutil.copy(bare_file, full_file)
    full = deepcopy(bare)
    database = Database(f"sqlite:///{full_file}")
    with database.write() as session:
        fill_province(session, full)
    database.dispose()
    return Templates(bare_file, full_file, bare, full)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, Values())


@pytest.fixture
def database(settings: Settings, templates: Templates, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Filled, unless the test asks for a bare province."""
    bare = "bare_province" in request.fixturenames
    shutil.copy(templates.bare_file if bare else templates.full_file, settings.home / "loa.db")
    database = Database(settings.database_url)
    yield database
    database.dispose()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def bare_province(templates: Templates) -> Province:
    return deepcopy(templates.bare)


@pytest.fixture
def province(templates: Templates) -> Province:
    return deepcopy(templates.full)
