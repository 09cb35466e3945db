"""Where the temporary files of a run lie, and that nothing of a run that was killed stays in memory."""

import fcntl
import os
import tempfile
from pathlib import Path

import pytest

from tests.support import memory


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr("tempfile.tempdir", tempfile.tempdir)


def left_by_a_run(memory_folder: Path, name: str) -> Path:
    folder = memory_folder / f"{memory.PREFIX}{name}"
    folder.mkdir()
    (folder / memory.LOCK).touch()
    return folder


def test_temporary_files_lie_in_a_folder_of_the_run_until_it_ends(tmp_path: Path) -> None:
    move_out = memory.move_in(tmp_path, needed=1)
    (folder,) = tmp_path.iterdir()
    assert (os.environ["TMPDIR"], tempfile.gettempdir()) == (str(folder), str(folder))
    move_out(False)
    assert list(tmp_path.iterdir()) == []
    assert "TMPDIR" not in os.environ


def test_kept_to_be_looked_at_until_the_next_run(tmp_path: Path) -> None:
    memory.move_in(tmp_path, needed=1)(True)
    (kept,) = tmp_path.iterdir()
    memory.move_in(tmp_path, needed=1)(False)
    assert not kept.exists()


def test_a_run_that_goes_on_keeps_its_folder_and_one_that_was_killed_does_not(tmp_path: Path) -> None:
    alive, dead = left_by_a_run(tmp_path, "alive"), left_by_a_run(tmp_path, "dead")
    other = tmp_path / "somebody-elses"
    other.mkdir()
    with (alive / memory.LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        memory.move_in(tmp_path, needed=1)(False)
    assert (alive.exists(), dead.exists(), other.exists()) == (True, False, True)


def test_who_names_a_place_or_has_no_room_keeps_the_usual_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.move_in(tmp_path, needed=1 << 60)
    memory.move_in(tmp_path / "absent", needed=1)
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    memory.move_in(tmp_path, needed=1)(False)
    assert os.environ["TMPDIR"] == "/elsewhere"
    assert list(tmp_path.iterdir()) == []
