"""Proof of death. An expired lease is not a dead caller: death is proved by a released lock, or by silence.

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

import structlog
from sqlalchemy import Connection, func, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from distributor.database_clock import database_now
from distributor.db import Database
from distributor.models import Incarnation
from distributor.models.base import JsonObject

log = structlog.get_logger()

HEART = "heartbeat"
"""The name of its thread."""
HEARTBEAT_S = 3.0
SOON_S = 0.1
"""What is to be told at once is told together with what comes within this time."""
SILENCE = timedelta(seconds=60)
"""Twenty heartbeats missed."""


def host_of(run_folder: Path) -> str:
    """Machine and folder: only those who share the lock file may judge by it."""
    status = run_folder.stat()
    return f"{socket.gethostname()}:{status.st_dev}:{status.st_ino}"[:200]


def advisory_key(incarnation_id: str) -> int:
    """A signed 64-bit key for PostgreSQL."""
    return int.from_bytes(bytes.fromhex(incarnation_id)[:8], "big", signed=True)


class LivingIncarnation:
    """This process's life. Made once in each process (after any fork); `close` ends it.

    `on_beat`: called at each heartbeat with a session, for what must follow the database (its clock). `part`: what the process
    is; `progress`: what it has done, told at each heartbeat (`distributor.work.progress`).
    """

    def __init__(
        self,
        database: Database,
        run_folder: Path,
        on_beat: Callable[[Session], None] = lambda _session: None,
        *,
        part: str = "",
        progress: Callable[[], JsonObject] = dict,
    ) -> None:
        self._on_beat = on_beat
        self._progress = progress
        self.id = secrets.token_hex(16)
        self._database = database
        self._stop, self._wanted = threading.Event(), threading.Event()
        folder = run_folder / "incarnations"
        folder.mkdir(parents=True, exist_ok=True)
        self.host = host_of(run_folder)
        self._file = folder / f"{self.id}.lock"
        # Not inherited by programs we start (O_CLOEXEC is Python's default), so the lock is this process's alone.
        self._descriptor = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._advisory: Connection | None = None
        self._hold_advisory_lock()
        with database.write() as session:
            now = database_now(session)
            row = Incarnation(id=self.id, host=self.host, part=part, pid=os.getpid(), started_at=now, heartbeat_at=now)
            row.progress = progress()
            session.add(row)
        self._thread = threading.Thread(target=self._beat, name=HEART, daemon=True)
        self._thread.start()

    def _hold_advisory_lock(self) -> None:
        if self._database.is_sqlite:
            return
        # Detached: out of the pool and never given back, for a session lock lives exactly as long as its connection.
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": advisory_key(self.id)})
        self._advisory = connection

    def beat_soon(self) -> None:
        """Have the next beat now: what has just begun may not be broken off, and others are to know of it."""
        self._wanted.set()

    def _beat(self) -> None:
        while not self._stop.is_set():
            if self._wanted.wait(HEARTBEAT_S):
                self._wanted.clear()
                self._stop.wait(SOON_S)
            if self._stop.is_set():
                return
            try:
                with self._database.write() as session:
                    session.connection().execute(
                        update(Incarnation)
                        .where(col(Incarnation.id) == self.id)
                        .values(heartbeat_at=database_now(session), progress=self._progress())
                    )
                    self._on_beat(session)
                self._keep_advisory_lock()
            except Exception as error:  # the next beat tries again; silence is judged with the lease
                log.warning("heart did not beat", kind=type(error).__name__)

    def _keep_advisory_lock(self) -> None:
        """The lock lives as long as its connection; a lost connection is replaced."""
        if self._database.is_sqlite:
            return
        if self._advisory is not None:
            try:
                self._advisory.execute(text("SELECT 1"))
            except SQLAlchemyError:
                self._advisory.close()
                self._advisory = None
        if self._advisory is None:
            self._hold_advisory_lock()

    def _let_go_of_advisory_lock(self) -> None:
        """Said in words: after a mere farewell PostgreSQL does it in its own time, and who asks meanwhile finds the lock held."""
        if self._advisory is None:
            return
        try:
            self._advisory.execute(select(func.pg_advisory_unlock_all()))
        except SQLAlchemyError as error:  # the connection was lost, and the lock with it
            log.info("no lock to let go of", kind=type(error).__name__)
        finally:
            self._advisory.close()

    def close(self) -> None:
        """End this life in order: whoever comes next need not prove anything."""
        self._stop.set()
        self._wanted.set()
        try:
            with self._database.write() as session:
                session.connection().execute(
                    update(Incarnation).where(col(Incarnation.id) == self.id).values(ended_at=database_now(session))
                )
        finally:
            self._let_go_of_advisory_lock()
            self._file.unlink(missing_ok=True)
            os.close(self._descriptor)


def proof_of_death(database: Database, run_folder: Path) -> Callable[[Session, str, datetime | None, datetime], str]:
    """A judge for this machine: `(session, incarnation id, lease end, now) -> "" | "lock" | "silence"`.

    "lock": the kernel says that the process is gone. "silence": no lock, lease over, heartbeat silent.
    """
    host = host_of(run_folder)

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


def lives_here(run_folder: Path, incarnation_id: str) -> bool:
    """Return True if a process of this machine holds the life's lock: its process id is nobody else's."""
    return not _lock_is_free(run_folder / "incarnations" / f"{incarnation_id}.lock")


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


def bury_the_dead(session: Session, run_folder: Path) -> int:
    """Note the end of incarnations of this machine that ended without saying so, and remove their lock files."""
    host = host_of(run_folder)
    buried = 0
    for incarnation in session.exec(
        select(Incarnation).where(Incarnation.host == host, col(Incarnation.ended_at).is_(None))
    ):
        file = run_folder / "incarnations" / f"{incarnation.id}.lock"
        if _lock_is_free(file):
            incarnation.ended_at = incarnation.heartbeat_at
            session.add(incarnation)
            file.unlink(missing_ok=True)
            buried += 1
    return buried
