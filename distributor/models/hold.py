"""Holds: nothing goes out while one stands (mourning, disaster, election), but what it allows."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import UtcDateTime, said


class Hold(SQLModel, table=True):
    """Scope: every set field narrows it; none set holds the whole province. `allowed_kinds`: content kinds that still go."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    channel: str = Field(default="", max_length=40)
    reason: str = Field(sa_type=said(500))
    ordered_by: str = Field(max_length=200)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    allowed_kinds: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
