"""What a call asks of Loa: a look-up, a message to the caller, a question kept as a case, its line in the reports.

Functions take a session and never commit. A caller's number stands where those of messages stand, and nowhere else.
"""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from channels.messenger import Heard
from distributor.broadcast.receive import receive
from distributor.cases.inbound import case_of_inbound
from distributor.cases.rules import rules_at
from distributor.clock import VIETNAM
from distributor.law.words import short_issuer
from distributor.lookup.answers import look_up
from distributor.lookup.message import MOST_COMING, status_of
from distributor.lookup.told import LawAnswer
from distributor.models import (
    Account,
    AccountState,
    CallOutcome,
    Inbound,
    PhoneCall,
    PhoneRecording,
    SmsReply,
    Unit,
)
from distributor.phone_numbers import Numbers
from distributor.sms_rules import reply_caps
from distributor.telephone.flow import CallAnswers, Prompt
from distributor.telephone.rules import TelephoneRules
from distributor.vault import Vault
from phrases import listed, phrase

DAY = timedelta(days=1)


def unit_of_line(session: Session, line: str) -> int | None:
    """The unit whose code the exchange called, else the first of this home."""
    wanted = select(Unit.id).order_by(col(Unit.id)).limit(1)
    found = session.exec(wanted.where(Unit.code == line)).first() if line else None
    return found if found is not None else session.exec(wanted).first()


def sms_account_of(session: Session, unit_id: int) -> Account | None:
    """Return the account through which callers of this unit are written to."""
    return session.exec(
        select(Account)
        .where(Account.unit_id == unit_id, Account.channel == "sms", Account.state != AccountState.CLOSED)
        .order_by(col(Account.id))
        .limit(1)
    ).first()


def office_hours(now: datetime) -> str:
    """Return the office hours as they are said."""
    spans = [
        phrase("telephone.span", opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")
        for opens, closes in rules_at(now).office_hours
    ]
    return str(phrase("telephone.hours-of", spans=listed(spans, ", ")))


def looked_up(session: Session, words: str, now: datetime) -> CallAnswers:
    """Return what is said of it."""
    found = look_up(session, words, now.astimezone(VIETNAM).date())
    told = tuple(_spoken(answer) for answer in found.answers)
    offices = dict.fromkeys((answer.number, short_issuer(answer.issuer)) for answer in found.answers)
    if not found.ambiguous or len(offices) < 2:
        return CallAnswers(told)
    return CallAnswers(told, tuple((f"{number}, {issuer}", f"{number} {issuer}") for number, issuer in offices))


def _spoken(answer: LawAnswer) -> Prompt:
    """Name, title, status and the one fact that matters, each a sentence."""
    parts = [answer.name, answer.title]
    if answer.status is not None:
        parts += [status_of(answer.status), *(one.said for one in answer.status.coming[:MOST_COMING])]
    parts += [answer.facts[0].text] if answer.facts else []
    sentences = [f"{part[:1].upper()}{part[1:]}".strip().rstrip(".") + "." for part in map(str, parts) if part.strip()]
    return Prompt("answer", " ".join(dict.fromkeys(sentences)))


def send_answer(
    session: Session, account: Account, number: str, words: str, key: str, numbers: Numbers, now: datetime
) -> bool:
    """Send the answer as if the caller had sent the words as a message: the same answer, the same caps. `key`: of this wish,
    once a call."""
    code = str(account.settings.get("reply_to") or "")
    receive(session, account.id or 0, [Heard(number, code, f"TRA {words}", key)], numbers, now)
    answered = (
        select(SmsReply.id)
        .join(Inbound, col(Inbound.id) == col(SmsReply.inbound_id))
        .where(Inbound.account_id == account.id, Inbound.fingerprint == key)
    )
    return session.exec(answered.limit(1)).first() is not None


def keep_question(
    session: Session,
    account: Account,
    number: str,
    sound: bytes,
    seconds: float,
    key: str,
    rules: TelephoneRules,
    vault: Vault,
    now: datetime,
) -> bool:
    """Open a case of the caller's, with the recording for as long as was said. False beyond what one number may leave in a
    day."""
    numbers = Numbers(vault)
    number_hash = numbers.hash(number)
    left = (
        select(func.count())
        .select_from(PhoneRecording)
        .join(Inbound, col(Inbound.id) == col(PhoneRecording.inbound_id))
        .where(Inbound.unit_id == account.unit_id, Inbound.number_hash == number_hash, Inbound.received_at > now - DAY)
    )
    if session.exec(left).one() >= reply_caps().acknowledgements_a_day:
        return False
    until = now + timedelta(days=rules.keep_questions_days)
    inbound = Inbound(
        unit_id=account.unit_id,
        account_id=account.id or 0,
        number_sealed=numbers.seal(number),
        number_hash=number_hash,
        sent_to=str(account.settings.get("reply_to") or "")[:20],
        text=str(phrase("telephone.question", seconds=round(seconds), until=until.astimezone(VIETNAM).date())),
        fingerprint=key,
        action="question",
        received_at=now,
    )
    session.add(inbound)
    session.flush()
    sealed = vault.seal({"wav": base64.b85encode(sound).decode("ascii")})
    session.add(PhoneRecording(inbound_id=inbound.id or 0, sealed=sealed, seconds=round(seconds), keep_until=until))
    case_of_inbound(session, account, inbound, number, now)
    return True


def recording_of(session: Session, inbound_id: int, vault: Vault) -> bytes | None:
    """The WAV; None once it is gone."""
    found = session.exec(select(PhoneRecording).where(PhoneRecording.inbound_id == inbound_id)).first()
    return base64.b85decode(vault.open(found.sealed)["wav"]) if found is not None else None


def forget_recordings(session: Session, now: datetime) -> int:
    """Delete recordings whose time is over; return how many."""
    gone = delete(PhoneRecording).where(col(PhoneRecording.keep_until) <= now)
    return session.connection().execute(gone).rowcount


def note_call(
    session: Session,
    unit_id: int,
    began: datetime,
    ended: datetime,
    topics: Sequence[str],
    messages: int,
    outcome: CallOutcome,
) -> None:
    session.add(
        PhoneCall(
            unit_id=unit_id,
            began_at=began,
            ended_at=ended,
            topics=list(topics),
            messages=messages,
            outcome=outcome,
        )
    )
