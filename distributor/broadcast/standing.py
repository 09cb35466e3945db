"""Whether SMS move: messages that are due, that nothing forbids, and of which nobody has heard anything for a minute. Reads only.

What a hold, a pause, the hours, an account's own cap or a network that wants fewer keeps back does not stand, it waits.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, func, or_, select

from channels.sms.account import SMPP
from distributor.broadcast.held import going_broadcasts, held_among
from distributor.broadcast.leads import SILENT, down_since, gateway_name
from distributor.clock import VIETNAM
from distributor.deliver.health import STANDS_S, Health, SmsStand, health_of
from distributor.deliver.lane_delay import STALLED_AFTER
from distributor.models import (
    Account,
    AccountState,
    Broadcast,
    BroadcastState,
    Recipient,
    RecipientState,
    ReplyState,
    SmsReply,
)
from distributor.sms_rules import clock_of_hours, is_open, rules_at
from distributor.work.progress import BIND, proofs
from phrases import is_said

STANDS = timedelta(seconds=STANDS_S)
NEWEST = 300
"""Messages among which the last is looked for of which the network told something."""


def health_of_house(session: Session, now: datetime) -> Health:
    """Return what the database says of posts and messages."""
    found = health_of(session, now)
    return replace(found, held=found.held | _held_over(session, now), sms=sms_stand(session, now))


def _held_over(session: Session, now: datetime) -> frozenset[str]:
    over = (
        col(Recipient.state).in_([RecipientState.CLAIMED, RecipientState.SUBMITTING]),
        col(Recipient.lease_until) < now - STALLED_AFTER,
    )
    accounts = select(Account.id).where(Account.channel == "sms")
    return frozenset(
        session.exec(select(Recipient.incarnation_id).where(col(Recipient.account_id).in_(accounts), *over).distinct())
    )


def messages_until(session: Session, incarnation_id: str) -> datetime | None:
    """Return until when the messages of this process may be on their way; None: none is."""
    held = (Recipient.incarnation_id == incarnation_id, Recipient.state == RecipientState.SUBMITTING)
    accounts = select(Account.id).where(Account.channel == "sms")
    return session.exec(
        select(func.max(Recipient.lease_until)).where(col(Recipient.account_id).in_(accounts), *held)
    ).one()


def sms_stand(session: Session, now: datetime) -> SmsStand | None:
    """Return the account whose messages have stood longest; None: those of all move, or wait."""
    accounts = session.exec(select(Account).where(Account.channel == "sms", Account.state == AccountState.ACTIVE)).all()
    stands = [each for account in accounts if (each := _of_account(session, account, now)) is not None]
    return max(stands, key=lambda each: each.stood_s, default=None)


def _of_account(session: Session, account: Account, now: datetime) -> SmsStand | None:
    account_id, by = account.id or 0, now - STANDS
    rests = account.wait_until is not None and account.wait_until > now
    is_ill = is_said(account.wait_reason, SILENT) or down_since(account.wait_reason) is not None
    if (rests and not is_ill) or not _anything(session, account_id, by):
        return None
    heard_at = _heard_of(session, account_id)
    if heard_at is not None and heard_at > by:
        return None  # a long list that moves is looked at no further
    due = [*_lists(session, account, now), _reply(session, account_id, by)]
    since = min((each for each in due if each is not None and each <= by), default=None)
    if since is None:
        return None
    back_at = None if rests else account.wait_until
    since = max(each for each in (since, back_at, heard_at) if each is not None)
    if since > by:
        return None
    binds = [proof for proof in proofs(session, now, BIND) if proof.name == f"gateway-{account_id}"]
    works = gateway_name(account) != SMPP or any(bind.is_working for bind in binds)
    return SmsStand(account_id, (now - since).total_seconds(), is_gateway=not works)


def _anything(session: Session, account_id: int, by: datetime) -> bool:
    """Most seconds there is nothing, and this is all they cost."""
    queued = (
        col(Recipient.account_id) == account_id,
        col(Recipient.state) == RecipientState.QUEUED,
        col(Recipient.due_at) <= by,
    )
    planned = (
        col(Broadcast.account_id) == account_id,
        col(Broadcast.state) == BroadcastState.PLANNED,
        col(Broadcast.starts_at) <= by,
    )
    found = or_(exists().where(*queued), exists().where(*planned), exists().where(*_replies(account_id, by)))
    return bool(session.exec(select(found)).one())


def _lists(session: Session, account: Account, now: datetime) -> list[datetime | None]:
    """Return since when the first message of a broadcast is due, of those that nothing keeps back."""
    account_id, rules = account.id or 0, rules_at(now)
    hours_at = clock_of_hours(now, account.settings, rules)
    going = going_broadcasts(session, account_id)
    held = held_among(session, account_id, going, now)
    opened = hours_at.astimezone(VIETNAM).replace(hour=rules.opens.hour, minute=rules.opens.minute, second=0)
    found: list[datetime | None] = []
    begins = select(Broadcast).where(Broadcast.account_id == account_id, Broadcast.state == BroadcastState.PLANNED)
    for each in {one.id: one for one in (*going, *session.exec(begins))}.values():
        in_time = each.starts_at <= now < each.ends_at and each.id not in held
        if not in_time or not (each.override_at is not None or is_open(hours_at, rules)):
            continue
        first = session.exec(
            select(func.min(Recipient.due_at)).where(
                Recipient.broadcast_id == each.id,
                Recipient.account_id == account_id,
                Recipient.state == RecipientState.QUEUED,
            )
        ).one()
        first = each.starts_at if first is None and each.state is BroadcastState.PLANNED else first
        if first is not None and each.override_at is None:
            first = max(first, now - (hours_at - opened))
        found.append(first)
    return found


def _reply(session: Session, account_id: int, by: datetime) -> datetime | None:
    return session.exec(select(func.min(SmsReply.due_at)).where(*_replies(account_id, by))).one()


def _replies(account_id: int, by: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(SmsReply.account_id) == account_id,
        col(SmsReply.state).in_([ReplyState.WAITING, ReplyState.SENDING]),
        col(SmsReply.due_at) <= by,
        col(SmsReply.text) != "",
    )


def _heard_of(session: Session, account_id: int) -> datetime | None:
    """Return when the network last told what became of a message: an unknown outcome is no word of its own."""
    newest = (
        select(Recipient)
        .where(Recipient.account_id == account_id, col(Recipient.submitted_at).is_not(None))
        .order_by(col(Recipient.submitted_at).desc())
        .limit(NEWEST)
        .subquery()
    )
    told = newest.c.state != RecipientState.UNKNOWN
    moments = (
        session.exec(select(func.max(func.coalesce(newest.c.sent_at, newest.c.ended_at))).where(told)).one(),
        session.exec(
            select(SmsReply.sent_at)
            .where(SmsReply.account_id == account_id, col(SmsReply.sent_at).is_not(None))
            .order_by(col(SmsReply.id).desc())
            .limit(1)
        ).first(),
    )
    return max((each for each in moments if each is not None), default=None)
