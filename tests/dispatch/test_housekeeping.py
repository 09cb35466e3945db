"""What a home does for itself once an hour."""

from dataclasses import dataclass
from typing import cast

import pytest
from sqlalchemy import text

from dispatch import steps
from dispatch.runtime import Runtime
from distributor.clock import Clock, SystemClock
from distributor.db import Database


@dataclass
class Home:
    """As much of a process as the step takes."""

    database: Database
    clock: Clock
    carrier: None = None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_planner_is_told_how_the_tables_have_grown(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL keeps its own."""
    monkeypatch.setattr(steps, "keep_house_once", lambda _carrier: None)
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO notice (kind, subject, text, opened_at) VALUES ('x', 'post:1', '', '2026-11-24 00:00:00')"
            )
        )
    steps.keep_house(cast(Runtime, Home(database, SystemClock())))
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'notice'")).scalar()
