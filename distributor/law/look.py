"""One document of the register for a person's eyes: what it is on a day, and every step of its life. Reads only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from distributor.law.names import same_issuer
from distributor.law.standing import LegalStatus, standings, status_on
from distributor.law.words import STATUS_WORDS, citation_of
from distributor.models import Document, DocumentStatus, DocumentStatusKind


@dataclass(frozen=True)
class Looked:
    """`steps`: day and words, in order."""

    name: str
    issuer: str
    standing: LegalStatus
    steps: tuple[tuple[date, str], ...]

    @property
    def line(self) -> str:
        return self.standing.line

    def to_json(self) -> dict[str, Any]:
        standing = self.standing
        return {
            "name": self.name,
            "issuer": self.issuer,
            "status": standing.status.value,
            "since": standing.since.isoformat() if standing.since else None,
            "basis": standing.basis,
            "never_in_force": standing.never,
            "effective_on": standing.effective_on.isoformat() if standing.effective_on else None,
            "ends_on": standing.ends_on.isoformat() if standing.ends_on else None,
            "caveat": standing.caveat,
            "steps": [{"since": since.isoformat(), "words": words} for since, words in self.steps],
        }


def look_up(session: Session, number: str, issuer: str, day: date) -> list[Looked]:
    """Every document of this number; with an issuer those of it. One that was never seen is told by what others say of it."""
    documents = session.exec(select(Document).where(Document.number == number).order_by(col(Document.id))).all()
    documents = [one for one in documents if not issuer or same_issuer(issuer, one.issuer)]
    if not documents:
        standing = status_on(session, day, number=number, issuer=issuer)
        if standing.status is DocumentStatusKind.UNKNOWN and not (standing.basis or standing.coming):
            return []
        return [Looked(citation_of("", number, issuer), issuer, standing, ())]
    known = standings(session, [one.id or 0 for one in documents], day)
    return [
        Looked(
            citation_of(one.kind, one.number, one.issuer, one.issued_on),
            one.issuer,
            known[one.id or 0],
            _steps(session, one.id or 0),
        )
        for one in documents
    ]


def _steps(session: Session, document_id: int) -> tuple[tuple[date, str], ...]:
    rows = session.exec(
        select(DocumentStatus)
        .where(DocumentStatus.document_id == document_id)
        .order_by(col(DocumentStatus.since), col(DocumentStatus.id))
    )
    return tuple(
        (row.since, STATUS_WORDS[DocumentStatusKind(row.status)] + (f" ({row.basis})" if row.basis else ""))
        for row in rows
    )
