"""Carrying confirmed replies: claimed, marked before the call, recorded under the token. Never sent again blindly.

1. `_has_turn`: whether the account may call now. `_claim`: one transaction takes a reply that is due, unless a hold, its
   account, its comment or its speaker forbids it.
2. The mark `calling_at` is committed, durably, before the one call.
3. What came of it is recorded only under the token. Unclear, or dead after the mark: unknown, and looked for (`look.py`).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import and_, update
from sqlmodel import Session, col, or_, select

from channels.base import Converses
from channels.errors import AuthExpired, ChannelError, Misconfigured
from channels.registry import spec_of
from distributor.cases.speakers import speaks_for
from distributor.cases.store import answered
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.decide import Orphan, Situation, decide_error, decide_orphan
from distributor.deliver.limits import AccountLimits, limits_of
from distributor.deliver.record import rest_account
from distributor.deliver.recover import proof_about
from distributor.holds import hold_reason, standing_holds
from distributor.logs import fault_of
from distributor.models import (
    Account,
    AccountState,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    PostState,
)
from distributor.notices import close_notices, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import AccountView, account_view

log = structlog.get_logger()

MOST = 20
"""Replies of an account in one turn."""
LOOK_AGAIN_S = 60.0
"""How soon a reply whose account, or a hold, lets nothing go is asked about again."""
STATES = {
    PostState.PLANNED: CaseReplyState.WAITING,
    PostState.FAILED: CaseReplyState.FAILED,
    PostState.UNKNOWN: CaseReplyState.UNKNOWN,
    PostState.PUBLISHED: CaseReplyState.SENT,
}
"""What the engine's decisions about posts mean for a reply."""
LOOKS = "Chưa rõ trả lời đã lên kênh hay chưa; Loa đang đọc lại dưới bình luận trước khi làm gì tiếp, không tự gửi lại."
DIED_BEFORE = "Tiến trình gửi dừng đột ngột trước khi gọi nền tảng; gửi tiếp."


@dataclass(frozen=True)
class ReplyInHand:
    """One reply, held by `token`."""

    reply: CaseReply
    token: str
    comment_id: str
    account: AccountView
    limits: AccountLimits


def due_answers(session: Session, now: datetime) -> list[int]:
    """Accounts with replies to carry, to look for or to take over, or with comments to hide."""
    due = or_(
        col(CaseReply.state).in_([CaseReplyState.WAITING, CaseReplyState.UNKNOWN]) & (col(CaseReply.due_at) <= now),
        (col(CaseReply.state) == CaseReplyState.SENDING) & (col(CaseReply.token) != ""),
    )
    replies = session.exec(select(CaseReply.account_id).where(due).distinct()).all()
    hiding = session.exec(select(CaseMessage.account_id).where(col(CaseMessage.hide_due_at) <= now).distinct()).all()
    return sorted({*replies, *hiding})


def send_replies(carrier: Carrier, account_id: int) -> int:
    """Carry the account's due replies, one after the other. Returns how many were called."""
    done = 0
    while done < MOST and not carrier.stopping.is_set() and _has_turn(carrier, account_id):
        hand = _claim(carrier, account_id)
        if hand is None:
            break
        carrier.in_flight.add(hand.token)
        try:
            _carry(carrier, hand)
        finally:
            carrier.in_flight.discard(hand.token)
        done += 1
    return done


def _has_turn(carrier: Carrier, account_id: int) -> bool:
    """Something is due, and the account may call now. Asked before the claim: no transaction waits for the pacer's answer."""
    now = carrier.clock.now()
    due = and_(
        col(CaseReply.account_id) == account_id,
        col(CaseReply.state) == CaseReplyState.WAITING,
        col(CaseReply.due_at) <= now,
    )
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
        if account is None or session.exec(select(CaseReply.id).where(due).limit(1)).first() is None:
            return False
    interval_s = limits_of(spec_of(account.channel), account.limits).minimum_interval_s
    wait_s = carrier.pacer.wait(account_id, interval_s) if interval_s else 0.0
    if wait_s > 0:
        with carrier.database.write() as session:
            put_off = {"reason": "Chờ nhịp gửi của tài khoản.", "due_at": now + timedelta(seconds=wait_s)}
            session.connection().execute(update(CaseReply).where(due).values(**put_off))
    return wait_s <= 0


