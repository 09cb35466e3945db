"""Numbers of whole accounts: followers once a day, readers of feeds by estimate, and what is forgotten for it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Delete, delete
from sqlmodel import Session, col, select

from channels.base import Reading
from channels.errors import ChannelError, Retryable
from distributor.db import Database
from distributor.measure import account_followers
from distributor.measure.account_followers import due_accounts, read_followers, with_followers
from distributor.measure.feeds import (
    DOWNLOADS,
    FETCHERS,
    READERS,
    count_days,
    fetch_is_counted,
    fetcher_of,
    record_download,
    record_fetch,
)
from distributor.measure.settings import feeds
from distributor.models import (
    Account,
    AccountSample,
    AccountState,
    Doubt,
    FeedFetch,
    FeedSalt,
    Media,
    Post,
    PostMedia,
    PostState,
)
from tests.deliver.conftest import START, StationAdapter, World, world  # noqa: F401 - the fixture
from tests.measure.clicking import SECRET
from tests.support import province
from tests.support.servers import PATIENCE_S

Answer = int | ChannelError | None
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; {} subscribers; like FeedFetcher-Google)"


@pytest.fixture
def followers(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Answer]:  # noqa: F811
    """What the platform answers, one an asking."""
    answers: list[Answer] = []

    def tell(_self: StationAdapter) -> list[Reading]:
        answer = answers.pop(0)
        if isinstance(answer, ChannelError):
            raise answer
        return [Reading("", "followers_count", answer, "1")]

    monkeypatch.setattr(StationAdapter, "followers", tell, raising=False)
    monkeypatch.setattr(account_followers, "with_followers", lambda: {"station"})
    monkeypatch.setattr(account_followers, "in_sandbox", lambda _carrier, _account: False)
    return answers


def kept(database: Database, metric: str = "followers_count") -> list[tuple[int | None, Doubt]]:
    with database.read() as session:
        rows = session.exec(select(AccountSample).where(AccountSample.metric == metric).order_by(col(AccountSample.id)))
        return [(row.value, Doubt(row.doubt)) for row in rows]


def test_followers_are_asked_once_a_day_and_every_day_has_its_row(
    world: World, followers: list[Answer]  # noqa: F811
) -> None:  # fmt: skip
    followers += [120, 120, None, -4]
    for _ in range(4):
        assert read_followers(world.carrier, world.account_id) == 1
        assert read_followers(world.carrier, world.account_id) == 0, "not twice a day"
        world.clock.move(86_400)
    assert kept(world.database) == [(120, Doubt.NONE), (120, Doubt.NONE), (None, Doubt.NONE), (None, Doubt.NEGATIVE)]


def test_a_failed_asking_is_tried_again_within_the_hour_and_leaves_no_number(
    world: World, followers: list[Answer]  # noqa: F811
) -> None:  # fmt: skip
    followers += [Retryable("mất mạng"), 7]
    assert read_followers(world.carrier, world.account_id) == 0
    world.clock.move(3601)
    assert read_followers(world.carrier, world.account_id) == 1
    assert kept(world.database) == [(7, Doubt.NONE)]


@pytest.mark.parametrize(
    "change",
    [
        lambda account: setattr(account, "state", AccountState.NEEDS_SIGNIN),
        lambda account: setattr(account, "wait_until", START + timedelta(hours=1)),
        lambda account: setattr(account, "channel", "manual"),
    ],
)
def test_who_may_not_call_is_not_asked(
    world: World, followers: list[Answer], change: Callable[[Account], None]  # noqa: F811
) -> None:  # fmt: skip
    world.change(lambda session: change(session.get_one(Account, world.account_id)))
    with world.database.read() as session:
        assert due_accounts(session, world.clock.now()) == []


def test_the_channels_with_followers() -> None:
    assert with_followers() == {"facebook", "x", "youtube", "zalo"}


@pytest.mark.parametrize(
    ("user_agent", "name", "readers"),
    [
        (FEEDLY.format(123), "Feedly", 123),
        (FEEDLY.format(1).replace("subscribers", "subscriber"), "Feedly", 1),
        (FEEDLY.format(900_000_000), "Feedly", 0),
        ("Mozilla/5.0 (compatible; Inoreader/2.0; +https://www.inoreader.com; 7 readers)", "Inoreader", 7),
        ("Feedly/1.0", "Feedly", 0),
        ("Mozilla/5.0 (X11; Linux x86_64) Thunderbird/140.0", "", 0),
        ("Cubot Reader; 5 subscribers", "", 0),
    ],
)
def test_a_known_program_is_believed_when_it_says_for_how_many_it_reads(
    user_agent: str, name: str, readers: int
) -> None:
    fetcher = fetcher_of(user_agent)
    assert fetcher is not None
    assert (fetcher.name, fetcher.readers) == (name, readers)


@pytest.mark.parametrize("user_agent", ["", "Googlebot/2.1", "bingbot/2.0 (12 subscribers)", "SomeCrawler/1"])
def test_machines_that_read_for_nobody_are_not_counted(user_agent: str) -> None:
    assert fetcher_of(user_agent) is None


@pytest.fixture
def feed(database: Database) -> int:
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_rss_account(session, seeded)
        return account.id or 0


def test_a_day_of_a_feed_becomes_three_numbers_and_is_forgotten(database: Database, feed: int) -> None:
    with database.write() as session:
        for hour, address, program in [
            (0, "10.0.0.1", "Thunderbird"), (1, "10.0.0.1", "Thunderbird"), (2, "10.0.0.2", "Thunderbird"),
            (3, "8.8.8.8", FEEDLY.format(16)), (4, "8.8.4.4", FEEDLY.format(18)), (5, "8.8.4.4", FEEDLY.format(17)),
        ]:  # fmt: skip
            record_fetch(
                session, feed, START + timedelta(hours=hour), secret=SECRET, address=address, user_agent=program
            )
        _film(session, feed)
        for _ in range(2):
            record_download(session, "f" * 64, START, secret=SECRET, address="10.0.0.9", user_agent="AntennaPod/3")
    with database.read() as session:
        assert not [row for row in session.exec(select(FeedFetch)) if "10.0.0" in row.fetcher]
        assert len(session.exec(select(FeedSalt)).all()) == 1
    assert count_days(database, START + timedelta(hours=6)) == 0, "the day is not over"
    assert count_days(database, START + timedelta(days=1)) == 1
    assert count_days(database, START + timedelta(days=1)) == 0
    assert {name: kept(database, name) for name in (READERS, FETCHERS, DOWNLOADS)} == {
        READERS: [(18, Doubt.NONE)],
        FETCHERS: [(2, Doubt.NONE)],
        DOWNLOADS: [(1, Doubt.NONE)],
    }
    with database.read() as session:
        assert session.exec(select(FeedFetch)).all() == []
        assert session.exec(select(FeedSalt)).all() == []


def test_the_same_visitor_on_two_days_cannot_be_known_again(database: Database, feed: int) -> None:
    with database.write() as session:
        for day in range(2):
            record_fetch(
                session, feed, START + timedelta(days=day), secret=SECRET, address="10.0.0.1", user_agent="Thunderbird"
            )
        fetchers = [row.fetcher for row in session.exec(select(FeedFetch))]
    assert len(set(fetchers)) == 2


def test_a_reader_who_comes_again_writes_nothing(database: Database, feed: int) -> None:
    def known(address: str, program: str, moment: datetime = START) -> bool:
        return fetch_is_counted(session, feed, moment, secret=SECRET, address=address, user_agent=program)

    with database.read() as session:
        assert not known("10.0.0.1", "Thunderbird"), "the day has no salt yet"
        assert known("10.0.0.1", "Googlebot/2.1"), "a robot is never counted"
    with database.write() as session:
        for program in ("Thunderbird", FEEDLY.format(16)):
            record_fetch(session, feed, START, secret=SECRET, address="10.0.0.1", user_agent=program)
    with database.read() as session:
        assert known("10.0.0.1", "Thunderbird", START + timedelta(hours=3))
        assert not known("10.0.0.2", "Thunderbird")
        assert not known("10.0.0.1", "Thunderbird", START + timedelta(days=1))
        assert known("8.8.8.8", FEEDLY.format(15)), "it announced more before"
        assert not known("8.8.8.8", FEEDLY.format(17))


def test_a_flood_of_made_up_names_fills_no_disk(database: Database, feed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("distributor.measure.feeds.feeds", lambda: replace(feeds(), most_counted=3))
    with database.write() as session:
        for number in range(9):
            record_fetch(session, feed, START, secret=SECRET, address="10.0.0.1", user_agent=f"Thunderbird {number}")
        record_fetch(session, feed, START, secret=SECRET, address="8.8.8.8", user_agent=FEEDLY.format(16))
        record_fetch(session, feed, START, secret=SECRET, address="10.0.0.1", user_agent="Thunderbird 1")
    with database.read() as session:
        assert len(session.exec(select(FeedFetch)).all()) == 4, "three readers, and one that speaks for sixteen"


def test_a_day_on_which_nobody_could_come_has_no_number(database: Database, feed: int) -> None:
    with database.write() as session:
        record_fetch(session, feed, START, secret=SECRET, address="10.0.0.1", user_agent="Thunderbird")
    count_days(database, START + timedelta(days=5))
    assert kept(database, FETCHERS) == [(1, Doubt.NONE)]


def test_the_hash_needs_the_homes_key_and_differs_by_feed(database: Database, feed: int) -> None:
    with database.write() as session:
        there = session.get_one(Account, feed)
        other = Account(unit_id=there.unit_id, channel="rss", name="Nguồn khác", settings={}, limits={})
        session.add(other)
        session.flush()
        for account_id, secret in ((feed, SECRET), (other.id or 0, SECRET), (feed, b"another home's")):
            record_fetch(session, account_id, START, secret=secret, address="10.0.0.1", user_agent="Thunderbird")
        fetchers = [row.fetcher for row in session.exec(select(FeedFetch))]
    assert len(set(fetchers)) == 3


def test_hashes_and_salt_are_overwritten(database: Database, feed: int, tmp_path: Path) -> None:
    with database.write() as session:
        record_fetch(session, feed, START, secret=SECRET, address="10.0.0.1", user_agent="Thunderbird")
    with database.read() as session:
        traces = [row.fetcher.encode() for row in session.exec(select(FeedFetch))]
        traces += session.exec(select(FeedSalt.salt)).all()
    assert len(traces) == 2
    if database.is_sqlite:
        assert all(trace in _written(tmp_path) for trace in traces), "else the last assertion could not fail"
    assert count_days(database, START + timedelta(days=1)) == 1
    with database.read() as session:
        assert session.exec(select(FeedFetch)).all() == []
        assert session.exec(select(FeedSalt)).all() == []
    if database.is_sqlite:
        database.dispose()
        assert not any(trace in _written(tmp_path) for trace in traces)


def test_two_sweeps_at_once_count_a_day_once(database: Database, feed: int) -> None:
    with database.write() as session:
        record_fetch(session, feed, START, secret=SECRET, address="10.0.0.1", user_agent="Thunderbird")
    both = threading.Barrier(2, timeout=PATIENCE_S)

    def sweep(_number: int) -> int:
        both.wait()
        return count_days(database, START + timedelta(days=1))

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(sweep, range(2))) == 1
    assert kept(database, FETCHERS) == [(1, Doubt.NONE)]


def test_what_comes_in_while_a_day_is_counted_is_not_lost(
    database: Database, feed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        record_fetch(session, feed, START, secret=SECRET, address="10.0.0.1", user_agent="Thunderbird")

    def late(statement: type[FeedFetch]) -> Delete:
        with database.engine.connect() as connection, Session(connection) as session:
            record_fetch(session, feed, START, secret=SECRET, address="10.0.0.2", user_agent="Thunderbird")
            session.commit()
        return delete(statement)

    if not database.is_sqlite:  # there a day has one writer at a time
        with monkeypatch.context() as patched:
            patched.setattr("distributor.measure.feeds.delete", late)
            assert count_days(database, START + timedelta(days=1)) == 0
        assert kept(database, FETCHERS) == []
    assert count_days(database, START + timedelta(days=1)) == 1
    assert kept(database, FETCHERS) == [(1 if database.is_sqlite else 2, Doubt.NONE)]


def _written(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("loa.db*")))


def _film(session: Session, account_id: int) -> None:
    account = session.get_one(Account, account_id)
    seeded = province.Seeded(account.unit_id, 0)
    item_id = province.seed_item(session, seeded, 1, START)
    post = Post(
        unit_id=account.unit_id, account_id=account_id, item_id=item_id, purpose="announce",
        state=PostState.PUBLISHED, created_at=START, published_at=START,
    )  # fmt: skip
    media = Media(sha256="f" * 64, mime="video/mp4", bytes=9, width=16, height=9, made_at=START)
    session.add_all([post, media])
    session.flush()
    session.add(PostMedia(post_id=post.id or 0, sha256="f" * 64, position=0, alt_text=""))
