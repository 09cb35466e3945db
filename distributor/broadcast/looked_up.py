"""Answers of look-ups by SMS, composed just before they go out, so that a flood of messages is stored before any is looked up.

What `1` and `2` ask of is the number's last look-up, looked up anew: no state is kept beside the messages themselves.
"""

from datetime import datetime

from sqlmodel import Session, col, func, select

from channels.sms_text import unaccent
from distributor.broadcast.audience import consented
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.preferences import link_in
from distributor.broadcast.receive import DAY, reply_text
from distributor.cases.inbound import case_of_inbound
from distributor.cases.store import due_from
from distributor.clock import VIETNAM
from distributor.lookup.answers import LookedUp, look_up
from distributor.lookup.followed import choices, matters_in, matters_to_leave, names_of_keys, units_to_choose
from distributor.lookup.meaning import plain_words
from distributor.lookup.message import BY_CHAT, BY_SMS, first_message, fits, more_message, papers_message
from distributor.models import Account, Inbound, ReplyState, SmsReply, Subscriber
from distributor.sms_rules import SMS, number_told, reply_texts
from phrases import phrase

ASKED = ("lookup", "question")
"""What asks of its own words, and not of an answer before."""
STORY = 5
"""Words of a look-up that tells a story: where nothing answers it, a person does."""
OF_MATTERS = ("follow", "unfollow", "unknown_matter")


def compose_look_ups(desk: BroadcastDesk, account_id: int, size: int, now: datetime, channel: str = SMS) -> int:
    """Write the texts of up to `size` answers that lack one. Returns how many."""
    database = desk.database
    lacking = (SmsReply.account_id == account_id, SmsReply.state == ReplyState.WAITING, SmsReply.text == "")
    with database.read() as session:
        waiting = session.exec(
            select(SmsReply.id, SmsReply.sender, Inbound)
            .join(Inbound, col(Inbound.id) == col(SmsReply.inbound_id))
            .where(*lacking)
            .order_by(col(SmsReply.id))
            .limit(size)
        ).all()
        texts = {
            reply_id: _text_of(session, desk, inbound, sender, now, channel) for reply_id, sender, inbound in waiting
        }
    if texts:
        with database.write() as session:
            rows = session.exec(select(SmsReply).where(col(SmsReply.id).in_(texts), *lacking).with_for_update())
            for reply in rows:
                reply.text = texts[reply.id] or _handed_on(session, desk, reply, now, channel)
                session.add(reply)
    return len(texts)


def _handed_on(session: Session, desk: BroadcastDesk, reply: SmsReply, now: datetime, channel: str) -> str:
    """A story that nothing answers becomes a case; what its teller is told."""
    inbound, account = session.get_one(Inbound, reply.inbound_id), session.get_one(Account, reply.account_id)
    code = number_told(account.settings, reply.sender) if channel == SMS else reply.sender
    number = desk.numbers.open(reply.number_sealed) if reply.number_sealed else ""
    if not number:
        return reply_text(session, reply.unit_id, "nothing", code, now, channel=channel)
    inbound.action = "question"
    due = case_of_inbound(session, account, inbound, number, now)
    return reply_text(session, reply.unit_id, "question", code, now, due, channel=channel)


def _text_of(
    session: Session, desk: BroadcastDesk, inbound: Inbound, code: str, now: datetime, channel: str = SMS
) -> str:
    """The answer to a look-up, or to what was asked after one; or what the person follows now. Empty for a story that nothing
    answers."""
    if channel == SMS:
        code = number_told(session.get_one(Account, inbound.account_id).settings, code)
    if inbound.action in OF_MATTERS:
        return _of_matters(session, desk, inbound, code, now)
    base = desk.public_url
    asked = inbound if inbound.action in ASKED else _last_look_up(session, inbound)
    today = now.astimezone(VIETNAM).date()
    found = look_up(session, asked.text, today) if asked is not None else LookedUp()
    if asked is None or not found.answers or (inbound.action == "question" and not found.is_sure):
        if inbound.action == "question":
            due = due_from(inbound.received_at)
            return reply_text(session, inbound.unit_id, "question", code, now, due, channel=channel)
        if inbound.action == "lookup" and not found.number and len(plain_words(inbound.text).split()) >= STORY:
            return ""
        return reply_text(session, inbound.unit_id, "nothing", code, now, channel=channel)
    form = BY_SMS if channel == SMS else BY_CHAT
    if found.ambiguous or inbound.action in ASKED:
        return first_message(found, base, form)
    if inbound.action == "papers":
        return papers_message(found, base, form)
    return more_message(found, _page(session, asked, inbound), base, form)


def _of_matters(session: Session, desk: BroadcastDesk, inbound: Inbound, code: str, now: datetime) -> str:
    """Return what the person follows, with their page where there is room."""
    units = units_to_choose(session, inbound.unit_id)
    opts_out = inbound.action == "unfollow"
    asked = matters_to_leave(inbound.text, units) if opts_out else matters_in(plain_words(inbound.text), units)
    subscriber = session.exec(
        select(Subscriber).where(Subscriber.unit_id == inbound.unit_id, Subscriber.number_hash == inbound.number_hash)
    ).first()
    named = ", ".join(matter.name for matter in asked.matters) or phrase("broadcast.everything")
    yes = sorted(consented(session, subscriber.id or 0)) if subscriber is not None else []
    left = ", ".join(names_of_keys(session, yes).values()) or phrase("broadcast.nothing")
    values = {"matters": named, "left": phrase("broadcast.everything-else") if "" in yes else left}
    offered = list(choices())

    def text() -> str:
        said = {name: unaccent(value) for name, value in {**values, "choices": ", ".join(offered)}.items()}
        return reply_text(session, inbound.unit_id, inbound.action, code, now, more=said)

    while not fits(text()) and len(offered) > 1:
        offered.pop()
    link = link_in(desk.public_url, subscriber, desk.vault.first_secret, now)
    with_link = f"{text()} {reply_texts()['link'].format(link=link)}" if link else text()
    return with_link if fits(with_link) else text()


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
    """Return how many times more was asked for since, this time included."""
    since = select(func.count()).where(
        Inbound.unit_id == inbound.unit_id,
        Inbound.number_hash == inbound.number_hash,
        Inbound.action == "more",
        col(Inbound.id) > asked.id,
        col(Inbound.id) <= inbound.id,
    )
    return session.exec(since).one()
