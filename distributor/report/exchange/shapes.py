"""The shapes in which items and documents are shared with other systems; `docs/data-structure.md` describes them.

A field that is here stays, with its name and meaning; new ones may come beside it. Descriptions are read by people outside, in
Vietnamese: `report.shape.…` and `report.told.…` of the catalogue. Empty text: not certain. Null: unknown, which is never 0.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, TypeVar, dataclass_transform

from pydantic import Field

from distributor.models import AttachmentState, DocumentStatusKind, Intake, RelationKind, UnitLevel
from phrases import phrase

T = TypeVar("T")


def told(name: str) -> object:
    """Return what a field is, for whoever reads the description of the interface."""
    return Field(description=phrase(f"report.told.{name}"))


@dataclass_transform(frozen_default=True)
def shape(made: type[T]) -> type[T]:
    """A frozen dataclass whose description is the phrase of its name."""
    made.__doc__ = phrase(f"report.shape.{made.__name__}")
    return dataclass(frozen=True)(made)


@shape
class UnitShape:
    """A unit."""

    id: int
    code: Annotated[str, told("unit-code")]
    level: UnitLevel
    name: Annotated[str, told("unit-name")]


@shape
class RelationShape:
    """A relation: what a document says of another."""

    kind: Annotated[RelationKind, told("relation")]
    target: Annotated[str, told("relation-target")]
    target_number: Annotated[str, told("target-number")]
    target_id: Annotated[int | None, told("target-id")]


@shape
class StatusShape:
    """A document's status from a day on, with its basis."""

    status: DocumentStatusKind
    since: date
    basis: str


@shape
class DocumentShape:
    """A document. Its identity: (first issuing body by its name at the time of issue, number, date of issue)."""

    id: Annotated[int, told("document-id")]
    issuer: Annotated[str, told("issuer")]
    number: Annotated[str, told("number")]
    issued_on: date
    kind: Annotated[str, told("document-kind")]
    subject: Annotated[str, told("subject")]
    effective_on: date | None
    issuers: Annotated[tuple[str, ...], told("issuers")]
    statuses: tuple[StatusShape, ...]
    relations: tuple[RelationShape, ...]


@shape
class KeyPointsShape:
    """The key points that people need to know, word for word from the source (but for topic)."""

    topic: str
    affected: str
    changes: tuple[str, ...]
    action: str
    place: str
    deadline: str
    deadline_on: date | None


@shape
class AttachmentShape:
    """A file that comes with an item."""

    title: str
    address: str
    mime: str
    bytes: Annotated[int | None, told("bytes")]
    pages: Annotated[int | None, told("pages")]
    sha256: Annotated[str, told("file-sha256")]
    state: AttachmentState


@shape
class SourceShape:
    """A source that showed the item; the first one stands first."""

    id: int
    title: str
    address: str


@shape
class ItemShape:
    """An item: one published content, once, in however many sources it was seen. Text is NFC, without HTML."""

    id: int
    unit_id: int
    kind: Annotated[str, told("kind")]
    kind_label: str
    title: str
    summary: str
    address: Annotated[str, told("item-address")]
    picture_url: str
    published_at: Annotated[datetime | None, told("published-at")]
    first_seen_at: datetime
    intake: Annotated[Intake, told("intake")]
    intake_reason: str
    revision: Annotated[int, told("revision")]
    content_hash: Annotated[str, told("content-hash")]
    document: Annotated[DocumentShape | None, told("document")]
    document_role: Annotated[str, told("document-role")]
    duplicate_of: Annotated[int | None, told("duplicate-of")]


@shape
class FullItemShape(ItemShape):
    """An item with its whole text and all that was understood of it."""

    text: Annotated[str, told("whole-text")]
    key_points: KeyPointsShape
    questions: Annotated[tuple[str, ...], told("questions")]
    attachments: tuple[AttachmentShape, ...]
    sources: tuple[SourceShape, ...]
