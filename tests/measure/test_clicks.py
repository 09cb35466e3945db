"""Openings are counted by day and people; once the day is over nothing is left that tells who they were."""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from distributor.db import Database
from distributor.measure.clicks import Opened, Opening, forget_people, keep_openings, opened
from distributor.models import Click, ClickDay, ClickPerson, ClickSalt, Post
from tests.deliver.conftest import START, World, world  # noqa: F401 - the fixture
from tests.measure.clicking import PHONE, SECRET, code_of

TODAY = date(2026, 11, 24)
ADDRESS = "203.0.113.77"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def codes(world: World) -> list[str]:  # noqa: F811
    posts = world.plan(2)
    with world.database.read() as session:
        return [code_of(session, post_id) for post_id in posts]


def person(code: str, at: datetime = START, *, address: str = ADDRESS, agent: str = PHONE) -> Opening:
    return Opening(code, at, robot=False, address=address, agent=agent)


def keep(database: Database, openings: Sequence[Opening], now: datetime = START) -> None:
    with database.write() as session:
        keep_openings(session, openings, now, secret=SECRET)


def days(database: Database) -> list[tuple[str, date, int, int, int]]:
    statement = select_columns(
        col(ClickDay.code), col(ClickDay.day), col(ClickDay.people), col(ClickDay.openings), col(ClickDay.robots)
    ).order_by(col(ClickDay.code), col(ClickDay.day))
    with database.read() as session:
        return [tuple(row) for row in session.connection().execute(statement)]  # type: ignore[misc]


def rows(database: Database, table: type[SQLModel]) -> int:
    with database.read() as session:
        return len(session.exec(select(table)).all())


def test_the_same_person_twice_is_one(database: Database, codes: list[str]) -> None:
    code = codes[0]
    keep(database, [person(code), person(code), Opening(code, START, robot=True)])
    keep(database, [person(code, START + 5 * MINUTE)], START + 5 * MINUTE)
    keep(database, [person(code, address="203.0.113.78"), person(code, agent="Opera/9.80 (Android)")])
    assert days(database) == [(code, TODAY, 3, 5, 1)]


def test_of_a_household_with_ipv6_each_browser_is_one(database: Database, codes: list[str]) -> None:
    same = ["2001:db8:1:2::1", "2001:DB8:1:2:ffff::9", "2001:db8:1:2::1%eth0"]
    keep(database, [person(codes[0], address=address) for address in (*same, "2001:db8:1:3::1")])
    keep(database, [person(codes[1], address=address) for address in (ADDRESS, f"::ffff:{ADDRESS}", "unix", "")])
    assert {code: people for code, _, people, _, _ in days(database)} == {codes[0]: 2, codes[1]: 3}


def test_what_two_links_know_of_a_person_cannot_be_joined(database: Database, codes: list[str]) -> None:
    keep(database, [person(code) for code in codes])
    with database.read() as session:
        assert len({row.person for row in session.exec(select(ClickPerson))}) == 2


def test_a_day_is_vietnams(database: Database, codes: list[str]) -> None:
    evening = datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
    keep(database, [person(codes[0], evening), person(codes[0], evening + MINUTE)], evening + MINUTE)
    assert [(day, people) for _, day, people, _, _ in days(database)] == [(TODAY, 1), (date(2026, 11, 25), 1)]


def test_moments_are_kept_to_the_second_without_who_it_was(database: Database, codes: list[str]) -> None:
    at = START + timedelta(microseconds=123_456)
    keep(database, [person(codes[0], at), person(codes[0], START), Opening(codes[0], at, robot=True)])
    with database.read() as session:
        assert sorted((row.at, row.bot, row.openings) for row in session.exec(select(Click))) == [
            (START, False, 2),
            (START, True, 1),
        ]
    assert set(Click.model_fields) == {"id", "code", "at", "bot", "openings"}


