"""The register as rows: statuses by day, worked out anew whenever something becomes known, in the same transaction.

1. `refresh`: relations are brought to their targets, the lives of all that are touched are played through, rows are rewritten.
2. What others made of a document becomes a `DocumentChange`. If its day has come, `carry` goes through the posts at once; else on
   that day (`days`).

Functions take a session and never commit.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.law.carry import carry
from distributor.law.life import GONE
from distributor.law.registered import Life, Step
from distributor.law.shelf import Shelf, resolve, shelf_of, touched_by
from distributor.law.words import basis_of, what_is_so
from distributor.models import (
    Document,
    DocumentChange,
    DocumentStatus,
    DocumentStatusKind,
    RelationKind,
    StatusSource,
)

NEVER = "never"
_CHANGING = (
    DocumentStatusKind.ENDED,
    DocumentStatusKind.SUSPENDED,
    DocumentStatusKind.PARTLY_ENDED,
    DocumentStatusKind.CORRECTED,
    DocumentStatusKind.UNKNOWN,
)


def refresh(session: Session, document_ids: Iterable[int], now: datetime) -> set[int]:
    """Work out anew what these documents, and all that they bear on, are. Those whose life changed."""
    session.flush()
    wanted = set(document_ids)
    for document in session.exec(select(Document).where(col(Document.id).in_(wanted))).all():
        wanted |= resolve(session, document.id or 0, document.number)
    ids = touched_by(session, wanted)
    shelf = shelf_of(session, ids)
    return {key for key in sorted(ids) if key in shelf.documents and _settle(session, shelf, key, now)}


def _settle(session: Session, shelf: Shelf, key: int, now: datetime) -> bool:
    """Write down one life. Whether anything in it is new."""
    document, life = shelf.documents[key], shelf.lives[key]
    changed = _write_steps(session, shelf, key, life)
    changes = _write_changes(session, shelf, key, life, now)
    if document.effective_on != life.effective_on and life.effective_on is not None:
        document.effective_on, changed = life.effective_on, True
    set_gone(document, life, now)
    session.add(document)
    session.flush()
    today = now.astimezone(VIETNAM).date()
    due = [one for one in changes if one.carried_at is None and (one.never or one.since <= today)]
    for change in due:
        carry(session, change, now)
    return changed or bool(due)


def set_gone(document: Document, life: Life, now: datetime) -> None:
    """Write down from when to when a document must not be spoken of as new or in force, as of today."""
    today = now.astimezone(VIETNAM).date()
    found = _gone(life, today)
    if found is None:
        document.gone_from = document.gone_until = document.gone_seen_at = None
        document.gone_why = ""
        return
    first, last, why = found
    begins = _midnight(first) if why != NEVER else (document.gone_from if document.gone_why == NEVER else None) or now
    if document.gone_from is None or document.gone_why != why or document.gone_from != begins:
        document.gone_seen_at = now
    document.gone_from, document.gone_why = begins, why
    document.gone_until = _midnight(last) if last is not None else None


def _gone(life: Life, today: date) -> tuple[date, date | None, str] | None:
    """The stretch without effect that stands today, or else the next: its first day, the first one after it, why."""
    if life.is_never and life.steps[-1].status is DocumentStatusKind.ENDED:
        return today, None, NEVER
    first, why = None, ""
    for step in life.steps:
        is_gone = step.status in GONE or (step.status is DocumentStatusKind.UNKNOWN and step.by is not None)
        if is_gone and (first is None or why != step.status.value):
            first, why = first if first is not None and why == step.status.value else step.since, step.status.value
        elif not is_gone and first is not None:
            if step.since > today:
                return first, step.since, why
            first, why = None, ""
    return (first, None, why) if first is not None else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), VIETNAM)


def _write_steps(session: Session, shelf: Shelf, key: int, life: Life) -> bool:
    """The rows that were read; what was given by others stands already."""
    rows = {
        (step.since, step.status): DocumentStatus(
            document_id=key,
            status=step.status,
            since=step.since,
            basis=_basis(shelf, step)[:500],
            source=StatusSource.READ,
            scope="part" if step.new_parts or step.status is DocumentStatusKind.PARTLY_ENDED else "whole",
            parts=list(step.parts),
            by_document_id=step.by if isinstance(step.by, int) else None,
        )
        for step in life.steps
        if not step.basis
    }
    there = session.exec(
        select(DocumentStatus).where(DocumentStatus.document_id == key, DocumentStatus.source == StatusSource.READ)
    ).all()
    same = {(row.since, row.status) for row in there if _says(row, rows.get((row.since, row.status)))}
    stale = [row for row in there if (row.since, row.status) not in same]
    for row in stale:
        session.delete(row)
    session.flush()
    new = [row for place, row in rows.items() if place not in same]
    session.add_all(new)
    session.flush()
    return bool(stale or new)


def _says(row: DocumentStatus, other: DocumentStatus | None) -> bool:
    return other is not None and (row.basis, row.scope, row.parts, row.by_document_id) == (
        other.basis,
        other.scope,
        other.parts,
        other.by_document_id,
    )


def _basis(shelf: Shelf, step: Step) -> str:
    return step.basis or basis_of(step.status, step.kind, shelf.name_of(step.by), step.new_parts, step.done)


def _write_changes(session: Session, shelf: Shelf, key: int, life: Life, now: datetime) -> list[DocumentChange]:
    """The changes that others, or its own term, bring: new ones are added, those that were not carried and hold no more go."""
    there = session.exec(select(DocumentChange).where(DocumentChange.document_id == key)).all()
    known = {(row.since, row.status, row.by_document_id): row for row in there}
    held: list[DocumentChange] = []
    for step in life.steps:
        if not _is_change(step):
            continue
        by = step.by if isinstance(step.by, int) else None
        row = known.pop((step.since, step.status, by), None)
        if row is None:
            row = DocumentChange(document_id=key, status=step.status, since=step.since, by_document_id=by, known_at=now)
        elif row.never != step.never:
            row.carried_at = None
        row.scope = "part" if step.status is DocumentStatusKind.PARTLY_ENDED else "whole"
        row.parts, row.never, row.basis = list(step.new_parts), step.never, _basis(shelf, step)[:500]
        row.words = what_is_so(
            shelf.told(key), step.status, step.kind, shelf.brief(step.by), step.since, step.new_parts, step.quote,
            never=step.never, done=step.done,
        ) if not step.basis else f"{shelf.told(key)}: {step.basis}."  # fmt: skip
        session.add(row)
        held.append(row)
    for row in known.values():
        if row.carried_at is None:
            session.delete(row)
    session.flush()
    return held


def _is_change(step: Step) -> bool:
    if step.kind is RelationKind.RESUMES:
        return step.by is not None
    if step.status not in _CHANGING:
        return False
    if step.by is None and not step.basis:  # its own days
        return step.status is DocumentStatusKind.ENDED
    return step.kind is not RelationKind.EXTENDS
