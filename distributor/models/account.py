"""Accounts: one Page, profile or feed, with its credentials (encrypted), facts and limits."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, UtcDateTime, said, words


class AccountState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    NEEDS_SIGNIN = "needs_signin"
    """The platform refused the token and refreshing did not help; posts stay planned."""
    CLOSED = "closed"


class Account(SQLModel, table=True):
    """`settings`: facts that are no secrets (`page_id`, `user_id`, `endpoint` of a sandbox). `limits`: what differs from
    the channel's own (`{"quotas": {"posts": 300}, "read_back_lag_s": 1}`).

    `wait_until`: no call before it, because the platform throttles (`wait_reason`); staff pauses stand in `state`.
    """

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    channel: str = Field(max_length=40, index=True)
    name: str = Field(max_length=200)
    state: AccountState = Field(default=AccountState.ACTIVE, sa_type=words(AccountState))
    state_reason: str = Field(default="", sa_type=said(500))
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wait_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wait_reason: str = Field(default="", sa_type=said(500))
    quota_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Our own count says that a quota is used up until then: no new post begins, but looks and further steps go on."""
    settings: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    limits: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    credentials: bytes = b""
    """Encrypted by the vault; empty for a channel that needs none."""
    credentials_version: int = 0
    """Counts changes: a refresh is recorded only over the version it started from."""
    refresh_token: str = Field(default="", max_length=32)
    """Who holds the lease on refreshing."""
    refresh_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refreshed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hub_told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The last change of a feed that its hub was told of."""
    hub_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hub_tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class AccountChangeKind(StrEnum):
    RENAMED = "renamed"
    MERGED = "merged"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"


class AccountChange(SQLModel, table=True):
    """A change of an account, for the public directory. `on`: a day in Vietnam. `successor`: an account or an office."""

    __tablename__ = "account_change"
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: AccountChangeKind = Field(sa_type=words(AccountChangeKind))
    on: date
    earlier_name: str = Field(default="", max_length=200)
    earlier_address: str = Field(default="", max_length=300)
    successor: str = Field(default="", max_length=300)
    basis: str = Field(default="", max_length=300)
    noted_by: str = Field(max_length=80)
    noted_at: datetime = Field(sa_type=UtcDateTime)


class AccountGrant(SQLModel, table=True):
    """`unit_id` may post to an account of another unit."""

    __tablename__ = "account_grant"
    __table_args__ = (UniqueConstraint("account_id", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    unit_id: int = Field(foreign_key="unit.id")


class QuotaUse(SQLModel, table=True):
    """One post counted against a quota at the moment of its first claim; a later try of the same post is not counted again."""

    __tablename__ = "quota_use"
    __table_args__ = (
        Index("ix_quota_use_account_bucket_at", "account_id", "bucket", "at"),
        Index("ix_quota_use_post_id", "post_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    bucket: str = Field(max_length=40)
    at: datetime = Field(sa_type=UtcDateTime)
    post_id: int | None = None
    """No foreign key: a quota counts what was sent, whatever becomes of the post."""
