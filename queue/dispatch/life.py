"""What a worker process does at its beginning, its end, and round each message."""

import threading
from typing import Any

import structlog
from celery.signals import (
    task_postrun,
    task_prerun,
    task_received,
    worker_init,
    worker_process_shutdown,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)

from dispatch.runtime import PROGRESS, close_runtime, runtime, stop_taking
from distributor.logs import fault_of
from distributor.work.liveness import HEARTBEAT_S

log = structlog.get_logger()
_ending = threading.Event()


@worker_init.connect
def _on_init(sender: Any, **_: object) -> None:
    PROGRESS.threads, PROGRESS.name = int(sender.concurrency), str(sender.hostname)
    PROGRESS.queues = tuple(sorted(sender.app.amqp.queues.consume_from))


@worker_ready.connect
def _on_ready(**_: object) -> None:
    PROGRESS.takes_from_now_on()
    threading.Thread(target=_prove, name="begin", daemon=True).start()


def _prove() -> None:
    """A worker that has had nothing to do proves that it lives, too: else nobody would know if it froze."""
    while not _ending.is_set():
        try:
            runtime()
        except Exception as error:  # the database is away, or not made yet
            log.warning("a worker cannot prove that it lives", **fault_of(error))
            _ending.wait(HEARTBEAT_S)
        else:
            return


@worker_shutting_down.connect
def _on_shutting_down(**_: object) -> None:
    """Lanes end after the post in hand."""
    _ending.set()
    stop_taking()


@worker_process_shutdown.connect
def _on_process_shutdown(**_: object) -> None:
    close_runtime()


@worker_shutdown.connect
def _on_shutdown(**_: object) -> None:
    close_runtime()


@task_received.connect
def _on_received(request: Any, **_: object) -> None:
    PROGRESS.took(str(request.delivery_info.get("routing_key", "")))


@task_prerun.connect
def _on_begun(task_id: str, task: Any, **_: object) -> None:
    PROGRESS.began(task_id, task.name.removeprefix("loa."))


@task_postrun.connect
def _on_ended(task_id: str, **_: object) -> None:
    PROGRESS.ended(task_id)
