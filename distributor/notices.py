"""Opening and closing notices: one open notice a subject and kind, its text the newest."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.models import Account, Broadcast, Correction, Item, Notice, Post, RenderJob, Source
from phrases import phrase

OWNED: dict[str, type[Account | Broadcast | Correction | Item | Post | RenderJob | Source]] = {
    "account": Account,
    "broadcast": Broadcast,
    "correction": Correction,
    "item": Item,
    "post": Post,
    "source": Source,
    "video": RenderJob,
}
"""What a subject may name, and has a unit."""


def open_notice(
    session: Session, *, kind: str, subject: str, text: str, now: datetime, unit_id: int | None = None
) -> None:
    """Tell staff. A notice that is open already gets the new text and keeps its time.

    `unit_id` None: of the unit whose post, item, account … `subject` names; where it names none, everybody is told.
    """
    standing = session.exec(
        select(Notice).where(Notice.subject == subject, Notice.kind == kind, col(Notice.closed_at).is_(None))
    ).first()
    if standing is None:
        unit_id = _unit_of(session, subject) if unit_id is None else unit_id
        session.add(Notice(kind=kind, subject=subject, text=text, opened_at=now, unit_id=unit_id))
    elif standing.text != text:
        standing.text = text
        session.add(standing)


def about(title: str, said: str) -> str:
    """Return what a notice says of a post or item with this title."""
    return phrase("notices.about", title=title, said=said)


def _unit_of(session: Session, subject: str) -> int | None:
    name, _, number = subject.partition(":")
    table = OWNED.get(name)
    if table is None or not number.isdecimal():
        return None
    return session.exec(select(table.unit_id).where(table.id == int(number))).first()


def reword_notice(session: Session, *, kind: str, subject: str, text: str) -> bool:
    """Reword the open notice, for what it says is no longer so; return True if there is one."""
    session.flush()  # one that this transaction opened is a row by now
    statement = update(Notice).where(
        col(Notice.kind) == kind, col(Notice.subject) == subject, col(Notice.closed_at).is_(None)
    )
    return bool(session.connection().execute(statement.values(text=text)).rowcount)


def close_notices(session: Session, *, subject: str, now: datetime, kind: str | None = None) -> None:
    """Close notices: what they asked for is done."""
    session.flush()
    statement = update(Notice).where(col(Notice.subject) == subject, col(Notice.closed_at).is_(None))
    if kind is not None:
        statement = statement.where(col(Notice.kind) == kind)
    session.connection().execute(statement.values(closed_at=now))
