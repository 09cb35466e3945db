"""Claimed work: one holder acts on a row at a time, and records what came of it only while its claim stands.

1. Claim: one short transaction takes a row that is free and due, once the room has admitted it. The row gets a token and a
   lease that outlives the call's deadline.
2. Call, with no transaction open. Before a call that must not be made twice `Held.mark` commits, durably, that it is made.
3. Record under the token: a holder that was taken over meanwhile changes nothing.

A holder that dies leaves its lease behind. Where the call may be repeated, the row is free again when the lease is over. Where it
may not, the held state is not open: `distributor.work.recover` asks for proof of death, and what was marked is looked for.
"""

import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import structlog
from sqlalchemy import BindParameter, ColumnElement, func, or_, update
from sqlmodel import Session, SQLModel, col, select
from structlog.contextvars import bound_contextvars

from channels.errors import ChannelError
from distributor.clock import Clock
from distributor.db import DATABASE_AWAY, Database
from distributor.errors import LoaError
from distributor.logs import fault_of

log = structlog.get_logger()

Row = TypeVar("Row", bound=SQLModel)
Hand = TypeVar("Hand")
Answer = TypeVar("Answer")


RECORD_AGAIN_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0)
"""Pauses while the database cannot be reached: 46 s together, in which it has started anew, and half of an ordinary lease. Who is
later than its lease may find the claim lost: then the outcome is looked for as after a worker's death."""


class HasToken(Protocol):
    @property
    def token(self) -> str: ...


Claimed = TypeVar("Claimed", bound=HasToken)


class ClaimLost(Exception):
    """Somebody took the row over: we may not act on it any more."""


def new_token() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Claims(Generic[Row]):
    """The description of how rows of a table are claimed: the names of its columns, and its states.

    `lease`: by default the due time itself, which a claim moves to the lease's end. `token` empty: the lease's end is the token,
    for each claim's ends later than the one before. `none_is_due`: a row without a due time may be claimed.
    `open`: states in which a row may be claimed. `held`: its state while it is. `unknown`: its state while nobody knows what came
    of the call; it keeps its token, and a success that comes late still counts.
    """

    table: type[Row]
    key: str = "id"
    due: str = "due_at"
    lease: str = "due_at"
    token: str = "token"
    tries: str = "tries"
    open: tuple[StrEnum, ...] = ()
    held: StrEnum | None = None
    unknown: StrEnum | None = None
    none_is_due: bool = False

    def column(self, name: str) -> Any:
        return col(getattr(self.table, name))

    def free(self, now: datetime | BindParameter[datetime]) -> list[ColumnElement[bool]]:
        """The conditions under which a row may be claimed."""
        free = [_over(self.column(self.due), now, none=self.none_is_due)]
        if self.open:
            free.append(self.column("state").in_(self.open))
        if self.lease != self.due:
            free.append(_over(self.column(self.lease), now, none=True))
        return free

    def first(self, session: Session, now: datetime, *which: ColumnElement[bool]) -> Row | None:
        """Lock and return the free row that has been due longest."""
        found = select(self.table).where(*self.free(now), *which)
        ordered = found.order_by(self.column(self.due), self.column(self.key)).limit(1)
        return session.exec(ordered.with_for_update(skip_locked=True)).first()

    def take(self, row: Row, now: datetime, lease: timedelta) -> None:
        """Claim a row that is locked: count the try, set token and lease."""
        if self.tries:
            setattr(row, self.tries, getattr(row, self.tries) + 1)
        if self.held is not None:
            row.state = self.held
        if self.token:
            setattr(row, self.token, new_token())
        setattr(row, self.lease, now + lease)

    def token_of(self, row: Row) -> Any:
        return getattr(row, self.token or self.lease)

    def owned(self, row: Row, *, late: bool = False) -> list[ColumnElement[bool]]:
        """The fence: this very claim still stands. `row`: as it was claimed. `late`: or its outcome is unknown by now."""
        owned: list[ColumnElement[bool]] = [
            self.column(self.key) == getattr(row, self.key),
            self.column(self.token or self.lease) == self.token_of(row),
        ]
        if self.held is not None:
            owned.append(self.column("state").in_([self.held, self.unknown] if late and self.unknown else [self.held]))
        return owned

    def locked(self, session: Session, row: Row, *, late: bool = False) -> Row | None:
        """Lock and return the row as it is now; None if the claim under which `row` was taken does not stand any more."""
        return session.exec(select(self.table).where(*self.owned(row, late=late)).with_for_update()).first()

    def let_go(self, row: Row) -> None:
        """End the claim; a row whose outcome is unknown keeps its token."""
        if self.lease != self.due:
            setattr(row, self.lease, None)
        if self.token and (self.unknown is None or getattr(row, "state", None) != self.unknown):
            setattr(row, self.token, "")


def _over(column: Any, now: datetime | BindParameter[datetime], *, none: bool) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now) if none else column <= now


@dataclass
class Held(Generic[Row, Hand]):
    """A row that this process holds. `row`: as it was claimed. `hand`: what the room read in the claim's transaction.

    `marked`: that the call is made was committed.
    """

    database: Database
    clock: Clock
    claims: Claims[Row]
    row: Row
    hand: Hand
    lease: timedelta
    marked: bool = False

    @property
    def token(self) -> str:
        return str(self.claims.token_of(self.row))

    def renew(self, session: Session, **values: object) -> bool:
        """Extend the lease from now on, and write `values`. False: the claim does not stand any more."""
        return self._change(session, {self.claims.lease: self.clock.now() + self.lease, **values})

    def mark(self) -> None:
        """Commit, so that not even a power cut undoes it, that the call is made now. Raises ClaimLost."""
        now, first = self.clock.now(), self.claims.column("first_call_at")
        with self.database.write_durably() as session:
            if not self._change(session, {"calling_at": now, "first_call_at": func.coalesce(first, now)}):
                raise ClaimLost
        self.marked = True

    def _change(self, session: Session, values: dict[str, object]) -> bool:
        owned = update(self.claims.table).where(*self.claims.owned(self.row))
        return session.connection().execute(owned.values(values)).rowcount == 1


