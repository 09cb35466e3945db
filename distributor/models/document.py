"""Legal and administrative documents, known by issuer as named then, number and symbol, and date of issue."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, words
from distributor.reading_states import DocumentStatusKind, RelationKind


class StatusSource(StrEnum):
    """The origin of a status: who says it."""

    READ = "read"
    """Worked out from what documents say of themselves and of each other."""
    IMPORT = "import"
    PERSON = "person"


def number_begins(table: str, column: str) -> Index:
    """An index that also finds what begins with a number, whatever order of letters PostgreSQL's database has."""
    return Index(f"ix_{table}_{column}", column, postgresql_ops={column: "text_pattern_ops"})


class Document(SQLModel, table=True):
    """Two communes may both hold one number of a year: the issuer is part of the identity. `issuer`: the first, as named then.

    `kind`: of `config/documents.toml`. `told_effective_on`, `ended_on`: its first day of effect, and the first without, as its
    own words tell them. `effective_on`: the first day as it is true, which a correction may have set.

    `gone_from` to `gone_until`: when it must not be spoken of as new or in force, because it has ended, is suspended or will
    never take effect (`gone_why`: ended, suspended, never); `gone_seen_at`: since when that is known here. Kept by room `law`,
    for the claim of a post to ask in one condition.
    """

    __table_args__ = (
        UniqueConstraint("issuer", "number", "issued_on"),
        Index("ix_document_gone_from", "gone_from"),
        number_begins("document", "number"),
    )
    id: int | None = Field(default=None, primary_key=True)
    issuer: str = Field(max_length=300)
    number: str = Field(max_length=100)
    issued_on: date
    kind: str = Field(default="", max_length=60)
    subject: str = Field(default="", max_length=1000)
    effective_on: date | None = None
    told_effective_on: date | None = None
    ended_on: date | None = None
    gone_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gone_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gone_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gone_why: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})


class DocumentIssuer(SQLModel, table=True):
    """One of several issuers, in the order in which the document names them."""

    __tablename__ = "document_issuer"
    __table_args__ = (UniqueConstraint("document_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    position: int
    name: str = Field(max_length=300)


class DocumentRelation(SQLModel, table=True):
    """A relation: what one document says it does to another. `target`: as cited; `target_id` once that document is known here.

    `scope`: whole or part, with the `parts` as named. `quote`: the clause that says so. `since`, `until`: the days that it names;
    without `since` it happens when the acting document takes effect. `new_effective_on`: the day of effect that a correction or
    an amendment gives the target. `target_issuer`, `target_issued_on`: as cited, maybe empty.
    """

    __tablename__ = "document_relation"
    __table_args__ = (
        UniqueConstraint("document_id", "kind", "target"),
        number_begins("document_relation", "target_number"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    kind: RelationKind = Field(sa_type=words(RelationKind))
    target: str = Field(max_length=500)
    target_number: str = Field(default="", max_length=100)
    target_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    target_issuer: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    target_issued_on: date | None = None
    scope: str = Field(default="whole", max_length=10, sa_column_kwargs={"server_default": "whole"})
    parts: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False, server_default="[]"))
    quote: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    since: date | None = None
    until: date | None = None
    new_effective_on: date | None = None


class DocumentStatus(SQLModel, table=True):
    """A document's status from `since` on; `basis`: what says so.

    Rows that were `read` are worked out anew whenever something becomes known; what was imported or said by a person stays.
    `scope`, `parts`: of a status of a part. `by_document_id`: the document whose words made it so; None for its own.
    """

    __tablename__ = "document_status"
    __table_args__ = (UniqueConstraint("document_id", "since", "status", "source"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    status: DocumentStatusKind = Field(sa_type=words(DocumentStatusKind))
    since: date
    basis: str = Field(default="", max_length=500)
    source: StatusSource = Field(
        default=StatusSource.READ, sa_type=words(StatusSource), sa_column_kwargs={"server_default": "read"}
    )
    scope: str = Field(default="whole", max_length=10, sa_column_kwargs={"server_default": "whole"})
    parts: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False, server_default="[]"))
    by_document_id: int | None = Field(default=None, foreign_key="document.id")


class DocumentChange(SQLModel, table=True):
    """A change of a document by others, as it became known here: the reason for what is taken back and put right.

    `since`: the day from which it is so. `known_at`: when it became known. `carried_at`: when the posts were gone through; None
    while its day lies ahead. `never`: it ends before it took effect, so that it counts from the moment it is known.
    `words`: what is so now, in one or two sentences for citizens.
    """

    __tablename__ = "document_change"
    __table_args__ = (
        UniqueConstraint("document_id", "since", "status", "by_document_id"),
        Index("ix_document_change_carried_at_since", "carried_at", "since"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    status: DocumentStatusKind = Field(sa_type=words(DocumentStatusKind))
    since: date
    scope: str = Field(default="whole", max_length=10)
    parts: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    basis: str = Field(default="", max_length=500)
    words: str = Field(default="", sa_type=Text)
    by_document_id: int | None = Field(default=None, foreign_key="document.id")
    never: bool = False
    known_at: datetime = Field(sa_type=UtcDateTime)
    carried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
