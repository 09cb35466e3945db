"""One clock for all machines that share the work: the database's.

Looks must lie apart, leases end, slots come: all of it is compared across workers, whose own clocks may differ. Each worker adds
to its clock what it differs by, measured at its start and at every heartbeat. With SQLite there is one machine and one clock.
"""

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
    """Implements Clock. `offset`: what the database's clock is ahead of this machine's."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def synchronise(self, session: Session) -> None:
        """Measure the offset; half of the time that asking took is taken for the way."""
        if session.get_bind().dialect.name == "sqlite":
            return
        before = datetime.now(UTC)
        there = database_now(session)
        after = datetime.now(UTC)
        self.offset = there - (before + (after - before) / 2)
