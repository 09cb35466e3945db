"""`GET /health`: whether the parts that Loa stands on answer, for supervisors and monitors. Says nothing secret."""

from dataclasses import dataclass
from datetime import datetime

import redis
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from distributor.models import Incarnation, Post, PostState
from web.surroundings import Around, Surroundings

router = APIRouter()

BROKER_TIMEOUT_S = 0.5
LONGEST_SILENCE_S = 60.0
"""Six heartbeats of a worker."""


@dataclass(frozen=True)
class _Work:
    """`heartbeat`: of the worker that beat last and has not ended. `oldest_due`: what should have been taken up first."""

    heartbeat: datetime | None
    oldest_due: datetime | None


@router.get("/health")
def health(around: Around) -> JSONResponse:
    """200 when database and broker answer and a worker lives, else 503. Ages in seconds; null: there is none."""
    now = around.clock.now()
    work = _read_work(around, now)
    broker = _broker_answers(around.settings.valkey_url)
    heartbeat_age = _age(work.heartbeat, now) if work else None
    worker = heartbeat_age is not None and heartbeat_age <= LONGEST_SILENCE_S
    well = work is not None and broker and worker
    return JSONResponse(
        {
            "status": "ok" if well else "unavailable",
            "database": work is not None,
            "broker": broker,
            "worker": worker,
            "worker_heartbeat_age_s": heartbeat_age,
            "oldest_due_post_age_s": _age(work.oldest_due, now) if work else None,
        },
        200 if well else 503,
        {"Cache-Control": "no-store"},
    )


def _read_work(around: Surroundings, now: datetime) -> _Work | None:
    """None: the database does not answer."""
    try:
        with around.database.read() as session:
            heartbeat = session.exec(
                select(func.max(Incarnation.heartbeat_at)).where(col(Incarnation.ended_at).is_(None))
            ).one()
            oldest = session.exec(
                select(func.min(Post.due_at)).where(Post.state == PostState.PLANNED, col(Post.due_at) <= now)
            ).one()
    except SQLAlchemyError:
        return None
    return _Work(heartbeat, oldest)


def _broker_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(
            url, socket_connect_timeout=BROKER_TIMEOUT_S, socket_timeout=BROKER_TIMEOUT_S
        ) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError, ValueError):
        return False


def _age(instant: datetime | None, now: datetime) -> float | None:
    return None if instant is None else round(max((now - instant).total_seconds(), 0.0), 1)
