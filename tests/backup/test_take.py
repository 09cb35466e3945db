"""A backup is whole or not there, holds no secret and no file twice, and is made in time."""

import json
import os
import shutil
import sqlite3
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import col, select

from distributor.backup import take
from distributor.backup.database import check_sqlite
from distributor.backup.folder import (
    BackupManifest,
    BackupProblem,
    backups_in,
    check_files,
    find_backup,
    media_path,
    read_manifest,
    take_place,
)
from distributor.backup.keys import export_key
from distributor.backup.take import back_up_if_due
from distributor.errors import SettingsError
from distributor.keyring import make_master, prepare_keys
from distributor.media.store import MediaStore
from distributor.models import Notice, Unit, UnitLevel
from distributor.vault import open_vault
from phrases import in_language
from tests.backup.conftest import START, Office, sha
from tests.deliver.conftest import SetClock, make_carrier
from tests.support.servers import PATIENCE_S

HOUR = timedelta(hours=1)


def test_a_backup_says_what_it_holds_and_each_file_is_what_it_says(office: Office) -> None:
    taken = office.back_up()
    manifest = read_manifest(taken.folder)
    check_files(taken.folder, manifest)
    assert (manifest.taken_at, manifest.media) == (START, 2)
    assert manifest.database == ("sqlite" if office.database.is_sqlite else "postgresql")
    listed = subprocess.run(["sha256sum", "-c", "media.sha256"], cwd=taken.folder, capture_output=True, check=False)
    assert listed.returncode == 0, listed.stderr
    assert taken.folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in taken.folder.iterdir())


def test_what_is_backed_up_holds_no_secret_without_the_key(office: Office) -> None:
    taken = office.back_up()
    held = b"".join(file.read_bytes() for file in taken.folder.iterdir())
    key = (office.home / "secret.key").read_bytes().strip()
    assert key not in held
    assert "chim-sẻ".encode() not in held
    opened = open_vault(office.home).open((taken.folder / "settings.sealed").read_bytes())
    assert "chim-sẻ" in opened["config.toml"]


def test_media_are_kept_once_however_often_they_are_backed_up(office: Office) -> None:
    first = office.back_up()
    second = office.back_up(START + HOUR)
    assert (first.copied, second.copied) == (2, 0)
    kept = media_path(office.settings.backup_folder, sha(b"mot"))
    here = MediaStore(office.settings.media_folder).path_of(sha(b"mot"))
    assert kept.stat().st_ino == here.stat().st_ino


def test_a_file_that_was_damaged_in_the_backup_is_kept_anew_once_the_home_has_it_whole(office: Office) -> None:
    office.back_up()
    store = MediaStore(office.settings.media_folder)
    here = store.path_of(sha(b"mot"))
    here.chmod(0o644)
    here.write_bytes(b"xyz")  # both are one file: the disk lost it in both
    os.utime(here, (1, 1))
    store.put(b"mot", "application/octet-stream")
    office.back_up(START + HOUR)
    assert media_path(office.settings.backup_folder, sha(b"mot")).read_bytes() == b"mot"


def test_old_backups_go_and_only_their_media_with_them(office: Office) -> None:
    office.back_up()
    MediaStore(office.settings.media_folder).path_of(sha(b"mot")).unlink()
    office.back_up(START + HOUR)
    place = office.settings.backup_folder
    assert media_path(place, sha(b"mot")).exists()
    last = office.back_up(START + 2 * HOUR, keep=2)
    assert last.pruned == 1
    assert [read_manifest(each).taken_at for each in backups_in(place)] == [START + HOUR, START + 2 * HOUR]
    assert not media_path(place, sha(b"mot")).exists()
    assert media_path(place, sha(b"hai")).exists()


def test_one_that_is_torn_counts_for_none_and_while_it_is_there_no_media_go(office: Office) -> None:
    whole = office.back_up().folder
    MediaStore(office.settings.media_folder).path_of(sha(b"mot")).unlink()
    torn = office.back_up(START + HOUR).folder
    (torn / "media.sha256").write_text("")
    place = office.settings.backup_folder
    office.back_up(START + 2 * HOUR, keep=2)
    assert backups_in(place)[:2] == [whole, torn], "of two that stay one was whole"
    office.back_up(START + 3 * HOUR, keep=1)
    (last,) = backups_in(place)
    assert read_manifest(last).taken_at == START + 3 * HOUR
    assert not media_path(place, sha(b"mot")).exists()


def test_what_was_just_made_stays_though_the_clock_went_back(office: Office) -> None:
    later = office.back_up(START + 24 * HOUR).folder
    made = office.back_up(START, keep=1).folder
    assert made.exists()
    assert not later.exists()
    assert backups_in(office.settings.backup_folder) == [made]


