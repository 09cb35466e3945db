"""Personal data: some days after a case has ended, who it was is forgotten. The question and the answer stay."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.cases.rules import rules_at
from distributor.models import Case, CaseMessage

MOST = 500


def forget_names(session: Session, now: datetime) -> int:
    """Returns how many cases were made nameless; call it again until none is left."""
    ended = now - timedelta(days=rules_at(now).keep_names_days)
    cases = session.exec(
        select(Case.id).where(col(Case.ended_at) <= ended, col(Case.forgotten_at).is_(None)).limit(MOST)
    ).all()
    if cases:
        session.connection().execute(update(CaseMessage).where(col(CaseMessage.case_id).in_(cases)).values(author=""))
        session.connection().execute(
            update(Case).where(col(Case.id).in_(cases)).values(person_hash="", forgotten_at=now)
        )
    return len(cases)
