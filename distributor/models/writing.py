"""What staff bring and begin: files that are uploaded piece by piece, and posts that are not made yet."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, UtcDateTime, said, words


class StaffFile(SQLModel, table=True):
    """A file of the media room. `received`: bytes that are there; `sha256` names it in the media store once all of it is read.

    `refused`: why it was not taken, as a phrase. `seconds`, `width`, `height`: of a picture or video as it will be shown.
    `cover`: a still of a video. `given`: SHA-256 of the bytes as they came, by which the same file is known again.
    `rights`: whose a video is, and on what terms; `usable_until`: its last day; `ended_at`: when it was over, and carried out.
    """

    __tablename__ = "staff_file"
    __table_args__ = (
        Index("ix_staff_file_unit_id_made_at", "unit_id", "made_at"),
        Index("ix_staff_file_usable_until", "usable_until"),
    )
    key: str = Field(primary_key=True, max_length=32)
    unit_id: int = Field(foreign_key="unit.id")
    login: str = Field(max_length=80)
    name: str = Field(max_length=200)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    received: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    given: str = Field(default="", max_length=64)
    sha256: str = Field(default="", max_length=64, index=True)
    mime: str = Field(default="", max_length=60)
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    cover: str = Field(default="", max_length=64)
    refused: str = Field(default="", sa_type=said(1000))
    alt_text: str = Field(default="", max_length=1000)
    tags: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    rights: str = Field(default="", max_length=500)
    usable_until: date | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)


class WrittenDraft(SQLModel, table=True):
    """A post as far as it is written: the form's fields as they were typed. `item_id`: what was made of it."""

    __tablename__ = "written_draft"
    __table_args__ = (Index("ix_written_draft_staff_id_changed_at", "staff_id", "changed_at"),)
    key: str = Field(primary_key=True, max_length=64)
    staff_id: int = Field(foreign_key="staff.id")
    fields: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    changed_at: datetime = Field(sa_type=UtcDateTime)
    item_id: int | None = Field(default=None, foreign_key="item.id")


class WordingState(StrEnum):
    """`RETIRED`: a later one took its place."""

    WAITING = "waiting"
    IN_USE = "in_use"
    REFUSED = "refused"
    RETIRED = "retired"


class Wording(SQLModel, table=True):
    """A template as staff would have it, in place of its file; of each template at most one waits and one is in use.

    `template`: its name, `facebook/announce.j2`. `number`: of this template, from 1. `source`: empty for the file's own words
    again. `note`: why, by who made it; `reason`: why not, by who refused it. Of a saved reply, `replies/ID`, the title
    is the first line.
    """

    __table_args__ = (UniqueConstraint("template", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    template: str = Field(max_length=120)
    number: int
    source: str = Field(sa_type=Text)
    note: str = Field(default="", max_length=300)
    state: WordingState = Field(default=WordingState.WAITING, sa_type=words(WordingState))
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=300)
