"""The keys of a home. The master key seals nothing but data keys; these lie in the database, each with one purpose.

The master key is in `secret.key` in the home, readable by its owner only, or in `LOA_SECRET_KEY`, the same on each machine. Where
several are listed the first is the current one, and the last, the home's first, is what addresses are derived from that others
know (`secret_key`). A data key is used from a time that leaves every process a while to read it, so rotation needs no restart.
"""

import fcntl
import hashlib
import hmac
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import func, inspect, or_
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from distributor.database_clock import database_now
from distributor.db import Database
from distributor.errors import SettingsError
from distributor.file_modes import write_durably
from distributor.journal import KEY, note
from distributor.models import DataKey, KeyPurpose
from phrases import phrase

VARIABLE, FILE = "LOA_SECRET_KEY", "secret.key"
READ_AGAIN_S = 20.0
"""How old what a process knows of the keys may be."""
KNOWN_BY_ALL = timedelta(seconds=3 * READ_AGAIN_S)
"""From a key's making to its use."""
_NUMBERS = b"loa: numbers of citizens"

SEALED: Mapping[str, Sequence[str]] = {
    "phone_recording": ("sealed",),
    "account": ("credentials",),
    "sign_in": ("sealed",),
    "staff": ("totp_sealed",),
    "webhook_endpoint": ("secret", "former_secret"),
    "subscriber": ("number_sealed",),
    "sms_inbound": ("number_sealed",),
    "sms_reply": ("number_sealed",),
    "sms_asking": ("number_sealed",),
    "mail_follower": ("address_sealed",),
    "review_call": ("sealed",),
}
"""Every column that the vault seals."""


@dataclass(frozen=True)
class OpenKey:
    """A data key, opened."""

    id: int
    purpose: KeyPurpose
    key: bytes


class Keyring:
    """The data keys of one database. May be used from any thread."""

    def __init__(self, database: Database, home: Path, environment: Mapping[str, str]) -> None:
        self._read, self._where = database.read, (home, environment)
        self._guard = threading.Lock()
        self._known: Sequence[OpenKey] = ()
        self._in_use: Mapping[KeyPurpose, OpenKey] = {}
        self._read_at = float("-inf")

    def current(self, purpose: KeyPurpose) -> OpenKey | None:
        """None where the database has no such key yet."""
        self._refresh()
        return self._in_use.get(purpose)

    def keys(self, purpose: KeyPurpose) -> Sequence[OpenKey]:
        """The current one first, then the others."""
        current = self.current(purpose)
        others = [one for one in self._known if one.purpose is purpose and one != current]
        return [current, *others] if current else []

    def key(self, key_id: int) -> OpenKey | None:
        """The key of that number; another process may have made it a moment ago."""
        self._refresh()
        if all(one.id != key_id for one in self._known):
            self.read_anew()
        return next((one for one in self._known if one.id == key_id), None)

    def read_anew(self) -> None:
        """Read the data keys anew. Raises SettingsError if the master key is not the one that sealed them."""
        with self._read() as session:
            rows = session.exec(select(DataKey).order_by(col(DataKey.id).desc())).all()
            now = database_now(session) if rows else None
        masters = read_masters(*self._where)
        if rows and not masters:
            raise SettingsError(phrase("vault.key-lost", file=str(self._where[0] / FILE), where="data_key"))
        known = [OpenKey(row.id or 0, row.purpose, _unwrap(row, masters)) for row in rows]
        started = {row.id for row in rows if now is not None and row.used_from <= now}
        in_use: dict[KeyPurpose, OpenKey] = {}
        for one in known:
            if one.id in started:
                in_use.setdefault(one.purpose, one)
        with self._guard:
            self._known, self._in_use, self._read_at = known, in_use, time.monotonic()

    def _refresh(self) -> None:
        if time.monotonic() - self._read_at > READ_AGAIN_S:
            self.read_anew()


_rings: WeakKeyDictionary[Database, Keyring] = WeakKeyDictionary()


