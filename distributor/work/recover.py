"""Taking over from the dead, where a call must not be made twice: an expired lease proves nothing, so death itself is proved."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from distributor.clock import Clock
from distributor.db import Database
from distributor.work.claims import Claims, Row
from distributor.work.liveness import LivingIncarnation

log = structlog.get_logger()


class Holder(Protocol):
    """A process that claims. `in_flight`: the tokens that some thread here acts on."""

    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def incarnation(self) -> LivingIncarnation: ...

    @property
    def in_flight(self) -> set[str]: ...

    def judge_death(self) -> Callable[[Session, str, datetime | None, datetime], str]: ...


def proof_of_end(
    holder: Holder, session: Session, token: str, incarnation_id: str, lease_until: datetime | None, now: datetime
) -> str:
    """Empty while nobody may take over this claim; else how its holder's end is known."""
    if incarnation_id == holder.incarnation.id:
        # Our own: a thread that ended without recording (the database was away) left it. We know what we act on.
        lease_over = lease_until is not None and lease_until <= now
        return "lock" if lease_over and token not in holder.in_flight else ""
    return holder.judge_death()(session, incarnation_id, lease_until, now)


def recover(
    holder: Holder,
    claims: Claims[Row],
    take_over: Callable[[Session, Row, datetime], bool],
    *which: ColumnElement[bool],
) -> int:
    """Let the room decide the rows of `which` whose holder's end is proved. Returns how many it took over.

    Each is read again inside its transaction: the holder may have committed its mark, or its answer, before it died.
    """
    now, taken = holder.clock.now(), 0
    with holder.database.read() as session:
        found = session.exec(select(claims.table).where(claims.column("token") != "", *which)).all()
        ends = [
            proof_of_end(holder, session, row.token, row.incarnation_id, row.lease_until, now)  # type: ignore[attr-defined]
            for row in found
        ]
    for row, proof in zip(found, ends, strict=True):
        if not proof:
            continue
        with holder.database.write() as session:
            current = claims.locked(session, row)
            if current is not None and take_over(session, current, now):
                session.add(current)
                taken += 1
                told = {"table": claims.table.__name__, claims.key.removesuffix("_id"): getattr(row, claims.key)}
                log.warning("took over from the dead", proof=proof, **told)
    return taken
