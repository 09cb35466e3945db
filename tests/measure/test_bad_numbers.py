"""What a platform should never say, and says: each told, kept apart, never averaged in silence. On both databases."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import col, select

from channels.base import Published, Reading
from channels.declared import metrics_of
from channels.errors import ChannelError, Retryable
from distributor.deliver.carry import carry_next
from distributor.measure import collect
from distributor.measure.collect import measure_account
from distributor.measure.figures import newest_values
from distributor.models import AccountReading, Doubt, MeasureGap, Notice, Post, PostFigures, Sample
from tests.deliver.conftest import START, StationAdapter, World, world  # noqa: F401 - the fixture

Answer = dict[str, int | None] | ChannelError
VIEWS, LIKES = "impression_count", "like_count"


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Answer]:  # noqa: F811
    """What the platform answers, one an asking, of every post; the scripted channel has the metrics of X."""
    answers: list[Answer] = []

    def metrics(_self: StationAdapter, ids: Sequence[str]) -> list[Reading]:
        answer = answers.pop(0)
        if isinstance(answer, ChannelError):
            raise answer
        return [Reading(one, name, value, "2") for one in ids for name, value in answer.items()]

    monkeypatch.setattr(StationAdapter, "metrics", metrics, raising=False)
    monkeypatch.setattr(collect, "metrics_of", lambda _channel: metrics_of("x"))
    monkeypatch.setattr(collect, "in_sandbox", lambda _carrier, _account: False)
    return answers


def published(world: World, count: int = 1) -> list[int]:  # noqa: F811
    posts = []
    for number in range(count):
        world.station.answers = [Published(f"e{number}", f"https://station.example/{number}")]
        posts += world.plan()
        assert carry_next(world.carrier, world.account_id, world.spec)
    return posts


def ask(world: World, told: list[Answer], *answers: Answer, every_s: float = 3700) -> None:  # noqa: F811
    for answer in answers:
        told.append(answer)
        measure_account(world.carrier, world.account_id)
        assert told == []
        world.clock.move(every_s)


def kept(world: World, metric: str = VIEWS) -> list[tuple[int | None, Doubt]]:  # noqa: F811
    with world.database.read() as session:
        rows = session.exec(select(Sample).where(Sample.metric == metric).order_by(col(Sample.id))).all()
    return [(row.value, Doubt(row.doubt)) for row in rows]


def good(world: World, post_id: int, metric: str = VIEWS) -> int | None:  # noqa: F811
    with world.database.read() as session:
        return newest_values(session, [post_id])[post_id][metric]


def notices(world: World, *, open_ones: bool = True) -> list[tuple[str, str]]:  # noqa: F811
    with world.database.read() as session:
        rows = session.exec(select(Notice).order_by(col(Notice.id))).all()
    return [(row.kind, row.subject) for row in rows if (row.closed_at is None) is open_ones]


@pytest.mark.parametrize(("value", "doubt"), [(-1, Doubt.NEGATIVE), (2**40, Doubt.HUGE)])
def test_what_is_no_number_of_people_is_not_kept_as_one(
    world: World, told: list[Answer], value: int, doubt: Doubt  # noqa: F811
) -> None:  # fmt: skip
    (post_id,) = published(world)
    ask(world, told, {VIEWS: 7}, {VIEWS: value}, {VIEWS: value}, {VIEWS: 9})
    assert kept(world) == [(7, Doubt.NONE), (None, doubt), (9, Doubt.NONE)]
    assert good(world, post_id) == 9


def test_a_falling_number_is_kept_with_a_mark_until_it_is_said_twice(world: World, told: list[Answer]) -> None:  # noqa: F811
    (post_id,) = published(world)
    ask(world, told, {VIEWS: 900}, {VIEWS: 0})
    assert (kept(world)[-1], good(world, post_id)) == ((0, Doubt.FALLING), 900)
    ask(world, told, {VIEWS: 850})
    assert (kept(world)[-1], good(world, post_id)) == ((850, Doubt.CONFIRMED), 850)
    ask(world, told, {VIEWS: 850}, {VIEWS: 860})
    assert [value for value, _ in kept(world)] == [900, 0, 850, 860]


def test_one_wrong_zero_passes_without_a_trace_in_the_figures(world: World, told: list[Answer]) -> None:  # noqa: F811
    (post_id,) = published(world)
    ask(world, told, {VIEWS: 900}, {VIEWS: 0}, {VIEWS: 910})
    assert good(world, post_id) == 910


def test_people_may_take_a_like_back(world: World, told: list[Answer]) -> None:  # noqa: F811
    (post_id,) = published(world)
    ask(world, told, {LIKES: 5}, {LIKES: 4})
    assert kept(world, LIKES)[-1] == (4, Doubt.NONE)
    assert good(world, post_id, LIKES) == 4


def test_a_metric_that_vanishes_is_told_once_and_its_last_number_stands(world: World, told: list[Answer]) -> None:  # noqa: F811
    posts = published(world, 2)
    without: Answer = {VIEWS: None, LIKES: 2}
    ask(world, told, {VIEWS: 7, LIKES: 1}, without, without, without)
    subject = f"account:{world.account_id}"
    assert notices(world) == [(f"metric_gone:{VIEWS}", subject)]
    assert [good(world, post_id) for post_id in posts] == [7, 7]
    ask(world, told, {VIEWS: 8, LIKES: 2})
    assert notices(world) == []


def test_a_post_deleted_on_the_platform_is_told_and_its_numbers_stay(world: World, told: list[Answer]) -> None:  # noqa: F811
    (post_id,) = published(world)
    nothing: Answer = {VIEWS: None, LIKES: None}
    ask(world, told, {VIEWS: 7, LIKES: 1}, nothing, nothing)
    assert notices(world) == [("numbers_gone", f"post:{post_id}")]
    assert kept(world) == [(7, Doubt.NONE), (None, Doubt.GONE)]
    assert good(world, post_id) == 7
    ask(world, told, {VIEWS: 8, LIKES: 1})
    assert notices(world) == []


def test_when_all_posts_lose_all_numbers_at_once_it_is_the_account(world: World, told: list[Answer]) -> None:  # noqa: F811
    published(world, 3)
    nothing: Answer = {VIEWS: None, LIKES: None}
    ask(world, told, {VIEWS: 7, LIKES: 1}, nothing, nothing)
    assert notices(world) == [("numbers_none", f"account:{world.account_id}")]
    ask(world, told, {VIEWS: 7, LIKES: 1})
    assert notices(world) == []


def test_an_account_whose_numbers_stop_is_told_after_a_day_and_closed_with_the_first_answer(
    world: World, told: list[Answer]  # noqa: F811
) -> None:  # fmt: skip
    published(world)
    broken = Retryable("mất mạng", code="timeout")
    ask(world, told, {VIEWS: 7})
    ask(world, told, broken, broken, every_s=40_000)
    assert notices(world) == []
    ask(world, told, broken, every_s=90_000)
    ask(world, told, broken, every_s=90_000)
    assert notices(world) == [("numbers_stopped", f"account:{world.account_id}")]
    ask(world, told, {VIEWS: 9})
    assert notices(world) == []
    with world.database.read() as session:
        gap = session.exec(select(MeasureGap)).one()
        reading = session.get_one(AccountReading, world.account_id)
    assert (gap.since, gap.code) == (START, "timeout")
    assert reading.failing_since is None


def test_one_failure_of_an_account_that_is_read_daily_alarms_nobody(world: World, told: list[Answer]) -> None:  # noqa: F811
    published(world)
    daily, broken = 25 * 3600, Retryable("mất mạng", code="timeout")
    ask(world, told, {VIEWS: 7}, broken, every_s=daily)
    assert notices(world) == []
    ask(world, told, broken, every_s=daily)
    assert notices(world) == [("numbers_stopped", f"account:{world.account_id}")]
    ask(world, told, {VIEWS: 9})
    with world.database.read() as session:
        gap = session.exec(select(MeasureGap)).one()
    assert (gap.since, gap.until) == (START, START + timedelta(seconds=3 * daily))


def test_an_answer_three_days_late_stands_where_it_was_told_and_leaves_a_gap(world: World, told: list[Answer]) -> None:  # noqa: F811
    published(world)
    ask(world, told, {VIEWS: 7}, every_s=72 * 3600)
    late = world.clock.now()
    ask(world, told, {VIEWS: 90})
    with world.database.read() as session:
        newest = session.exec(select(Sample).where(Sample.value == 90)).one()
        gap = session.exec(select(MeasureGap)).one()
    assert newest.at == late
    assert (gap.until, gap.code) == (late, "")
    assert gap.since < START + timedelta(hours=1)


def test_a_sample_from_before_its_post_is_kept_apart(world: World, told: list[Answer]) -> None:  # noqa: F811
    (post_id,) = published(world)
    ahead = START + timedelta(hours=2)
    world.change(lambda session: session.get_one(Post, post_id).__setattr__("published_at", ahead))
    ask(world, told, {VIEWS: 7}, every_s=7_200)
    assert kept(world) == [(7, Doubt.EARLY)]
    assert good(world, post_id) is None
    ask(world, told, {VIEWS: 7})
    assert (kept(world)[-1], good(world, post_id)) == ((7, Doubt.NONE), 7)


def test_figures_are_made_of_what_counts(
    world: World, told: list[Answer], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(
        "distributor.measure.figures.derivations",
        lambda: {
            "*": {
                **dict.fromkeys(("reach", "comments", "shares", "clicks"), ()),
                "views": (VIEWS,),
                "reactions": (LIKES,),
            }
        },
    )
    (post_id,) = published(world)
    ask(world, told, {VIEWS: 700, LIKES: None}, {VIEWS: 3, LIKES: -4})
    with world.database.read() as session:
        figures = session.get_one(PostFigures, post_id)
    assert (figures.views, figures.reactions) == (700, None)
