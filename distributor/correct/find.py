"""Finding what a correction is about: items that say something else than posts of theirs, and those posts, out or waiting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, or_, select

from distributor.compose.amend import Misstatement, says, without_accents
from distributor.compose.occasions import DIGEST
from distributor.db import Database
from distributor.draft.targets import ERRATA, renewable
from distributor.models import (
    Account,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Post,
    PostEdit,
    PostMedia,
    PostState,
    Revision,
    RevisionKind,
    StepState,
)
from distributor.post_states import SHOWN_STATES
from distributor.states import ENGINE, NOT_GONE_OUT
from distributor.text.plain import letters

UNDER_WAY = (PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN)
OF_SOURCE = (CorrectionCause.REVISED, CorrectionCause.WITHDRAWN)
"""Causes whose round is the item's revision."""
ENDED = (PostState.SKIPPED, PostState.CANCELLED)
MOST_ITEMS = 100
LEAST_OF_TITLE = 40
"""Letters of a title by which the line of a digest is known."""


class Stands(StrEnum):
    """The place of a post on its way."""

    OUT = "out"
    UNDER_WAY = "under_way"
    """Being sent, or nobody knows yet: what is decided of it is done once it has landed."""
    WAITS = "waits"
    """Its words may still be others."""


@dataclass(frozen=True)
class Affected:
    """A post that a correction is about. `pictures`: SHA-256 and alternative text, in order.

    `before`: the words that it had until the source's change, where it has been composed again already.
    """

    post: Post
    account: Account
    pictures: tuple[tuple[str, str], ...]
    stands: Stands = Stands.OUT
    before: tuple[str, str] | None = None

    @property
    def waits(self) -> bool:
        return self.stands is Stands.WAITS

    @property
    def alt_texts(self) -> str:
        return "\n".join(alt for _sha, alt in self.pictures)


def items_to_correct(database: Database) -> list[int]:
    """Items that say something else than posts of theirs that are out, or whose replacement never came, with nothing proposed."""
    with database.read() as session:
        found = session.exec(
            select(Item.id)
            .join(Post, col(Post.item_id) == col(Item.id))
            .where(
                or_(col(Post.state).in_(SHOWN_STATES), _is_missing()),
                col(Post.revision) < col(Item.revision),
                ~_is_leaving(),
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
        col(Correction.cause).in_(OF_SOURCE),
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
            col(CorrectionStep.act) == CorrectionAct.REPLACE,
            or_(col(CorrectionStep.erratum_id).is_(None), ~came),
        ),
        ~_is_withdrawn(),
    )


def _is_leaving() -> ColumnElement[bool]:
    """The post that takes its place is out, or on its way: it is only still to be taken away."""
    anew = aliased(Post)
    gone = exists().where(
        col(anew.id) == col(CorrectionStep.erratum_id), col(anew.state).in_([*SHOWN_STATES, *UNDER_WAY])
    )
    return exists().where(
        col(CorrectionStep.post_id) == col(Post.id),
        col(CorrectionStep.act) == CorrectionAct.REPLACE,
        col(CorrectionStep.state).in_([StepState.WAITING, StepState.DOING]),
        gone,
    )


def is_leaving(session: Session, post_id: int) -> bool:
    """Return True if this post is about to go out, as `_is_leaving` tells."""
    return session.exec(select(Post.id).where(Post.id == post_id, _is_leaving())).first() is not None


def _is_withdrawn() -> ColumnElement[bool]:
    return exists().where(
        col(Revision.item_id) == col(Item.id),
        col(Revision.number) == col(Item.revision),
        col(Revision.kind) == RevisionKind.WITHDRAWN,
    )


def cause_of(session: Session, item: Item, cause: CorrectionCause | None) -> tuple[CorrectionCause, int]:
    """Return why, and the round: the item's revision, or of what staff report how often they did. `cause` None: the source's
    change."""
    if cause is not None:
        earlier = session.exec(
            select(Correction.round)
            .where(Correction.item_id == item.id, Correction.cause == cause)
            .order_by(col(Correction.round).desc())
        ).first()
        return cause, (earlier or 0) + 1
    last = session.exec(
        select(Revision.kind).where(Revision.item_id == item.id, Revision.number == item.revision)
    ).first()
    of_source = CorrectionCause.WITHDRAWN if last is RevisionKind.WITHDRAWN else CorrectionCause.REVISED
    return of_source, item.revision


