"""A day's reading keeps within its budget: the plan, whatever the posts; the count, whatever the plan; older posts wait first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import select

from channels.base import Published, Reading
from channels.declared import asked_on
from channels.tables import CHANNELS_FILE, content_of
from distributor.deliver.carry import carry_next
from distributor.measure import collect
from distributor.measure.budget import (
    DAY_S,
    PLANNED_SHARE,
    Reads,
    SamplingPace,
    opens_at,
    reads_of,
    stretch,
    waits_until,
)
from distributor.measure.collect import cadence, measure_account
from distributor.models import Post, ReadUse
from tests.deliver.conftest import START, StationAdapter, World, world  # noqa: F401 - the fixture

PRICED = Reads("USD", 100, 0.0, 0.001, 1.0, 0.0, "Asia/Ho_Chi_Minh")
UNITS = Reads("đơn vị", 50, 1.0, 0.0, 1000.0, 600.0, "America/Los_Angeles")


def asked_a_day(paces: tuple[SamplingPace, ...], posts: list[float]) -> float:
    return sum(count * DAY_S / pace.every_s for pace, count in zip(paces, posts, strict=True))


@given(posts=st.lists(st.floats(0, 200_000), min_size=4, max_size=4), reads=st.sampled_from([PRICED, UNITS]))
def test_a_plan_never_costs_more_than_its_share(posts: list[float], reads: Reads) -> None:
    planned = stretch(cadence(sandbox=False), posts, reads)
    one = reads.a_post + 2 * reads.a_call / reads.batch
    assert asked_a_day(planned, posts) * one <= reads.a_day * PLANNED_SHARE * 1.000001
    assert all(after.every_s >= before.every_s for after, before in zip(planned, cadence(sandbox=False), strict=True))


def test_what_the_budget_carries_is_asked_as_wished() -> None:
    assert stretch(cadence(sandbox=False), [0.2, 5, 100, 300], PRICED) == cadence(sandbox=False)


def test_old_posts_give_way_and_are_not_forgotten() -> None:
    minutes, hours, days, weeks = stretch(cadence(sandbox=False), [0.5, 10, 300, 100_000], PRICED)
    assert (minutes.every_s, hours.every_s) == (300, 3600)
    assert days.every_s == pytest.approx(86_400)
    assert weeks.every_s > 50 * 604_800


@pytest.mark.parametrize(("used", "room"), [(0.0, 100), (0.95, 50), (0.9995, 0), (1.0, 0), (1.7, 0)])
def test_what_is_left_says_how_many_posts_a_call_may_name(used: float, room: int) -> None:
    assert PRICED.room(used) == room


@pytest.mark.parametrize(("used", "room"), [(0.0, 50), (999.0, 50), (999.5, 0), (1000.0, 0)])
def test_a_call_with_a_price_of_its_own_takes_a_whole_batch(used: float, room: int) -> None:
    assert UNITS.room(used) == room


def test_the_day_begins_where_the_platform_says() -> None:
    assert opens_at(UNITS, datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_the_budgets_agree_with_what_the_channels_say() -> None:
    content: dict[str, Any] = content_of(CHANNELS_FILE)
    facebook, youtube, x = (reads_of(channel) for channel in ("facebook", "youtube", "x"))
    assert facebook is not None
    assert youtube is not None
    assert x is not None
    assert youtube.a_day <= content["youtube"]["units"]["kept_for_reads"]
    assert youtube.a_call == content["youtube"]["units"]["read"]
    assert [reads.batch for reads in (facebook, youtube, x)] == [
        content[channel]["metrics_batch"] for channel in ("facebook", "youtube", "x")
    ]
    insights = [metric for metric in asked_on("facebook", START.date()) if metric.ask == "insight"]
    assert facebook.a_post == 1 + len(insights)


def published(world: World, count: int, first: int = 0) -> list[int]:  # noqa: F811
    posts = []
    for number in range(first, first + count):
        world.station.answers = [Published(f"e{number}", f"https://station.example/{number}")]
        posts += world.plan()
        assert carry_next(world.carrier, world.account_id, world.spec)
    return posts


@pytest.fixture
def asked(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:  # noqa: F811
    """How many posts each call named."""
    calls: list[int] = []

    def metrics(_self: StationAdapter, ids: list[str]) -> list[Reading]:
        calls.append(len(ids))
        return [Reading(one, "views", 5, "v1") for one in ids]

    monkeypatch.setattr(StationAdapter, "metrics", metrics, raising=False)
    monkeypatch.setattr(collect, "in_sandbox", lambda _carrier, _account: False)
    return calls


def test_posts_wait_with_a_reason_when_the_days_budget_is_used_up(
    world: World, asked: list[int], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(collect, "reads_of", lambda _channel: Reads("USD", 3, 0.0, 1.0, 4.0, 0.0, "Asia/Ho_Chi_Minh"))
    posts = published(world, 6)
    measure_account(world.carrier, world.account_id)
    assert asked == [3, 1], "they are young, so that the whole of the day is theirs"
    midnight = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    with world.database.read() as session:
        waiting = session.exec(select(Post.id).where(Post.measure_at == midnight)).all()
        use = session.exec(select(ReadUse)).one()
        assert waits_until(session, world.account_id, world.clock.now()) == midnight
    assert len(waiting) == len(posts) - 4
    assert (use.calls, use.posts, use.cost) == (2, 4, 4.0)
    world.clock.instant = midnight + timedelta(minutes=1)
    measure_account(world.carrier, world.account_id)
    assert asked[2:] == [3, 1], "the next day has its own"


def test_old_posts_leave_the_last_fifth_of_the_day_to_young_ones(
    world: World, asked: list[int], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(collect, "reads_of", lambda _channel: Reads("USD", 4, 0.0, 1.0, 10.0, 0.0, "Asia/Ho_Chi_Minh"))
    old = published(world, 12)
    aged = update(Post).values(published_at=START - timedelta(days=40), measure_at=START)
    world.change(lambda session: session.connection().execute(aged))
    measure_account(world.carrier, world.account_id)
    assert asked == [4, 4]
    midnight = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert [world.post(post_id).measure_at for post_id in old].count(midnight) == 4
    published(world, 3, first=12)
    measure_account(world.carrier, world.account_id)
    assert asked[2:] == [2]


def test_a_call_that_costs_the_same_takes_along_what_is_due_soon(
    world: World, asked: list[int], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(collect, "reads_of", lambda _channel: Reads("đơn vị", 50, 1.0, 0.0, 100.0, 600.0, "UTC"))
    first, second, third = published(world, 3)
    world.change(lambda session: session.exec(select(Post).where(Post.id == second)).one().__setattr__(
        "measure_at", START + timedelta(seconds=500)
    ))  # fmt: skip
    world.change(lambda session: session.exec(select(Post).where(Post.id == third)).one().__setattr__(
        "measure_at", START + timedelta(seconds=700)
    ))  # fmt: skip
    measure_account(world.carrier, world.account_id)
    assert asked == [2]
    assert world.post(third).measure_at == START + timedelta(seconds=700)
    assert world.post(first).measure_at == world.post(second).measure_at


def test_nothing_is_asked_only_because_something_is_due_soon(
    world: World, asked: list[int], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(collect, "reads_of", lambda _channel: Reads("đơn vị", 50, 1.0, 0.0, 100.0, 600.0, "UTC"))
    published(world, 1)
    measure_account(world.carrier, world.account_id)
    world.clock.move(100)
    measure_account(world.carrier, world.account_id)
    assert asked == [1]


def test_many_due_posts_fill_calls_and_not_one_call_a_post(world: World, asked: list[int]) -> None:  # noqa: F811
    published(world, 60)
    measure_account(world.carrier, world.account_id)
    assert asked == [50, 10]


def test_an_account_that_the_platform_throttles_is_not_asked(world: World, asked: list[int]) -> None:  # noqa: F811
    published(world, 1)
    until = world.clock.now() + timedelta(hours=1)
    world.change(lambda session: world_account(session, world).__setattr__("wait_until", until))
    measure_account(world.carrier, world.account_id)
    assert asked == []
    world.clock.move(3601)
    measure_account(world.carrier, world.account_id)
    assert asked == [1]


def world_account(session: Any, world: World) -> Any:  # noqa: F811
    return session.get(type(world.account()), world.account_id)
