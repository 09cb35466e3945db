"""What a worker process does at its beginning, its end, and round each message."""

from typing import Any

from celery.signals import (
    task_postrun,
    task_prerun,
    task_received,
    worker_init,
    worker_process_shutdown,
    worker_shutdown,
    worker_shutting_down,
)

from dispatch.runtime import PROGRESS, close_runtime, stop_taking


@worker_init.connect
def _on_init(sender: Any, **_: object) -> None:
    PROGRESS.threads = int(sender.concurrency)


@worker_shutting_down.connect
def _on_shutting_down(**_: object) -> None:
    """Lanes end after the post in hand."""
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
