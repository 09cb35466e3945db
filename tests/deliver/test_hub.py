"""Hubs are told of each change of a feed, once where all goes well, and never at a post's cost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from distributor.db import Database
from distributor.deliver.hub import PATIENCE, due_pings, ping_hub
from distributor.models import Account, Notice, Post, PostState
from tests.channels.server import Server, answer, html, running_server
from tests.deliver.conftest import START, SetClock, make_carrier
from tests.support import province


class Feed:
    """A feed with one published entry, and the hub that is told of it."""

    def __init__(self, database: Database, folder: Path, hub: Server) -> None:
        self.database, self.hub, self.clock = database, hub, SetClock()
        self.carrier = make_carrier(database, folder / "home", self.clock)
        with database.write() as session:
            seeded = province.seed_unit(session)
            account = Account(
                unit_id=seeded.unit_id,
                channel="rss",
                name="Bản tin",
                settings={
                    "slug": "phap-luat",
                    "feed_url": "https://loa.example/feeds/phap-luat.rss",
                    "hub": f"{hub.address}/hub",
                },
            )
            session.add(account)
            session.flush()
            assert account.id is not None
            self.account_id = account.id
            item_id = province.seed_item(session, seeded, 1, START)
            (self.post_id,) = province.seed_posts(session, seeded, account, [item_id], now=START)

    def publish(self) -> None:
        with self.database.write() as session:
            session.connection().execute(
                update(Post)
                .where(col(Post.id) == self.post_id)
                .values(state=PostState.PUBLISHED, published_at=self.clock.now())
            )
        self.clock.move(5)

    def due(self) -> list[int]:
        with self.database.read() as session:
            return due_pings(session, self.clock.now())

    def ping(self) -> bool:
        return ping_hub(self.carrier, self.account_id)

    def account(self) -> Account:
        with self.database.read() as session:
            return session.get_one(Account, self.account_id)


@pytest.fixture
def feed(database: Database, tmp_path: Path) -> Iterator[Feed]:
    with running_server() as hub:
        made = Feed(database, tmp_path, hub)
        yield made
        made.carrier.incarnation.close()


def test_a_change_is_told_once(feed: Feed) -> None:
    assert feed.due() == []  # nothing was ever said
    feed.publish()
    assert feed.due() == [feed.account_id]
    feed.hub.replies.append(answer(204, b""))
    assert feed.ping()
    assert feed.due() == []
    (told,) = feed.hub.requests
    assert told.path == "/hub"
    assert b"hub.mode=publish" in told.body
    assert b"phap-luat.rss" in told.body
    feed.publish()
    assert feed.due() == [feed.account_id]


def test_a_hub_that_is_down_costs_a_later_ping_and_tells_staff_in_the_end(feed: Feed) -> None:
    feed.publish()
    for tries in range(1, PATIENCE + 1):
        feed.hub.replies.append(html(503))
        assert not feed.ping()
        assert not feed.ping()  # not before its time
        assert feed.due() == []
        with feed.database.read() as session:
            told = session.exec(select(Notice).where(Notice.kind == "hub")).all()
        assert len(told) == (1 if tries == PATIENCE else 0)
        feed.clock.move(3600)
    with feed.database.read() as session:
        assert session.get_one(Post, feed.post_id).state == PostState.PUBLISHED
        assert feed.account().wait_until is None
    feed.hub.replies.append(answer(204, b""))
    assert feed.ping()
    with feed.database.read() as session:
        assert session.exec(select(Notice.closed_at).where(Notice.kind == "hub")).one() is not None


def test_who_died_while_pinging_is_followed_by_another(feed: Feed) -> None:
    feed.publish()
    with feed.database.write() as session:
        session.connection().execute(update(Account).values(hub_due_at=feed.clock.now() + timedelta(seconds=60)))
    assert feed.due() == []
    feed.clock.move(61)
    assert feed.due() == [feed.account_id]
