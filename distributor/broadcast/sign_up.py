"""Signing up on the web for messages: a number is typed, a code goes to it, and who types the code has proved it. Never commits.

1. `ask_code` keeps the number and puts a code in the outbox of answers. Whatever is known of it, the caller learns nothing.
2. `prove` takes the code: once, within its time, after a few guesses at most. What is chosen then is a consent as DK is.
3. `forget_old_askings` forgets every asking after a day, with its code.

To a number that opted out of everything, or that was erased, no code goes: who wants messages again writes DK from it.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, func, select

from distributor.broadcast.audience import forget_askings, opted_out, subscribe
from distributor.broadcast.receive import reply_text
from distributor.broadcast.record import lock_account
from distributor.errors import LoaError
from distributor.lookup.followed import topics_to_choose
from distributor.models import Account, AccountState, SmsAsking, SmsReply, Subscriber
from distributor.phone_numbers import Numbers, bring_over, read_number
from distributor.signed_codes import typed_code
from distributor.sms_rules import SMS, code_rules, number_told, reply_cost
from distributor.units import unit_names
from phrases import phrase

DAY = timedelta(days=1)


@dataclass(frozen=True)
class SmsOffice:
    """An office that people can get messages from. `number`: what they write to, with what that costs, or who the
    messages are from."""

    account_id: int
    name: str
    number: str


class CodeVerdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"
    """Used, too old, or guessed at too often: another must be asked for."""


def offices_by_sms(session: Session) -> list[SmsOffice]:
    accounts = session.exec(
        select(Account).where(Account.channel == SMS, Account.state == AccountState.ACTIVE).order_by(col(Account.id))
    ).all()
    names = unit_names(session, [one.unit_id for one in accounts])
    return [
        SmsOffice(one.id or 0, names.get(one.unit_id, one.name), f"{_number_of(one)}{reply_cost(one.settings)}")
        for one in accounts
    ]


def _number_of(account: Account) -> str:
    return str(account.settings.get("reply_to") or account.settings.get("sender") or "")


def ask_code(
    session: Session, account_id: int, typed: str, numbers: Numbers, secret: bytes, now: datetime
) -> SmsAsking:
    """Send a code to a number that signs up. Raises LoaError for what is no mobile number, or where too many codes went out
    today."""
    read = read_number(typed)
    if read.fault is not None:
        raise LoaError(phrase("broadcast.cannot-text", why=phrase(f"broadcast.line.{read.fault}")))
    lock_account(session, account_id)
    account = session.get_one(Account, account_id)
    bring_over(session, account.unit_id, [read.number], numbers)
    number_hash, rules = numbers.hash(read.number), code_rules()
    today = col(SmsAsking.asked_at) > now - DAY
    known = session.exec(
        select(SmsAsking).where(SmsAsking.number_hash == number_hash, today).order_by(col(SmsAsking.id).desc())
    ).all()
    if known and (len(known) >= rules.number_a_day or known[0].asked_at > now - rules.apart):
        return known[0]
    spent = session.exec(select(func.count()).where(SmsAsking.account_id == account_id, today)).one()
    if spent >= rules.account_a_day:
        raise LoaError(phrase("broadcast.too-many-codes"))
    asking = SmsAsking(
        unit_id=account.unit_id,
        account_id=account_id,
        number_sealed=numbers.seal(read.number),
        number_hash=number_hash,
        asked_at=now,
    )
    session.add(asking)
    session.flush()
    if not _wants_nothing(session, account.unit_id, number_hash):
        _send_code(session, account, asking, code_of(asking, secret), now)
    return asking


def _wants_nothing(session: Session, unit_id: int, number_hash: str) -> bool:
    erased = select(Subscriber.id).where(
        Subscriber.unit_id == unit_id, Subscriber.number_hash == number_hash, col(Subscriber.erased_at).is_not(None)
    )
    return "" in opted_out(session, unit_id, number_hash) or session.exec(erased).first() is not None


def _send_code(session: Session, account: Account, asking: SmsAsking, code: str, now: datetime) -> None:
    said = {"code": code, "minutes": f"{code_rules().lasts // timedelta(minutes=1)}"}
    session.add(
        SmsReply(
            unit_id=account.unit_id,
            account_id=account.id or 0,
            asking_id=asking.id,
            key=f"code-{asking.number_hash[:10]}-{asking.id}-{now:%H%M%S}",
            number_sealed=asking.number_sealed,
            sender=_number_of(account),
            text=reply_text(
                session, account.unit_id, "code", number_told(account.settings, _number_of(account)), now, more=said
            ),
            due_at=now,
            created_at=now,
        )
    )
    session.flush()


def code_of(asking: SmsAsking, secret: bytes) -> str:
    """The code of this asking alone; nothing of it is stored but in the message that carries it."""
    return typed_code(secret, f"sms {asking.asked_at.timestamp():.0f} {asking.number_hash}", asking.id or 0)


def prove(session: Session, asking_id: int, typed: str, secret: bytes, now: datetime) -> CodeVerdict:
    """Every guess counts, so whoever calls must commit also after a wrong one."""
    asking = session.exec(select(SmsAsking).where(SmsAsking.id == asking_id).with_for_update()).first()
    rules = code_rules()
    if asking is None or asking.used_at is not None:
        return CodeVerdict.OVER
    if asking.guesses >= rules.guesses or not now - rules.lasts < asking.asked_at:
        return CodeVerdict.OVER
    asking.guesses += 1
    is_right = hmac.compare_digest(code_of(asking, secret).encode(), "".join(typed.split()).encode())
    asking.used_at = now if is_right else None
    session.add(asking)
    session.flush()
    return CodeVerdict.RIGHT if is_right else CodeVerdict.WRONG


def sign_up_proved(
    session: Session, asking_id: int, numbers: Numbers, keys: set[str], wording: str, now: datetime
) -> Subscriber:
    """Subscribe a number that was just proved. `keys`: topics; none: everything. `wording`: what they read and agreed to."""
    asking = session.get_one(SmsAsking, asking_id)
    number = numbers.open(asking.number_sealed)
    matters = [topic for topic in topics_to_choose() if topic.key in keys]
    proof = phrase("broadcast.proved-by-code", at=now, wording=wording)
    subscribe(session, asking.unit_id, number, numbers, proof=proof, now=now, matters=matters, method="page")
    found = select(Subscriber).where(
        Subscriber.unit_id == asking.unit_id, Subscriber.number_hash == numbers.hash(number)
    )
    return session.exec(found).one()


def forget_old_askings(session: Session, now: datetime) -> None:
    forget_askings(session, col(SmsAsking.asked_at) <= now - DAY)
