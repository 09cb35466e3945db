"""Carrying out one step of an approved correction: claim, call, record. No transaction is open during the call.

An edit to the same words and the deletion of what is gone do no harm when repeated, so a step whose outcome is unclear is done
again. A replacement is proved by being sent: the new post goes the way of every post, exactly once, and only when it is out the
old one is taken away. Whatever happens in between, a channel is never empty.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from channels.base import Edits, MediaFile, OutgoingPost, Withdraws
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Rejected
from channels.registry import spec_of
from distributor.correct.choose import STUCK
from distributor.correct.find import OUT, UNDER_WAY, is_leaving
from distributor.correct.pictures import picture_of
from distributor.correct.renew import renew
from distributor.correct.store import OVERTAKEN, add_new_post, change_post, finish_step, is_overtaken
from distributor.correct.ways import put_way, said_hash
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.decide import backoff
from distributor.deliver.limits import limits_of
from distributor.deliver.record import rest_account
from distributor.draft.targets import renewable
from distributor.holds import held_by, hold_reason, standing_holds
from distributor.logs import fault_of
from distributor.models import (
    Account,
    AccountState,
    Approval,
    Correction,
    CorrectionAct,
    CorrectionStep,
    Item,
    Post,
    PostState,
    Receipt,
    Staff,
    StepState,
)
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.outgoing.post import AccountView, account_view, load_outgoing

log = structlog.get_logger()

LEASE_MARGIN_S = 30.0
MOST_TRIES = 8
ACCOUNT_LOOK_S = 60.0
"""How soon a step whose account may not call now is looked at again."""
LANDING_LOOK_S = 3.0
"""How soon it is asked again whether a post has landed."""
STUCK_WORDS = "Bài thay chưa đăng được nên bài cũ vẫn giữ nguyên"


@dataclass(frozen=True)
class _InHand:
    """One step, held by `token`. `picture`: what takes the place of the post's; None where that stays."""

    step: CorrectionStep
    token: str
    outgoing: OutgoingPost
    picture: MediaFile | None
    account: AccountView
    external_id: str
    deadline_s: float
    throttle_wait_s: float


def carry_step(carrier: Carrier, step_id: int) -> None:
    """Do one step, if it can be done now."""
    hand = _claim(carrier, step_id)
    if hand is None:
        return
    try:
        _call(carrier, hand)
    except Exception as error:
        _record_error(carrier, hand, error)
        return
    _record_done(carrier, hand)


def _claim(carrier: Carrier, step_id: int) -> _InHand | None:
    now, token = carrier.clock.now(), secrets.token_hex(16)
    with carrier.database.write() as session:
        step = session.get(CorrectionStep, step_id)
        if step is None:
            return None
        account = session.get_one(Account, step.account_id)
        limits = limits_of(spec_of(account.channel), account.limits)
        if account.state is not AccountState.ACTIVE or (account.wait_until is not None and account.wait_until > now):
            _put_off(session, step_id, now, account)
            return None
        why = _not_any_more(session, step) or _not_yet(session, step, now) or _held_back(session, step, now)
        if why is not None:
            _stop(session, step, why, now)
            return None
        if step.act is CorrectionAct.ERRATUM:
            _tell_beside(session, step, now)
            return None
        until = now + timedelta(seconds=limits.call_deadline_s + LEASE_MARGIN_S)
        taken = session.connection().execute(
            update(CorrectionStep)
            .where(
                col(CorrectionStep.id) == step_id,
                col(CorrectionStep.state).in_([StepState.WAITING, StepState.DOING]),
                col(CorrectionStep.due_at) <= now,
            )
            .values(state=StepState.DOING, token=token, due_at=until, tries=col(CorrectionStep.tries) + 1)
        )
        if taken.rowcount != 1:
            return None
        session.expire(step)
        step = session.get_one(CorrectionStep, step_id)
        receipt = session.exec(select(Receipt.external_id).where(Receipt.post_id == step.post_id)).first() or ""
        loaded = load_outgoing(session, step.post_id, carrier.media_path)
        picture = picture_of(session, step, carrier.media_path)
        session.expunge(step)
        return _InHand(
            step=step,
            token=token,
            outgoing=loaded.outgoing,
            picture=picture,
            account=account_view(account),
            external_id=receipt,
            deadline_s=limits.call_deadline_s,
            throttle_wait_s=limits.throttle_wait_s,
        )


@dataclass(frozen=True)
class _Why:
    """Why a step is not done now. `for_good`: nor later. `look_s`: how soon it is looked at again.

    `done`: nothing is left to do.
    """

    reason: str
    for_good: bool
    look_s: float = ACCOUNT_LOOK_S
    done: bool = False