def test_after_the_sweep_only_counts_remain(database: Database, codes: list[str], tmp_path: Path) -> None:
    keep(database, [person(code) for code in codes])
    with database.read() as session:
        traces = [row.person.encode() for row in session.exec(select(ClickPerson))]
        traces += session.exec(select(ClickSalt.salt)).all()
    before = days(database)
    if database.is_sqlite:
        assert all(trace in everything_written(tmp_path) for trace in traces), "else the last assertion could not fail"
    next_day = datetime(2026, 11, 24, 17, 3, tzinfo=UTC)
    assert forget_people(database, next_day) == 3
    assert (rows(database, ClickPerson), rows(database, ClickSalt)) == (0, 0)
    assert days(database) == before
    assert rows(database, Click) == 2
    if database.is_sqlite:
        database.dispose()
        left = everything_written(tmp_path)
        assert not any(trace in left for trace in traces), "deleted, yet still in the file"
        assert ADDRESS.encode() not in left


def everything_written(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("loa.db*")))


def test_the_day_itself_is_not_swept_and_the_next_one_counts_anew(database: Database, codes: list[str]) -> None:
    keep(database, [person(codes[0])])
    assert forget_people(database, START + timedelta(hours=1)) == 0
    keep(database, [person(codes[0])])
    tomorrow = START + timedelta(days=1)
    forget_people(database, tomorrow)
    keep(database, [person(codes[0], tomorrow)], tomorrow)
    assert [(people, openings) for *_, people, openings, _ in days(database)] == [(1, 2), (1, 1)]
    with database.read() as session:
        assert [row.day for row in session.exec(select(ClickPerson))] == [date(2026, 11, 25)]


def test_an_opening_that_is_written_after_its_day_was_closed_counts_without_a_person(
    database: Database, codes: list[str]
) -> None:
    keep(database, [person(codes[0])], START + timedelta(days=1))
    assert days(database) == [(codes[0], TODAY, 0, 1, 0)]
    assert (rows(database, ClickPerson), rows(database, ClickSalt)) == (0, 0)


def test_old_moments_go_and_their_counts_stay(
    database: Database, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributor.measure.clicks.CHUNK", 2)
    keep(database, [person(codes[0], START + second * timedelta(seconds=1)) for second in range(5)])
    now = START + timedelta(days=91)
    keep(database, [person(codes[0], now)], now)
    forget_people(database, now)
    assert rows(database, Click) == 1
    assert sum(openings for *_, openings, _ in days(database)) == 6


def test_counts_of_posts(database: Database, codes: list[str]) -> None:
    tomorrow = START + timedelta(days=1)
    keep(database, [person(codes[0]), Opening(codes[0], START, robot=True)])
    keep(database, [person(codes[0], tomorrow)], tomorrow)
    with database.read() as session:
        posts = list(session.exec(select(Post.id).order_by(col(Post.id))))
        told = opened(session, [post_id for post_id in posts if post_id])
    assert list(told.values()) == [Opened(people=2, openings=2, robots=1)]


def test_two_processes_count_together(database: Database, codes: list[str]) -> None:
    other = Database(database.url)
    failed: list[Exception] = []

    def count(own: Database, order: Sequence[str], first: int) -> None:
        try:
            for number in range(first, first + 20):
                keep(own, [person(code, address=f"192.0.2.{number}") for code in order])
        except Exception as error:
            failed.append(error)

    threads = [
        threading.Thread(target=count, args=(database, codes, 0)),
        threading.Thread(target=count, args=(other, codes[::-1], 10)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()
    assert failed == []
    assert days(database) == [(code, TODAY, 30, 40, 0) for code in sorted(codes)]


def test_without_the_homes_key_the_salt_tells_nothing(database: Database, codes: list[str]) -> None:
    keep(database, [person(codes[0])])
    with database.write() as session:
        keep_openings(session, [person(codes[0])], START, secret=b"another home's")
    assert [people for _, _, people, _, _ in days(database)] == [2]


def test_openings_from_before_days_were_counted_are_counted(database: Database, codes: list[str]) -> None:
    migration = import_module("distributor.migrations.versions.b83e5d0c7f21_clicks_counted_by_day")
    evening = datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
    with database.write() as session:
        session.add_all(
            Click(code=codes[0], at=at, bot=bot)
            for at, bot in ((START, False), (START, True), (evening, False), (evening + MINUTE, False))
        )
        session.flush()
        session.connection().exec_driver_sql(
            migration.COUNTED.format(day=migration.DAY[session.get_bind().dialect.name])
        )
    assert days(database) == [(codes[0], TODAY, 0, 2, 1), (codes[0], date(2026, 11, 25), 0, 1, 0)]
