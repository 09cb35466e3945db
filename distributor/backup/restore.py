"""A home from its backup: proved whole, laid into an empty place, and told that time went by.

All is checked and prepared beside the home's files (`.restored`) before the first of them gets its name. A mark in the home keeps
everything else out from the first step to the last, so that nothing runs on a database that was not told.

1. The backup is whole, of a version that this program knows, and the key is the one that it was made with.
2. The home is empty, and so is the PostgreSQL database; nobody else is connected to it (`reserved`).
3. Media are hashed; the database is loaded, brought to this version, told of the restore (`after`).
4. Files get their names.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from distributor import migrate
from distributor.backup.after import NotedRestore, hold_opt_outs, note_restored
from distributor.backup.database import FILES, check_sqlite, kind_of, load_postgresql, major_of, sqlite_file
from distributor.backup.folder import (
    MEDIA,
    SETTINGS,
    BackupManifest,
    BackupProblem,
    check_files,
    digest_of,
    find_backup,
    media_of,
    media_path,
    read_manifest,
)
from distributor.backup.keys import KEY_FILE, KEY_NAME, find_key
from distributor.backup.reserved import address_of_restore, check_free, release, reserve
from distributor.backup.take import keep_file
from distributor.db import Database
from distributor.file_modes import sync, write_durably
from distributor.journal import ERASURE, KEY, OPT_OUT, Entry, bring_along, read_journal
from distributor.keyring import opens_told, split_keys, take_up
from distributor.media.place import MediaPlace
from distributor.media.store import MediaStore
from distributor.phone_numbers import Numbers
from distributor.settings import RESTORING, Settings, load_settings
from distributor.staff.key_rotation import find_anew, found_today
from distributor.staff.log_anew import note_log_anew
from distributor.staff.log_head import AnewCause
from distributor.vault import Vault, open_vault
from phrases import phrase

STAGE, CONFIG, DATABASE = ".restored", "config.toml", "loa.db"
MAY_BE_THERE = {CONFIG, KEY_FILE, "run", "logs", "backups", "journal", "valkey", "audit.heads"}
"""In an empty home: what says how it is to run, what says nothing of what it did, and what a restore reads."""
NAMED_TO_USER = 5
CLOCKS_DIFFER = timedelta(minutes=10)
"""What the journal says twice does no harm."""


@dataclass(frozen=True)
class Restored:
    """Result of a restore. `lacking`: media that are missing or damaged. `upgraded_from`: the backup's schema, if older."""

    settings: Settings
    folder: Path
    manifest: BackupManifest
    restored_at: datetime
    lacking: Sequence[str]
    journal: Sequence[Entry]
    upgraded_from: str
    noted: NotedRestore


def restore(
    home: Path,
    given: Path,
    *,
    now: datetime,
    environment: Mapping[str, str],
    key_file: Path | None = None,
    accept_lacking: bool = False,
    journal: Path | None = None,
) -> Restored:
    """Restore a backup into an empty home. Interrupted, it is run again. Raises BackupProblem or SettingsError.

    `given`: as `find_backup` takes it. `journal`: the folder of the lost home's; by default where the settings say.
    """
    folder = find_backup(given)
    manifest = read_manifest(folder)
    if not migrate.is_known(manifest.schema):
        raise BackupProblem(phrase("backup.newer", version=manifest.version, schema=manifest.schema))
    check_files(folder, manifest)
    if manifest.taken_at > now + CLOCKS_DIFFER:
        raise BackupProblem(phrase("backup.taken-later", at=manifest.taken_at))
    key = find_key(manifest, key_file, home, environment)
    with _alone(home):
        _check_empty(home)
        with _reserved(home) as stage:
            lacking = [sha256 for sha256 in media_of(folder) if digest_of(media_path(folder.parent, sha256)) != sha256]
            if lacking and not accept_lacking:
                named = ", ".join(each[:12] for each in lacking[:NAMED_TO_USER])
                raise BackupProblem(phrase("backup.media-lacking", count=len(lacking), named=named))
            settings = _lay_out_settings(home, stage, folder, Vault(split_keys(key.decode())), environment)
            _check_fits(settings, manifest)
            entries = _read_journal(settings, journal, manifest.taken_at)
            if not all(opens_told(each, split_keys(key.decode())) for each in entries if each["kind"] == KEY):
                raise BackupProblem(phrase("backup.key-older"))
            if KEY_NAME not in environment:
                write_durably(stage / KEY_FILE, key)
            _keep_media(settings, folder, lacking)
            if manifest.database == "sqlite":
                shutil.copy(folder / FILES["sqlite"], stage / DATABASE)  # readable by its owner only, as the backup is
                check_sqlite(stage / DATABASE)
            else:
                with _server(settings) as database:
                    reserve(database)
        noted = _load_database(settings, stage, folder, manifest, now, entries, environment)
        for name in sorted(each.name for each in stage.iterdir()):
            target = home / name
            if name == DATABASE:
                target = sqlite_file(settings.database_url)
                (home / RESTORING).write_text(str(target), encoding="utf-8")
            if not target.exists():
                shutil.move(stage / name, target)
        shutil.rmtree(stage)
        sync(home)
        if manifest.database != "sqlite":
            with _server(settings) as database:
                release(database)
        (home / RESTORING).unlink()
        upgraded_from = manifest.schema if manifest.schema != migrate.newest() else ""
        return Restored(settings, folder, manifest, now, lacking, entries, upgraded_from, noted)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold the home while it is restored. A second restore would take the first one's files for an interrupted one's, and remove
    them."""
    run = home / "run"
    for folder in (home, run):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (run / "restore.lock").open("w") as lock:
        os.fchmod(lock.fileno(), 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupProblem(phrase("backup.restore-runs", home=str(home))) from None
        yield


@contextmanager
def _reserved(home: Path) -> Iterator[Path]:
    """Keep the home from everybody else, and prepare in `stage`. What fails in here leaves nothing but the mark: whoever starts
    Loa here then hears that the restore failed, instead of beginning an empty home."""
    (home / RESTORING).touch(mode=0o600)
    stage = home / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        yield stage
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        shutil.rmtree(home / MEDIA, ignore_errors=True)
        raise


def _check_empty(home: Path) -> None:
    """Check that the home is empty, and remove what an interrupted restore left in it. Raises BackupProblem."""
    if not home.is_dir():
        return
    there = {each.name for each in home.iterdir()}
    if RESTORING in there:
        shutil.rmtree(home / MEDIA, ignore_errors=True)
        laid = (home / RESTORING).read_text(encoding="utf-8")
        for ending in ("", "-wal", "-shm"):
            Path(f"{laid or home / DATABASE}{ending}").unlink(missing_ok=True)
        return
    if left := sorted(there - MAY_BE_THERE):
        raise BackupProblem(phrase("backup.not-empty", home=str(home), named=", ".join(left[:NAMED_TO_USER])))


def _lay_out_settings(home: Path, stage: Path, folder: Path, vault: Vault, environment: Mapping[str, str]) -> Settings:
    """Write the backup's settings, except files that the home has already, and read them."""
    for name, text in vault.open((folder / SETTINGS).read_bytes()).items():
        if not (home / name).exists():
            write_durably(stage / Path(name).name, text.encode())
    if (home / CONFIG).exists():
        shutil.copyfile(home / CONFIG, stage / CONFIG)
    return Settings(home, load_settings({**environment, "LOA_HOME": str(stage)}).values)


