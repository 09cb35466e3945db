"""One document of the register for a person's eyes: what it is on a day, and every step of its life. Reads only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from distributor.law.names import same_issuer
from distributor.law.status import LegalStatus, status_on, statuses_on
from distributor.law.words import STATUS_WORDS, citation_of
from distributor.models import Document, DocumentStatus, DocumentStatusKind


@dataclass(frozen=True)
class Looked:
    """`steps`: day and words, in order."""

    name: str
    issuer: str
    legal_status: LegalStatus
    steps: tuple[tuple[date, str], ...]

    @property
    def line(self) -> str:
        return self.legal_status.line

    def to_json(self) -> dict[str, Any]:
        legal_status = self.legal_status
        return {
            "name": self.name,
            "issuer": self.issuer,
            "status": legal_status.status.value,
            "since": legal_status.since.isoformat() if legal_status.since else None,
            "basis": legal_status.basis,
            "never_in_force": legal_status.never,
            "effective_on": legal_status.effective_on.isoformat() if legal_status.effective_on else None,
            "ends_on": legal_status.ends_on.isoformat() if legal_status.ends_on else None,
            "caveat": legal_status.caveat,
            "steps": [{"since": since.isoformat(), "words": words} for since, words in self.steps],
        }


def look_up(session: Session, number: str, issuer: str, day: date) -> list[Looked]:
    """Every document of this number; with an issuer those of it. One that was never seen is told by what others say of it."""
    documents = session.exec(select(Document).where(Document.number == number).order_by(col(Document.id))).all()
    documents = [one for one in documents if not issuer or same_issuer(issuer, one.issuer)]
    if not documents:
        legal_status = status_on(session, day, number=number, issuer=issuer)
        if legal_status.status is DocumentStatusKind.UNKNOWN and not (legal_status.basis or legal_status.coming):
            return []
        return [Looked(citation_of("", number, issuer), issuer, legal_status, ())]
    known = statuses_on(session, [one.id or 0 for one in documents], day)
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
