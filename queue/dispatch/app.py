"""The Celery app: queues, delivery guarantees, and the beat.

Tasks carry ids only. They are acknowledged early (`acks_late` off) and expire, for the sweep finds all work again from the
database: a lost task costs a second, a repeated one finds nothing to claim.
"""

from typing import Any

from celery import Celery
from celery.signals import (
    setup_logging,
    task_postrun,
    task_prerun,
    task_received,
    worker_init,
    worker_process_shutdown,
    worker_shutdown,
    worker_shutting_down,
)

from dispatch.queues import DELIVER, INGEST, LEARN, RENDER, REVIEW, VIDEO
from dispatch.runtime import PROGRESS, close_runtime, stop_taking
from distributor.logs import set_up_logs_of_libraries
from distributor.settings import Settings, load_settings

ROUTES = {
    **dict.fromkeys(("sweep", "deliver", "reconcile", "send_sms", "ping"), DELIVER),
    **dict.fromkeys(("ingest", "understand", "compose", "campaigns", "occasions"), INGEST),
    **dict.fromkeys(("review", "correct", "read_comments", "watch_comments", "answer_citizens"), REVIEW),
    **dict.fromkeys(("send_webhooks", "send_mail"), REVIEW),
    "render": RENDER,
    "make_video": VIDEO,
    **dict.fromkeys(("measure", "watch_numbers", "read_followers", "learn", "fold_words", "keep_house"), LEARN),
}
"""Task → queue. What is due to citizens comes first, what is learnt last."""

NUDGE_EXPIRES_S = 60.0


def make_app(settings: Settings) -> Celery:
    app = Celery("loa", broker=settings.broker_url, include=["dispatch.tasks"])
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=False,
        task_default_queue=REVIEW,
        task_serializer="json",
        accept_content=["json"],
        task_routes={f"loa.{task}": {"queue": queue} for task, queue in ROUTES.items()},
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        # Celery takes less after a lost connection, and more again as its tasks end. Losses in a row left it at nothing.
        worker_enable_prefetch_count_reduction=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,  # no broadcast channel: an idle worker polls only its queues
        worker_soft_shutdown_timeout=15.0,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 3600,
            "global_keyprefix": settings.key_prefix,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "retry_on_timeout": True,
            "queue_order_strategy": "priority",  # in the order of QUEUES, as they are consumed
        },
        beat_schedule_filename=str(settings.run_folder / "beat"),
        beat_scheduler="dispatch.beat:SteadyScheduler",
        beat_max_loop_interval=settings.values.sweep_every,
        beat_schedule={
            "sweep": {
                "task": "loa.sweep",
                "schedule": settings.values.sweep_every,
                "options": {"expires": 30.0},
            },
            "comments": {"task": "loa.watch_comments", "schedule": 20.0, "options": {"expires": 18.0}},
            "numbers": {"task": "loa.watch_numbers", "schedule": 300.0, "options": {"expires": 280.0}},
            "occasions": {"task": "loa.occasions", "schedule": 900.0, "options": {"expires": 800.0}},
            "learn": {"task": "loa.learn", "schedule": 60.0, "options": {"expires": 55.0}},
            "words": {"task": "loa.fold_words", "schedule": 30.0, "options": {"expires": 28.0}},
            "campaigns": {"task": "loa.campaigns", "schedule": 15.0, "options": {"expires": 14.0}},
            "housekeeping": {"task": "loa.keep_house", "schedule": 3600.0, "options": {"expires": 3000.0}},
        },
    )
    return app


app = make_app(load_settings())


@setup_logging.connect
def _on_setup_logging(loglevel: int, **_: object) -> None:
    set_up_logs_of_libraries(loglevel)


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
def _on_ended(task_id: str, task: Any, state: str | None = None, **_: object) -> None:
    PROGRESS.ended(task_id)
    if task.name == "loa.sweep" and state == "SUCCESS":
        PROGRESS.swept()
