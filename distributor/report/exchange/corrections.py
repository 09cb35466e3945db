"""Corrections as others read them: what is proposed of each post, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from sqlmodel import Session

from channels.base import MediaFile
from distributor.models import CorrectionAct, CorrectionCause, CorrectionState, StepState
from distributor.report.correction_desk import CorrectionView, StepView, corrections, corrections_of_item
from distributor.report.exchange.shapes import shape, told


@shape
class PictureShape:
    """A post's picture."""

    sha256: str
    alt_text: str


@shape
class WayShape:
    """A way that whoever decides may choose."""

    act: CorrectionAct
    label: str
    problem: Annotated[str, told("why-way-is-closed")]
    chosen: bool


@shape
class StepShape:
    """The proposal for one post, published or waiting."""

    post_id: int
    waiting: Annotated[bool, told("waiting")]
    held: Annotated[bool, told("held")]
    ways: tuple[WayShape, ...]
    account: Annotated[str, told("account-name")]
    channel: str
    url: Annotated[str, told("url-until-taken-down")]
    act: CorrectionAct
    act_label: str
    state: StepState
    state_label: str
    reason: str
    old_title: str
    new_title: str
    old_text: str
    new_text: Annotated[str, told("new-text")]
    old_picture: Annotated[PictureShape | None, told("old-picture")]
    new_picture: PictureShape | None
    new_post_id: Annotated[int | None, told("new-post")]
    needs_hands: Annotated[bool, told("needs-hands")]


@shape
class CorrectionShape:
    """The correction that is proposed to a unit about an item. Only a person approves it or keeps the posts, at decide_url."""

    id: int
    unit_id: int
    item_id: int
    title: Annotated[str, told("item-title")]
    cause: CorrectionCause
    cause_label: str
    changes: Annotated[tuple[str, ...], told("source-changes")]
    wrong: Annotated[str, told("wrong")]
    right: str
    state: CorrectionState
    state_label: str
    decided_by: str
    decided_at: datetime | None
    created_at: datetime
    steps: tuple[StepShape, ...]
    decide_url: str


def open_corrections(session: Session, unit_ids: Sequence[int], public_url: str) -> list[CorrectionShape]:
    """Return what waits for a decision or is not done yet, newest first."""
    return [_shape(each, public_url) for each in corrections(session, unit_ids, Path)]


def item_corrections(session: Session, item_id: int, unit_ids: Sequence[int], public_url: str) -> list[CorrectionShape]:
    """All that was ever proposed to these units about an item, newest first."""
    return [_shape(each, public_url) for each in corrections_of_item(session, item_id, unit_ids, Path)]


def _shape(view: CorrectionView, public_url: str) -> CorrectionShape:
    return CorrectionShape(
        id=view.id,
        unit_id=view.unit_id,
        item_id=view.item_id,
        title=view.title,
        cause=view.cause,
        cause_label=view.cause_label,
        changes=view.changes,
        wrong=view.wrong,
        right=view.right,
        state=view.state,
        state_label=view.state_label,
        decided_by=view.decided_by,
        decided_at=view.decided_at,
        created_at=view.created_at,
        steps=tuple(_step(each) for each in view.steps),
        decide_url=f"{public_url}/dinh-chinh/{view.item_id}",
    )


def _step(step: StepView) -> StepShape:
    return StepShape(
        post_id=step.post_id,
        waiting=step.waiting,
        held=step.held,
        ways=tuple(WayShape(way.act, way.label, way.problem, way.chosen) for way in step.ways),
        account=step.account,
        channel=step.channel,
        url=step.url,
        act=step.act,
        act_label=step.act_label,
        state=step.state,
        state_label=step.state_label,
        reason=step.reason,
        old_title=step.old_title,
        new_title=step.new_title,
        old_text=step.old_text,
        new_text=step.new_text,
        old_picture=_picture(step.old_picture),
        new_picture=_picture(step.new_picture),
        new_post_id=step.new_post.id if step.new_post else None,
        needs_hands=step.needs_hands,
    )


def _picture(file: MediaFile | None) -> PictureShape | None:
    return PictureShape(file.sha256, file.alt_text) if file else None
