"""A person's decision on a proposed correction, and what it sets going. Functions take a session and never commit."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, update
from sqlmodel import Session, col, or_, select

from distributor.broadcast.posting import terms_of
from distributor.compose.compose import ADDRESS_IN_PICTURE
from distributor.compose.store import insert_post
from distributor.compose.targets import ERRATA
from distributor.correct.pictures import PICTURE, change_picture
from distributor.errors import LoaError
from distributor.models import (
    Account,
    Act,
    Correction,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Post,
    PostState,
    Staff,
    StepState,
)
from distributor.notices import close_notices, open_notice
from distributor.review.store import SHORTEST_SEEN
from distributor.states import note_move
from distributor.webhooks.events import tell_of_correction

COMPOSED = ("lead", "tags", ADDRESS_IN_PICTURE)
"""Settings that composing decides; the others come with the picture or video."""
OVERTAKEN = "Nguồn đã sửa lần nữa; xem đề nghị mới hơn."
MARK = 12
"""Characters of the mark that staff name."""


def said_hash(post: Post) -> str:
    """Of the words that a proposal was made for."""
    return hashlib.sha256(f"{post.title}\n{post.text}".encode()).hexdigest()


def is_overtaken(session: Session, correction: Correction) -> bool:
    """The source has said something else since. The item's row is locked: nobody revises it until the caller commits."""
    revision = session.exec(select(Item.revision).where(Item.id == correction.item_id).with_for_update()).one()
    return correction.cause is not CorrectionCause.OURS and revision != correction.round


def steps_of(session: Session, correction_id: int | None) -> list[CorrectionStep]:
    return list(
        session.exec(
            select(CorrectionStep)
            .where(CorrectionStep.correction_id == correction_id)
            .order_by(col(CorrectionStep.post_id))
        ).all()
    )


def mark_of(steps: Sequence[CorrectionStep]) -> str:
    """The hash of exactly what would be done: each post, act and words. A decision names it, so that nobody decides unseen."""
    shown = [[step.post_id, step.act, step.title, step.text, step.settings, step.link] for step in steps]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def approve_correction(session: Session, item_id: int, staff: Staff, *, seen: str, now: datetime) -> Correction:
    """A person's yes to all that is proposed. `seen`: its mark, or the first 8 characters or more. Raises LoaError."""
    correction = _proposed(session, item_id)
    if is_overtaken(session, correction):
        raise LoaError(f"Tin {item_id}: {OVERTAKEN} Hãy đợi giây lát rồi xem lại.")
    steps = steps_of(session, correction.id)
    mark = mark_of(steps)
    if len(seen) < SHORTEST_SEEN or not mark.startswith(seen):
        raise LoaError(
            f"Đề nghị đính chính của tin {item_id} đã khác với điều được xem (mã {seen or 'trống'}). "
            f"Hãy xem lại rồi quyết định; mã hiện tại là {mark[:MARK]}."
        )
    correction.state, correction.seen_hash = CorrectionState.APPROVED, mark
    correction.decided_by, correction.decided_at = staff.login, now
    session.add(correction)
    for step in steps:
        _set_going(session, step, now)
    close_notices(session, kind="correction", subject=f"item:{item_id}", now=now)
    tell_of_correction(
        session,
        unit_id=correction.unit_id,
        correction_id=correction.id or 0,
        item_id=item_id,
        post_ids=[step.post_id for step in steps],
        now=now,
    )
    return correction


def dismiss_correction(session: Session, item_id: int, staff: Staff, *, now: datetime) -> Correction:
    """A person's no: the posts stay as they are. Raises LoaError."""
    correction = _proposed(session, item_id)
    correction.state, correction.decided_by, correction.decided_at = CorrectionState.DISMISSED, staff.login, now
    session.add(correction)
    session.connection().execute(
        update(CorrectionStep)
        .where(col(CorrectionStep.correction_id) == correction.id)
        .values(state=StepState.DISMISSED, reason=f"{staff.login} quyết định giữ nguyên.")
    )
    close_notices(session, kind="correction", subject=f"item:{item_id}", now=now)
    return correction


def record_by_hand(session: Session, post_id: int, staff: Staff, *, taken_away: bool, now: datetime) -> CorrectionStep:
    """A person has changed or taken away a post where no program can. Raises LoaError."""
    step = session.exec(
        select(CorrectionStep)
        .where(
            CorrectionStep.post_id == post_id,
            or_(
                and_(col(CorrectionStep.act) == Act.BY_HAND, col(CorrectionStep.state) == StepState.WAITING),
                col(CorrectionStep.state) == StepState.FAILED,
            ),
        )
        .order_by(col(CorrectionStep.id).desc())
        .with_for_update()
    ).first()
    if step is None:
        raise LoaError(f"Bài đăng {post_id} không có việc đính chính nào chờ làm tay.")
    said = f"{staff.login} đã {'gỡ' if taken_away else 'sửa'} bài bằng tay."
    after = PostState.WITHDRAWN if taken_away else PostState.EDITED
    finish_step(session, step, said, now)
    change_post(session, step, after, said, now, by=staff.login)
    if taken_away and step.act is Act.REPLACE:
        add_new_post(session, step, now=now)
    return step


