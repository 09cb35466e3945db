"""The database: SQLite in the home or PostgreSQL, behind two engines and two ways to open a session.

On SQLite a write transaction begins IMMEDIATE (so it never fails half-way for a lock) and reads go through an engine that
cannot write; on PostgreSQL reads are READ ONLY transactions. No transaction may be open during a network call.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, InternalError, InvalidatePoolError, OperationalError
from sqlmodel import Session, create_engine

from distributor.errors import SettingsError
from phrases import phrase

BUSY_TIMEOUT_MS = 15_000
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError)
"""Raised where the database cannot be reached, shuts down, is held by another for too long, or has waited for us too long."""
LEFT_OPEN_S = 60.0
"""PostgreSQL undoes a transaction in which it has heard nothing for so long, and lets go of all that a machine holds which has
been gone for so long: others wait for that. By itself the server would find out after hours."""
ROLLED_BACK = "40"
"""What PostgreSQL's codes begin with where it undid a transaction that stood in another's way."""
GIVE_WAY_S = 0.05
"""SQLite looks again after at most a tenth of a second, at first far sooner."""
ANALYSED_ROWS = 1_000
"""Of each index: enough to tell a wide one from a narrow one, and done in a moment whatever the size."""
PREPARED = 200
"""Statements that a connection of PostgreSQL keeps ready, some 30 kB each there; a page asks some thirty."""
RENEWED_AFTER_S = 3_600
"""A connection of SQLite reads the statistics when it is opened."""
PINGED_AFTER_S = 0.1
_RESTS_SINCE = "rests since"
NAMED_AT_ONCE = 1_000
"""Values in one statement: SQLite takes 32,766 at most, PostgreSQL 65,535."""
T = TypeVar("T")


def portions(values: Iterable[T], size: int = NAMED_AT_ONCE) -> Iterator[list[T]]:
    """Split values into lists that one statement can name."""
    left = iter(values)
    while portion := list(islice(left, size)):
        yield portion


class Database:
    """Two engines on one database. `url`: an SQLAlchemy address. `home`: where the master key is, and the notes of the log's
    head; without one the log is chained without a key.
    """

    def __init__(self, url: str, *, pool_size: int = 20, home: Path | None = None) -> None:
        try:
            dialect = make_url(url).get_backend_name()
        except (ArgumentError, ValueError) as error:  # the latter of a port that is no number
            raise SettingsError(phrase("db.address-wrong", error=str(error))) from error
        self.url, self.home = url, home
        # One writer at a time is all that SQLite knows. Within a process threads take turns here, at once and in order;
        # left to SQLite they would sleep and ask again, for up to a tenth of a second each.
        self._turn: AbstractContextManager[object] = threading.RLock() if dialect == "sqlite" else nullcontext()
        self.is_sqlite = dialect == "sqlite"
        if self.is_sqlite:
            self._write_engine = _sqlite_engine(url, _Sqlite("BEGIN IMMEDIATE"), pool_size)
            self._durable_engine = _sqlite_engine(url, _Sqlite("BEGIN IMMEDIATE", synchronous="FULL"), pool_size)
            self._read_engine = _sqlite_engine(url, _Sqlite("BEGIN DEFERRED", query_only="ON"), pool_size)
        elif dialect == "postgresql":
            self._write_engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, hide_parameters=True)
            event.listen(self._write_engine, "connect", _set_up_postgresql)
            _ping_after_rest(self._write_engine)
            self._durable_engine = self._write_engine
            self._read_engine = self._write_engine.execution_options(postgresql_readonly=True)
        else:
            raise SettingsError(phrase("db.not-supported", dialect=dialect))

    @property
    def engine(self) -> Engine:
        """The engine that writes; migrations use it."""
        return self._write_engine

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one write transaction: committed at the end, rolled back on any error."""
        with self._turn, self._session(self._write_engine) as session, session.begin():
            yield session
        _follow_up(session)

    @contextmanager
    def write_durably(self) -> Iterator[Session]:
        """Like `write`, but durable, so that not even a power cut undoes it: for the mark before an irreversible call."""
        with self._turn, self._session(self._durable_engine) as session, session.begin():
            yield session
        _follow_up(session)

    def _session(self, engine: Engine) -> Session:
        return Session(engine, expire_on_commit=False, info={"database": self})

    @staticmethod
    def after_commit(session: Session, act: Callable[[], object]) -> None:
        """Do this once the session's transaction is committed and others may write again, before `write` returns."""
        session.info.setdefault("follows", []).append(act)

    def give_way(self) -> None:
        """Sleep a moment between many writes in a row: on SQLite, who waits in another process looks again only now and then,
        and would find the database taken each time."""
        if self.is_sqlite:
            time.sleep(GIVE_WAY_S)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that cannot write."""
        with self._session(self._read_engine) as session:
            yield session
            # Nothing was written; but after a rollback the driver for PostgreSQL forgets every statement that it had prepared.
            session.expunge_all()
            session.commit()

    def keep_statistics(self) -> None:
        """Tell SQLite's planner how the tables have grown: without, it guesses. PostgreSQL does so by itself."""
        if not self.is_sqlite:
            return
        with self._turn, self._write_engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA analysis_limit = {ANALYSED_ROWS}")
            connection.exec_driver_sql("ANALYZE")

    @staticmethod
    def of(session: Session) -> "Database | None":
        """Return whose `read` or `write` opened the session."""
        found: Database | None = session.info.get("database")
        return found

    def dispose(self) -> None:
        for engine in {self._write_engine, self._durable_engine, self._read_engine}:
            engine.dispose()

    def check(self) -> None:
        """Ask the database whether it answers. Raises its error if not."""
        with self._read_engine.connect() as connection:
            connection.execute(text("SELECT 1"))


