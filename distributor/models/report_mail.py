"""Reports by mail: what a unit has sent to whom at the end of each period, and each sending."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, said, words


class ReportMailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    """The mail server took it, for at least one recipient. A person may send it again to those refused."""
    GIVEN_UP = "given_up"
    """After a day of tries, or all recipients were refused for good. A person may send it again."""


class ReportSchedule(SQLModel, table=True):
    """`period`: a name of `config/reporting_periods.toml`. `formats`: `pdf`, `docx`. `next_at`: when the next sending is made."""

    __tablename__ = "report_schedule"
    __table_args__ = (
        Index(
            "ix_report_schedule_due",
            "next_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    period: str = Field(max_length=40)
    recipients: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    formats: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    next_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=80)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str = Field(default="", max_length=80)


class ReportMail(SQLModel, table=True):
    """One sending. `span_key`: of the period reported about. `recipients`: whom the next try goes to, at first all whom the
    schedule names.

    `message_id`: stable, so that a mail that comes twice is known. `token`, `lease_until`: who is sending it now.
    `refused`: whom the server did not take, for good or at the last try. `problem`: of the last try, in words for staff.
    """

    __tablename__ = "report_mail"
    __table_args__ = (
        UniqueConstraint("schedule_id", "span_key"),
        Index(
            "ix_report_mail_waiting",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    schedule_id: int = Field(foreign_key="report_schedule.id")
    unit_id: int = Field(foreign_key="unit.id")
    span_key: str = Field(max_length=60)
    message_id: str = Field(unique=True, max_length=120)
    recipients: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    formats: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    state: ReportMailState = Field(default=ReportMailState.WAITING, sa_type=words(ReportMailState))
    made_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    first_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refused: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    problem: str = Field(default="", sa_type=said(500))
    token: str = Field(default="", max_length=32)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
