"""Errata: posts whose approval is a person's decision on a correction."""

from sqlmodel import Session, col, exists, select

from distributor.draft.targets import ERRATA
from distributor.models import (
    Approval,
    CommentKind,
    Correction,
    CorrectionState,
    CorrectionStep,
    Post,
    PostComment,
    PostMedia,
    RenderJob,
    Staff,
)


def approver_by_correction(session: Session, post: Post) -> int | None:
    """Return who approved exactly these words of this post when deciding a correction; the staff's id.

    The decision is one yes, for what was made of it at first: a post that had it and waits again, was returned by a person, or is
    to carry a voice that staff recorded, waits for a person.
    """
    if not post.purpose.startswith(ERRATA):
        return None
    approved = exists().where(col(Approval.post_id) == post.id)
    returned = exists().where(
        col(PostComment.post_id) == post.id,
        col(PostComment.kind) == CommentKind.RETURN,
        col(PostComment.undone).is_(False),
    )
    recorded = exists().where(
        col(PostMedia.post_id) == post.id,
        col(RenderJob.video) == col(PostMedia.sha256),
        col(RenderJob.recording) != "",
    )
    return session.exec(
        select(Staff.id)
        .join(Correction, col(Correction.decided_by) == col(Staff.login))
        .join(CorrectionStep, col(CorrectionStep.correction_id) == col(Correction.id))
        .where(
            CorrectionStep.erratum_id == post.id,
            CorrectionStep.title == post.title,
            CorrectionStep.text == post.text,
            Correction.state == CorrectionState.APPROVED,
            col(Staff.disabled).is_(False),
            ~approved,
            ~returned,
            ~recorded,
        )
    ).first()
