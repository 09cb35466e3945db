"""A home with decisions that wait in its database, and its command line; each test has them anew."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import AuditEntry, Correction, CorrectionState
from tests.commands.forked import Forked
from tests.commands.homes import Answer, Home, checked
from tests.web.desk_cases import Desk, fill_desk
from tests.web.province import Province, build_province, fill_province


@dataclass
class Office:
    database: Database
    desk: Desk
    province: Province
    forked: Forked

    def loa(self, *arguments: object) -> Answer:
        return checked(Answer(**self.forked.run(tuple(str(each) for each in arguments), {})))

    @property
    def home(self) -> Path:
        assert self.database.home is not None
        return self.database.home

    def log(self) -> list[tuple[str, str, str, int | None]]:
        with self.database.read() as session:
            rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
            return [(row.actor, row.action, row.subject, row.unit_id) for row in rows]

    def correct(self, *arguments: object) -> Answer:
        return self.loa("correct", self.desk.corrected_item, *arguments)

    def mark(self) -> str:
        return str(self.correct("--json").object["mark"])

    def state(self) -> CorrectionState:
        with self.database.read() as session:
            return session.get_one(Correction, self.desk.correction).state


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Forked]]:
    home = Home(tmp_path_factory.mktemp("office"))
    with Forked(home.environment) as forked:
        yield home, forked


@pytest.fixture
def office(commands: tuple[Home, Forked], sqlite_template: Path) -> Iterator[Office]:
    home, forked = commands
    shutil.copyfile(sqlite_template, home.path / "loa.db")
    (home.path / "audit.heads").unlink(missing_ok=True)
    database = home.database()
    with database.write() as session:
        province = build_province(session)
        fill_province(session, province)
        desk = fill_desk(session, province, MediaStore(home.path / "media"))
    yield Office(database, desk, province, forked)
    database.dispose()
