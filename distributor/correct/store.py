"""A person's decision on a proposed correction, and what it sets going. Functions take a session and never commit."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_
from sqlmodel import Session, col, func, or_, select

from channels.registry import spec_of
from distributor.audience_terms import ONLY_FOLLOWERS, terms_of
from distributor.broadcast.errata import broadcast_of, received, resume, reword
from distributor.broadcast.posting import RECEIVED, UNTIL
from distributor.correct.causes import CAUSES
from distributor.correct.find import OF_SOURCE
from distributor.correct.pictures import PICTURE, change_picture
from distributor.correct.renew import drop, let_go, make_video_anew, renew
from distributor.correct.ways import OURS
from distributor.draft.compose import ADDRESS_IN_PICTURE
from distributor.draft.store import insert_post
from distributor.draft.targets import ERRATA
from distributor.errors import LoaError
from distributor.events import tell_of_correction
from distributor.models import (
    Account,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Post,
    PostMedia,
    PostState,
    Staff,
    StepState,
)
from distributor.notices import close_notices, open_notice
from distributor.review.store import SHORTEST_SEEN
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for, said_item_for, visible_to
from distributor.states import move
from phrases import listed, phrase

COMPOSED = ("lead", "tags", ADDRESS_IN_PICTURE)
"""Settings that composing decides; the others come with the picture or video."""
OVERTAKEN = phrase("correct.overtaken")
MARK = 12
"""Characters of the mark that staff name."""


def subject_of(correction: Correction) -> str:
    """The subject of its notice."""
    return f"correction:{correction.id}"


def is_overtaken(session: Session, correction: Correction) -> bool:
    """The source has said something else since. The item's row is locked: nobody revises it until the caller commits."""
    revision = session.exec(select(Item.revision).where(Item.id == correction.item_id).with_for_update()).one()
    return correction.cause in OF_SOURCE and revision != correction.round


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


@deed("correct")
def approve_correction(session: Session, actor: Actor, item_id: int, *, seen: str) -> Correction:
    """A person's yes to all that is proposed to a unit of theirs. `seen`: its mark, or the first 8 characters or more.

    Raises LoaError.
    """
    staff, now = actor.staff, actor.now
    waiting = [
        (correction, mark_of(steps_of(session, correction.id))) for correction in proposed_to(session, item_id, staff)
    ]
    chosen = [one for one in waiting if len(seen) >= SHORTEST_SEEN and one[1].startswith(seen)]
    if not chosen:
        marks = ", ".join(mark[:MARK] for _correction, mark in waiting)
        mark = seen or phrase("correct.no-mark")
        raise LoaError(phrase("correct.not-as-seen", item=item_id, seen=mark, marks=marks))
    correction, mark = chosen[0]
    if is_overtaken(session, correction):
        raise LoaError(phrase("correct.overtaken-item", item=item_id, why=OVERTAKEN))
    correction.state, correction.seen_hash = CorrectionState.APPROVED, mark
    correction.decided_by, correction.decided_at = staff.login, now
    session.add(correction)
    steps = steps_of(session, correction.id)
    session.flush()  # from here on the item is told with the error put right
    for step in steps:
        _set_going(session, step, staff, now)
    close_notices(session, kind="correction", subject=subject_of(correction), now=now)
    tell_of_correction(
        session,
        unit_id=correction.unit_id,
        correction_id=correction.id or 0,
        item_id=item_id,
        post_ids=[step.post_id for step in steps],
        now=now,
    )
    actor.note(session, "correct", f"item:{item_id}", unit_id=correction.unit_id)
    return correction


@deed("correct")
def dismiss_correction(session: Session, actor: Actor, item_id: int, *, correction_id: int | None = None) -> Correction:
    """A person's no: the posts stay as they are. `correction_id` None: the only one, or their own unit's. Raises LoaError."""
    staff, now = actor.staff, actor.now
    waiting = proposed_to(session, item_id, staff)
    chosen = [one for one in waiting if one.id == correction_id]
    if correction_id is None:
        chosen = [one for one in waiting if one.unit_id == staff.unit_id] or waiting
    if len(chosen) != 1:
        raise LoaError(
            phrase("correct.decided-already", item=item_id)
            if correction_id is not None
            else phrase("correct.several-wait", item=item_id, number=len(chosen))
        )
    correction = chosen[0]
    correction.state, correction.decided_by, correction.decided_at = CorrectionState.DISMISSED, staff.login, now
    session.add(correction)
    for step in steps_of(session, correction.id):
        _leave(session, step)
        step.state, step.reason = StepState.DISMISSED, phrase("correct.left-as-is", who=staff.login)
        session.add(step)
    session.flush()
    close_notices(session, kind="correction", subject=subject_of(correction), now=now)
    actor.note(session, "dismiss", f"item:{item_id}", unit_id=correction.unit_id)
    return correction


