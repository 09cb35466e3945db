"""What citizens send: kept once, put together if it is long, understood, acted on at once, answered through the outbox.

Takes a session and never commits: the network is told that a message has arrived only after the commit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from channels.messenger import Heard
from channels.sms_text import unaccent
from distributor.broadcast.audience import hold_subscribers_list, opt_out, subscribe
from distributor.broadcast.keywords import Asked, asked_for
from distributor.broadcast.record import lock_account
from distributor.cases.inbound import case_of_inbound
from distributor.clock import VIETNAM
from distributor.models import Account, Inbound, SmsReply, UnitName
from distributor.phone_numbers import Numbers, bring_over, normal_number
from distributor.phrases import phrase
from distributor.sms_rules import keywords, reply_texts

SAME = timedelta(minutes=10)
"""The network delivers a message again that it thinks was not taken; the same words a day later are a new message."""
TOGETHER = timedelta(hours=24)
"""Parts of a long message come within this."""
MOST_REPLIES = 5
"""To one number in 24 hours: two machines must not talk to each other for ever."""


def receive(session: Session, account_id: int, heard: Sequence[Heard], numbers: Numbers, now: datetime) -> int:
    """Returns how many of them were new."""
    lock_account(session, account_id)
    account = session.get(Account, account_id)
    if account is None:
        return 0
    hold_subscribers_list(session, account.unit_id)
    # From the lowest number, as files are taken up; what one person sent stays in its order.
    in_order = sorted(heard, key=lambda message: normal_number(message.sender) or message.sender)
    return sum(_receive(session, account, message, numbers, now) for message in in_order)


def _receive(session: Session, account: Account, heard: Heard, numbers: Numbers, now: datetime) -> int:
    account_id = account.id or 0
    known = session.exec(
        select(Inbound.id).where(
            Inbound.account_id == account_id,
            Inbound.fingerprint == heard.fingerprint,
            Inbound.received_at > now - SAME,
        )
    ).first()
    if known is not None:
        return 0
    number = normal_number(heard.sender)
    kept = number or heard.sender
    bring_over(session, account.unit_id, [kept], numbers)
    inbound = Inbound(
        unit_id=account.unit_id,
        account_id=account_id,
        number_sealed=numbers.seal(kept),
        number_hash=numbers.hash(kept),
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
        _act(session, account, whole, number, numbers, now)
    return 1


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


def _act(session: Session, account: Account, inbound: Inbound, number: str, numbers: Numbers, now: datetime) -> None:
    asked = asked_for(inbound.text, keywords())
    proof = phrase("broadcast.by-message", id=inbound.id)
    if asked is Asked.STOP:
        opt_out(session, account.unit_id, inbound.number_hash, how=proof, now=now)
    elif asked is Asked.SUBSCRIBE:
        subscribe(session, account.unit_id, number, numbers, proof=proof, now=now)
    inbound.action = asked.value
    session.add(inbound)
    session.flush()
    if asked is Asked.OTHER:
        case_of_inbound(session, account, inbound, number, now)
    elif _replies_today(session, inbound, now) <= MOST_REPLIES:
        _answer(session, account, inbound, asked, number, numbers, now)


def _replies_today(session: Session, inbound: Inbound, now: datetime) -> int:
    return session.exec(
        select(func.count()).where(
            Inbound.unit_id == inbound.unit_id,
            Inbound.number_hash == inbound.number_hash,
            Inbound.action != "",
            Inbound.received_at > now - TOGETHER,
        )
    ).one()


def _answer(
    session: Session,
    account: Account,
    inbound: Inbound,
    asked: Asked,
    number: str,
    numbers: Numbers,
    now: datetime,
) -> None:
    code = str(account.settings.get("reply_to") or inbound.sent_to)
    text = reply_texts()[asked.value].format(unit=_unit_name(session, account.unit_id, now), number=code)
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


def _unit_name(session: Session, unit_id: int, now: datetime) -> str:
    today = now.astimezone(VIETNAM).date()
    name = session.exec(
        select(UnitName.name)
        .where(UnitName.unit_id == unit_id, UnitName.valid_from <= today)
        .order_by(col(UnitName.valid_from).desc())
    ).first()
    return unaccent(name or "Co quan")
