"""Carrying confirmed replies: claimed, marked before the call, recorded under the token. Never sent again blindly.

1. `_has_turn`: whether the account may call now. Then a reply that is due is claimed, unless a hold, its account, its comment or
   its speaker forbids it.
2. The mark `calling_at` is committed, durably, before the one call.
3. What came of it is recorded only under the token. Unclear, or dead after the mark: unknown, and looked for (`look.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import and_, update
from sqlmodel import Session, col, or_, select

from channels.citizens import Chats, Converses
from channels.connect import Ability
from channels.errors import Misconfigured, OnlyByHand
from channels.registry import spec_of
from distributor.cases.allowance import allowance_of, take_reply
from distributor.cases.reply import private_answer_forbidden
from distributor.cases.speakers import speaks_for
from distributor.cases.store import answered
from distributor.deliver.decide import Orphan, Situation, after_lag, decide_error, decide_orphan
from distributor.deliver.limits import limits_of
from distributor.deliver.on_account import (
    LOOK_AGAIN,
    AccountInHand,
    AccountWait,
    AccountWork,
    account_wait,
    carry_on_account,
    of_account,
)
from distributor.deliver.record import rest_account
from distributor.holds import hold_reason, standing_holds
from distributor.measure.collect import in_sandbox
from distributor.models import (
    Account,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    Inbound,
    PostState,
)
from distributor.notices import close_notices, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import Numbers
from distributor.scheduler.due import NOW
from distributor.work.claims import Claims, Held, TryRecord
from distributor.work.recover import recover
from phrases import phrase

MOST = 20
"""Replies of an account in one turn."""
STATES = {
    PostState.PLANNED: CaseReplyState.WAITING,
    PostState.FAILED: CaseReplyState.FAILED,
    PostState.UNKNOWN: CaseReplyState.UNKNOWN,
    PostState.PUBLISHED: CaseReplyState.SENT,
}
"""What the engine's decisions about posts mean for a reply."""
LOOKS = phrase("cases.looks")


CLAIMS = Claims(
    CaseReply,
    lease="lease_until",
    open=(CaseReplyState.WAITING,),
    held=CaseReplyState.SENDING,
    unknown=CaseReplyState.UNKNOWN,
)


@dataclass(frozen=True)
class ReplyInHand(AccountInHand):
    """A reply in hand, with what its call needs. `comment_id`: under which it stands, or is looked for. `person`: who wrote
    privately."""

    comment_id: str
    person: str = ""


_TO_CARRY = or_(
    col(CaseReply.state).in_([CaseReplyState.WAITING, CaseReplyState.UNKNOWN]) & (col(CaseReply.due_at) <= NOW),
    (col(CaseReply.state) == CaseReplyState.SENDING) & (col(CaseReply.token) != ""),
)
DUE_ANSWERS = (
    select(Account.id)
    .where(
        or_(
            col(Account.id).in_(select(CaseReply.account_id).where(_TO_CARRY)),
            col(Account.id).in_(select(CaseMessage.account_id).where(col(CaseMessage.hide_due_at) <= NOW)),
        )
    )
    .order_by(col(Account.id))
)
"""Accounts with replies to carry, to look for or to take over, or with comments to hide."""


def send_replies(carrier: Carrier, account_id: int) -> int:
    """Carry the account's due replies, one after the other. Returns how many were called."""
    done, work = 0, _Replying(carrier)
    while done < MOST and not carrier.stopping.is_set() and _has_turn(carrier, account_id):
        if carry_on_account(work, col(CaseReply.account_id) == account_id) is None:
            break
        done += 1
    return done


def _has_turn(carrier: Carrier, account_id: int) -> bool:
    """Something is due, and the account may call now. Asked before the claim: no transaction waits for the pacer's answer."""
    now = carrier.clock.now()
    due = and_(col(CaseReply.account_id) == account_id, *CLAIMS.free(now))
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
        if account is None or session.exec(select(CaseReply.id).where(due).limit(1)).first() is None:
            return False
    interval_s = limits_of(spec_of(account.channel), account.limits).minimum_interval_s
    wait_s = carrier.pacer.wait(account_id, interval_s) if interval_s else 0.0
    if wait_s > 0:
        with carrier.database.write() as session:
            put_off = {"reason": phrase("cases.paced"), "due_at": now + timedelta(seconds=wait_s)}
            session.connection().execute(update(CaseReply).where(due).values(**put_off))
    return wait_s <= 0


