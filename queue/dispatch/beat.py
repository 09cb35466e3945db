"""The beat's scheduler: Celery's own wakes 10 ms before an entry is due and then spins until it is, once a second."""

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    """Sleeps until an entry is due, not almost until."""

    def adjust(self, n: float, drift: float = 0.001) -> float:
        return n + drift if n and n > 0 else n
