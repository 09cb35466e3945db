"""A backup becomes a home again: all of it, only in an empty place, only with its key, and only if it is whole."""

import hashlib
import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InternalError
from sqlmodel import select

from dispatch.runtime import open_runtime
from distributor import db, keyring, migrate
from distributor.backup import restore as restoring
from distributor.backup.after import note_restored
from distributor.backup.folder import MANIFEST, BackupProblem, digest_of, media_path, read_manifest
from distributor.backup.reserved import check_free, release
from distributor.backup.restore import Restored, restore
from distributor.backup.take import take_backup
from distributor.broadcast.audience import add_numbers, erase, make_audience, opt_out
from distributor.db import Database
from distributor.errors import SettingsError
from distributor.journal import read_journal
from distributor.keyring import prepare_keys
from distributor.media.place import MediaPlace
from distributor.media.store import MediaProblem, MediaStore
from distributor.models import OptOut, Restoration, Subscriber, Unit, UnitLevel
from distributor.phone_numbers import Numbers
from distributor.settings import RESTORING, load_settings
from distributor.staff import key_rotation
from distributor.staff.audit import LogState, check_log, note_action
from distributor.staff.log_head import AnewCause, last_head, noted_anew, read_heads
from distributor.vault import open_vault
from tests.backup.conftest import START, Office, other_database, programs, settings_of, sha
from tests.backup.test_before_upgrade import BEFORE, home_of

LATER = START + timedelta(hours=6)
Back = Callable[..., Restored]


@pytest.fixture
def back(office: Office, tmp_path: Path) -> Iterator[Back]:
    """Restore the office's newest backup into a new home, on SQLite or into a new PostgreSQL database."""
    with other_database(office.database.url) as other:
        environment = {"LOA_POSTGRESQL_PROGRAMS": programs(), **other}

        def bring(**given: Any) -> Restored:
            found = {"key_file": office.home / "secret.key", "environment": environment, **given}
            return restore(tmp_path / "new", office.settings.backup_folder, now=LATER, **found)

        yield bring


@pytest.fixture
def changing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its keys are used as soon as they are made."""
    monkeypatch.setattr(keyring, "READ_AGAIN_S", -1.0)
    monkeypatch.setattr(key_rotation, "KNOWN_BY_ALL", timedelta())
    prepare_keys(office.database, office.home)


@pytest.mark.usefixtures("changing")
@pytest.mark.parametrize("changes", [1, 2, 3])
def test_who_opted_out_or_was_forgotten_after_the_keys_were_changed_stays_out(
    office: Office, back: Back, changes: int
) -> None:
    """By a hash under a key that no backup has: the journal has it, sealed by the master key. Today's may be another since."""
    numbers = Numbers(open_vault(office.home, database=office.database))
    told = ["+84912345671", "+84912345672", "+84912345673", "+84912345674"]
    with office.database.write() as session:
        unit_id = session.exec(select(Unit.id)).one() or 0
        add_numbers(session, make_audience(session, unit_id, "Hộ dân", START), told, numbers, now=START)
    office.back_up()
    with office.database.write() as session:
        opt_out(session, unit_id, numbers.hash(told[0]), how="Nhắn TC", now=START + timedelta(hours=1))
    key_rotation.rotate(office.database, office.home, wait=lambda _seconds: None)
    with office.database.write() as session:
        opt_out(session, unit_id, numbers.hash(told[1]), how="Nhắn TC", now=START + timedelta(hours=2))
        found = select(Subscriber).where(Subscriber.number_hash == numbers.hash(told[2]))
        erase(session, session.exec(found).one(), START + timedelta(hours=2))
    for _later in range(1, changes):
        key_rotation.rotate(office.database, office.home, wait=lambda _seconds: None)
    restored = back(journal=office.home / "journal")
    database = Database(restored.settings.database_url)
    after = Numbers(open_vault(restored.settings.home, {}, database=database))
    with database.write() as session:
        opted_out = set(session.exec(select(OptOut.number_hash)))
        assert {after.hash(number) for number in told[:3]} <= opted_out
        assert after.hash(told[3]) not in opted_out
        people = session.exec(select(Subscriber)).all()
        assert sorted(after.open(one.number_sealed) for one in people) == ["", told[0], told[1], told[3]]
        assert {one.number_hash for one in people} == {after.hash(number) for number in told}
    database.dispose()