@deed("hand_over")
def record_by_hand(session: Session, actor: Actor, post_id: int, *, taken_away: bool) -> CorrectionStep:
    """A person has changed or taken away a post where no program can. Raises LoaError."""
    post, staff, now = post_for(session, actor.staff, post_id), actor.staff, actor.now
    step = session.exec(
        select(CorrectionStep)
        .where(
            CorrectionStep.post_id == post_id,
            or_(
                and_(col(CorrectionStep.act) == CorrectionAct.BY_HAND, col(CorrectionStep.state) == StepState.WAITING),
                col(CorrectionStep.state) == StepState.FAILED,
            ),
        )
        .order_by(col(CorrectionStep.id).desc())
        .with_for_update()
    ).first()
    if step is None:
        raise LoaError(phrase("correct.nothing-by-hand", post=post_id))
    said = phrase("correct.taken-down-by-hand" if taken_away else "correct.edited-by-hand", who=staff.login)
    after = PostState.WITHDRAWN if taken_away else PostState.EDITED
    finish_step(session, step, said, now)
    change_post(session, step, after, said, now, by=staff.login)
    if taken_away and step.act is CorrectionAct.REPLACE:
        add_new_post(session, step, now=now)
    note_on_post(session, actor, "hand_over", post)
    return step


def finish_step(session: Session, step: CorrectionStep, reason: str, now: datetime) -> None:
    step.state, step.reason, step.done_at, step.due_at, step.token = StepState.DONE, reason, now, None, ""
    session.add(step)
    close_notices(session, kind="correction", subject=f"post:{step.post_id}", now=now)


def change_post(
    session: Session, step: CorrectionStep, after: PostState, reason: str, now: datetime, *, by: str
) -> None:
    """Change the post to what stands on its platform now. Its words are the step's, but where it was taken away."""
    post = session.exec(select(Post).where(Post.id == step.post_id).with_for_update()).one()
    if after is PostState.EDITED and step.text and step.act is not CorrectionAct.REPLACE:
        post.title, post.text = step.title, step.text
        post.settings = {name: value for name, value in step.settings.items() if name not in OURS}
    if after is PostState.EDITED:
        change_picture(session, step)
    correction = session.get_one(Correction, step.correction_id)
    if correction.cause in OF_SOURCE:
        post.revision = correction.round
    if after is PostState.WITHDRAWN:
        post.measure_at = None
    session.add(post)
    session.flush()
    move(session, post, after, reason=reason, now=now, by=by, due_at=post.due_at)


def add_new_post(session: Session, step: CorrectionStep, *, now: datetime) -> int:
    """Add the post that says what is right now: a draft, with the picture that was decided; the decision is its approval."""
    if step.erratum_id is not None:
        return step.erratum_id
    post = session.get_one(Post, step.post_id)
    item = session.get_one(Item, post.item_id)
    cause = session.exec(select(Correction.cause).where(Correction.id == step.correction_id)).one()
    picture = step.settings.get(PICTURE)
    values: dict[str, object] = {
        "unit_id": post.unit_id,
        "account_id": post.account_id,
        "item_id": post.item_id,
        "campaign_id": None,
        "purpose": _purpose(session, step),
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
            **_terms(session, post, item.kind),
            **_to_whom(session, post, now),
        },
        "manifest_hash": "",
        "approval_id": None,
        "slot_at": None,
        # What was withdrawn is shown no more: words alone go out. The others carry the picture that was decided, or their video.
        "rendered": picture is not None
        or not CAUSES[CorrectionCause(cause)].illustrated
        or _shows_nothing(session, post),
    }
    base = step.link.rpartition("/l/")[0]
    step.erratum_id = insert_post(
        session, values, link=step.link, target_url=item.address or f"{base}/tin/{item.id}", now=now
    )
    if picture is not None:
        session.add(PostMedia(post_id=step.erratum_id, position=0, **picture))
    session.add(step)
    session.flush()
    return step.erratum_id


def _shows_nothing(session: Session, post: Post) -> bool:
    """Its channel takes words alone."""
    media = spec_of(session.exec(select(Account.channel).where(Account.id == post.account_id)).one()).media
    return media.max_count == 0 and media.video is None


def _purpose(session: Session, step: CorrectionStep) -> str:
    """The step's own; with a number where another post of it was there and is not wanted any more."""
    first = f"{ERRATA}{step.id}"
    there = session.exec(
        select(func.count()).where(
            col(Post.account_id) == step.account_id,
            or_(col(Post.purpose) == first, col(Post.purpose).like(f"{first}:%")),
        )
    ).one()
    return f"{first}:{there + 1}" if there else first


