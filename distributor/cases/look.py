"""Looking for replies whose outcome is unknown, by reading back what the account wrote under the comment."""

from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, select

from channels.base import Comments, Look, Published
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Rejected
from channels.fingerprint import same_text
from channels.registry import spec_of
from distributor.cases.send import LOOKS, STATES, ReplyInHand, conversing, record_sent
from distributor.clock import vietnam_time
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.decide import LookSituation, decide_look
from distributor.deliver.limits import limits_of
from distributor.deliver.reconcile import LATEST_AGAIN_S, SOONEST_AGAIN_S, TELL_AFTER_S
from distributor.deliver.record import rest_account
from distributor.logs import fault_of
from distributor.models import Account, AccountState, CaseMessage, CaseReply, CaseReplyState
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import account_view

log = structlog.get_logger()

SINCE_MARGIN = timedelta(hours=1)
"""The platform's clock may run behind ours."""
MARGIN_S = 5.0
AGAIN = timedelta(seconds=60)
"""While the account is signed out."""
MOST = 20
FOUND = "Đã thấy trả lời này trên kênh."
ABSENT = "Hai lần đọc lại đều không thấy trả lời trên kênh; gửi lại."
NOT_YET = "Chưa thấy trả lời trên kênh; Loa sẽ đọc lại lần nữa."
TWICE = "Có nhiều trả lời giống nhau dưới bình luận này. Hãy xem trên kênh, gỡ trả lời thừa rồi ghi nhận."
INCOMPLETE = "Kênh chưa cho đọc hết trả lời dưới bình luận này; Loa sẽ đọc lại."
UNREADABLE = "Loa không đọc lại được trên kênh nên không biết trả lời đã lên hay chưa. Hãy xem trên kênh rồi ghi nhận."
GONE = "Không đọc lại được bình luận này nữa nên không biết trả lời đã lên hay chưa. Hãy xem trên kênh rồi ghi nhận."


def look_for_replies(carrier: Carrier, account_id: int) -> int:
    """One look for each unknown reply of the account that is due. The first that fails ends the turn. Returns how many."""
    done = 0
    while done < MOST and not carrier.stopping.is_set():
        taken = _claim(carrier, account_id)
        if taken is None:
            break
        hand, thread = taken
        try:
            read = _ask(carrier, hand, thread)
        except Exception as error:
            _failed(carrier, hand, error)
            break
        _record(carrier, hand, read)
        done += 1
    return done


