"""Proposing a correction: for each post of an item that is out, what would become of it and in which words. A person decides.

Composing and drawing are done outside any transaction; storing is one short one, unique by item, cause and round.
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
from distributor.correct.store import OVERTAKEN, said_hash
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
    carrier: Proposer, item_id: int, making: Making, *, erratum: Erratum | None = None
) -> int | None:
    """Propose what the item's posts that are out need; its id. None: nothing, or it is proposed already.

    `erratum`: our own posts were wrong, not the source. Raises LoaError for an erratum that puts nothing right.
    """
    if erratum is not None:
        erratum_words(erratum)
    with carrier.database.read() as session:
        item = session.get(Item, item_id)
        if item is None:
            return None
        cause, number = cause_of(session, item, erratum)
        outs = posts_that_are_out(session, item, cause)
        if not outs:
            return None
        view = item_view(session, item)
        changes = changes_of(session, item, cause)
    sketches = [sketch_for(carrier, view, out, cause, making, erratum) for out in outs]
    try:
        with carrier.database.write() as session:
            return _store(session, item, cause, number, sketches, erratum, changes, carrier.clock.now())
    except IntegrityError:
        return None  # another worker was first


def _store(
    session: Session,
    item: Item,
    cause: CorrectionCause,
    number: int,
    sketches: Sequence[Sketch],
    erratum: Erratum | None,
    changes: Sequence[str],
    now: datetime,
) -> int | None:
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    revision = session.exec(select(Item.revision).where(Item.id == item.id).with_for_update()).one()
    if cause is not CorrectionCause.OURS:
        if revision != number:
            return None  # a newer revision came while we composed, and has a proposal of its own
        _overtake(session, item.id, number, now)
    correction = _correction(session, item, cause, number, erratum, now)
    assert correction.id is not None  # noqa: S101 - flushed
    for sketch in sketches:
        post, new = sketch.out.post, sketch.new
        settings = {**post.settings, **new.settings} if new else dict(post.settings)
        if sketch.picture is not None:
            settings |= name_picture(session, sketch.picture, sketch.alt_text, now)
        session.add(
            CorrectionStep(
                correction_id=correction.id,
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
        )
    words = summary_of(cause, [sketch.choice.act for sketch in sketches], changes)
    close_notices(session, kind="revision", subject=f"item:{item.id}", now=now)  # this one says more
    open_notice(
        session,
        kind="correction",
        subject=f"item:{item.id}",
        unit_id=item.unit_id,
        now=now,
        text=f"«{item.title}»: {words} Xem và quyết định ở mục Đính chính.",
    )
    return correction.id


def _correction(
    session: Session, item: Item, cause: CorrectionCause, number: int, erratum: Erratum | None, now: datetime
) -> Correction:
    """The one that waits for a decision on this round, or another part of it where the others are decided."""
    parts = session.exec(
        select(Correction)
        .where(Correction.item_id == item.id, Correction.cause == cause, Correction.round == number)
        .order_by(col(Correction.part).desc())
    ).all()
    if parts and parts[0].state is CorrectionState.PROPOSED:
        return parts[0]
    correction = Correction(
        unit_id=item.unit_id,
        item_id=item.id or 0,
        cause=cause,
        round=number,
        part=len(parts) + 1,
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
    ids = session.exec(select(Correction.id).where(older)).all()
    session.connection().execute(
        update(CorrectionStep)
        .where(
            col(CorrectionStep.correction_id).in_(ids),
            col(CorrectionStep.state).in_([StepState.PROPOSED, StepState.WAITING, StepState.FAILED]),
        )
        .values(state=StepState.DISMISSED, due_at=None, reason=OVERTAKEN)
    )
    session.connection().execute(
        update(Correction)
        .where(col(Correction.id).in_(ids), col(Correction.state) == CorrectionState.PROPOSED)
        .values(state=CorrectionState.DISMISSED)
    )
    waiting = session.exec(
        select(Post).where(Post.item_id == item_id, col(Post.purpose).like(f"{ERRATA}%"), renewable())
    ).all()
    for post in waiting:
        before = PostState(post.state)
        after = PostState.CANCELLED if before in (PostState.PLANNED, PostState.PROCESSING) else PostState.SKIPPED
        post.state, post.reason, post.due_at = after, "Nguồn đã sửa lần nữa trước khi bài này được đăng.", None
        session.add(post)
        note_move(session, post.id or 0, before=before, after=after, reason=post.reason, now=now)
        close_notices(session, subject=f"post:{post.id}", now=now)
