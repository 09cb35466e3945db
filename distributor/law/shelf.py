"""Documents as rows, brought together for `life`: everything that can bear on the life of some of them. Never commits."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, and_, col, or_, select

from distributor.law.life import lives
from distributor.law.names import Cited, CitedDocument, meant, plain_issuer, same_issuer
from distributor.law.registered import Given, Life, RegisteredDocument, RegisteredRelation
from distributor.law.rules import law_rules
from distributor.law.words import citation_of
from distributor.models import Document, DocumentRelation, DocumentStatus, RelationKind, StatusSource

SILENT = (RelationKind.GUIDES, RelationKind.CONSOLIDATES)
"""What changes nothing in the life of the other document."""
LONGEST_SUBJECT = 160
MOST_DOCUMENTS = 4000
"""Of one family: beyond it, documents of documents of documents are left out."""


@dataclass(frozen=True)
class Shelf:
    """Documents that bear on each other. `documents`: by id; documents that were never seen have other keys and no row."""

    documents: dict[int, Document]
    registered: dict[Hashable, RegisteredDocument]
    lives: dict[Hashable, Life]

    def name_of(self, key: Hashable | None) -> str:
        """Return text such as `Quyết định số … ngày … của …`; empty for none."""
        document = self.documents.get(key) if isinstance(key, int) else None
        return citation_of(document.kind, document.number, document.issuer, document.issued_on) if document else ""

    def told(self, key: Hashable | None) -> str:
        """Return a document's name for citizens, who know no numbers: in brief, and what it is about where that is short."""
        document = self.documents.get(key) if isinstance(key, int) else None
        about = " ".join(document.subject.split()).rstrip(" .-–—_*") if document else ""
        return (
            f"{self.brief(key)} {about[:1].lower()}{about[1:]}"
            if 0 < len(about) <= LONGEST_SUBJECT
            else self.brief(key)
        )

    def brief(self, key: Hashable | None) -> str:
        document = self.documents.get(key) if isinstance(key, int) else None
        return citation_of(document.kind, document.number) if document else ""


def touched_by(session: Session, document_ids: Iterable[int]) -> set[int]:
    """These documents and all whose life may change when something becomes known of them."""
    found, frontier = set(document_ids), set(document_ids)
    while frontier and len(found) < MOST_DOCUMENTS:
        targets = session.exec(
            select(DocumentRelation.target_id).where(
                col(DocumentRelation.document_id).in_(frontier),
                col(DocumentRelation.target_id).is_not(None),
                col(DocumentRelation.kind).not_in(SILENT),
            )
        ).all()
        frontier = {target for target in targets if target is not None} - found
        found |= frontier
    return found


def shelf_of(
    session: Session,
    document_ids: Collection[int],
    unseen: Collection[DocumentRelation] = (),
    *,
    with_implemented: bool = False,
) -> Shelf:
    """These documents with everything that acts on them. `unseen`: relations whose target was never seen, as documents too.

    `with_implemented`: also the documents that these implement.
    """
    ids = set(document_ids) | {relation.document_id for relation in unseen}
    relations = _relations_about(session, ids, with_implemented=with_implemented)
    documents = {each.id or 0: each for each in session.exec(select(Document).where(col(Document.id).in_(ids)))}
    given = _given(session, ids)
    done: defaultdict[int, list[RegisteredRelation]] = defaultdict(list)
    own = {relation.id: unseen_key(relation) for relation in unseen}
    for relation in relations:
        target = relation.target_id if relation.target_id is not None else own.get(relation.id)
        if target is not None:
            done[relation.document_id].append(_relation_of(relation, target))
    registered: dict[Hashable, RegisteredDocument] = {
        key: RegisteredDocument(
            key=key,
            name=f"{document.number} {plain_issuer(document.issuer)} {document.issued_on}",
            issued_on=document.issued_on,
            effective_on=_told_day(document),
            ended_on=document.ended_on,
            relations=tuple(done[key]),
            given=tuple(given[key]),
        )
        for key, document in documents.items()
    }
    for relation in unseen:
        key = unseen_key(relation)
        registered.setdefault(key, RegisteredDocument(key, f"{relation.target_number} ?"))
    return Shelf(documents, registered, lives(registered.values()))


