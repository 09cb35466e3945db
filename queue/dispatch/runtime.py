"""What one process needs to do the engine's work, made at first use (after any fork) and closed at the end."""

import os
import threading
from dataclasses import dataclass

import structlog
from celery import current_app
from redis import Redis

from dispatch.media_notice import MediaNotice
from dispatch.pacing import ValkeyPacer
from dispatch.post_events import PostEvents
from dispatch.queues import ANSWERS_S
from distributor import migrate
from distributor.clock import Clock
from distributor.compose.templates import Templates
from distributor.compose.wordings import KeptWordings
from distributor.database_clock import DatabaseClock
from distributor.db import Database
from distributor.errors import SettingsError
from distributor.ingest.fetch import Fetcher
from distributor.logs import set_up_logs
from distributor.media.place import MediaPlace
from distributor.media.store import MediaStore
from distributor.outgoing.carrier import Carrier
from distributor.settings import Settings, load_settings
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation
from distributor.work.progress import WORKER, Progress

MAY_TAKE_S = {"deliver": 20.0, "make_video": 600.0, "send_webhooks": 120.0, "understand": 120.0, "keep_house": 300.0}
"""How long a task may be under way, where not a minute. Of a lane the calls: each has a lease in the database."""
PROGRESS = Progress(MAY_TAKE_S)
"""Of this process, told to the database with its heartbeat once it is a worker."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Runtime:
    """One a process. `valkey`: the plain client, for nudges and pacing."""

    settings: Settings
    database: Database
    clock: Clock
    carrier: Carrier
    templates: Templates
    media: MediaStore
    media_place: MediaPlace
    media_notice: MediaNotice
    fetcher: Fetcher
    valkey: "Redis"

    @property
    def threads(self) -> int:
        """Return the number of threads of this worker; of another process, as many as a worker has by the settings."""
        return PROGRESS.threads or self.settings.values.worker_threads


def open_runtime(settings: Settings, clock: Clock | None = None, *, part: str = "") -> Runtime:
    """Make everything, and begin this process's life as a carrier. `part`: what the process is, where others ask for it."""
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url, pool_size=settings.values.worker_threads + 4, home=settings.home)
    try:
        migrate.current(database)
    except SettingsError:  # a restore is under way, which wants the database for itself
        database.dispose()
        raise
    shared_clock = DatabaseClock()
    with database.read() as session:
        shared_clock.synchronise(session)
    clock = clock or shared_clock
    if settings.values.allow_private_addresses:
        log.warning(
            "allow_private_addresses is the old name of allowed_hosts and opens all private networks; name your hosts"
        )
    valkey = Redis.from_url(settings.valkey_url, socket_timeout=ANSWERS_S, socket_connect_timeout=ANSWERS_S)
    media, media_place = MediaStore(settings.media_folder), MediaPlace(database, settings.media_folder)
    carrier = Carrier(
        settings=settings,
        database=database,
        clock=clock,
        vault=open_vault(settings.home, database=database),
        incarnation=LivingIncarnation(
            database, settings.run_folder, on_beat=shared_clock.synchronise, part=part, progress=PROGRESS.told
        ),
        pacer=ValkeyPacer(valkey, settings.key_prefix),
        media_path=media.path_of,
    )
    return Runtime(
        settings=settings,
        database=database,
        clock=clock,
        carrier=carrier,
        templates=Templates(kept=KeptWordings(database)),
        media=media,
        media_place=media_place,
        media_notice=MediaNotice(media_place, database),
        fetcher=Fetcher.from_settings(settings),
        valkey=valkey,
    )


_lock = threading.Lock()
_made: dict[int, Runtime] = {}


def runtime() -> Runtime:
    """This process's runtime."""
    pid = os.getpid()
    if (made := _made.get(pid)) is not None:
        return made
    with _lock:
        if pid not in _made:
            settings = load_settings()
            set_up_logs(settings.values.log_level, settings.values.log_format)
            _made.clear()  # a parent's runtime is not ours: its lock, its connections
            PROGRESS.public_url = settings.public_url
            _made[pid] = made = open_runtime(settings, part=WORKER)
            if settings.values.celery_events:
                made.carrier.watch = PostEvents(current_app, PROGRESS.name)
        return _made[pid]


def stop_taking() -> None:
    """Carry no further post."""
    if (made := _made.get(os.getpid())) is not None:
        made.carrier.stopping.set()


def close_runtime() -> None:
    """End this process's life as a carrier."""
    if (made := _made.pop(os.getpid(), None)) is not None:
        made.carrier.stopping.set()
        made.carrier.incarnation.close()
        made.database.dispose()
        made.valkey.close()
