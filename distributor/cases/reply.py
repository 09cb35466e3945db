"""A reply that its speaker confirmed: one row, to be carried once. Takes a session and never commits."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from channels.registry import spec_of
from distributor.cases.rules import rules_at
from distributor.cases.speakers import speaks_for
from distributor.cases.store import UNDER_WAY, answered, case_seen, did, due_from
from distributor.errors import LoaError
from distributor.models import (
    Account,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    CaseState,
    Inbound,
    OptOut,
    ReplyState,
    SmsReply,
)
from distributor.sms_rules import SMS, answer_window
from distributor.staff.deeds import Actor, deed
from phrases import phrase

PLACES = {name: phrase(f"cases.place.{name}") for name in ("don_vi", "ngay", "bai", "lien_ket", "co_quan")}
"""What a saved reply may leave to be filled, and what staff call it."""
_PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST_KEY = 64


class AlreadyConfirmed(LoaError):
    """The same form came twice."""


def filled(text: str, values: Mapping[str, str]) -> str:
    """A saved reply with its places filled; one that has no value here stays visible, to be filled by hand."""
    return _PLACE.sub(lambda place: values.get(place[1]) or place[0], text)


def places_left(text: str) -> list[str]:
    """Places that are still to be filled."""
    return [place[0] for place in _PLACE.finditer(text) if place[1] in PLACES]


def unknown_places(text: str) -> list[str]:
    return [place[0] for place in _PLACE.finditer(text) if place[1] not in PLACES]


def said_text(text: str) -> str:
    """Return the text as it will be sent: NFC, without what a browser's form adds."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def check_text(channel: str, text: str, now: datetime) -> None:
    """Check a reply's text. Raises LoaError where this text cannot be sent as a reply. `channel`: empty for our own pages,
    which take any length."""
    if not text:
        raise LoaError(phrase("cases.write-the-reply"))
    longest = rules_at(now).longest_reply
    if len(text) > longest:
        raise LoaError(phrase("cases.reply-too-long", length=len(text), most=longest))
    spec = spec_of(channel) if channel else None
    if spec is not None and (count := spec.count(text)) > spec.text_limit:
        raise LoaError(phrase("cases.reply-too-long-here", length=count, channel=spec.label, most=spec.text_limit))
    if left := places_left(text):
        raise LoaError(phrase("cases.places-left", places=", ".join(left)))


@deed("reply")
def confirm_reply(session: Session, actor: Actor, case_id: int, message_id: int, text: str, key: str) -> int:
    """The row that will be carried; its id. `key`: of the form.

    Raises NotThere, LoaError; `AlreadyConfirmed` for the same form again.
    """
    case, by, now = case_seen(session, actor, case_id), actor.staff, actor.now
    if case.unit_id not in speaks_for(session, by.id or 0, [case.unit_id], now):
        raise LoaError(phrase("cases.only-speakers-reply"))
    if case.state in (CaseState.CLOSED, CaseState.TRANSFERRED):
        raise LoaError(phrase("cases.ended-reopen-to-reply", case=case.id))
    if not key or len(key) > LONGEST_KEY:
        raise LoaError(phrase("cases.form-too-old"))
    if session.exec(select(CaseReply.id).where(CaseReply.key == key)).first() is not None:
        raise AlreadyConfirmed(phrase("cases.confirmed-already"))
    message = session.exec(
        select(CaseMessage).where(
            CaseMessage.id == message_id, CaseMessage.case_id == case.id, col(CaseMessage.by_us).is_(False)
        )
    ).first()
    if message is None:
        raise LoaError(phrase("cases.no-such-message"))
    account = session.get_one(Account, case.account_id) if case.account_id is not None else None
    check_text(account.channel if account else "", text, now)
    if message.by_hand and account is not None:
        raise LoaError(phrase("cases.by-hand-only", channel=spec_of(account.channel).label))
    _check_message(session, message, text)
    reply = CaseReply(
        case_id=case.id or 0,
        message_id=message.id or 0,
        account_id=case.account_id,
        staff_id=by.id or 0,
        key=key,
        text=text,
        due_at=now,
        created_at=now,
    )
    if account is None:
        reply.state, reply.due_at, reply.sent_at = CaseReplyState.SENT, None, now
    elif message.inbound_id is not None and account.channel != SMS:
        why_not = private_answer_forbidden(session, account, message.inbound_id, now)
        if why_not:
            raise LoaError(why_not)
    elif message.inbound_id is not None:
        reply.sms_reply_id, reply.due_at = _outbox(session, account, message.inbound_id, text, now), None
    case.state, case.owner_id, case.ended_at = CaseState.DOING, case.owner_id or by.id, None
    case.due_at = case.due_at or due_from(now)
    session.add(case)
    session.add(reply)
    did(session, actor, case, "reply", "", "reply")
    if account is None:
        answered(session, case.id or 0, now, now)
    return reply.id or 0


def _check_message(session: Session, message: CaseMessage, text: str) -> None:
    if message.deleted_at is not None:
        raise LoaError(phrase("cases.comment-deleted"))
    # Answers lie on one level: two equal ones in one thread could not be told apart when we look for one of them.
    thread = message.parent_id or message.external_id
    same = session.exec(
        select(CaseReply.id)
        .join(CaseMessage, col(CaseMessage.id) == col(CaseReply.message_id))
        .where(
            CaseReply.account_id == message.account_id,
            CaseReply.text == text,
            col(CaseReply.state).in_(UNDER_WAY),
            (col(CaseMessage.parent_id) == thread) | (col(CaseMessage.external_id) == thread),
        )
        .limit(1)
    ).first()
    if same is not None:
        raise LoaError(phrase("cases.same-under-way"))


