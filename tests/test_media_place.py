"""Machines of one database share one media folder; who has another claims nothing."""

import errno
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlmodel import select

from dispatch import steps
from dispatch.media_notice import MediaNotice
from dispatch.runtime import Runtime
from distributor.db import Database
from distributor.media import place
from distributor.media.place import FILE, MediaPlace
from distributor.media.store import MediaStore
from distributor.models import Media, MediaMark, Notice

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _looks_each_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(place, "LOOK_S", -1.0)
    return iter([None])


def marks(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(MediaMark.mark)))


def draw(database: Database, folder: Path, text: str) -> str:
    stored = MediaStore(folder).put(text.encode(), "text/plain")
    with database.write() as session:
        session.add(Media(sha256=stored.sha256, mime="text/plain", bytes=1, width=0, height=0, made_at=NOW))
    return stored.sha256


def test_the_first_machine_marks_its_folder_and_another_ones_is_told(database: Database, tmp_path: Path) -> None:
    here, elsewhere = MediaPlace(database, tmp_path / "a"), MediaPlace(database, tmp_path / "b")
    assert here.is_here
    assert "không phải thư mục ảnh và video của cơ sở dữ liệu" in elsewhere.problem()
    assert MediaPlace(database, tmp_path / "a").is_here, "another machine, the same folder"
    (tmp_path / "b").mkdir(exist_ok=True)
    shutil.copy(tmp_path / "a" / FILE, tmp_path / "b" / FILE)
    assert elsewhere.is_here


def test_a_folder_that_is_not_mounted_for_a_while(database: Database, tmp_path: Path) -> None:
    here = MediaPlace(database, tmp_path / "a")
    assert here.is_here
    (tmp_path / "a").rename(tmp_path / "away")
    assert not here.is_here
    (tmp_path / "away").rename(tmp_path / "a")
    assert here.is_here


def test_an_older_home_and_a_restored_one_are_known_by_their_files(database: Database, tmp_path: Path) -> None:
    lost = draw(database, tmp_path / "a", "lost")
    draw(database, tmp_path / "a", "kept")
    MediaStore(tmp_path / "a").path_of(lost).unlink()
    assert not MediaPlace(database, tmp_path / "b").is_here, "it has none of them, and marks nothing"
    assert MediaPlace(database, tmp_path / "a").is_here
    (tmp_path / "a" / FILE).unlink()
    shutil.copytree(tmp_path / "a", tmp_path / "restored")
    assert MediaPlace(database, tmp_path / "restored").is_here


def test_folder_and_database_are_marked_together_or_not_at_all(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.write_text("no folder")
    assert "Không đọc được" in MediaPlace(database, folder).problem()
    assert marks(database) == []
    folder.unlink()
    assert MediaPlace(database, folder).is_here
    assert len(marks(database)) == 1


def test_a_mark_that_the_database_did_not_take_is_not_left_in_the_folder(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = MediaPlace._write

    def torn(here: MediaPlace, mark: str) -> None:
        write(here, mark)
        raise OSError(errno.EIO, "torn")

    here = MediaPlace(database, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(MediaPlace, "_write", torn)
        assert "ổ đĩa báo lỗi" in here.problem()
    assert (marks(database), (tmp_path / FILE).exists()) == ([], False)
    assert here.is_here


def test_while_there_is_no_file_a_person_may_say_that_it_is_the_folder(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    assert MediaPlace(database, folder).is_here
    shutil.rmtree(folder)
    here = MediaPlace(database, folder)
    assert not here.is_here
    subprocess.run(["sh", "-c", here.by_hand()], check=True)
    assert here.is_here
    draw(database, tmp_path / "elsewhere", "text")
    assert MediaPlace(database, folder).by_hand() == "", "the files say which it is"


def test_a_first_machine_does_not_take_what_another_database_marked(database: Database, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("another\n")
    here = MediaPlace(database, tmp_path)
    assert (here.is_here, marks(database)) == (False, [])
    assert MediaPlace(database, tmp_path / "b").is_here, "the right folder is marked as if nobody had asked"


def test_another_databases_folder_is_not_taken_over(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / FILE).write_text("another\n")
    draw(database, tmp_path / "a", "text")
    assert not MediaPlace(database, tmp_path / "a").is_here


def test_files_in_a_shared_folder_are_its_groups(tmp_path: Path) -> None:
    shared, own = tmp_path / "shared", tmp_path / "own"
    shared.mkdir(mode=0o770)
    shared.chmod(0o2770)
    own.mkdir(mode=0o700)
    for folder, wanted in ((shared, (0o2770, 0o660)), (own, (0o700, 0o600))):
        path = MediaStore(folder).put(b"text", "text/plain").path
        assert (path.parent.stat().st_mode & 0o7777, path.stat().st_mode & 0o7777) == wanted


class MediaHere:
    def __init__(self, here: bool) -> None:
        self._here = here

    def look(self, _now: datetime) -> bool:
        return self._here


def test_staff_are_told_while_it_cannot_be_read_and_why(database: Database, tmp_path: Path) -> None:
    """Its owner was changed by hand: nothing with pictures moves, and only this notice says what to mend."""
    here = MediaPlace(database, tmp_path / "a")
    notice = MediaNotice(here, database)
    assert notice.look(NOW)
    kept = (tmp_path / "a").rename(tmp_path / "kept")
    (tmp_path / "a").write_text("nobody reads this as a folder")
    for _again in range(2):
        assert not notice.look(NOW)
    assert [(told.closed_at, told.text) for told in notices(database)] == [(None, here.problem())]
    assert "Không đọc được thư mục ảnh và video" in here.problem()
    (tmp_path / "a").unlink()
    kept.rename(tmp_path / "a")
    assert notice.look(NOW)
    assert [told.closed_at for told in notices(database)] == [NOW]


def notices(database: Database) -> list[Notice]:
    with database.read() as session:
        return list(session.exec(select(Notice)))


@pytest.mark.parametrize("here", [True, False])
def test_corrections_are_drawn_where_the_media_folder_is(monkeypatch: pytest.MonkeyPatch, here: bool) -> None:
    """Reading a source may find one: a machine without the folder would draw it into a folder of its own."""
    asked: list[str] = []

    def ask(name: str, *_given: object) -> list[int]:
        asked.append(name)
        return []

    monkeypatch.setattr(steps, "making_of", lambda _runtime: None)
    monkeypatch.setattr(steps, "items_to_correct", partial(ask, "found"))
    for name in ("propose_changes", "propose_rest"):
        monkeypatch.setattr(steps, name, partial(ask, name))
    runtime = SimpleNamespace(
        media_notice=MediaHere(here), clock=SimpleNamespace(now=lambda: NOW), database=None, carrier=None
    )
    steps.propose_corrections(cast(Runtime, runtime))
    assert asked == (["found", "propose_changes", "propose_rest"] if here else [])
