"""What somebody who knows Celery tries first: a worker by its own command, `-Q`, `inspect`, events."""

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from celery.events.state import State

from dispatch.app import ROUTES, make_app
from dispatch.post_events import MOST_UNTOLD, NAME, PostEvents
from dispatch.queues import QUEUES
from distributor.db import Database
from distributor.errors import LoaError
from distributor.settings import Settings, Values
from supervisor.parts import PARTS, parts_of
from tests.support import province, servers
from tests.support.servers import PATIENCE_S
from tests.support.workers import by_celery


@pytest.fixture
def talkative(tmp_path: Path, valkey_settings: Settings, sqlite_template: Path) -> Settings:
    home = tmp_path / "home"
    home.mkdir()
    (home / "loa.db").write_bytes(sqlite_template.read_bytes())
    return Settings(home, Values(broker_url=valkey_settings.broker_url, sandbox=False, celery_events=True))


def test_each_queue_is_declared_and_every_task_has_one() -> None:
    app = make_app(Settings(Path("/nowhere"), Values()))
    assert list(app.amqp.queues.consume_from) == list(QUEUES)
    assert set(ROUTES.values()) == set(QUEUES)
    assert app.conf.worker_pool == "threads", "what was committed is one process's own, and a lane is a thread"
    assert not app.conf.worker_enable_remote_control


@pytest.mark.slow
def test_a_worker_by_its_own_command_takes_from_all_queues_and_tells_of_itself(talkative: Settings) -> None:
    app = make_app(talkative)
    seen: Counter[str] = Counter()

    def queues() -> dict[str, set[str]]:
        found = app.control.inspect(timeout=1).active_queues() or {}
        return {name.partition("@")[0]: {each["name"] for each in its} for name, its in found.items()}

    told = {
        "LOA_BROKER_URL": talkative.values.broker_url,
        "LOA_SANDBOX": "0",
        "LOA_CELERY_EVENTS": "true",
        "LOA_WORKER_THREADS": "3",
    }
    with (
        by_celery(talkative.home, told, "worker", "-n", "all@%h"),
        by_celery(talkative.home, told, "worker", "-Q", "video", "-n", "render@%h"),
    ):
        wanted = {"all": set(QUEUES), "render": {"video"}}
        servers.wait_until(lambda: queues() == wanted, lambda: f"both answer: {queues()}", look_s=0.2)
        with app.connection_for_read() as connection:
            receiver = app.events.Receiver(connection)

            def hear(event: dict[str, Any]) -> None:
                seen[event["type"]] += 1
                if event["type"] == "worker-heartbeat" and seen["worker-heartbeat"] == 1:
                    app.send_task("loa.fold_words")  # we listen now
                receiver.should_stop = seen["task-succeeded"] > 0

            receiver.handlers = {"*": hear}
            with suppress(TimeoutError):
                receiver.capture(timeout=PATIENCE_S, wakeup=True)
    assert {"worker-heartbeat", "task-received", "task-started", "task-succeeded"} <= set(seen), seen


def test_a_machine_leaves_parts_to_others(tmp_path: Path) -> None:
    settings = Settings(tmp_path, Values(sandbox=False))

    def names(*without: str) -> list[str]:
        return [part.name for part in parts_of(settings, web=True, without=without)]

    assert names() == [name for name in PARTS if name not in ("sandbox", "telephone")]
    assert names("worker", "beat") == ["valkey", "gateway", "web"]
    with pytest.raises(LoaError, match="Không có phần «workers»"):
        names("workers")


@pytest.mark.slow
def test_who_listens_to_events_sees_each_post_as_a_task(talkative: Settings) -> None:
    """As Flower does, by Celery's own record of events."""
    app, state = make_app(talkative), State()
    database = Database(talkative.database_url)
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_rss_account(session, seeded)
        items = [province.seed_item(session, seeded, number, datetime.now(UTC)) for number in range(2)]
        posts = province.seed_posts(session, seeded, account, items)
    told = {"LOA_BROKER_URL": talkative.values.broker_url, "LOA_SANDBOX": "0", "LOA_CELERY_EVENTS": "true"}

    def tasks() -> dict[str, str]:
        return {str(task.args): task.state for _, task in state.tasks_by_time() if task.name == NAME}

    with by_celery(talkative.home, told, "worker", "-n", "all@%h"), app.connection_for_read() as connection:
        receiver = app.events.Receiver(connection)

        def hear(event: dict[str, Any]) -> None:
            state.event(event)
            if event["type"] == "worker-heartbeat" and not tasks():
                app.send_task("loa.deliver", args=(account.id, 0))
            receiver.should_stop = list(tasks().values()) == ["SUCCESS"] * len(posts)

        receiver.handlers = {"*": hear}
        with suppress(TimeoutError):
            receiver.capture(timeout=PATIENCE_S, wakeup=True)
    database.dispose()
    assert tasks() == {f"(post {post}, account {account.id})": "SUCCESS" for post in posts}


def test_telling_of_a_post_waits_for_no_broker() -> None:
    """Who listens there answers nothing; the post goes out all the same."""
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as carrying:
        events = PostEvents(Celery(broker=f"redis://127.0.0.1:{silent.getsockname()[1]}/0"), "all@here")

        def carry_many() -> None:
            for attempt in range(2 * MOST_UNTOLD):
                events.begun(17, 3, attempt, 1)
                events.ended(attempt, "published", "", 0.5)

        silent.settimeout(PATIENCE_S)
        events.begun(17, 3, 0, 1)
        asked, _ = silent.accept()  # its teller is there, and waits for an answer
        carrying.submit(carry_many).result(PATIENCE_S)
        asked.close()