def _claim(carrier: Carrier, account_id: int) -> ReplyInHand | None:
    now, token = carrier.clock.now(), secrets.token_hex(16)
    with carrier.database.write() as session:
        # Locked, as whoever orders a hold locks it: each claim is before the hold or sees it.
        account = session.exec(select(Account).where(Account.id == account_id).with_for_update()).first()
        if account is None:
            return None
        reply = session.exec(
            select(CaseReply)
            .where(
                CaseReply.account_id == account_id,
                CaseReply.state == CaseReplyState.WAITING,
                col(CaseReply.due_at) <= now,
            )
            .order_by(col(CaseReply.due_at), col(CaseReply.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if reply is None:
            return None
        limits = limits_of(spec_of(account.channel), account.limits)
        message = session.get_one(CaseMessage, reply.message_id)
        session.add(reply)
        if why := _never(session, account, reply, message, now):
            _fail(session, reply, why, account.unit_id, now)
            return None
        if wait := _not_now(session, account, now):
            reply.reason, reply.due_at = wait.reason[:1000], wait.until
            return None
        reply.state, reply.token, reply.incarnation_id = CaseReplyState.SENDING, token, carrier.incarnation.id
        reply.claimed_at, reply.calling_at, reply.tries = now, None, reply.tries + 1
        reply.lease_until = now + timedelta(seconds=limits.call_deadline_s + carrier.settings.values.lease)
        session.flush()
        session.refresh(reply)
        session.expunge(reply)
        return ReplyInHand(reply, token, message.external_id, account_view(account), limits)


def _never(session: Session, account: Account, reply: CaseReply, message: CaseMessage, now: datetime) -> str:
    """Why this reply may not go out any more; empty if it may."""
    if message.deleted_at is not None:
        return "Bình luận đã bị xóa trên kênh trước khi trả lời được gửi."
    if account.unit_id not in speaks_for(session, reply.staff_id, [account.unit_id], now):
        return "Người xác nhận không còn là người phát ngôn hoặc người được ủy quyền."
    return ""


@dataclass(frozen=True)
class _Wait:
    reason: str
    until: datetime


def _not_now(session: Session, account: Account, now: datetime) -> _Wait | None:
    soon = now + timedelta(seconds=LOOK_AGAIN_S)
    if account.state is not AccountState.ACTIVE:
        return _Wait(f"Chờ tài khoản: {account.state_reason or 'tài khoản đang tạm dừng'}.", soon)
    if account.wait_until is not None and account.wait_until > now:
        return _Wait(f"Chờ tài khoản: {account.wait_reason or 'nền tảng đang giới hạn lượt gọi'}.", account.wait_until)
    for hold in standing_holds(session, now):
        inside = (
            hold.unit_id in (None, account.unit_id)
            and hold.account_id in (None, account.id)
            and hold.channel in ("", account.channel)
        )
        if inside:
            return _Wait(hold_reason(hold), soon)
    return None


def _carry(carrier: Carrier, hand: ReplyInHand) -> None:
    called = False
    try:
        opened = carrier.open(hand.account)
        adapter = conversing(opened.adapter)
        if not _mark(carrier, hand):
            return  # taken over by somebody who proved us dead
        called = True
        with opened.transport.deadline(hand.limits.call_deadline_s):
            external_id = adapter.reply(hand.comment_id, hand.reply.text)
    except Exception as error:
        if not isinstance(error, ChannelError):
            log.error("fault while replying", reply=hand.reply.id, **fault_of(error))
        _record_error(carrier, hand, error, called=called)
    else:
        record_sent(carrier, hand, external_id, "")


def conversing(adapter: object) -> Converses:
    """Raises Misconfigured."""
    if not isinstance(adapter, Converses):
        raise Misconfigured("Kênh này không đọc và trả lời bình luận được. Hãy làm trực tiếp trên kênh.")
    return adapter


def _mark(carrier: Carrier, hand: ReplyInHand) -> bool:
    """Survives even a power cut. False: the claim is not ours any more."""
    now = carrier.clock.now()
    with carrier.database.write_durably() as session:
        marked = session.connection().execute(
            update(CaseReply)
            .where(
                col(CaseReply.id) == hand.reply.id,
                col(CaseReply.token) == hand.token,
                col(CaseReply.state) == CaseReplyState.SENDING,
            )
            .values(calling_at=now, first_call_at=hand.reply.first_call_at or now)
        )
    return bool(marked.rowcount)


def record_sent(carrier: Carrier, hand: ReplyInHand, external_id: str, reason: str) -> bool:
    """It is there, even if it was taken for unknown meanwhile. False: the id is another reply's, or this one is not ours."""
    now = carrier.clock.now()
    with carrier.database.write() as session:
        other = session.exec(
            select(CaseReply.id).where(
                CaseReply.account_id == hand.account.account_id, CaseReply.external_id == external_id
            )
        ).first()
        if other is not None:
            return False
        sent = session.connection().execute(
            update(CaseReply)
            .where(
                col(CaseReply.id) == hand.reply.id,
                col(CaseReply.token) == hand.token,
                col(CaseReply.state).in_([CaseReplyState.SENDING, CaseReplyState.UNKNOWN]),
            )
            .values(
                state=CaseReplyState.SENT,
                external_id=external_id,
                sent_at=now,
                due_at=None,
                token="",
                lease_until=None,
                calling_at=None,
                looks=0,
                reason=reason,
            )
        )
        if sent.rowcount:
            answered(session, hand.reply.case_id, hand.reply.created_at, now)
            close_notices(session, subject=f"case:{hand.reply.case_id}", now=now, kind="reply")
        return bool(sent.rowcount)


def _record_error(carrier: Carrier, hand: ReplyInHand, error: Exception, *, called: bool) -> None:
    now = carrier.clock.now()
    spec = spec_of(hand.account.channel)
    decision = decide_error(
        error,
        Situation(
            post_id=hand.reply.id or 0,
            now=now,
            tries=hand.reply.tries,
            max_tries=carrier.settings.values.max_tries,
            called=called,
            lag_s=hand.limits.read_back_lag_s,
            throttle_wait_s=hand.limits.throttle_wait_s,
            has_read_back=spec.has_read_back,
        ),
    )
    with carrier.database.write() as session:
        reply = held(session, hand)
        if reply is None:
            return
        reply.state = STATES[decision.state]
        reply.reason = LOOKS if reply.state is CaseReplyState.UNKNOWN else decision.reason[:1000]
        reply.due_at, reply.lease_until = decision.due_at, None
        if not decision.counts_as_try:
            reply.tries -= 1
        if reply.state is not CaseReplyState.UNKNOWN:
            reply.token, reply.calling_at = "", None
        session.add(reply)
        if decision.account_until is not None:
            rest_account(session, hand.account.account_id, decision.account_until, decision.reason)
        if reply.state is CaseReplyState.FAILED:
            _tell(session, reply, decision.reason, None, now)
    if isinstance(error, AuthExpired):
        refresh_credentials(carrier, hand.account, error.message)


def held(session: Session, hand: ReplyInHand) -> CaseReply | None:
    """The reply, if it is still ours to carry."""
    return session.exec(
        select(CaseReply)
        .where(
            CaseReply.id == hand.reply.id,
            CaseReply.token == hand.token,
            CaseReply.state == CaseReplyState.SENDING,
        )
        .with_for_update()
    ).first()


def recover_replies(carrier: Carrier, account_id: int) -> int:
    """Take over from holders that are proved dead: due again if nothing was called, else unknown. Returns how many."""
    now = carrier.clock.now()
    with carrier.database.read() as session:
        claimed = session.exec(
            select(CaseReply).where(
                CaseReply.account_id == account_id,
                CaseReply.state == CaseReplyState.SENDING,
                CaseReply.token != "",
            )
        ).all()
        dead = [(reply.id, reply.token) for reply in claimed if proof_about(carrier, session, reply, now)]
    for reply_id, token in dead:
        with carrier.database.write() as session:
            _take_over(session, reply_id or 0, token, now)
    return len(dead)


def _take_over(session: Session, reply_id: int, token: str, now: datetime) -> None:
    # Read again inside the transaction: the holder may have committed its mark, or its answer, before it died.
    reply = session.exec(
        select(CaseReply)
        .where(CaseReply.id == reply_id, CaseReply.token == token, CaseReply.state == CaseReplyState.SENDING)
        .with_for_update()
    ).first()
    if reply is None or reply.claimed_at is None:
        return
    account = session.get_one(Account, reply.account_id)
    spec = spec_of(account.channel)
    limits = limits_of(spec, account.limits)
    decision = decide_orphan(
        Orphan(reply.claimed_at, reply.calling_at, limits.call_deadline_s, limits.read_back_lag_s, spec.has_read_back),
        now,
    )
    reply.state, reply.due_at, reply.lease_until = STATES[decision.state], decision.due_at, None
    if reply.state is CaseReplyState.WAITING:
        reply.token, reply.tries, reply.reason = "", max(0, reply.tries - 1), DIED_BEFORE
    else:
        reply.reason = LOOKS
    session.add(reply)


def _fail(session: Session, reply: CaseReply, reason: str, unit_id: int, now: datetime) -> None:
    reply.state, reply.due_at, reply.reason = CaseReplyState.FAILED, None, reason
    _tell(session, reply, reason, unit_id, now)


def _tell(session: Session, reply: CaseReply, reason: str, unit_id: int | None, now: datetime) -> None:
    if unit_id is None:
        unit_id = session.exec(select(Account.unit_id).where(Account.id == reply.account_id)).one()
    text = f"Vụ việc số {reply.case_id}: trả lời chưa gửi được. {reason} Mở mục Cần phản hồi để trả lời lại."
    open_notice(session, kind="reply", subject=f"case:{reply.case_id}", text=text, now=now, unit_id=unit_id)
