"""Counting waits for nothing, fails for nobody, and loses nothing but what it says it may."""

import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select
from structlog.testing import capture_logs

from distributor.db import Database
from distributor.errors import SettingsError
from distributor.measure.clicks import Opening
from distributor.measure.openings import Openings
from distributor.models import ClickDay
from tests.deliver.conftest import START, SetClock, World, world  # noqa: F401 - the fixture
from tests.measure.clicking import SECRET, code_of
from tests.support.servers import wait_until

SELDOM = 3600.0


@pytest.fixture
def code(world: World) -> str:  # noqa: F811
    (post_id,) = world.plan()
    with world.database.read() as session:
        return code_of(session, post_id)


def counter(database: Database, *, every_s: float = SELDOM) -> Openings:
    return Openings(database, SetClock(), lambda: SECRET, every_s=every_s)


def counted(database: Database) -> int:
    with database.read() as session:
        return sum(session.exec(select(ClickDay.openings)))


def opening(code: str, number: int = 0) -> Opening:
    return Opening(code, START, robot=False, address=f"192.0.2.{number}", agent="Mozilla/5.0 (X11)")


def test_openings_are_written_by_themselves(database: Database, code: str) -> None:
    openings = counter(database, every_s=0.01)
    for number in range(3):
        openings.count(opening(code, number))
    wait_until(lambda: counted(database) == 3, "three openings")
    openings.count(opening(code))
    wait_until(lambda: counted(database) == 4, "one more, after a rest")
    openings.stop()


def test_an_orderly_stop_loses_none(database: Database, code: str) -> None:
    openings = counter(database)
    openings.count(opening(code))
    assert counted(database) == 0, "the crash's loss: what was not flushed yet"
    openings.stop()
    assert counted(database) == 1


class Away(Database):
    """A database that for a while cannot be written to."""

    away = True

    @contextmanager
    def write(self):  # type: ignore[no-untyped-def]
        if self.away:
            raise OperationalError("", None, Exception("away"))
        with super().write() as session:
            yield session


def test_while_the_database_is_away_openings_wait(database: Database, code: str) -> None:
    away = Away(database.url)
    openings = counter(away)
    openings.count(opening(code, 1))
    openings.flush()
    openings.count(opening(code, 2))
    openings.flush()
    away.away = False
    openings.stop()
    away.dispose()
    assert counted(database) == 2


def test_a_database_that_is_away_is_asked_less_and_less_often(
    database: Database, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And each time costs a line of the log, not a page with all its values."""
    pauses: list[float] = []

    class Noted(threading.Timer):
        def __init__(self, pause_s: float, then: Callable[[], None]) -> None:
            pauses.append(pause_s)
            super().__init__(SELDOM, then)

    monkeypatch.setattr(threading, "Timer", Noted)
    away = Away(database.url)
    openings = counter(away, every_s=1.0)
    openings.count(opening(code, 1))
    for _ in range(7):
        openings.flush()
    away.away = False
    openings.flush()
    openings.count(opening(code, 2))
    openings.stop()
    away.dispose()
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 1.0]
    assert counted(database) == 2


def test_what_waits_is_bounded(database: Database, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("distributor.measure.openings.MOST", 10)
    monkeypatch.setattr("distributor.measure.openings.CHUNK", 4)
    openings = counter(database)
    for number in range(25):
        openings.count(opening(code, number))
    openings.stop()
    assert counted(database) == 10


def test_what_waits_again_after_a_failed_write_is_bounded_too(
    database: Database, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributor.measure.openings.MOST", 10)
    openings = counter(database)
    for number in range(8):
        openings.count(opening(code, number))

    def fail(_openings: Openings, _batch: list[Opening]) -> None:
        for number in range(7):
            openings.count(opening(code, 100 + number))
        raise OperationalError("", None, Exception("away"))

    with monkeypatch.context() as patched:
        patched.setattr(Openings, "_write", fail)
        openings.flush()
    with capture_logs() as logs:
        openings.stop()
    assert counted(database) == 10
    assert [(line["event"], line["number"]) for line in logs] == [("openings not counted", 5)]


def test_without_the_homes_key_openings_wait_too(database: Database, code: str) -> None:
    keys: list[bytes] = []

    def secret() -> bytes:
        if not keys:
            raise SettingsError("no key")
        return keys[0]

    openings = Openings(database, SetClock(), secret, every_s=SELDOM)
    openings.count(opening(code))
    openings.flush()
    keys.append(SECRET)
    openings.stop()
    assert counted(database) == 1


def test_a_link_that_is_gone_does_not_hold_up_the_others(database: Database, code: str) -> None:
    openings = counter(database)
    openings.count(opening("khongco"))
    openings.flush()
    openings.count(opening(code))
    openings.stop()
    assert counted(database) == 1


def test_no_thread_to_be_had_is_no_failure(database: Database, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_self: object) -> None:
        raise RuntimeError("can't start new thread")

    openings = counter(database)
    monkeypatch.setattr("threading.Timer.start", none_left)
    openings.count(opening(code))
    openings.flush()
    assert counted(database) == 1
