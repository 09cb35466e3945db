"""Which SMS accounts on an HTTP gateway have something to do now, for the sweep; an SMPP account is its own process's."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, select

from channels.sms.account import SMPP
from distributor.broadcast.leads import gateway_name
from distributor.broadcast.posting import ENDED
from distributor.deliver.claim import account_open
from distributor.models import (
    Account,
    AccountState,
    Broadcast,
    BroadcastState,
    Post,
    PostState,
    Recipient,
    RecipientState,
    ReplyState,
    SmsReply,
)
from distributor.recipient_counts import BEFORE

HELD = (RecipientState.CLAIMED, RecipientState.SUBMITTING)


def http_accounts_due(session: Session, now: datetime) -> list[int]:
    """Cheap where no SMS account is: one look by an index."""
    accounts = session.exec(
        select(Account).where(Account.channel == "sms", Account.state != AccountState.CLOSED).order_by(col(Account.id))
    ).all()
    found = []
    for account in accounts:
        if account.id is None or gateway_name(account) in ("", SMPP):
            continue
        work = _house(account.id, now)
        if account_open(account.state, account.wait_until, now):
            work = or_(work, _to_send(account.id, now))
        if session.exec(select(work)).one():
            found.append(account.id)
    return found


def _to_send(account_id: int, now: datetime) -> ColumnElement[bool]:
    return or_(
        exists().where(
            col(Recipient.account_id) == account_id,
            col(Recipient.state) == RecipientState.QUEUED,
            col(Recipient.due_at) <= now,
        ),
        exists().where(
            col(SmsReply.account_id) == account_id,
            col(SmsReply.state).in_([ReplyState.WAITING, ReplyState.SENDING]),
            col(SmsReply.due_at) <= now,
        ),
    )


def _house(account_id: int, now: datetime) -> ColumnElement[bool]:
    """Broadcasts to begin or to end, their posts, and what a process that is gone may have left."""
    waits = exists().where(col(Recipient.broadcast_id) == col(Broadcast.id), col(Recipient.state).in_(BEFORE))
    sending = and_(col(Broadcast.account_id) == account_id, col(Broadcast.state) == BroadcastState.SENDING)
    return or_(
        exists().where(
            col(Broadcast.account_id) == account_id,
            col(Broadcast.state) == BroadcastState.PLANNED,
            col(Broadcast.starts_at) <= now,
        ),
        exists().where(sending, or_(col(Broadcast.ends_at) <= now, ~waits)),
        exists().where(
            col(Broadcast.account_id) == account_id,
            col(Broadcast.state).in_(ENDED),
            col(Broadcast.post_id) == col(Post.id),
            col(Post.state) == PostState.PROCESSING,
        ),
        exists().where(
            col(Recipient.account_id) == account_id,
            col(Recipient.state).in_(HELD),
            col(Recipient.lease_until) <= now,
        ),
    )
