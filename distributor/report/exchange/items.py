"""Items and documents as others read them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.facts import facts_from_json
from distributor.labels import kind_label
from distributor.models import (
    Attachment,
    Document,
    DocumentIssuer,
    DocumentRelation,
    DocumentStatus,
    Intake,
    Item,
    Sighting,
    Source,
    Unit,
)
from distributor.report.exchange.shapes import (
    AttachmentShape,
    DocumentShape,
    FullItemShape,
    ItemShape,
    KeyPointsShape,
    RelationShape,
    SourceShape,
    StatusShape,
    UnitShape,
)
from distributor.report.search import matching_items
from distributor.report.sql.among import among
from distributor.report.sql.unindexed import unindexed
from distributor.units import unit_names


@dataclass(frozen=True)
class ItemsWanted:
    """None or empty: no condition. `seen_from`: first seen then or later. `number`: of the document, exactly."""

    kind: str = ""
    intake: Intake | None = None
    number: str = ""
    seen_from: datetime | None = None
    words: str = ""


def items_page(
    session: Session, unit_ids: Sequence[int], wanted: ItemsWanted, *, before: int | None, limit: int
) -> list[ItemShape]:
    """Newest first, those with an id below `before`; at most six queries."""
    # Unindexed: the order is that of ids, so the index of units would only be in the way.
    statement = select(Item).where(unindexed(col(Item.unit_id)).in_(unit_ids))
    if wanted.kind:
        statement = statement.where(Item.kind == wanted.kind)
    if wanted.intake is not None:
        statement = statement.where(Item.intake == wanted.intake)
    if wanted.number:
        with_number = select(Document.id).where(Document.number == wanted.number)
        statement = statement.where(col(Item.document_id).in_(with_number))
    if wanted.seen_from is not None:
        statement = statement.where(col(Item.first_seen_at) >= wanted.seen_from)
    found = matching_items(session, wanted.words, unit_ids)
    if found is not None:
        statement = statement.where(among(col(Item.id), found))
    if before is not None:
        statement = statement.where(col(Item.id) < before)
    items = session.exec(statement.order_by(col(Item.id).desc()).limit(limit)).all()
    documents = _documents(session, [each.document_id for each in items if each.document_id is not None])
    return [_common(item, documents) for item in items]


def full_item(session: Session, item_id: int, unit_ids: Sequence[int]) -> FullItemShape | None:
    """None if there is no such item among those of these units."""
    item = session.exec(select(Item).where(Item.id == item_id, col(Item.unit_id).in_(unit_ids))).first()
    if item is None:
        return None
    facts = facts_from_json(item.facts)
    points = facts.points
    documents = _documents(session, [item.document_id] if item.document_id is not None else [])
    return FullItemShape(
        **vars(_common(item, documents)),
        text=item.text,
        key_points=KeyPointsShape(
            topic=points.topic,
            affected=points.affected,
            changes=points.changes,
            action=points.action,
            place=points.place,
            deadline=points.deadline,
            deadline_on=points.deadline_on,
        ),
        questions=facts.questions,
        attachments=tuple(_attachments(session, item)),
        sources=tuple(_sources(session, item_id)),
    )


def document_of_units(session: Session, document_id: int, unit_ids: Sequence[int]) -> DocumentShape | None:
    """A document that an item of these units is about; None for any other."""
    about = select(Item.id).where(Item.document_id == document_id, col(Item.unit_id).in_(unit_ids)).limit(1)
    if session.exec(about).first() is None:
        return None
    return _documents(session, [document_id])[document_id]


def units_told(session: Session, unit_ids: Sequence[int]) -> list[UnitShape]:
    names = unit_names(session, unit_ids)
    units = {unit.id: unit for unit in session.exec(select(Unit).where(col(Unit.id).in_(unit_ids)))}
    return [
        UnitShape(unit_id, units[unit_id].code, units[unit_id].level, names.get(unit_id, ""))
        for unit_id in unit_ids
        if unit_id in units
    ]


def _common(item: Item, documents: Mapping[int, DocumentShape]) -> ItemShape:
    return ItemShape(
        id=item.id or 0,
        unit_id=item.unit_id,
        kind=item.kind,
        kind_label=kind_label(item.kind) if item.kind else "",
        title=item.title,
        summary=item.summary,
        address=item.address,
        picture_url=item.picture_url,
        published_at=item.published_at,
        first_seen_at=item.first_seen_at,
        intake=Intake(item.intake),
        intake_reason=item.intake_reason,
        revision=item.revision,
        content_hash=item.content_hash,
        document=documents.get(item.document_id) if item.document_id is not None else None,
        document_role=item.document_role,
        duplicate_of=item.duplicate_of,
    )


def _documents(session: Session, document_ids: Sequence[int]) -> dict[int, DocumentShape]:
    """Four queries, however many there are; none if there is none."""
    if not document_ids:
        return {}
    issuers: defaultdict[int, list[str]] = defaultdict(list)
    for issuer in session.exec(
        select(DocumentIssuer)
        .where(col(DocumentIssuer.document_id).in_(document_ids))
        .order_by(col(DocumentIssuer.position))
    ):
        issuers[issuer.document_id].append(issuer.name)
    relations: defaultdict[int, list[RelationShape]] = defaultdict(list)
    for relation in session.exec(
        select(DocumentRelation)
        .where(col(DocumentRelation.document_id).in_(document_ids))
        .order_by(col(DocumentRelation.id))
    ):
        told = RelationShape(relation.kind, relation.target, relation.target_number, relation.target_id)
        relations[relation.document_id].append(told)
    statuses: defaultdict[int, list[StatusShape]] = defaultdict(list)
    for status in session.exec(
        select(DocumentStatus)
        .where(col(DocumentStatus.document_id).in_(document_ids))
        .order_by(col(DocumentStatus.since), col(DocumentStatus.id))
    ):
        statuses[status.document_id].append(StatusShape(status.status, status.since, status.basis))
    return {
        document.id: DocumentShape(
            id=document.id,
            issuer=document.issuer,
            number=document.number,
            issued_on=document.issued_on,
            kind=document.kind,
            subject=document.subject,
            effective_on=document.effective_on,
            issuers=tuple(issuers[document.id]) or (document.issuer,),
            statuses=tuple(statuses[document.id]),
            relations=tuple(relations[document.id]),
        )
        for document in session.exec(select(Document).where(col(Document.id).in_(document_ids)))
        if document.id is not None
    }


def _attachments(session: Session, item: Item) -> list[AttachmentShape]:
    # Below 0 stand what understanding keeps beside them: the article, the picture.
    rows = session.exec(
        select(Attachment)
        .where(Attachment.item_id == item.id, col(Attachment.position) >= 0)
        .order_by(col(Attachment.position), col(Attachment.id))
    )
    return [
        AttachmentShape(
            title=each.title,
            address=each.address,
            mime=each.mime,
            bytes=each.bytes or None,
            pages=each.pages or None,
            sha256=each.sha256,
            state=each.state,
        )
        for each in rows
    ]


def _sources(session: Session, item_id: int) -> list[SourceShape]:
    rows = session.exec(
        select(Source.id, Source.title, Source.address)
        .join(Sighting, col(Sighting.source_id) == col(Source.id))
        .where(Sighting.item_id == item_id)
        .order_by(col(Sighting.id))
    )
    return [SourceShape(source_id or 0, title, address) for source_id, title, address in rows]
