"""What citizens send: kept once, put together if it is long, understood, acted on at once, answered through the outbox.

Takes a session and never commits: the network is told that a message has arrived only after the commit.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from channels.messenger import Heard
from channels.sms_text import unaccent
from distributor.broadcast.audience import (
    hold_subscribers_list,
    is_paused,
    leave_matters,
    lift_opt_outs,
    lift_pause,
    opt_out,
    pause_number,
    subscribe,
)
from distributor.broadcast.heard import NOTHING_NAMED, PAGES, Before, ConsentChange, Reply, Spent, reaction_to
from distributor.broadcast.record import lock_account
from distributor.cases.inbound import case_of_inbound
from distributor.clock import VIETNAM
from distributor.lookup.followed import Matter, commanded, matters_in, matters_to_leave, units_to_choose
from distributor.lookup.meaning import Intent, Meaning, meaning_of, plain_words
from distributor.models import Account, Inbound, ReplyState, SmsReply
from distributor.phone_numbers import Numbers, addressee, bring_over, normal_number
from distributor.sms_rules import SMS, number_told, reply_caps, reply_texts
from distributor.units import unit_name
from phrases import phrase

SAME = timedelta(minutes=10)
"""The network delivers a message again that it thinks was not taken; the same words a day later are a new message,
and so are those before which the person wrote others."""
TOGETHER = timedelta(hours=24)
"""Parts of a long message come within this."""
DAY, MONTH = timedelta(days=1), timedelta(days=30)


def receive(session: Session, account_id: int, heard: Sequence[Heard], numbers: Numbers, now: datetime) -> int:
    """Returns how many of them were new."""
    lock_account(session, account_id)
    account = session.get(Account, account_id)
    if account is None:
        return 0
    if account.channel == SMS:
        hold_subscribers_list(session, account.unit_id)
    # From the lowest number, as files are taken up; what one person sent stays in its order.
    in_order = sorted(heard, key=lambda message: normal_number(message.sender) or message.sender)
    spent = Spent(*(_replies_of(session, account_id, now - span) for span in (DAY, MONTH)))
    units = units_to_choose(session, account.unit_id)
    return sum(_receive(session, account, message, numbers, now, spent, units) for message in in_order)


def _receive(
    session: Session,
    account: Account,
    heard: Heard,
    numbers: Numbers,
    now: datetime,
    spent: Spent,
    units: Sequence[Matter],
) -> int:
    account_id = account.id or 0
    number = addressee(account.channel, heard.sender)
    kept = number or heard.sender
    bring_over(session, account.unit_id, [kept], numbers)
    number_hash = numbers.hash(kept)
    repeated = _repeated(session, account, heard, number_hash, now)
    if repeated is not None:
        if account.channel == SMS and number is not None and heard.total == 1:
            _opt_out_again(session, account.unit_id, number_hash, session.get_one(Inbound, repeated), units, now)
        return 0
    inbound = Inbound(
        unit_id=account.unit_id,
        account_id=account_id,
        number_sealed=numbers.seal(kept),
        number_hash=number_hash,
        sent_to=heard.to,
        text=heard.text,
        fingerprint=heard.fingerprint,
        reference=heard.reference,
        total=heard.total,
        position=heard.position,
        whole=heard.total == 1,
        received_at=now,
    )
    session.add(inbound)
    session.flush()
    whole = inbound if heard.total == 1 else _put_together(session, inbound, now)
    if whole is not None and number is not None:
        _act(session, account, whole, number, numbers, now, spent, units)
    return 1


def _opt_out_again(
    session: Session, unit_id: int, number_hash: str, said: Inbound, units: Sequence[Matter], now: datetime
) -> None:
    """Said twice or delivered twice: an opt-out holds in both cases, whatever was done at the desk in between."""
    how = phrase("broadcast.by-message", id=said.id)
    if said.action == "stop":
        opt_out(session, unit_id, number_hash, how=how, now=now)
    elif said.action == "unfollow":
        keys = [matter.key for matter in matters_to_leave(said.text, units).matters]
        leave_matters(session, unit_id, number_hash, keys, how=how, now=now)


def _repeated(session: Session, account: Account, heard: Heard, number_hash: str, now: datetime) -> int | None:
    """The row of what the network delivers again: these octets are here, and the person has written nothing since.

    Who writes HUY, DK, HUY means the last too; so does who asks for more, reads it, and asks again. Parts of a long message
    tell by their reference that they are others.
    """
    same = (Inbound.account_id == account.id, Inbound.fingerprint == heard.fingerprint)
    recent = (Inbound.received_at > now - SAME,) if account.channel == SMS else ()
    known = session.exec(select(Inbound.id).where(*same, *recent).order_by(col(Inbound.id).desc())).first()
    if known is None or heard.total > 1 or account.channel != SMS:
        return known  # elsewhere a fingerprint is the platform's own id of the message, and never another's
    of_number = select(func.max(Inbound.id)).where(
        Inbound.unit_id == account.unit_id, Inbound.number_hash == number_hash
    )
    is_last = session.exec(of_number).one() == known
    return known if is_last and not _has_turned_the_page(session, known) else None


def _has_turned_the_page(session: Session, inbound_id: int) -> bool:
    answered = select(SmsReply.id).join(Inbound, col(Inbound.id) == col(SmsReply.inbound_id))
    wanted = (Inbound.id == inbound_id, Inbound.action == PAGES["1"], SmsReply.state == ReplyState.SENT)
    return session.exec(answered.where(*wanted).limit(1)).first() is not None


def _put_together(session: Session, last: Inbound, now: datetime) -> Inbound | None:
    """The first part with the whole text, once all have come."""
    found = session.exec(
        select(Inbound)
        .where(
            Inbound.account_id == last.account_id,
            Inbound.number_hash == last.number_hash,
            Inbound.reference == last.reference,
            Inbound.total == last.total,
            col(Inbound.whole).is_(False),
            Inbound.received_at > now - TOGETHER,
        )
        .order_by(col(Inbound.id))
    ).all()
    parts = {part.position: part for part in found}
    if len(parts) < last.total:
        return None
    first = parts[1]
    first.text = "".join(parts[position].text for position in sorted(parts))
    for part in parts.values():
        part.whole = True
        session.add(part)
    session.flush()
    return first


def _act(
    session: Session,
    account: Account,
    inbound: Inbound,
    number: str,
    numbers: Numbers,
    now: datetime,
    spent: Spent,
    units: Sequence[Matter],
) -> None:
    meaning, plain = meaning_of(inbound.text), plain_words(inbound.text)
    asked = NOTHING_NAMED
    if account.channel == SMS:  # elsewhere nobody is sent a message of their matters
        if (means := commanded(plain, units)) is not None:
            meaning = Meaning(means)
        if meaning.means is Intent.START:
            asked = matters_in(plain, units)
        elif meaning.means is Intent.STOP:
            asked = matters_to_leave(inbound.text, units)
    before = _before(session, inbound, now, spent)
    reaction = reaction_to(meaning, plain, before, reply_caps(account.channel), asked)
    unit_id, number_hash, proof = account.unit_id, inbound.number_hash, phrase("broadcast.by-message", id=inbound.id)
    match reaction.consent:
        case ConsentChange.OPT_OUT:
            opt_out(session, unit_id, number_hash, how=proof, now=now)
        case ConsentChange.LEAVE:
            keys = [matter.key for matter in asked.matters]
            leave_matters(session, unit_id, number_hash, keys, how=proof, now=now)
        case ConsentChange.SUBSCRIBE if account.channel != SMS:
            lift_opt_outs(session, unit_id, number_hash, now)
        case ConsentChange.SUBSCRIBE:
            matters = () if asked.is_everything else asked.matters
            subscribe(session, unit_id, number, numbers, proof=proof, now=now, matters=matters)
        case ConsentChange.PAUSE:
            pause_number(session, unit_id, number_hash, how=phrase("broadcast.asked-back", id=inbound.id), now=now)
        case ConsentChange.GO_ON:
            lift_pause(session, unit_id, number_hash, now)
    inbound.action = reaction.action
    session.add(inbound)
    session.flush()
    due = case_of_inbound(session, account, inbound, number, now) if reaction.is_case else None
    if reaction.reply is not Reply.NONE:
        _answer(session, account, inbound, reaction.reply, number, numbers, now, due)


def _before(session: Session, inbound: Inbound, now: datetime, spent: Spent) -> Before:
    answered = (
        select(Inbound.action, func.count())
        .join(SmsReply, col(SmsReply.inbound_id) == col(Inbound.id))
        .where(Inbound.unit_id == inbound.unit_id, Inbound.number_hash == inbound.number_hash)
        .where(col(SmsReply.once).is_(False), col(SmsReply.created_at) > now - DAY)
    )
    mine = dict(session.exec(answered.group_by(col(Inbound.action))).all())
    opt_outs = mine.pop(Reply.STOP.value, 0)
    return Before(
        paused=is_paused(session, inbound.unit_id, inbound.number_hash),
        looked_up=bool(mine.get("lookup")) or (bool(mine.get("question")) and _question_looked_up(session, inbound)),
        opt_outs=opt_outs,
        answers=sum(mine.values()),
        acknowledged=mine.get("question", 0),
        spent=spent,
    )


def _question_looked_up(session: Session, inbound: Inbound) -> bool:
    """Return True if the last question of this number was looked up: its answer may end with "1: xem thêm", too."""
    asked = session.exec(
        select(Inbound.text)
        .where(Inbound.unit_id == inbound.unit_id, Inbound.number_hash == inbound.number_hash)
        .where(Inbound.action == "question", col(Inbound.id) != inbound.id)
        .order_by(col(Inbound.id).desc())
        .limit(1)
    ).first()
    return asked is not None and meaning_of(asked).looks_up


def _replies_of(session: Session, account_id: int, since: datetime) -> int:
    found = select(func.count()).where(SmsReply.account_id == account_id, col(SmsReply.created_at) > since)
    return session.exec(found).one()


def _answer(
    session: Session,
    account: Account,
    inbound: Inbound,
    reply: Reply,
    number: str,
    numbers: Numbers,
    now: datetime,
    due: datetime | None,
) -> None:
    code = str(account.settings.get("reply_to") or inbound.sent_to)
    text = ""
    if reply not in (Reply.LOOKUP, Reply.MATTERS):
        told = number_told(account.settings, code) if account.channel == SMS else code
        text = reply_text(session, account.unit_id, reply.value, told, now, due, channel=account.channel)
    session.add(
        SmsReply(
            unit_id=account.unit_id,
            account_id=account.id or 0,
            inbound_id=inbound.id or 0,
            key=f"in-{inbound.number_hash[:10]}-{inbound.id}",
            number_sealed=numbers.seal(number),
            sender=code,
            text=text,
            due_at=now,
            created_at=now,
        )
    )
    session.flush()


def reply_text(
    session: Session,
    unit_id: int,
    reply: str,
    code: str,
    now: datetime,
    due: datetime | None = None,
    *,
    more: Mapping[str, str] | None = None,
    channel: str = SMS,
) -> str:
    """An answer of the channel's file, filled. `code`: the number to write to, as told; `due`: by when a question is answered."""
    day = f"{due.astimezone(VIETNAM):%d/%m}" if due is not None else ""
    name = unit_name(session, unit_id, now.astimezone(VIETNAM).date())
    unit = unaccent(name or "Co quan") if channel == SMS else name or "Cơ quan"
    return reply_texts(channel)[reply].format(unit=unit, number=code, due=day, **(more or {}))
