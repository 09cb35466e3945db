"""Who did what, each row bound to the one before."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One action. Ids and names of fields only: never what stood in them, so that it can be kept when a person must be forgotten.

    `actor`: a login, or `khoa:ID` of an API key. `action`: as in the table of permissions, or what signing in does. `subject`:
    `post:12`, `staff:3`. `hash`: SHA-256 over `previous_hash` and all the rest, so that a row changed or taken out is found.
    """

    __tablename__ = "audit_entry"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str = Field(max_length=100, index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    action: str = Field(max_length=60)
    subject: str = Field(max_length=80, index=True)
    fields: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
