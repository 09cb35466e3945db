"""Items: each published thing once, however often and wherever it was seen."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text, text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, SaidEach, UtcDateTime, said, words


class Intake(StrEnum):
    """The intake of an item: whether it goes on to the channels."""

    TAKEN = "taken"
    BACKLOG = "backlog"
    """Older than the first reading of its source."""
    FLOOD = "flood"
    """Came with too many others at once; staff decide."""
    HELD = "held"
    """Carries a mark that must never go out by itself; staff decide."""
    DUPLICATE = "duplicate"
    """Another item is about the same document in the same role."""


class Item(SQLModel, table=True):
    """One published thing. All text is NFC and plain; `html` is sanitised.

    `kind`: the content kind (`config/kinds.toml`), empty where not certain. `address`: canonical, empty if the item had none.
    `revision`: number of the newest revision, 1 for the first reading.
    """

    # The sweep asks for the last two every second, live pages for the third.
    __table_args__ = (
        Index("ix_item_newest", text("coalesce(published_at, first_seen_at)"), "id"),
        Index("ix_item_unit_id_newest", "unit_id", text("coalesce(published_at, first_seen_at)"), "id"),
        Index("ix_item_form_key", "form_key", unique=True),
        Index("ix_item_progress", "intake", "revision", "composed_revision", "understood_revision"),
        Index(
            "ix_item_to_compose",
            "id",
            sqlite_where=text("composed_revision < revision AND intake IN ('taken', 'held')"),
            postgresql_where=text("composed_revision < revision AND intake IN ('taken', 'held')"),
        ),
        Index(
            "ix_item_to_understand",
            "id",
            sqlite_where=text("understood_revision < revision AND intake IN ('taken', 'held')"),
            postgresql_where=text("understood_revision < revision AND intake IN ('taken', 'held')"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    document_role: str = Field(default="", max_length=40)
    kind: str = Field(default="", max_length=40)
    title: str = Field(max_length=1000)
    summary: str = Field(default="", sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    html: str = Field(default="", sa_type=Text)
    address: str = Field(default="", max_length=2000)
    picture_url: str = Field(default="", max_length=2000)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_seen_at: datetime = Field(sa_type=UtcDateTime, index=True)
    intake: Intake = Field(default=Intake.TAKEN, sa_type=words(Intake))
    intake_reason: str = Field(default="", sa_type=said(500))
    revision: int = 1
    content_hash: str = Field(default="", max_length=64)
    composed_revision: int = 0
    """The newest revision that compose has turned into posts; behind `revision` means there is work."""
    understood_revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """The newest revision whose document, key points and attachments have been read; compose waits for it."""
    form_key: str | None = Field(default=None, max_length=64)
    """Of an item by hand: of the form that made it and what stood in it, so that a form sent twice makes one item."""
    understand_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When understanding may be claimed; a claim moves it ahead, so that one who died is followed by another. None: at once."""
    understand_tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    facts: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False, server_default="{}"))
    """What was understood (`facts.Facts`), and what staff are asked."""
    duplicate_of: int | None = Field(default=None, foreign_key="item.id")


class ItemKey(SQLModel, table=True):
    """A name by which an item is known again: its document and role, a guid, or a canonical address."""

    __tablename__ = "item_key"
    __table_args__ = (UniqueConstraint("unit_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    item_id: int = Field(foreign_key="item.id", index=True)
    key: str = Field(max_length=64)
    """SHA-256 of kind and value, so that a guid of any length fits an index."""
    kind: str = Field(max_length=10)
    value: str = Field(sa_type=Text)


class Sighting(SQLModel, table=True):
    """An item as seen in a source. `fingerprint`: of the raw entry, to know in one comparison that nothing changed."""

    __table_args__ = (UniqueConstraint("source_id", "entry_key"),)
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id")
    item_id: int = Field(foreign_key="item.id", index=True)
    entry_key: str = Field(max_length=64)
    """SHA-256 of what names the entry inside its source."""
    fingerprint: str = Field(max_length=32)
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    duplicate: bool = False
    """True: another source had it first."""


class RevisionKind(StrEnum):
    FIRST = "first"
    TRIVIAL = "trivial"
    """White space, mark-up: never posts."""
    CORRECTION = "correction"
    SUBSTANTIVE = "substantive"
    WITHDRAWN = "withdrawn"


class Revision(SQLModel, table=True):
    """A change of an item, with what stood there before."""

    __table_args__ = (UniqueConstraint("item_id", "number"), Index("ix_revision_seen_at", "seen_at"))
    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    number: int
    kind: RevisionKind = Field(sa_type=words(RevisionKind))
    seen_at: datetime = Field(sa_type=UtcDateTime)
    title: str = Field(max_length=1000)
    text: str = Field(default="", sa_type=Text)
    changes: list[str] = Field(default=[], sa_column=Column(SaidEach, nullable=False))
    """What changed, in words for staff."""
