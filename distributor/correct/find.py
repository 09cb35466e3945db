"""Finding what a correction is about: items that say something else than posts of theirs that are out, and those posts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, or_, select

from distributor.compose.erratum import Erratum
from distributor.compose.targets import NOT_GONE_OUT
from distributor.db import Database
from distributor.models import (
    Account,
    Act,
    Correction,
    CorrectionCause,
    CorrectionStep,
    Item,
    Post,
    PostMedia,
    PostState,
    Revision,
    RevisionKind,
)

OUT = (PostState.PUBLISHED, PostState.EDITED)
ENDED = (PostState.SKIPPED, PostState.CANCELLED)
MOST_ITEMS = 100


@dataclass(frozen=True)
class Out:
    """A post that is out. `pictures`: SHA-256 and alternative text, in order."""

    post: Post
    account: Account
    pictures: tuple[tuple[str, str], ...]


def items_to_correct(database: Database) -> list[int]:
    """Items that say something else than posts of theirs that are out, or whose replacement never came, with nothing proposed."""
    with database.read() as session:
        found = session.exec(
            select(Item.id)
            .join(Post, col(Post.item_id) == col(Item.id))
            .where(
                or_(col(Post.state).in_(OUT), _is_missing()),
                col(Post.revision) < col(Item.revision),
                or_(col(Item.composed_revision) >= col(Item.revision), _is_withdrawn()),
                ~_is_proposed(),
            )
            .distinct()
            .limit(MOST_ITEMS)
        ).all()
    return [item_id for item_id in found if item_id is not None]


def _is_proposed() -> ColumnElement[bool]:
    """The post has its step in the round of its item's revision; one that went out since then has none."""
    return exists().where(
        col(CorrectionStep.post_id) == col(Post.id),
        col(Correction.id) == col(CorrectionStep.correction_id),
        col(Correction.round) == col(Item.revision),
        col(Correction.cause) != CorrectionCause.OURS,
    )


def _is_missing() -> ColumnElement[bool]:
    """Taken away to be replaced, and what was to replace it has not gone out."""
    anew = aliased(Post)
    came = exists().where(
        col(anew.id) == col(CorrectionStep.erratum_id), col(anew.state).not_in([*NOT_GONE_OUT, *ENDED])
    )
    return and_(
        col(Post.state) == PostState.WITHDRAWN,
        exists().where(
            col(CorrectionStep.post_id) == col(Post.id),
            col(CorrectionStep.act) == Act.REPLACE,
            or_(col(CorrectionStep.erratum_id).is_(None), ~came),
        ),
        ~_is_withdrawn(),
    )


def _is_withdrawn() -> ColumnElement[bool]:
    return exists().where(
        col(Revision.item_id) == col(Item.id),
        col(Revision.number) == col(Item.revision),
        col(Revision.kind) == RevisionKind.WITHDRAWN,
    )


def cause_of(session: Session, item: Item, erratum: Erratum | None) -> tuple[CorrectionCause, int]:
    """Why, and the round: the item's revision, or for our own errors how often we erred."""
    if erratum is not None:
        earlier = session.exec(
            select(Correction.round)
            .where(Correction.item_id == item.id, Correction.cause == CorrectionCause.OURS)
            .order_by(col(Correction.round).desc())
        ).first()
        return CorrectionCause.OURS, (earlier or 0) + 1
    last = session.exec(
        select(Revision.kind).where(Revision.item_id == item.id, Revision.number == item.revision)
    ).first()
    cause = CorrectionCause.WITHDRAWN if last is RevisionKind.WITHDRAWN else CorrectionCause.REVISED
    return cause, item.revision


def changes_of(session: Session, item: Item, cause: CorrectionCause) -> Sequence[str]:
    if cause is CorrectionCause.OURS:
        return ()
    said = session.exec(
        select(Revision.changes).where(Revision.item_id == item.id, Revision.number == item.revision)
    ).first()
    return said or ()


def posts_that_are_out(
    session: Session, item: Item, cause: CorrectionCause, unit_ids: Sequence[int] | None = None
) -> list[Out]:
    """`unit_ids`: only posts of these. For a change of the source: those that no proposal of this revision names."""
    wanted = select(Post, Account).join(Account, col(Account.id) == col(Post.account_id))
    if unit_ids is not None:
        wanted = wanted.where(col(Post.unit_id).in_(unit_ids))
    if cause is CorrectionCause.OURS:
        wanted = wanted.where(Post.item_id == item.id, col(Post.state).in_(OUT))
    else:
        wanted = wanted.join(Item, col(Item.id) == col(Post.item_id)).where(
            Post.item_id == item.id,
            or_(col(Post.state).in_(OUT), _is_missing()),
            col(Post.revision) < item.revision,
            ~_is_proposed(),
        )
    found = []
    for post, account in session.exec(wanted.order_by(col(Post.id))).all():
        pictures = session.exec(
            select(PostMedia.sha256, PostMedia.alt_text)
            .where(PostMedia.post_id == post.id)
            .order_by(col(PostMedia.position))
        ).all()
        found.append(Out(post, account, tuple((sha, alt) for sha, alt in pictures)))
    return found
