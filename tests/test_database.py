"""The two ways to open a session."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

import psycopg
import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session, col, select

from distributor import database_clock, db
from distributor.database_clock import DatabaseClock, database_now
from distributor.db import DATABASE_AWAY, Database, was_in_the_way
from distributor.models import Notice
from tests.web.province import NOON

OFTEN = 8
"""The driver prepares a statement that one connection has asked more than five times."""


def asked_often(database: Database) -> None:
    for _ in range(OFTEN):
        with database.read() as session:
            session.exec(select(Notice.id).where(col(Notice.kind) == "x")).all()


def prepared(database: Database) -> list[str]:
    with database.read() as session:
        return [statement for (statement,) in session.execute(text("SELECT statement FROM pg_prepared_statements"))]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_asked_often_is_prepared_by_postgresql(database: Database) -> None:
    """Also after somebody's reading failed, which forgets what was prepared: it comes back. SQLite's driver keeps it."""
    asked_often(database)
    assert any("notice.kind" in statement for statement in prepared(database))
    with pytest.raises(DatabaseError), database.read() as session:
        session.execute(text("SELECT 1 FROM nothing_like_this"))
    assert not any("notice.kind" in statement for statement in prepared(database))
    asked_often(database)
    assert any("notice.kind" in statement for statement in prepared(database))


def test_what_is_changed_in_a_session_for_reading_stays_as_it_is(database: Database) -> None:
    with database.write() as session:
        session.add(Notice(kind="x", subject="post:1", text="trước", opened_at=NOON))
    with database.read() as session:
        read = session.exec(select(Notice)).one()
        read.text = "sau"
        session.add(Notice(kind="x", subject="post:2", text="", opened_at=NOON))
    assert read.text == "sau", "what was read is there when the session is over"
    with database.read() as session:
        assert texts(session) == ["trước"]


def texts(session: Session) -> list[str]:
    return list(session.exec(select(Notice.text)).all())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("step", [timedelta(minutes=10), timedelta(minutes=-10)])
def test_a_step_of_the_machines_clock_moves_no_worker(
    database: Database, monkeypatch: pytest.MonkeyPatch, step: timedelta
) -> None:
    class Stepped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Stepped":
            return cls.fromtimestamp(datetime.now(tz).timestamp() + step.total_seconds(), tz)

    clock = DatabaseClock()
    with database.read() as session:
        clock.synchronise(session)
        monkeypatch.setattr(database_clock, "datetime", Stepped)
        assert abs(clock.now() - database_now(session)) < timedelta(seconds=30)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_a_frozen_process_left_open_is_undone_and_others_go_on(
    database_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        session.add(Notice(kind="x", subject="post:1", text="trước", opened_at=NOON))
    monkeypatch.setattr(db, "LEFT_OPEN_S", 0.3)
    frozen = Database(database_url)

    def freeze() -> None:
        with frozen.write() as session:
            session.connection().execute(update(Notice).values(text="bỏ dở"))
            with database.write() as other:  # waits for the row
                other.connection().execute(update(Notice).values(text="sau"))

    with pytest.raises(DATABASE_AWAY):
        freeze()
    with frozen.read() as session:
        assert texts(session) == ["sau"]
    frozen.dispose()


@pytest.mark.parametrize(("code", "is_met"), [("40P01", True), ("40001", True), ("57P01", False), (None, False)])
def test_a_transaction_that_stood_in_the_way_is_no_sign_that_the_database_is_away(
    code: str | None, is_met: bool
) -> None:
    """A deadlock's victim is asked for again at once; who is away is waited for."""
    error = OperationalError("UPDATE", {}, psycopg.errors.lookup(code)("…") if code else OSError("refused"))
    assert was_in_the_way(error) is is_met


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_is_asked_whether_it_stands_only_after_a_rest(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    dialect = database.engine.dialect
    ping = dialect.do_ping

    def counted(connection: Any) -> bool:
        asked.append(connection)
        return ping(connection)

    monkeypatch.setattr(dialect, "do_ping", counted)
    monkeypatch.setattr(db, "PINGED_AFTER_S", 60.0)
    asked_often(database)
    assert not asked
    monkeypatch.setattr(db, "PINGED_AFTER_S", 0.0)
    asked_often(database)
    assert len(asked) == OFTEN


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_connections_that_were_cut_while_they_rested_are_made_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "PINGED_AFTER_S", 0.0)
    with database.read() as one, database.read() as other:
        pids = [session.execute(text("SELECT pg_backend_pid()")).scalar() for session in (one, other)]
    with database.read() as session:
        for pid in set(pids) - {session.execute(text("SELECT pg_backend_pid()")).scalar()}:
            session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    with database.read() as one, database.write() as other:
        assert one.execute(text("SELECT 1")).scalar() == other.execute(text("SELECT 1")).scalar() == 1
