"""Calls of the telephone line: what for and how they ended, never whose they were; and what callers recorded, sealed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import UtcDateTime, words


class CallOutcome(StrEnum):
    ANSWERED = "answered"
    QUESTION = "question"
    HANDED_ON = "handed_on"
    NOTHING = "nothing"
    """Looked up, and nothing was found."""
    LEFT = "left"


class PhoneCall(SQLModel, table=True):
    """`topics`: what was looked up, as the menu calls it; the last alone ends up `outcome`. No number stands here."""

    __tablename__ = "phone_call"
    __table_args__ = (Index("ix_phone_call_unit_id_began_at", "unit_id", "began_at"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime = Field(sa_type=UtcDateTime)
    topics: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    messages: int = 0
    """Sent to the caller."""
    outcome: CallOutcome = Field(sa_type=words(CallOutcome))


class PhoneRecording(SQLModel, table=True):
    """A question as it was spoken: a WAV, sealed; gone after `keep_until`, or when the person asks to be forgotten."""

    __tablename__ = "phone_recording"
    __table_args__ = (Index("ix_phone_recording_keep_until", "keep_until"),)
    id: int | None = Field(default=None, primary_key=True)
    inbound_id: int = Field(foreign_key="sms_inbound.id", unique=True)
    sealed: bytes
    seconds: int
    keep_until: datetime = Field(sa_type=UtcDateTime)
