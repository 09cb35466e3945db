"""`loa keys rotate`: new data keys, and what the old ones sealed and found brought over to them, while Loa goes on.

1. `begin` makes the keys, to be used from a time by which every process knows them.
2. `seal_anew` and `find_anew` go through the rows, a few at a time; what changes meanwhile is left to who changed it.

No key is taken away. An old one opens what an older backup holds, and finds the number that was erased: only its hash is left,
which no other key can make. Done again, or after a crash, it goes on where anything is left.
"""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import Table, func, select, update
from sqlmodel import Session, SQLModel, col

from distributor.database_clock import database_now
from distributor.db import Database
from distributor.errors import SettingsError
from distributor.keyring import (
    KNOWN_BY_ALL,
    READ_AGAIN_S,
    SEALED,
    VARIABLE,
    add_keys,
    keyring_of,
    opens_all,
    prepare_keys,
    read_masters,
    wrap_anew,
    write_masters,
)
from distributor.models import Inbound, Subscriber
from distributor.phone_numbers import Numbers, move_hash
from distributor.staff.audit import note_action
from distributor.vault import Vault, open_vault
from phrases import phrase

ACTOR = "loa keys"
"""Who did it, in the log. No person can be called so."""
AT_ONCE = 200


@dataclass(frozen=True)
class Rotated:
    """`sealed`: values that were sealed anew. `found`: numbers that the new key finds; `kept`: erased ones, which it does not."""

    sealed: int
    found: int
    kept: int


def rotate(
    database: Database,
    home: Path,
    *,
    wait: Callable[[float], None],
    master: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Rotated:
    """All of it. `wait`: seconds until every process uses the new keys. `master`: a new master key too."""
    environment = os.environ if environment is None else environment
    prepare_keys(database, home, environment)
    if master:
        change_master(database, home, environment)
    used_from = begin(database, home, environment)
    with database.read() as session:
        left = (used_from - database_now(session)).total_seconds()
    wait(left + READ_AGAIN_S)
    keyring_of(database, home, environment).read_anew()
    vault = open_vault(home, environment, database=database)
    sealed, found = seal_anew(database, vault), find_anew(database, Numbers(vault))
    with database.read() as session:
        erased = select(func.count()).select_from(Subscriber).where(col(Subscriber.erased_at).is_not(None))
        kept = session.execute(erased).scalar_one()
    return Rotated(sealed, found, kept)


def begin(database: Database, home: Path, environment: Mapping[str, str]) -> datetime:
    """Make the next key of each purpose; returns from when it is used, by the database's clock."""
    with database.write() as session:
        now = database_now(session)
        add_keys(session, read_masters(home, environment), now + KNOWN_BY_ALL, now)
        _note(session, now, "data_keys")
    return now + KNOWN_BY_ALL


def change_master(database: Database, home: Path, environment: Mapping[str, str]) -> None:
    """Change the master key: a new one seals the data keys; the old ones stay listed, for addresses that others know and for
    older backups.

    Raises SettingsError where the environment names no other key than the one in use already: the new one must be on every
    machine before it seals anything.
    """
    known = read_masters(home, environment)
    if environment.get(VARIABLE):
        if len(known) < 2:
            raise SettingsError(phrase("vault.master-of-environment"))
        with database.read() as session:
            if opens_all(session, known[:1]):
                raise SettingsError(phrase("vault.master-in-use"))
    else:
        # The file first: whoever reads the data keys meanwhile has both.
        write_masters(home, [Fernet.generate_key(), *known])
    with database.write_durably() as session:
        wrap_anew(session, read_masters(home, environment))
        _note(session, database_now(session), "master_key")


def seal_anew(database: Database, vault: Vault) -> int:
    """Every value that another key sealed. How many there were."""
    return sum(_seal_table(database, vault, table, columns) for table, columns in SEALED.items())


def find_anew(database: Database, numbers: Numbers) -> int:
    """Every number that still stands somewhere is found by today's key, and so are its refusals. How many were not."""
    return sum(_find_table(database, numbers, SQLModel.metadata.tables[str(one.__tablename__)]) for one in _NUMBERED)


_NUMBERED: Sequence[type[SQLModel]] = (Subscriber, Inbound)


def _seal_table(database: Database, vault: Vault, name: str, columns: Sequence[str]) -> int:
    table, last, count = SQLModel.metadata.tables[name], 0, 0
    wanted = [table.c.id, *(table.c[column] for column in columns)]
    while True:
        with database.write() as session:
            rows = session.execute(select(*wanted).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)).all()
            for row in rows:
                for column, sealed in zip(columns, row[1:], strict=True):
                    if vault.is_current(sealed):
                        continue
                    unchanged = (table.c.id == row[0], table.c[column] == sealed)
                    anew = update(table).where(*unchanged).values({column: vault.seal(vault.open(sealed))})
                    count += session.connection().execute(anew).rowcount
        if not rows:
            return count
        last = rows[-1][0]
        database.give_way()


def found_today(database: Database, numbers: Numbers, hashes: Collection[str]) -> dict[str, str]:
    """Return by what today's key finds those whom these hashes, of whichever key, are of; not those whose number is erased."""
    found: dict[str, str] = {}
    for one in _NUMBERED:
        table, last = SQLModel.metadata.tables[str(one.__tablename__)], 0
        wanted = select(table.c.id, table.c.number_sealed).order_by(table.c.id).limit(AT_ONCE)
        while True:
            with database.read() as session:
                rows = session.execute(wanted.where(table.c.id > last)).all()
            if not rows:
                break
            for number in filter(None, numbers.open_all([sealed for _id, sealed in rows])):
                today, *former = numbers.hashes(number)
                found |= {old: today for old in former if old in hashes}
            last = rows[-1][0]
    return found


def _find_table(database: Database, numbers: Numbers, table: Table) -> int:
    last, count = 0, 0
    wanted = select(table.c.id, table.c.unit_id, table.c.number_sealed, table.c.number_hash)
    # On PostgreSQL others hold numbers from the lowest while they take up a list: one at a time waits for them, never in a ring.
    at_once = AT_ONCE if database.is_sqlite else 1
    while True:
        with database.write() as session:
            page = wanted.where(table.c.id > last).order_by(table.c.id).limit(at_once)
            rows = session.execute(page).all()
            for _id, unit_id, sealed, old in rows:
                number = numbers.open(sealed)
                if number and (new := numbers.hash(number)) != old:
                    move_hash(session, unit_id, old, new)
                    count += 1
        if not rows:
            return count
        last = rows[-1][0]
        database.give_way()


def _note(session: Session, now: datetime, what: str) -> None:
    note_action(session, actor=ACTOR, action="rotate_keys", subject="keys", now=now, fields=(what,))
