"""Making a backup while everything runs: the database first, then the media, for a row never names a file that is not there yet.

Settings hold passwords of the office's servers, so they are sealed by the home's key as the accounts' credentials are. The key
itself is in no backup: who has a backup alone can read no secret.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from distributor import migrate
from distributor.backup.database import FILES, dump, kind_of
from distributor.backup.folder import (
    MANIFEST,
    MEDIA_LIST,
    SETTINGS,
    BackupManifest,
    BackupProblem,
    alone,
    digest_of,
    media_path,
    new_name,
    newest,
    owner_of,
    prune,
    take_place,
)
from distributor.backup.keys import check_key, mark_of
from distributor.db import Database
from distributor.errors import LoaError
from distributor.file_modes import sync, write_durably
from distributor.logs import fault_of
from distributor.media.store import SHA256
from distributor.notices import close_notices, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.settings import Settings
from distributor.vault import Vault
from phrases import phrase

log = structlog.get_logger()

BY_HAND, SCHEDULED, BEFORE_UPGRADE = "by hand", "scheduled", "before upgrade"
PROBE = {"loa": "backup"}
NOTICE = "backup"
EARLY = timedelta(minutes=30)
"""The hourly round comes when it comes: a day's backup is not put off to the hour after."""


@dataclass(frozen=True)
class TakenBackup:
    """Result of a backup. `copied`: media files that its place did not have yet."""

    folder: Path
    manifest: BackupManifest
    copied: int
    pruned: int


def loa_version() -> str:
    try:
        return version("loa")
    except PackageNotFoundError:
        return "0"


def take_backup(
    settings: Settings,
    database: Database,
    vault: Vault,
    *,
    now: datetime,
    cause: str = BY_HAND,
    place: Path | None = None,
    keep: int | None = None,
) -> TakenBackup:
    """Back the home up into `place`. `keep`: how many of the place stay; None: all.

    Raises BackupProblem, OSError, and SettingsError where the key is another database's.
    """
    schema = migrate.current(database)
    if schema is None:
        raise BackupProblem(phrase("backup.nothing-there", home=str(settings.home)))
    check_key(settings.home, database)
    vault = vault.by_master()  # a restore opens these before there is a database
    place = place or settings.backup_folder
    with alone(place):
        take_place(place, mark_of(settings.home))
        name = new_name(place, now)
        made = place / f".{name}"
        made.mkdir(mode=0o700)
        kind = kind_of(database.url)
        server = dump(database, made / FILES[kind], settings.values.postgresql_programs)
        files = {FILES[kind]: digest_of(made / FILES[kind])}
        files[SETTINGS] = write_durably(made / SETTINGS, vault.seal(dict(_settings_of(settings.home))))
        kept = _Media(settings.media_folder, place)
        lines = "".join(f"{sha256}  ../{media_path(Path(), sha256)}\n" for sha256 in kept.keep())
        files[MEDIA_LIST] = write_durably(made / MEDIA_LIST, lines.encode())
        manifest = BackupManifest(
            version=loa_version(),
            schema=schema,
            database=kind,
            server=server,
            taken_at=now,
            cause=cause,
            probe=vault.seal(PROBE).decode(),
            files=files,
            media=kept.count,
            media_bytes=kept.bytes,
        )
        write_durably(made / MANIFEST, manifest.as_json().encode())
        sync(made)
        made.rename(place / name)
        sync(place)
        pruned = prune(place, keep, made=place / name) if keep is not None else []
    return TakenBackup(place / name, manifest, kept.copied, len(pruned))


def _settings_of(home: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(home.glob("*.toml")):
        yield file.name, file.read_text(encoding="utf-8")


class _Media:
    """The media of a home, kept beside the backups: linked where both lie on one disk, else copied; each once."""

    def __init__(self, source: Path, place: Path) -> None:
        self._source, self._place = source, place
        self.count = self.bytes = self.copied = 0

    def keep(self) -> Iterator[str]:
        """Keep each file, and yield its SHA-256."""
        if not self._source.is_dir():
            return
        folders = set()
        for file in sorted(self._source.glob("??/*")):
            if not SHA256.match(file.name):
                continue
            target = media_path(self._place, file.name)
            size = file.stat().st_size
            if not _is_kept(file, target):
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                if not keep_file(file, target):
                    log.warning("media file is not what its name says", file=file.name)
                    continue
                folders.add(target.parent)
                self.copied += 1
            self.count, self.bytes = self.count + 1, self.bytes + size
            yield file.name
        for folder in folders:
            sync(folder)


def _is_kept(file: Path, target: Path) -> bool:
    """Return True if the place has the file; not if it was written anew in the home since, because it was damaged."""
    try:
        there, here = file.stat(), target.stat()
    except FileNotFoundError:
        return False
    return there.st_size == here.st_size and there.st_mtime_ns <= here.st_mtime_ns


def keep_file(file: Path, target: Path) -> bool:
    """Link a media file, or copy it to another disk. Return False if its bytes are not what its name says.

    A link is safe: a media file is never written to, only replaced.
    """
    temporary = target.with_name(f".{target.name}")
    temporary.unlink(missing_ok=True)
    try:
        os.link(file, temporary)
    except OSError:  # another disk, or one that knows no links
        shutil.copyfile(file, temporary)
        if digest_of(temporary) != file.name:
            temporary.unlink()
            return False
        sync(temporary)
    temporary.replace(target)
    return True


def back_up_if_due(carrier: Carrier, now: datetime) -> None:
    """Make the scheduled backup when its time has come; a notice tells staff while it fails."""
    settings = carrier.settings
    every = settings.backup_every_s
    if not every:
        return
    is_ours = owner_of(settings.backup_folder) in ("", mark_of(settings.home))
    last = newest(settings.backup_folder) if is_ours else None
    if last is not None and now - last < timedelta(seconds=every) - EARLY:
        return
    try:
        taken = take_backup(
            settings, carrier.database, carrier.vault, now=now, cause=SCHEDULED, keep=settings.values.backup_keep
        )
    except (LoaError, OSError, SQLAlchemyError, sqlite3.Error) as error:
        why = error.said if isinstance(error, LoaError) else type(error).__name__
        log.error("backup failed", **fault_of(error))
        with carrier.database.write() as session:
            said = phrase("backup.failed", why=why, folder=str(settings.backup_folder))
            open_notice(session, kind=NOTICE, subject=NOTICE, text=said, now=now)
        return
    log.info("backup taken", folder=str(taken.folder), media=taken.copied)
    with carrier.database.write() as session:
        close_notices(session, subject=NOTICE, kind=NOTICE, now=now)