class _Replying(AccountWork[CaseReply, ReplyInHand, str]):
    """One confirmed reply. The answer is the platform's id."""

    by_right_of = Ability.ANSWERS
    claims = CLAIMS

    def admit(self, session: Session, row: CaseReply, now: datetime) -> tuple[ReplyInHand, timedelta] | None:
        # Locked, as whoever orders a hold locks it: each claim is before the hold or sees it.
        account = session.exec(
            select(Account).where(Account.id == row.account_id).with_for_update(key_share=True)
        ).one()
        message = session.get_one(CaseMessage, row.message_id)
        session.add(row)
        if why := _never(session, account, row, message, now):
            row.state, row.due_at, row.reason = CaseReplyState.FAILED, None, why
            _tell(session, row, now)
            return None
        if (
            wait := account_wait(account, now)
            or _held_back(session, account, now)
            or self._unpaid(session, account, now)
        ):
            row.reason, row.due_at = wait.reason, wait.until
            return None
        row.incarnation_id, row.claimed_at, row.calling_at = self.carrier.incarnation.id, now, None
        hand = ReplyInHand(*of_account(account), message.external_id, private_person(session, self.carrier, message))
        return hand, hand.lease()

    def _unpaid(self, session: Session, account: Account, now: datetime) -> AccountWait | None:
        """The day has not so many units left."""
        allowance = allowance_of(account.channel)
        if allowance is None or in_sandbox(self.carrier, account):
            return None
        until = take_reply(session, account, allowance, now)
        return AccountWait(phrase("cases.day-used-up"), until) if until is not None else None

    def call(self, held: Held[CaseReply, ReplyInHand]) -> str:
        opened = self.carrier.open(held.hand.account)
        hand, text = held.hand, held.row.text
        say: Callable[[], str] = (
            partial(chatting(opened.adapter).write, hand.person, text, answering=hand.comment_id)
            if hand.person
            else partial(conversing(opened.adapter).reply, hand.comment_id, text)
        )
        held.mark()
        with opened.transport.deadline(hand.limits.call_deadline_s):
            return say()

    def record(self, at: TryRecord[CaseReply, ReplyInHand], answer: str) -> None:
        """It is there, even if it was taken for unknown meanwhile."""
        if not record_sent(at.session, at.row, answer, "", at.now):
            at.row.state, at.row.reason = CaseReplyState.UNKNOWN, LOOKS
            at.row.due_at = after_lag(at.now, at.hand.limits.read_back_lag_s)

    def fail(self, at: TryRecord[CaseReply, ReplyInHand], error: Exception) -> None:
        reply, limits = at.row, at.hand.limits
        decision = decide_error(
            error,
            Situation(
                post_id=reply.id or 0,
                now=at.now,
                tries=reply.tries,
                max_tries=self.carrier.settings.values.max_tries,
                called=at.marked,
                lag_s=limits.read_back_lag_s,
                throttle_wait_s=limits.throttle_wait_s,
                # A conversation is read back, whatever of the account's posts.
                has_read_back=bool(at.hand.person)
                or spec_of(at.hand.account.channel).reads_back(at.hand.account.settings),
            ),
        )
        reply.state, reply.due_at = STATES[decision.state], decision.due_at
        reply.reason = LOOKS if reply.state is CaseReplyState.UNKNOWN else decision.reason
        reply.tries -= not decision.counts_as_try
        if reply.state is not CaseReplyState.UNKNOWN:
            reply.calling_at = None
        if decision.account_until is not None:
            rest_account(at.session, at.hand.account.account_id, decision.account_until, decision.reason)
        if isinstance(error, OnlyByHand):
            at.session.get_one(CaseMessage, reply.message_id).by_hand = True
        if reply.state is CaseReplyState.FAILED:
            _tell(at.session, reply, at.now)


