"""A home is its owner's alone: what Loa makes is born so, and what an older version left is mended at the start."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from commands.home import make_home, upgrade_database
from distributor.db import Database
from distributor.file_modes import Closed, close_to_others, open_to_others
from distributor.media.store import MediaStore
from distributor.settings import load_settings
from tests.support.servers import ROOT


@pytest.fixture(autouse=True)
def _as_most_machines_are() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(home: Path) -> set[int]:
    return {stat.S_IMODE(place.lstat().st_mode) for place in (home, *home.rglob("*"))}


def test_what_an_older_version_left_open_is_closed_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what SQLite keeps beside the database while others have it open."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("LOA_HOME", str(home))
    upgrade_database(load_settings())
    database = Database(f"sqlite:///{home / 'loa.db'}")
    with database.write() as session:
        session.connection().execute(text("CREATE TABLE t (i INTEGER)"))
    MediaStore(home / "media").put(b"a picture", "png")
    (home / "logs").mkdir()
    (home / "logs" / "web.log").write_text("x")
    (home / "backups" / "media").mkdir(parents=True)
    (home / "backups" / "media" / "a").write_text("x")
    assert {"loa.db-wal", "loa.db-shm"} <= {place.name for place in open_to_others(home)}
    assert stat.S_IMODE((home / "loa.db").stat().st_mode) == 0o644
    make_home()
    assert modes(home) <= {0o700, 0o600}
    assert list(open_to_others(home)) == []
    with database.write() as session:
        session.connection().execute(text("INSERT INTO t VALUES (1)"))
    database.dispose()
    assert modes(home) <= {0o700, 0o600}


def test_what_the_command_makes_is_born_closed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {**os.environ, "LOA_HOME": str(home), "LOA_SANDBOX": "0"}
    wish = ["init", "--unit", "Sở Tư pháp tỉnh X", "--login", "quantri", "--name", "Trần Thị Hà"]
    subprocess.run(
        [sys.executable, "loa.py", *wish], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120
    )
    assert (home / "loa.db").exists()
    assert modes(home) <= {0o700, 0o600}


def test_programs_keep_their_owners_right_and_links_are_not_followed(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir(mode=0o755)
    elsewhere.write_text("x")
    (home / "link").symlink_to(elsewhere)
    (home / "voice").write_text("#!/bin/sh\n")
    (home / "voice").chmod(0o755)
    assert close_to_others(home) == Closed(2, ())
    assert stat.S_IMODE((home / "voice").stat().st_mode) == 0o700
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_what_is_not_ours_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "loa.db").write_text("x")

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    assert close_to_others(home) == Closed(0, (home / "loa.db",))
