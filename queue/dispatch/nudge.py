"""Nudges as Celery tasks. A nudge that waits in the queue already is not sent again; each expires, for the sweep repeats it."""

from datetime import datetime

from celery import Celery
from redis import Redis

from dispatch.app import NUDGE_EXPIRES_S
from dispatch.queues import DELIVER
from distributor.work.ports import Task

LANE_EXPIRES_S = 30.0
"""Counted by the sender's clock and judged by the worker's: more than two machines' clocks may differ."""
MOST_WAITING = 200
"""Lanes in the queue beyond which no more are sent: all threads are busy, and the sweep asks again each second."""

AGAIN_AFTER_S: dict[Task, int] = {
    "reconcile": 2,
    "ingest": 30,
    "understand": 10,
    "compose": 10,
    "render": 3,
    "make_video": 5,
    "review": 5,
    "correct": 5,
    "ping": 2,
    "measure": 10,
    "read_followers": 60,
    "send_sms": 2,
    "read_comments": 5,
    "answer_citizens": 2,
    "send_webhooks": 2,
    "send_mail": 5,
}
"""How soon the same is asked for again, though the first may still wait in the queue."""


class CeleryNudge:
    """Implements the engine's Nudge."""

    def __init__(self, app: Celery, valkey: "Redis", prefix: str = "") -> None:
        self._app = app
        self._valkey = valkey
        self._prefix = prefix

    def deliver(self, account_id: int, lanes: int, eta: datetime | None) -> None:
        """Open lanes. Never with a long eta: at most until the next sweep."""
        if int(self._valkey.llen(f"{self._prefix}{DELIVER}")) > MOST_WAITING:
            return
        wait_s = max(0.0, (eta - datetime.now(eta.tzinfo)).total_seconds()) if eta else 0.0
        for _ in range(lanes):
            self._app.send_task("loa.deliver", args=(account_id,), eta=eta, expires=wait_s + LANE_EXPIRES_S)

    def ask(self, task: Task, key: int) -> None:
        if self._valkey.set(f"{self._prefix}loa:nudge:loa.{task}:{key}", 1, nx=True, ex=AGAIN_AFTER_S[task]):
            self._app.send_task(f"loa.{task}", args=(key,), expires=NUDGE_EXPIRES_S)
