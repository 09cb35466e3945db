"""Many values in one statement, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.many_values import insert_new, is_one_of
from distributor.models import OptOut, Unit, UnitLevel
from tests.support import province

NOW = datetime(2026, 11, 29, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def unit_id(database: Database) -> int:
    with database.write() as session:
        return province.seed_unit(session).unit_id


@pytest.mark.parametrize("count", [0, 1, 70_000])
def test_numbers_however_many(database: Database, unit_id: int, count: int) -> None:
    values = range(unit_id, unit_id + count)
    with database.read() as session:
        found = session.exec(select(Unit.id).where(is_one_of(col(Unit.id), values))).all()
        assert (unit_id in found) is bool(count)
        assert set(found) <= set(values)


def test_words_with_any_character(database: Database, unit_id: int) -> None:
    words = ["Sở Tư pháp", "a,b", '"', "'", "{}", "\\", "NULL", ""]
    with database.write() as session:
        insert_new(session, OptOut, [opt_out(unit_id, word) for word in words])
    with database.read() as session:
        wanted = is_one_of(col(OptOut.number_hash), {*words, "không có"})
        opt_outs = session.exec(select(OptOut).where(wanted)).all()
    assert sorted(each.number_hash for each in opt_outs) == sorted(words)
    assert {each.at for each in opt_outs} == {NOW}


def test_what_is_there_stays_as_it_is(database: Database) -> None:
    def row(level: str, code: str) -> dict[str, object]:
        return {"level": UnitLevel(level), "code": code}

    with database.write() as session:
        insert_new(session, Unit, [])
        insert_new(session, Unit, [row("province", "mot"), row("commune", "hai")])
        insert_new(session, Unit, [row("commune", "mot"), row("commune", "ba"), row("province", "ba")])
    with database.read() as session:
        codes = is_one_of(col(Unit.code), ["mot", "hai", "ba"])
        found = session.exec(select(Unit.code, Unit.level).where(codes)).all()
    levels = UnitLevel.PROVINCE, UnitLevel.COMMUNE
    assert sorted(found) == [("ba", levels[1]), ("hai", levels[1]), ("mot", levels[0])]


def opt_out(unit_id: int, digest: str) -> dict[str, object]:
    return {"unit_id": unit_id, "number_hash": digest, "at": NOW}


def test_what_is_the_same_in_all_rows_and_what_is_nothing(database: Database, unit_id: int) -> None:
    """A column that all rows share is said once; nothing is nothing, and no word; a moment is that moment."""
    later = NOW + timedelta(days=1, microseconds=7)
    rows = [opt_out(unit_id, f"{place}") | {"lifted_at": each} for place, each in enumerate((None, later, NOW))]
    with database.write() as session:
        insert_new(session, OptOut, rows)
        insert_new(session, OptOut, [opt_out(unit_id, "một mình") | {"lifted_at": None, "asked_back": True}])
        insert_new(session, OptOut, [opt_out(unit_id, "hai lần")] * 2)
    with database.read() as session:
        found = session.exec(select(OptOut.number_hash, OptOut.lifted_at, OptOut.asked_back)).all()
    alone = [("một mình", None, True)]
    twice = [("hai lần", None, False)] * 2
    assert sorted(found) == sorted([("0", None, False), ("1", later, False), ("2", NOW, False), *alone, *twice])
