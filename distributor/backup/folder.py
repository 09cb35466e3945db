"""A backup on disk: a folder `loa-TIME/` with a manifest, and beside it the media that all backups of that place share.

    PLACE/media/ab/abcdef…            each file once, under its SHA-256, whichever backups name it
    PLACE/owner                       the one home whose backups these are, which removes the old ones
    PLACE/loa-20261128T084500Z/       manifest.json, database.*, settings.sealed, media.sha256 (as `sha256sum -c` reads it)

A backup is made in a folder whose name begins with a dot and renamed when all of it is on the disk: what has its name is whole.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, TypeAdapter

from distributor.errors import LoaError, system_words
from distributor.file_modes import write_durably
from distributor.media.store import SHA256
from phrases import phrase

FORMAT = 1
MANIFEST, SETTINGS, MEDIA_LIST, MEDIA, OWNER = "manifest.json", "settings.sealed", "media.sha256", "media", "owner"
_NAME = re.compile(r"loa-\d{8}T\d{6}Z(-\d+)?\Z")


class BackupProblem(LoaError):
    """A backup cannot be made, is not whole, or does not fit."""


@dataclass(frozen=True)
class BackupManifest:
    """The manifest of a backup. `taken_at`: before the database was read, so nothing older than it is missing.

    `schema`: the database's revision. `database`: sqlite or postgresql; `server`: the latter's major version.
    `probe`: sealed by the home's key, so that another key is known. `files`: name → SHA-256, of all but the media.
    """

    version: str
    schema: str
    database: str
    server: int
    taken_at: AwareDatetime
    cause: str
    probe: str
    files: Mapping[str, str]
    media: int
    media_bytes: int

    def as_json(self) -> str:
        told = {"format": FORMAT, **asdict(self), "taken_at": self.taken_at.isoformat()}
        return json.dumps({**told, "sum": _sum(told)}, ensure_ascii=False, indent=1)


_READ = TypeAdapter(BackupManifest)


def _sum(told: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(dict(told), sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path) -> BackupManifest:
    """Read and check a backup's manifest. Raises BackupProblem if there is none, it is torn, or a newer Loa made it."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(told, dict) or told.pop("sum", "") != _sum(told):
            raise BackupProblem(phrase("backup.torn", folder=str(folder), file=MANIFEST))
        if (form := told.pop("format")) != FORMAT:
            raise BackupProblem(phrase("backup.format-newer", format=form))
        return _READ.validate_json(json.dumps(told), strict=True)
    except FileNotFoundError as error:
        raise BackupProblem(phrase("backup.none-here", folder=str(folder))) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupProblem(phrase("backup.torn", folder=str(folder), file=MANIFEST)) from error


def find_backup(given: Path) -> Path:
    """Return the backup's folder: `given` itself, that of the manifest `given`, or the newest in it. Raises BackupProblem."""
    folder = given.parent if given.name == MANIFEST else given
    if (folder / MANIFEST).is_file():
        return folder
    if not (found := backups_in(folder)):
        raise BackupProblem(phrase("backup.none-here", folder=str(folder)))
    return found[-1]


def backups_in(place: Path) -> list[Path]:
    """List the backups of a place, the oldest first."""
    if not place.is_dir():
        return []
    return sorted(each for each in place.iterdir() if _NAME.match(each.name) and (each / MANIFEST).is_file())


def newest(place: Path) -> datetime | None:
    """Return when the newest readable backup was taken."""
    for folder in reversed(backups_in(place)):
        with contextlib.suppress(BackupProblem):
            return read_manifest(folder).taken_at
    return None


def check_files(folder: Path, manifest: BackupManifest) -> None:
    """Check the hashes of a backup's files. Raises BackupProblem that names the first that differs, or is not told of."""
    for name in (SETTINGS, MEDIA_LIST):
        if name not in manifest.files:
            raise BackupProblem(phrase("backup.torn", folder=str(folder), file=MANIFEST))
    for name, sha256 in manifest.files.items():
        if Path(name).name != name or digest_of(folder / name) != sha256:
            raise BackupProblem(phrase("backup.torn", folder=str(folder), file=name))


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file; empty if it is not there."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def media_of(folder: Path) -> list[str]:
    """List the SHA-256 of the backup's media files."""
    lines = (folder / MEDIA_LIST).read_text(encoding="ascii").splitlines()
    return [line[:64] for line in lines if SHA256.match(line[:64])]


def media_path(place: Path, sha256: str) -> Path:
    return place / MEDIA / sha256[:2] / sha256


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Lock the place, so that one backup is made at a time, and remove what an interrupted one left.

    Raises BackupProblem if it is no folder, or may not be written to.
    """
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = (place / ".lock").open("w")
    except OSError as error:
        raise BackupProblem(phrase("backup.unwritten", folder=str(place), error=system_words(error))) from error
    with opened as lock:
        os.fchmod(lock.fileno(), 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in place.glob(".loa-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def owner_of(place: Path) -> str:
    """Return the home (`mark_of`) whose backups the place holds; empty while it is nobody's."""
    try:
        return (place / OWNER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def take_place(place: Path, home: str) -> None:
    """Take the place for a home's backups. Raises BackupProblem if it is another's: each would remove the other's as old."""
    owner = owner_of(place)
    if owner and owner != home:
        raise BackupProblem(phrase("backup.of-another-home", folder=str(place)))
    if not owner:
        write_durably(place / OWNER, f"{home}\n".encode())


def new_name(place: Path, now: datetime) -> str:
    name = f"loa-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    taken = sum(1 for each in backups_in(place) if each.name.startswith(name))
    return f"{name}-{taken + 1}" if taken else name


def prune(place: Path, keep: int, *, made: Path) -> list[Path]:
    """Remove all but the newest `keep` whole backups of a place, and the media that none of the rest names.

    The one that was just `made` stays, whatever the clock said. One that is torn counts for none.
    """
    found = [each for each in backups_in(place) if each != made]
    whole = [each for each in found if _is_whole(each)]
    kept = whole[max(0, len(whole) - (keep - 1)) :]
    old = [each for each in found if not kept or each.name < kept[0].name]
    for folder in old:
        # Not whole any more from here on, whatever happens to the rest.
        (folder / MANIFEST).unlink()
        shutil.rmtree(folder)
    left = backups_in(place)
    if old and all(_is_whole(folder) for folder in left):  # else nobody knows which media are needed
        _forget_media(place, left)
    return old


def _is_whole(folder: Path) -> bool:
    """Return True if the manifest and the list of media are what was written."""
    try:
        return digest_of(folder / MEDIA_LIST) == read_manifest(folder).files.get(MEDIA_LIST)
    except BackupProblem:
        return False


def _forget_media(place: Path, kept: Sequence[Path]) -> None:
    named = {sha256 for folder in kept for sha256 in media_of(folder)}
    for file in (place / MEDIA).glob("*/*"):
        if file.name not in named:
            file.unlink(missing_ok=True)
