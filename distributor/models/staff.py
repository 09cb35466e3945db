"""People who work with Loa, and their sign-ins."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from distributor.models.base import UtcDateTime, words


class Role(StrEnum):
    VIEWER = "viewer"
    AUTHOR = "author"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


class Staff(SQLModel, table=True):
    """A person. `failed_signins` counts since the last success; `locked_until` grows with it."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    login: str = Field(unique=True, max_length=80)
    full_name: str = Field(max_length=200)
    role: Role = Field(sa_type=words(Role))
    password_hash: str = Field(max_length=300)
    failed_signins: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled: bool = False


class StaffSession(SQLModel, table=True):
    """A browser that is signed in. `token_hash`: SHA-256 of the cookie, which itself is nowhere stored."""

    __tablename__ = "staff_session"
    token_hash: str = Field(primary_key=True, max_length=64)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    user_agent: str = Field(default="", max_length=300)
