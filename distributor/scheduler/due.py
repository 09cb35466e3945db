"""The sweep: once a second, what must be done, straight from the database. Losing every nudge loses nothing because of it.

It knows no room: each says what is due with it as a `Due`, and whoever puts the program together registers those in their order
(`dispatch.due`). One statement asks for all of them whether there is anything to do; most seconds it says no, and the sweep ends
there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Date, bindparam, func, or_, true
from sqlalchemy import select as select_
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from distributor.clock import VIETNAM
from distributor.logs import fault_of
from distributor.models.base import UtcDateTime
from distributor.outgoing.carrier import Carrier
from distributor.work.ports import Nudge, Task

log = structlog.get_logger()

HORIZON = timedelta(seconds=1.2)
"""Posts whose slot comes before the next sweep are nudged now, for their moment."""
MOST_NUDGES = 200
LATE = timedelta(minutes=15)
"""What is due for so long has been passed over: nothing went out, or nothing could."""
NOW, SOON = bindparam("now", type_=UtcDateTime()), bindparam("soon", type_=UtcDateTime())
LATE_SINCE = bindparam("late_since", type_=UtcDateTime())
TODAY = bindparam("today", type_=Date())
"""What a condition may ask for: the time, that of the next sweep, since when what is due is late, the day in Vietnam."""
Ids = SelectOfScalar[int] | SelectOfScalar[None]
_ALWAYS = true()


@dataclass(frozen=True)
class Due:
    """Work that may be due in a room. `wanted`: whether there is anything to do, cheaply. `act` does it, harmless at any time.

    `find`: the rows that wait for the task of this name, the most urgent first; only of what is asked for.
    """

    name: str
    act: Callable[[Carrier, Nudge, datetime], object]
    wanted: ColumnElement[bool] = _ALWAYS
    find: Callable[[Session, datetime], Sequence[int]] | None = None


def ids(session: Session, statement: Ids, now: datetime) -> list[int]:
    """Return the ids that a statement made over NOW finds at this time."""
    return [key for key in session.execute(statement, {"now": now}).scalars() if key is not None]


def writes(name: str, act: Callable[[Session, datetime], object]) -> Due:
    """Do it in a transaction of its own."""

    def in_transaction(carrier: Carrier, _nudge: Nudge, now: datetime) -> None:
        with carrier.database.write() as session:
            act(session, now)

    return Due(name, in_transaction)


def asks(task: Task, find: Callable[[Session, datetime], Sequence[int]], wanted: ColumnElement[bool] = _ALWAYS) -> Due:
    """Ask for the task where `find` returns anything."""

    def ask(carrier: Carrier, nudge: Nudge, now: datetime) -> None:
        with carrier.database.read() as session:
            found = find(session, now)
        nudge.ask(task, found)

    return Due(task, ask, wanted, find)


def asks_for(task: Task, statement: Ids, *, after: Due | None = None, counted: bool = False) -> Due:
    """Ask for the task where the statement finds anything. `after`: a part whose work makes more of it.

    `counted`: whether there is any is asked for by their number. PostgreSQL believes that a third of the rows match where two
    columns are compared: it looks through the table for the first one, each second, though there is none, and past the partial
    index that holds them all. To count them it takes the index.
    """
    there = _number(statement) > 0 if counted else statement.exists()
    return asks(task, lambda session, now: ids(session, statement, now), or_(there, after.wanted) if after else there)


def _number(statement: Ids) -> ColumnElement[int]:
    return select_(func.count()).select_from(statement.order_by(None).limit(None).subquery()).scalar_subquery()


class Sweep:
    """One round over what is registered, in this order."""

    def __init__(self, *parts: Due) -> None:
        self.parts = parts
        self._wanted = select_(*(part.wanted.label(part.name) for part in parts))

    def run(self, carrier: Carrier, nudge: Nudge) -> None:
        """Harmless at any time, any number of times, on any number of workers.

        Each part stands alone: what is wrong with one account or one step keeps nothing else from being found.
        """
        now = carrier.clock.now()
        at = {
            "now": now,
            "soon": now + HORIZON,
            "late_since": now - LATE,
            "today": now.astimezone(VIETNAM).date(),
        }
        with carrier.database.read() as session:
            wanted = session.connection().execute(self._wanted, at).one()
        for part in [part for part, is_wanted in zip(self.parts, wanted, strict=True) if is_wanted]:
            try:
                part.act(carrier, nudge, now)
            except Exception as error:  # told, and the other parts go on
                log.error("fault in the sweep", part=part.name, **fault_of(error))
