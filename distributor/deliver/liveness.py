"""Who is alive. An expired lease is not a dead caller: death is proved by a released lock, or by silence.

A worker process is an incarnation. It holds an exclusive flock on a file of its own in the home for as long as it lives; the
kernel lets go of it at the very moment the process ends, however it ends. On PostgreSQL it holds a session advisory lock too,
for judges on other machines. A lost connection lets go of that one while the process lives, so they also wait until the lease
is over and the heartbeat, by the database's clock, has been silent.
"""

import fcntl
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, text, update
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.models import Incarnation

HEARTBEAT_S = 10.0
SILENCE = timedelta(seconds=60)
"""Six heartbeats missed."""


def _host_of(run_folder: Path) -> str:
    """Machine and folder: only those who share the lock file may judge by it."""
    status = run_folder.stat()
    return f"{socket.gethostname()}:{status.st_dev}:{status.st_ino}"[:200]


def advisory_key(incarnation_id: str) -> int:
    """A signed 64-bit key for PostgreSQL."""
    return int.from_bytes(bytes.fromhex(incarnation_id)[:8], "big", signed=True)


def database_now(session: Session) -> datetime:
    """The database's clock, aware: the one that heartbeats of several machines are compared by."""
    if session.get_bind().dialect.name == "sqlite":
        now = session.connection().execute(text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")).scalar_one()
        return datetime.fromisoformat(now)
    instant: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    return instant


class LivingIncarnation:
    """This process's life. Made once in each process (after any fork); `close` ends it."""

    def __init__(self, database: Database, run_folder: Path) -> None:
        self.id = secrets.token_hex(16)
        self._database = database
        self._stop = threading.Event()
        folder = run_folder / "incarnations"
        folder.mkdir(parents=True, exist_ok=True)
        self.host = _host_of(run_folder)
        self._file = folder / f"{self.id}.lock"
        # Not inherited by programs we start (O_CLOEXEC is Python's default), so the lock is this process's alone.
        self._descriptor = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._advisory: Connection | None = None
        self._hold_advisory_lock()
        with database.write() as session:
            now = database_now(session)
            session.add(Incarnation(id=self.id, host=self.host, pid=os.getpid(), started_at=now, heartbeat_at=now))
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def _hold_advisory_lock(self) -> None:
        if self._database.is_sqlite:
            return
        # Detached: out of the pool and never given back, for a session lock lives exactly as long as its connection.
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": advisory_key(self.id)})
        self._advisory = connection

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT_S):
            try:
                with self._database.write() as session:
                    session.connection().execute(
                        update(Incarnation)
                        .where(col(Incarnation.id) == self.id)
                        .values(heartbeat_at=database_now(session))
                    )
                if self._advisory is not None:
                    self._advisory.execute(text("SELECT 1"))
            except Exception:
                self._renew_advisory_lock()

    def _renew_advisory_lock(self) -> None:
        try:
            self._hold_advisory_lock()
        except Exception:
            self._advisory = None

    def close(self) -> None:
        """End this life in order: whoever comes next need not prove anything."""
        self._stop.set()
        try:
            with self._database.write() as session:
                session.connection().execute(
                    update(Incarnation).where(col(Incarnation.id) == self.id).values(ended_at=database_now(session))
                )
        finally:
            if self._advisory is not None:
                self._advisory.close()
            self._file.unlink(missing_ok=True)
            os.close(self._descriptor)


def proof_of_death(database: Database, run_folder: Path) -> Callable[[Session, str, datetime | None, datetime], str]:
    """A judge for this machine: `(session, incarnation id, lease end, now) -> "" | "lock" | "silence"`.

    "lock": the kernel says that the process is gone. "silence": no lock, lease over, heartbeat silent.
    """
    host = _host_of(run_folder)

    def judge(session: Session, incarnation_id: str, lease_until: datetime | None, now: datetime) -> str:
        incarnation = session.exec(select(Incarnation).where(Incarnation.id == incarnation_id)).first()
        if incarnation is None or incarnation.ended_at is not None:
            return "lock"
        if incarnation.host == host:
            return "lock" if _lock_is_free(run_folder / "incarnations" / f"{incarnation_id}.lock") else ""
        if lease_until is not None and lease_until > now:
            return ""
        if database_now(session) - incarnation.heartbeat_at < SILENCE:
            return ""
        if not database.is_sqlite and not _advisory_lock_is_free(session, incarnation_id):
            return ""
        return "silence"

    return judge


def _lock_is_free(file: Path) -> bool:
    try:
        descriptor = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


def _advisory_lock_is_free(session: Session, incarnation_id: str) -> bool:
    key = advisory_key(incarnation_id)
    taken = session.connection().execute(select(func.pg_try_advisory_xact_lock(key))).scalar_one()
    return bool(taken)
