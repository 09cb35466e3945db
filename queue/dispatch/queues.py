"""The queues, in the order of importance in which a worker takes from them, and what waits in each. Loads no Celery."""

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
