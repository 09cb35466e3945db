"""A machine that starts before its database waits for it, says so, and tells people after a minute as at any other time."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from distributor.db import Database
from distributor.settings import Settings, Values
from supervisor import awaited
from supervisor.alarm import Alarm
from supervisor.awaited import await_database

REFUSED = "connection failed: connection to server at 127.0.0.1, port 9 failed: Connection refused"
STARTS = "connection failed: FATAL:  the database system is starting up"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What the database answers, one look after the other; then it is well."""
    monkeypatch.setattr(awaited, "LOOK_S", 0.0)

    def set_answers(*said: str) -> None:
        left = list(said)

        def check(_database: Database) -> None:
            if left:
                raise OperationalError("SELECT 1", None, Exception(left.pop(0)))

        monkeypatch.setattr(Database, "check", check)

    return set_answers


def begin(folder: Path, told: list[str], heed: Callable[[], None] = lambda: None, *, sends: bool = True) -> None:
    values = Values(database_url="postgresql+psycopg://loa@127.0.0.1:9/loa")
    await_database(Settings(folder, values), told.append, heed, sends=sends)


def test_it_waits_until_the_database_answers(tmp_path: Path, answers: Callable[..., None]) -> None:
    told: list[str] = []
    answers(REFUSED, REFUSED, STARTS)
    begin(tmp_path, told)
    assert len(told) == 1
    assert "Connection refused" in told[0]
    answers()
    begin(tmp_path, told)
    assert len(told) == 1


def test_what_does_not_pass_by_itself_is_not_waited_for(tmp_path: Path, answers: Callable[..., None]) -> None:
    answers('FATAL:  password authentication failed for user "loa"')
    with pytest.raises(OperationalError, match="password"):
        begin(tmp_path, [])


def test_who_wants_to_stop_waits_no_longer(tmp_path: Path) -> None:
    """Nobody listens there."""

    def stop() -> None:
        raise KeyboardInterrupt

    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        begin(tmp_path, told, stop)
    assert len(told) == 1


@pytest.mark.parametrize("sends", [True, False])
def test_people_are_told_by_a_machine_that_sends(
    tmp_path: Path, answers: Callable[..., None], monkeypatch: pytest.MonkeyPatch, sends: bool
) -> None:
    faults: list[str] = []
    monkeypatch.setattr(Alarm, "look", lambda alarm: faults.append(alarm._fault().part))
    answers(REFUSED)
    begin(tmp_path, [], sends=sends)
    assert set(faults) == ({"database"} if sends else set())