def changes_of(session: Session, item: Item, cause: CorrectionCause) -> Sequence[str]:
    if cause not in OF_SOURCE:
        return ()
    said = session.exec(
        select(Revision.changes).where(Revision.item_id == item.id, Revision.number == item.revision)
    ).first()
    return said or ()


def posts_to_correct(
    session: Session,
    item: Item,
    cause: CorrectionCause,
    unit_ids: Sequence[int] | None = None,
    only: Collection[int] | None = None,
) -> list[Affected]:
    """Every post of the item that the cause concerns. `unit_ids`: only posts of these. `only`: only these posts.

    For a change of the source: those that no proposal of this revision names. Posts that wait are among them only beside one that
    is out; alone they are composed again, and reviewed, without a correction.
    """
    wanted = select(Post, Account).join(Account, col(Account.id) == col(Post.account_id)).where(Post.item_id == item.id)
    if unit_ids is not None:
        wanted = wanted.where(col(Post.unit_id).in_(unit_ids))
    if only is not None:
        wanted = wanted.where(col(Post.id).in_(only))
    wanted = wanted.where(_concerned(item, cause))
    waiting = set(session.exec(select(Post.id).where(Post.item_id == item.id, renewable())).all())
    found = [
        Affected(
            post, account, pictures_of(session, post.id or 0), _stands(post, waiting), _before(session, post, cause)
        )
        for post, account in session.exec(wanted.order_by(col(Post.id))).all()
    ]
    if cause is CorrectionCause.REVISED:
        found = [each for each in found if not each.waits or each.before is not None]
    return found if cause is CorrectionCause.OURS or any(not each.waits for each in found) else []


def _concerned(item: Item, cause: CorrectionCause) -> ColumnElement[bool]:
    standing = col(Post.state).in_([*SHOWN_STATES, *UNDER_WAY])
    if cause is CorrectionCause.OURS:
        return or_(standing, renewable())
    if cause is CorrectionCause.LAW:  # what waits is taken back as the change becomes known
        return and_(standing, ~renewable())
    older = and_(
        or_(col(Post.state).in_(SHOWN_STATES), _is_missing()), col(Post.revision) < item.revision, ~_is_leaving()
    )
    waits = and_(renewable(), col(Post.purpose).not_like(f"{ERRATA}%"))
    return and_(or_(older, waits), ~_is_proposed_of(item))


def _is_proposed_of(item: Item) -> ColumnElement[bool]:
    """Return a condition like `_is_proposed`, of one item."""
    return exists().where(
        col(CorrectionStep.post_id) == col(Post.id),
        col(Correction.id) == col(CorrectionStep.correction_id),
        col(Correction.round) == item.revision,
        col(Correction.cause).in_(OF_SOURCE),
    )


def _stands(post: Post, waiting: Collection[int | None]) -> Stands:
    if post.id in waiting:
        return Stands.WAITS
    return Stands.UNDER_WAY if post.state in UNDER_WAY else Stands.OUT


def _before(session: Session, post: Post, cause: CorrectionCause) -> tuple[str, str] | None:
    """Title and text until the item's last revision, of a post that was composed again since."""
    if cause is not CorrectionCause.REVISED or post.edited_by:
        return None
    revised_at = (
        select(Revision.seen_at)
        .where(Revision.item_id == post.item_id, Revision.number == post.revision)
        .scalar_subquery()
    )
    kept = session.exec(
        select(PostEdit)
        .where(PostEdit.post_id == post.id, PostEdit.by == ENGINE, col(PostEdit.at) >= revised_at)
        .order_by(col(PostEdit.id).desc())
    ).first()
    return (kept.title, kept.text) if kept else None


def pictures_of(session: Session, post_id: int) -> tuple[tuple[str, str], ...]:
    """SHA-256 and alternative text of a post's files, in order."""
    rows = session.exec(
        select(PostMedia.sha256, PostMedia.alt_text)
        .where(PostMedia.post_id == post_id)
        .order_by(col(PostMedia.position))
    ).all()
    return tuple((sha, alt) for sha, alt in rows)


