"""The log of actions: what was changed, taken out or put in afterwards is found."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, text
from sqlmodel import col, func, select

from distributor.db import Database
from distributor.keyring import prepare_keys
from distributor.models import AuditEntry
from distributor.staff.audit import (
    BEGINNING,
    LogState,
    anchor,
    check_log,
    first_break,
    hash_of,
    note_action,
)
from distributor.staff.log_anew import note_log_anew
from distributor.staff.log_head import AnewCause, NotedAnew, last_head, noted_anew, read_heads

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


@pytest.fixture
def keyed(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database with a home, and so with keys and notes of its log's head."""
    opened = Database(database_url, home=tmp_path)
    prepare_keys(opened, tmp_path, {})
    yield opened
    opened.dispose()


def state(database: Database) -> LogState:
    assert database.home is not None
    with database.read() as session:
        return check_log(session, read_heads(database.home))


@pytest.mark.parametrize(("kept", "cut"), [(7, 10), (0, 10)])
def test_taking_out_the_last_rows_or_all_is_found(keyed: Database, kept: int, cut: int) -> None:
    for number in range(10):
        note(keyed, number)
    assert state(keyed) == LogState(10, None, None, noted=True)
    with keyed.write() as session:
        session.connection().execute(delete(AuditEntry).where(col(AuditEntry.number) > kept))
    assert broken(keyed) is None, "the rows that are left follow from one another"
    assert state(keyed) == LogState(kept, None, cut, noted=True)


def test_a_log_that_grew_again_after_it_was_cut_is_found(keyed: Database) -> None:
    for number in range(5):
        note(keyed, number)
    with keyed.write() as session:
        session.connection().execute(delete(AuditEntry).where(col(AuditEntry.number) > 2))
    for number in range(20, 26):
        note(keyed, number)
    found = state(keyed)
    assert (found.rows, found.first_broken, found.cut) == (8, None, 3)


def test_a_restored_log_is_compared_with_what_it_was_then(keyed: Database, tmp_path: Path) -> None:
    """Else it would be cut for ever, and a later cut would hide behind that."""
    for number in range(5):
        note(keyed, number)
    with keyed.write() as session:
        session.connection().execute(delete(AuditEntry).where(col(AuditEntry.number) > 2))
    with keyed.read() as session:
        note_log_anew(session, tmp_path, AnewCause.RESTORED, NOW)
    assert state(keyed) == LogState(2, None, None, noted=True)
    assert noted_anew(tmp_path) == NotedAnew(AnewCause.RESTORED, NOW.replace(microsecond=0), rows=2, before=5)
    for number in range(20, 22):
        note(keyed, number)
    assert state(keyed) == LogState(4, None, None, noted=True)
    with keyed.write() as session:
        session.connection().execute(delete(AuditEntry).where(col(AuditEntry.number) > 3))
    assert state(keyed) == LogState(3, None, 4, noted=True)
    with keyed.write() as session:
        session.connection().execute(delete(AuditEntry))
    with keyed.read() as session:
        note_log_anew(session, tmp_path, AnewCause.RESTORED, NOW)
    assert state(keyed) == LogState(0, None, None, noted=False)


def test_the_last_head_is_of_the_log_as_it_grew_last(tmp_path: Path) -> None:
    file = tmp_path / "audit.heads"
    file.write_text("2026-11-25T01:30:00+00:00 1 a\n2026-11-25T01:30:00+00:00 3 c\n2026-11-25T01:30:00+00:00 2 b\n")
    assert last_head(tmp_path) == (3, "c"), "two that ended at once were noted the other way round"
    with file.open("a") as lines:
        lines.write("2026-11-25T01:31:00+00:00 2 z\n")
    assert last_head(tmp_path) == (2, "z"), "it was cut and grew again"
    assert read_heads(tmp_path) == {1: "a", 2: "b", 3: "c"}


def test_whoever_has_the_database_alone_cannot_write_the_chain_anew(keyed: Database) -> None:
    """As anybody can who knows the code: a hash without a key, over a changed row and all that follow."""
    for number in range(5):
        note(keyed, number)
    with keyed.write() as session:
        previous = BEGINNING
        for row in session.exec(select(AuditEntry).order_by(col(AuditEntry.id))):
            row.actor, row.previous_hash, row.key_id = "khac", previous, None
            previous = row.hash = hash_of(row, b"")
            session.add(row)
    found = state(keyed)
    assert (found.first_broken, found.cut) == (None, 1), "it follows, and is not what was noted"
    note(keyed, 9)
    with keyed.write() as session:
        session.connection().execute(text("UPDATE audit_entry SET key_id = NULL WHERE number = 6"))
    assert state(keyed).first_broken is not None


def test_rows_of_before_there_were_keys_are_bound_by_the_first_that_has_one(database: Database, tmp_path: Path) -> None:
    for number in range(3):
        note(database, number)
    keyed = Database(database.url, home=tmp_path)
    prepare_keys(keyed, tmp_path, {})
    for _start in range(2):
        with keyed.write() as session:
            anchor(session, NOW)
    with keyed.read() as session:
        rows = [(row.action, row.key_id is not None) for row in session.exec(select(AuditEntry))]
    assert rows == [("approve", False)] * 3 + [("anchor", True)]
    assert state(keyed) == LogState(4, None, None, noted=True)
    with keyed.write() as session:
        session.connection().execute(text("UPDATE audit_entry SET actor = 'khac' WHERE number = 1"))
        first = session.exec(select(AuditEntry).where(AuditEntry.number == 1)).one()
        session.refresh(first)
        first.hash = hash_of(first, b"")
        session.add(first)
    assert state(keyed).first_broken == 2
    keyed.dispose()


def test_what_is_rolled_back_is_not_noted(keyed: Database, tmp_path: Path) -> None:
    note(keyed, 1)

    def fail() -> None:
        with keyed.write() as session:
            note_action(session, actor="lanhdao", action="approve", subject="post:2", now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert set(read_heads(tmp_path)) == {1}
    assert (tmp_path / "audit.heads").stat().st_mode & 0o777 == 0o600


def test_the_actors_address_is_kept_and_bound(keyed: Database) -> None:
    with keyed.write() as session:
        note_action(session, actor="ha", action="approve", subject="post:1", now=NOW, address="10.1.2.3")
    with keyed.write() as session:
        session.connection().execute(text("UPDATE audit_entry SET address = '10.9.9.9'"))
    assert state(keyed).first_broken == 1
