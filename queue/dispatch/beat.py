"""The beat's scheduler: Celery's own wakes 10 ms before an entry is due and then spins until it is, once a second.

Its proof of progress is the time of a file, for it knows no database.
"""

from typing import Any

from celery.beat import PersistentScheduler

from distributor.settings import load_settings


class SteadyScheduler(PersistentScheduler):
    """Sleeps until an entry is due, not almost until."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._ticked = load_settings().tick_file
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        wait_s = float(super().tick(*args, **options))
        self._ticked.touch()
        return wait_s

    def adjust(self, n: float, drift: float = 0.001) -> float:
        return n + drift if n and n > 0 else n
