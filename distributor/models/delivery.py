"""Deliveries: carrying a post to its platform; each try; the platform's id; and who is alive to carry."""

from datetime import datetime

from sqlalchemy import Text, text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, UtcDateTime, said


class Delivery(SQLModel, table=True):
    """One a post. While `token` is set and the post is `sending`, one call somewhere has the right to act and record.

    `calling_at`: committed before an irreversible step; set and unanswered means nobody knows whether the post went out.
    `first_call_at`: since when `find` must look. `tries` counts attempts that the platform did not merely put off.
    `looks`: times in a row that `find` saw nothing. `look_since`: before it is sent, the platform is asked whether it got it
    since then, for the database was restored (`deliver.look_first`).
    """

    __table_args__ = (
        Index("ix_delivery_incarnation_id", "incarnation_id"),
        Index(
            "ix_delivery_look_since",
            "post_id",
            sqlite_where=text("look_since IS NOT NULL"),
            postgresql_where=text("look_since IS NOT NULL"),
        ),
    )
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    token: str = Field(default="", max_length=32)
    incarnation_id: str = Field(default="", max_length=32)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    calling_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_call_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    progress: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    tries: int = 0
    looks: int = 0
    last_look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refused_as_duplicate: bool = False
    look_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Attempt(SQLModel, table=True):
    """One try, from claim to answer. `outcome`: published, next, or the class of error; empty while it runs."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    token: str = Field(max_length=32)
    incarnation_id: str = Field(max_length=32)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    step: str = Field(default="", max_length=40)
    outcome: str = Field(default="", max_length=40)
    code: str = Field(default="", max_length=100)
    message: str = Field(default="", sa_type=said(1000))
    evidence: str = Field(default="", sa_type=Text)
    """Redacted."""


class Receipt(SQLModel, table=True):
    """The platform's id and address. An id belongs to one delivery for ever."""

    __table_args__ = (UniqueConstraint("account_id", "external_id"),)
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    account_id: int = Field(foreign_key="account.id")
    external_id: str = Field(max_length=300)
    url: str = Field(default="", max_length=1000)
    received_at: datetime = Field(sa_type=UtcDateTime)
    found_by_look: bool = False


class Incarnation(SQLModel, table=True):
    """One life of one worker process. Dead when its lock is free (`distributor.work.liveness`)."""

    id: str = Field(primary_key=True, max_length=32)
    host: str = Field(max_length=200)
    """Machine and home, so that only those who share the lock file judge by it."""
    part: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    """What the process is: `worker`, or else of no interest to who asks whether posts go out."""
    pid: int
    started_at: datetime = Field(sa_type=UtcDateTime)
    heartbeat_at: datetime = Field(sa_type=UtcDateTime)
    """By the database's clock."""
    progress: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False, server_default=text("'{}'")))
    """What it had done by then (`distributor.work.progress`)."""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
