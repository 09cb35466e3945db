"""Openings of short links: counted by day, with how many people they were, and nothing kept about who did.

Two people of a day are told apart by HMAC(the day's salt and the home's key, link + address + user agent). Hashes and salt are
deleted once the day is over; then only counts remain. Days are Vietnam's.
"""

import hashlib
import hmac
import ipaddress
import json
import secrets
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Delete, delete, insert, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from distributor.clock import VIETNAM
from distributor.db import BUSY_TIMEOUT_MS, Database
from distributor.measure.link_rules import link_rules
from distributor.models import Click, ClickDay, ClickPerson, ClickSalt, ShortLink

LATE = timedelta(minutes=2)
"""So long after midnight a web process may still hand in openings of the day before: its salt lives on until then."""
CHUNK = 5_000
"""Rows that one transaction of the sweep deletes."""
PERSON_BYTES = 16


class Opening(NamedTuple):
    """One request. `address` and `agent` live in memory only, until the next flush."""

    code: str
    at: datetime
    robot: bool
    address: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Opened:
    """The openings of one post, all its days. `people`: of each day, added up: who comes back tomorrow is counted again."""

    people: int = 0
    openings: int = 0
    robots: int = 0


def vietnam_day(instant: datetime) -> date:
    return instant.astimezone(VIETNAM).date()


def keep_openings(session: Session, openings: Sequence[Opening], now: datetime, *, secret: bytes) -> None:
    """Add them to the counts. `secret`: the home's key. Of a day that the sweep may have closed only the number is kept.

    Rows are written in the order of their keys, so that two processes never wait for each other crosswise.
    """
    moments = Counter((opening.code, opening.at.replace(microsecond=0), opening.robot) for opening in openings)
    day_of = {at: vietnam_day(at) for _, at, _ in moments}
    days: dict[tuple[str, date], dict[str, int]] = {}
    for (code, at, robot), number in moments.items():
        row = days.setdefault((code, day_of[at]), {"people": 0, "openings": 0, "robots": 0})
        row["robots" if robot else "openings"] += number
    for day in sorted({vietnam_day(now), vietnam_day(now - LATE)} & set(day_of.values())):
        of_day = {at for at in day_of if day_of[at] == day}
        told = {
            (opening.code, opening.address, opening.agent)
            for opening in openings
            if not opening.robot and opening.at.replace(microsecond=0) in of_day
        }
        if told:
            key = _key_of(session, day, secret)
            people = sorted((code, _person(key, code, address, agent)) for code, address, agent in told)
            for code, number in Counter(_new_people(session, day, people)).items():
                days[code, day]["people"] = number
    _add(session, days)
    session.connection().execute(
        insert(Click),
        [
            {"code": code, "at": at, "bot": robot, "openings": number}
            for (code, at, robot), number in sorted(moments.items())
        ],
    )


def opened(session: Session, post_ids: Sequence[int]) -> dict[int, Opened]:
    """Return openings by post; those whose link nobody ever opened are not in it."""
    rows = session.connection().execute(
        sa.select(
            col(ShortLink.post_id),
            func.sum(col(ClickDay.people)),
            func.sum(col(ClickDay.openings)),
            func.sum(col(ClickDay.robots)),
        )
        .join(ClickDay, col(ClickDay.code) == col(ShortLink.code))
        .where(col(ShortLink.post_id).in_(post_ids))
        .group_by(col(ShortLink.post_id))
    )
    return {post_id: Opened(*counts) for post_id, *counts in rows}


