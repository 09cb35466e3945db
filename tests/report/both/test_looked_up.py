"""How the database is told to go about a span's posts, and that it is told for no longer than that."""

import pytest
from sqlmodel import Session

from distributor.db import Database
from distributor.errors import LoaError
from distributor.report.sql.looked_up import looked_up

SHOWN = ("plan_cache_mode", "enable_hashjoin")


def planned(session: Session) -> list[str]:
    return [session.connection().exec_driver_sql(f"SHOW {name}").scalar_one() for name in SHOWN]


def test_rows_are_looked_up_inside_and_found_as_usual_outside(database: Database) -> None:
    if database.is_sqlite:
        with database.read() as session, looked_up(session):
            assert session.connection().exec_driver_sql("SELECT 1").scalar_one() == 1
        return
    with database.read() as session:
        with looked_up(session):
            assert planned(session) == ["force_custom_plan", "off"]
        assert planned(session) == ["auto", "on"]
    with pytest.raises(LoaError), database.read() as session, looked_up(session):
        raise LoaError("giữa chừng")
    with database.read() as session:
        assert planned(session) == ["auto", "on"], "an error leaves nothing behind on a connection that others use"
