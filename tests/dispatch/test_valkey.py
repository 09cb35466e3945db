"""What Valkey carries: pacing that starts closed after a loss, and nudges that are not sent twice."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from types import SimpleNamespace
from typing import cast, get_args

import pytest
from celery import Celery, current_app
from redis import Redis

from dispatch.app import ROUTES, make_app
from dispatch.due import SWEEP
from dispatch.nudge import ROW_S, CeleryNudge, Marks
from dispatch.pacing import MEMORY_KEY, ValkeyPacer
from dispatch.places import Places
from dispatch.queues import QUEUES, ByImportance
from dispatch.runtime import Runtime
from dispatch.steps import FINDERS, ROOMS, work_off
from distributor.clock import Clock, SystemClock
from distributor.db import Database
from distributor.settings import Settings
from distributor.work.ports import Task
from tests.support.servers import wait_until


@pytest.fixture
def valkey(valkey_settings: Settings) -> Iterator[Redis]:
    client = Redis.from_url(valkey_settings.valkey_url)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def app(valkey_settings: Settings, valkey: Redis) -> Celery:
    return make_app(valkey_settings)


INTERVAL_S = 0.3


def opened(pacer: ValkeyPacer, account_id: int = 1) -> bool:
    return pacer.wait(account_id, INTERVAL_S) == 0.0


def test_after_a_loss_everything_is_closed_for_one_interval(valkey: Redis) -> None:
    pacer = ValkeyPacer(valkey)
    started = time.monotonic()
    assert 0 < pacer.wait(1, INTERVAL_S) <= INTERVAL_S
    wait_until(lambda: opened(pacer), "the account opens")
    assert time.monotonic() - started >= INTERVAL_S - 0.01
    valkey.flushall()
    assert not opened(pacer)


def test_of_eight_that_ask_at_once_one_may_call(valkey: Redis) -> None:
    pacer, interval_s = ValkeyPacer(valkey), 600.0  # longer than the eight take to ask
    valkey.set(MEMORY_KEY, 0)  # it has lost nothing for long
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(lambda _: pacer.wait(1, interval_s), range(8)))
    assert turns.count(0.0) == 1
    assert all(0 < turn <= interval_s for turn in turns if turn)


def queued(valkey: Redis, queue: str) -> int:
    return int(valkey.llen(queue))


def test_of_a_thing_one_message_waits_however_often_it_is_asked_for(valkey: Redis, app: Celery) -> None:
    nudge = CeleryNudge(app, valkey)
    for key in range(50):
        nudge.ask("render", [key])
        nudge.ask("compose", [key])
    nudge.ask("review", [])
    assert [queued(valkey, queue) for queue in ("render", "ingest", "review")] == [1, 1, 0]


@dataclass
class Worker:
    """As much of a process as a room's turn takes."""

    settings: Settings
    valkey: Redis
    database: Database
    clock: Clock
    threads: int = 4
    carrier: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(stopping=Event()))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_room_whose_rows_are_all_in_others_hands_asks_for_nobody(
    valkey: Redis, app: Celery, valkey_settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that ask each other for what neither may do would never stop."""
    done: list[int] = []
    monkeypatch.setitem(FINDERS, "read_comments", lambda _session, _now: [1, 2, 3])
    monkeypatch.setitem(ROOMS, "read_comments", lambda _runtime, key: done.append(key))
    worker = cast(Runtime, Worker(valkey_settings, valkey, database, SystemClock()))
    queue = app.conf.task_routes["loa.read_comments"]["queue"]
    work_off(worker, "read_comments")
    assert (done, queued(valkey, queue)) == ([1, 2, 3], 1), "the rest is shared with another"
    valkey.delete(queue)
    work_off(worker, "read_comments")
    assert (done, queued(valkey, queue)) == ([1, 2, 3], 0)


def test_a_message_that_waits_longer_than_its_mark_is_not_doubled(valkey: Redis, app: Celery) -> None:
    nudge = CeleryNudge(app, valkey)
    for _ in range(3):
        nudge.ask("render", [7])
        nudge.deliver(3, 2, None)
        for mark in valkey.keys("loa:nudge:*"):
            assert 0 < int(valkey.ttl(mark)) <= 30
            valkey.delete(mark)  # as time does
    assert (queued(valkey, "render"), queued(valkey, "deliver")) == (1, 2)


@pytest.mark.parametrize("queue", QUEUES)
def test_a_thing_is_kept_back_by_its_own_message_only(valkey: Redis, app: Celery, queue: str) -> None:
    """Though some are named as their queue, which each message names."""
    marks = Marks(valkey)
    things = [task for task, its in ROUTES.items() if its == queue]
    for thing in things:
        valkey.flushall()
        for other in things:
            if other != thing:
                app.send_task(f"loa.{other}", headers={"thing": other})
        assert marks.set(thing, queue), thing
        app.send_task(f"loa.{thing}", headers={"thing": thing})
        marks.remove(thing)
        assert not marks.set(thing, queue), thing
        assert queued(valkey, queue) == len(things)


def test_valkey_emptied_between_mark_and_pop_loses_nothing(valkey: Redis, app: Celery) -> None:
    nudge = CeleryNudge(app, valkey)
    nudge.ask("render", [7])
    valkey.flushall()
    nudge.ask("render", [7])
    assert queued(valkey, "render") == 1
    valkey.delete("render")  # the message alone is lost: the mark keeps the next one back for a while only
    nudge.ask("render", [7])
    assert queued(valkey, "render") == 0
    assert 0 < int(valkey.ttl("loa:nudge:render")) <= 30


def test_a_row_is_one_worker_s_for_a_while(valkey: Redis) -> None:
    marks = Marks(valkey, "thu:")
    assert [marks.take("review", 7), marks.take("review", 7), marks.take("review", 8)] == [True, False, True]
    assert all(0 < seconds <= 30 for seconds in ROW_S.values())


def test_lanes_go_to_their_own_queue_for_their_moment(valkey: Redis, app: Celery) -> None:
    nudge = CeleryNudge(app, valkey)
    for _ in range(3):
        nudge.deliver(3, 2, datetime.now(UTC) + timedelta(seconds=1))
    assert queued(valkey, "deliver") == 2


def test_queues_are_taken_from_by_importance(app: Celery) -> None:
    import dispatch.tasks  # noqa: F401, PLC0415 - registers them

    order = ByImportance()
    order.update({"learn", "video", "deliver", "of another", "render", "review", "ingest"})
    assert order.consume(6) == ["deliver", "ingest", "review", "render", "video", "learn"]
    assert set(app.conf.task_routes) == {name for name in app.tasks if name.startswith("loa.")}, (
        "each task has its queue"
    )


def test_one_kind_of_work_leaves_places_to_the_others() -> None:
    places = Places()
    with ExitStack() as stack:
        lanes = [stack.enter_context(places.place("deliver", 16, f"deliver:1:{lane}")) for lane in range(20)]
        reviews = [stack.enter_context(places.place("review", 16)) for _ in range(20)]
        assert (sum(lanes), sum(reviews)) == (12, 4)
    with places.place("deliver", 16, "deliver:1:0") as first, places.place("deliver", 16, "deliver:1:0") as second:
        assert (first, second) == (True, False), "a lane is open once"
    with places.place("sweep", 2) as free:
        assert free, "also of the fewest threads"


def test_whatever_may_be_asked_for_is_a_task_and_is_looked_for() -> None:
    """Each second; but for followers, which have a beat of their own."""
    import dispatch.tasks  # noqa: F401, PLC0415 - registers them

    asked = set(get_args(Task))
    assert set(ROW_S) == set(ROOMS) == asked
    assert {f"loa.{task}" for task in asked} <= set(current_app.tasks)
    assert asked - {part.name for part in SWEEP.parts} == {"read_followers"}
    assert set(FINDERS) == asked


def test_a_task_carries_ids_only(app: Celery) -> None:
    import dispatch.tasks  # noqa: F401, PLC0415 - registers them

    ours = {name: task for name, task in app.tasks.items() if name.startswith("loa.")}
    assert len(ours) == 27
    assert not any(task.acks_late for task in ours.values())
    assert all(entry["options"]["expires"] for entry in app.conf.beat_schedule.values())
