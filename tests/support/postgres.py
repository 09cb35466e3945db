"""One migrated PostgreSQL database of a process, emptied after each test: making a new one costs seven times as much.

All processes of the run begin with copies of one server's files, in which the migrations have been through once.
"""

import subprocess
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from distributor import migrate
from distributor.db import Database
from tests.support import servers

NAME, MIGRATED = "test", "migrated"
SHAPE = """
SELECT (SELECT max(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger)
"""
"""Changes with every table, column, index or rule that a test makes or drops."""
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
BEGIN_COUNTING_ANEW = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


def make_cluster(place: Path) -> None:
    """The files of a PostgreSQL with a migrated database, from which others are copied."""
    with servers.postgres_server() as server:
        with _connect(server.data, "postgres") as connection:
            connection.execute(f"CREATE DATABASE {MIGRATED}".encode())
        database = Database(server.address.format(name=MIGRATED))
        migrate.walk_up(database)
        database.dispose()
        server.stop()
        subprocess.run(["cp", "-a", server.data, place], check=True)


class Emptied:
    """`address`: of a server that began with `make_cluster`'s files, with `{name}` for the database."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._shape: object = None
        self._first_rows: dict[str, bytes] = {}
        self._filled = ""
        self._kept: psycopg.Connection | None = None

    def url(self) -> str:
        """A database that is as the migrations leave it, until `clear`."""
        if self._shape is None:
            self._make()
        return self._address.format(name=NAME)

    def clear(self) -> None:
        """Take out what the test has left, its open connections too; a database whose tables it has changed is made anew."""
        connection = self._steady()
        connection.execute(END_OTHERS)
        if connection.execute(SHAPE, prepare=True).fetchone() != self._shape:
            self._shape = None
            return
        filled = [name for (name,) in connection.execute(self._filled.encode(), prepare=True)]
        with connection.transaction():
            for name in filled:
                connection.execute(f'DELETE FROM public."{name}"'.encode(), prepare=True)
            for name, rows in self._first_rows.items():
                with connection.cursor().copy(f'COPY public."{name}" FROM STDIN'.encode()) as copy:
                    copy.write(rows)
            connection.execute(BEGIN_COUNTING_ANEW, prepare=True)

    def _steady(self) -> psycopg.Connection:
        """One connection for all clearing, so that what it has planned stays planned; another where a test has cut it off.

        As a replica's it heeds no foreign keys and no triggers. Said once: each time that it is said, all plans are made anew.
        """
        if self._kept is None or self._kept.closed or not _answers(self._kept):
            self._kept = self._connect(NAME, options="-c session_replication_role=replica")
        return self._kept

    def _make(self) -> None:
        if self._kept is not None:
            self._kept.close()
        with self._connect("postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {NAME} TEMPLATE {MIGRATED}".encode())
        with self._connect(NAME) as connection:
            tables = [
                name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ]
            self._filled = " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT FROM public.\"{name}\")" for name in tables
            )
            for (name,) in connection.execute(self._filled.encode()).fetchall():
                with connection.cursor().copy(f'COPY public."{name}" TO STDOUT'.encode()) as copy:
                    self._first_rows[name] = b"".join(copy)
            self._shape = connection.execute(SHAPE).fetchone()

    @property
    def _folder(self) -> Path:
        return Path(str(make_url(self._address).query["host"]))

    def _connect(self, name: str, options: str = "") -> psycopg.Connection:
        return _connect(self._folder, name, options)


def _connect(folder: Path, name: str, options: str = "") -> psycopg.Connection:
    return psycopg.connect(host=str(folder), user="loa", dbname=name, autocommit=True, options=options)


def _answers(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
