"""Carrying out one step of an approved correction: claim, call, record. No transaction is open during the call.

An edit to the same words and the deletion of what is gone do no harm when repeated, so a step whose outcome is unclear is done
again. A replacement is proved by being sent: the new post goes the way of every post, exactly once, and only when it is out the
old one is taken away. Whatever happens in between, a channel is never empty.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from channels.base import Edits, MediaFile, OutgoingPost, Withdraws
from channels.connect import Ability
from channels.errors import Misconfigured
from distributor.correct.choose import STUCK
from distributor.correct.find import UNDER_WAY, is_leaving
from distributor.correct.pictures import picture_of
from distributor.correct.renew import renew
from distributor.correct.store import OVERTAKEN, add_new_post, change_post, finish_step, is_overtaken
from distributor.correct.ways import put_way, said_hash
from distributor.deliver.on_account import (
    AccountInHand,
    AccountWork,
    account_wait,
    carry_on_account,
    decide_failure,
    of_account,
)
from distributor.draft.targets import renewable
from distributor.holds import held_by, hold_reason, standing_holds
from distributor.models import (
    Account,
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
from distributor.notices import about, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.outgoing.post import load_outgoing
from distributor.post_states import SHOWN_STATES
from distributor.scheduler.due import MOST_NUDGES, NOW
from distributor.work.claims import Claims, Held, TryRecord
from phrases import listed, phrase

MOST_TRIES = 8
ACCOUNT_LOOK_S = 60.0
"""How soon a step whose account may not call now is looked at again."""
LANDING_LOOK_S = 3.0
"""How soon it is asked again whether a post has landed."""
STEPS_DUE = (
    select(CorrectionStep.id)
    .where(col(CorrectionStep.state).in_([StepState.WAITING, StepState.DOING]), col(CorrectionStep.due_at) <= NOW)
    .order_by(col(CorrectionStep.due_at), col(CorrectionStep.id))
    .limit(MOST_NUDGES)
)
"""A step that somebody was doing when its time came again belongs to one who died."""


@dataclass(frozen=True)
class _StepInHand(AccountInHand):
    """A step in hand, with what its call needs. `picture`: what takes the place of the post's; None where that stays."""

    outgoing: OutgoingPost
    picture: MediaFile | None
    external_id: str


def carry_step(carrier: Carrier, step_id: int) -> None:
    """Do one step, if it can be done now."""
    carry_on_account(_Correcting(carrier), col(CorrectionStep.id) == step_id)


class _Correcting(AccountWork[CorrectionStep, _StepInHand, None]):
    """One step of an approved correction."""

    by_right_of = Ability.PUBLISH
    claims = Claims(CorrectionStep, open=(StepState.WAITING, StepState.DOING), held=StepState.DOING)

    def admit(self, session: Session, row: CorrectionStep, now: datetime) -> tuple[_StepInHand, timedelta] | None:
        account = session.get_one(Account, row.account_id)
        session.add(row)
        if wait := account_wait(account, now):
            row.due_at, row.reason = wait.until, wait.reason
            return None
        why = _not_any_more(session, row) or _not_yet(session, row, now) or _held_back(session, row, now)
        if why is not None:
            row.reason, row.due_at = why.reason, now + timedelta(seconds=why.look_s)
            if why.for_good:
                row.state, row.due_at, row.token = StepState.DONE if why.done else StepState.DISMISSED, None, ""
            return None
        if row.act is CorrectionAct.ERRATUM:
            # The erratum to a post that was still under way when it was decided.
            finish_step(session, row, phrase("correct.erratum-made", post=add_new_post(session, row, now=now)), now)
            return None
        receipt = session.exec(select(Receipt.external_id).where(Receipt.post_id == row.post_id)).first() or ""
        loaded = load_outgoing(session, row.post_id, self.carrier.media_path)
        picture = picture_of(session, row, self.carrier.media_path)
        hand = _StepInHand(*of_account(account), loaded.outgoing, picture, receipt)
        return hand, hand.lease()

    def call(self, held: Held[CorrectionStep, _StepInHand]) -> None:
        hand, step = held.hand, held.row
        opened = self.carrier.open(hand.account)
        adapter = opened.adapter
        if not hand.external_id:
            raise Misconfigured(phrase("correct.no-platform-id"))
        with opened.transport.deadline(hand.limits.call_deadline_s):
            if step.act is CorrectionAct.EDIT and isinstance(adapter, Edits):
                adapter.edit(hand.external_id, edited(hand.outgoing, step, hand.picture))
            elif step.act in (CorrectionAct.WITHDRAW, CorrectionAct.REPLACE) and isinstance(adapter, Withdraws):
                adapter.withdraw(hand.external_id)
            else:
                raise Misconfigured(phrase("correct.channel-cannot"))

    def record(self, at: TryRecord[CorrectionStep, _StepInHand], answer: None) -> None:  # noqa: ARG002
        session, step, now = at.session, at.row, at.now
        decided_by = session.exec(select(Correction.decided_by).where(Correction.id == step.correction_id)).one()
        if step.act is CorrectionAct.EDIT:
            said = phrase("correct.edited", who=decided_by)
            change_post(session, step, PostState.EDITED, said, now, by=decided_by)
            _approve_as_it_is(session, step.post_id, decided_by, now)
        else:
            said = phrase("correct.taken-down", who=decided_by)
            change_post(session, step, PostState.WITHDRAWN, said, now, by=decided_by)
        finish_step(session, step, said, now)

    def fail(self, at: TryRecord[CorrectionStep, _StepInHand], error: Exception) -> None:
        step = at.row
        again = decide_failure(at, error, tries=step.tries, max_tries=MOST_TRIES, seed=step.post_id)
        step.state, step.due_at, step.tries, step.reason = (
            StepState.WAITING,
            again.due_at,
            again.tries,
            again.reason,
        )
        if again.due_at is None:
            _give_to_person(at.session, step, again.reason, at.now)


