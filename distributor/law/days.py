"""The day comes on which a document ends, is suspended or is changed: what was known ahead is carried out."""

from datetime import datetime

import structlog
from sqlalchemy import exists
from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.law.carry import carry
from distributor.law.register import set_gone
from distributor.law.shelf import shelf_of
from distributor.logs import fault_of
from distributor.models import Document, DocumentChange
from distributor.scheduler.due import TODAY, Due

log = structlog.get_logger()


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
        try:
            with database.write() as session:
                _carry_one(session, change_id or 0, now)
        except Exception as error:  # one document's fault must not keep the others in force
            log.error("fault while a change of the law was carried out", change=change_id, **fault_of(error))
    for document_id in lapsed:
        with database.write() as session:
            _next_stretch(session, document_id or 0, now)
    return len(due)


def _carry_one(session: Session, change_id: int, now: datetime) -> None:
    change = session.exec(
        select(DocumentChange)
        .where(DocumentChange.id == change_id, col(DocumentChange.carried_at).is_(None))
        .with_for_update()
    ).first()
    if change is not None:
        carry(session, change, now)


def _next_stretch(session: Session, document_id: int, now: datetime) -> None:
    document = session.exec(select(Document).where(Document.id == document_id).with_for_update()).one()
    set_gone(document, shelf_of(session, [document_id]).lives[document_id], now)
    session.add(document)


LAW = Due(
    "law",
    lambda carrier, _, now: pass_day(carrier.database, now),
    exists().where(col(DocumentChange.carried_at).is_(None), col(DocumentChange.since) <= TODAY),
)
