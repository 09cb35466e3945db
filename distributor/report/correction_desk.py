"""Corrections as staff decide them: each post's act, its old and new words, and what is left for people's hands. Reads only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from channels.base import MediaFile
from distributor.correct.choose import STUCK
from distributor.correct.pictures import PICTURE
from distributor.correct.store import MARK, mark_of
from distributor.correct.ways import offered
from distributor.correct.words import ACT_WORDS, CAUSE_WORDS, CORRECTION_WORDS, STEP_WORDS
from distributor.labels import channel_label, purpose_label
from distributor.models import (
    Account,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    Revision,
    StepState,
)
from distributor.post_states import SHOWN_STATES
from distributor.report.waits import STEP_ENDED, asks_of_people
from distributor.units import unit_names
from phrases import phrase

MOST = 30
"""Corrections on a page; whoever has more decides these first."""
NEW_WORDS = (
    CorrectionAct.EDIT,
    CorrectionAct.REPLACE,
    CorrectionAct.ERRATUM,
    CorrectionAct.BY_HAND,
    CorrectionAct.RENEW,
)
EXPLAINED: dict[str, str] = {key: phrase(f"report.act-explained.{key}") for key in CorrectionAct}


@dataclass(frozen=True)
class NewPost:
    """The post that a step posted, and what became of it."""

    id: int
    state: PostState
    reason: str
    url: str


@dataclass(frozen=True)
class WayView:
    """One way that staff may choose. `problem`: why it cannot be done; empty if it can."""

    act: CorrectionAct
    label: str
    problem: str
    chosen: bool


@dataclass(frozen=True)
class StepView:
    """`new_text`: empty where nothing new is said. `old_picture`, `new_picture`: only where the picture is another.

    `waiting`: it has not gone out; `slot_at`: when it is to. `held`: it stays until the decision. `stuck`: the post that is to
    take its place does not get out, and an erratum may be chosen instead.
    """

    id: int
    post_id: int
    purpose_label: str
    waiting: bool
    slot_at: datetime | None
    held: bool
    ways: tuple[WayView, ...]
    stuck: bool
    account: str
    channel: str
    channel_label: str
    url: str
    act: CorrectionAct
    act_label: str
    explained: str
    state: StepState
    state_label: str
    reason: str
    post_state: PostState
    old_text: str
    new_text: str
    old_title: str
    new_title: str
    old_picture: MediaFile | None
    new_picture: MediaFile | None
    new_post: NewPost | None
    needs_hands: bool


@dataclass(frozen=True)
class CorrectionView:
    """`unit`: whose posts it is about. `changes`: what the source changed, in words. `mark`: what an approval must name."""

    id: int
    unit_id: int
    unit: str
    item_id: int
    title: str
    cause: CorrectionCause
    cause_label: str
    changes: tuple[str, ...]
    wrong: str
    right: str
    state: CorrectionState
    state_label: str
    decided_by: str
    decided_at: datetime | None
    created_at: datetime
    mark: str
    steps: tuple[StepView, ...]

    @property
    def waits(self) -> bool:
        return self.state == CorrectionState.PROPOSED

    @property
    def touched(self) -> tuple[StepView, ...]:
        """Posts that something becomes of."""
        return tuple(step for step in self.steps if step.act is not CorrectionAct.NONE)

    @property
    def untouched(self) -> tuple[StepView, ...]:
        return tuple(step for step in self.steps if step.act is CorrectionAct.NONE)

    @property
    def out(self) -> int:
        """Return how many of its posts citizens can read."""
        return sum(not step.waiting for step in self.steps)

    @property
    def held(self) -> int:
        return sum(step.held for step in self.steps)


def corrections(session: Session, unit_ids: Sequence[int], media_path: Callable[[str], Path]) -> list[CorrectionView]:
    """Return what asks for a person or still goes on, newest first. The number of queries does not grow with the rows."""
    unfinished = (
        select(CorrectionStep.correction_id).where(col(CorrectionStep.state).not_in(STEP_ENDED)).scalar_subquery()
    )
    return _read(session, unit_ids, media_path, or_(asks_of_people(), col(Correction.id).in_(unfinished)))


def corrections_of_item(
    session: Session, item_id: int, unit_ids: Sequence[int] | None, media_path: Callable[[str], Path]
) -> list[CorrectionView]:
    """All that was ever proposed for one item, newest first. `unit_ids` None: of whatever unit."""
    return _read(session, unit_ids, media_path, col(Correction.item_id) == item_id)


def picture_of_step(session: Session, item_id: int, unit_ids: Sequence[int], sha256: str) -> Media | None:
    """A picture that a correction of this item would put up."""
    proposed = (
        select(CorrectionStep.id)
        .join(Correction, col(Correction.id) == col(CorrectionStep.correction_id))
        .where(
            Correction.item_id == item_id,
            col(Correction.unit_id).in_(unit_ids),
            col(CorrectionStep.settings)[(PICTURE, "sha256")].as_string() == sha256,
        )
        .exists()
    )
    return session.exec(select(Media).where(Media.sha256 == sha256, proposed)).first()


def _read(
    session: Session, unit_ids: Sequence[int] | None, media_path: Callable[[str], Path], wanted: ColumnElement[bool]
) -> list[CorrectionView]:
    theirs = [col(Correction.unit_id).in_(unit_ids)] if unit_ids is not None else []
    found = session.exec(
        select(Correction, Item.title)
        .join(Item, col(Item.id) == col(Correction.item_id))
        .where(wanted, *theirs)
        .order_by(col(Correction.id).desc())
        .limit(MOST)
    ).all()
    rows = session.exec(
        select(CorrectionStep, Post, Account)
        .join(Post, col(Post.id) == col(CorrectionStep.post_id))
        .join(Account, col(Account.id) == col(CorrectionStep.account_id))
        .where(col(CorrectionStep.correction_id).in_([correction.id for correction, _title in found]))
        .order_by(col(CorrectionStep.post_id))
    ).all()
    pictures = _pictures(session, [step for step, _post, _account in rows if step.act in NEW_WORDS], media_path)
    changes = _changes(session, [correction for correction, _title in found])
    new_posts = _new_posts(session, [step for step, _post, _account in rows])
    units = unit_names(session, [correction.unit_id for correction, _title in found])
    views: list[CorrectionView] = []
    for correction, title in found:
        steps = [row for row in rows if row[0].correction_id == correction.id]
        views.append(
            CorrectionView(
                id=correction.id or 0,
                unit_id=correction.unit_id,
                unit=units.get(correction.unit_id, ""),
                item_id=correction.item_id,
                title=title,
                cause=CorrectionCause(correction.cause),
                cause_label=CAUSE_WORDS[correction.cause],
                changes=()
                if correction.cause is CorrectionCause.OURS
                else changes.get((correction.item_id, correction.round), ()),
                wrong=correction.wrong,
                right=correction.right,
                state=CorrectionState(correction.state),
                state_label=CORRECTION_WORDS[correction.state],
                decided_by=correction.decided_by,
                decided_at=correction.decided_at,
                created_at=correction.created_at,
                mark=mark_of([step for step, _post, _account in steps])[:MARK],
                steps=tuple(
                    _step(
                        step,
                        post,
                        account,
                        pictures.get(step.id or 0, (None, None)),
                        new_posts.get(step.erratum_id or 0),
                    )
                    for step, post, account in steps
                ),
            )
        )
    return views


def _changes(session: Session, found: Sequence[Correction]) -> dict[tuple[int, int], tuple[str, ...]]:
    """(item, revision) → what the source changed."""
    rows = session.exec(
        select(Revision.item_id, Revision.number, Revision.changes).where(
            col(Revision.item_id).in_([correction.item_id for correction in found])
        )
    ).all()
    return {(item_id, number): tuple(said) for item_id, number, said in rows}


def _new_posts(session: Session, steps: Sequence[CorrectionStep]) -> dict[int, NewPost]:
    wanted = [step.erratum_id for step in steps if step.erratum_id is not None]
    rows = session.exec(select(Post).where(col(Post.id).in_(wanted))) if wanted else ()
    return {post.id or 0: NewPost(post.id or 0, PostState(post.state), post.reason, post.external_url) for post in rows}


def _step(
    step: CorrectionStep,
    post: Post,
    account: Account,
    pictures: tuple[MediaFile | None, MediaFile | None],
    new_post: NewPost | None,
) -> StepView:
    new = step.act in NEW_WORDS
    proposed = step.state == StepState.PROPOSED
    stuck = (
        step.act == CorrectionAct.REPLACE
        and step.state in (StepState.WAITING, StepState.FAILED)
        and new_post is not None
        and new_post.state in STUCK
        and CorrectionAct.ERRATUM.value in step.ways
    )
    return StepView(
        id=step.id or 0,
        post_id=step.post_id,
        purpose_label=purpose_label(post.purpose),
        waiting=CorrectionAct.DROP.value in step.ways,
        slot_at=post.slot_at,
        held=step.holds and proposed,
        ways=tuple(
            WayView(act, ACT_WORDS[act], problem, act == step.act)
            for act, problem in (offered(step) if proposed else ())
        ),
        stuck=stuck,
        account=account.name,
        channel=account.channel,
        channel_label=channel_label(account.channel),
        url=post.external_url if post.state in SHOWN_STATES else "",
        act=CorrectionAct(step.act),
        act_label=ACT_WORDS[step.act],
        explained=EXPLAINED[step.act],
        state=StepState(step.state),
        state_label=STEP_WORDS[step.state],
        reason=step.reason,
        post_state=PostState(post.state),
        old_text=step.old_text or post.text,
        new_text=step.text if new else "",
        old_title=step.old_title or post.title,
        new_title=step.title if new else "",
        old_picture=pictures[0],
        new_picture=pictures[1],
        new_post=new_post,
        needs_hands=step.state == StepState.FAILED
        or (step.act == CorrectionAct.BY_HAND and step.state == StepState.WAITING),
    )


def _pictures(
    session: Session, steps: Sequence[CorrectionStep], media_path: Callable[[str], Path]
) -> dict[int, tuple[MediaFile | None, MediaFile | None]]:
    """Step → the post's picture and the one that would take its place."""
    changing = [step for step in steps if PICTURE in step.settings]
    if not changing:
        return {}
    old = {
        row.post_id: (row.sha256, row.alt_text)
        for row in session.exec(
            select(PostMedia).where(
                col(PostMedia.post_id).in_([step.post_id for step in changing]), PostMedia.position == 0
            )
        )
    }
    new = {step.post_id: (step.settings[PICTURE]["sha256"], step.settings[PICTURE]["alt_text"]) for step in changing}
    wanted = {sha256 for sha256, _alt in (*old.values(), *new.values())}
    known = {media.sha256: media for media in session.exec(select(Media).where(col(Media.sha256).in_(wanted)))}

    def file(given: tuple[str, str] | None) -> MediaFile | None:
        media = known.get(given[0]) if given else None
        if given is None or media is None:
            return None
        return MediaFile(
            path=media_path(media.sha256),
            sha256=media.sha256,
            mime=media.mime,
            bytes=media.bytes,
            width=media.width,
            height=media.height,
            alt_text=given[1],
        )

    return {step.id or 0: (file(old.get(step.post_id)), file(new.get(step.post_id))) for step in changing}
