"""The key of a home beside its backups: written out only where a person asks for it, proved before anything is restored."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path

from distributor.backup.folder import BackupManifest, BackupProblem
from distributor.db import Database
from distributor.errors import SettingsError
from distributor.file_modes import sync, write_durably
from distributor.keyring import keyring_of, secret_key, split_keys
from distributor.vault import Vault
from phrases import phrase

KEY_FILE, KEY_NAME = "secret.key", "LOA_SECRET_KEY"
_OWNER = b"loa: whose backups"


def mark_of(home: Path, environment: Mapping[str, str] | None = None) -> str:
    """Return the mark of a home's backups: the same after a restore and after every new master key, and no key itself."""
    return hmac.digest(secret_key(home, environment), _OWNER, hashlib.sha256).hex()[:32]


def check_key(home: Path, database: Database) -> None:
    """Check that the home's key is this database's: a backup sealed by another would open for nobody. Raises SettingsError."""
    keyring_of(database, home).read_anew()


def export_key(home: Path, file: Path, place: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Write the home's key into a new file that only its owner reads. Raises BackupProblem: never into the backups themselves."""
    if file.is_relative_to(place):
        raise BackupProblem(phrase("backup.key-beside", folder=str(place)))
    if file.exists():
        raise BackupProblem(phrase("backup.key-exists", file=str(file)))
    if KEY_NAME in environment:
        raise BackupProblem(phrase("backup.key-of-environment", name=KEY_NAME))
    key = home / KEY_FILE
    if not key.is_file():
        raise BackupProblem(phrase("backup.no-key", file=str(key)))
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(file, key.read_bytes())
    sync(file.parent)


def find_key(
    manifest: BackupManifest, given: Path | None, home: Path, environment: Mapping[str, str] = os.environ
) -> bytes:
    """Find the key that the backup was made with: as given, in the environment, or in the home. Raises BackupProblem."""
    if given is not None:
        key, where = given.read_bytes() if given.is_file() else b"", str(given)
    elif KEY_NAME in environment:
        key, where = environment[KEY_NAME].encode(), KEY_NAME
    else:
        file = home / KEY_FILE
        key, where = file.read_bytes() if file.is_file() else b"", str(file)
    if not key.strip():
        raise BackupProblem(phrase("backup.key-missing", where=where))
    try:
        Vault(split_keys(key.decode(errors="replace"))).open(manifest.probe.encode())
    except SettingsError as error:
        raise BackupProblem(phrase("backup.key-wrong", where=where)) from error
    return key
