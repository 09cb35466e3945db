"""What a look-up may tell of: items that some account of ours is saying to the public, as their source says them now; never what
was held, for its own words nobody approved.

Loa's own sentences are told only where a public post has them; else the source's words that they stand on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select

from distributor.facts import Answer, Facts, Point, facts_from_json
from distributor.models import PUBLIC_STATES, Correction, CorrectionCause, CorrectionState, Intake, Item, Post
from distributor.text.plain import letters

ANNOUNCEMENT = "announcement"


@dataclass(frozen=True)
class ShownItem:
    """`facts`: as they may be told."""

    item: Item
    facts: Facts


@cache
def is_public_post() -> ColumnElement[bool]:
    return col(Post.state).in_(PUBLIC_STATES)


@cache
def was_taken_back() -> ColumnElement[bool]:
    """Return a condition that its source took the item away and a person decided on that: what no channel deletes makes it
    public no more."""
    return (
        select(Correction.id)
        .where(
            Correction.item_id == Item.id,
            Correction.cause == CorrectionCause.WITHDRAWN,
            Correction.state == CorrectionState.APPROVED,
            Correction.round == Item.revision,
        )
        .exists()
    )


def has_public_post(*, unit_id: int | None = None) -> ColumnElement[bool]:
    """Filter items to those that some account, or one of this unit, says to the public."""
    of_item = select(Post.id).where(Post.item_id == Item.id, is_public_post())
    if unit_id is not None:
        of_item = of_item.where(Post.unit_id == unit_id)
    return and_(of_item.exists(), ~was_taken_back())


def documents_in_public(session: Session, document_ids: Collection[int]) -> dict[int, int]:
    """Document → the oldest public item about it, of those of these documents that have any."""
    if not document_ids:
        return {}
    rows = session.exec(
        select(Item.document_id, func.min(Item.id))
        .where(col(Item.document_id).in_(document_ids), has_public_post())
        .group_by(col(Item.document_id))
    )
    return {document: item_id for document, item_id in rows if document is not None and item_id is not None}


def may_be_told(unit_ids: Sequence[int] | None = None) -> ColumnElement[bool]:
    """Filter items to those that the public is told of as their source says them now. `unit_ids`: whose alone, None for all."""
    return _told_by_anybody() if unit_ids is None else and_(_told_by_anybody(), col(Item.unit_id).in_(unit_ids))


@cache
def _told_by_anybody() -> ColumnElement[bool]:
    said = (
        col(Post.item_id) == col(Item.id),
        col(Post.state).in_(PUBLIC_STATES),
        col(Post.revision) >= col(Item.revision),
    )
    return and_(select(Post.id).where(*said).exists(), ~was_taken_back(), col(Item.intake) == Intake.TAKEN)


def public_items(
    session: Session,
    *,
    items: Sequence[int] = (),
    documents: Sequence[int] = (),
    unit_ids: Sequence[int] | None = None,
) -> dict[int, ShownItem]:
    """The public ones of these items by their ids, and of these documents each one's newest announcement by the document's id."""
    wanted = select(Item).where(may_be_told(unit_ids)).order_by(col(Item.id))
    if documents:
        of_documents = wanted.where(col(Item.document_id).in_(documents), Item.document_role == ANNOUNCEMENT)
        found = {item.document_id or 0: item for item in session.exec(of_documents)}
    else:
        found = {item.id or 0: item for item in session.exec(wanted.where(col(Item.id).in_(items)))} if items else {}
    said = _said(session, [item.id or 0 for item in found.values()])
    return {
        key: ShownItem(item, as_told(facts_from_json(item.facts), said.get(item.id or 0, "")))
        for key, item in found.items()
    }


def _said(session: Session, items: Sequence[int]) -> dict[int, str]:
    """Item → the letters of all its public posts."""
    if not items:
        return {}
    found: dict[int, list[str]] = {}
    posts = select(Post.item_id, Post.text).where(col(Post.item_id).in_(items), col(Post.state).in_(PUBLIC_STATES))
    for item_id, text in session.exec(posts):
        found.setdefault(item_id, []).append(letters(text))
    return {item_id: "\n".join(texts) for item_id, texts in found.items()}


def as_told(facts: Facts, said: str) -> Facts:
    """The facts with sentences that were said (`said`: letters of posts), and the quotes of those that were not."""
    points = [_point(point, said) for point in facts.message]
    return replace(
        facts, message=tuple(point for point in points if point.statement), answer=_answer(facts.told_answer, said)
    )


def _point(point: Point, said: str) -> Point:
    was_said = bool(point.statement) and letters(point.statement) in said
    return point if was_said else replace(point, statement=point.quotes[0] if point.quotes else "")


def _answer(answer: Answer | None, said: str) -> Answer | None:
    if answer is None or letters(answer.text) in said:
        return answer
    return replace(answer, text=answer.quotes[0]) if answer.quotes else None