def _not_any_more(session: Session, step: CorrectionStep) -> _Why | None:
    """What was decided was decided of this revision, and of a post that stood so."""
    correction = session.get_one(Correction, step.correction_id)
    if is_overtaken(session, correction) and not is_leaving(session, step.post_id):
        return _Why(OVERTAKEN, for_good=True)
    post = session.exec(select(Post).where(Post.id == step.post_id).with_for_update()).one()
    if post.state in UNDER_WAY:
        return None
    if post.state not in OUT and not _never_went(session, step, post):
        return _Why("Bài không còn trên kênh.", for_good=True)
    if said_hash(post) != step.old_hash:
        return _Why("Bài đã được sửa khác đi sau khi đề nghị này được lập; hãy xem lại.", for_good=True)
    return None


def _never_went(session: Session, step: CorrectionStep, post: Post) -> bool:
    """It was under way when this was decided, and certainly did not go out: it waits again, and has its words put right."""
    return (
        CorrectionAct.RENEW.value in step.ways
        and session.exec(select(Post.id).where(Post.id == post.id, renewable())).first() is not None
    )


def _not_yet(session: Session, step: CorrectionStep, now: datetime) -> _Why | None:
    """The post is still under way, or what is to take its place is not out."""
    post = session.get_one(Post, step.post_id)
    if post.state in UNDER_WAY:
        return _Why("Bài đang được gửi; làm khi biết kết quả.", for_good=False, look_s=LANDING_LOOK_S)
    if post.state not in OUT:
        correction = session.get_one(Correction, step.correction_id)
        staff = session.exec(select(Staff).where(Staff.login == correction.decided_by)).one()
        put_way(step, CorrectionAct.RENEW, "")
        return _Why(renew(session, step, staff, now), for_good=True, done=True)
    anew = session.get(Post, step.erratum_id) if step.erratum_id else None
    if step.act is not CorrectionAct.REPLACE or anew is None or anew.state in (*OUT, PostState.WITHDRAWN):
        return None
    if anew.state in STUCK:
        reason = f"{STUCK_WORDS}: {anew.reason.rstrip('.') or 'bài thay đã bị bỏ'}."
        _tell_stuck(session, step, post, reason, now)
        return _Why(reason, for_good=False)
    return _Why(f"Chờ bài thay số {anew.id} đăng xong rồi mới gỡ bài này.", for_good=False, look_s=LANDING_LOOK_S)


def _tell_stuck(session: Session, step: CorrectionStep, post: Post, reason: str, now: datetime) -> None:
    """People approve or retry the new post, or have an erratum posted beside the old one."""
    open_notice(
        session,
        kind="correction",
        subject=f"post:{step.post_id}",
        unit_id=post.unit_id,
        now=now,
        text=f"«{post.title}»: {reason} Hãy xem bài thay số {step.erratum_id}, hoặc chọn đăng bài đính chính ở mục Đính chính.",
    )


def _tell_beside(session: Session, step: CorrectionStep, now: datetime) -> None:
    """The erratum to a post that was still under way when it was decided."""
    made = add_new_post(session, step, now=now)
    finish_step(session, step, f"Đã soạn bài đính chính số {made}.", now)


def _held_back(session: Session, step: CorrectionStep, now: datetime) -> _Why | None:
    """A hold stops new words; what must go may go."""
    if step.act is CorrectionAct.WITHDRAW:
        return None
    for hold in standing_holds(session, now):
        held = select(Post.id).join(Account, col(Account.id) == col(Post.account_id))
        held = held.join(Item, col(Item.id) == col(Post.item_id)).where(Post.id == step.post_id, held_by(hold))
        if session.exec(held).first() is not None:
            return _Why(hold_reason(hold), for_good=False)
    return None


def _stop(session: Session, step: CorrectionStep, why: _Why, now: datetime) -> None:
    values: dict[str, object] = {"reason": why.reason[:1000], "due_at": now + timedelta(seconds=why.look_s)}
    if why.for_good:
        values |= {"state": StepState.DONE if why.done else StepState.DISMISSED, "due_at": None, "token": ""}
    session.connection().execute(
        update(CorrectionStep)
        .where(
            col(CorrectionStep.id) == step.id,
            col(CorrectionStep.state).in_([StepState.WAITING, StepState.DOING]),
            col(CorrectionStep.due_at) <= now,
        )
        .values(**values)
    )


def _put_off(session: Session, step_id: int, now: datetime, account: Account) -> None:
    """The account may not call: later, with the reason."""
    if account.state is AccountState.ACTIVE:
        later, why = account.wait_until or now, account.wait_reason or "nền tảng đang giới hạn lượt gọi"
    else:
        later, why = now + timedelta(seconds=ACCOUNT_LOOK_S), account.state_reason or "tài khoản đang tạm dừng"
    session.connection().execute(
        update(CorrectionStep)
        .where(
            col(CorrectionStep.id) == step_id,
            col(CorrectionStep.state).in_([StepState.WAITING, StepState.DOING]),
            or_(col(CorrectionStep.due_at).is_(None), col(CorrectionStep.due_at) <= now),
        )
        .values(due_at=later, reason=f"Chờ tài khoản: {why}."[:1000])
    )


