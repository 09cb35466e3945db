"""Legal and administrative documents, known by issuer as named then, number and symbol, and date of issue."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from distributor.models.base import words


class RelationKind(StrEnum):
    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    CORRECTS = "corrects"
    CONSOLIDATES = "consolidates"
    SUSPENDS = "suspends"
    RESUMES = "resumes"
    """Lets a suspended act have effect again."""
    EXTENDS = "extends"
    """Prolongs an act that ends by its own term."""
    GUIDES = "guides"
    """Implements or details the other: what becomes of it when the other ends is for a person."""


class DocumentStatusKind(StrEnum):
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    PARTLY_ENDED = "partly_ended"
    ENDED = "ended"
    SUSPENDED = "suspended"
    CORRECTED = "corrected"
    """Of the day on which its text was put right; what it was before goes on."""


class Document(SQLModel, table=True):
    """Two communes may both hold 01/2026/QĐ-UBND: the issuer is part of the identity. `issuer`: the first, as named then.

    `kind`: of `config/documents.toml`.
    """

    __table_args__ = (UniqueConstraint("issuer", "number", "issued_on"),)
    id: int | None = Field(default=None, primary_key=True)
    issuer: str = Field(max_length=300)
    number: str = Field(max_length=100, index=True)
    issued_on: date
    kind: str = Field(default="", max_length=60)
    subject: str = Field(default="", max_length=1000)
    effective_on: date | None = None


class DocumentIssuer(SQLModel, table=True):
    """One of several issuers, in the order in which the document names them."""

    __tablename__ = "document_issuer"
    __table_args__ = (UniqueConstraint("document_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    position: int
    name: str = Field(max_length=300)


class DocumentRelation(SQLModel, table=True):
    """What a document says it does to another. `target`: as cited; `target_id` once that document is known here."""

    __tablename__ = "document_relation"
    __table_args__ = (UniqueConstraint("document_id", "kind", "target"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    kind: RelationKind = Field(sa_type=words(RelationKind))
    target: str = Field(max_length=500)
    target_number: str = Field(default="", max_length=100, index=True)
    target_id: int | None = Field(default=None, foreign_key="document.id", index=True)


class DocumentStatus(SQLModel, table=True):
    """From `since` on the document has this status; `basis`: what says so."""

    __tablename__ = "document_status"
    __table_args__ = (UniqueConstraint("document_id", "since", "status"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    status: DocumentStatusKind = Field(sa_type=words(DocumentStatusKind))
    since: date
    basis: str = Field(default="", max_length=500)
