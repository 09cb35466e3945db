"""How much waits for people, in counts for every page's navigation. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, and_, col, func, or_, select

from distributor.cases.store import OPEN
from distributor.models import (
    Account,
    Case,
    Correction,
    CorrectionAct,
    CorrectionState,
    CorrectionStep,
    Post,
    PostState,
    StepState,
    UtcDateTime,
)
from distributor.report.offers import answers_waiting
from distributor.report.previews import MANUAL
from distributor.review.returned import returned_posts

FOR_HANDS = (PostState.PROCESSING, PostState.UNKNOWN)
STEP_ENDED = (StepState.DONE, StepState.DISMISSED)


@dataclass(frozen=True)
class Waits:
    """`review`: posts for a yes, but those that were returned to who writes them. `hand_over`: posts.

    `corrections`: proposals, and decided ones with a step left for people. `cases`: citizens who wait for an answer. `offers`: of
    shared posts, to their own unit, unanswered.
    """

    review: int
    corrections: int
    hand_over: int
    cases: int
    offers: int


def needs_hands() -> ColumnElement[bool]:
    """A step that people must do on the platform: it always was theirs, or the program could not."""
    theirs = and_(col(CorrectionStep.act) == CorrectionAct.BY_HAND, col(CorrectionStep.state) == StepState.WAITING)
    return or_(theirs, col(CorrectionStep.state) == StepState.FAILED)


def asks_of_people() -> ColumnElement[bool]:
    """A correction that somebody must decide, or finish by hand."""
    by_hand = select(CorrectionStep.correction_id).where(needs_hands()).scalar_subquery()
    return or_(col(Correction.state) == CorrectionState.PROPOSED, col(Correction.id).in_(by_hand))


def waits(session: Session, unit_ids: Sequence[int], now: datetime) -> Waits:
    """Count what waits for a person. `unit_ids`: as `visible_to` gives them, the own unit first. One query, for it stands
    before every page."""
    values = {"unit_ids": unit_ids, "own": unit_ids[0], "now": now}
    waiting, sent_back, *others = session.connection().execute(_counts(), values).one()
    return Waits(waiting - sent_back, *others)


@cache
def _counts() -> Select[Any]:
    """Put together once: it takes as long as it takes to answer."""
    unit_ids: BindParameter[Any] = bindparam("unit_ids", expanding=True)
    own, now = bindparam("own", type_=Integer), bindparam("now", type_=UtcDateTime)
    places = select(col(Account.id)).where(col(Account.channel) == MANUAL)
    for_review = (col(Post.unit_id).in_(unit_ids), col(Post.state) == PostState.AWAITING_REVIEW)
    # What waits is counted in an index; of what was returned there is little.
    counts = (
        _number_of(Post).where(*for_review),
        _number_of(Post).where(*for_review, col(Post.id).in_(returned_posts())),
        _number_of(Correction).where(col(Correction.unit_id).in_(unit_ids), asks_of_people()),
        _number_of(Post).where(
            col(Post.unit_id).in_(unit_ids), col(Post.account_id).in_(places), col(Post.state).in_(FOR_HANDS)
        ),
        _number_of(Case).where(col(Case.unit_id).in_(unit_ids), col(Case.state).in_(OPEN)),
        answers_waiting(own, now),
    )
    return columns(*(each.scalar_subquery() for each in counts))


def _number_of(table: type[SQLModel]) -> Select[Any]:
    return columns(func.count()).select_from(table)
