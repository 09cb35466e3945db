"""Every table that names a unit is decided of when units merge: one that comes new fails here until it is."""

import pytest
from sqlmodel import SQLModel

from distributor import models
from distributor.connect.merge import MOVED, OWN_WAY, STAYS
from distributor.models import Unit, UnitSuccession

UNITS = {Unit, UnitSuccession}
"""The units themselves, and the merger."""
TABLES = [one for one in vars(models).values() if isinstance(one, type) and issubclass(one, SQLModel)]


def names_a_unit(table: type[SQLModel]) -> bool:
    return any(key.target_fullname == "unit.id" for key in table.__table__.foreign_keys)  # type: ignore[attr-defined]


def test_every_table_that_names_a_unit_is_decided_of_once() -> None:
    assert len(TABLES) >= 90, "the walk finds the tables"
    decided = [*MOVED, *STAYS, *OWN_WAY]
    assert len(decided) == len(set(decided))
    named = {one for one in TABLES if hasattr(one, "__table__") and names_a_unit(one)} - UNITS
    assert named == set(decided)


@pytest.mark.parametrize("table", STAYS, ids=str)
def test_what_stays_says_why(table: type[SQLModel]) -> None:
    assert STAYS[table]
