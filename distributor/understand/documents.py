"""Documents as rows: known again by issuer, number and date of issue; joined to the items that are about them.

Functions take a session and never commit.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.facts import DocumentFacts, Facts
from distributor.ingest.identify import Key
from distributor.law.register import refresh
from distributor.models import (
    Document,
    DocumentIssuer,
    DocumentRelation,
    Intake,
    Item,
    ItemKey,
    Sighting,
)
from distributor.text.tidy import shorten
from distributor.understand.issuers import same_office

ANNOUNCEMENT = "announcement"
DOCUMENT_KEY = "document"


def keep_document(
    session: Session, facts: DocumentFacts, today: date, *, now: datetime | None = None, acts: bool = True
) -> int | None:
    """The row of this document, made or filled up; None while issuer, number or date of issue is not certain.

    What it does to others, and others to it, is worked out in the same transaction (`law.register`), posts are taken back with
    it. `acts` False: of a draft, which does nothing to anybody. `now`: None for the beginning of `today`.
    """
    if not facts.is_identified or facts.issued_on is None:
        return None
    document = session.exec(
        select(Document).where(
            col(Document.issuer).in_([name[:300] for name in same_office(facts.issuer)]),
            Document.number == facts.number[:100],
            Document.issued_on == facts.issued_on,
        )
    ).first()
    if document is None:
        document = Document(issuer=facts.issuer[:300], number=facts.number[:100], issued_on=facts.issued_on)
    document.kind = document.kind or facts.kind[:60]
    document.subject = document.subject or shorten(facts.subject, 1000)
    if acts:
        document.told_effective_on = facts.effective_on or document.told_effective_on
        document.ended_on = facts.ended_on or document.ended_on
        document.effective_on = document.effective_on or document.told_effective_on
    session.add(document)
    session.flush()
    assert document.id is not None  # noqa: S101 - flushed
    _keep_issuers(session, document.id, facts)
    if acts:
        _keep_relations(session, document.id, facts)
        refresh(session, [document.id], now or datetime.combine(today, time(0), VIETNAM))
    return document.id


def _keep_issuers(session: Session, document_id: int, facts: DocumentFacts) -> None:
    session.connection().execute(delete(DocumentIssuer).where(col(DocumentIssuer.document_id) == document_id))
    session.connection().execute(
        insert(DocumentIssuer),
        [
            {"document_id": document_id, "position": position, "name": name[:300]}
            for position, name in enumerate(facts.issuers)
        ],
    )


def _keep_relations(session: Session, document_id: int, facts: DocumentFacts) -> None:
    """Keep relations. What several items say of one document adds up; what is said again with its clause says it better."""
    there = {
        (row.kind, row.target): row
        for row in session.exec(select(DocumentRelation).where(DocumentRelation.document_id == document_id))
    }
    for relation in facts.relations:
        place = (relation.kind, relation.target[:500])
        row = there.get(place)
        if row is None:
            row = there[place] = DocumentRelation(document_id=document_id, kind=relation.kind, target=place[1])
        elif row.quote and not relation.quote:
            continue
        row.target_number = relation.number[:100]
        row.target_issuer, row.target_issued_on = relation.issuer[:300], relation.issued_on
        row.scope, row.parts, row.quote = relation.scope.value, list(relation.parts), relation.quote
        row.since, row.until, row.new_effective_on = relation.since, relation.until, relation.new_effective_on
        session.add(row)
    session.flush()


@dataclass(frozen=True)
class Twin:
    """The item that already tells of the same document in the same role. `goes_out`: not held, nor left aside."""

    item_id: int
    title: str
    goes_out: bool


def claim_identity(session: Session, item: Item, facts: Facts) -> Twin | None:
    """Make the document a name of this item; the item that has this name already is its twin.

    Only for announcements of the document itself, and never between items of one source that it gave different titles: an
    article in two parts is two articles. A name that a revision corrected is given free.
    """
    present = facts.document is not None and facts.role == ANNOUNCEMENT and facts.document.is_identified
    digest = _document_key(facts).digest if present else ""
    session.connection().execute(
        delete(ItemKey).where(
            col(ItemKey.item_id) == item.id, col(ItemKey.kind) == DOCUMENT_KEY, col(ItemKey.key) != digest
        )
    )
    if facts.document is None or facts.role != ANNOUNCEMENT or not facts.document.is_identified or item.id is None:
        return None
    key = _document_key(facts)
    holder = session.exec(
        select(ItemKey.item_id).where(ItemKey.unit_id == item.unit_id, ItemKey.key == key.digest)
    ).first()
    if holder is None:
        session.add(ItemKey(unit_id=item.unit_id, item_id=item.id, key=key.digest, kind=key.kind, value=key.value))
        session.flush()
        return None
    if holder == item.id:
        return None
    other = session.get_one(Item, holder)
    goes_out = other.intake not in (Intake.HELD, Intake.FLOOD, Intake.BACKLOG)
    return Twin(holder, other.title, goes_out) if _are_one(session, item, other) else None


def _document_key(facts: Facts) -> Key:
    document = facts.document
    assert document is not None and document.issued_on is not None  # noqa: S101, PT018 - the caller looked
    value = "\n".join(
        (same_office(document.issuer)[0], document.number, document.issued_on.isoformat(), facts.role, facts.kind)
    )
    return Key(DOCUMENT_KEY, "document", value)


def _are_one(session: Session, item: Item, other: Item) -> bool:
    if _letters(item.title) == _letters(other.title):
        return True
    own = set(session.exec(select(Sighting.source_id).where(Sighting.item_id == item.id)))
    others = set(session.exec(select(Sighting.source_id).where(Sighting.item_id == other.id)))
    return own.isdisjoint(others)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
