"""Which account carries a message: by the network of its number, and another one's while a bind is down.

A row changes its account only while it waits and nothing of it was ever taken: whatever may have left stays where it is, so no
two binds ever have one message. Takes a session and never commits, but for `hand_over_if_away`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, update
from sqlmodel import Session, col, select

from channels.sms.account import FALLBACK, ROUTE
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.leads import DOWN, SILENT, down_since
from distributor.deliver.claim import account_open
from distributor.models import Account, AccountState, Notice, Recipient, RecipientState, SmsPart
from distributor.notices import close_notices, open_notice
from distributor.phone_numbers import network_names
from phrases import Phrase, is_said, phrase

log = structlog.get_logger()

OUT_S = 60.0
"""A bind or a gateway that is away for so long is down, and what waits is handed over; so long after, it is tried again."""
OUT = timedelta(seconds=OUT_S)
AT_A_TIME = 20_000
"""Rows, at each try to bind again: what the other account sends meanwhile, not all of a long list."""


@dataclass(frozen=True)
class Routes:
    """The routes of one account now. `ways`: network → the account that carries it, where that one may send; for most accounts
    none."""

    ways: Mapping[str, int]

    def of(self, network: str) -> int | None:
        """None: the account itself."""
        return self.ways.get(network)


def routes_of(session: Session, account: Account, now: datetime) -> Routes:
    """Whoever is closed, rests or is out of order carries nothing for others."""
    wanted = {network: account.settings.get(f"{ROUTE}{network}") for network in network_names()}
    ways = {network: way for network, way in wanted.items() if isinstance(way, int) and way != account.id}
    able = _able(session, account, set(ways.values()), now)
    return Routes({network: way for network, way in ways.items() if way in able})


def hand_over(session: Session, account_id: int, now: datetime) -> int:
    """Move what is due and waits on this account to its fallback, if it has one that may send; return how many."""
    account = session.exec(select(Account).where(Account.id == account_id).with_for_update(key_share=True)).one()
    fallback = account.settings.get(FALLBACK)
    if account.state not in (AccountState.ACTIVE, AccountState.NEEDS_SIGNIN) or not isinstance(fallback, int):
        return 0
    if fallback == account_id or fallback not in _able(session, account, {fallback}, now):
        return 0
    reached = exists().where(col(SmsPart.recipient_id) == col(Recipient.id))
    waits = (
        col(Recipient.account_id) == account_id,
        col(Recipient.state) == RecipientState.QUEUED,
        col(Recipient.due_at) <= now,
        ~reached,
    )
    first = select(Recipient.id).where(*waits).order_by(col(Recipient.due_at), col(Recipient.id)).limit(AT_A_TIME)
    moved = session.connection().execute(
        update(Recipient).where(col(Recipient.id).in_(first), *waits).values(account_id=fallback)
    )
    if moved.rowcount:
        log.warning("a bind is down; another account carries on", account=account_id, to=fallback, count=moved.rowcount)
    return int(moved.rowcount)


def said_down(session: Session, account_id: int, before: str, why: str, now: datetime) -> Phrase:
    """Return why the account rests that just took nothing, with since when. `before`: why it rested last; after long staff are
    told."""
    since = down_since(before)
    reason = phrase(DOWN, why=why, since=since or now)
    if since is not None and now >= since + OUT:
        _tell_down(session, account_id, reason, now)
    return reason


def take_up_again(session: Session, account_id: int, now: datetime) -> None:
    """Take an account up again that was down and has taken a message."""
    session.execute(update(Account).where(col(Account.id) == account_id).values(wait_reason=""))
    close_notices(session, subject=f"account:{account_id}", kind="sms_account", now=now)


def _tell_down(session: Session, account_id: int, reason: str, now: datetime) -> None:
    open_notice(session, kind="sms_account", subject=f"account:{account_id}", text=reason, now=now)


def hand_over_if_away(desk: BroadcastDesk, account_id: int) -> None:
    """Hand over what waits behind a network that answers nothing, or has taken nothing for long, until it is tried again."""
    now = desk.clock.now()
    with desk.database.read() as session:
        account = session.get_one(Account, account_id)
        if FALLBACK not in account.settings or account.wait_until is None:
            return
        since = down_since(account.wait_reason)
        silent = is_said(account.wait_reason, SILENT) and account.wait_until > now
        down = since is not None and now >= since + OUT and now < account.wait_until + OUT
    if silent or down:
        with desk.database.write() as session:
            if hand_over(session, account_id, now) and down:
                _tell_down(session, account_id, account.wait_reason, now)


def hand_over_if_ill(session: Session, account_id: int, now: datetime) -> None:
    """Hand over what waits on an account that cannot be opened, once that has been told to staff for long."""
    told = (Notice.kind == "sms_account", Notice.subject == f"account:{account_id}", col(Notice.closed_at).is_(None))
    opened_at = session.exec(select(Notice.opened_at).where(*told)).first()
    if opened_at is not None and now >= opened_at + OUT:
        hand_over(session, account_id, now)


def _able(session: Session, account: Account, wanted: set[int], now: datetime) -> set[int]:
    """Return, of these, the SMS accounts of the same unit that may send now and are not known to be out of order."""
    if not wanted:
        return set()
    ill = set(
        session.exec(
            select(Notice.subject).where(
                Notice.kind == "sms_account",
                col(Notice.closed_at).is_(None),
                col(Notice.subject).in_([f"account:{each}" for each in wanted]),
            )
        )
    )
    found = session.exec(
        select(Account).where(col(Account.id).in_(wanted), Account.channel == "sms", Account.unit_id == account.unit_id)
    )
    return {
        each.id or 0
        for each in found
        if account_open(each.state, each.wait_until, now) and f"account:{each.id}" not in ill
    }
