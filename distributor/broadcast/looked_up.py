"""Answers of look-ups by SMS, composed just before they go out, so that a flood of messages is stored before any is looked up.

What `1` and `2` ask of is the number's last look-up, looked up anew: no state is kept beside the messages themselves.
"""

from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.broadcast.receive import DAY, reply_text
from distributor.cases.store import due_from
from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.lookup.answers import LookedUp, look_up
from distributor.lookup.message import first_message, more_message, papers_message
from distributor.models import Inbound, ReplyState, SmsReply

ASKED = ("lookup", "question")
"""What asks of its own words, and not of an answer before."""


def compose_look_ups(database: Database, account_id: int, size: int, now: datetime, base: str) -> int:
    """Write the texts of up to `size` answers that lack one. `base`: the office's public address. Returns how many."""
    lacking = (SmsReply.account_id == account_id, SmsReply.state == ReplyState.WAITING, SmsReply.text == "")
    with database.read() as session:
        waiting = session.exec(
            select(SmsReply.id, SmsReply.sender, Inbound)
            .join(Inbound, col(Inbound.id) == col(SmsReply.inbound_id))
            .where(*lacking)
            .order_by(col(SmsReply.id))
            .limit(size)
        ).all()
        texts = {reply_id: text_of(session, inbound, sender, now, base) for reply_id, sender, inbound in waiting}
    if texts:
        with database.write() as session:
            rows = session.exec(select(SmsReply).where(col(SmsReply.id).in_(texts), *lacking).with_for_update())
            for reply in rows:
                reply.text = texts[reply.id]
                session.add(reply)
    return len(texts)


def text_of(session: Session, inbound: Inbound, code: str, now: datetime, base: str) -> str:
    """The answer to a look-up, or to what was asked after one."""
    asked = inbound if inbound.action in ASKED else _last_look_up(session, inbound)
    today = now.astimezone(VIETNAM).date()
    found = look_up(session, asked.text, today) if asked is not None else LookedUp()
    if asked is None or not found.answers:
        if inbound.action == "question":
            return reply_text(session, inbound.unit_id, "question", code, now, due_from(inbound.received_at))
        return reply_text(session, inbound.unit_id, "nothing", code, now)
    if found.ambiguous or inbound.action in ASKED:
        return first_message(found, base)
    if inbound.action == "papers":
        return papers_message(found, base)
    return more_message(found, _page(session, asked, inbound), base)


def _last_look_up(session: Session, inbound: Inbound) -> Inbound | None:
    return session.exec(
        select(Inbound)
        .where(Inbound.unit_id == inbound.unit_id, Inbound.number_hash == inbound.number_hash)
        .where(col(Inbound.action).in_(ASKED), col(Inbound.id) < inbound.id)
        .where(Inbound.received_at > inbound.received_at - DAY)
        .order_by(col(Inbound.id).desc())
        .limit(1)
    ).first()


def _page(session: Session, asked: Inbound, inbound: Inbound) -> int:
    """How many times more was asked for since, this time included."""
    since = select(func.count()).where(
        Inbound.unit_id == inbound.unit_id,
        Inbound.number_hash == inbound.number_hash,
        Inbound.action == "more",
        col(Inbound.id) > asked.id,
        col(Inbound.id) <= inbound.id,
    )
    return session.exec(since).one()
