"""Keys by which programs of other offices use the interface."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import UtcDateTime


class ApiKey(SQLModel, table=True):
    """One key of a unit. `key_hash`: SHA-256; the key itself is shown once and nowhere stored.

    `hint`: its first letters, to know it by. `created_by`: a login. `scopes`: words of `distributor.staff.api_keys.SCOPES`.
    """

    __tablename__ = "api_key"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str = Field(max_length=200)
    hint: str = Field(max_length=20)
    key_hash: str = Field(unique=True, max_length=64)
    scopes: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    created_by: str = Field(max_length=80)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: str = Field(default="", max_length=80)
