"""A second session for a page that reads two things at once (`distributor.report.beside`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from sqlmodel import Session

from distributor.db import Database

_side_by_side = BoundedSemaphore(4)


@contextmanager
def second_session(database: Database) -> Iterator[Session | None]:
    """None while several are in use: each holds a connection, and so few cannot wait for one another for a second."""
    if not _side_by_side.acquire(blocking=False):
        yield None
        return
    try:
        with database.read() as session:
            yield session
    finally:
        _side_by_side.release()
