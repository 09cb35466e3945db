"""What the database's planner knows of its tables."""

import pytest
from sqlalchemy import text

from distributor.db import Database


def rows_told(database: Database, table: str) -> int:
    """As the statistics have them; 0: nothing is known."""
    with database.read() as session:
        if session.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")).first() is None:
            return 0
        told = session.execute(
            text("SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = :table"), {"table": table}
        )
        return told.scalar() or 0


def add_notices(database: Database, first: int, after: int) -> None:
    with database.write() as session:
        for number in range(first, after):
            session.execute(
                text(
                    "INSERT INTO notice (kind, subject, text, opened_at) VALUES ('x', :subject, '', '2026-11-24 00:00:00')"
                ),
                {"subject": f"post:{number}"},
            )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_home_keeps_its_statistics_as_it_grows(database: Database) -> None:
    """PostgreSQL keeps its own."""
    add_notices(database, 0, 3)
    assert rows_told(database, "notice") == 0
    database.keep_statistics()
    assert rows_told(database, "notice") == 3
    add_notices(database, 3, 40)
    database.keep_statistics()
    assert rows_told(database, "notice") == 40


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_connection_that_is_old_reads_the_statistics_anew(database: Database) -> None:
    """Only SQLite reads them when a connection opens."""
    assert database.engine.pool._recycle == 3_600


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_plans_for_memory_and_reads_stay_reads(database: Database) -> None:
    for opened, read_only in ((database.read, "on"), (database.write, "off")):
        with opened() as session:
            assert session.execute(text("SHOW random_page_cost")).scalar() == "1.1"
            assert session.execute(text("SHOW transaction_read_only")).scalar() == read_only
