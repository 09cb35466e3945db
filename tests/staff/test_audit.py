"""The log of actions: what was changed, taken out or put in afterwards is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, text
from sqlmodel import col, func, select

from distributor.db import Database
from distributor.models import AuditEntry
from distributor.staff.audit import first_break, note_action

NOW = datetime(2026, 11, 25, 1, 30, 0, 123456, tzinfo=UTC)


def note(database: Database, number: int) -> None:
    with database.write() as session:
        note_action(session, actor="lanhdao", action="approve", subject=f"post:{number}", now=NOW, fields=("text",))


def broken(database: Database) -> int | None:
    with database.read() as session:
        return first_break(session)


def test_each_row_follows_from_the_one_before(database: Database) -> None:
    assert broken(database) is None
    for number in range(5):
        note(database, number)
    assert broken(database) is None


@pytest.mark.parametrize("change", ["actor = 'khac'", "subject = 'post:9'", "previous_hash = hash", "fields = '[]'"])
def test_a_row_that_was_changed_is_found(database: Database, change: str) -> None:
    for number in range(5):
        note(database, number)
    with database.write() as session:
        session.connection().execute(text(f"UPDATE audit_entry SET {change} WHERE id = 3"))
    assert broken(database) == 3


def test_a_row_that_was_taken_out_is_found(database: Database) -> None:
    for number in range(5):
        note(database, number)
    with database.write() as session:
        session.connection().execute(delete(AuditEntry).where(col(AuditEntry.id) == 2))
    assert broken(database) == 3


def test_many_at_once_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: note(database, number), range(40)))
    assert broken(database) is None
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(AuditEntry)).one() == 40
