"""`GET /health/live`, `/health/ready`, `/health`: whether this process answers, and whether posts go out. For supervisors and
monitors; says nothing secret.

Life is not progress: a worker counts by what it proved of itself (`distributor.work.progress`), never by another process's heart.
"""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import redis
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from dispatch.queues import oldest_s, waiting
from distributor.broadcast.standing import health_of_house
from distributor.deliver.health import BEAT, VALKEY, Health, Stalled, part_at_fault, stalled
from distributor.settings import Settings
from distributor.work.liveness import host_of
from distributor.work.stopped import stopped_parts
from web.surroundings import Around, Surroundings

router = APIRouter()

BROKER_TIMEOUT_S = 0.5
NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/health/live")
async def live() -> JSONResponse:
    """200: this process answers. Asks nobody else."""
    return JSONResponse({"status": "ok"}, headers=NOT_KEPT)


@router.get("/health/ready")
@router.get("/health")
def ready(around: Around) -> JSONResponse:
    """200 while posts go out and work is done, else 503 with the part at fault. Ages in seconds; null: there is none."""
    seen = look(around)
    fault = part_at_fault(seen)
    return JSONResponse(
        {
            "status": "unavailable" if fault else "ok",
            "part_at_fault": fault or None,
            "workers_at_fault": [_told(each) for each in stalled(seen)],
            "database": seen.database,
            "broker": seen.broker,
            "worker": seen.worker,
            "worker_heartbeat_age_s": _rounded(seen.beat_age_s),
            "last_sweep_age_s": _rounded(seen.swept_age_s),
            "messages_waiting": seen.queued,
            "oldest_due_post_age_s": seen.delay.oldest_due_s,
            "delivery_stood_s": _rounded(seen.delay.stood_s),
            "sms_stand": asdict(seen.sms) if seen.sms else None,
            "telephone_stands": asdict(seen.line) if seen.line else None,
        },
        503 if fault else 200,
        NOT_KEPT,
    )


def look(around: Surroundings) -> Health:
    now = around.clock.now()
    known = queues_now(around.settings, now)
    try:
        with around.database.read() as session:
            return with_stopped(replace(health_of_house(session, now), **known), around.settings)
    except SQLAlchemyError:
        return Health(**known)


def with_stopped(seen: Health, settings: Settings) -> Health:
    """Return it with what the supervisor of this machine sees of it."""
    parts = stopped_parts(settings.run_folder)
    if not parts:
        return seen
    host = host_of(settings.run_folder)
    here = [each.incarnation_id for each in seen.workers if each.host == host and each.pid == parts.get("worker")]
    return replace(seen, stopped=frozenset([*here, *({BEAT, VALKEY} & parts.keys())]))


def queues_now(settings: Settings, now: datetime) -> dict[str, Any]:
    """Return what Valkey says, by the fields of `Health`; nothing where it does not answer."""
    try:
        with redis.Redis.from_url(
            settings.valkey_url, socket_connect_timeout=BROKER_TIMEOUT_S, socket_timeout=BROKER_TIMEOUT_S, retry=None
        ) as client:
            prefix = settings.key_prefix
            return {
                "broker": True,
                "queues": waiting(client, prefix),
                "oldest_s": oldest_s(client, prefix, now),
            }
    except (redis.RedisError, OSError, ValueError):
        return {}


def _told(stands: Stalled) -> dict[str, object]:
    worker = stands.worker
    return {
        "worker": worker.name,
        "machine": worker.machine,
        "pid": worker.pid,
        "queues": stands.queues,
        "last_heartbeat_age_s": _rounded(worker.beat_age_s),
        "last_message_age_s": _rounded(worker.taken_age_s),
    }


def _rounded(age_s: float | None) -> float | None:
    return None if age_s is None else round(age_s, 1)