def private_answer_forbidden(session: Session, account: Account, inbound_id: int, now: datetime) -> str:
    """Return why the platform, or the person, does not want an answer to this private message; empty where it may go out."""
    inbound = session.get_one(Inbound, inbound_id)
    if not inbound.number_sealed:
        return phrase("cases.number-erased")
    if _opted_out_since(session, account.unit_id, inbound):
        return phrase("cases.opted-out")
    last = session.exec(
        select(func.max(Inbound.received_at)).where(
            Inbound.account_id == account.id,
            Inbound.number_hash == inbound.number_hash,
            col(Inbound.action).not_in(["followed", "left"]),
        )
    ).one()
    if now - (last or inbound.received_at) > answer_window():
        return phrase("cases.window-over", channel=spec_of(account.channel).label, days=answer_window().days)
    return ""


def _opted_out_since(session: Session, unit_id: int, inbound: Inbound) -> bool:
    opted_out = select(OptOut.id).where(
        OptOut.unit_id == unit_id,
        OptOut.number_hash == inbound.number_hash,
        OptOut.matter == "",
        col(OptOut.lifted_at).is_(None),
        OptOut.at > inbound.received_at,
    )
    return session.exec(opted_out.limit(1)).first() is not None


def _outbox(session: Session, account: Account, inbound_id: int, text: str, now: datetime) -> int:
    """The SMS outbox carries one answer of a person a message, under its stable key."""
    inbound = session.get_one(Inbound, inbound_id)
    mine = (SmsReply.inbound_id == inbound_id, col(SmsReply.once).is_(True))
    if session.exec(select(SmsReply.id).where(*mine)).first() is not None:
        raise LoaError(phrase("cases.sms-answered"))
    if not inbound.number_sealed:
        raise LoaError(phrase("cases.number-erased"))
    if _opted_out_since(session, account.unit_id, inbound):
        raise LoaError(phrase("cases.opted-out"))
    reply = SmsReply(
        unit_id=account.unit_id,
        account_id=account.id or 0,
        inbound_id=inbound_id,
        key=f"re-{inbound.number_hash[:10]}-{inbound.id}",
        number_sealed=inbound.number_sealed,
        sender=str(account.settings.get("reply_to") or inbound.sent_to),
        text=text,
        once=True,
        due_at=now,
        created_at=now,
    )
    session.add(reply)
    session.flush()
    return reply.id or 0


_FOLLOWED = {
    ReplyState.WAITING: CaseReplyState.WAITING,
    ReplyState.SENDING: CaseReplyState.SENDING,
    ReplyState.SENT: CaseReplyState.SENT,
    ReplyState.FAILED: CaseReplyState.FAILED,
    ReplyState.UNKNOWN: CaseReplyState.UNKNOWN,
}


def follow_sms_reply(session: Session, sms_reply_id: int, now: datetime) -> None:
    """Record on a case what became of an answer in the SMS outbox, if staff wrote it."""
    reply = session.exec(select(CaseReply).where(CaseReply.sms_reply_id == sms_reply_id)).first()
    if reply is None:
        return
    carried = session.exec(select(SmsReply.state, SmsReply.reason).where(SmsReply.id == sms_reply_id)).one()
    reply.state, reply.reason = _FOLLOWED[ReplyState(carried[0])], carried[1]
    if reply.state is CaseReplyState.SENT:
        reply.sent_at = now
        answered(session, reply.case_id, reply.created_at, now)
    session.add(reply)
    session.flush()


@deed("reply")
def settle_reply(session: Session, actor: Actor, case_id: int, reply_id: int, *, arrived: bool) -> None:
    """Settle a reply as a person who has looked: the reply of unknown outcome is there, or it is not and goes out now. Raises
    NotThere, LoaError."""
    case, by, now = case_seen(session, actor, case_id), actor.staff, actor.now
    if case.unit_id not in speaks_for(session, by.id or 0, [case.unit_id], now):
        raise LoaError(phrase("cases.only-speakers-decide"))
    reply = session.exec(
        select(CaseReply)
        .where(CaseReply.id == reply_id, CaseReply.case_id == case.id, CaseReply.state == CaseReplyState.UNKNOWN)
        .with_for_update()
    ).first()
    if reply is None:
        raise LoaError(phrase("cases.not-unknown"))
    reply.token, reply.calling_at, reply.looks = "", None, 0
    if arrived:
        reply.state, reply.due_at, reply.sent_at = CaseReplyState.SENT, None, now
        reply.reason = phrase("cases.seen-by", who=by.full_name)
        answered(session, reply.case_id, reply.created_at, now)
    else:
        reply.state, reply.due_at = CaseReplyState.WAITING, now if reply.sms_reply_id is None else None
        reply.reason = phrase("cases.not-seen-by", who=by.full_name)
    if reply.sms_reply_id is not None:
        carried = session.get_one(SmsReply, reply.sms_reply_id)
        carried.state = ReplyState.SENT if arrived else ReplyState.WAITING
        carried.due_at, carried.tries, carried.reason = None if arrived else now, 0, reply.reason
        session.add(carried)
    session.add(reply)
    did(session, actor, case, "resolve", reply.reason, "reply")