def forget_people(database: Database, now: datetime) -> int:
    """Delete, as a sweep, hashes and salts of days that are over, and moments too old for a curve. Opens its own short
    transactions.

    Returns how many rows it deleted. On SQLite the deleted bytes are overwritten too.
    """
    today = vietnam_day(now - LATE)
    oldest = now - timedelta(days=link_rules().keep_moments_days)
    # The salt first: from then on no hash can be repeated, even if the rest must wait.
    gone = _delete(database, delete(ClickSalt).where(col(ClickSalt.day) < today))
    columns = (col(ClickPerson.day), col(ClickPerson.code), col(ClickPerson.person))
    over = sa.select(*columns).where(columns[0] < today).limit(CHUNK)
    while deleted := _delete(database, delete(ClickPerson).where(tuple_(*columns).in_(over))):
        gone += deleted
    if gone and database.is_sqlite:
        empty_the_log(database)
    old = select(Click.id).where(col(Click.at) < oldest).limit(CHUNK)
    while deleted := _delete(database, delete(Click).where(col(Click.id).in_(old))):
        gone += deleted
    return gone


def _delete(database: Database, statement: Delete) -> int:
    with database.write() as session:
        if database.is_sqlite:
            session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
        return session.connection().execute(statement).rowcount


def empty_the_log(database: Database) -> None:
    """SQLite's write-ahead log still has pages with what was deleted. One that is being read is emptied the next time."""
    connection = (
        database.engine.raw_connection()
    )  # an engine's own would begin a transaction, within which this cannot be done
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 200")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.close()
    finally:
        connection.close()


def _key_of(session: Session, day: date, secret: bytes) -> bytes:
    """Whoever steals the database alone has the salt, but not the home's key; whoever comes after the sweep has no salt."""
    salt = session.exec(select(ClickSalt.salt).where(ClickSalt.day == day)).first()
    if salt is None:
        row = {"day": day, "salt": secrets.token_bytes(32)}
        session.connection().execute(_insert(session)(ClickSalt).values(**row).on_conflict_do_nothing())
        salt = session.exec(select(ClickSalt.salt).where(ClickSalt.day == day)).one()
    return hmac.digest(secret, b"loa: openings of a day" + salt, hashlib.sha256)


def _person(key: bytes, code: str, address: str, agent: str) -> str:
    told = f"{code}\n{place_of(address)}\n{agent}".encode("utf-8", "replace")
    return b64encode(hmac.digest(key, told, hashlib.sha256)[:PERSON_BYTES]).decode()


def place_of(address: str) -> str:
    """An IPv4 address as it is; of IPv6 the network of a household (/64), within which devices change their own part daily."""
    if ":" not in address:
        return address
    try:
        whole = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(whole.ipv4_mapped or ipaddress.IPv6Network((whole, 64), strict=False))


_NEW_PEOPLE = {
    "sqlite": """INSERT OR IGNORE INTO click_person (day, code, person)
        SELECT :day, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:people)
        RETURNING code""",
    "postgresql": """INSERT INTO click_person (day, code, person)
        SELECT CAST(:day AS date), value ->> 0, value ->> 1 FROM json_array_elements(CAST(:people AS json)) AS one (value)
        ON CONFLICT DO NOTHING RETURNING code""",
}
"""One statement with one parameter for all of them: thousands of rows of parameters would cost ten times the time."""


def _new_people(session: Session, day: date, people: Sequence[tuple[str, str]]) -> Iterable[str]:
    """The links of those whom nobody had seen yet today."""
    statement = sa.text(_NEW_PEOPLE[session.get_bind().dialect.name])
    told = {"day": day.isoformat(), "people": json.dumps(people)}
    return session.connection().execute(statement, told).scalars()


def _add(session: Session, days: dict[tuple[str, date], dict[str, int]]) -> None:
    statement = _insert(session)(ClickDay)
    added = {name: col(getattr(ClickDay, name)) + statement.excluded[name] for name in ("people", "openings", "robots")}
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["code", "day"], set_=added),
        [{"code": code, "day": day, **row} for (code, day), row in sorted(days.items())],
    )


def _insert(session: Session) -> type[sqlite.Insert] | type[postgresql.Insert]:
    return sqlite.Insert if session.get_bind().dialect.name == "sqlite" else postgresql.Insert