@dataclass(frozen=True)
class TryRecord(Generic[Row, Hand]):
    """The transaction in which a try is recorded. `row`: as it is now, locked and still ours. `marked`: the call was marked."""

    session: Session
    row: Row
    now: datetime
    hand: Hand
    marked: bool


class ClaimedCall(ABC, Generic[Claimed, Answer]):
    """A call that the machine carries: how a row is claimed, called for, and recorded under its token."""

    def __init__(self, database: Database, clock: Clock, in_flight: set[str] | None = None) -> None:
        """Make the machine. `in_flight`: where this process keeps the tokens that some thread of it acts on."""
        self.database, self.clock = database, clock
        self.in_flight: set[str] = set() if in_flight is None else in_flight

    @abstractmethod
    def claim(self, session: Session, now: datetime, *which: ColumnElement[bool]) -> Claimed | None:
        """Claim one row, within the caller's transaction."""

    def names(self, _held: Claimed) -> dict[str, object]:
        """Return what every line of the log bears from the call until it is recorded, by whomever it is said."""
        return {}

    @abstractmethod
    def call(self, held: Claimed) -> Answer:
        """Make the call. No transaction is open. Raises ClaimLost where the claim turns out to be lost."""

    @abstractmethod
    def succeeded(self, held: Claimed, answer: Answer) -> None:
        """Record what the call brought, if the claim still stands."""

    @abstractmethod
    def failed(self, held: Claimed, error: Exception) -> None:
        """Record what the error means, if the claim still stands."""


class Work(ClaimedCall[Held[Row, Hand], Answer]):
    """Rows of one table. What a room gives: how they are claimed, admitted, called for and recorded.

    `durable`: what is recorded must outlive even a power cut.
    """

    claims: Claims[Row]
    durable: ClassVar[bool] = False

    @abstractmethod
    def admit(self, session: Session, row: Row, now: datetime) -> tuple[Hand, timedelta] | None:
        """Return what the call needs, and a lease that outlives it. None: not now, and the room has written why into the row."""

    def record(self, at: TryRecord[Row, Hand], answer: Answer) -> None:
        """Write down what the call brought. Nothing by default: it wrote down each part as it came."""

    @abstractmethod
    def fail(self, at: TryRecord[Row, Hand], error: Exception) -> None:
        """Write down what the error means: when the row is due again, or that it is over."""

    def claim(self, session: Session, now: datetime, *which: ColumnElement[bool]) -> Held[Row, Hand] | None:
        row = self.claims.first(session, now, *which)
        admitted = None if row is None else self.admit(session, row, now)
        if row is None or admitted is None:
            return None
        hand, lease = admitted
        self.claims.take(row, now, lease)
        session.add(row)
        return Held(self.database, self.clock, self.claims, row, hand, lease)

    def succeeded(self, held: Held[Row, Hand], answer: Answer) -> None:
        self._write(held, partial(self.record, answer=answer), late=True)

    def failed(self, held: Held[Row, Hand], error: Exception) -> None:
        self._write(held, partial(self.fail, error=error), late=False)

    def _write(self, held: Held[Row, Hand], write: Callable[[TryRecord[Row, Hand]], None], *, late: bool) -> None:
        with self.database.write_durably() if self.durable else self.database.write() as session:
            row = self.claims.locked(session, held.row, late=late)
            if row is not None:
                write(TryRecord(session, row, self.clock.now(), held.hand, held.marked))
                self.claims.let_go(row)
                session.add(row)


@dataclass(frozen=True)
class Carried(Generic[Claimed]):
    """One try. `error` None: the call succeeded."""

    held: Claimed
    error: Exception | None = None


def carry(work: ClaimedCall[Claimed, Answer], *which: ColumnElement[bool]) -> Carried[Claimed] | None:
    """Claim the first free row of `which`, call, record. None if nothing was claimed."""
    token = ""
    try:
        with work.database.write() as session:
            held = work.claim(session, work.clock.now(), *which)
            if held is None:
                return None
            # Before the commit: no judge may ever see the claim without seeing that somebody here acts on it.
            token = held.token
            work.in_flight.add(token)
        with bound_contextvars(**work.names(held)):
            return _call_and_record(work, held)
    finally:
        work.in_flight.discard(token)


def _call_and_record(work: ClaimedCall[Claimed, Answer], held: Claimed) -> Carried[Claimed]:
    try:
        answer = work.call(held)
    except ClaimLost as error:
        log.warning("claim lost", work=type(work).__name__, token=held.token)
        return Carried(held, error)
    except Exception as error:
        if not isinstance(error, ChannelError | LoaError):
            # Only its kind and place: its text, and the values around it, may hold what must not be logged.
            log.error("fault in claimed work", work=type(work).__name__, token=held.token, **fault_of(error))
        while_away(partial(work.failed, held, error), held.token)
        return Carried(held, error)
    while_away(partial(work.succeeded, held, answer), held.token)
    return Carried(held)


def while_away(record: Callable[[], None], token: str) -> None:
    """Record, again while the database is away for a moment: what came of the call only this thread knows.

    What stands already is not written twice, for the first record ends the claim.
    """
    for pause_s in RECORD_AGAIN_S:
        try:
            return record()
        except DATABASE_AWAY as error:
            log.warning("not recorded, tried again", token=token, in_s=pause_s, **fault_of(error))
            time.sleep(pause_s)
    return record()