def _relations_about(session: Session, ids: set[int], *, with_implemented: bool) -> list[DocumentRelation]:
    """All that these documents do, and those that act on them; `ids` grows by these."""
    found: dict[int, DocumentRelation] = {}
    frontier = set(ids)
    while frontier:
        of_these, on_these = col(DocumentRelation.document_id), col(DocumentRelation.target_id)
        acts_on = and_(on_these.in_(frontier), col(DocumentRelation.kind).not_in(SILENT), len(ids) < MOST_DOCUMENTS)
        near = session.exec(select(DocumentRelation).where(or_(of_these.in_(frontier), acts_on))).all()
        found |= {relation.id or 0: relation for relation in near}
        reached = {relation.document_id for relation in near}
        if with_implemented and frontier == ids:
            implemented = (relation.target_id for relation in near if relation.kind == RelationKind.GUIDES)
            reached |= {target for target in implemented if target is not None}
        frontier = reached - ids
        ids |= frontier
    return [found[key] for key in sorted(found)]


def _told_day(document: Document) -> date | None:
    """Its first day of effect by its own words; a letter or notice has effect from its day."""
    told = document.told_effective_on or document.effective_on
    if told is None and document.kind.casefold() in law_rules().from_signing:
        return document.issued_on
    return told


def unseen_key(relation: DocumentRelation) -> Hashable:
    return ("unseen", relation.target_number)


def unseen_targets(session: Session, number: str, issuer: str = "") -> list[DocumentRelation]:
    """Relations to a document of this number that was never seen; with an issuer, those that can mean its document."""
    rows = session.exec(
        select(DocumentRelation, Document.issuer)
        .join(Document, col(Document.id) == col(DocumentRelation.document_id))
        .where(DocumentRelation.target_number == number, col(DocumentRelation.target_id).is_(None))
        .order_by(col(DocumentRelation.id))
    ).all()
    return [
        relation
        for relation, actor in rows
        if not issuer or same_issuer(relation.target_issuer or actor, issuer, actor)
    ]


def resolve(session: Session, document_id: int, number: str) -> set[int]:
    """Bring relations to the documents that they mean: this document's own, and those to its number. Who was touched."""
    touched: set[int] = set()
    relations = session.exec(
        select(DocumentRelation).where(
            or_(DocumentRelation.document_id == document_id, DocumentRelation.target_number == number)
        )
    ).all()
    numbers = {relation.target_number for relation in relations if relation.target_number}
    actors = {relation.document_id for relation in relations}
    issuers = dict(session.exec(select(Document.id, Document.issuer).where(col(Document.id).in_(actors))).all())
    candidates: defaultdict[str, list[CitedDocument]] = defaultdict(list)
    for one in session.exec(select(Document).where(col(Document.number).in_(numbers))):
        candidates[one.number].append(CitedDocument(one.id or 0, one.issuer, one.issued_on))
    for relation in relations:
        cited = Cited(
            relation.target_number,
            relation.target_issuer,
            relation.target_issued_on,
            issuers.get(relation.document_id, ""),
        )
        others = [one for one in candidates[relation.target_number] if one.document_id != relation.document_id]
        found = meant(cited, others)
        if found != relation.target_id:
            touched |= {one for one in (relation.target_id, found) if one is not None}
            relation.target_id = found
            session.add(relation)
    session.flush()
    return touched


def _relation_of(relation: DocumentRelation, target: Hashable) -> RegisteredRelation:
    return RegisteredRelation(
        target=target,
        kind=RelationKind(relation.kind),
        whole=relation.scope == "whole",
        parts=tuple(relation.parts),
        since=relation.since,
        until=relation.until,
        new_effective_on=relation.new_effective_on,
        quote=relation.quote,
    )


def _given(session: Session, ids: Collection[int]) -> defaultdict[int, list[Given]]:
    found: defaultdict[int, list[Given]] = defaultdict(list)
    for row in session.exec(
        select(DocumentStatus)
        .where(col(DocumentStatus.document_id).in_(ids), DocumentStatus.source != StatusSource.READ)
        .order_by(col(DocumentStatus.since), col(DocumentStatus.id))
    ):
        firm = row.source == StatusSource.PERSON
        found[row.document_id].append(Given(row.status, row.since, tuple(row.parts), row.basis, firm))
    return found
