"""Keys of programs: shown once, bound to scopes and a day, dead once revoked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import ApiKey, Unit, UnitLevel
from distributor.staff.api_keys import KeyHolder, KeyRefused, NewKey, key_holder, make_key, note_use, revoke_key

NOW = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def made(database: Database, *, level: UnitLevel = UnitLevel.PROVINCE, days: int = 30) -> NewKey:
    with database.write() as session:
        unit = Unit(level=level, code="huong-giang")
        session.add(unit)
        session.flush()
        session.add(Unit(level=UnitLevel.COMMUNE, code="an-loc", parent_id=unit.id))
        return make_key(
            session,
            unit_id=unit.id or 0,
            name=" Cổng dịch vụ công ",
            scopes=["items:write", "read"],
            expires_at=NOW + days * DAY,
            by="tran.ha",
            now=NOW,
        )


def ask(database: Database, token: str, scope: str = "read", now: datetime = NOW) -> KeyHolder:
    with database.read() as session:
        return key_holder(session, token, scope, now)


def refused(database: Database, token: str, scope: str = "read", now: datetime = NOW) -> str:
    with pytest.raises(KeyRefused) as error:
        ask(database, token, scope, now)
    return error.value.reason


def test_a_good_key_acts_for_its_unit_and_what_lies_below(database: Database) -> None:
    token = made(database).token
    holder = ask(database, token, "items:write")
    assert (holder.actor, holder.name, holder.unit_ids) == ("khoa:1", "Cổng dịch vụ công", (1, 2))
    assert holder.scopes == {"read", "items:write"}


def test_a_communes_key_sees_only_the_commune(database: Database) -> None:
    assert ask(database, made(database, level=UnitLevel.COMMUNE).token).unit_ids == (1,)


def test_the_key_itself_is_not_stored(database: Database) -> None:
    token = made(database).token
    with database.read() as session:
        row = session.exec(select(ApiKey)).one()
    assert token not in repr(row.model_dump())
    assert token.startswith(row.hint)
    assert len(row.hint) == 10


def test_what_is_refused_says_why(database: Database) -> None:
    new = made(database)
    assert refused(database, "") == "missing"
    assert refused(database, new.token[:-1]) == "unknown"
    assert refused(database, new.key.key_hash) == "unknown"
    assert refused(database, new.token, "posts:write") == "scope"
    assert refused(database, new.token, now=NOW + 30 * DAY) == "expired"
    with database.write() as session:
        revoke_key(session, session.get_one(ApiKey, new.key.id), by="tran.ha", now=NOW)
    assert refused(database, new.token) == "revoked"


def test_use_is_noted_once_a_minute(database: Database) -> None:
    token = made(database).token
    holder = ask(database, token)
    assert holder.use_is_news(NOW)
    with database.write() as session:
        note_use(session, holder, NOW)
    assert not ask(database, token).use_is_news(NOW + timedelta(seconds=59))
    assert ask(database, token).use_is_news(NOW + timedelta(seconds=60))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "  "}, "đặt tên"),
        ({"scopes": []}, "phạm vi"),
        ({"scopes": ["read", "approve"]}, "phạm vi"),
        ({"expires_at": NOW}, "Hạn dùng"),
        ({"expires_at": NOW + 400 * DAY}, "Hạn dùng"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(database: Database, wrong: dict[str, object], said: str) -> None:
    asked = {"unit_id": 1, "name": "x", "scopes": ["read"], "expires_at": NOW + DAY, "by": "x", "now": NOW, **wrong}
    with database.write() as session, pytest.raises(LoaError, match=said):
        make_key(session, **asked)  # type: ignore[arg-type]
