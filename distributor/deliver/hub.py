"""Telling hubs that feeds have changed. No post depends on it: a hub that is down costs a later ping, and staff are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from channels.base import Pings
from channels.errors import ChannelError, Misconfigured, Rejected
from distributor.deliver.on_account import AccountInHand, AccountWork, of_account
from distributor.models import Account, AccountState
from distributor.notices import close_notices, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.feed import feed_changed_at, owes_ping
from distributor.work.backoff import backoff
from distributor.work.claims import Claims, Held, TryRecord, carry
from phrases import phrase

CLAIMS = Claims(Account, due="hub_due_at", lease="hub_due_at", token="", tries="hub_tries", none_is_due=True)
PATIENCE = 3
"""Tries before staff are told."""


def due_pings(session: Session, now: datetime) -> list[int]:
    """Accounts whose hub is to be told of a change now."""
    accounts = session.exec(
        select(Account).where(
            Account.state == AccountState.ACTIVE,
            Account.channel == "rss",
            *CLAIMS.free(now),
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
    tried = carry(_Pinging(carrier), col(Account.id) == account_id)
    return tried is not None and tried.error is None


@dataclass(frozen=True)
class _Change(AccountInHand):
    """`changed_at`: read before asking, for what changes meanwhile is owed another ping."""

    changed_at: datetime | None


class _Pinging(AccountWork[Account, _Change, None]):
    """One ping of an account's hub."""

    claims = CLAIMS

    def admit(self, session: Session, row: Account, now: datetime) -> tuple[_Change, timedelta] | None:
        changed_at = feed_changed_at(session, row.id or 0)
        hand = _Change(*of_account(row), changed_at)
        return (hand, hand.lease()) if owes_ping(changed_at, row.hub_told_at, now) else None

    def call(self, held: Held[Account, _Change]) -> None:
        opened = self.carrier.open(held.hand.account)
        if isinstance(opened.adapter, Pings):
            with opened.transport.deadline(held.hand.limits.call_deadline_s):
                opened.adapter.ping()

    def record(self, at: TryRecord[Account, _Change], answer: None) -> None:  # noqa: ARG002
        at.row.hub_told_at, at.row.hub_due_at, at.row.hub_tries = at.hand.changed_at, None, 0
        close_notices(at.session, kind="hub", subject=f"account:{at.row.id}", now=at.now)

    def fail(self, at: TryRecord[Account, _Change], error: Exception) -> None:
        account, tries = at.row, at.row.hub_tries
        wait_s = max(getattr(error, "after", None) or 0.0, backoff(tries, account.id or 0))
        account.hub_due_at = at.now + timedelta(seconds=wait_s)
        if tries < PATIENCE and not isinstance(error, Rejected | Misconfigured):
            return
        why = error.message if isinstance(error, ChannelError) else phrase("deliver.fault", kind=type(error).__name__)
        open_notice(
            at.session,
            kind="hub",
            subject=f"account:{account.id}",
            unit_id=account.unit_id,
            now=at.now,
            text=phrase("deliver.hub-not-told", name=account.name, why=why),
        )
