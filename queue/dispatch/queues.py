"""The queues, in the order of importance in which a worker takes from them, and what waits in each. Loads no Celery."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis import Redis

DELIVER, INGEST, REVIEW, RENDER, VIDEO, LEARN = "deliver", "ingest", "review", "render", "video", "learn"
QUEUES = (DELIVER, INGEST, REVIEW, RENDER, VIDEO, LEARN)


def waiting(valkey: "Redis", prefix: str = "") -> dict[str, int]:
    """Queue → messages that nobody has taken. Raises redis errors."""
    with valkey.pipeline(transaction=False) as pipeline:
        for queue in QUEUES:
            pipeline.llen(f"{prefix}{queue}")
        return dict(zip(QUEUES, (int(length) for length in pipeline.execute()), strict=True))


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
