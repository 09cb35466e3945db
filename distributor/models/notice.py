"""Notices: what staff must know or decide. One open notice a subject and kind, so that nothing floods."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from distributor.models.base import UtcDateTime, said


class Notice(SQLModel, table=True):
    """`subject`: `account:3`, `correction:7`, `item:12`, `post:40`, `source:1`. Closed when dealt with."""

    __table_args__ = (Index("ix_notice_closed_at_subject", "closed_at", "subject"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=60)
    text: str = Field(sa_type=said(4000))
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
