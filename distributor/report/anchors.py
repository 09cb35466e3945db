"""Days to which documents tie posts: of issue, of effect, and the last day for comments. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, and_, col, or_, select

from distributor.calendar.period import midnight
from distributor.models import Document, Intake, Item
from distributor.report.sql.unindexed import unindexed
from phrases import phrase

DRAFT = "draft_for_comment"
LOOK_BACK = timedelta(days=200)
"""A deadline is looked for among items that were first seen so long before the view, and not in all of them."""
MOST = 1_000


@dataclass(frozen=True)
class Anchor:
    """`sign`: "issued", "effective" or "deadline". `name`: the document's number and symbol, else the item's title."""

    item_id: int
    sign: str
    label: str
    name: str
    title: str


def anchors_between(
    session: Session, unit_ids: Sequence[int], first: date, after: date
) -> dict[date, tuple[Anchor, ...]]:
    """The days of items of these units, from `first` on and before `after`. Three queries.

    A document stands once, by its first item.
    """
    found: dict[date, list[Anchor]] = defaultdict(list)
    seen: set[tuple[str, int | None]] = set()
    # The documents first: they are fewer than items, and an index leads from each to its items.
    theirs = exists().where(
        col(Item.document_id) == col(Document.id), _of(unit_ids), col(Item.intake) != Intake.DUPLICATE
    )
    documents = {
        document.id: document
        for document in session.exec(
            select(Document)
            .where(
                theirs,
                or_(
                    and_(col(Document.issued_on) >= first, col(Document.issued_on) < after),
                    and_(col(Document.effective_on) >= first, col(Document.effective_on) < after),
                ),
            )
            .limit(MOST)
        )
    }
    items = session.exec(
        select(Item.id, Item.title, Item.document_id)
        .where(col(Item.document_id).in_(documents), _of(unit_ids), Item.intake != Intake.DUPLICATE)
        .order_by(col(Item.id))
    )
    for item_id, title, document_id in items:
        document = documents[document_id]
        for sign, label, day in (
            ("effective", phrase("report.effective"), document.effective_on),
            ("issued", phrase("report.issued"), document.issued_on),
        ):
            if day is not None and first <= day < after and (sign, document_id) not in seen:
                seen.add((sign, document_id))
                found[day].append(Anchor(item_id or 0, sign, label, document.number, title))
    deadline = col(Item.facts)[("points", "deadline_on")].as_string()
    deadlines = session.exec(
        select(Item.id, Item.title, Item.kind, deadline)
        .where(
            _of(unit_ids),
            Item.intake != Intake.DUPLICATE,
            col(Item.first_seen_at) >= midnight(first - LOOK_BACK),
            col(Item.first_seen_at) < midnight(after),
            deadline >= first.isoformat(),
            deadline < after.isoformat(),
        )
        .order_by(col(Item.id))
        .limit(MOST)
    )
    for item_id, title, kind, told in deadlines:
        label = phrase("report.comments-until" if kind == DRAFT else "report.deadline")
        found[date.fromisoformat(told)].append(Anchor(item_id or 0, "deadline", label, title, title))
    order = ("deadline", "effective", "issued")
    return {day: tuple(sorted(of_day, key=lambda one: order.index(one.sign))) for day, of_day in found.items()}


def _of(unit_ids: Sequence[int]) -> ColumnElement[bool]:
    """`unindexed`, so that the indexes of documents and days serve (`distributor.report.calendar`)."""
    return unindexed(col(Item.unit_id)).in_(unit_ids)
