"""Nudges as Celery tasks. A nudge that waits in the queue already is not sent again; each expires, for the sweep repeats it."""

from datetime import datetime

from celery import Celery
from redis import Redis

from dispatch.app import DELIVER, NUDGE_EXPIRES_S

LANE_EXPIRES_S = 30.0
"""Counted by the sender's clock and judged by the worker's: more than two machines' clocks may differ."""
MOST_WAITING = 200
"""Lanes in the queue beyond which no more are sent: all threads are busy, and the sweep asks again each second."""


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

    def reconcile(self, account_id: int) -> None:
        self._once("loa.reconcile", account_id, again_after_s=2)

    def ingest(self, source_id: int) -> None:
        self._once("loa.ingest", source_id, again_after_s=30)

    def understand(self, item_id: int) -> None:
        self._once("loa.understand", item_id, again_after_s=10)

    def compose(self, item_id: int) -> None:
        self._once("loa.compose", item_id, again_after_s=10)

    def render(self, post_id: int) -> None:
        self._once("loa.render", post_id, again_after_s=3)

    def make_video(self, job_id: int) -> None:
        self._once("loa.make_video", job_id, again_after_s=5)

    def review(self, post_id: int) -> None:
        self._once("loa.review", post_id, again_after_s=5)

    def correct(self, step_id: int) -> None:
        self._once("loa.correct", step_id, again_after_s=5)

    def ping(self, account_id: int) -> None:
        self._once("loa.ping", account_id, again_after_s=2)

    def measure(self, account_id: int) -> None:
        self._once("loa.measure", account_id, again_after_s=10)

    def read_followers(self, account_id: int) -> None:
        self._once("loa.read_followers", account_id, again_after_s=60)

    def send_sms(self, account_id: int) -> None:
        self._once("loa.send_sms", account_id, again_after_s=2)

    def read_comments(self, account_id: int) -> None:
        self._once("loa.read_comments", account_id, again_after_s=5)

    def answer_citizens(self, account_id: int) -> None:
        self._once("loa.answer_citizens", account_id, again_after_s=2)

    def send_webhooks(self, endpoint_id: int) -> None:
        self._once("loa.send_webhooks", endpoint_id, again_after_s=2)

    def send_mail(self, mail_id: int) -> None:
        self._once("loa.send_mail", mail_id, again_after_s=5)

    def _once(self, task: str, key: int, *, again_after_s: int) -> None:
        if self._valkey.set(f"{self._prefix}loa:nudge:{task}:{key}", 1, nx=True, ex=again_after_s):
            self._app.send_task(task, args=(key,), expires=NUDGE_EXPIRES_S)