def was_in_the_way(error: BaseException) -> bool:
    """Return True if the database is there, and only wants the transaction once more."""
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "").startswith(ROLLED_BACK)


def take_turn(session: Session, lock: int, of: int | None = None) -> None:
    """Take a lock by name until the transaction ends. `of`: the row that it is of, where each has its own. SQLite has one writer
    at a time anyhow."""
    if session.get_bind().dialect.name == "postgresql":
        taking = _TAKE_TURN if of is None else _TAKE_TURN_OF
        session.connection().execute(taking, {"lock": lock} if of is None else {"lock": lock, "of": of})


_TAKE_TURN, _TAKE_TURN_OF = (
    text("SELECT pg_advisory_xact_lock(:lock)"),
    text("SELECT pg_advisory_xact_lock(:lock, :of)"),
)


def _follow_up(session: Session) -> None:
    for act in session.info.pop("follows", ()):
        act()


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    """Set how the server plans for us, how long it waits for us, and how much the driver keeps prepared.

    What a page asks lies in memory or on a disk without a head: a row out of order costs hardly more than the next.

    With the server's own figure, of turning disks, it reads 100,000 posts in order where 4,000 by their index were asked. A
    question is shared out among processes only where that saves more than it costs to begin them: for a million numbers, not for
    100,000 posts.
    """
    before, connection.autocommit = connection.autocommit, True
    how = {
        "random_page_cost": "1.1",
        "parallel_setup_cost": "5000",
        "idle_in_transaction_session_timeout": f"{LEFT_OPEN_S:g}s",
        "tcp_keepalives_idle": f"{LEFT_OPEN_S / 2:g}s",
        "tcp_keepalives_interval": f"{LEFT_OPEN_S / 6:g}s",
        "tcp_user_timeout": f"{LEFT_OPEN_S:g}s",
    }
    connection.execute(f"SELECT {', '.join(['set_config(%s, %s, false)'] * len(how))}", list(chain(*how.items())))
    connection.prepared_max = PREPARED
    connection.autocommit = before


def _ping_after_rest(engine: Engine) -> None:
    """Ask a connection whether it stands before it is used again, unless it was used a moment ago: whoever asks the database a
    hundred times a second would ask it twice as often. A server that was started anew meanwhile took longer than that.
    """

    @event.listens_for(engine, "checkin")
    def _on_checkin(_connection: Any, record: Any) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(connection: Any, record: Any, _fairy: Any) -> None:
        since = record.info.pop(_RESTS_SINCE, None)
        if since is None or time.monotonic() - since < PINGED_AFTER_S:
            return
        try:
            stands = engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            stands = False
        if not stands:
            raise InvalidatePoolError


@dataclass(frozen=True)
class _Sqlite:
    """The settings of one engine's connections. NORMAL loses nothing when a process is killed; a power cut may take the last
    commits, which is why the mark before a call is written by an engine that is FULL."""

    begin: str
    synchronous: str = "NORMAL"
    query_only: str = "OFF"


def _sqlite_engine(url: str, how: _Sqlite, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_recycle=RENEWED_AFTER_S,
        hide_parameters=True,  # values may be personal; an error names the statement only
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN is switched off: ours below says which kind.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {how.synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA query_only = {how.query_only}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql(how.begin)

    return engine
