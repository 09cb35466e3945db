"""The Celery app: queues, delivery guarantees, and the beat. Loads none of the engine.

A task carries nothing but the account of a lane. It is acknowledged early (`acks_late` off) and expires, for the sweep finds all
work again from the database: a lost task costs half a minute, a repeated one finds nothing to claim.
"""

from celery import Celery
from celery.signals import setup_logging
from kombu import Exchange, Queue
from kombu.transport import TRANSPORT_ALIASES

from dispatch.queues import ANSWERS_S, DELIVER, EXPIRES_S, INGEST, LEARN, QUEUES, RENDER, REVIEW, VIDEO
from distributor.logs import set_up_logs_of_libraries
from distributor.settings import Settings, load_settings

APP = "loa"
ROUTES = {
    **dict.fromkeys(("sweep", "deliver", "reconcile", "send_sms", "ping"), DELIVER),
    **dict.fromkeys(("ingest", "understand", "compose", "campaigns", "occasions"), INGEST),
    **dict.fromkeys(("review", "correct", "read_comments", "watch_comments", "answer_citizens"), REVIEW),
    **dict.fromkeys(("send_webhooks", "send_mail", "call_approver", "write_followers"), REVIEW),
    "render": RENDER,
    "make_video": VIDEO,
    **dict.fromkeys(("measure", "watch_numbers", "read_followers", "learn", "fold_words", "keep_house"), LEARN),
}
"""Task → queue. What is due to citizens comes first, what is learnt last."""


BEATS_S = {
    "watch_comments": 20.0,
    "watch_numbers": 300.0,
    "occasions": 900.0,
    "learn": 60.0,
    "fold_words": 30.0,
    "campaigns": 15.0,
    "keep_house": 3600.0,
}
"""What the beat asks for beside the sweep, and how often."""


def make_app(settings: Settings, *, for_beat: bool = False) -> Celery:
    """Make the Celery app. `for_beat`: without the tasks, of which the beat knows the names only; with them it loads the whole
    engine."""
    # A setting (`broker_transport`) says it only for addresses without a path.
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "dispatch.broker:BrokerTransport"))
    app = Celery(APP, broker=settings.broker_url, include=[] if for_beat else ["dispatch.tasks"])
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=False,
        # Declared, so that `celery -A worker worker` takes from all of them, and `-Q video` makes a render machine.
        task_queues=[Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
        task_create_missing_queues=False,
        task_default_queue=REVIEW,
        worker_pool="threads",
        worker_concurrency=settings.values.worker_threads,
        task_serializer="json",
        accept_content=["json"],
        task_routes={f"loa.{task}": {"queue": queue} for task, queue in ROUTES.items()},
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        # Celery takes less after a lost connection, and more again as its tasks end. Losses in a row left it at nothing.
        worker_enable_prefetch_count_reduction=False,
        # Without them no broadcast channel: an idle worker polls only its queues.
        worker_send_task_events=settings.values.celery_events,
        task_send_sent_event=settings.values.celery_events,
        worker_enable_remote_control=settings.values.celery_events,
        worker_soft_shutdown_timeout=15.0,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 3600,
            "global_keyprefix": settings.key_prefix,
            # What a connection that carries nothing any more costs: each that waits on the way is paid for in turn, the beat's
            # mark and message, the worker's note of what it took, its own message.
            "socket_timeout": ANSWERS_S,
            "socket_connect_timeout": ANSWERS_S,
            "retry_on_timeout": True,
            # A connection that answers no BRPOP for a second and this is dropped, at a look that is taken as often; with kombu's
            # 25 s nothing was taken so long.
            "health_check_interval": 3,
            "queue_order_strategy": "dispatch.queues:ByImportance",
        },
        beat_schedule_filename=str(settings.run_folder / "beat"),
        beat_scheduler="dispatch.beat:SteadyScheduler",
        beat_max_loop_interval=settings.values.sweep_every,
        beat_schedule={
            task: {
                "task": f"loa.{task}",
                "schedule": every_s,
                "options": {"expires": EXPIRES_S, "headers": {"thing": task}},
            }
            for task, every_s in {**BEATS_S, "sweep": settings.values.sweep_every}.items()
        },
    )
    return app


app = make_app(load_settings())


@setup_logging.connect
def _on_setup_logging(loglevel: int, **_: object) -> None:
    set_up_logs_of_libraries(loglevel, load_settings().values.log_format)
