"""Files that an item brings along: the document itself, its forms."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, said, words
from distributor.reading_states import AttachmentState


class Attachment(SQLModel, table=True):
    """`address`: where it lies. `text`: what it says, NFC and plain. `sha256`: of the bytes that were read."""

    __table_args__ = (UniqueConstraint("item_id", "address"),)
    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    position: int = 0
    address: str = Field(max_length=2000)
    title: str = Field(default="", max_length=500)
    mime: str = Field(default="", max_length=100)
    bytes: int = 0
    sha256: str = Field(default="", max_length=64)
    state: AttachmentState = Field(default=AttachmentState.WANTED, sa_type=words(AttachmentState))
    pages: int = 0
    text: str = Field(default="", sa_type=Text)
    problem: str = Field(default="", sa_type=said(500))
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
