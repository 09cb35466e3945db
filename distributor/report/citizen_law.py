"""The law of today on a citizens' page: what the document is, what it was and will be, what it does to others. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, and_, col, or_, select

from distributor.compose.citation import WHOLE_BY_NATURE, touched
from distributor.facts import Facts, Relation, facts_from_json
from distributor.law.names import same_issuer
from distributor.law.status import LegalStatus, coming_in_public, status_on
from distributor.lookup.answers import items_titled
from distributor.lookup.numbers import own_number
from distributor.lookup.public import documents_in_public, may_be_told
from distributor.models import (
    Document,
    DocumentRelation,
    DocumentStatus,
    DocumentStatusKind,
    Item,
    RelationKind,
    StatusSource,
)
from distributor.report.item_page import RELATION_LABELS, STATUS_LABELS, status_label
from distributor.text.plain import capital
from phrases import phrase

MOST_CORRECTIONS = 5
_AHEAD = frozenset(DocumentStatusKind) - {DocumentStatusKind.NOT_YET, DocumentStatusKind.UNKNOWN}
"""What a document will be from a later day on."""
_WITHOUT_A_DAY = WHOLE_BY_NATURE | {RelationKind.GUIDES}
"""What changes nothing from a day on."""


@dataclass(frozen=True)
class LegalStep:
    """`item_id`: the public item about the document that did it, if there is one."""

    since: date
    label: str
    basis: str
    item_id: int | None = None


@dataclass(frozen=True)
class LegalRelation:
    """`said`: what the document does to another, to which parts and from when. `item_id`: the public item about that other
    document."""

    said: str
    item_id: int | None = None


@dataclass(frozen=True)
class LegalState:
    """The document that the item is about. `line`: what has become of it since, empty where nothing has. `never`: it ended
    before its day of effect. `coming`: what will be ended or changed of it; `corrections`: titles of what puts its text right.
    `does`: to other documents."""

    name: str
    number: str
    issuer: str
    issued_on: date | None
    effective_on: date | None
    status: DocumentStatusKind
    label: str
    never: bool
    line: str
    coming: tuple[LegalRelation, ...]
    corrections: tuple[LegalRelation, ...]
    caveat: str
    history: tuple[LegalStep, ...]
    does: tuple[LegalRelation, ...]


def legal_state(session: Session, item: Item, facts: Facts, today: date) -> LegalState | None:
    document = session.get(Document, item.document_id) if item.document_id is not None else None
    if document is None or document.id is None:
        return None
    standing = status_on(session, today, document_id=document.id)
    history, hides = _history(session, document.id, standing, today)
    does = facts.document.relations if facts.document and item.document_role == "announcement" else ()
    return LegalState(
        name=document.kind,
        number=document.number,
        issuer=document.issuer,
        issued_on=document.issued_on,
        effective_on=document.effective_on or standing.effective_on,
        status=standing.status,
        label=status_label(standing),
        never=standing.never,
        line="" if hides else _line(standing),
        coming=_coming(session, standing),
        corrections=_corrections(session, item, document),
        caveat="" if hides else standing.caveat,
        history=history,
        does=_relations_told(session, document.id, does, document.effective_on or standing.effective_on, today),
    )


def _coming(session: Session, standing: LegalStatus) -> tuple[LegalRelation, ...]:
    public = documents_in_public(session, {one.by_id for one in standing.coming if one.by_id is not None})
    return tuple(LegalRelation(one.said, public.get(one.by_id or 0)) for one in coming_in_public(standing, public))


def _corrections(session: Session, item: Item, document: Document) -> tuple[LegalRelation, ...]:
    """Public items that correct the document; of many a correction nobody can read the number or day, so that it is no document
    here."""
    number = own_number(document.number)
    titled = items_titled(session, number) if number is not None else []
    of_documents = select(DocumentRelation.document_id).where(
        DocumentRelation.target_id == document.id, DocumentRelation.kind == RelationKind.CORRECTS
    )
    by_document = col(Item.document_id).in_(of_documents)
    by_title = and_(col(Item.id).in_(titled), Item.kind == "correction")
    rows = session.exec(
        select(Item).where(or_(by_document, by_title), may_be_told(), Item.id != item.id).order_by(col(Item.id).desc())
    )
    documents = set(session.exec(of_documents))
    told = [one for one in rows if one.document_id in documents or _corrects(one, document)]
    return tuple(LegalRelation(one.title, one.id) for one in told[:MOST_CORRECTIONS])


def _corrects(item: Item, document: Document) -> bool:
    facts = facts_from_json(item.facts).document
    return any(
        one.kind is RelationKind.CORRECTS
        and one.number == document.number
        and bool(one.issuer)
        and same_issuer(one.issuer, document.issuer)
        for one in (facts.relations if facts else ())
    )


def _line(standing: LegalStatus) -> str:
    """Return the status line; of what never takes effect why, for the label says what."""
    if not standing.never:
        line = standing.line_today if standing.is_changed else ""
        return "" if line == status_label(standing) else line
    return phrase("report.never-by", basis=capital(standing.basis)) if standing.by else capital(standing.basis)


def _history(
    session: Session, document_id: int, standing: LegalStatus, today: date
) -> tuple[tuple[LegalStep, ...], bool]:
    """The steps that may be told, and whether there are others: of a document of which nothing is public, its name is not
    either."""
    rows = session.exec(
        select(DocumentStatus)
        .where(DocumentStatus.document_id == document_id)
        .order_by(col(DocumentStatus.since), col(DocumentStatus.id))
    ).all()
    by = {row.by_document_id for row in rows if row.by_document_id is not None}
    public = documents_in_public(session, by)
    told = [
        row
        for row in rows
        if row.by_document_id is None or row.by_document_id in public or row.source != StatusSource.READ
    ]
    steps = [
        LegalStep(
            row.since,
            _step_label(row, standing, today),
            row.basis,
            public.get(row.by_document_id or 0),
        )
        for row in told
    ]
    return tuple(steps), len(told) < len(rows)


def _step_label(row: DocumentStatus, standing: LegalStatus, today: date) -> str:
    if standing.never and row.status == DocumentStatusKind.ENDED:
        return status_label(standing)
    if row.since > today and row.status in _AHEAD:
        return phrase(f"report.document-status-ahead.{row.status}")
    return STATUS_LABELS[row.status]


def _relations_told(
    session: Session, document_id: int, relations: Sequence[Relation], effective_on: date | None, today: date
) -> tuple[LegalRelation, ...]:
    """Return what the document does to others; not what it will do no more because it does not stand on that day."""
    rows = session.exec(
        select(DocumentRelation.kind, DocumentRelation.target, DocumentRelation.target_id).where(
            DocumentRelation.document_id == document_id, col(DocumentRelation.target_id).is_not(None)
        )
    )
    targets = {(kind, target): target_id for kind, target, target_id in rows if target_id is not None}
    public = documents_in_public(session, set(targets.values()))
    days = [None if one.kind in _WITHOUT_A_DAY else one.since or effective_on for one in relations]
    gone = {day for day in set(days) if day and status_on(session, day, document_id=document_id).is_gone}
    told = []
    for one, since in zip(relations, days, strict=True):
        if since not in gone:
            item_id = public.get(targets.get((one.kind, one.target[:500]), 0))
            told.append(LegalRelation(_relation_words(one, since, today), item_id))
    return tuple(told)


def _relation_words(relation: Relation, since: date | None, today: date) -> str:
    what = touched(relation)
    if relation.kind in _WITHOUT_A_DAY:
        return phrase("report.deed-plain", deed=RELATION_LABELS[relation.kind], what=what)
    deed = phrase(f"report.deed.{relation.kind}")
    if since is None:
        return phrase("report.deed-undated", deed=deed, what=what)
    return phrase("report.deed-ahead" if since > today else "report.deed-since", deed=deed, what=what, since=since)
