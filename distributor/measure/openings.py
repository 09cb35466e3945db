"""Counting without making anybody wait: openings gather in memory and are written once a second, in one transaction.

What a crash can lose: the openings since the last flush (about a second's) of that process. An orderly stop loses none. While the
database does not answer at most `MOST` wait; those beyond are not counted, and the log says how many.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.keyring import secret_key
from distributor.measure.clicks import Opening, keep_openings
from distributor.vault import open_vault

log = structlog.get_logger()

EVERY_S = 1.0
MOST_S = 30.0
"""Between two tries while the database does not answer: each pause is twice the one before."""
MOST = 50_000
CHUNK = 5_000
"""Openings in one transaction."""


def home_key(home: Path, database: Database) -> bytes:
    """Made on first use."""
    open_vault(home, database=database)
    return secret_key(home)


class Openings:
    """The openings that one process counts; may be used from any thread. `secret` gives the home's key."""

    def __init__(
        self, database: Database, clock: Clock, secret: Callable[[], bytes], *, every_s: float = EVERY_S
    ) -> None:
        self._database, self._clock, self._secret, self._every_s = database, clock, secret, every_s
        self._pause_s = every_s
        self._waiting: list[Opening] = []
        self._not_counted = 0
        self._timer: threading.Timer | None = None
        self._stopped = False
        self._guard = threading.Lock()
        self._flushing = threading.Lock()

    def count(self, opening: Opening) -> None:
        """Count an opening. Never fails and never waits for the database."""
        with self._guard:
            if len(self._waiting) >= MOST:
                self._not_counted += 1
                return
            self._waiting.append(opening)
            self._wake()

    def flush(self) -> None:
        """Write what has gathered. What cannot be written now is tried again at the next flush."""
        with self._flushing:
            with self._guard:
                batch, self._waiting, self._timer = self._waiting, [], None
                lost, self._not_counted = self._not_counted, 0
            if lost:
                log.warning("openings not counted", number=lost)
            while batch:
                try:
                    self._write(batch[:CHUNK])
                except IntegrityError:
                    # Trying again would fail again, for a link that is gone.
                    log.warning("openings not counted", number=len(batch[:CHUNK]), exc_info=True)
                except (SQLAlchemyError, LoaError, OSError):
                    log.warning("openings wait for the database", number=len(batch), exc_info=True)
                    with self._guard:
                        self._pause_s = max(self._every_s, min(2 * self._pause_s, MOST_S))
                        # Others came meanwhile: together they may be more than may wait.
                        waiting = batch + self._waiting
                        self._waiting = waiting[:MOST]
                        self._not_counted += len(waiting) - len(self._waiting)
                        self._wake()
                    return
                self._pause_s = self._every_s
                batch = batch[CHUNK:]

    def stop(self) -> None:
        """Write the rest; whatever comes later is written only by a `flush`."""
        with self._guard:
            self._stopped = True
            if self._timer is not None:
                self._timer.cancel()
        self.flush()

    def _write(self, openings: list[Opening]) -> None:
        secret = self._secret()
        with self._database.write() as session:
            keep_openings(session, openings, self._clock.now(), secret=secret)

    def _wake(self) -> None:
        if self._timer is not None or self._stopped:
            return
        timer = threading.Timer(self._pause_s, self.flush)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError:
            return  # no thread to be had now; the next opening tries again
        self._timer = timer
