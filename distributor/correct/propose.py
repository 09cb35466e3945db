"""Proposing a correction: for each post of an item that is out, what would become of it and in which words. A person decides.

Each unit decides about its own posts: one correction for the posts of each.
Composing and drawing are done outside any transaction; storing is one short one, unique by item, cause, round and part.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from distributor.compose.erratum import Erratum, erratum_words
from distributor.compose.targets import ERRATA, renewable
from distributor.compose.view import item_view
from distributor.correct.find import cause_of, changes_of, posts_that_are_out
from distributor.correct.pictures import name_picture
from distributor.correct.sketch import Making, Proposer, Sketch, sketch_for
from distributor.correct.store import OVERTAKEN, said_hash, subject_of
from distributor.correct.words import summary_of
from distributor.models import (
    Correction,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Post,
    PostState,
    StepState,
)
from distributor.notices import close_notices, open_notice
from distributor.states import note_move


def propose_correction(
    carrier: Proposer,
    item_id: int,
    making: Making,
    *,
    erratum: Erratum | None = None,
    unit_ids: Sequence[int] | None = None,
) -> list[int]:
    """Propose what the item's posts that are out need; the corrections. None: nothing, or it is proposed already.

    `erratum`: our own posts were wrong, not the source. `unit_ids`: only their posts. Raises LoaError for an erratum that puts
    nothing right.
    """
    if erratum is not None:
        erratum_words(erratum)
    with carrier.database.read() as session:
        item = session.get(Item, item_id)
        if item is None:
            return []
        cause, number = cause_of(session, item, erratum)
        outs = posts_that_are_out(session, item, cause, unit_ids)
        if not outs:
            return []
        view = item_view(session, item)
        changes = changes_of(session, item, cause)
    sketches = [sketch_for(carrier, view, out, cause, making, erratum) for out in outs]
    try:
        with carrier.database.write() as session:
            return _store(session, item, cause, number, sketches, erratum, changes, carrier.clock.now())
    except IntegrityError:
        return []  # another worker was first


def _store(
    session: Session,
    item: Item,
    cause: CorrectionCause,
    number: int,
    sketches: Sequence[Sketch],
    erratum: Erratum | None,
    changes: Sequence[str],
    now: datetime,
) -> list[int]:
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    revision = session.exec(select(Item.revision).where(Item.id == item.id).with_for_update()).one()
    if cause is not CorrectionCause.OURS:
        if revision != number:
            return []  # a newer revision came while we composed, and has a proposal of its own
        _overtake(session, item.id, number, now)
    if any(sketch.out.post.unit_id == item.unit_id for sketch in sketches):
        close_notices(session, kind="revision", subject=f"item:{item.id}", now=now)  # the new one says more
    made: list[int] = []
    for unit_id in dict.fromkeys(sketch.out.post.unit_id for sketch in sketches):
        theirs = [sketch for sketch in sketches if sketch.out.post.unit_id == unit_id]
        correction = _correction(session, item, unit_id, cause, number, erratum, now)
        made.append(correction.id or 0)
        for sketch in theirs:
            _add_step(session, correction, sketch, now)
        words = summary_of(cause, [sketch.choice.act for sketch in theirs], changes)
        open_notice(
            session,
            kind="correction",
            subject=subject_of(correction),
            unit_id=unit_id,
            now=now,
            text=f"«{item.title}»: {words} Xem và quyết định ở mục Đính chính.",
        )
    return made


def _add_step(session: Session, correction: Correction, sketch: Sketch, now: datetime) -> None:
    post, new = sketch.out.post, sketch.new
    settings = {**post.settings, **new.settings} if new else dict(post.settings)
    if sketch.picture is not None:
        settings |= name_picture(session, sketch.picture, sketch.alt_text, now)
    step = CorrectionStep(
        correction_id=correction.id or 0,
        post_id=post.id or 0,
        account_id=post.account_id,
        act=sketch.choice.act,
        reason=sketch.choice.reason[:1000],
        title=new.title if new else post.title,
        text=sketch.text,
        settings=settings,
        link=sketch.link,
        old_hash=said_hash(post),
    )
    session.add(step)


def _correction(
    session: Session,
    item: Item,
    unit_id: int,
    cause: CorrectionCause,
    number: int,
    erratum: Erratum | None,
    now: datetime,
) -> Correction:
    """The unit's that waits for a decision on this round, or another part of it where the others are decided."""
    parts = session.exec(
        select(Correction)
        .where(Correction.item_id == item.id, Correction.cause == cause, Correction.round == number)
        .order_by(col(Correction.part).desc())
    ).all()
    if erratum is None:
        for part in parts:
            if part.unit_id == unit_id and part.state is CorrectionState.PROPOSED:
                return part
    correction = Correction(
        unit_id=unit_id,
        item_id=item.id or 0,
        cause=cause,
        round=number,
        part=parts[0].part + 1 if parts else 1,
        wrong=erratum.wrong if erratum else "",
        right=erratum.right if erratum else "",
        created_at=now,
    )
    session.add(correction)
    session.flush()
    return correction


def _overtake(session: Session, item_id: int, number: int, now: datetime) -> None:
    """What was proposed or decided of an older revision and is not done is decided by the newer one; so are posts that wait."""
    older = and_(
        col(Correction.item_id) == item_id,
        or_(
            and_(col(Correction.cause) != CorrectionCause.OURS, col(Correction.round) < number),
            and_(col(Correction.cause) == CorrectionCause.OURS, col(Correction.state) == CorrectionState.PROPOSED),
        ),
    )
    overtaken = session.exec(select(Correction).where(older)).all()
    ids = [correction.id for correction in overtaken]
    for correction in overtaken:
        close_notices(session, kind="correction", subject=subject_of(correction), now=now)
    unfinished = session.exec(
        select(CorrectionStep)
        .where(
            col(CorrectionStep.correction_id).in_(ids),
            col(CorrectionStep.state).in_([StepState.PROPOSED, StepState.WAITING, StepState.FAILED]),
        )
        .with_for_update()  # one that a worker has just begun is its own
    ).all()
    for step in unfinished:
        step.state, step.due_at, step.reason = StepState.DISMISSED, None, OVERTAKEN
        session.add(step)
        close_notices(
            session, kind="correction", subject=f"post:{step.post_id}", now=now
        )  # what people were asked to do
    session.connection().execute(
        update(Correction)
        .where(col(Correction.id).in_(ids), col(Correction.state) == CorrectionState.PROPOSED)
        .values(state=CorrectionState.DISMISSED)
    )
    waiting = session.exec(
        select(Post).where(
            Post.item_id == item_id, col(Post.purpose).like(f"{ERRATA}%"), col(Post.revision) < number, renewable()
        )
    ).all()
    for post in waiting:
        before = PostState(post.state)
        after = PostState.CANCELLED if before in (PostState.PLANNED, PostState.PROCESSING) else PostState.SKIPPED
        post.state, post.reason, post.due_at = after, "Nguồn đã sửa lần nữa trước khi bài này được đăng.", None
        session.add(post)
        note_move(session, post.id or 0, before=before, after=after, reason=post.reason, now=now)
        close_notices(session, subject=f"post:{post.id}", now=now)
