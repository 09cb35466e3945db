"""Errata: posts whose approval is a person's decision on a correction."""

from sqlmodel import Session, col, select

from distributor.compose.targets import ERRATA
from distributor.models import Correction, CorrectionState, CorrectionStep, Post, Staff


def approver_by_correction(session: Session, post: Post) -> int | None:
    """Who approved exactly these words of this post when deciding a correction; the staff's id."""
    if not post.purpose.startswith(ERRATA):
        return None
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
        )
    ).first()