def test_one_that_was_interrupted_is_never_taken_for_a_whole_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = office.back_up()
    with monkeypatch.context() as broken:
        broken.setattr(BackupManifest, "as_json", lambda _self: (_ for _ in ()).throw(OSError("no space")))
        with pytest.raises(OSError, match="no space"):
            office.back_up(START + HOUR)
    place = office.settings.backup_folder
    assert find_backup(place) == whole.folder
    assert len(list(place.glob(".loa-*"))) == 1
    office.back_up(START + 2 * HOUR)
    assert list(place.glob(".loa-*")) == []


def test_a_folder_of_another_home_is_left_to_it(office: Office, tmp_path: Path) -> None:
    place = tmp_path / "shared"
    place.mkdir(mode=0o700)
    take_place(place, "another")
    with pytest.raises(BackupProblem, match="Loa khác"):
        office.back_up(place=place)
    assert sorted(each.name for each in place.iterdir()) == [".lock", "owner"]


def test_the_folder_stays_the_homes_own_after_a_new_master_key(office: Office) -> None:
    office.back_up()
    keys = (office.home / "secret.key").read_text(encoding="ascii").split()
    (office.home / "secret.key").write_text("\n".join([Fernet.generate_key().decode(), *keys]), encoding="ascii")
    assert office.back_up(START + HOUR).manifest.taken_at == START + HOUR


def test_nothing_is_sealed_with_the_key_of_another_home(office: Office, tmp_path: Path) -> None:
    """Such a backup would look whole, and open for nobody on the day it is needed."""
    prepare_keys(office.database, office.home)
    make_master(tmp_path / "other")
    shutil.copyfile(tmp_path / "other" / "secret.key", office.home / "secret.key")
    with pytest.raises(SettingsError, match="không phải khóa của cơ sở dữ liệu này"):
        office.back_up()
    assert not office.settings.backup_folder.exists()


def test_a_torn_backup_is_known(office: Office) -> None:
    folder = office.back_up().folder
    manifest = read_manifest(folder)
    name = next(name for name in manifest.files if name.startswith("database"))
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-100])
    with pytest.raises(BackupProblem, match=name):
        check_files(folder, manifest)
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**told, "taken_at": "2020-01-01T00:00:00+00:00"}))
    with pytest.raises(BackupProblem, match=r"manifest\.json"):
        read_manifest(folder)


def test_it_is_made_while_others_write(office: Office) -> None:
    stop, written = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with office.database.write() as session:
                session.add(Unit(code=f"xa-{number}", level=UnitLevel.COMMUNE))
            written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.wait(PATIENCE_S)
        taken = office.back_up()
    finally:
        stop.set()
        writer.join()
    check_files(taken.folder, taken.manifest)
    if office.database.is_sqlite:
        check_sqlite(taken.folder / "database.sqlite")


def test_the_key_is_written_only_where_it_is_asked_for_and_never_beside_the_backups(
    office: Office, tmp_path: Path
) -> None:
    office.back_up()
    place, apart = office.settings.backup_folder, tmp_path / "khoa"
    with pytest.raises(BackupProblem, match="cùng chỗ"):
        export_key(office.home, place / "khoa", place, {})
    export_key(office.home, apart, place, {})
    assert apart.read_bytes() == (office.home / "secret.key").read_bytes()
    assert apart.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupProblem, match="đã có"):
        export_key(office.home, apart, place, {})
    with pytest.raises(BackupProblem, match="LOA_SECRET_KEY"):
        export_key(office.home, tmp_path / "khac", place, {"LOA_SECRET_KEY": "x"})


def office_is_told(office: Office) -> list[str]:
    """What stands before staff of the backup."""
    with office.database.read() as session:
        return list(
            session.exec(select(Notice.text).where(Notice.kind == "backup", col(Notice.closed_at).is_(None))).all()
        )


def test_the_scheduled_backup_comes_once_a_day_and_staff_are_told_while_it_fails(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = make_carrier(office.database, office.home, SetClock(START))
    object.__setattr__(carrier, "settings", office.settings)
    place = office.settings.backup_folder
    place.write_text("no folder")
    back_up_if_due(carrier, START)
    assert len(office_is_told(office)) == 1
    place.unlink()
    office.back_up()
    (place / "owner").write_text("another")  # its backups are new, ours are not
    back_up_if_due(carrier, START)
    (told,) = office_is_told(office)
    assert "Loa khác" in in_language(told, "vi")
    shutil.rmtree(place)
    with monkeypatch.context() as full:
        full.setattr(take, "dump", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk is full")))
        back_up_if_due(carrier, START)
    (told,) = office_is_told(office)
    assert "OperationalError" in told
    back_up_if_due(carrier, START)
    back_up_if_due(carrier, START + 23 * HOUR)
    back_up_if_due(carrier, START + 24 * HOUR)
    assert [read_manifest(each).taken_at for each in backups_in(place)] == [START, START + 24 * HOUR]
    assert office_is_told(office) == []
    carrier.incarnation.close()