@pytest.mark.usefixtures("changing")
def test_a_key_from_before_the_change_is_refused_where_the_journal_needs_the_new_one(
    office: Office, back: Back, tmp_path: Path
) -> None:
    """It opens the backup; and as nothing was laid out, the newest key mends it."""
    old, newest = tmp_path / "old.key", tmp_path / "newest.key"
    shutil.copy(office.home / "secret.key", old)
    office.back_up()
    key_rotation.rotate(office.database, office.home, wait=lambda _seconds: None, master=True)
    shutil.copy(office.home / "secret.key", newest)
    with pytest.raises(BackupProblem, match=r"bản mới nhất của secret\.key"):
        back(key_file=old, journal=office.home / "journal")
    assert units_in(back(key_file=newest, journal=office.home / "journal")) == ["huong-giang"]


def units_in(restored: Restored) -> list[str]:
    database = Database(restored.settings.database_url)
    try:
        return Office(restored.settings, database).units()
    finally:
        database.dispose()


def test_all_of_it_comes_back(office: Office, back: Back) -> None:
    sealed = open_vault(office.home).seal({"token": "bí mật"})
    office.back_up()
    restored = back()
    home = restored.settings.home
    assert units_in(restored) == ["huong-giang"]
    assert MediaStore(home / "media").open_verified(sha(b"hai")).read() == b"hai"
    assert (home / "config.toml").read_text() == (office.home / "config.toml").read_text()
    assert open_vault(home).open(sealed) == {"token": "bí mật"}
    assert load_settings({"LOA_HOME": str(home)}).values.sandbox is False
    assert restored.restored_at - restored.manifest.taken_at == timedelta(hours=6)
    assert {each.name for each in home.iterdir()} - {"loa.db"} == {"config.toml", "media", "run", "secret.key"}
    private = [each for each in home.iterdir() if each.is_file()]
    assert all(each.stat().st_mode & 0o077 == 0 for each in private)


def test_the_log_of_the_lost_machine_is_no_cut_of_the_restored_one(office: Office, back: Back, tmp_path: Path) -> None:
    """What was noted of it lies in the home still: the rows since the backup are gone, and everybody knows why."""

    def act(url: str, home: Path, post: int) -> None:
        database = Database(url, home=home)
        with database.write() as session:
            note_action(session, actor="ha", action="approve", subject=f"post:{post}", now=START)
        database.dispose()

    act(office.database.url, office.home, 1)
    office.back_up()
    act(office.database.url, office.home, 2)
    act(office.database.url, office.home, 3)
    new = tmp_path / "new"
    new.mkdir()
    shutil.copyfile(office.home / "audit.heads", new / "audit.heads")
    restored = back()
    act(restored.settings.database_url, new, 4)
    database = Database(restored.settings.database_url, home=new)
    with database.read() as session:
        assert check_log(session, read_heads(new)) == LogState(2, None, None, noted=True)
    database.dispose()
    anew = noted_anew(new)
    assert anew is not None
    assert (anew.cause, anew.rows, anew.before) == (AnewCause.RESTORED, 1, 3)
    assert (last_head(new) or (0,))[0] == 2


def test_the_journal_of_the_machine_that_was_lost_is_read_and_goes_on(office: Office, back: Back) -> None:
    office.back_up()
    with office.database.write() as session:
        unit_id = session.exec(select(Unit.id)).one() or 0
        opt_out(session, unit_id, "h", how="Nhắn TC", now=START + timedelta(hours=1))
    restored = back(journal=office.home / "journal")
    assert (restored.noted.refused, len(restored.journal)) == (1, 1)
    assert "h" in [each["hash"] for each in read_journal(restored.settings.home / "journal", START)]
    database = Database(restored.settings.database_url)
    with database.read() as session:
        assert session.exec(select(OptOut.number_hash)).all() == ["h"]
    database.dispose()