def _call(carrier: Carrier, hand: _InHand) -> None:
    opened = carrier.open(hand.account)
    adapter, step = opened.adapter, hand.step
    if not hand.external_id:
        raise Misconfigured("Bài này không có mã trên nền tảng. Hãy xử lý trực tiếp trên nền tảng.")
    with opened.transport.deadline(hand.deadline_s):
        if step.act is CorrectionAct.EDIT and isinstance(adapter, Edits):
            adapter.edit(hand.external_id, edited(hand.outgoing, step, hand.picture))
        elif step.act in (CorrectionAct.WITHDRAW, CorrectionAct.REPLACE) and isinstance(adapter, Withdraws):
            adapter.withdraw(hand.external_id)
        else:
            raise Misconfigured("Kênh không làm được việc này nữa. Hãy xử lý trực tiếp trên nền tảng.")


def edited(post: OutgoingPost, step: CorrectionStep, picture: MediaFile | None) -> OutgoingPost:
    """The post with the step's words, and its picture if it has a new one; cover and captions stay."""
    settings = {**post.settings, **{name: value for name, value in step.settings.items() if name in ("lead", "tags")}}
    return OutgoingPost(
        key=post.key,
        title=step.title,
        text=step.text,
        link=post.link,
        media=(picture,) if picture is not None else post.media,
        slot_at=post.slot_at,
        cover=post.cover,
        captions=post.captions,
        settings=settings,
    )


def _record_done(carrier: Carrier, hand: _InHand) -> None:
    now, act = carrier.clock.now(), hand.step.act
    with carrier.database.write() as session:
        step = _held(session, hand)
        if step is None:
            return
        decided_by = session.exec(select(Correction.decided_by).where(Correction.id == step.correction_id)).one()
        if act is CorrectionAct.EDIT:
            said = f"Đã sửa bài trên kênh theo quyết định của {decided_by}."
            change_post(session, step, PostState.EDITED, said, now, by=decided_by)
            _approve_as_it_is(session, step.post_id, decided_by, now)
        else:
            said = f"Đã gỡ bài trên kênh theo quyết định của {decided_by}."
            change_post(session, step, PostState.WITHDRAWN, said, now, by=decided_by)
        finish_step(session, step, said, now)


def _approve_as_it_is(session: Session, post_id: int, decided_by: str, now: datetime) -> None:
    """The approval of the words that stand there now."""
    post = session.get_one(Post, post_id)
    staff_id = session.exec(select(Staff.id).where(Staff.login == decided_by)).first()
    post.manifest_hash = manifest_of(post, media_of(session, [post_id])[post_id]).hash()
    if staff_id is not None:
        approval = Approval(post_id=post_id, manifest_hash=post.manifest_hash, staff_id=staff_id, given_at=now)
        session.add(approval)
        session.flush()
        post.approval_id = approval.id
    session.add(post)


def _held(session: Session, hand: _InHand) -> CorrectionStep | None:
    """The step, if it is still ours."""
    return session.exec(
        select(CorrectionStep)
        .where(
            CorrectionStep.id == hand.step.id,
            CorrectionStep.token == hand.token,
            CorrectionStep.state == StepState.DOING,
        )
        .with_for_update()
    ).first()


def _record_error(carrier: Carrier, hand: _InHand, error: Exception) -> None:
    now = carrier.clock.now()
    message = error.message if isinstance(error, ChannelError) else f"lỗi bên trong Loa ({type(error).__name__})"
    if not isinstance(error, ChannelError):
        log.error("fault while correcting", post=hand.step.post_id, **fault_of(error))
    with carrier.database.write() as session:
        step = _held(session, hand)
        if step is None:
            return
        step.token, step.reason, step.state = "", message[:1000], StepState.WAITING
        if isinstance(error, RateLimited):
            until = error.until or now + timedelta(seconds=hand.throttle_wait_s)
            step.due_at, step.tries = until, step.tries - 1
            rest_account(session, step.account_id, until, message)
        elif isinstance(error, AuthExpired):
            step.due_at, step.tries = now + timedelta(seconds=backoff(1, step.post_id)), step.tries - 1
        elif isinstance(error, Rejected | Misconfigured) or step.tries >= MOST_TRIES:
            _give_to_person(session, step, message, now)
        else:
            step.due_at = now + timedelta(seconds=backoff(step.tries, step.post_id))
        session.add(step)
    if isinstance(error, AuthExpired):
        refresh_credentials(carrier, hand.account, error.message)


def _give_to_person(session: Session, step: CorrectionStep, message: str, now: datetime) -> None:
    """A program cannot do it: people do, and record that they have."""
    step.state, step.due_at = StepState.FAILED, None
    title, unit_id = session.exec(select(Post.title, Post.unit_id).where(Post.id == step.post_id)).one()
    open_notice(
        session,
        kind="correction",
        subject=f"post:{step.post_id}",
        unit_id=unit_id,
        now=now,
        text=f"Chưa đính chính được bài {step.post_id} «{title}»: {message} "
        f"Hãy sửa hoặc gỡ bài trên nền tảng rồi ghi nhận ở mục Đính chính.",
    )
