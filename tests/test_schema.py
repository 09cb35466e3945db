"""The schema's history leads exactly to today's tables, on both databases; secrets at rest; settings by precedence."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

import distributor.models  # noqa: F401 - makes the tables known
from distributor import migrate
from distributor.db import Database
from distributor.errors import SettingsError
from distributor.models import lookup_words
from distributor.models.item_words import TRIGGERS, make_triggers
from distributor.settings import load_settings
from distributor.vault import open_vault
from tests.backup.conftest import other_database


# Alembic cannot see an index over an expression on SQLite; on PostgreSQL, where it can, it is compared.
@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_migrations_lead_to_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        # The full-text table of SQLite is no table of the models.
        opts = {
            "compare_type": False,
            "include_name": lambda name, _kind, _parents: not str(name).startswith("lookup_text"),
        }
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_migrations_lead_to_what_indexes_of_the_models_include(database: Database) -> None:
    """Alembic does not look at it; SQLite has no such thing."""
    wanted = {
        index.name: sorted(index.dialect_options["postgresql"]["include"] or ())
        for table in SQLModel.metadata.tables.values()
        for index in table.indexes
    }
    found = {
        index["name"]: sorted(index.get("dialect_options", {}).get("postgresql_include", ()))
        for indexes in inspect(database.engine).get_multi_indexes().values()
        for index in indexes
        if "duplicates_constraint" not in index
    }
    assert any(wanted.values())
    assert found == wanted


def test_migrations_lead_to_the_triggers_of_the_models(database: Database) -> None:
    """Alembic does not look at them."""

    def triggers() -> set[tuple[str, ...]]:
        asked = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            if database.is_sqlite
            else "SELECT tgname, pg_get_triggerdef(pg_trigger.oid), prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE NOT tgisinternal"
        )
        with database.read() as session:
            return {tuple(row) for row in session.connection().exec_driver_sql(asked)}

    migrated = triggers()
    of_sqlite = lookup_words.FULL_TEXT_TRIGGERS if database.is_sqlite else {}
    wanted = {**TRIGGERS, **lookup_words.TRIGGERS, **of_sqlite}
    assert {name for name, *_ in migrated} == set(wanted)
    with database.engine.begin() as connection:
        for name, (when, _done) in wanted.items():
            table = when.rpartition(" ")[2]
            connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if database.is_sqlite else f" ON {table}"))
            if not database.is_sqlite:
                connection.exec_driver_sql(f"DROP FUNCTION {name}()")
        make_triggers(connection)
        lookup_words.make_look_up_triggers(connection)
    assert triggers() == migrated


@pytest.fixture
def empty(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database of the same kind, without a table."""
    with other_database(database_url) as told:
        opened = Database(told.get("LOA_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}"))
        yield opened
        opened.dispose()


def written_out(connection: Connection) -> set[tuple[str, ...]]:
    """What stands in the server's own words: indexes, triggers and their functions, sequences, virtual tables."""
    asked = (
        """SELECT type, name, replace(sql, '"', '') FROM sqlite_master
           WHERE type <> 'table' AND sql IS NOT NULL OR sql LIKE 'CREATE VIRTUAL%'"""
        if connection.dialect.name == "sqlite"
        else """SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
           UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
           UNION ALL SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
           UNION ALL SELECT 'sequence', sequencename, data_type::text FROM pg_sequences"""
    )
    return {tuple(row) for row in connection.exec_driver_sql(asked)}


def shape(database: Database) -> dict[tuple[str, str, str], Any]:
    """Of all tables what an insert, an update or a later revision meets; the order of columns is nobody's concern."""
    found: dict[tuple[str, str, str], Any] = {}
    with database.engine.connect() as connection:
        look = inspect(connection)
        for table in look.get_table_names():
            for column in look.get_columns(table):
                kind = str(column["type"])
                if database.is_sqlite:  # it heeds no length
                    kind = re.sub(r"VARCHAR(\(\d+\))?", "TEXT", kind)
                found[table, "column", column["name"]] = (kind, column["nullable"], column["default"])
            found[table, "primary key", ""] = look.get_pk_constraint(table)
            for key in look.get_foreign_keys(table):
                found[table, "foreign key", str(key["name"])] = key
            for unique in look.get_unique_constraints(table):
                found[table, "unique", str(unique["name"])] = unique["column_names"]
            for check in look.get_check_constraints(table):
                found[table, "check", str(check["name"])] = check["sqltext"]
            found[table, "rows", ""] = connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar()
        found["", "written out", ""] = written_out(connection)
        found["", "revision", ""] = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
    return found


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_a_new_database_is_what_the_history_leads_to(database: Database, empty: Database, tmp_path: Path) -> None:
    """All tables at once, and what the revisions have written into them."""
    migrate.upgrade(empty, tmp_path)
    assert shape(empty) == shape(database)
    with empty.engine.connect() as new, database.engine.connect() as walked:
        keys = [one.exec_driver_sql("SELECT id, key FROM link_key").one() for one in (new, walked)]
    assert [(number, len(key)) for number, key in keys] == [(1, 64)] * 2
    assert len({key for _, key in keys}) == 2, "each home's is its own"


def test_a_start_cut_off_in_the_midst_leaves_an_empty_database(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(migrate, "newest", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            migrate.make_at_once(empty)
    assert inspect(empty.engine).get_table_names() == []
    migrate.upgrade(empty, tmp_path)
    assert migrate.current(empty) == migrate.newest()


def test_reading_cannot_write(database: Database) -> None:
    with database.read() as session, pytest.raises(Exception, match=r"readonly|read-only"):
        session.connection().exec_driver_sql("DELETE FROM notice")


def test_secrets_are_sealed_and_only_this_homes_key_opens_them(tmp_path: Path) -> None:
    vault = open_vault(tmp_path / "a", {})
    sealed = vault.seal({"token": "EAAB-bí-mật"})
    assert b"EAAB" not in sealed
    assert open_vault(tmp_path / "a", {}).open(sealed) == {"token": "EAAB-bí-mật"}
    assert (tmp_path / "a" / "secret.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsError, match="khóa bí mật đã đổi"):
        open_vault(tmp_path / "b", {}).open(sealed)


def test_the_environment_comes_before_the_homes_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("web_port = 9001\nsandbox_port = 9002\n")
    settings = load_settings({"LOA_HOME": str(tmp_path), "LOA_WEB_PORT": "9003"})
    assert (settings.values.web_port, settings.values.sandbox_port) == (9003, 9002)
    assert settings.public_url == "http://127.0.0.1:9003"


@pytest.mark.parametrize(
    ("text", "named"), [("web_port = 'x'", "web_port"), ("cong = 1", "cong"), ("web_port =", "config.toml")]
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SettingsError, match=named):
        load_settings({"LOA_HOME": str(tmp_path)})


def test_two_homes_have_two_sockets_even_with_long_paths(tmp_path: Path) -> None:
    long = [load_settings({"LOA_HOME": str(tmp_path / ("x" * 120) / name)}) for name in ("a", "b")]
    assert len({settings.socket_path for settings in long}) == 2
    assert all(len(str(settings.socket_path)) < 108 for settings in long)
