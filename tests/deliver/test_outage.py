"""After an outage of two days: never above cadence, the urgent first, nothing that is past; the longest on one database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, func, select

from channels.base import Published
from channels.errors import Retryable
from dispatch.due import SWEEP
from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.deliver.lane import deliver_account
from distributor.deliver.late import drop_late, spread_late
from distributor.facts import Facts, Point, Role
from distributor.models import Account, AuditEntry, Campaign, Delivery, Item, Notice, Post, PostState
from distributor.vault import open_vault
from tests.deliver.conftest import START, World, other_account
from tests.deliver.test_due import Nudges
from tests.support import province, servers, workers
from tests.support.acting import administrator
from tests.support.fates import publications

OUTAGE = timedelta(hours=48)
CADENCE = {"*": {"minutes_between": 30, "per_day": 20, "hours": ["07:00", "21:00"]}}
PER_DAY, GAP = 20, timedelta(minutes=30)
ENDED = Facts(kind="notice", message=(Point(Role.DEADLINE, "Hạn nộp hồ sơ.", day=date(2026, 11, 20)),)).to_json()


def ran(world: World, until: timedelta) -> None:
    """Lanes from slot to slot, and a sweep each hour, until nothing is due before then."""
    world.station.answers = [Published(str(number), f"https://station.example/{number}") for number in range(1000)]
    end, swept_at = world.clock.now() + until, world.clock.now() - timedelta(hours=1)
    while (now := world.clock.now()) < end:
        if now - swept_at >= timedelta(hours=1):
            SWEEP.run(world.carrier, Nudges())
            swept_at = now
        with world.database.read() as session:
            due = session.exec(
                select(Post.account_id).where(Post.state == PostState.PLANNED, col(Post.due_at) <= now).distinct()
            ).all()
        for account_id in due:
            deliver_account(world.carrier, account_id)
        with world.database.read() as session:
            following = session.exec(select(func.min(Post.due_at)).where(Post.state == PostState.PLANNED)).one()
        world.clock.instant = max(following or end, now + timedelta(minutes=1))


def posts_of(world: World) -> list[Post]:
    with world.database.read() as session:
        return list(session.exec(select(Post).order_by(col(Post.id))).all())


def outage(world: World, counts: list[int]) -> tuple[list[int], set[int], set[int]]:
    """Posts that were due while nothing ran. Returns their accounts, those that are urgent, and those that are over."""
    accounts = [world.account_id, *(other_account(world) for _ in counts[1:])]
    urgent: set[int] = set()
    over: set[int] = set()
    with world.database.write() as session:
        campaign = Campaign(unit_id=world.seeded.unit_id, name="Phổ biến", cadence=CADENCE)
        session.add(campaign)
        session.flush()
        campaign_id = campaign.id
    for account_id, count in zip(accounts, counts, strict=True):
        slots = [START - OUTAGE + OUTAGE / count * number for number in range(count)]
        with world.database.write() as session:
            first = session.exec(select(func.count(col(Item.id)))).one()
            items = [province.seed_item(session, world.seeded, first + number, START) for number in range(count)]
            account = session.get_one(Account, account_id)
            made = province.seed_posts(session, world.seeded, account, items, now=START, slots=slots)
        urgent |= set(made[-2:])
        over |= set(made[count // 2 : count // 2 + 3])
        of_campaign = update(Post).where(col(Post.id).in_(made)).values(campaign_id=campaign_id)
        world.change(lambda session, statement=of_campaign: session.connection().execute(statement))  # type: ignore[misc]
    for post_ids, values in ((urgent, {"kind": "scam_warning"}), (over, {"kind": "notice", "facts": ENDED})):
        of_posts = select(Post.item_id).where(col(Post.id).in_(post_ids))
        changed = update(Item).where(col(Item.id).in_(of_posts)).values(**values)
        world.change(lambda session, statement=changed: session.connection().execute(statement))  # type: ignore[misc]
    return accounts, urgent, over


def assert_within_cadence(times: list[datetime]) -> None:
    times = sorted(times)
    assert all(after - before >= GAP for before, after in pairwise(times))
    days = [each.astimezone(VIETNAM).date() for each in times]
    assert max(map(days.count, days), default=0) <= PER_DAY
    assert all(7 <= each.astimezone(VIETNAM).hour <= 21 for each in times)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_days_of_200_posts_go_out_at_a_human_pace(world: World) -> None:
    accounts, urgent, over = outage(world, [80, 60, 40, 20])
    SWEEP.run(world.carrier, Nudges())
    planned = [post for post in posts_of(world) if post.state is PostState.PLANNED]
    assert sum(post.due_at is not None and post.due_at <= START for post in planned) <= len(accounts)
    ran(world, timedelta(hours=60))
    posts = posts_of(world)
    assert {post.state for post in posts} == {PostState.PUBLISHED, PostState.MISSED}
    for account_id in accounts:
        sent = [post for post in posts if post.account_id == account_id and post.published_at is not None]
        assert_within_cadence([post.published_at for post in sent if post.published_at is not None])
        first = sorted(sent, key=lambda post: post.published_at or START)[:2]
        assert {post.id for post in first} == {post.id for post in sent if post.id in urgent}, "the urgent first"
    assert not [post for post in posts if post.id in over and post.published_at is not None]
    assert all(
        post.published_at <= post.expires_at
        for post in posts
        if post.published_at is not None and post.expires_at is not None
    )
    assert all(post.was_due_at is not None for post in posts)
    with world.database.read() as session:
        told = session.exec(select(Notice).where(Notice.kind == "missed")).all()
    assert len(told) == 0, "one decision, not a notice each"


def test_staff_send_the_rest_further_apart_or_leave_it(world: World) -> None:
    accounts, _urgent, over = outage(world, [80, 20])
    ran(world, timedelta(minutes=5))
    missed = [post for post in posts_of(world) if post.state is PostState.MISSED and post.id not in over]
    assert missed
    first_account = [post.id or 0 for post in missed if post.account_id == accounts[0]][:10]
    with world.database.write() as session:
        sent, still_over = spread_late(
            session, administrator(world.seeded.unit_id, world.clock.now()), [*first_account, *over]
        )
    assert (sent, still_over) == (len(first_account), len(over))
    with world.database.write() as session:
        left = drop_late(session, administrator(world.seeded.unit_id, world.clock.now()))
    posts = {post.id: post for post in posts_of(world)}
    assert left == len(missed) + len(over) - sent
    assert {posts[post_id].state for post_id in over} == {PostState.SKIPPED}
    slots = [
        post.slot_at for post in posts.values() if post.state is PostState.PLANNED and post.account_id == accounts[0]
    ]
    assert_within_cadence([slot for slot in slots if slot is not None])
    with world.database.read() as session:
        logged = session.exec(select(AuditEntry.action)).all()
    assert (logged.count("retry"), logged.count("skip")) == (sent, left)


@pytest.mark.parametrize("evidence", ["published", "being sent"])
def test_an_account_that_moves_goes_on_as_it_is(world: World, evidence: str) -> None:
    """It is slow and not passed over: what waits for its turn keeps its slot."""
    mover, *waiting = world.plan(4)
    world.clock.move(3600)
    now = world.clock.now()
    values = (
        {"state": PostState.PUBLISHED, "published_at": now} if evidence == "published" else {"state": PostState.SENDING}
    )
    moving = update(Post).where(col(Post.id) == mover).values(**values)
    world.change(lambda session: session.connection().execute(moving))
    claimed = update(Delivery).where(col(Delivery.post_id) == mover).values(claimed_at=now, token="t", lease_until=now)
    world.change(lambda session: session.connection().execute(claimed))
    world.carrier.in_flight.add("t")
    SWEEP.run(world.carrier, Nudges())
    assert [world.post(post_id).slot_at for post_id in waiting] == [START] * 3
    assert {world.post(post_id).was_due_at for post_id in waiting} == {None}


def test_what_a_dead_worker_held_is_no_movement(world: World) -> None:
    """After a kill the claim of the dead stands yet; what else was due is planned anew before any lane opens."""
    held, *late = world.plan(4)
    moving = update(Post).where(col(Post.id) == held).values(state=PostState.SENDING)
    world.change(lambda session: session.connection().execute(moving))
    claimed = (
        update(Delivery).where(col(Delivery.post_id) == held).values(claimed_at=START, token="t", lease_until=START)
    )
    world.change(lambda session: session.connection().execute(claimed))
    world.clock.move(3600)
    SWEEP.run(world.carrier, Nudges())
    slots = [world.post(post_id).slot_at for post_id in late]
    assert slots == [world.clock.now() + timedelta(minutes=15) * number for number in range(3)]
    assert {world.post(post_id).was_due_at for post_id in late} == {START}


def test_a_lane_that_opens_by_itself_bursts_neither(world: World) -> None:
    """A nudge from elsewhere may come before the first sweep."""
    world.plan(10)
    world.clock.move(3600)
    world.station.answers = [Published(str(number), "u") for number in range(10)]
    assert deliver_account(world.carrier, world.account_id) == 1
    assert len(world.station.sent) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_the_network_is_back_nothing_bursts(world: World) -> None:
    """Its account rested again and again, the last time until this moment; nothing failed meanwhile."""
    world.plan(20)
    world.station.answers = [Retryable("mất mạng", unconnected=True) for _ in range(1000)]
    away = START + timedelta(hours=6)
    while world.clock.now() < away:
        SWEEP.run(world.carrier, Nudges())
        deliver_account(world.carrier, world.account_id)
        with world.database.read() as session:
            rests = session.get_one(Account, world.account_id).wait_until
        world.clock.instant = max(rests or away, world.clock.now() + timedelta(minutes=1))
    assert {post.state for post in posts_of(world)} == {PostState.PLANNED}
    back = world.clock.now()
    ran(world, timedelta(hours=12))
    times = sorted(post.published_at for post in posts_of(world) if post.published_at is not None)
    assert len(times) == 20
    assert all(after - before >= timedelta(minutes=14) for before, after in pairwise(times)), times
    assert times[0] - back < timedelta(minutes=15)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_comes_back_sends_one_an_account(tmp_path: Path, database_url: str) -> None:
    """Real worker, Valkey and platforms: 40 posts of two days were out in a second or two."""
    home, now = tmp_path / "home", datetime.now(UTC)
    with servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url:
        database = Database(database_url, home=home)
        home.mkdir()
        with database.write() as session:
            seeded, vault = province.seed_unit(session), open_vault(home)
            items = [province.seed_item(session, seeded, number, now) for number in range(20)]
            slots = [now - timedelta(hours=2 * number + 1) for number in range(20)]
            for channel in ("facebook", "x"):
                account = province.seed_sandbox_account(
                    session, seeded, vault, sandbox_url, channel, limits=province.QUICK
                )
                province.seed_posts(session, seeded, account, items, now=now, slots=slots)

        def seen() -> tuple[int, int, int]:
            """Out, planned for later, due now."""
            at = datetime.now(UTC)
            with database.read() as session:
                posts = session.exec(select(Post)).all()
            out = sum(post.state is PostState.PUBLISHED for post in posts)
            later = sum(post.due_at is not None and post.due_at > at for post in posts)
            return out, later, len(posts) - out - later

        with workers.running(home, database_url, sandbox_url):
            servers.wait_until(lambda: seen() == (2, 38, 0), lambda: f"one an account: {seen()}")
        shown = publications(sandbox_url)
        database.dispose()
    assert len(shown) == 2
