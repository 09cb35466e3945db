"""Documents as rows: known again by issuer, number and date of issue; joined to the items that are about them.

Functions take a session and never commit.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from distributor.ingest.identify import Key
from distributor.ingest.text import shorten
from distributor.models import (
    Document,
    DocumentIssuer,
    DocumentRelation,
    DocumentStatus,
    DocumentStatusKind,
    Intake,
    Item,
    ItemKey,
    Sighting,
)
from distributor.understand.facts import DocumentFacts, Facts

ANNOUNCEMENT = "announcement"
DOCUMENT_KEY = "document"


def keep_document(session: Session, facts: DocumentFacts, today: date) -> int | None:
    """The row of this document, made or filled up; None while issuer, number or date of issue is not certain."""
    if not facts.is_identified or facts.issued_on is None:
        return None
    document = session.exec(
        select(Document).where(
            Document.issuer == facts.issuer[:300],
            Document.number == facts.number[:100],
            Document.issued_on == facts.issued_on,
        )
    ).first()
    if document is None:
        document = Document(issuer=facts.issuer[:300], number=facts.number[:100], issued_on=facts.issued_on)
    document.kind = document.kind or facts.kind[:60]
    document.subject = document.subject or shorten(facts.subject, 1000)
    document.effective_on = facts.effective_on or document.effective_on
    session.add(document)
    session.flush()
    assert document.id is not None  # noqa: S101 - flushed
    _keep_issuers(session, document.id, facts)
    _keep_relations(session, document.id, facts)
    _keep_status(session, document.id, facts, today)
    _resolve_targets(session, document.id, document.number)
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
    """What several items say of one document adds up."""
    there = set(
        session.exec(
            select(DocumentRelation.kind, DocumentRelation.target).where(DocumentRelation.document_id == document_id)
        )
    )
    for relation in facts.relations:
        if (relation.kind, relation.target[:500]) in there:
            continue
        there.add((relation.kind, relation.target[:500]))
        session.add(
            DocumentRelation(
                document_id=document_id,
                kind=relation.kind,
                target=relation.target[:500],
                target_number=relation.number[:100],
                target_id=_only_document(session, relation.number[:100], but=document_id),
            )
        )
    session.flush()


def _only_document(session: Session, number: str, *, but: int) -> int | None:
    """The one document of this number; None if there is none or, as with two communes, more than one."""
    if not number:
        return None
    found = session.exec(select(Document.id).where(Document.number == number, Document.id != but).limit(2)).all()
    return found[0] if len(found) == 1 else None


def _resolve_targets(session: Session, document_id: int, number: str) -> None:
    """Relations that were told before this document was known, where the number leaves no doubt."""
    if _only_document(session, number, but=document_id) is not None:
        return
    for relation in session.exec(
        select(DocumentRelation).where(
            DocumentRelation.target_number == number, col(DocumentRelation.target_id).is_(None)
        )
    ):
        if relation.document_id != document_id:
            relation.target_id = document_id
            session.add(relation)
    session.flush()


def _keep_status(session: Session, document_id: int, facts: DocumentFacts, today: date) -> None:
    """What the document says of its own beginning, each with its day; ends come with the documents that bring them."""
    dated: list[tuple[DocumentStatusKind, date, str]] = []
    if facts.issued_on and facts.effective_on and facts.issued_on < facts.effective_on:
        dated.append((DocumentStatusKind.NOT_YET, facts.issued_on, "ngày ban hành"))
    if facts.effective_on:
        dated.append((DocumentStatusKind.IN_FORCE, facts.effective_on, "ngày có hiệu lực ghi trong văn bản"))
    elif facts.status is not None:
        dated.append((facts.status, today, "đọc từ nội dung"))
    there = {
        (known.status, known.since)
        for known in session.exec(select(DocumentStatus).where(DocumentStatus.document_id == document_id))
    }
    session.add_all(
        DocumentStatus(document_id=document_id, status=status, since=since, basis=basis)
        for status, since, basis in dated
        if (status, since) not in there
    )
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
    value = "\n".join((document.issuer, document.number, document.issued_on.isoformat(), facts.role, facts.kind))
    return Key(DOCUMENT_KEY, "document", value)


def _are_one(session: Session, item: Item, other: Item) -> bool:
    if _letters(item.title) == _letters(other.title):
        return True
    own = set(session.exec(select(Sighting.source_id).where(Sighting.item_id == item.id)))
    others = set(session.exec(select(Sighting.source_id).where(Sighting.item_id == other.id)))
    return own.isdisjoint(others)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
