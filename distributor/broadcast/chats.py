"""Private messages of citizens on a platform (Zalo): taken in once, and the program's answers to them carried, each at most once.

What people of the office answer is carried as all replies are (`distributor.cases.send`). What the program answers goes through
the outbox of SMS, with caps of its own; one of which nobody knows whether it went out is not repeated: the person may ask again.
"""

import time
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from channels.citizens import Chats
from channels.errors import AuthExpired, ChannelError, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.messenger import Heard, Message, Outcome, Verdict
from channels.registry import spec_of
from distributor.broadcast.audience import lift_opt_outs, opt_out
from distributor.broadcast.desk import desk_of
from distributor.broadcast.receive import receive
from distributor.broadcast.record import lock_account
from distributor.broadcast.replies import send_replies
from distributor.cases.inbound import case_of_inbound
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.claim import account_open
from distributor.deliver.limits import limits_of
from distributor.models import Account, AccountState, Inbound, ReplyState, SmsReply
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import account_view
from distributor.phone_numbers import Numbers, addressee, bring_over
from distributor.sms_rules import SMS
from phrases import phrase

LANE_S = 20.0
"""A thread gives itself back after this long; what is left is due and found again."""


class ChatEvent(StrEnum):
    """An event of a platform's chat: what a person did. `ATTACHMENT`: the text says of what kind."""

    TEXT = "text"
    ATTACHMENT = "attachment"
    FOLLOWED = "followed"
    LEFT = "left"


def chat_account(session: Session, channel: str, owner_id: str) -> Account | None:
    """Ours under the platform's own id."""
    identity = spec_of(channel).identity
    accounts = session.exec(select(Account).where(Account.channel == channel, Account.state != AccountState.CLOSED))
    return next((one for one in accounts if str(one.settings.get(identity)) == owner_id), None)


def take_event(session: Session, channel: str, event: ChatEvent, heard: Heard, numbers: Numbers, now: datetime) -> bool:
    """Take in an event; return True if it is new, and of an account of ours. `heard.to`: that account's own id; `fingerprint`:
    the event's."""
    account = chat_account(session, channel, heard.to)
    if account is None or account.id is None:
        return False
    if event is ChatEvent.TEXT:
        return bool(receive(session, account.id, [heard], numbers, now))
    lock_account(session, account.id)
    known = select(Inbound.id).where(Inbound.account_id == account.id, Inbound.fingerprint == heard.fingerprint)
    person = addressee(channel, heard.sender) or heard.sender
    if session.exec(known).first() is not None:
        return False
    bring_over(session, account.unit_id, [person], numbers)
    inbound = Inbound(
        unit_id=account.unit_id,
        account_id=account.id,
        number_sealed=numbers.seal(person),
        number_hash=numbers.hash(person),
        sent_to=heard.to,
        text=heard.text,
        fingerprint=heard.fingerprint,
        action=event.value,
        received_at=now,
    )
    session.add(inbound)
    session.flush()
    if event is ChatEvent.ATTACHMENT:
        case_of_inbound(session, account, inbound, person, now)
    elif event is ChatEvent.FOLLOWED:
        lift_opt_outs(session, account.unit_id, inbound.number_hash, now)
    else:
        opt_out(session, account.unit_id, inbound.number_hash, how=phrase("broadcast.unfollowed"), now=now)
    return True


def chat_accounts_due(session: Session, now: datetime) -> list[int]:
    """Accounts with answers of the program to carry on a channel other than SMS."""
    due = select(SmsReply.account_id).where(
        col(SmsReply.state).in_([ReplyState.WAITING, ReplyState.SENDING]), col(SmsReply.due_at) <= now
    )
    accounts = session.exec(
        select(Account)
        .where(Account.channel != SMS, Account.state == AccountState.ACTIVE, col(Account.id).in_(due))
        .where(or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= now))
        .order_by(col(Account.id))
    ).all()
    return [account.id for account in accounts if account.id is not None]


def send_chats(carrier: Carrier, account_id: int) -> int:
    """Carry the account's due answers, one at a time. Returns how many were tried."""
    desk, done, end = desk_of(carrier), 0, time.monotonic() + LANE_S
    while time.monotonic() < end and not carrier.stopping.is_set():
        with carrier.database.read() as session:
            account = session.get(Account, account_id)
        if (
            account is None
            or account.channel == SMS
            or not account_open(account.state, account.wait_until, carrier.clock.now())
        ):
            break
        work = _Writing(carrier, account)
        if not send_replies(desk, account_id, work.submit, 1, channel=account.channel):
            break
        done += 1
    return done


class _Writing:
    """One message to one person. Raises nothing, as a `Messenger`."""

    def __init__(self, carrier: Carrier, account: Account) -> None:
        self._carrier = carrier
        self._account = account

    def submit(self, batch: Sequence[Message]) -> list[Outcome]:
        return [
            write_chat(self._carrier, self._account, message.to.partition(":")[2], message.text) for message in batch
        ]


def write_chat(carrier: Carrier, account: Account, person: str, text: str) -> Outcome:
    """One message to one person. Raises nothing; a token that has expired is renewed for the next."""
    view, limits = account_view(account), limits_of(spec_of(account.channel), account.limits)
    try:
        opened = carrier.open(view)
        if not isinstance(opened.adapter, Chats):
            return Outcome(Verdict.REFUSED, words=phrase("cases.channel-cannot"))
        with opened.transport.deadline(limits.call_deadline_s):
            opened.adapter.write(person, text)
    except ChannelError as error:
        if isinstance(error, AuthExpired):
            refresh_credentials(carrier, view, error.message)
        return _outcome_of(error)
    return Outcome(Verdict.TAKEN)


def _outcome_of(error: ChannelError) -> Outcome:
    verdict = Verdict.NOT_TAKEN
    if isinstance(error, Rejected):
        verdict = Verdict.REFUSED
    elif isinstance(error, OutcomeUnknown):
        verdict = Verdict.UNKNOWN
    after = error.after if isinstance(error, Retryable) else 60.0 if isinstance(error, RateLimited) else None
    return Outcome(verdict, words=error.message, code=error.code[:40], after=after)
