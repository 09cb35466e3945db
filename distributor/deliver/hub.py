"""Telling hubs that feeds have changed. No post depends on it: a hub that is down costs a later ping, and staff are told."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from channels.base import Pings
from channels.errors import ChannelError, Misconfigured, Rejected, Retryable
from channels.registry import spec_of
from distributor.deliver.decide import backoff
from distributor.deliver.limits import limits_of
from distributor.logs import fault_of
from distributor.models import Account, AccountState
from distributor.notices import close_notices, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.feed import feed_changed_at, owes_ping
from distributor.outgoing.post import account_view

log = structlog.get_logger()

CLAIM = timedelta(seconds=60)
"""A ping whose caller died is due again after this."""
PATIENCE = 3
"""Tries before staff are told."""


def due_pings(session: Session, now: datetime) -> list[int]:
    """Accounts whose hub is to be told of a change now."""
    accounts = session.exec(
        select(Account).where(
            Account.state == AccountState.ACTIVE,
            Account.channel == "rss",
            or_(col(Account.hub_due_at).is_(None), col(Account.hub_due_at) <= now),
        )
    ).all()
    return [
        account.id
        for account in accounts
        if account.id is not None
        and account.settings.get("hub")
        and owes_ping(feed_changed_at(session, account.id), account.hub_told_at, now)
    ]


def ping_hub(carrier: Carrier, account_id: int) -> bool:
    """Tell the account's hub. Whether it was told."""
    now = carrier.clock.now()
    with carrier.database.write() as session:
        claimed = session.connection().execute(
            update(Account)
            .where(
                col(Account.id) == account_id, or_(col(Account.hub_due_at).is_(None), col(Account.hub_due_at) <= now)
            )
            .values(hub_due_at=now + CLAIM)
        )
        if claimed.rowcount != 1:
            return False
        account = session.get_one(Account, account_id)
        # Read before asking: what changes meanwhile is owed another ping.
        changed = feed_changed_at(session, account_id)
        view, tries = account_view(account), account.hub_tries
        deadline_s = limits_of(spec_of(account.channel), account.limits).call_deadline_s
    try:
        opened = carrier.open(view)
        if isinstance(opened.adapter, Pings):
            with opened.transport.deadline(deadline_s):
                opened.adapter.ping()
    except Exception as raised:
        error = (
            raised if isinstance(raised, ChannelError) else Retryable(f"lỗi bên trong Loa ({type(raised).__name__}).")
        )
        if error is not raised:
            log.error("fault while pinging", account=account_id, **fault_of(raised))
        with carrier.database.write() as session:
            _put_off(session, account_id, tries + 1, error, carrier.clock.now())
        return False
    with carrier.database.write() as session:
        session.connection().execute(
            update(Account)
            .where(col(Account.id) == account_id)
            .values(hub_told_at=changed, hub_due_at=None, hub_tries=0)
        )
        close_notices(session, kind="hub", subject=f"account:{account_id}", now=carrier.clock.now())
    return True


def _put_off(session: Session, account_id: int, tries: int, error: ChannelError, now: datetime) -> None:
    later = now + timedelta(seconds=max(getattr(error, "after", None) or 0.0, backoff(tries, account_id)))
    session.connection().execute(
        update(Account).where(col(Account.id) == account_id).values(hub_due_at=later, hub_tries=tries)
    )
    if tries < PATIENCE and not isinstance(error, Rejected | Misconfigured):
        return
    account = session.get_one(Account, account_id)
    open_notice(
        session,
        kind="hub",
        subject=f"account:{account_id}",
        unit_id=account.unit_id,
        now=now,
        text=f"Chưa báo được trung tâm phát tin của «{account.name}»: {error.message} Bản tin vẫn đọc được như thường.",
    )
