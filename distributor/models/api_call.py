"""What is remembered of calls of other programs: answers to be given again, and how many came in a minute."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, UtcDateTime


class ApiAnswer(SQLModel, table=True):
    """The answer to one `Idempotency-Key` of one key. `status` 0: still being worked on, by whoever began at `begun_at`.

    `request_hash`: SHA-256 of what was asked, so that the same name for another request is noticed.
    """

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("key_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    key_id: int = Field(foreign_key="api_key.id")
    name: str = Field(max_length=200)
    request_hash: str = Field(max_length=64)
    status: int = 0
    body: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    begun_at: datetime = Field(sa_type=UtcDateTime, index=True)


class ApiWindow(SQLModel, table=True):
    """Calls of one key in the minute that began at `minute` (counted since 1970); used where Valkey does not answer."""

    __tablename__ = "api_window"
    key_id: int = Field(primary_key=True, foreign_key="api_key.id")
    minute: int = Field(primary_key=True)
    calls: int = 1
