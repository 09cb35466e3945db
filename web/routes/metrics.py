"""`GET /metrics` for Prometheus: to who asks from this machine, and to who shows the token of the setting `metrics_token`.

A proxy on this machine asks for the whole world, whomever it names and whoever named it: what came through one wants the token.

Numbers only: no name of a person, an account or a document. What each means stands in its own help text; alert rules that use
them are in `deploy/prometheus/alerts.yml`.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hmac import compare_digest
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from distributor.deliver.health import Health, stalled
from distributor.process_memory import memory_of_home
from distributor.report.running import Running, running
from distributor.settings import Settings
from web.routes.health import NOT_KEPT, queues_now
from web.surroundings import Around, Surroundings

router = APIRouter()

_PASSED_ON = re.compile(
    r"forwarded|via|x-(original-)?forwarded(-.+)?|x-real-ip|(x-|true-|cf-connecting-|fastly-)(client-|cluster-client-)?ip|cdn-loop"
    r"|x-envoy-.+"
)
"""What proxies add, one or the other; the sample in `deploy/nginx` `x-forwarded-for`."""


@router.get("/metrics")
def metrics(request: Request, around: Around) -> Response:
    """404 to anybody else, who need not know that there is such a page."""
    if not may_read(request, around.settings):
        raise HTTPException(404)
    registry = CollectorRegistry()
    registry.register(_House(around))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers=NOT_KEPT)


def may_read(request: Request, settings: Settings) -> bool:
    token = settings.values.metrics_token.get_secret_value()
    shown = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if token and compare_digest(shown.encode(), token.encode()):
        return True
    is_direct = not any(map(_PASSED_ON.fullmatch, request.headers)) and _names_this_machine(
        request.headers.get("host", "")
    )
    return is_direct and _is_here(request.client.host if request.client else "")


def _names_this_machine(place: str) -> bool:
    """Return True of a name of this machine itself: of any other a proxy that says nothing of itself may have been asked."""
    try:
        host = urlsplit(f"//{place}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or _is_here(host)


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class _House(Collector):
    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = self._around.clock.now()
        queues = queues_now(self._around.settings, now)
        try:
            with self._around.database.read() as session:
                seen = running(session, now)
        except SQLAlchemyError:
            yield _one("loa_database_up", "1 while the database answers", 0)
        else:
            yield _one("loa_database_up", "1 while the database answers", 1)
            yield from _of_work(seen)
            yield from _of_workers(replace(seen.health, **queues))
        yield _one("loa_broker_up", "1 while Valkey answers", bool(queues))
        yield _several("loa_queue_messages", "Messages that nobody has taken", "queue", queues.get("queues", {}))
        memory = memory_of_home(self._around.settings.home)
        yield _several("loa_memory_bytes", "Proportional set size of this machine's processes", "part", memory)


def _of_work(seen: Running) -> Iterator[GaugeMetricFamily]:
    workers, delay = seen.health.workers, seen.health.delay
    sweeps = [proof.swept_age_s for proof in workers if proof.swept_age_s is not None]
    took = [proof.sweep_s for proof in workers if proof.sweep_s is not None]
    yield _one(
        "loa_due_post_oldest_age_seconds",
        "How late the oldest post is that could go out",
        delay.oldest_due_s or 0,
    )
    yield _one("loa_delivery_stood_seconds", "How long the lane has stood that stood longest", delay.stood_s)
    stands = seen.health.sms
    yield _one(
        "loa_sms_stood_seconds",
        "How long the SMS account has stood that stood longest",
        stands.stood_s if stands else 0,
    )
    yield _several("loa_posts", "Posts by state, of those that are not over", "state", seen.posts)
    attempts = GaugeMetricFamily(
        "loa_attempts_last_hour",
        "Tries of the last hour by outcome: published, next, or the class of error",
        labels=["channel", "outcome"],
    )
    for (channel, outcome), count in seen.attempts.items():
        attempts.add_metric([channel, outcome], count)
    yield attempts
    yield _one("loa_workers", "Workers that beat in the last 12 seconds", sum(not each.is_silent for each in workers))
    if sweeps:
        yield _one("loa_sweep_age_seconds", "Since the last sweep was done", min(sweeps))
    if took:
        yield _one("loa_sweep_seconds", "How long the last sweep took, of the slowest worker", max(took))
    yield _several("loa_sources", "Sources: reading, behind, failing, resting", "state", seen.sources)
    yield _one("loa_notices_open", "Notices that wait for staff", seen.notices)


def _of_workers(seen: Health) -> Iterator[GaugeMetricFamily]:
    beats = GaugeMetricFamily(
        "loa_worker_beat_age_seconds",
        "Since each worker that has not ended last beat",
        labels=["worker", "machine", "pid"],
    )
    for each in seen.workers:
        beats.add_metric([each.name, each.machine, str(each.pid)], each.beat_age_s)
    yield beats
    stands = GaugeMetricFamily(
        "loa_worker_stands",
        "1 for each queue whose work waits for a worker that does nothing; of work that it holds the queue is empty",
        labels=["worker", "machine", "queue"],
    )
    for one in stalled(seen):
        for queue in one.queues or ("",):
            stands.add_metric([one.worker.name, one.worker.machine, queue], 1)
    yield stands


def _one(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=float(value))


def _several(name: str, told: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