def finish_step(session: Session, step: CorrectionStep, reason: str, now: datetime) -> None:
    step.state, step.reason, step.done_at, step.due_at, step.token = StepState.DONE, reason, now, None, ""
    session.add(step)
    close_notices(session, kind="correction", subject=f"post:{step.post_id}", now=now)


def change_post(
    session: Session, step: CorrectionStep, after: PostState, reason: str, now: datetime, *, by: str
) -> None:
    """The post as it stands on its platform now. Its words are the step's, but where it was taken away."""
    post = session.exec(select(Post).where(Post.id == step.post_id).with_for_update()).one()
    before = PostState(post.state)
    post.state, post.reason = after, reason
    if after is PostState.EDITED and step.text and step.act is not Act.REPLACE:
        post.title, post.text = step.title, step.text
        post.settings = {name: value for name, value in step.settings.items() if name != PICTURE}
    if after is PostState.EDITED:
        change_picture(session, step)
    correction = session.get_one(Correction, step.correction_id)
    if correction.cause is not CorrectionCause.OURS:
        post.revision = correction.round
    if after is PostState.WITHDRAWN:
        post.measure_at = None
    session.add(post)
    note_move(session, step.post_id, before=before, after=after, reason=reason, now=now, by=by)


def add_new_post(session: Session, step: CorrectionStep, *, now: datetime) -> int:
    """The post that says what is right now: a draft, to be drawn; the correction's decision is its approval."""
    if step.erratum_id is not None:
        return step.erratum_id
    post = session.get_one(Post, step.post_id)
    item = session.get_one(Item, post.item_id)
    values: dict[str, object] = {
        "unit_id": post.unit_id,
        "account_id": post.account_id,
        "item_id": post.item_id,
        "campaign_id": None,
        "purpose": f"{ERRATA}{step.id}",
        "revision": item.revision,
        "title": step.title,
        "text": step.text,
        "template": "",
        "dropped": [],
        "variant": "",
        "state": PostState.DRAFT,
        "reason": "",
        "due_at": now,
        "settings": {
            **{name: step.settings[name] for name in COMPOSED if name in step.settings},
            **terms_of(session, session.get_one(Account, post.account_id)),
        },
        "manifest_hash": "",
        "approval_id": None,
        "slot_at": None,
    }
    cause = session.exec(select(Correction.cause).where(Correction.id == step.correction_id)).one()
    # Our own error may stand in the item's card and video as well, and what was withdrawn is shown no more: words alone go out.
    values["rendered"] = cause is not CorrectionCause.REVISED
    base = step.link.rpartition("/l/")[0]
    step.erratum_id = insert_post(
        session, values, link=step.link, target_url=item.address or f"{base}/tin/{item.id}", now=now
    )
    session.add(step)
    return step.erratum_id


def _proposed(session: Session, item_id: int) -> Correction:
    correction = session.exec(
        select(Correction)
        .where(Correction.item_id == item_id, Correction.state == CorrectionState.PROPOSED)
        .order_by(col(Correction.id).desc())
        .with_for_update()
    ).first()
    if correction is None:
        raise LoaError(f"Tin {item_id} không có đề nghị đính chính nào chờ quyết định.")
    return correction


def _ask_for_hands(session: Session, step: CorrectionStep, now: datetime) -> None:
    """Decided is not done: where people published the post, they are asked until they record that they changed it."""
    post, account = session.get_one(Post, step.post_id), session.get_one(Account, step.account_id)
    open_notice(
        session,
        kind="correction",
        subject=f"post:{step.post_id}",
        unit_id=post.unit_id,
        now=now,
        text=f"Bài {step.post_id} «{post.title}» trên {account.name} phải được sửa hoặc gỡ bằng tay. "
        "Nội dung mới và chỗ ghi nhận ở mục Đính chính.",
    )


def _set_going(session: Session, step: CorrectionStep, now: datetime) -> None:
    match step.act:
        case Act.NONE:
            finish_step(session, step, step.reason, now)
        case Act.BY_HAND:
            step.state = StepState.WAITING
            _ask_for_hands(session, step, now)
        case Act.ERRATUM:
            post_id = add_new_post(session, step, now=now)
            finish_step(session, step, f"Đã soạn bài đính chính số {post_id}.", now)
        case _:
            step.state, step.due_at = StepState.WAITING, now
    session.add(step)
