"""Bringing a database to this version's schema, and knowing whether it is there.

`python -m distributor.migrate "What changes"` writes a new revision from the difference between tables and models.
"""

import fcntl
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import OperationalError

from distributor.db import Database
from distributor.errors import SettingsError
from phrases import phrase

if TYPE_CHECKING:
    from alembic.config import Config

_VERSION_TABLE = """
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))
"""
_REVISION_LINE = re.compile(r'^(revision|down_revision) = "(\w+)"', re.MULTILINE)

FOLDER = Path(__file__).resolve().parent / "migrations"


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def newest() -> str:
    """The revision that this version of Loa wants."""
    known = _revisions()
    (head,) = set(known) - set(known.values())
    return head


def is_known(revision: str) -> bool:
    """Return True if this version of Loa has the revision: what it does not know, a newer version made."""
    return revision in _revisions()


def _revisions() -> dict[str, str]:
    """Revision → the one before it. Read from the files, for Alembic takes long to load."""
    found = {}
    for file in (FOLDER / "versions").glob("*.py"):
        told = dict(_REVISION_LINE.findall(file.read_text(encoding="utf-8")))
        found[told["revision"]] = told.get("down_revision", "")
    return found


def check_not_newer(database: Database) -> None:
    """Check the database's revision. Raises SettingsError for a database of a newer version of Loa, which says what to do."""
    found = current(database)
    if found is not None and not is_known(found):
        raise SettingsError(phrase("migrate.newer", found=found, known=newest()))


def current(database: Database) -> str | None:
    """Return the database's revision; None if it is empty. Raises SettingsError if it cannot be reached, is being restored, or
    holds tables of ours and no revision."""
    try:
        with database.engine.connect() as connection:
            if not database.is_sqlite and connection.scalar(text("SHOW default_transaction_read_only")) == "on":
                raise SettingsError(phrase("migrate.read-only"))  # `backup.reserved`
            tables = set(inspect(connection).get_table_names())
            revision: str | None = None
            if "alembic_version" in tables:
                revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if revision is None and tables & {"item", "post"}:
                raise SettingsError(phrase("migrate.lost-revision"))
            return revision
    except OperationalError as error:
        raise SettingsError(phrase("migrate.no-connection", error=type(error.orig).__name__)) from error


def upgrade(database: Database, run_folder: Path) -> None:
    """Bring the schema up to date; one process at a time. Data stays. An empty database gets all tables at once."""
    if current(database) == newest():
        return
    check_not_newer(database)
    with _alone(run_folder):
        if current(database) is None:
            make_at_once(database)
        else:
            walk_up(database)


def make_at_once(database: Database) -> None:
    """Make the newest schema in an empty database: to its end what the history leads to, in a tenth of the time."""
    from sqlmodel import SQLModel

    from distributor.models import LinkKey  # with it all tables are known

    with database.engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
        connection.execute(insert(LinkKey).values(id=1, key=secrets.token_hex(32)))
        connection.exec_driver_sql(_VERSION_TABLE)
        connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest()})


def walk_up(database: Database) -> None:
    """Bring a database from its revision, or from none, through all those that follow."""
    from alembic import command

    config = _config()
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # Batch mode copies tables; constraints are checked when all is in place. Said to the driver itself: inside a
            # transaction, which our connection would begin, SQLite does not listen to it.
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 - it was just connected
            driver.execute("PRAGMA foreign_keys = OFF")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise SettingsError(phrase("migrate.broken", table=broken[0]))
        connection.commit()
    database.dispose()


@contextmanager
def _alone(run_folder: Path) -> Iterator[None]:
    run_folder.mkdir(parents=True, exist_ok=True)
    with (run_folder / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_revision(message: str) -> None:
    """Write a new revision: what upgrading an empty database does not yet do."""
    from alembic import command

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/new.db")
        config = _config()
        with database.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            command.revision(config, message=message, autogenerate=True)


if __name__ == "__main__":
    write_revision(sys.argv[1])