@pytest.mark.parametrize("left", ["loa.db", "media", "video.toml"])
def test_a_home_that_is_not_empty_is_left_alone(office: Office, back: Back, tmp_path: Path, left: str) -> None:
    office.back_up()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / left).write_text("mine")
    with pytest.raises(BackupProblem, match=rf"không trống \({left}\)"):
        back()
    assert (tmp_path / "new" / left).read_text() == "mine"


def test_settings_and_key_that_are_there_already_stay(office: Office, back: Back, tmp_path: Path) -> None:
    office.back_up()
    new = tmp_path / "new"
    new.mkdir()
    (new / "config.toml").write_text("sandbox = false\nweb_port = 8700\n")
    shutil.copyfile(office.home / "secret.key", new / "secret.key")
    restored = back(key_file=None)
    assert restored.settings.values.web_port == 8700
    assert (new / "config.toml").read_text() == "sandbox = false\nweb_port = 8700\n"


def test_without_its_key_or_with_another_nothing_is_restored(office: Office, back: Back, tmp_path: Path) -> None:
    office.back_up()
    with pytest.raises(BackupProblem, match="Thiếu khóa"):
        back(key_file=None)
    open_vault(tmp_path / "other")
    with pytest.raises(BackupProblem, match="không phải khóa"):
        back(key_file=tmp_path / "other" / "secret.key")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("torn", ["database", "settings.sealed", "media.sha256"])
def test_a_torn_one_is_refused(office: Office, back: Back, tmp_path: Path, torn: str) -> None:
    folder = office.back_up().folder
    (file,) = [each for each in folder.iterdir() if each.name.startswith(torn)]
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(BackupProblem, match="không nguyên vẹn"):
        back()
    assert not (tmp_path / "new").exists()


def test_media_that_are_missing_or_damaged_are_told_and_left_out_only_on_request(
    office: Office, back: Back, tmp_path: Path
) -> None:
    folder = office.back_up(place=office.home / "elsewhere").folder
    assert MediaPlace(office.database, office.settings.media_folder).is_here
    office.back_up()
    assert folder.exists()
    place = office.settings.backup_folder
    media_path(place, sha(b"mot")).unlink()
    media_path(place, sha(b"hai")).unlink()
    media_path(place, sha(b"hai")).write_bytes(b"Hai")
    with pytest.raises(BackupProblem, match="2 tệp"):
        back()
    with pytest.raises(SettingsError, match="khôi phục"):
        load_settings({"LOA_HOME": str(tmp_path / "new")})  # `loa up` now would begin an empty home
    restored = back(accept_lacking=True)
    assert sorted(restored.lacking) == sorted([sha(b"mot"), sha(b"hai")])
    with pytest.raises(MediaProblem):
        MediaStore(restored.settings.media_folder).open_verified(sha(b"hai"))
    database = Database(restored.settings.database_url)
    assert MediaPlace(database, restored.settings.media_folder).is_here, "nothing with pictures would be claimed"
    database.dispose()


def test_a_newer_version_says_what_to_do(office: Office, back: Back, monkeypatch: pytest.MonkeyPatch) -> None:
    office.back_up()
    monkeypatch.setattr(migrate, "is_known", lambda _revision: False)
    with pytest.raises(BackupProblem, match=r"mới hơn.*cài phiên bản ấy"):
        back()


