"""A limit of N never lets N + 1 through: eight workers at once, Valkey emptied half-way, tries that fail in between."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlmodel import col, func, select

from channels.base import OutgoingPost, Published, Quota
from channels.errors import Retryable
from channels.registry import register
from dispatch.pacing import ValkeyPacer
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.deliver.lane import deliver_account
from distributor.deliver.limits import limits_of
from distributor.deliver.quotas import MEMORY, forget_uses, longest_window, quota_full_until, reserve_quotas
from distributor.models import Account, Post, PostState, QuotaUse
from distributor.outgoing.carrier import Carrier
from distributor.settings import Settings
from tests.deliver.conftest import START, SetClock, Station, World, make_carrier, other_account, station_spec
from tests.support import province
from tests.support.servers import PATIENCE_S

WORKERS = 8
POSTS = 24
INTERVAL_S = 0.02


def test_what_is_given_back_at_midnight_elsewhere_counts_from_that_midnight(world: World) -> None:
    """Summer time ends on 2026-11-01: until then midnight in California is 14:00 in Vietnam, afterwards 15:00."""
    limits = limits_of(replace(world.spec, quotas=(Quota("uploads", 1, 86_400, "America/Los_Angeles"),)), {})
    before_midnight = datetime(2026, 11, 25, 7, 59, tzinfo=UTC)
    with world.database.write() as session:
        reserve_quotas(session, world.account_id, 1, limits, before_midnight)
        full = quota_full_until(session, world.account_id, 2, limits, before_midnight)
        assert full == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
        assert quota_full_until(session, world.account_id, 1, limits, before_midnight) is None
        assert quota_full_until(session, world.account_id, 2, limits, full) is None
        reserve_quotas(session, world.account_id, 2, limits, full)
        assert quota_full_until(session, world.account_id, 3, limits, full) == datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.mark.parametrize(("counted_us", "full"), [(-1, False), (0, True)])
def test_what_was_counted_to_the_last_moment_before_midnight_is_given_back(
    world: World, counted_us: int, full: bool
) -> None:
    limits = limits_of(replace(world.spec, quotas=(Quota("uploads", 1, 86_400, "America/Los_Angeles"),)), {})
    midnight = datetime(2026, 11, 25, 8, tzinfo=UTC)
    with world.database.write() as session:
        reserve_quotas(session, world.account_id, 1, limits, midnight + timedelta(microseconds=counted_us))
        until = quota_full_until(session, world.account_id, 2, limits, midnight + timedelta(hours=1))
    assert until == (midnight + timedelta(days=1) if full else None)


HOUR = timedelta(hours=1)
BORDERS = [
    # limit, hours at which posts were counted, hour asked → hour of the reopening
    (1, [], 0, None),
    (1, [0], 0, 24),
    (1, [0], 23, 24),
    (1, [0], 24, None),
    (2, [0], 1, None),
    (2, [0, 5], 6, 24),
    (2, [0, 5], 24, None),
    (2, [0, 5, 24], 25, 29),
    (1, [0, 5, 7], 8, 31),
    (2, [0, 5, 7], 8, 29),
    (0, [], 3, 27),
    (0, [0], 3, 27),
]
"""A window of a day: what was counted leaves it after exactly so long. A limit may be lowered meanwhile; 0 opens only by hand."""


@pytest.mark.parametrize(("limit", "counted", "now", "opens"), BORDERS)
def test_a_quota_is_full_until_what_is_too_much_has_left_its_window(
    world: World, limit: int, counted: list[int], now: int, opens: int | None
) -> None:
    limits = limits_of(replace(world.spec, quotas=(Quota("posts", limit, 86_400),)), {})
    with world.database.write() as session:
        for number, hour in enumerate(counted):
            reserve_quotas(session, world.account_id, number, limits, START + hour * HOUR)
        full = quota_full_until(session, world.account_id, 99, limits, START + now * HOUR)
    assert full == (None if opens is None else START + opens * HOUR)


def test_a_try_again_counts_from_then_on_in_its_own_windows_and_moves_no_other_post(world: World) -> None:
    """One account has two quotas, and another account a post of the same number."""
    other = other_account(world)
    both = (Quota("posts", 5, 86_400), Quota("videos", 5, 3_600))
    limits, later = limits_of(replace(world.spec, quotas=both), {}), START + 2 * HOUR
    with world.database.write() as session:
        for account_id, post_id in ((world.account_id, 1), (world.account_id, 2), (other, 1)):
            reserve_quotas(session, account_id, post_id, limits, START)
        reserve_quotas(session, world.account_id, 1, limits, later)
        uses = session.exec(select(QuotaUse).order_by(col(QuotaUse.id))).all()
        counted = sorted((use.account_id == other, use.bucket, use.post_id, use.at) for use in uses)
    assert counted == [
        (False, "posts", 1, later),
        (False, "posts", 2, START),
        (False, "videos", 1, START),
        (False, "videos", 1, later),
        (False, "videos", 2, START),
        (True, "posts", 1, START),
        (True, "videos", 1, START),
    ]
    assert longest_window(limits) == timedelta(days=1)


def test_room_that_a_post_had_in_an_earlier_window_is_gone_with_it(world: World) -> None:
    limits = limits_of(replace(world.spec, quotas=(Quota("posts", 1, 3_600),)), {})
    with world.database.write() as session:
        reserve_quotas(session, world.account_id, 1, limits, START)
        reserve_quotas(session, world.account_id, 2, limits, START + HOUR)
        assert quota_full_until(session, world.account_id, 2, limits, START + HOUR) is None, "it has its room"
        assert quota_full_until(session, world.account_id, 1, limits, START + HOUR) == START + 2 * HOUR


def test_what_no_window_reaches_any_more_is_forgotten(world: World) -> None:
    limits = limits_of(replace(world.spec, quotas=(Quota("posts", 9, 86_400),)), {})
    now = START + MEMORY
    with world.database.write() as session:
        for post_id, at in ((1, START - timedelta(seconds=1)), (2, START), (3, now)):
            reserve_quotas(session, world.account_id, post_id, limits, at)
        forget_uses(session, now)
        assert session.exec(select(QuotaUse.post_id).order_by(col(QuotaUse.post_id))).all() == [2, 3]
    assert longest_window(limits_of(replace(world.spec, quotas=()), {})) == timedelta(0)


@pytest.fixture
def valkey(valkey_settings: Settings) -> Iterator[Redis]:
    client = Redis.from_url(valkey_settings.valkey_url)
    client.flushall()
    yield client
    client.close()


@pytest.mark.parametrize("limit", [1, 3])
def test_eight_workers_and_an_emptied_valkey_let_no_more_through_than_the_limit(
    database: Database, valkey: Redis, tmp_path: Path, limit: int
) -> None:
    counted = threading.Lock()
    calls = 0

    def answer() -> Published:
        """Every other call fails before anything is published; in the middle Valkey loses its memory."""
        nonlocal calls
        with counted:
            calls += 1
            mine = calls
        if mine == 1 or mine % 4 == 0:
            valkey.flushall()
        if mine % 2:
            raise Retryable("Không kết nối được.", after=0.01)
        return Published(f"id-{mine}", f"https://dai.example/{mine}")

    station = Station(answers=[answer] * 10 * POSTS)
    spec = replace(
        station_spec(station), quotas=(Quota("posts", limit, 86_400),), minimum_interval_s=INTERVAL_S, parallel=WORKERS
    )
    clock = SystemClock()
    with register(spec):
        with database.write() as session:
            seeded = province.seed_unit(session)
            account = Account(unit_id=seeded.unit_id, channel="station", name="Đài Hương Giang")
            session.add(account)
            session.flush()
            assert account.id is not None
            account_id = account.id
            items = [province.seed_item(session, seeded, number, datetime.now(UTC)) for number in range(POSTS)]
            province.seed_posts(session, seeded, account, items)
        carriers = [
            replace(make_carrier(database, tmp_path / "home", SetClock()), clock=clock, pacer=ValkeyPacer(valkey))
            for _ in range(WORKERS)
        ]

        def work(carrier: Carrier) -> None:
            end = datetime.now(UTC) + timedelta(seconds=PATIENCE_S)
            while datetime.now(UTC) < end and not done():
                deliver_account(carrier, account_id)

        def done() -> bool:
            with database.read() as session:
                published = session.exec(select(func.count()).where(Post.state == PostState.PUBLISHED)).one()
                full = session.exec(select(Account.quota_until).where(Account.id == account_id)).one()
            return published >= limit and full is not None

        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(work, carriers))
        for carrier in carriers:
            carrier.incarnation.close()
    with database.read() as session:
        states = dict(session.exec(select(Post.state, func.count()).group_by(col(Post.state))).all())
        uses = session.exec(select(QuotaUse.post_id).where(QuotaUse.account_id == account_id)).all()
        published = session.exec(select(Post.id).where(Post.state == PostState.PUBLISHED)).all()
    assert states == {PostState.PUBLISHED: limit, PostState.PLANNED: POSTS - limit}
    assert len(uses) == limit
    assert set(uses) == set(published)
    assert len({post.key for post in station.sent if isinstance(post, OutgoingPost)}) == limit
