"""Hiding a comment, or showing it again, as staff decided. Repeating does no harm: what is unclear is done again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select

from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Rejected
from channels.registry import spec_of
from distributor.cases.send import conversing
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.decide import backoff
from distributor.deliver.limits import AccountLimits, limits_of
from distributor.deliver.record import rest_account
from distributor.logs import fault_of
from distributor.models import Account, AccountState, CaseMessage
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import AccountView, account_view

log = structlog.get_logger()

MOST = 20
MOST_TRIES = 8
MARGIN_S = 30.0
LATER = timedelta(seconds=60)


@dataclass(frozen=True)
class _InHand:
    """One comment, held until `held_until`, which also says whose it is."""

    message: CaseMessage
    held_until: datetime
    account: AccountView
    limits: AccountLimits


def hide_comments(carrier: Carrier, account_id: int) -> int:
    """Do what is due on this account. Returns how many were called; the first that fails ends the turn."""
    done = 0
    while done < MOST and not carrier.stopping.is_set():
        hand = _claim(carrier, account_id)
        if hand is None:
            break
        try:
            _call(carrier, hand)
        except Exception as error:
            _failed(carrier, hand, error)
            break
        _record(carrier, hand, {"hidden": hand.message.hide_wanted, "hide_due_at": None, "hide_reason": ""})
        done += 1
    return done


def _claim(carrier: Carrier, account_id: int) -> _InHand | None:
    now = carrier.clock.now()
    with carrier.database.write() as session:
        account = session.get(Account, account_id)
        if account is None:
            return None
        message = session.exec(
            select(CaseMessage)
            .where(CaseMessage.account_id == account_id, col(CaseMessage.hide_due_at) <= now)
            .order_by(col(CaseMessage.hide_due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if message is None:
            return None
        limits = limits_of(spec_of(account.channel), account.limits)
        session.add(message)
        resting = account.wait_until is not None and account.wait_until > now
        if resting or account.state not in (AccountState.ACTIVE, AccountState.PAUSED):
            message.hide_due_at = max(account.wait_until or now, now + LATER)
            return None
        message.hide_due_at = now + timedelta(seconds=limits.call_deadline_s + MARGIN_S)
        message.hide_tries += 1
        session.flush()
        session.refresh(message)
        session.expunge(message)
        assert message.hide_due_at is not None  # noqa: S101 - set just now
        return _InHand(message, message.hide_due_at, account_view(account), limits)


def _call(carrier: Carrier, hand: _InHand) -> None:
    opened = carrier.open(hand.account)
    adapter = conversing(opened.adapter)
    with opened.transport.deadline(hand.limits.call_deadline_s):
        adapter.hide(hand.message.external_id, hidden=hand.message.hide_wanted)


def _failed(carrier: Carrier, hand: _InHand, error: Exception) -> None:
    now, tries = carrier.clock.now(), hand.message.hide_tries
    words = error.message if isinstance(error, ChannelError) else "Lỗi bên trong Loa."
    if not isinstance(error, ChannelError):
        log.error("fault while hiding", message=hand.message.id, **fault_of(error))
    later: datetime | None = now + timedelta(seconds=backoff(tries, hand.message.id or 0))
    if isinstance(error, RateLimited):
        later = error.until or now + timedelta(seconds=hand.limits.throttle_wait_s)
        tries -= 1
        with carrier.database.write() as session:
            rest_account(session, hand.account.account_id, later, words)
    elif isinstance(error, Rejected | Misconfigured) or tries >= MOST_TRIES:
        later = None
    _record(carrier, hand, {"hide_due_at": later, "hide_reason": words[:500], "hide_tries": tries})
    if isinstance(error, AuthExpired):
        refresh_credentials(carrier, hand.account, error.message)


def _record(carrier: Carrier, hand: _InHand, values: dict[str, object]) -> None:
    with carrier.database.write() as session:
        message = session.exec(
            select(CaseMessage)
            .where(CaseMessage.id == hand.message.id, CaseMessage.hide_due_at == hand.held_until)
            .with_for_update()
        ).first()
        if message is not None:
            for name, value in values.items():
                setattr(message, name, value)
            session.add(message)
