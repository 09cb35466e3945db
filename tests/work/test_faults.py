"""One fault suite over all users of claimed work, on both databases: nothing is lost, nothing done twice that must not be."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from distributor.db import Database
from distributor.deliver.limits import AccountLimits
from distributor.deliver.on_account import AccountInHand
from distributor.mail import send as mail_send
from distributor.mail import smtp
from distributor.outgoing.post import AccountView
from distributor.webhooks import call as webhook_call
from distributor.webhooks import send as webhook_send
from tests.work.users import HOUR, USERS, Killed, User


@pytest.fixture(params=USERS, ids=[kind.__name__ for kind in USERS])
def user(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[User]:
    kind: type[User] = request.param
    with ExitStack() as stack:
        yield kind(database, tmp_path, monkeypatch, stack)


def die_at(user: User, place: str) -> None:
    """A worker's turn ends there, as when its process is killed: nothing after it is written."""

    def die(*_given: object, **_more: object) -> None:
        raise Killed

    with user.monkeypatch.context() as patched:
        patched.setattr(place, die)
        with pytest.raises(Killed):
            user.work()


def test_all_goes_well_once(user: User) -> None:
    user.work()
    assert user.state == "done"
    user.work()
    assert user.far.calls == 1
    assert user.far.open == [0], "no transaction is open during a call"


def test_who_dies_before_the_call_is_followed_when_the_lease_is_over(user: User) -> None:
    die_at(user, user.before)
    assert user.state == "open"
    user.work()
    assert user.far.calls == 0, "its lease stands"
    user.settle()
    assert (user.state, user.far.calls) == ("done", 1)


def test_who_dies_after_the_call_loses_nothing_and_is_not_repeated_blindly(user: User) -> None:
    die_at(user, user.after)
    assert user.far.calls == 1
    user.work()
    assert user.far.calls == 1, "its lease stands"
    user.settle()
    assert (user.state, user.far.calls) == ("done", 1 if user.once else 2)


def test_who_dies_in_a_call_that_never_arrived_is_made_good(user: User) -> None:
    user.far.answers = [Killed()]
    with pytest.raises(Killed):
        user.work()
    user.settle()
    assert (user.state, user.far.calls, len(user.far.arrived)) == ("done", 2, 1)


def test_a_holder_that_was_taken_over_records_nothing(user: User) -> None:
    """Its lease is over while it calls; another worker comes. Where the call must not be made twice, that one leaves it alone."""
    seen = []

    def slow() -> object:
        user.wait()
        user.work(other=True)
        if user.once:
            user.work()  # nor does another thread of the same worker touch it
            assert user.state == "open"
        seen.extend(user.snapshot())
        return None if user.once else user.fault

    user.far.answers = [slow]
    user.work()
    assert (user.state, user.far.calls) == ("done", 1 if user.once else 2)
    if not user.once:
        assert user.snapshot() == seen


@pytest.mark.parametrize("user", [kind for kind in USERS if kind.once], indirect=True)
def test_a_late_success_of_a_holder_that_was_thought_dead_counts(user: User) -> None:
    def slow() -> None:
        user.wait()
        with user.monkeypatch.context() as patched:
            patched.setattr("distributor.work.liveness._lock_is_free", lambda _file: True)
            user.work(other=True)
        assert user.state == "unknown"

    user.far.answers = [slow]
    user.work()
    assert (user.state, user.far.calls) == ("done", 1)


@pytest.mark.parametrize("kept", [False, True], ids=["before the commit", "after the commit"])
def test_an_answer_is_recorded_when_the_database_is_back(user: User, kept: bool) -> None:
    """What came of the call only this holder knows. `kept`: the database took it, and went before it said so."""
    away: list[str] = []

    def going(write: str) -> Callable[[Database], AbstractContextManager[Session]]:
        real: Callable[[Database], AbstractContextManager[Session]] = getattr(Database, write)

        @contextmanager
        def opened(self: Database) -> Iterator[Session]:
            goes = user.far.calls > 0 and len(away) < (1 if kept else 2)
            if goes and not kept:
                away.append(write)
                raise OperationalError("BEGIN", {}, Exception("the database is away"))
            with real(self) as session:
                yield session
            if goes:
                away.append(write)
                raise OperationalError("COMMIT", {}, Exception("the database went"))

        return opened

    with user.monkeypatch.context() as patched:
        for write in ("write", "write_durably"):
            patched.setattr(Database, write, going(write))
        patched.setattr("distributor.work.claims.time.sleep", lambda _s: None)
        user.work()
    assert away
    if not user.once:  # what may be told twice logs each telling on its way, and is told again
        user.settle()
    assert user.state == "done"
    assert user.far.calls == 1 or not user.once


def test_what_fails_is_put_off_and_tried_again(user: User) -> None:
    user.far.answers = [user.fault]
    user.work()
    assert user.state == "open"
    user.work()
    assert user.far.calls == 1, "not before its time"
    user.settle()
    assert (user.state, user.far.calls) == ("done", 2)


@pytest.mark.parametrize("user", [kind for kind in USERS if kind.refusal is not None], indirect=True)
def test_what_is_refused_is_over(user: User) -> None:
    user.far.answers = [user.refusal]
    user.work()
    assert user.state == "over"
    user.wait(timedelta(days=2))
    user.work()
    assert user.far.calls == 1


@pytest.mark.parametrize("user", [kind for kind in USERS if kind.bounded], indirect=True)
def test_tries_come_to_an_end(user: User) -> None:
    user.far.answers = [user.fault] * 100
    for _ in range(60):
        user.work()
        user.wait()
    assert user.state == "over"
    assert 2 <= user.far.calls <= 15


def test_a_lease_outlives_the_deadline_of_the_call() -> None:
    assert webhook_send.LEASE.total_seconds() > webhook_call.DEADLINE_S
    assert mail_send.LEASE.total_seconds() > smtp.DEADLINE_S
    limits = AccountLimits((), 0.0, 0.0, call_deadline_s=40.0, parallel=1, throttle_wait_s=60.0)
    hand = AccountInHand(AccountView(1, "facebook", b"", 1, {}), limits)
    assert hand.lease().total_seconds() > 40.0
    assert hand.lease(calls=5).total_seconds() > 5 * 40.0
    assert hand.lease(calls=5) < HOUR