@dataclass(frozen=True)
class _Why:
    """The reason why a step is not done now. `for_good`: nor later. `look_s`: how soon it is looked at again.

    `done`: nothing is left to do.
    """

    reason: str
    for_good: bool
    look_s: float = ACCOUNT_LOOK_S
    done: bool = False


def _not_any_more(session: Session, step: CorrectionStep) -> _Why | None:
    """Return why a decision counts no more: it was of this revision, and of a post that stood so."""
    correction = session.get_one(Correction, step.correction_id)
    if is_overtaken(session, correction) and not is_leaving(session, step.post_id):
        return _Why(OVERTAKEN, for_good=True)
    post = session.exec(select(Post).where(Post.id == step.post_id).with_for_update()).one()
    if post.state in UNDER_WAY:
        return None
    if post.state not in SHOWN_STATES and not _never_went(session, step, post):
        return _Why(phrase("correct.not-on-channel"), for_good=True)
    if said_hash(post) != step.old_hash:
        return _Why(phrase("correct.changed-since"), for_good=True)
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
        return _Why(phrase("correct.being-sent"), for_good=False, look_s=LANDING_LOOK_S)
    if post.state not in SHOWN_STATES:
        correction = session.get_one(Correction, step.correction_id)
        staff = session.exec(select(Staff).where(Staff.login == correction.decided_by)).one()
        put_way(step, CorrectionAct.RENEW, "")
        return _Why(renew(session, step, staff, now), for_good=True, done=True)
    anew = session.get(Post, step.erratum_id) if step.erratum_id else None
    if step.act is not CorrectionAct.REPLACE or anew is None or anew.state in (*SHOWN_STATES, PostState.WITHDRAWN):
        return None
    if anew.state in STUCK:
        reason = phrase("correct.stuck", why=anew.reason or phrase("correct.new-post-dropped"))
        _tell_stuck(session, step, post, reason, now)
        return _Why(reason, for_good=False)
    return _Why(phrase("correct.waits-for-new-post", post=anew.id), for_good=False, look_s=LANDING_LOOK_S)


def _tell_stuck(session: Session, step: CorrectionStep, post: Post, reason: str, now: datetime) -> None:
    """People approve or retry the new post, or have an erratum posted beside the old one."""
    open_notice(
        session,
        kind="correction",
        subject=f"post:{step.post_id}",
        unit_id=post.unit_id,
        now=now,
        text=about(post.title, listed([reason, phrase("correct.see-new-post", post=step.erratum_id)])),
    )


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


def _give_to_person(session: Session, step: CorrectionStep, message: str, now: datetime) -> None:
    """A program cannot do it: people do, and record that they have."""
    step.state = StepState.FAILED
    title, unit_id = session.exec(select(Post.title, Post.unit_id).where(Post.id == step.post_id)).one()
    open_notice(
        session,
        kind="correction",
        subject=f"post:{step.post_id}",
        unit_id=unit_id,
        now=now,
        text=phrase("correct.do-by-hand", post=step.post_id, title=title, why=message),
    )
