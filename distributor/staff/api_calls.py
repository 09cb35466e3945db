"""Calls of other programs: the same answer for the same request, how many may come. Functions take a session, never commit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import ApiAnswer, ApiWindow
from phrases import phrase

KEPT = timedelta(hours=48)
"""So long the same name gets the same answer."""
UNDER_WAY = timedelta(seconds=90)
"""Longer than any call takes: who began then and has not answered is dead."""


class AnotherRequest(LoaError):
    """The name was used for a request that said something else."""


class UnderWay(LoaError):
    """The first call of this name is still being worked on."""


@dataclass(frozen=True)
class Begun:
    """A call that is to be worked on now, and ended by `keep_answer` or `forget_answer`."""

    answer_id: int


@dataclass(frozen=True)
class StoredAnswer:
    """The answer that was given the first time."""

    status: int
    body: dict[str, Any]


def begin_answer(session: Session, key_id: int, name: str, request_hash: str, now: datetime) -> Begun | StoredAnswer:
    """Claim the name, or learn what it was answered. Raises AnotherRequest, UnderWay."""
    session.connection().execute(delete(ApiAnswer).where(col(ApiAnswer.begun_at) < now - KEPT))
    row = {"key_id": key_id, "name": name, "request_hash": request_hash, "status": 0, "body": {}, "begun_at": now}
    dialect = _dialect(session)
    claimed = (
        session.connection()
        .execute(
            dialect.insert(ApiAnswer)
            .values(**row)
            .on_conflict_do_nothing(index_elements=["key_id", "name"])
            .returning(col(ApiAnswer.id))
        )
        .first()
    )
    answer = session.exec(
        select(ApiAnswer).where(ApiAnswer.key_id == key_id, ApiAnswer.name == name).with_for_update()
    ).one()
    assert answer.id is not None  # noqa: S101 - a row that was read has its key
    if answer.request_hash != request_hash:
        raise AnotherRequest(phrase("staff.key-of-another-request"))
    if answer.status:
        return StoredAnswer(answer.status, answer.body)
    if claimed is None:
        if answer.begun_at > now - UNDER_WAY:
            raise UnderWay(phrase("staff.key-in-work"))
        session.connection().execute(update(ApiAnswer).where(col(ApiAnswer.id) == answer.id).values(begun_at=now))
    return Begun(answer.id)


def keep_answer(session: Session, begun: Begun, status: int, body: dict[str, Any]) -> None:
    session.connection().execute(
        update(ApiAnswer).where(col(ApiAnswer.id) == begun.answer_id).values(status=status, body=body)
    )


def forget_answer(session: Session, begun: Begun) -> None:
    """It did not come to anything, and may be asked again under the same name."""
    session.connection().execute(
        delete(ApiAnswer).where(col(ApiAnswer.id) == begun.answer_id, col(ApiAnswer.status) == 0)
    )


def count_call(session: Session, key_id: int, minute: int) -> int:
    """Count a call of this key and return how many there were in this minute, this one with them. Earlier minutes are
    forgotten."""
    dialect = _dialect(session)
    counted = dialect.insert(ApiWindow).values(key_id=key_id, minute=minute, calls=1)
    calls: int = (
        session.connection()
        .execute(
            counted.on_conflict_do_update(
                index_elements=["key_id", "minute"], set_={"calls": col(ApiWindow.calls) + 1}
            ).returning(col(ApiWindow.calls))
        )
        .scalar_one()
    )
    if calls == 1:
        session.connection().execute(
            delete(ApiWindow).where(col(ApiWindow.key_id) == key_id, col(ApiWindow.minute) < minute)
        )
    return calls


def _dialect(session: Session) -> Any:
    return sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