def _never(session: Session, account: Account, reply: CaseReply, message: CaseMessage, now: datetime) -> str:
    """Return why this reply may not go out any more; empty if it may."""
    if message.deleted_at is not None:
        return phrase("cases.comment-deleted-before")
    if account.unit_id not in speaks_for(session, reply.staff_id, [account.unit_id], now):
        return phrase("cases.speaks-no-more")
    if message.inbound_id is not None:
        return private_answer_forbidden(session, account, message.inbound_id, now)
    return ""


def _held_back(session: Session, account: Account, now: datetime) -> AccountWait | None:
    for hold in standing_holds(session, now):
        inside = (
            hold.unit_id in (None, account.unit_id)
            and hold.account_id in (None, account.id)
            and hold.channel in ("", account.channel)
        )
        if inside:
            return AccountWait(hold_reason(hold), now + LOOK_AGAIN)
    return None


def conversing(adapter: object) -> Converses:
    """Return the adapter as one that answers comments. Raises Misconfigured."""
    if not isinstance(adapter, Converses):
        raise Misconfigured(phrase("cases.channel-cannot"))
    return adapter


def chatting(adapter: object) -> Chats:
    """Return the adapter as one that answers private messages. Raises Misconfigured."""
    if not isinstance(adapter, Chats):
        raise Misconfigured(phrase("cases.channel-cannot"))
    return adapter


def private_person(session: Session, carrier: Carrier, message: CaseMessage) -> str:
    """The platform's id of the person who wrote this privately; empty for a comment."""
    if message.inbound_id is None:
        return ""
    sealed = session.get_one(Inbound, message.inbound_id).number_sealed
    return Numbers(carrier.vault).open(sealed).partition(":")[2] if sealed else ""


def record_sent(session: Session, reply: CaseReply, external_id: str, reason: str, now: datetime) -> bool:
    """Record that the reply stands on the channel. Return False if the id is another reply's, and nothing is written."""
    other = select(CaseReply.id).where(CaseReply.account_id == reply.account_id, CaseReply.external_id == external_id)
    if session.exec(other).first() is not None:
        return False
    reply.state, reply.external_id, reply.sent_at = CaseReplyState.SENT, external_id, now
    reply.due_at, reply.token, reply.calling_at, reply.looks, reply.reason = None, "", None, 0, reason
    answered(session, reply.case_id, reply.created_at, now)
    close_notices(session, subject=f"case:{reply.case_id}", now=now, kind="reply")
    return True


def recover_replies(carrier: Carrier, account_id: int) -> int:
    """Take over from holders that are proved dead: due again if nothing was called, else unknown. Returns how many."""
    held = (col(CaseReply.account_id) == account_id, col(CaseReply.state) == CaseReplyState.SENDING)
    return recover(carrier, CLAIMS, _take_over, *held)


def _take_over(session: Session, reply: CaseReply, now: datetime) -> bool:
    account = session.get_one(Account, reply.account_id)
    spec = spec_of(account.channel)
    limits = limits_of(spec, account.limits)
    decision = decide_orphan(
        Orphan(
            reply.claimed_at or now,
            reply.calling_at,
            limits.call_deadline_s,
            limits.read_back_lag_s,
            has_read_back=session.get_one(CaseMessage, reply.message_id).inbound_id is not None
            or spec.reads_back(account.settings),
        ),
        now,
    )
    reply.state, reply.due_at, reply.reason = STATES[decision.state], decision.due_at, LOOKS
    if reply.state is CaseReplyState.WAITING:
        reply.tries, reply.reason = max(0, reply.tries - 1), phrase("deliver.died-before-call")
    CLAIMS.let_go(reply)
    return True


def _tell(session: Session, reply: CaseReply, now: datetime) -> None:
    unit_id = session.exec(select(Account.unit_id).where(Account.id == reply.account_id)).one()
    text = phrase("cases.of-case", case=reply.case_id, said=phrase("cases.not-sent", why=reply.reason))
    open_notice(session, kind="reply", subject=f"case:{reply.case_id}", text=text, now=now, unit_id=unit_id)