def keyring_of(database: Database, home: Path, environment: Mapping[str, str] | None = None) -> Keyring:
    """One a database and process, for all who ask."""
    if (known := _rings.get(database)) is None:
        known = _rings[database] = Keyring(database, home, os.environ if environment is None else environment)
    return known


def read_masters(home: Path, environment: Mapping[str, str]) -> Sequence[bytes]:
    """The current one first; none where there is neither file nor variable."""
    file = home / FILE
    told = environment.get(VARIABLE, "") or (
        file.read_text(encoding="ascii", errors="replace") if file.exists() else ""
    )
    return split_keys(told)


def split_keys(told: str) -> Sequence[bytes]:
    """Split keys as a file or the variable lists them: by lines, spaces or commas."""
    return [part.encode() for part in re.split(r"[\s,]+", told) if part]


def make_master(home: Path) -> Sequence[bytes]:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_masters(home, [Fernet.generate_key()], anew=True)
    return read_masters(home, {})


def write_masters(home: Path, masters: Sequence[bytes], *, anew: bool = False) -> None:
    """Write the master keys durably: once it returns, not even a power cut undoes it, so what these keys seal may be committed.

    `anew`: only where there is none; of two processes the first wins, and the other reads the winner's key.
    """
    file = home / FILE
    temporary = file.with_suffix(".new")
    with _locked(home) as folder:
        if not (anew and file.exists()):
            temporary.unlink(missing_ok=True)  # of a process that died before it had its name
            write_durably(temporary, b"\n".join(masters) + b"\n")
            temporary.replace(file)
        os.fsync(folder)  # also for who lost: the winner may not have come to it


