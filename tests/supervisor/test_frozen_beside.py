"""A worker by Celery's own command that is frozen beside one that lives: health names it, doctor has the mend, /metrics tells."""

import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from commands.doctor_state import workers
from dispatch.app import make_app
from dispatch.queues import EXPIRES_S
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.deliver.health import stalled
from distributor.settings import Settings, Values
from distributor.work.progress import SILENT_S, STILL_S, proofs
from tests.support import servers
from tests.support.workers import by_celery
from web.app import create_app
from web.routes.health import look

LOOK_S = 0.5


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_film_that_waits_for_a_frozen_worker_is_told(
    tmp_path: Path, valkey_settings: Settings, database_url: str
) -> None:
    told = {
        "LOA_DATABASE_URL": database_url,
        "LOA_BROKER_URL": valkey_settings.broker_url,
        "LOA_SANDBOX": "0",
        "LOA_WORKER_THREADS": "2",
    }
    values = Values(database_url=database_url, broker_url=valkey_settings.broker_url, sandbox=False)
    settings, database = Settings(tmp_path / "home", values), Database(database_url)
    web = create_app(settings, database, SystemClock())
    others = "deliver,ingest,review,render,learn"

    def named() -> list[tuple[str, tuple[str, ...]]]:
        return [(each.worker.name, each.queues) for each in stalled(look(web.state.surroundings))]

    def beats() -> dict[str, bool]:
        with database.read() as session:
            return {each.name: each.is_silent for each in proofs(session, datetime.now(UTC))}

    def ask() -> None:
        make_app(settings).send_task("loa.make_video", expires=EXPIRES_S)

    with (
        by_celery(settings.home, told, "worker", "-Q", others, "-n", "main@here"),
        by_celery(settings.home, told, "worker", "-Q", "video", "-n", "films@here") as films,
    ):
        both = {"main@here": False, "films@here": False}
        servers.wait_until(lambda: beats() == both, "both prove that they live, with nothing to do", look_s=LOOK_S)
        films.send_signal(signal.SIGSTOP)
        try:
            for _ in range(3):  # the first is taken from Valkey for it, and lost: it had asked
                ask()
            servers.wait_until(lambda: beats()["films@here"], "it is silent", look_s=LOOK_S)
            servers.wait_until(
                lambda: named() == [("films@here", ("video",))], lambda: f"named: {named()}", look_s=LOOK_S
            )
            with database.read() as session:
                found = list(workers(session, settings, datetime.now(UTC), runs=False))
            assert [f"kill -CONT {films.pid}" in each.mend for each in found if "films@here" in each.name] == [True]
            with TestClient(web, base_url="http://localhost", client=("127.0.0.1", 4711)) as client:
                ready = client.get("/health/ready").json()
                metrics = {
                    family.name: {each.labels["worker"]: each.value for each in family.samples}
                    for family in text_string_to_metric_families(client.get("/metrics").text)
                    if family.name.startswith("loa_worker_")
                }
            (one,) = ready["workers_at_fault"]
            assert (one["worker"], one["pid"], one["queues"]) == ("films@here", films.pid, ["video"])
            assert one["machine"]
            assert one["last_heartbeat_age_s"] > SILENT_S > STILL_S
            assert metrics["loa_worker_beat_age_seconds"].keys() == both.keys()
            assert metrics["loa_worker_stands"] == {"films@here": 1}
        finally:
            films.send_signal(signal.SIGCONT)
        servers.wait_until(lambda: not named(), "it works again", look_s=LOOK_S)
        films.terminate()
        films.wait()
        ask()
        assert beats().keys() == {"main@here"}, "it ended in order"
        assert named() == []
    database.dispose()
