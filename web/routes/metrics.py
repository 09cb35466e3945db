"""`GET /metrics` for Prometheus: to who asks from this machine, and to who shows the token of the setting `metrics_token`.

Numbers only: no name of a person, an account or a document. What each means stands in its own help text; alert rules that use
them are in `deploy/prometheus/alerts.yml`.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from hmac import compare_digest

import redis
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from dispatch.queues import waiting
from distributor.process_memory import memory_of_home
from distributor.report.running import Running, running
from distributor.settings import Settings
from web.client_address import address_of
from web.routes.health import BROKER_TIMEOUT_S, NOT_KEPT
from web.surroundings import Around, Surroundings

router = APIRouter()


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
    asker = address_of(request, settings.trusted_proxies)
    # A proxy on this machine asks for the whole world: one that nobody named, or that names the asker as nobody here reads.
    if "forwarded" in request.headers or ("x-forwarded-for" in request.headers and not settings.trusted_proxies):
        return False
    try:
        return ipaddress.ip_address(asker).is_loopback
    except ValueError:
        return False


class _House(Collector):
    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def collect(self) -> Iterator[GaugeMetricFamily]:
        queued = _queued(self._around.settings)
        try:
            with self._around.database.read() as session:
                seen = running(session, self._around.clock.now())
        except SQLAlchemyError:
            yield _one("loa_database_up", "1 while the database answers", 0)
        else:
            yield _one("loa_database_up", "1 while the database answers", 1)
            yield from _of_work(seen)
        yield _one("loa_broker_up", "1 while Valkey answers", queued is not None)
        yield _several("loa_queue_messages", "Messages that nobody has taken", "queue", queued or {})
        memory = memory_of_home(self._around.settings.home)
        yield _several("loa_memory_bytes", "Proportional set size of this machine's processes", "part", memory)


def _of_work(seen: Running) -> Iterator[GaugeMetricFamily]:
    beats = [proof.beat_age_s for proof in seen.workers]
    sweeps = [proof.swept_age_s for proof in seen.workers if proof.swept_age_s is not None]
    took = [proof.sweep_s for proof in seen.workers if proof.sweep_s is not None]
    yield _one(
        "loa_due_post_oldest_age_seconds",
        "How late the oldest post is that could go out",
        seen.delay.oldest_due_s or 0,
    )
    yield _one("loa_delivery_stood_seconds", "How long the lane has stood that stood longest", seen.delay.stood_s)
    yield _several("loa_posts", "Posts by state, of those that are not over", "state", seen.posts)
    attempts = GaugeMetricFamily(
        "loa_attempts_last_hour",
        "Tries of the last hour by outcome: published, next, or the class of error",
        labels=["channel", "outcome"],
    )
    for (channel, outcome), count in seen.attempts.items():
        attempts.add_metric([channel, outcome], count)
    yield attempts
    yield _one("loa_workers", "Workers that beat in the last 12 seconds", sum(age <= 12 for age in beats))
    if sweeps:
        yield _one("loa_sweep_age_seconds", "Since the last sweep was done", min(sweeps))
    if took:
        yield _one("loa_sweep_seconds", "How long the last sweep took, of the slowest worker", max(took))
    yield _several("loa_sources", "Sources: reading, behind, failing, resting", "state", seen.sources)
    yield _one("loa_notices_open", "Notices that wait for staff", seen.notices)


def _one(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=float(value))


def _several(name: str, told: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _queued(settings: Settings) -> dict[str, int] | None:
    """None: the broker does not answer."""
    try:
        with redis.Redis.from_url(
            settings.valkey_url, socket_connect_timeout=BROKER_TIMEOUT_S, socket_timeout=BROKER_TIMEOUT_S, retry=None
        ) as client:
            return waiting(client, settings.key_prefix)
    except (redis.RedisError, OSError, ValueError):
        return None