@contextmanager
def _locked(folder: Path) -> Iterator[int]:
    """One process and thread at a time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def ensure_master(database: Database, home: Path, environment: Mapping[str, str]) -> Sequence[bytes]:
    """Made where there is none and nothing that one sealed. Raises SettingsError: a new key would open nothing of it."""
    if masters := read_masters(home, environment):
        return masters
    with database.read() as session:
        lost = what_is_sealed(session)
    if masters := read_masters(home, environment):
        return masters  # of a program that began at the same moment: it keeps its key before it seals anything
    if lost:
        raise SettingsError(phrase("vault.key-lost", file=str(home / FILE), where=", ".join(lost)))
    return make_master(home)


def what_is_sealed(session: Session) -> Sequence[str]:
    """The tables that hold what only the master key opens; also of an older version, which may lack one of them."""
    found, there = [], inspect(session.connection())
    for name, columns in {**SEALED, "data_key": ("wrapped",)}.items():
        table = SQLModel.metadata.tables[name]
        known = {column["name"] for column in there.get_columns(name)} if there.has_table(name) else set()
        sealed = [func.length(table.c[column]) > 0 for column in columns if column in known]
        if sealed and session.execute(sql_select(table.c.id).where(or_(*sealed)).limit(1)).first() is not None:
            found.append(name)
    return found


def prepare_keys(database: Database, home: Path, environment: Mapping[str, str] | None = None) -> None:
    """Make the data keys that the database lacks, at a start. Raises SettingsError where the master key is gone or is another."""
    environment = os.environ if environment is None else environment
    masters = ensure_master(database, home, environment)
    ring = keyring_of(database, home, environment)
    ring.read_anew()
    if all(ring.current(purpose) for purpose in KeyPurpose):
        return
    with database.write() as session:
        now = database_now(session)
        for purpose in KeyPurpose:
            first = first_look_up_key(masters) if purpose is KeyPurpose.LOOK_UP else _new_key(purpose)
            _add(session, masters, purpose, 1, first, used_from=now, now=now)
    ring.read_anew()


def add_keys(session: Session, masters: Sequence[bytes], used_from: datetime, now: datetime) -> None:
    """Add the next key of each purpose but what others have noted. The journal is told: hashes that a restore reads may be
    theirs."""
    for purpose in set(KeyPurpose) - {KeyPurpose.SIGN, KeyPurpose.PUSH}:
        last = session.exec(select(func.max(DataKey.generation)).where(DataKey.purpose == purpose)).one()
        generation = (last or 0) + 1
        _add(session, masters, purpose, generation, _new_key(purpose), used_from=used_from, now=now)
        made = select(DataKey).where(DataKey.purpose == purpose, DataKey.generation == generation)
        note(session, KEY, now, **told_of(session.exec(made).one()))


def told_of(row: DataKey) -> dict[str, str | int]:
    """A key as the journal keeps it: sealed by the master key, as in the database."""
    return {
        "purpose": row.purpose.value,
        "generation": row.generation,
        "wrapped": row.wrapped.decode("ascii"),
        "used_from": row.used_from.isoformat(),
    }


def opens_told(told: Mapping[str, Any], masters: Sequence[bytes]) -> bool:
    """Return True if these master keys open a data key as the journal has it."""
    try:
        _unwrap(DataKey(**_row_of(told)), masters)
    except SettingsError:
        return False
    return True


def take_up(session: Session, told: Mapping[str, Any], now: datetime) -> bool:
    """Take up a key that the journal tells of; return True if the database did not have it."""
    return _insert(session, _row_of(told) | {"created_at": now})


def _row_of(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "purpose": KeyPurpose(told["purpose"]),
        "generation": int(told["generation"]),
        "wrapped": str(told["wrapped"]).encode("ascii"),
        "used_from": datetime.fromisoformat(told["used_from"]),
    }


def wrap_anew(session: Session, masters: Sequence[bytes]) -> None:
    """Seal every data key with the current master key."""
    for row in session.exec(select(DataKey).with_for_update()):
        row.wrapped = _wrap(masters, row.purpose, row.generation, _unwrap(row, masters))
        session.add(row)
    session.flush()


def opens_all(session: Session, masters: Sequence[bytes]) -> bool:
    """Return True if these master keys open every data key."""
    try:
        for row in session.exec(select(DataKey)):
            _unwrap(row, masters)
    except SettingsError:
        return False
    return True


def first_look_up_key(masters: Sequence[bytes]) -> bytes:
    """Return what homes without data keys have found numbers by."""
    return hmac.digest(masters[-1], _NUMBERS, hashlib.sha256)


def secret_key(home: Path, environment: Mapping[str, str] | None = None) -> bytes:
    """Return the key for addresses that others know and that must outlive every rotation; whoever opened the vault has made it
    before."""
    masters = read_masters(home, os.environ if environment is None else environment)
    if not masters:
        raise SettingsError(phrase("vault.key-lost", file=str(home / FILE), where=VARIABLE))
    return masters[-1]


def _new_key(purpose: KeyPurpose) -> bytes:
    return Fernet.generate_key() if purpose is KeyPurpose.SEAL else secrets.token_bytes(32)


def _add(
    session: Session,
    masters: Sequence[bytes],
    purpose: KeyPurpose,
    generation: int,
    key: bytes,
    *,
    used_from: datetime,
    now: datetime,
) -> None:
    row = {"purpose": purpose, "generation": generation, "wrapped": _wrap(masters, purpose, generation, key)}
    _insert(session, row | {"used_from": used_from, "created_at": now})


def _insert(session: Session, row: Mapping[str, Any]) -> bool:
    """Insert a row; return True if it was not there."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made = dialect.insert(DataKey).values(**row).on_conflict_do_nothing().returning(col(DataKey.id))
    return session.connection().execute(made).first() is not None


def _wrap(masters: Sequence[bytes], purpose: KeyPurpose, generation: int, key: bytes) -> bytes:
    return Fernet(masters[0]).encrypt(_label(purpose, generation) + key)


def _unwrap(row: DataKey, masters: Sequence[bytes]) -> bytes:
    """The label is sealed too, so that no key can be put in another's place."""
    label = _label(row.purpose, row.generation)
    try:
        opened = MultiFernet([Fernet(key) for key in masters]).decrypt(row.wrapped)
    except (InvalidToken, ValueError) as error:
        raise SettingsError(phrase("vault.key-not-this-one")) from error
    if not opened.startswith(label):
        raise SettingsError(phrase("vault.key-not-this-one"))
    return opened.removeprefix(label)


def _label(purpose: KeyPurpose, generation: int) -> bytes:
    return f"{purpose.value} {generation} ".encode()