def _claim(carrier: Carrier, account_id: int) -> tuple[ReplyInHand, str] | None:
    """Take one for looking, by moving its next look past the end of this one. And the comment under which it would stand."""
    now = carrier.clock.now()
    with carrier.database.write() as session:
        account = session.get(Account, account_id)
        if account is None or (account.wait_until is not None and account.wait_until > now):
            return None
        reply = session.exec(
            select(CaseReply)
            .where(
                CaseReply.account_id == account_id,
                CaseReply.state == CaseReplyState.UNKNOWN,
                col(CaseReply.due_at) <= now,
            )
            .order_by(col(CaseReply.due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if reply is None:
            return None
        limits = limits_of(spec_of(account.channel), account.limits)
        signed_out = account.state in (AccountState.NEEDS_SIGNIN, AccountState.CLOSED)
        reply.due_at = now + (AGAIN if signed_out else timedelta(seconds=limits.call_deadline_s + MARGIN_S))
        session.add(reply)
        if signed_out:
            return None
        message = session.get_one(CaseMessage, reply.message_id)
        session.flush()
        session.refresh(reply)
        session.expunge(reply)
        hand = ReplyInHand(reply, reply.token, message.external_id, account_view(account), limits)
        # Answers lie on one level, under the comment that began the thread.
        return hand, message.parent_id or message.external_id


def _ask(carrier: Carrier, hand: ReplyInHand, thread: str) -> Comments:
    opened = carrier.open(hand.account)
    adapter = conversing(opened.adapter)
    since = (hand.reply.first_call_at or hand.reply.created_at) - SINCE_MARGIN
    with opened.transport.deadline(hand.limits.call_deadline_s):
        return adapter.answers(thread, since)


def _record(carrier: Carrier, hand: ReplyInHand, read: Comments) -> None:
    now = carrier.clock.now()
    with carrier.database.read() as session:
        of_others = set(
            session.exec(
                select(CaseReply.external_id).where(
                    CaseReply.account_id == hand.account.account_id,
                    col(CaseReply.external_id).in_([comment.external_id for comment in read.comments]),
                )
            ).all()
        )
    matches = tuple(
        Published(comment.external_id, "")
        for comment in read.comments
        if same_text(comment.text, hand.reply.text) and comment.external_id not in of_others
    )
    if not matches and not read.complete:
        _later(carrier, hand, INCOMPLETE)
        return
    decision = decide_look(
        Look(matches, complete=True),
        LookSituation(
            now, hand.reply.looks, hand.reply.last_look_at, hand.limits.read_back_lag_s, refused_as_duplicate=False
        ),
    )
    if decision.published is not None:
        record_sent(carrier, hand, decision.published.external_id, FOUND)
        return
    state = STATES[decision.state]
    with carrier.database.write() as session:
        reply = _still(session, hand)
        if reply is None:
            return
        reply.state, reply.due_at, reply.looks, reply.last_look_at = state, decision.due_at, decision.looks, now
        reply.reason = ABSENT if state is CaseReplyState.WAITING else TWICE if matches else NOT_YET
        if state is CaseReplyState.WAITING:
            reply.token, reply.calling_at = "", None
        session.add(reply)
        if state is CaseReplyState.UNKNOWN and matches:
            _ask_people(session, reply, TWICE, hand, now)


def _failed(carrier: Carrier, hand: ReplyInHand, error: Exception) -> None:
    if not isinstance(error, ChannelError):
        log.error("fault while looking for a reply", reply=hand.reply.id, **fault_of(error))
    if isinstance(error, Rejected | Misconfigured):
        reason = GONE if isinstance(error, Rejected) else f"{UNREADABLE} {error.message}"[:1000]
        with carrier.database.write() as session:
            reply = _still(session, hand)
            if reply is not None:
                reply.reason, reply.due_at = reason, None
                session.add(reply)
                _ask_people(session, reply, reason, hand, carrier.clock.now())
        return
    _later(carrier, hand, LOOKS, error)
    if isinstance(error, AuthExpired):
        refresh_credentials(carrier, hand.account, error.message)


def _later(carrier: Carrier, hand: ReplyInHand, reason: str, error: Exception | None = None) -> None:
    """The look proves nothing: it comes again, less and less often; in the end people are told."""
    now = carrier.clock.now()
    called_at = hand.reply.first_call_at or hand.reply.created_at
    age_s = (now - called_at).total_seconds()
    again = now + timedelta(seconds=min(max(age_s / 10, SOONEST_AGAIN_S), LATEST_AGAIN_S))
    with carrier.database.write() as session:
        if isinstance(error, RateLimited):
            again = max(again, error.until or now + timedelta(seconds=hand.limits.throttle_wait_s))
            rest_account(session, hand.account.account_id, again, error.message)
        reply = _still(session, hand)
        if reply is None:
            return
        reply.reason, reply.due_at = reason, again
        session.add(reply)
        if age_s > TELL_AFTER_S:
            what = error.message if isinstance(error, ChannelError) else "" if error is None else "Lỗi bên trong Loa."
            told = f"chưa rõ trả lời đã lên kênh hay chưa từ {vietnam_time(called_at)}. {what or reason}"
            _ask_people(session, reply, told, hand, now)


def _still(session: Session, hand: ReplyInHand) -> CaseReply | None:
    """The reply, if it is still unknown and nobody has looked meanwhile."""
    return session.exec(
        select(CaseReply)
        .where(
            CaseReply.id == hand.reply.id,
            CaseReply.token == hand.token,
            CaseReply.state == CaseReplyState.UNKNOWN,
            CaseReply.looks == hand.reply.looks,
        )
        .with_for_update()
    ).first()


def _ask_people(session: Session, reply: CaseReply, reason: str, hand: ReplyInHand, now: datetime) -> None:
    unit_id = session.exec(select(Account.unit_id).where(Account.id == hand.account.account_id)).one()
    text = f"Vụ việc số {reply.case_id}: {reason}"
    open_notice(session, kind="reply", subject=f"case:{reply.case_id}", text=text, now=now, unit_id=unit_id)
