"""One clock for all machines that share the work: the database's.

Looks must lie apart, leases end, slots come: all of it is compared across workers, whose own clocks may differ and be set. Each
worker asks at its start and at every heartbeat, and counts on from there. With SQLite there is one machine and one clock.
"""

import sys
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session


def database_now(session: Session) -> datetime:
    """The database's clock, aware."""
    if session.get_bind().dialect.name == "sqlite":
        now = session.connection().execute(text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")).scalar_one()
        return datetime.fromisoformat(now)
    instant: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    return instant.astimezone(UTC)


class DatabaseClock:
    """Implements Clock: what the database's clock said when it was last asked, and the time that has passed here since.

    Passed by the clock since the machine's start, which nobody sets: a step of the clock on the wall changes nothing. Until it is
    asked, and on SQLite, it is this machine's clock.
    """

    def __init__(self) -> None:
        self._at_start: datetime | None = None

    def now(self) -> datetime:
        if self._at_start is None:
            return datetime.now(UTC)
        return self._at_start + _since_start()

    def synchronise(self, session: Session) -> None:
        """Ask; half of the time that asking took is taken for the way."""
        if session.get_bind().dialect.name == "sqlite":
            return
        before = _since_start()
        there = database_now(session)
        after = _since_start()
        self._at_start = there - (before + (after - before) / 2)


def _since_start() -> timedelta:
    """Return the time since this machine's start; sleep counts where the system tells."""
    if sys.platform == "linux":
        return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
    return timedelta(seconds=time.monotonic())
