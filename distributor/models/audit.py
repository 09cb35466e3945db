"""Who did what, each row bound to the one before."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One action. Ids and names of fields only: never what stood in them, so that it can be kept when a person must be forgotten.

    `number`: its place, from 1. `actor`: a login, or `khoa:ID` of an API key. `address`: of the actor's machine; empty at the
    command line. `action`: as in the table of permissions, or what signing in does. `subject`: `post:12`, `staff:3`. `hash`: over
    `previous_hash` and all the rest, under the data key `key_id`, so that a row changed, put in or taken out is found. Rows of
    before there were keys have a plain SHA-256; the first row with a key stands for all of them.
    """

    __tablename__ = "audit_entry"
    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str = Field(max_length=100, index=True)
    address: str = Field(default="", max_length=45)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    action: str = Field(max_length=60)
    subject: str = Field(max_length=80, index=True)
    fields: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    key_id: int | None = Field(default=None, foreign_key="data_key.id")
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
