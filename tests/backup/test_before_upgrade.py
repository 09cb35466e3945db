"""A home of another version: an older one is backed up before it is upgraded, a newer one says what to do."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from commands.home import upgrade_database
from distributor import migrate
from distributor.backup.folder import backups_in, read_manifest
from distributor.db import Database
from distributor.errors import LoaError
from distributor.settings import Settings, Values

BEFORE = migrate._revisions()[migrate.newest()]


def home_of(tmp_path: Path, **given: object) -> Settings:
    """On SQLite, of the version before."""
    settings = Settings(tmp_path / "home", Values.model_validate({"sandbox": False, **given}))
    settings.run_folder.mkdir(parents=True)
    database = Database(settings.database_url)
    with database.engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrate.FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        connection.commit()
    database.dispose()
    return settings


def revision_of(settings: Settings) -> str | None:
    database = Database(settings.database_url)
    found = migrate.current(database)
    database.dispose()
    return found


def test_it_is_backed_up_before_it_is_upgraded_and_only_then(tmp_path: Path) -> None:
    settings = home_of(tmp_path)
    upgrade_database(settings)
    upgrade_database(settings)
    (made,) = backups_in(settings.backup_folder)
    assert (read_manifest(made).schema, read_manifest(made).cause) == (BEFORE, "before upgrade")
    assert revision_of(settings) == migrate.newest()


def test_without_a_backup_it_is_not_upgraded(tmp_path: Path) -> None:
    settings = home_of(tmp_path)
    settings.backup_folder.write_text("no folder")
    with pytest.raises(LoaError, match="Chưa nâng cấp"):
        upgrade_database(settings)
    assert revision_of(settings) == BEFORE


def test_a_demo_is_upgraded_all_the_same(tmp_path: Path) -> None:
    settings = home_of(tmp_path, sandbox=True)
    settings.backup_folder.write_text("no folder")
    upgrade_database(settings)
    assert revision_of(settings) == migrate.newest()


def test_a_newer_one_says_what_to_do_and_is_left_as_it_is(tmp_path: Path) -> None:
    settings = home_of(tmp_path)
    database = Database(settings.database_url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    database.dispose()
    with pytest.raises(LoaError, match=r"mới hơn.*loa restore"):
        upgrade_database(settings)
    assert revision_of(settings) == "ffffffffffff"
