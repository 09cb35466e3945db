"""What outlives a restore from a backup: the key of short codes, and that the database was restored."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import JsonObject, UtcDateTime


class LinkKey(SQLModel, table=True):
    """One row, made with the database. Short codes are derived by it: nobody guesses one, and a restored home makes the same."""

    __tablename__ = "link_key"
    id: int = Field(default=1, primary_key=True)
    key: str = Field(max_length=64)


class Restoration(SQLModel, table=True):
    """The database was restored at `restored_at` from a backup of `backup_at`: what went out in between is not in it.

    `looks_until`: till then a new post of what was there before is looked for before it is sent. `receipts`: short code → what
    the journal says of the post: `at`, when it was last called; with `id` and `url`, that it is out; `people`: subscribers whom
    the network was handed its message for.
    """

    id: int | None = Field(default=None, primary_key=True)
    backup_at: datetime = Field(sa_type=UtcDateTime)
    restored_at: datetime = Field(sa_type=UtcDateTime)
    looks_until: datetime = Field(sa_type=UtcDateTime)
    receipts: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
