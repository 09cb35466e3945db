"""The journal: a line is on the disk before what follows from it, in one piece, and none is lost among threads."""

import json
import os
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from distributor import journal
from distributor.db import Database
from distributor.journal import MARK, OPT_OUT, Journal, bring_along, forget_old, note, read_journal
from tests.support.servers import PATIENCE_S, wait_until

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
THREADS = 8


def entry(number: int, at: datetime = NOW) -> dict[str, object]:
    return {"at": at.isoformat(), "kind": MARK, "post": number}


def read(folder: Path, since: datetime = NOW - timedelta(days=9999)) -> list[object]:
    return [each["post"] for each in read_journal(folder, since)]


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Database:
    """With a home, in whose folder `journal` it is."""
    return Database(database_url, home=tmp_path)


def test_lines_of_many_threads_are_all_there_and_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []

    def sync(file: int) -> None:
        if not synced:
            wait_until(lambda: len(read(tmp_path)) == THREADS, "while the first waits for the disk, the others write")
        synced.append(file)

    monkeypatch.setattr(os, "fdatasync", sync)
    written = Journal(tmp_path)

    def write(first: int) -> None:
        for number in range(first, first + 50):
            written.add([entry(number)])
            assert number in read(tmp_path)

    threads = [threading.Thread(target=write, args=(1000 * each,)) for each in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read(tmp_path)) == 400
    assert 1 < len(synced) <= 400 - (THREADS - 2), "those who waited meanwhile waited together"
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_what_a_look_could_replace_does_not_wait_for_the_disk_but_comes_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    held = threading.Event()

    def sync(file: int) -> None:
        assert held.wait(PATIENCE_S)
        synced.append(file)

    monkeypatch.setattr(os, "fdatasync", sync)
    with database.write() as session:
        note(session, MARK, NOW, post=7)
    assert synced == []
    held.set()
    wait_until(lambda: len(synced) == 1, "the mark is on the disk")
    with database.write() as session:
        note(session, OPT_OUT, NOW, unit=1, hash="h")
    assert len(synced) == 2, "a refusal is there at once"


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    Journal(tmp_path).add([entry(1)])
    (file,) = tmp_path.iterdir()
    with file.open("ab") as torn:
        torn.write(b'\n{"at": "2026-11')
    Journal(tmp_path).add([entry(2)])
    assert read(tmp_path) == [1, 2]


def test_a_note_is_written_after_the_commit_and_before_write_returns(database: Database, tmp_path: Path) -> None:
    for number, opened in enumerate((database.write, database.write_durably)):
        with opened() as session:
            note(session, MARK, NOW, post=number)
            assert number not in read(tmp_path / "journal")
        assert number in read(tmp_path / "journal")


def test_what_was_rolled_back_is_not_noted(database: Database, tmp_path: Path) -> None:
    with suppress(RuntimeError), database.write() as session:
        note(session, OPT_OUT, NOW, unit=1, hash="h")
        raise RuntimeError
    with database.write():
        pass
    assert not (tmp_path / "journal").exists()


def test_a_journal_that_cannot_be_written_stops_nothing(database: Database, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("no folder")
    with database.write() as session:
        note(session, MARK, NOW, post=7)
    (tmp_path / "journal").unlink()
    with database.write() as session:
        note(session, MARK, NOW, post=8)
    assert read(tmp_path / "journal") == [8]


def test_it_is_where_the_setting_says(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_JOURNAL", str(tmp_path / "apart"))
    journal._folder_of.cache_clear()
    with database.write() as session:
        note(session, MARK, NOW, post=7)
    journal._folder_of.cache_clear()
    assert read(tmp_path / "apart") == [7]


def test_what_a_crash_cut_off_and_what_came_before_are_left_out(tmp_path: Path) -> None:
    day = tmp_path / "2026-11-24.jsonl"
    later = {"kind": "of a later version", "at": NOW.isoformat()}
    lines = [entry(1, NOW - timedelta(hours=1)), entry(2), entry(3, NOW + timedelta(hours=1)), later]
    day.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + '{"at": "2026-11-24T08:0')
    assert read(tmp_path, NOW) == [2, 3]


def test_days_of_more_than_a_year_ago_go_whether_or_not_the_home_backs_itself_up(tmp_path: Path) -> None:
    for day in ("2025-11-22", "2025-11-23", "2025-11-24", "2026-11-24"):
        (tmp_path / f"{day}.jsonl").touch()
    forget_old(tmp_path, NOW)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "2025-11-23.jsonl",
        "2025-11-24.jsonl",
        "2026-11-24.jsonl",
    ]


def test_a_disk_that_takes_a_part_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, content: write(file, content[:7]))
    Journal(tmp_path).add([entry(1), entry(2)])
    assert read(tmp_path) == [1, 2]


def test_a_journal_from_elsewhere_is_joined_to_the_one_of_the_same_day(tmp_path: Path) -> None:
    lost, here = tmp_path / "lost", tmp_path / "here"
    Journal(lost).add([entry(1)])
    (file,) = lost.iterdir()
    here.mkdir()
    (here / file.name).write_text(f"\n{json.dumps(entry(2))}")
    for _ in range(2):
        bring_along(lost, here)
    assert read(here) == [2, 1]
    assert read(lost) == [1]
