"""The beat's scheduler: Celery's own wakes 10 ms before an entry is due and then spins until it is, once a second.

It asks for nothing that waits already: on a slow machine a sweep a second would be a queue of sweeps. Its proof of progress is
the time of a file, for it knows no database.
"""

from typing import Any

from celery.beat import PersistentScheduler
from redis import Redis

from dispatch.nudge import Marks
from dispatch.queues import ANSWERS_S
from distributor.settings import load_settings


class SteadyScheduler(PersistentScheduler):
    """Sleeps until an entry is due, not almost until."""

    def __init__(self, *args: Any, **options: Any) -> None:
        settings = load_settings()
        valkey = Redis.from_url(
            settings.valkey_url, socket_timeout=ANSWERS_S, socket_connect_timeout=ANSWERS_S, retry=None
        )
        self._marks = Marks(valkey, settings.key_prefix)
        self._ticked = settings.tick_file
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        wait_s = float(super().tick(*args, **options))
        self._ticked.touch()
        return wait_s

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Faults are told as Celery's own are; the entry comes again at its time."""
        thing = entry.task.removeprefix("loa.")
        try:
            free = self._marks.set(thing, self.app.conf.task_routes[entry.task]["queue"])
        except Exception as error:
            # Without Valkey nobody can be asked. The error's text may name the server, and no more.
            self.logger.warning("beat: %s not asked for (%s)", thing, type(error).__name__)
            return
        if free:
            super().apply_entry(entry, producer)

    def adjust(self, n: float, drift: float = 0.001) -> float:
        return n + drift if n and n > 0 else n