def test_a_second_restore_into_the_same_home_is_refused_and_the_first_one_whole(
    office: Office, back: Back, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody impatient calls it again: what is half-way there is the first one's, not an interrupted one's."""
    office.back_up()
    refused = []
    load = restoring._load_database

    def again_meanwhile(*given: Any) -> Any:
        with pytest.raises(BackupProblem, match="khác đang khôi phục") as second:
            back()
        refused.append(second)
        return load(*given)

    monkeypatch.setattr(restoring, "_load_database", again_meanwhile)
    restored = back()
    assert len(refused) == 1
    assert units_in(restored) == ["huong-giang"]
    assert MediaStore(restored.settings.media_folder).open_verified(sha(b"hai")).read() == b"hai"
    assert not (tmp_path / "new" / RESTORING).exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"taken_at": "2026-11-24T08:00:00"}, "manifest.json"),
        ({"taken_at": "2036-11-24T08:00:00+00:00"}, "đồng hồ"),
        ({"schema": ["a"]}, "manifest.json"),
        ({"files": None}, "manifest.json"),
        ({"files": {}}, "manifest.json"),
        ({"probe": None}, "manifest.json"),
        ({"media": "many"}, "manifest.json"),
    ],
)
def test_a_manifest_that_is_no_manifest_is_refused(
    office: Office, back: Back, tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    file = office.back_up().folder / MANIFEST
    told_there = json.loads(file.read_text()) | changed
    del told_there["sum"]
    digest = hashlib.sha256(json.dumps(told_there, sort_keys=True).encode()).hexdigest()
    file.write_text(json.dumps({**told_there, "sum": digest}))
    with pytest.raises(BackupProblem, match=told):
        back()
    assert not (tmp_path / "new").exists()


def test_an_older_one_is_upgraded(tmp_path: Path) -> None:
    settings = home_of(tmp_path)
    database = Database(settings.database_url)
    vault = open_vault(settings.home)
    taken = take_backup(settings, database, vault, now=START)
    key = settings.home / "secret.key"
    restored = restore(tmp_path / "new", taken.folder, now=LATER, environment={"LOA_SANDBOX": "0"}, key_file=key)
    assert (read_manifest(taken.folder).schema, restored.upgraded_from) == (BEFORE, BEFORE)
    fresh = Database(restored.settings.database_url)
    assert migrate.current(fresh) == migrate.newest()
    fresh.dispose()
    database.dispose()


@pytest.fixture
def own(office: Office, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a new home with a database at an address of its own."""
    with other_database(office.database.url) as other:
        address = {"LOA_DATABASE_URL": f"sqlite:///{tmp_path / 'apart.db'}"}
        yield {"LOA_POSTGRESQL_PROGRAMS": programs(), **address, **other}


@pytest.mark.parametrize("step", ["_load_database", "note_restored", "sync"])
def test_interrupted_nothing_runs_on_it_and_it_can_be_done_again(
    office: Office, back: Back, own: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    office.back_up()
    with monkeypatch.context() as broken:
        broken.setattr(restoring, step, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            back(environment=own)
    with pytest.raises(SettingsError, match="khôi phục"):
        load_settings({"LOA_HOME": str(tmp_path / "new")})
    with monkeypatch.context() as fails:
        fails.setattr(restoring, "_keep_media", lambda *_: (_ for _ in ()).throw(BackupProblem("full")))
        with pytest.raises(BackupProblem, match="full"):
            back(environment=own)
    assert (tmp_path / "new" / RESTORING).exists(), "it failed again"
    if not office.database.is_sqlite:
        with pytest.raises(SettingsError, match="đang được khôi phục"):
            open_runtime(settings_of(tmp_path / "of another machine", own["LOA_DATABASE_URL"]))
    restored = back(environment=own)
    assert units_in(restored) == ["huong-giang"]
    database = Database(restored.settings.database_url)
    with database.read() as session:
        assert len(session.exec(select(Restoration)).all()) == 1
    database.dispose()


def test_the_home_is_marked_before_the_media_are_read(
    office: Office, back: Back, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading all of them takes minutes, in which nobody may begin an empty home there."""
    office.back_up()
    marked = []
    look = digest_of

    def looked(file: Path) -> str:
        marked.append((tmp_path / "new" / RESTORING).exists())
        return look(file)

    monkeypatch.setattr(restoring, "digest_of", looked)
    back()
    assert marked
    assert all(marked)


def connected(url: str) -> Any:
    found = make_url(url)
    return psycopg.connect(
        host=str(found.query["host"]), user="loa", dbname=found.database, application_name="celery", autocommit=True
    )


def test_who_goes_while_it_is_looked_is_nobody(office: Office, own: dict[str, str]) -> None:
    """The server shows a connection for a moment after its program has ended."""
    if office.database.is_sqlite:
        return
    database = Database(own["LOA_DATABASE_URL"])
    leaving = connected(own["LOA_DATABASE_URL"])
    goes = threading.Timer(0.3, leaving.close)
    goes.start()
    check_free(database)
    goes.join()
    database.dispose()


def test_nobody_else_is_connected_to_the_database(office: Office, back: Back, own: dict[str, str]) -> None:
    """A worker of another machine would send again what was sent since, as soon as it sees the posts."""
    if office.database.is_sqlite:
        return  # it is told before it lies where others look
    office.back_up()
    with connected(own["LOA_DATABASE_URL"]) as worker:
        with pytest.raises(BackupProblem, match=r"1 kết nối khác.*loa@localhost \(celery\).*dừng Loa"):
            back(environment=own)
        worker.execute("CREATE TABLE left_as_it_was ()")
        worker.execute("DROP TABLE left_as_it_was")
    assert units_in(back(environment=own)) == ["huong-giang"]


def test_who_connects_to_it_meanwhile_reads_only_until_it_was_told(
    office: Office, back: Back, own: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.database.is_sqlite:
        return
    office.back_up()
    worker = Database(own["LOA_DATABASE_URL"])
    refused: list[str] = []

    def write() -> None:
        with worker.write() as session:
            session.add(Unit(code="xa", level=UnitLevel.COMMUNE))

    def tell_while_a_worker_writes(*given: Any) -> Any:
        with pytest.raises(InternalError) as failed:
            write()
        refused.append(type(failed.value.orig).__name__)
        return note_restored(*given)

    monkeypatch.setattr(restoring, "note_restored", tell_while_a_worker_writes)
    monkeypatch.setattr(db, "PINGED_AFTER_S", 0.0)  # a quick restore is no shorter rest
    restored = back(environment=own)
    assert refused == ["ReadOnlySqlTransaction"]
    write()
    worker.dispose()
    assert units_in(restored) == ["huong-giang", "xa"]


def test_once_it_is_done_nobody_has_a_connection_from_before(
    office: Office, back: Back, own: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the server takes to end it: one that ends later would do so in the midst of what its program writes."""
    if office.database.is_sqlite:
        return
    office.back_up()
    came: list[psycopg.Connection] = []
    goes_on: list[threading.Timer] = []

    def tell_while_one_comes(*given: Any) -> Any:
        came.append(connected(own["LOA_DATABASE_URL"]))
        os.kill(came[0].info.backend_pid, signal.SIGSTOP)
        return note_restored(*given)

    def release_while_it_gets_no_processor(database: Database) -> None:
        goes_on.append(threading.Timer(0.3, os.kill, (came[0].info.backend_pid, signal.SIGCONT)))
        goes_on[0].start()
        release(database)

    monkeypatch.setattr(restoring, "note_restored", tell_while_one_comes)
    monkeypatch.setattr(restoring, "release", release_while_it_gets_no_processor)
    back(environment=own)
    with connected(own["LOA_DATABASE_URL"]) as worker:
        shown = worker.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    goes_on[0].join()
    assert came[0].info.backend_pid not in [pid for (pid,) in shown]
    came[0].close()


def test_what_does_not_fit_leaves_nothing_behind_but_the_mark(office: Office, back: Back, tmp_path: Path) -> None:
    office.back_up()
    other = "postgresql+psycopg://loa@/x?host=/nowhere" if office.database.is_sqlite else f"sqlite:///{tmp_path}/x.db"
    with pytest.raises(BackupProblem, match="database_url"):
        back(environment={"LOA_DATABASE_URL": other})
    assert {each.name for each in (tmp_path / "new").iterdir()} == {"run", RESTORING}
    if not office.database.is_sqlite:
        with pytest.raises(BackupProblem, match="đã có dữ liệu"):
            back(environment={"LOA_DATABASE_URL": office.database.url, "LOA_POSTGRESQL_PROGRAMS": programs()})
