"""Hiding a comment, or showing it again, as staff decided. Repeating does no harm: what is unclear is done again."""

from datetime import datetime, timedelta

from sqlmodel import Session, col

from channels.citizens import Hides
from channels.connect import Ability
from channels.errors import Misconfigured
from distributor.deliver.on_account import (
    AccountInHand,
    AccountWork,
    account_wait,
    carry_all,
    decide_failure,
    of_account,
)
from distributor.models import Account, AccountState, CaseMessage
from distributor.outgoing.carrier import Carrier
from distributor.work.claims import Claims, Held, TryRecord
from phrases import phrase

MOST = 20
MOST_TRIES = 8
LATER = timedelta(seconds=60)


def hide_comments(carrier: Carrier, account_id: int) -> int:
    """Do what is due on this account. Returns how many were called; the first that fails ends the turn."""
    return carry_all(_Hiding(carrier), col(CaseMessage.account_id) == account_id, most=MOST)


class _Hiding(AccountWork[CaseMessage, AccountInHand, None]):
    """One comment, hidden or shown as staff want it."""

    by_right_of = Ability.ANSWERS
    claims = Claims(CaseMessage, due="hide_due_at", lease="hide_due_at", token="", tries="hide_tries")

    def admit(self, session: Session, row: CaseMessage, now: datetime) -> tuple[AccountInHand, timedelta] | None:
        account = session.get_one(Account, row.account_id)
        if wait := account_wait(account, now, (AccountState.ACTIVE, AccountState.PAUSED)):
            row.hide_due_at = max(wait.until, now + LATER)
            session.add(row)
            return None
        hand = AccountInHand(*of_account(account))
        return hand, hand.lease()

    def call(self, held: Held[CaseMessage, AccountInHand]) -> None:
        opened = self.carrier.open(held.hand.account)
        adapter = opened.adapter
        if not isinstance(adapter, Hides):
            raise Misconfigured(phrase("cases.cannot-hide"))
        with opened.transport.deadline(held.hand.limits.call_deadline_s):
            adapter.hide(held.row.external_id, hidden=held.row.hide_wanted)

    def record(self, at: TryRecord[CaseMessage, AccountInHand], answer: None) -> None:  # noqa: ARG002
        at.row.hidden, at.row.hide_due_at, at.row.hide_reason = at.row.hide_wanted, None, ""

    def fail(self, at: TryRecord[CaseMessage, AccountInHand], error: Exception) -> None:
        again = decide_failure(at, error, tries=at.row.hide_tries, max_tries=MOST_TRIES, seed=at.row.id or 0)
        at.row.hide_due_at, at.row.hide_reason, at.row.hide_tries = again.due_at, again.reason, again.tries
