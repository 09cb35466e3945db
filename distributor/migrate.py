"""Bringing a database to this version's schema, and knowing whether it is there.

`python -m distributor.migrate "What changes"` writes a new revision from the difference between tables and models.
"""

import fcntl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from distributor.db import Database
from distributor.errors import SettingsError

FOLDER = Path(__file__).resolve().parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def newest() -> str:
    """The revision that this version of Loa wants."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None  # noqa: S101 - there is a first revision
    return head


def current(database: Database) -> str | None:
    """The revision the database has; None for an empty one. Raises SettingsError if it cannot be reached."""
    try:
        with database.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        raise SettingsError(
            f"Không kết nối được cơ sở dữ liệu. Hãy kiểm tra LOA_DATABASE_URL và máy chủ. ({type(error.orig).__name__})"
        ) from error


def upgrade(database: Database, run_folder: Path) -> None:
    """Bring the schema up to date; one process at a time. Data stays."""
    if current(database) == newest():
        return
    with _alone(run_folder):
        config = _config()
        with database.engine.connect() as connection:
            if database.is_sqlite:
                # Batch mode copies tables; constraints are checked when all is in place.
                connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
                connection.commit()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
        database.dispose()


@contextmanager
def _alone(run_folder: Path) -> Iterator[None]:
    run_folder.mkdir(parents=True, exist_ok=True)
    with (run_folder / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_revision(message: str) -> None:
    """A new revision: what upgrading an empty database does not yet do."""
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
