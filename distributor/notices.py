"""Opening and closing notices: one open notice a subject and kind, its text the newest."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.models import Notice


def open_notice(
    session: Session, *, kind: str, subject: str, text: str, now: datetime, unit_id: int | None = None
) -> None:
    """Tell staff. A notice that is open already gets the new text and keeps its time."""
    standing = session.exec(
        select(Notice).where(Notice.subject == subject, Notice.kind == kind, col(Notice.closed_at).is_(None))
    ).first()
    if standing is None:
        session.add(Notice(kind=kind, subject=subject, text=text[:1000], opened_at=now, unit_id=unit_id))
    elif standing.text != text[:1000]:
        standing.text = text[:1000]
        session.add(standing)


def reword_notice(session: Session, *, kind: str, subject: str, text: str) -> bool:
    """What the open notice says is no longer so. Whether there is one."""
    statement = update(Notice).where(
        col(Notice.kind) == kind, col(Notice.subject) == subject, col(Notice.closed_at).is_(None)
    )
    return bool(session.connection().execute(statement.values(text=text[:1000])).rowcount)


def close_notices(session: Session, *, subject: str, now: datetime, kind: str | None = None) -> None:
    """What the notice asked for is done."""
    statement = update(Notice).where(col(Notice.subject) == subject, col(Notice.closed_at).is_(None))
    if kind is not None:
        statement = statement.where(col(Notice.kind) == kind)
    session.connection().execute(statement.values(closed_at=now))
