"""Staff choose how one post is put right: before the decision, or when the post that was to take its place does not get out."""

from sqlmodel import Session, col, select

from distributor.correct.find import ENDED
from distributor.correct.store import add_new_post, finish_step, proposed_to
from distributor.correct.ways import offered, problem_of, put_way
from distributor.errors import LoaError
from distributor.models import CorrectionAct, CorrectionStep, Post, PostState, StepState
from distributor.notices import close_notices
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import post_for
from distributor.states import move
from phrases import phrase

STUCK = (PostState.AWAITING_REVIEW, PostState.FAILED, PostState.MISSED, PostState.SKIPPED, PostState.CANCELLED)
"""States in which a post that is to take another's place does not get further by itself."""


@deed("propose")
def choose_way(
    session: Session, actor: Actor, item_id: int, act: str, *, step_id: int | None = None, post_id: int | None = None
) -> CorrectionStep:
    """Staff have one post put right in another of its ways, before the decision. Raises LoaError.

    `step_id`, or else `post_id`: which. The mark changes with it.
    """
    open_ids = [correction.id for correction in proposed_to(session, item_id, actor.staff)]
    which = col(CorrectionStep.id) == step_id if step_id is not None else col(CorrectionStep.post_id) == post_id
    step = session.exec(
        select(CorrectionStep)
        .where(which, col(CorrectionStep.correction_id).in_(open_ids))
        .order_by(col(CorrectionStep.id).desc())
        .with_for_update()
    ).first()
    if step is None:
        raise LoaError(phrase("correct.in-no-proposal"))
    ways = {way.value: problem for way, problem in offered(step)}
    if act not in ways:
        raise LoaError(phrase("correct.no-such-way", post=step.post_id, act=act, ways=", ".join(ways)))
    if ways[act]:
        raise LoaError(phrase("correct.way-cannot", post=step.post_id, why=ways[act]))
    if act != step.act:
        put_way(step, CorrectionAct(act), phrase("correct.chose", who=actor.login))
        session.add(step)
    unit_id = session.exec(select(Post.unit_id).where(Post.id == step.post_id)).one()
    actor.note(session, "propose", f"item:{item_id}", "act", unit_id=unit_id)
    return step


@deed("correct")
def take_other_way(session: Session, actor: Actor, post_id: int) -> CorrectionStep:
    """The post that was to take the old one's place cannot go out: an erratum beside the old one instead. Raises LoaError."""
    post, now = post_for(session, actor.staff, post_id), actor.now
    step = session.exec(
        select(CorrectionStep)
        .where(
            CorrectionStep.post_id == post_id,
            CorrectionStep.act == CorrectionAct.REPLACE,
            col(CorrectionStep.state).in_([StepState.WAITING, StepState.FAILED]),
        )
        .order_by(col(CorrectionStep.id).desc())
        .with_for_update()
    ).first()
    anew = session.exec(select(Post).where(Post.id == step.erratum_id).with_for_update()).first() if step else None
    if step is None or CorrectionAct.ERRATUM.value not in step.ways or (anew is not None and anew.state not in STUCK):
        raise LoaError(phrase("correct.none-stuck", post=post_id))
    if problem := problem_of(step, CorrectionAct.ERRATUM):
        raise LoaError(phrase("correct.erratum-cannot", post=post_id, why=problem))
    if anew is not None and anew.state not in ENDED:
        move(session, anew, PostState.SKIPPED, reason=phrase("correct.erratum-instead"), now=now, by=actor.login)
        close_notices(session, subject=f"post:{anew.id}", now=now)
    step.erratum_id = None
    put_way(step, CorrectionAct.ERRATUM, phrase("correct.chose-erratum", who=actor.login))
    made = add_new_post(session, step, now=now)
    finish_step(session, step, phrase("correct.erratum-made", post=made), now)
    actor.note(session, "correct", f"item:{post.item_id}", unit_id=post.unit_id)
    return step
