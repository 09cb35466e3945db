"""Looking for replies whose outcome is unknown, by reading back what the account wrote under the comment."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from channels.base import Published
from channels.citizens import Comments
from channels.connect import Ability
from channels.errors import ChannelError, Misconfigured, RateLimited, Rejected
from channels.fingerprint import same_text
from distributor.cases.send import LOOKS, STATES, ReplyInHand, chatting, conversing, private_person, record_sent
from distributor.deliver.decide import TELL_AFTER, LookSituation, decide_look, look_again_at
from distributor.deliver.on_account import LOOK_AGAIN, AccountWork, carry_all, of_account
from distributor.deliver.record import rest_account
from distributor.models import Account, AccountState, CaseMessage, CaseReply, CaseReplyState
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.work.claims import Claims, Held, TryRecord
from phrases import listed, phrase

SINCE_MARGIN = timedelta(hours=1)
"""The platform's clock may run behind ours."""
MOST = 20


def look_for_replies(carrier: Carrier, account_id: int) -> int:
    """One look for each unknown reply of the account that is due. The first that fails ends the turn. Returns how many."""
    return carry_all(_Looking(carrier), col(CaseReply.account_id) == account_id, most=MOST)


class _Looking(AccountWork[CaseReply, ReplyInHand, Comments]):
    """One look. It is claimed by moving the time of the next one past its end, which also says whose it is."""

    by_right_of = Ability.COMMENTS
    claims = Claims(CaseReply, token="", tries="", open=(CaseReplyState.UNKNOWN,), held=CaseReplyState.UNKNOWN)

    def admit(self, session: Session, row: CaseReply, now: datetime) -> tuple[ReplyInHand, timedelta] | None:
        account = session.get_one(Account, row.account_id)
        if account.wait_until is not None and account.wait_until > now:
            return None
        if account.state in (AccountState.NEEDS_SIGNIN, AccountState.CLOSED):
            row.due_at = now + LOOK_AGAIN
            session.add(row)
            return None
        message = session.get_one(CaseMessage, row.message_id)
        # Answers lie on one level, under the comment that began the thread.
        person = private_person(session, self.carrier, message)
        hand = ReplyInHand(*of_account(account), message.parent_id or message.external_id, person)
        return hand, hand.lease()

    def call(self, held: Held[CaseReply, ReplyInHand]) -> Comments:
        return _ask(self.carrier, held.row, held.hand)

    def record(self, at: TryRecord[CaseReply, ReplyInHand], answer: Comments) -> None:
        reply, now = at.row, at.now
        of_others = set(
            at.session.exec(
                select(CaseReply.external_id).where(
                    CaseReply.account_id == reply.account_id,
                    col(CaseReply.external_id).in_([comment.external_id for comment in answer.comments]),
                )
            ).all()
        )
        matches = tuple(
            Published(comment.external_id, "")
            for comment in answer.comments
            if same_text(comment.text, reply.text) and comment.external_id not in of_others
        )
        if not matches and not answer.complete:
            _later(at, phrase("cases.incomplete"))
            return
        decision = decide_look(
            matches,
            LookSituation(
                now, reply.looks, reply.last_look_at, at.hand.limits.read_back_lag_s, refused_as_duplicate=False
            ),
        )
        if decision.published is not None:
            record_sent(at.session, reply, decision.published.external_id, phrase("cases.found"), now)
            return
        reply.state, reply.due_at = STATES[decision.state], decision.due_at
        reply.looks, reply.last_look_at = decision.looks, now
        if reply.state is CaseReplyState.WAITING:
            reply.token, reply.calling_at, reply.reason = "", None, phrase("cases.absent")
        elif matches:
            twice = phrase("cases.twice")
            _ask_people(at, twice, twice)
        else:
            reply.reason = phrase("cases.not-yet")

    def fail(self, at: TryRecord[CaseReply, ReplyInHand], error: Exception) -> None:
        if isinstance(error, Rejected | Misconfigured):
            unreadable = listed([phrase("cases.unreadable"), error.message])
            reason = phrase("cases.gone") if isinstance(error, Rejected) else unreadable
            at.row.due_at = None
            _ask_people(at, reason, reason)
        else:
            _later(at, LOOKS, error)


def _ask(carrier: Carrier, reply: CaseReply, hand: ReplyInHand) -> Comments:
    opened = carrier.open(hand.account)
    since = (reply.first_call_at or reply.created_at) - SINCE_MARGIN
    with opened.transport.deadline(hand.limits.call_deadline_s):
        if hand.person:
            return chatting(opened.adapter).written(hand.person, since)
        return conversing(opened.adapter).answers(hand.comment_id, since)


def _later(at: TryRecord[CaseReply, ReplyInHand], reason: str, error: Exception | None = None) -> None:
    """The look proves nothing: it comes again, less and less often; in the end people are told."""
    called_at = at.row.first_call_at or at.row.created_at
    again = look_again_at(called_at, at.now)
    if isinstance(error, RateLimited):
        again = max(again, error.until or at.now + timedelta(seconds=at.hand.limits.throttle_wait_s))
        rest_account(at.session, at.hand.account.account_id, again, error.message)
    at.row.reason, at.row.due_at = reason, again
    if at.now - called_at > TELL_AFTER:
        what = error.message if isinstance(error, ChannelError) else reason if error is None else phrase("cases.fault")
        _ask_people(at, reason, phrase("cases.unclear-since", since=called_at, why=what or reason))


def _ask_people(at: TryRecord[CaseReply, ReplyInHand], reason: str, told: str) -> None:
    at.row.reason = reason
    unit_id = at.session.exec(select(Account.unit_id).where(Account.id == at.row.account_id)).one()
    subject, text = f"case:{at.row.case_id}", phrase("cases.of-case", case=at.row.case_id, said=told)
    open_notice(at.session, kind="reply", subject=subject, text=text, now=at.now, unit_id=unit_id)
