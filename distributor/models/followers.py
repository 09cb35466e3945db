"""Who follows by e-mail: their address, sealed; what they agreed to, in the words they read; and each mail to them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text, text
from sqlmodel import JSON, Column, Field, Index, SQLModel

from distributor.models.base import UtcDateTime, said, words


class MailFollowerState(StrEnum):
    ASKED = "asked"
    """Somebody gave this address; nobody knows yet that it is theirs."""
    CONFIRMED = "confirmed"
    ENDED = "ended"


class MailFollower(SQLModel, table=True):
    """`address_hash`: keyed. `topics`: labels of `config/topics.toml`; none: everything. `wording`: what they agreed to.

    `next_at`: when the next digest is made. The sealed address is erased when it ends; that it ended stays.
    """

    __tablename__ = "mail_follower"
    __table_args__ = (Index("ix_mail_follower_state_next_at", "state", "next_at"),)
    id: int | None = Field(default=None, primary_key=True)
    address_hash: str = Field(unique=True, max_length=64)
    address_sealed: bytes = b""
    topics: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    wording: str = Field(sa_type=Text)
    state: MailFollowerState = Field(default=MailFollowerState.ASKED, sa_type=words(MailFollowerState))
    asked_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    digest_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """What the last digest told of ends here."""
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FollowerMailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


class FollowerMail(SQLModel, table=True):
    """One mail to one person. `item_ids`: what a digest tells of; none: it asks for the confirmation.

    `message_id`: stable, so that a mail that comes twice is known. `token`, `lease_until`: who is sending it now.
    """

    __tablename__ = "follower_mail"
    __table_args__ = (
        Index(
            "ix_follower_mail_waiting",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    follower_id: int = Field(foreign_key="mail_follower.id", index=True)
    message_id: str = Field(unique=True, max_length=120)
    item_ids: list[int] = Field(default=[], sa_column=Column(JSON, nullable=False))
    state: FollowerMailState = Field(default=FollowerMailState.WAITING, sa_type=words(FollowerMailState))
    made_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    first_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    problem: str = Field(default="", sa_type=said(500))
    token: str = Field(default="", max_length=32)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
