"""The day comes on which an act ends, is suspended or is changed: what was known ahead is carried out."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.law.carry import carry
from distributor.law.register import set_gone
from distributor.law.shelf import shelf_of
from distributor.models import Document, DocumentChange


def is_due(today: object) -> ColumnElement[bool]:
    """Whether a change waits whose day has come. `today`: a date, or a bound parameter."""
    return exists().where(col(DocumentChange.carried_at).is_(None), col(DocumentChange.since) <= today)


def pass_day(database: Database, now: datetime) -> int:
    """Carry out the changes whose day has come; harmless any number of times. How many."""
    today = now.astimezone(VIETNAM).date()
    with database.read() as session:
        due = session.exec(
            select(DocumentChange.id)
            .where(col(DocumentChange.carried_at).is_(None), DocumentChange.since <= today)
            .order_by(col(DocumentChange.since), col(DocumentChange.id))
        ).all()
        lapsed = session.exec(select(Document.id).where(col(Document.gone_until) <= now)).all()
    for change_id in due:
        with database.write() as session:
            change = session.exec(
                select(DocumentChange)
                .where(DocumentChange.id == change_id, col(DocumentChange.carried_at).is_(None))
                .with_for_update()
            ).first()
            if change is not None:
                carry(session, change, now)
    for document_id in lapsed:
        with database.write() as session:
            _next_stretch(session, document_id or 0, now)
    return len(due)


def _next_stretch(session: Session, document_id: int, now: datetime) -> None:
    document = session.exec(select(Document).where(Document.id == document_id).with_for_update()).one()
    set_gone(document, shelf_of(session, [document_id]).lives[document_id], now)
    session.add(document)