def unfinished_reports(session: Session, since: datetime) -> list[tuple[Correction, list[int]]]:
    """Reports of our own errors, and posts that still say the wrong thing and stand in no step: sent or made meanwhile."""
    reports = session.exec(
        select(Correction)
        .where(
            Correction.cause == CorrectionCause.OURS,
            col(Correction.state).in_([CorrectionState.PROPOSED, CorrectionState.APPROVED]),
            Correction.wrong != "",
            col(Correction.created_at) >= since,
        )
        .order_by(col(Correction.id))
    ).all()
    found = []
    for report in {(each.item_id, each.round): each for each in reports}.values():
        known = exists().where(
            col(CorrectionStep.post_id) == col(Post.id),
            col(Correction.id) == col(CorrectionStep.correction_id),
            col(Correction.item_id) == report.item_id,
            col(Correction.cause) == CorrectionCause.OURS,
            col(Correction.round) == report.round,
        )
        posts = session.exec(
            select(Post.id, Post.title, Post.text).where(
                Post.item_id == report.item_id,
                or_(col(Post.state).in_(SHOWN_STATES), renewable()),
                col(Post.purpose).not_like(f"{ERRATA}%"),  # an erratum says what was wrong
                ~known,
            )
        ).all()
        error = Misstatement(report.wrong, report.right)
        left = [post_id for post_id, title, text in posts if post_id and _still_says(f"{title}\n{text}", error)]
        if left:
            found.append((report, left))
    return found


@dataclass(frozen=True)
class DigestError:
    """Posts of a digest that tell of an item in the words that were reported to be wrong.

    `certain`: every line with those words names the item; else another entry may rightly have them, and a person looks.
    """

    digest: Item
    report: Correction
    post_ids: list[int]
    certain: bool


def digests_that_err(session: Session, since: datetime) -> list[DigestError]:
    """Return the errors of our own in digests that tell of the item, out or waiting, still wrong, and not reported themselves."""
    reports = session.exec(
        select(Correction, Item)
        .join(Item, col(Item.id) == col(Correction.item_id))
        .where(
            Correction.cause == CorrectionCause.OURS,
            col(Correction.state).in_([CorrectionState.PROPOSED, CorrectionState.APPROVED]),
            Correction.wrong != "",
            Item.kind != DIGEST,
            col(Correction.created_at) >= since,
        )
        .order_by(col(Correction.id))
    ).all()
    found = []
    for report, item in {(each.item_id, each.round): (each, item) for each, item in reports}.values():
        reported = exists().where(
            col(Correction.item_id) == col(Post.item_id),
            col(Correction.cause) == CorrectionCause.OURS,
            col(Correction.wrong) == report.wrong,
            col(Correction.right) == report.right,
        )
        rows = session.exec(
            select(Item, Post)
            .join(Post, col(Post.item_id) == col(Item.id))
            .where(
                Item.kind == DIGEST,
                or_(col(Post.state).in_([*SHOWN_STATES, *UNDER_WAY]), renewable()),
                col(Post.purpose).not_like(f"{ERRATA}%"),
                ~reported,
            )
            .order_by(col(Post.id))
        ).all()
        error, by_digest = Misstatement(report.wrong, report.right), dict[int, tuple[Item, list[int], list[bool]]]()
        for digest, post in rows:
            wrong = [line for line in f"{post.title}\n{post.text}".split("\n") if _still_says(line, error)]
            named = [_names(line, item.title) for line in wrong]
            if any(named) and digest.id and post.id:
                _, posts, certain = by_digest.setdefault(digest.id, (digest, [], []))
                posts.append(post.id)
                certain.append(all(named))
        found += [DigestError(digest, report, ids, all(sure)) for digest, ids, sure in by_digest.values()]
    return found


def _names(line: str, title: str) -> bool:
    """Return True if a line of a digest is the item's; short channels cut its title."""
    told = letters(title)
    return bool(told) and told[:LEAST_OF_TITLE] in letters(line)


def held_in_vain(session: Session) -> list[int]:
    """Steps that hold posts which no longer say the wrong thing: composed again, or edited, since the report."""
    rows = session.exec(
        select(CorrectionStep, Post, Correction)
        .join(Correction, col(Correction.id) == col(CorrectionStep.correction_id))
        .join(Post, col(Post.id) == col(CorrectionStep.post_id))
        .where(
            col(CorrectionStep.holds).is_(True),
            CorrectionStep.state == StepState.PROPOSED,
            Correction.cause == CorrectionCause.OURS,
            Correction.wrong != "",
            col(Post.text) != col(CorrectionStep.old_text),
        )
    ).all()
    return [
        step.id
        for step, post, report in rows
        if step.id and not _still_says(f"{post.title}\n{post.text}", Misstatement(report.wrong, report.right))
    ]


def _still_says(text: str, error: Misstatement) -> bool:
    return says(text, error) or says(text, without_accents(error))
