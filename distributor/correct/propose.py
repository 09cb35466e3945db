"""Proposing a correction: for each post of an item, out or waiting, what would become of it and in which words. A person decides.

Each unit decides about its own posts: one correction for the posts of each.
Composing, drawing and proving are done outside any transaction; storing is one short one, unique by item, cause, round and part.
From then on, waiting posts that hold the wrong words do not go out, and broadcasts of them are paused.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from channels.registry import spec_of
from distributor.broadcast.errata import pause
from distributor.compose.erratum import Erratum, erratum_words
from distributor.compose.view import item_view
from distributor.correct.find import (
    OF_SOURCE,
    DigestError,
    cause_of,
    changes_of,
    digests_that_err,
    held_in_vain,
    is_leaving,
    posts_to_correct,
    unfinished_reports,
)
from distributor.correct.pictures import name_picture
from distributor.correct.sketch import Making, Sketch, sketch_for
from distributor.correct.store import OVERTAKEN, subject_of
from distributor.correct.ways import put_way, said_hash, to_json
from distributor.correct.words import summary_of
from distributor.deliver.waiting import disputed_reason
from distributor.draft.targets import ERRATA, renewable
from distributor.errors import LoaError
from distributor.law.owed import owed
from distributor.models import (
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Post,
    PostState,
    StepState,
)
from distributor.notices import about as said_about
from distributor.notices import close_notices, open_notice, reword_notice
from distributor.outgoing.proposer import Proposer
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import said_item_for, visible_to
from distributor.states import move, update_posts
from phrases import listed, phrase

REPORT_MEMORY = timedelta(days=90)
"""How long after a report posts that still say the wrong thing are looked for."""
LONGEST = 500
"""Characters of what was wrong, and of what is right."""


@dataclass(frozen=True)
class _About:
    """The matter of a proposal. `number`: the round. `erratum`: what was reported, or what the law says now."""

    item: Item
    cause: CorrectionCause
    number: int
    erratum: Erratum | None
    changes: Sequence[str]


@deed("propose")
def report_error(carrier: Proposer, actor: Actor, item_id: int, making: Making, erratum: Erratum) -> list[int]:
    """Staff say that our own posts are wrong: a correction for each of their units that has posts. Raises LoaError."""
    if max(len(erratum.wrong), len(erratum.right)) > LONGEST:
        raise LoaError(phrase("correct.too-long", most=LONGEST))
    with carrier.database.read() as session:
        said_item_for(session, actor.staff, item_id)
        unit_ids = visible_to(session, actor.staff)
    made = propose_correction(carrier, item_id, making, erratum=erratum, unit_ids=unit_ids, by=actor)
    if not made:
        raise LoaError(phrase("correct.no-posts"))
    return made


def propose_correction(
    carrier: Proposer,
    item_id: int,
    making: Making,
    *,
    erratum: Erratum | None = None,
    unit_ids: Sequence[int] | None = None,
    cause: CorrectionCause | None = None,
    number: int | None = None,
    only: Collection[int] | None = None,
    by: Actor | None = None,
) -> list[int]:
    """Propose what the item's posts need; the corrections. None: nothing, or it is proposed already.

    `erratum`: our own posts were wrong, not the source; with `cause` LAW what the law says now, its `wrong` empty. `number`: the
    round where the caller counts them (a `DocumentChange`). `unit_ids`: only their posts. `only`: only these posts.
    Raises LoaError for an erratum that puts nothing right.
    """
    if erratum is not None:
        erratum_words(erratum)
        cause = cause or CorrectionCause.OURS
    with carrier.database.read() as session:
        item = session.get(Item, item_id)
        if item is None:
            return []
        why, counted = cause_of(session, item, cause)
        affected = posts_to_correct(session, item, why, unit_ids, only)
        if not affected:
            return []
        view = item_view(session, item)
        about = _About(item, why, counted if number is None else number, erratum, changes_of(session, item, why))
    ours = item.form_key is not None
    sketches = [sketch_for(carrier, view, each, why, making, erratum, ours=ours) for each in affected]
    try:
        with carrier.database.write() as session:
            made = _store(session, about, sketches, carrier.clock.now())
            if by is not None:
                for correction_id in made:
                    unit_id = session.get_one(Correction, correction_id).unit_id
                    by.note(session, "propose", f"item:{item_id}", *_told(erratum), unit_id=unit_id)
            return made
    except IntegrityError:
        return []  # another worker was first


def _told(erratum: Erratum | None) -> tuple[str, ...]:
    return tuple(name for name in ("right", "wrong") if erratum and getattr(erratum, name))


def propose_rest(carrier: Proposer, making: Making) -> list[int]:
    """Posts that still say what was reported to be wrong: another part of it, or digests that tell of the item.

    They were being sent or were made meanwhile.
    """
    with carrier.database.read() as session:
        left = unfinished_reports(session, carrier.clock.now() - REPORT_MEMORY)
        digests = digests_that_err(session, carrier.clock.now() - REPORT_MEMORY)
        settled = held_in_vain(session)
    if settled:
        with carrier.database.write() as session:
            session.connection().execute(
                update(CorrectionStep).where(col(CorrectionStep.id).in_(settled)).values(holds=False)
            )
    made = []
    for report, post_ids in left:
        erratum = Erratum(report.wrong, report.right)
        made += propose_correction(carrier, report.item_id, making, erratum=erratum, number=report.round, only=post_ids)
    for each in digests:
        erratum = Erratum(each.report.wrong, each.report.right)
        if each.certain and each.digest.id is not None:
            made += propose_correction(carrier, each.digest.id, making, erratum=erratum, only=each.post_ids)
        elif not each.certain:
            _ask_about(carrier, each)
    return made


def _ask_about(carrier: Proposer, each: DigestError) -> None:
    """Another entry of the digest has the same words, and may have them rightly."""
    with carrier.database.write() as session:
        open_notice(
            session,
            kind="correction",
            subject=f"item:{each.digest.id}",
            unit_id=each.digest.unit_id,
            now=carrier.clock.now(),
            text=phrase("correct.digest-errs", title=each.digest.title, wrong=each.report.wrong),
        )


def propose_changes(carrier: Proposer, making: Making) -> list[int]:
    """Propose corrections for what the law has become since: for posts that are out and still relied upon, once for each change
    of a document."""
    with carrier.database.read() as session:
        changes = owed(session, carrier.clock.now())
    made = []
    for each in changes:
        made += propose_correction(
            carrier,
            each.item_id,
            making,
            erratum=Erratum("", each.right, brief=each.brief, gone=each.gone),
            cause=CorrectionCause.LAW,
            number=each.change_id,
            only=each.post_ids,
        )
    return made


def _store(session: Session, about: _About, sketches: Sequence[Sketch], now: datetime) -> list[int]:
    item = about.item
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    revision = session.exec(select(Item.revision).where(Item.id == item.id).with_for_update()).one()
    if about.cause in OF_SOURCE:
        if revision != about.number:
            return []  # a newer revision came while we composed, and has a proposal of its own
        _overtake(session, item.id, about.number, now)
    kept = [sketch for sketch in sketches if _stands_still(session, sketch)]
    if any(sketch.affected.post.unit_id == item.unit_id for sketch in kept):
        close_notices(session, kind="revision", subject=f"item:{item.id}", now=now)  # the new one says more
    made: list[int] = []
    for unit_id in dict.fromkeys(sketch.affected.post.unit_id for sketch in kept):
        theirs = [sketch for sketch in kept if sketch.affected.post.unit_id == unit_id]
        correction = _correction(session, about, unit_id, now)
        made.append(correction.id or 0)
        for sketch in theirs:
            _add_step(session, correction, sketch, now)
        words = summary_of(about.cause, [sketch.choice.act for sketch in theirs], about.changes)
        open_notice(
            session,
            kind="correction",
            subject=subject_of(correction),
            unit_id=unit_id,
            now=now,
            text=said_about(item.title, listed([words, phrase("correct.decide-at-desk")])),
        )
    return made


def _stands_still(session: Session, sketch: Sketch) -> bool:
    """A post that waited, and was claimed or changed while we composed, is left to the next look (`propose_rest`)."""
    post = session.exec(select(Post).where(Post.id == sketch.affected.post.id).with_for_update()).one()
    if not sketch.affected.waits:
        return True
    waits = session.exec(select(Post.id).where(Post.id == post.id, renewable())).first() is not None
    return waits and said_hash(post) == said_hash(sketch.affected.post)


def _add_step(session: Session, correction: Correction, sketch: Sketch, now: datetime) -> None:
    post, affected = sketch.affected.post, sketch.affected
    title, text = affected.before or (post.title, post.text)
    step = CorrectionStep(
        correction_id=correction.id or 0,
        post_id=post.id or 0,
        account_id=post.account_id,
        act=sketch.choice.act,
        old_hash=said_hash(post),
        old_title=title,
        old_text=text,
        holds=sketch.holds,
    )
    for act, way in sketch.ways.items():
        picture = name_picture(session, way.picture, way.alt_text, now) if way.picture else {}
        step.ways = {**step.ways, act.value: to_json(way, picture)}
    put_way(step, sketch.choice.act, sketch.choice.reason)
    session.add(step)
    wrong = sketch.choice.act is not CorrectionAct.NONE
    if correction.cause is CorrectionCause.OURS and wrong and spec_of(affected.account.channel).broadcasts:
        pause(session, post.id or 0, disputed_reason(correction.wrong))
    if sketch.holds and post.state is PostState.PLANNED:
        planned = (col(Post.id) == post.id, col(Post.state) == PostState.PLANNED)
        update_posts(session, *planned, reason=disputed_reason(correction.wrong))
    if sketch.holds and post.state is PostState.PROCESSING:
        text = said_about(post.title, phrase("correct.do-not-publish"))
        reword_notice(session, kind="handover", subject=f"post:{post.id}", text=text)


def _correction(session: Session, about: _About, unit_id: int, now: datetime) -> Correction:
    """The unit's that waits for a decision on this round, or another part of it where the others are decided."""
    parts = session.exec(
        select(Correction)
        .where(Correction.item_id == about.item.id, Correction.cause == about.cause, Correction.round == about.number)
        .order_by(col(Correction.part).desc())
    ).all()
    for part in parts:
        if part.unit_id == unit_id and part.state is CorrectionState.PROPOSED:
            return part
    correction = Correction(
        unit_id=unit_id,
        item_id=about.item.id or 0,
        cause=about.cause,
        round=about.number,
        part=parts[0].part + 1 if parts else 1,
        wrong=about.erratum.wrong if about.erratum else "",
        right=about.erratum.right if about.erratum else "",
        created_at=now,
    )
    session.add(correction)
    session.flush()
    return correction


def _overtake(session: Session, item_id: int, number: int, now: datetime) -> None:
    """Overtake what was proposed or decided of an older revision and is not done; posts that wait, too, are decided by the
    newer one."""
    older = and_(
        col(Correction.item_id) == item_id, col(Correction.cause).in_(OF_SOURCE), col(Correction.round) < number
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
        if is_leaving(session, step.post_id):
            continue  # its place is taken already
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
        close_notices(session, subject=f"post:{post.id}", now=now)
        move(session, post, after, reason=phrase("correct.revised-again"), now=now)
