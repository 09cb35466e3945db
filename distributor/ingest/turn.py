"""The turn of a source whose time has come: claimed, so that no two workers read it at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from distributor.children import CHILDREN, while_wanted
from distributor.clock import Clock
from distributor.db import Database
from distributor.ingest.bounded import NotNow
from distributor.ingest.fetch import Fetched, Fetcher, NotModified
from distributor.ingest.read import ReadingProgress, ReadingResult, gather_reading, record_reading
from distributor.models import Source
from distributor.work.claims import Claims, Held, TryRecord, Work, carry
from phrases import phrase

LEASE = timedelta(minutes=2)
"""Renewed when half of it is over, for a reading may be many fetches; what is left is longer than one and its storing."""


def read_due(database: Database, source_id: int, clock: Clock, fetcher: Fetcher) -> ReadingResult | None:
    """Read the source if its time has come and nobody reads it. None if it was not, or its claim was lost.

    Not begun while others wait to read what they have fetched: it stays due, and no thread waits for it.
    """
    if CHILDREN.is_crowded:
        return None
    work = _Reading(database, clock, fetcher)
    carry(work, col(Source.id) == source_id, col(Source.active).is_(True))
    return work.result


class _Reading(Work[Source, None, ReadingProgress]):
    """One reading. `result`: once it is recorded."""

    claims = Claims(Source, due="next_read_at", lease="next_read_at", tries="", none_is_due=True)

    def __init__(self, database: Database, clock: Clock, fetcher: Fetcher) -> None:
        super().__init__(database, clock)
        self._fetcher = fetcher
        self._renewed_at = clock.now()
        self.result: ReadingResult | None = None

    def admit(self, session: Session, row: Source, now: datetime) -> tuple[None, timedelta]:  # noqa: ARG002
        return None, LEASE

    def call(self, held: Held[Source, None]) -> ReadingProgress:
        wanted = partial(self._is_wanted, held)
        with while_wanted(wanted):
            return gather_reading(held.database, held.row, held.clock, _WantedFetcher(self._fetcher, wanted))

    def _is_wanted(self, held: Held[Source, None]) -> bool:
        """Return True if staff still want it read, and by us. Asked before each fetch, and each second while a child works on
        it."""
        now = held.clock.now()
        if now - self._renewed_at >= LEASE / 2:
            with held.database.write() as session:
                if not held.renew(session):
                    return False
            self._renewed_at = now
        with held.database.read() as session:
            return session.exec(select(Source.active).where(Source.id == held.row.id)).first() is True

    def record(self, at: TryRecord[Source, None], answer: ReadingProgress) -> None:
        self.result = record_reading(at.session, at.row, answer, at.now)

    def fail(self, at: TryRecord[Source, None], error: Exception) -> None:
        """Record a failed reading. What is wrong with a source is in its progress; after a fault of the database it comes again
        with the lease's end."""


class _WantedFetcher(Fetcher):
    """A fetcher that raises `NotNow` in place of a fetch that nobody wants any more."""

    def __init__(self, fetcher: Fetcher, wanted: Callable[[], bool]) -> None:
        self._inner, self._wanted = fetcher, wanted

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
        if not self._wanted():
            raise NotNow(phrase("ingest.child.stopped"))
        return self._inner.fetch(address, etag=etag, last_modified=last_modified)
