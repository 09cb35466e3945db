"""Outgoing webhooks: where a unit wants to be told, what happened, and each telling with its attempts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, UtcDateTime, said, words


class WebhookState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    """After a day of attempts, or the receiver said that it is gone. A person may send it again."""


class WebhookEndpoint(SQLModel, table=True):
    """`kinds`: of events (`distributor.events.EVENTS`); empty for all. `secret`: sealed by the vault.

    `former_secret`: signs beside the new one until `former_until`, so that a receiver has time to change.
    `token`, `lease_until`: who is sending to it; one at a time. `rests_until`: nobody calls before.
    `failing_since`: the first failure after the last success.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (UniqueConstraint("unit_id", "url"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    url: str = Field(max_length=1000)
    note: str = Field(default="", max_length=200)
    kinds: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    secret: bytes = b""
    former_secret: bytes = b""
    former_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    active: bool = True
    stopped_reason: str = Field(default="", sa_type=said(500))
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=80)
    token: str = Field(default="", max_length=32)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rests_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    """In a row."""
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookEvent(SQLModel, table=True):
    """An event, written in the transaction in which it happened. `key`: stable, `msg_…`; receivers know repeats by it."""

    __tablename__ = "webhook_event"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=40)
    unit_id: int = Field(foreign_key="unit.id")
    kind: str = Field(max_length=60)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    data: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))


class WebhookDelivery(SQLModel, table=True):
    """One event for one endpoint. `due_at`: when it is tried next."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        Index(
            "ix_webhook_delivery_waiting",
            "due_at",
            "endpoint_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    endpoint_id: int = Field(foreign_key="webhook_endpoint.id")
    event_id: int = Field(foreign_key="webhook_event.id", index=True)
    state: WebhookState = Field(default=WebhookState.WAITING, sa_type=words(WebhookState))
    due_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    first_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookAttempt(SQLModel, table=True):
    """One call. `status`: of the answer, None without one. `problem`: why it does not count, in words for staff."""

    __tablename__ = "webhook_attempt"
    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="webhook_delivery.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    status: int | None = None
    took_ms: int = 0
    problem: str = Field(default="", sa_type=said(500))
