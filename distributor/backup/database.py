"""The database as one file and back: SQLite by its online backup, PostgreSQL by its own tools of the same major version."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from distributor.backup.folder import BackupProblem
from distributor.db import Database
from distributor.file_modes import sync
from phrases import phrase

FILES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
_PLACES = (
    "/usr/lib/postgresql/{major}/bin",
    "/usr/pgsql-{major}/bin",
    "/usr/local/pgsql/bin",
    "/opt/postgresql/{major}/bin",
)
_LONGEST_COMPLAINT = 300
CONNECT_S, LOCK_WAIT_MS, LONGEST_S = 30, 60_000, 6 * 3600
"""A server that does not answer, or a table that somebody keeps locked, ends a dump or a load; as does the longest of all."""


def kind_of(url: str) -> str:
    return make_url(url).get_backend_name()


def sqlite_file(url: str) -> Path:
    return Path(str(make_url(url).database))


def dump(database: Database, target: Path, programs: str = "") -> int:
    """Write the whole database, as of one moment, while others write. Return PostgreSQL's major version; 0 for SQLite."""
    if database.is_sqlite:
        _copy_sqlite(sqlite_file(database.url), target)
        server = 0
    else:
        server = major_of(database)
        command = [_program("pg_dump", server, programs), "--format=custom", "--no-owner", "--no-privileges"]
        _run([*command, f"--lock-wait-timeout={LOCK_WAIT_MS}", f"--file={target}"], make_url(database.url))
    target.chmod(0o600)
    sync(target)
    return server


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if (found := copy.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise BackupProblem(phrase("backup.database-damaged", found=str(found)[:_LONGEST_COMPLAINT]))


def check_sqlite(file: Path) -> None:
    """Check the integrity of a SQLite file. Raises BackupProblem."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise BackupProblem(phrase("backup.database-damaged", found=str(found)[:_LONGEST_COMPLAINT]))


def load_postgresql(dump_file: Path, database: Database, programs: str = "") -> None:
    """Fill an empty database: all of it or nothing. Raises BackupProblem."""
    command = [_program("pg_restore", major_of(database), programs), "--single-transaction", "--exit-on-error"]
    _run([*command, "--no-owner", "--no-privileges", str(dump_file)], make_url(database.url))


def major_of(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


def _program(name: str, major: int, programs: str) -> str:
    """Find PostgreSQL's tool of the server's major version: an older one refuses, and the server may not read a newer one's."""
    places = [programs] if programs else [os.path.dirname(shutil.which(name) or ""), *_PLACES]
    for place in filter(None, places):
        program = Path(place.format(major=major)) / name
        if program.is_file() and _version_of(program) == major:
            return str(program)
    raise BackupProblem(phrase("backup.no-program", program=name, major=major))


def _version_of(program: Path) -> int:
    told = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"\) (\d+)", told)
    return int(found[1]) if found else 0


def _run(command: Sequence[str], url: URL) -> None:
    """Run one of PostgreSQL's programs on the database. Raises BackupProblem."""
    name, (environment, address) = Path(command[0]).name, connection_of(url)
    try:
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, our own arguments
            [*command, f"--dbname={address}"],
            env={"PGCONNECT_TIMEOUT": str(CONNECT_S), **os.environ, **environment},
            stdin=subprocess.DEVNULL,  # nobody is asked for a password
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_S,
        )
    except subprocess.TimeoutExpired as error:
        raise BackupProblem(phrase("backup.program-slow", program=name, hours=LONGEST_S // 3600)) from error
    if done.returncode != 0:
        complaint = done.stderr.strip().splitlines()[-1:] or [str(done.returncode)]
        raise BackupProblem(phrase("backup.program-failed", program=name, said=complaint[0][:_LONGEST_COMPLAINT]))


def connection_of(url: URL) -> tuple[dict[str, str], str]:
    """Translate SQLAlchemy's address, TLS and all, for libpq's programs: the environment, and a connection string for what has no
    variable. What stands in the environment no list of processes shows.
    """
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - a home on SQLite does without its memory
    from psycopg.pq import Conninfo  # noqa: PLC0415 - as above

    _, given = url.get_dialect()().create_connect_args(url)
    variables = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults()}
    environment, rest = {}, {"dbname": given.pop("dbname", "")}
    for name, value in given.items():
        if variable := variables.get(name):
            environment[variable.decode()] = str(value)
        elif name in variables:
            rest[name] = value
    return environment, make_conninfo(**rest)
