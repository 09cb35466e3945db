"""One running home for the fast tests of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from commands.one_pass import open_work
from distributor.clock import SystemClock
from distributor.models import Account, Item, Post, PostState
from tests.commands.forked import Forked
from tests.commands.homes import Answer, Home, checked
from tests.support.kept import Kept
from tests.support.servers import wait_until
from tests.support.sharing import FIRST, file_of


class RunningHome:
    """A home with `loa up` in it, whose province publishes nothing new."""

    def __init__(self, home: Home, forked: Forked) -> None:
        self.home = home
        self._forked = forked
        self._database = home.database()

    def is_at_rest(self) -> bool:
        """Whether the province's own items are read and told: from then on a test counts its own."""
        with self._database.read() as session:
            items = [item_id or 0 for item_id in session.exec(select(Item.id))]
            return bool(items) and open_work(session, items, SystemClock().now()) == 0

    def loa(self, *arguments: str, **environment: str) -> Answer:
        """A command in this home, or where `LOA_HOME` says."""
        return checked(Answer(**self._forked.run(arguments, environment)))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Straight to the database, to make what takes long to come about."""
        with self._database.write() as session:
            yield session

    @contextmanager
    def account(self, channel: str, **values: Any) -> Iterator[int]:
        """The channel's account with these columns changed for a while; yields its id."""
        with self.session() as session:
            account = session.exec(select(Account).where(Account.channel == channel)).one()
            # What earlier tests left waiting or failed on it would mix with what this one counts.
            session.connection().execute(
                update(Post)
                .where(col(Post.account_id) == account.id, col(Post.state).in_([PostState.PLANNED, PostState.FAILED]))
                .values(state=PostState.CANCELLED, due_at=None)
            )
            before = {name: getattr(account, name) for name in values}
            self._set(session, account, values)
        assert account.id is not None
        try:
            yield account.id
        finally:
            with self.session() as session:
                self._set(
                    session, session.get_one(Account, account.id), {**before, "wait_until": None, "quota_until": None}
                )

    @staticmethod
    def _set(session: Session, account: Account, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(account, name, value)
        session.add(account)

    def close(self) -> None:
        self._database.dispose()


@contextmanager
def _begun(folder: Path) -> Iterator[RunningHome]:
    home = Home(folder, {"LOA_SANDBOX_PUBLISH_EVERY": "0"})
    with Forked(home.environment) as forked, home.up():
        opened = RunningHome(home, forked)
        wait_until(opened.is_at_rest, "the province's own items are told")
        yield opened
        opened.close()


def _shares_it(_item: pytest.Item, following: pytest.Item) -> bool:
    return FIRST.get(file_of(following.nodeid)) == "running"


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Kept[RunningHome]:
    return Kept(lambda: _begun(tmp_path_factory.mktemp("running")), _shares_it)


@pytest.fixture
def running(_running: Kept[RunningHome]) -> RunningHome:
    """One for all tests that share it. At rest it takes a twentieth of a core: it ends with the last of them."""
    return _running.get()
