"""The same name gets the same answer, on both databases; calls are counted a minute."""

from datetime import UTC, datetime, timedelta

import pytest

from distributor.db import Database
from distributor.models import ApiKey, Unit, UnitLevel
from distributor.staff.api_calls import (
    KEPT,
    UNDER_WAY,
    AnotherRequest,
    Begun,
    StoredAnswer,
    UnderWay,
    begin_answer,
    count_call,
    forget_answer,
    keep_answer,
)

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def key_id(database: Database) -> int:
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        key = ApiKey(
            unit_id=unit.id or 0,
            name="Cổng",
            hint="loa_",
            key_hash="0" * 64,
            scopes=["read"],
            created_by="a",
            created_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
        session.add(key)
        session.flush()
        return key.id or 0


def begin(
    database: Database, key_id: int, name: str = "a", asked: str = "1", now: datetime = NOW
) -> Begun | StoredAnswer:
    with database.write() as session:
        return begin_answer(session, key_id, name, asked, now)


def test_answered_once_and_then_known(database: Database, key_id: int) -> None:
    begun = begin(database, key_id)
    assert isinstance(begun, Begun)
    with pytest.raises(UnderWay):
        begin(database, key_id)
    with database.write() as session:
        keep_answer(session, begun, 201, {"so": 1})
    assert begin(database, key_id) == StoredAnswer(201, {"so": 1})
    with pytest.raises(AnotherRequest):
        begin(database, key_id, asked="2")
    assert isinstance(begin(database, key_id, name="b", asked="2"), Begun)
    assert isinstance(begin(database, key_id, now=NOW + KEPT + timedelta(seconds=1)), Begun), "names are free again"


def test_who_died_is_followed_by_another(database: Database, key_id: int) -> None:
    begun = begin(database, key_id)
    assert begin(database, key_id, now=NOW + UNDER_WAY) == begun


def test_what_came_to_nothing_may_be_asked_again(database: Database, key_id: int) -> None:
    begun = begin(database, key_id)
    assert isinstance(begun, Begun)
    with database.write() as session:
        forget_answer(session, begun)
    assert isinstance(begin(database, key_id, asked="2"), Begun)


def test_calls_of_a_minute(database: Database, key_id: int) -> None:
    def call(minute: int) -> int:
        with database.write() as session:
            return count_call(session, key_id, minute)

    assert [call(5), call(5), call(6), call(6), call(6)] == [1, 2, 1, 2, 3]
