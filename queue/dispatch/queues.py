"""The queues, in the order of importance in which a worker takes from them, and what waits in each. Loads no Celery."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis import Redis

DELIVER, INGEST, REVIEW, RENDER, VIDEO, LEARN = "deliver", "ingest", "review", "render", "video", "learn"
QUEUES = (DELIVER, INGEST, REVIEW, RENDER, VIDEO, LEARN)
ANSWERS_S = 2.0
"""Valkey answers in a thousandth of it. Whatever waits longer asks again over a new connection."""
EXPIRES_S = 3600.0
"""Of a message. Long, for on a slow machine it waits long, and there is only one of each; it may be done at any time."""


def waiting(valkey: "Redis", prefix: str = "") -> dict[str, int]:
    """Queue → messages that nobody has taken. Raises redis errors, also where it takes no message: one that is paused, full or a
    replica answers who only reads."""
    with valkey.pipeline(transaction=False) as pipeline:
        pipeline.set(f"{prefix}takes-messages", 1, ex=60)
        for queue in QUEUES:
            pipeline.llen(f"{prefix}{queue}")
        return dict(zip(QUEUES, (int(length) for length in pipeline.execute()[1:]), strict=True))


def oldest_s(valkey: "Redis", prefix: str, now: datetime) -> dict[str, float]:
    """Queue → how long the message has waited that would be taken next, by its sender's clock; without queues where none
    waits. Raises redis errors."""
    with valkey.pipeline(transaction=False) as pipeline:
        for queue in QUEUES:
            pipeline.lindex(f"{prefix}{queue}", -1)
        messages = dict(zip(QUEUES, pipeline.execute(), strict=True))
    return {queue: _age_s(message, now) for queue, message in messages.items() if message is not None}


def _age_s(message: bytes, now: datetime) -> float:
    """Of one that is not ours nobody knows: it counts as old."""
    try:
        expires = datetime.fromisoformat(json.loads(message)["headers"]["expires"])
        return EXPIRES_S - (expires - now).total_seconds()
    except (ValueError, KeyError, TypeError):
        return EXPIRES_S


class ByImportance:
    """The order in which kombu takes from its queues: it keeps them as a set, so each time they are put in
    order anew."""

    def __init__(self) -> None:
        self._queues: list[str] = []

    def update(self, queues: Iterable[str]) -> None:
        self._queues = sorted(
            queues, key=lambda queue: (QUEUES.index(queue) if queue in QUEUES else len(QUEUES), queue)
        )

    def consume(self, count: int) -> list[str]:
        return self._queues[:count]

    def rotate(self, _last_used: str) -> None:
        """Do nothing: the order stands."""