def _check_fits(settings: Settings, manifest: BackupManifest) -> None:
    kind = kind_of(settings.database_url)
    if kind != manifest.database:
        raise BackupProblem(phrase("backup.other-database", of_backup=manifest.database, of_home=kind))
    if kind == "sqlite":
        if sqlite_file(settings.database_url).exists():  # one that settings name, for the home is empty
            raise BackupProblem(phrase("backup.database-not-empty"))
        return
    with _server(settings) as database:
        check_free(database)
        if (found := major_of(database)) < manifest.server:
            raise BackupProblem(phrase("backup.server-older", found=found, needed=manifest.server))


@contextmanager
def _server(settings: Settings) -> Iterator[Database]:
    """Open PostgreSQL as a restore, which may write while nobody else may."""
    database = Database(address_of_restore(settings.database_url), home=settings.home)
    try:
        yield database
    finally:
        database.dispose()


def _keep_media(settings: Settings, folder: Path, lacking: Sequence[str]) -> None:
    store = MediaStore(settings.media_folder)
    for sha256 in set(media_of(folder)) - set(lacking):
        target = store.path_of(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        keep_file(media_path(folder.parent, sha256), target)


def _load_database(
    settings: Settings,
    stage: Path,
    folder: Path,
    manifest: BackupManifest,
    now: datetime,
    journal: Sequence[Entry],
    environment: Mapping[str, str],
) -> NotedRestore:
    """Load the database, upgrade it and tell it of the restore, before anybody else works on it."""
    staged = manifest.database == "sqlite"
    address = f"sqlite:///{stage / DATABASE}" if staged else address_of_restore(settings.database_url)
    database = Database(address, home=stage)
    try:
        if not staged:
            load_postgresql(folder / FILES["postgresql"], database, settings.values.postgresql_programs)
        migrate.upgrade(database, stage)
        with database.write_durably() as session:
            noted = note_restored(session, settings, manifest.taken_at, now, journal)
        MediaPlace(database, settings.media_folder).take()
        _take_up_keys(database, stage, environment, journal, now)
        with database.read() as session:
            note_log_anew(session, settings.home, AnewCause.RESTORED, now)
    finally:
        database.dispose()
    return noted


def _take_up_keys(
    database: Database, home: Path, environment: Mapping[str, str], journal: Sequence[Entry], now: datetime
) -> None:
    """Take up keys made since the backup: who opted out since then is known by them alone, so numbers are hashed by them too.

    Each entry has the hash of the key of its day, of which there may have been several since.
    """
    with database.write_durably() as session:
        for each in journal:
            if each["kind"] == KEY:
                take_up(session, each, now)
    numbers = Numbers(open_vault(home, environment, database=database))
    if not numbers.has_former_keys:
        return
    find_anew(database, numbers)
    refused = [each for each in journal if each["kind"] in (OPT_OUT, ERASURE)]
    today = found_today(database, numbers, {str(each["hash"]) for each in refused})
    with database.write_durably() as session:
        hold_opt_outs(session, [{**each, "hash": today.get(str(each["hash"]), each["hash"])} for each in refused], now)


def _read_journal(settings: Settings, given: Path | None, taken_at: datetime) -> list[Entry]:
    """Read the journal since the backup. One from elsewhere is joined to the home's: the next restore may want it too."""
    if given is not None and given.resolve() != settings.journal_folder.resolve():
        if not given.is_dir():
            raise BackupProblem(phrase("backup.no-journal", folder=str(given)))
        bring_along(given, settings.journal_folder)
    return list(read_journal(settings.journal_folder, taken_at - CLOCKS_DIFFER))