def _terms(session: Session, post: Post, kind: str) -> dict[str, object]:
    """Return the terms of an erratum as for what it puts right; who had that is told by its broadcast, whoever follows the
    matter today."""
    terms = terms_of(session, session.get_one(Account, post.account_id), post.settings.get("matters", ()), kind)
    return {name: value for name, value in terms.items() if name != ONLY_FOLLOWERS}


def _to_whom(session: Session, post: Post, now: datetime) -> dict[str, object]:
    """An erratum by SMS goes to those who had the wrong message, once."""
    broadcast = broadcast_of(session, post.id or 0)
    if broadcast is None:
        return {}
    return {RECEIVED: broadcast.id, UNTIL: now.isoformat(), "matters": broadcast.audience_rule.get("matters", [])}


def proposed_to(session: Session, item_id: int, staff: Staff) -> list[Correction]:
    """Return what waits for a decision by this person, newest first. The item is locked: nobody revises it until the caller
    commits."""
    said_item_for(session, staff, item_id)
    session.exec(select(Item.id).where(Item.id == item_id).with_for_update()).first()
    waiting = session.exec(
        select(Correction)
        .where(
            Correction.item_id == item_id,
            Correction.state == CorrectionState.PROPOSED,
            col(Correction.unit_id).in_(visible_to(session, staff)),
        )
        .order_by(col(Correction.id).desc())
        .with_for_update()
    ).all()
    if not waiting:
        raise LoaError(phrase("correct.none-waits", item=item_id))
    return list(waiting)


def _ask_for_hands(session: Session, step: CorrectionStep, now: datetime) -> None:
    """Decided is not done: where people published the post, they are asked until they record that they changed it."""
    post, account = session.get_one(Post, step.post_id), session.get_one(Account, step.account_id)
    open_notice(
        session,
        kind="correction",
        subject=f"post:{step.post_id}",
        unit_id=post.unit_id,
        now=now,
        text=phrase("correct.ask-for-hands", post=step.post_id, title=post.title, account=account.name),
    )


def _set_going(session: Session, step: CorrectionStep, staff: Staff, now: datetime) -> None:
    if step.holds:
        let_go(session, step.post_id)
    match step.act:
        case CorrectionAct.NONE:
            _leave(session, step)
            finish_step(session, step, step.reason, now)
        case CorrectionAct.BY_HAND:
            step.state = StepState.WAITING
            _ask_for_hands(session, step, now)
        case CorrectionAct.RENEW:
            finish_step(session, step, renew(session, step, staff, now), now)
        case CorrectionAct.DROP:
            finish_step(session, step, drop(session, step, staff, now), now)
        case CorrectionAct.ERRATUM if _stands_by_itself(session, step):
            _tell(session, step, staff, now)
        case CorrectionAct.REPLACE:
            anew = add_new_post(session, step, now=now)
            if session.get_one(Correction, step.correction_id).cause is CorrectionCause.OURS:  # a revision has its own
                make_video_anew(session, session.get_one(Post, anew), now)
            step.state, step.due_at = StepState.WAITING, now
        case _:
            step.state, step.due_at = StepState.WAITING, now
    session.add(step)


def _stands_by_itself(session: Session, step: CorrectionStep) -> bool:
    """An erratum to a post under way is told once that has landed; a broadcast under way is reworded."""
    state = session.exec(select(Post.state).where(Post.id == step.post_id)).one()
    return state not in (PostState.SENDING, PostState.UNKNOWN)


def _tell(session: Session, step: CorrectionStep, staff: Staff, now: datetime) -> None:
    """The erratum; by SMS to those who had the wrong message, while the others get the right one."""
    said: list[str] = []
    broadcast = broadcast_of(session, step.post_id)
    if broadcast is not None:
        renewed = step.ways.get(CorrectionAct.RENEW.value, {"text": ""})
        if reword(session, step.post_id, renewed["text"], staff_id=staff.id or 0, now=now):
            post = session.get_one(Post, step.post_id)
            post.text = renewed["text"] or post.text
            session.add(post)
            said.append(phrase("correct.others-get-right"))
        if received(session, broadcast.id or 0, now) == 0:
            finish_step(session, step, listed([*said, phrase("correct.nobody-had-it")]), now)
            return
    post_id = add_new_post(session, step, now=now)
    finish_step(session, step, listed([*said, phrase("correct.erratum-made", post=post_id)]), now)


def _leave(session: Session, step: CorrectionStep) -> None:
    """The post goes on as it is."""
    let_go(session, step.post_id)
    resume(session, step.post_id)
