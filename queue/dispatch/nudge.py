"""Nudges as Celery tasks: of each thing at most one message waits, however often it is asked for.

A thing is a room's task or one lane of an account; its rows are in the database, and whoever takes the message up reads them
there. A mark says that the thing was asked for. Who takes a room's message up removes its mark; one that was lost with its
message expires by itself, and the sweep asks again. Where the mark has expired and the message still waits, on a machine that is
slow, none is added.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from celery import Celery
from redis import Redis

from dispatch.queues import DELIVER, EXPIRES_S
from distributor.work.ports import Task

MARK_S = 5
"""So long a loss of the message delays the thing."""
MOST_WAITING = 200
"""Messages in the queue of deliveries beyond which no more are sent: the sweep asks again each second."""
ROW_S: dict[Task, int] = {
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
    "read_followers": 30,
    "send_sms": 2,
    "read_comments": 5,
    "answer_citizens": 2,
    "send_webhooks": 2,
    "send_mail": 5,
    "call_approver": 5,
    "write_followers": 5,
}
"""How soon the same row is taken up again, though it is still due."""

_MARK = """
if not redis.call('SET', KEYS[1], 1, 'NX', 'EX', ARGV[1]) then
  return 0
end
for _, message in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  if string.find(message, ARGV[2], 1, true) then
    return 0
  end
end
return 1
"""


class Marks:
    """The marks of what was asked for and not yet taken up, and of which rows somebody works on, for all processes. Raises
    redis errors."""

    def __init__(self, valkey: "Redis", prefix: str = "") -> None:
        self.valkey = valkey
        self.prefix = prefix
        self._mark = valkey.register_script(_MARK)

    def set(self, thing: str, queue: str) -> bool:
        """Set the mark of a nudge; return True if a message may be sent, for none waits."""
        # The header as kombu writes it: the name alone may be the queue's, and that stands in every message of the queue.
        header = json.dumps({"thing": thing})[1:-1]
        return bool(self._mark(keys=[self._key(thing), f"{self.prefix}{queue}"], args=[MARK_S, header]))

    def remove(self, thing: str) -> None:
        self.valkey.delete(self._key(thing))

    def take(self, task: Task, key: int) -> bool:
        """Take a row for this process; return True if it is ours for now."""
        return bool(self.valkey.set(f"{self.prefix}loa:row:{task}:{key}", 1, nx=True, ex=ROW_S[task]))

    def _key(self, thing: str) -> str:
        return f"{self.prefix}loa:nudge:{thing}"


class CeleryNudge:
    """Implements the engine's Nudge."""

    def __init__(self, app: Celery, valkey: "Redis", prefix: str = "") -> None:
        self._app = app
        self.marks = Marks(valkey, prefix)

    def deliver(self, account_id: int, lanes: int, eta: datetime | None) -> None:
        """Open lanes that are not open. Never with a long eta: at most until the next sweep."""
        if int(self.marks.valkey.llen(f"{self.marks.prefix}{DELIVER}")) > MOST_WAITING:
            return
        for lane in range(lanes):
            self._send("deliver", lane_name(account_id, lane), (account_id, lane), eta)

    def ask(self, task: Task, keys: Sequence[int]) -> None:
        if keys:
            self._send(task, task)

    def _send(self, task: str, thing: str, args: tuple[int, ...] = (), eta: datetime | None = None) -> None:
        queue = self._app.conf.task_routes[f"loa.{task}"]["queue"]
        if self.marks.set(thing, queue):
            self._app.send_task(f"loa.{task}", args=args, eta=eta, expires=EXPIRES_S, headers={"thing": thing})


def lane_name(account_id: int, lane: int) -> str:
    return f"deliver:{account_id}:{lane}"
