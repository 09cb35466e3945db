"""What citizens did comes back as samples: one a change, "không có số liệu" is not 0, and reading never holds back posting."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import Session, select

from channels.base import Published, Reading
from channels.errors import ChannelError, RateLimited, Retryable
from distributor.deliver.carry import carry_next
from distributor.measure import collect
from distributor.measure.collect import CLICKS, SamplingPace, measure_account, next_measure
from distributor.measure.figures import keep_figures, without_figures
from distributor.measure.own import PEOPLE, own_readings
from distributor.models import PostFigures, Sample
from tests.deliver.conftest import START, StationAdapter, World, world  # noqa: F401 - the fixture
from tests.measure.clicking import code_of, open_link

PACES = (SamplingPace(3600, 300), SamplingPace(86400, 3600))


@pytest.mark.parametrize(("age_s", "again_s"), [(0, 300), (3599, 300), (3600, 3600), (86399, 3600), (86400, None)])
def test_a_post_is_measured_less_often_as_it_ages(age_s: int, again_s: int | None) -> None:
    now = START + timedelta(seconds=age_s)
    expected = None if again_s is None else now + timedelta(seconds=again_s)
    assert next_measure(START, now, PACES) == expected


def published(world: World, monkeypatch: pytest.MonkeyPatch, *answers: list[Reading] | ChannelError) -> int:  # noqa: F811
    """One published post on a channel that measures; each asking takes one of the answers."""
    left = list(answers)

    def metrics(_self: StationAdapter, _ids: Sequence[str]) -> list[Reading]:
        answer = left.pop(0)
        if isinstance(answer, ChannelError):
            raise answer
        return answer

    monkeypatch.setattr(StationAdapter, "metrics", metrics, raising=False)
    world.station.answers = [Published("7", "https://station.example/7")]
    (post_id,) = world.plan()
    assert carry_next(world.carrier, world.account_id, world.spec)
    return post_id


def samples(world: World, metric: str) -> list[int | None]:  # noqa: F811
    with world.database.read() as session:
        return list(session.exec(select(Sample.value).where(Sample.metric == metric).order_by(Sample.id)).all())  # type: ignore[arg-type]


def views(value: int | None) -> list[Reading]:
    return [Reading("7", "views", value, "v1")]


def test_a_sample_a_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    published(world, monkeypatch, views(None), views(0), views(12), views(12))
    for _ in range(4):
        measure_account(world.carrier, world.account_id)
        world.clock.move(3700)
    assert samples(world, "views") == [None, 0, 12]


def test_the_common_figures_follow_the_newest_samples(world: World, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    post_id = published(world, monkeypatch, views(3), views(12))
    with world.database.write() as session:
        open_link(session, code_of(session, post_id), START)
    for _ in range(2):
        measure_account(world.carrier, world.account_id)
        world.clock.move(3700)
    with world.database.read() as session:
        figures = session.get_one(PostFigures, post_id)
    assert (figures.clicks, figures.reactions) == (1, None)
    with world.database.write() as session:
        assert without_figures(session) == []
        session.connection().execute(delete(PostFigures))
        assert without_figures(session) == [post_id], "measured before there were any"
        keep_figures(session, [post_id], START)
        assert without_figures(session) == []
        assert session.get_one(PostFigures, post_id).clicks == 1


def test_asked_again_only_when_it_is_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    published(world, monkeypatch, views(1))
    measure_account(world.carrier, world.account_id)
    assert measure_account(world.carrier, world.account_id) == 0


def test_peoples_clicks_count_and_previews_do_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    post_id = published(world, monkeypatch, views(1))
    with world.database.write() as session:
        open_link(session, code_of(session, post_id), START, people=2, robots=1)
        open_link(session, code_of(session, post_id), START, people=1)
    measure_account(world.carrier, world.account_id)
    assert (samples(world, CLICKS), samples(world, PEOPLE)) == ([3], [2])


def test_what_we_count_ourselves_is_counted_before_anything_is_locked(
    world: World, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    published(world, monkeypatch, views(1))
    writing: list[bool] = []
    counted: list[bool] = []
    begin = world.database.write

    @contextmanager
    def write() -> Iterator[Session]:
        with begin() as session:
            writing.append(True)
            yield session
        writing.pop()

    def count(session: Session, channel: str, post_ids: Sequence[int]) -> list[tuple[int, Reading]]:
        counted.append(bool(writing))
        return own_readings(session, channel, post_ids)

    monkeypatch.setattr(world.database, "write", write)
    monkeypatch.setattr(collect, "own_readings", count)
    measure_account(world.carrier, world.account_id)
    assert counted == [False]
    assert samples(world, CLICKS) == [0]


@pytest.mark.parametrize("error", [RateLimited("chậm lại"), Retryable("mất mạng")])
def test_reading_that_fails_keeps_our_own_clicks_and_holds_back_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, error: ChannelError  # noqa: F811
) -> None:  # fmt: skip
    published(world, monkeypatch, error)
    measure_account(world.carrier, world.account_id)
    assert samples(world, CLICKS) == [0]
    assert world.account().wait_until is None
