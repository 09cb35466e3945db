"""What Valkey carries: pacing that starts closed after a loss, and nudges that are not sent twice."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from celery import Celery, current_app
from redis import Redis

from dispatch.app import make_app
from dispatch.due import SWEEP
from dispatch.nudge import AGAIN_AFTER_S, CeleryNudge
from dispatch.pacing import ValkeyPacer
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
    wait_until(lambda: opened(pacer), "the account opens", 5)
    assert time.monotonic() - started >= INTERVAL_S - 0.01
    valkey.flushall()
    assert not opened(pacer)


def test_of_eight_that_ask_at_once_one_may_call(valkey: Redis) -> None:
    pacer = ValkeyPacer(valkey)
    pacer.wait(1, INTERVAL_S)
    wait_until(lambda: opened(pacer, 2), "the first interval is over", 5)
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(lambda _: pacer.wait(1, INTERVAL_S), range(8)))
    assert turns.count(0.0) == 1
    assert all(0 < turn <= INTERVAL_S for turn in turns if turn)


def queued(valkey: Redis, queue: str) -> int:
    return int(valkey.llen(queue))


def test_a_nudge_that_waits_is_not_sent_again(valkey: Redis, app: Celery) -> None:
    nudge = CeleryNudge(app, valkey)
    for _ in range(5):
        nudge.ask("render", 7)
        nudge.ask("compose", 7)
    assert queued(valkey, "render") == 1
    assert queued(valkey, "ingest") == 1


def test_lanes_go_to_their_own_queue_for_their_moment(valkey: Redis, app: Celery) -> None:
    nudge = CeleryNudge(app, valkey)
    nudge.deliver(3, 2, datetime.now(UTC) + timedelta(seconds=1))
    assert queued(valkey, "deliver") == 2


def test_whatever_may_be_asked_for_is_a_task_and_is_looked_for() -> None:
    """Each second; but for followers, which have a beat of their own."""
    import dispatch.tasks  # noqa: F401, PLC0415 - registers them

    asked = set(get_args(Task))
    assert set(AGAIN_AFTER_S) == asked
    assert {f"loa.{task}" for task in asked} <= set(current_app.tasks)
    assert asked - {part.name for part in SWEEP.parts} == {"read_followers"}


def test_a_task_carries_ids_only(app: Celery) -> None:
    import dispatch.tasks  # noqa: F401, PLC0415 - registers them

    ours = {name: task for name, task in app.tasks.items() if name.startswith("loa.")}
    assert len(ours) == 25
    assert not any(task.acks_late for task in ours.values())
    assert all(entry["options"]["expires"] for entry in app.conf.beat_schedule.values())
