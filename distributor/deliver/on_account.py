"""Claimed work whose call goes out on an account: whether the account may call now, and what an error means for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel

from channels.connect import Ability
from channels.errors import AuthExpired
from channels.registry import spec_of
from distributor.deliver.accounts import heed_refusal, refresh_credentials
from distributor.deliver.limits import AccountLimits, limits_of
from distributor.deliver.record import rest_account
from distributor.models import Account, AccountState
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import AccountView, account_view
from distributor.work.backoff import RetryDecision, decide_repeatable
from distributor.work.claims import Carried, Held, TryRecord, Work, carry
from phrases import phrase

MARGIN_S = 30.0
"""A lease outlives the deadline of its calls by this, so that recording still finds the claim."""
LOOK_AGAIN = timedelta(seconds=60)
"""How soon what waits for an account that may not call is looked at again."""


@dataclass(frozen=True)
class AccountInHand:
    """The account on which a claimed row calls."""

    account: AccountView
    limits: AccountLimits

    def lease(self, calls: int = 1) -> timedelta:
        return timedelta(seconds=self.limits.call_deadline_s * calls + MARGIN_S)


Row = TypeVar("Row", bound=SQLModel)
Hand = TypeVar("Hand", bound=AccountInHand)
Answer = TypeVar("Answer")


def of_account(account: Account) -> tuple[AccountView, AccountLimits]:
    return account_view(account), limits_of(spec_of(account.channel), account.limits)


@dataclass(frozen=True)
class AccountWait:
    """The reason why, and until when, nothing goes out on an account."""

    reason: str
    until: datetime


def account_wait(
    account: Account, now: datetime, states: Collection[AccountState] = (AccountState.ACTIVE,)
) -> AccountWait | None:
    """None if the account may call now."""
    if account.state not in states:
        why = account.state_reason or phrase("deliver.account-on-hold")
        return AccountWait(phrase("deliver.waits-for-account", why=why), now + LOOK_AGAIN)
    if account.wait_until is not None and account.wait_until > now:
        why = account.wait_reason or phrase("deliver.calls-limited")
        return AccountWait(phrase("deliver.waits-for-account", why=why), account.wait_until)
    return None


class AccountWork(Work[Row, Hand, Answer]):
    """Rows whose call goes out on an account, with a worker's means. `by_right_of`: what is off without the right to it."""

    by_right_of: Ability | None = None

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(carrier.database, carrier.clock, carrier.in_flight)
        self.carrier = carrier


def carry_on_account(work: AccountWork[Row, Hand, Any], *which: ColumnElement[bool]) -> Carried[Held[Row, Hand]] | None:
    """Carry one row; where the platform refuses the account's token, refresh it once what happened is recorded.

    Where it refuses for want of a right, what that is for is off from then on.
    """
    tried = carry(work, *which)
    if tried is not None:
        account = tried.held.hand.account
        if isinstance(tried.error, AuthExpired):
            refresh_credentials(work.carrier, account, tried.error.message)
        if work.by_right_of is not None:
            heed_refusal(work.carrier, account.account_id, tried.error, work.by_right_of)
    return tried


def carry_all(work: AccountWork[Row, Hand, Any], *which: ColumnElement[bool], most: int) -> int:
    """Carry row after row, up to `most`. Returns how many went well; the first that fails ends the turn."""
    done = 0
    while done < most and not work.carrier.stopping.is_set():
        tried = carry_on_account(work, *which)
        if tried is None or tried.error is not None:
            break
        done += 1
    return done


def decide_failure(
    at: TryRecord[Any, Hand], error: Exception, *, tries: int, max_tries: int, seed: int
) -> RetryDecision:
    """Decide a failed call that does no harm when it is repeated; the account rests where the platform throttled it."""
    again = decide_repeatable(
        error, at.now, tries=tries, max_tries=max_tries, seed=seed, throttle_wait_s=at.hand.limits.throttle_wait_s
    )
    if again.account_until is not None:
        rest_account(at.session, at.hand.account.account_id, again.account_until, again.reason)
    return again
