"""What a home does for itself once an hour."""

from dataclasses import dataclass
from typing import cast

import pytest
from sqlalchemy import text

from dispatch.due import HOUSEKEEPING
from distributor.clock import Clock, SystemClock
from distributor.db import Database
from distributor.outgoing.carrier import Carrier
from distributor.work.ports import Nudge


@dataclass
class Home:
    """As much of a process as the round takes."""

    database: Database
    clock: Clock


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_planner_is_told_how_the_tables_have_grown(database: Database) -> None:
    """PostgreSQL keeps its own."""
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO notice (kind, subject, text, opened_at) VALUES ('x', 'post:1', '', '2026-11-24 00:00:00')"
            )
        )
    HOUSEKEEPING.run(cast(Carrier, Home(database, SystemClock())), cast(Nudge, None))
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'notice'")).scalar()
