"""One question as its asker reads it: what was kept of it, where it stands, and what the office answered. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.lookup.public import has_public_post
from distributor.models import Case, CaseMessage, CaseReply, CaseReplyState, CaseState, Item
from distributor.units import unit_names


@dataclass(frozen=True)
class OwnAnswer:
    text: str
    at: datetime


@dataclass(frozen=True)
class OwnQuestion:
    """`covered`: how many numbers and addresses were taken out before it was kept. `item_id`: its public answer, else None."""

    number: int
    text: str
    covered: int
    topic: str
    unit: str
    state: CaseState
    agency: str
    asked_at: datetime
    due_at: datetime | None
    answers: tuple[OwnAnswer, ...]
    item_id: int | None


def own_question(session: Session, case_id: int) -> OwnQuestion | None:
    """None for what was not asked on our own pages."""
    case = session.get(Case, case_id)
    if case is None or case.account_id is not None:
        return None
    message = session.exec(
        select(CaseMessage).where(CaseMessage.case_id == case_id).order_by(col(CaseMessage.id))
    ).first()
    if message is None:
        return None
    replies = session.exec(
        select(CaseReply)
        .where(CaseReply.case_id == case_id, CaseReply.state == CaseReplyState.SENT)
        .order_by(col(CaseReply.id))
    ).all()
    public = session.exec(select(Item.id).where(Item.id == case.item_id, has_public_post())).first()
    return OwnQuestion(
        number=case_id,
        text=message.text,
        covered=message.covered,
        topic=case.topic,
        unit=unit_names(session, [case.unit_id]).get(case.unit_id, ""),
        state=CaseState(case.state),
        agency=case.agency,
        asked_at=case.opened_at,
        due_at=case.due_at,
        answers=tuple(OwnAnswer(one.text, one.sent_at or one.created_at) for one in replies),
        item_id=public,
    )
