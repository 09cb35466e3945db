"""An answer that a person gave on the platform itself: recorded with its words, so that the case is answered. Never commits."""

from sqlmodel import Session, col, select

from distributor.cases.reply import LONGEST_KEY, AlreadyConfirmed
from distributor.cases.rules import rules_at
from distributor.cases.speakers import speaks_for
from distributor.cases.store import UNDER_WAY, answered, case_seen, did
from distributor.errors import LoaError
from distributor.models import CaseMessage, CaseReply, CaseReplyState, CaseState
from distributor.staff.deeds import Actor, deed
from phrases import phrase


@deed("reply")
def answer_by_hand(session: Session, actor: Actor, case_id: int, message_id: int, text: str, key: str) -> None:
    """Note what was answered by hand, to which message. `key`: of the form. Raises NotThere, LoaError; `AlreadyConfirmed` for a
    form again."""
    case, by, now = case_seen(session, actor, case_id), actor.staff, actor.now
    if case.unit_id not in speaks_for(session, by.id or 0, [case.unit_id], now):
        raise LoaError(phrase("cases.only-speakers-reply"))
    if case.state in (CaseState.CLOSED, CaseState.TRANSFERRED):
        raise LoaError(phrase("cases.ended-reopen-to-reply", case=case.id))
    if not text:
        raise LoaError(phrase("cases.write-the-reply"))
    if len(text) > (longest := rules_at(now).longest_reply):
        raise LoaError(phrase("cases.reply-too-long", length=len(text), most=longest))
    if not key or len(key) > LONGEST_KEY:
        raise LoaError(phrase("cases.form-too-old"))
    if session.exec(select(CaseReply.id).where(CaseReply.key == key)).first() is not None:
        raise AlreadyConfirmed(phrase("cases.confirmed-already"))
    mine = (CaseMessage.id == message_id, CaseMessage.case_id == case.id)
    message = session.exec(select(CaseMessage).where(*mine)).first()
    if message is None or message.account_id is None:
        raise LoaError(phrase("cases.no-such-message"))
    going = (CaseReply.message_id == message.id, col(CaseReply.state).in_(UNDER_WAY))
    if session.exec(select(CaseReply.id).where(*going)).first() is not None:
        raise LoaError(phrase("cases.reply-under-way", case=case.id))
    session.add(
        CaseReply(
            case_id=case.id or 0,
            message_id=message.id or 0,
            account_id=message.account_id,
            staff_id=by.id or 0,
            key=key,
            text=text,
            state=CaseReplyState.SENT,
            reason=phrase("cases.by-hand", who=by.full_name),
            created_at=now,
            sent_at=now,
        )
    )
    case.owner_id = case.owner_id or by.id
    case.state = CaseState.DOING
    did(session, actor, case, "by_hand", "", "reply")
    answered(session, case.id or 0, max(now, case.last_at), now)
