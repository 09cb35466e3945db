"""Tells of each post that a worker carries as of a Celery task of its own, so that whoever listens to events (Flower) sees each
post's way: which post, on which account, which try, and what came of it.

A message carries an account's lane, never a post (`tasks.py`), so Celery knows none by itself. Telling never delays a call: it is
done by a thread of its own, and what that cannot tell is left out.
"""

import threading
from contextlib import suppress
from queue import Full, Queue

from celery import Celery

MOST_UNTOLD = 1_000
NAME = "loa.post"


class PostEvents:
    """Implements the engine's `CarryWatch`. `hostname`: the worker's name."""

    def __init__(self, app: Celery, hostname: str) -> None:
        self._app, self._hostname = app, hostname
        self._untold: Queue[tuple[str, dict[str, object]]] = Queue(MOST_UNTOLD)
        self._teller = threading.Thread(target=self._tell, name="post-events", daemon=True)
        self._teller.start()

    def begun(self, post_id: int, account_id: int, attempt_id: int, tries: int) -> None:
        uuid = _uuid(attempt_id)
        args = f"(post {post_id}, account {account_id})"
        self._put("task-received", uuid=uuid, name=NAME, args=args, kwargs="{}", retries=max(tries - 1, 0), eta=None)
        self._put("task-started", uuid=uuid)

    def ended(self, attempt_id: int, result: str, error: str, runtime_s: float) -> None:
        if error:
            self._put("task-failed", uuid=_uuid(attempt_id), exception=error, traceback="")
        else:
            self._put("task-succeeded", uuid=_uuid(attempt_id), result=result, runtime=round(runtime_s, 3))

    def _put(self, kind: str, **fields: object) -> None:
        with suppress(Full):
            self._untold.put_nowait((kind, fields))

    def _tell(self) -> None:
        while True:
            kind, fields = self._untold.get()
            # Whatever the broker does, a post goes out without being told of.
            with suppress(Exception), self._app.events.default_dispatcher(hostname=self._hostname) as dispatcher:
                dispatcher.send(kind, **fields)


def _uuid(attempt_id: int) -> str:
    """Each try is a task: what was tried before it ended with what came of it."""
    return f"post-attempt-{attempt_id}"
