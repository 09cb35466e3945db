"""People who work with Loa, and their sign-ins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import false
from sqlmodel import Field, SQLModel

from distributor.models.base import UtcDateTime, words


class Role(StrEnum):
    VIEWER = "viewer"
    AUTHOR = "author"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


class Staff(SQLModel, table=True):
    """A person. `failed_signins` counts since the last success, of passwords and of second steps; `locked_until` grows with it.

    `must_change_password`: somebody else knows it. `totp_sealed`: by the vault; in use once `totp_since` is set.
    `totp_last_step`: of the last code that was taken, so that none is taken twice.
    """

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    login: str = Field(unique=True, max_length=80)
    full_name: str = Field(max_length=200)
    role: Role = Field(sa_type=words(Role))
    password_hash: str = Field(max_length=300)
    failed_signins: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled: bool = False
    must_change_password: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    totp_sealed: bytes = Field(default=b"", sa_column_kwargs={"server_default": ""})
    totp_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    totp_last_step: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class StaffSession(SQLModel, table=True):
    """A browser that is signed in. `token_hash`: SHA-256 of the cookie, which itself is nowhere stored.

    `awaits_code`: the password was right, the second step is still to be taken; it opens nothing yet.
    """

    __tablename__ = "staff_session"
    token_hash: str = Field(primary_key=True, max_length=64)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    user_agent: str = Field(default="", max_length=300)
    awaits_code: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class RecoveryCode(SQLModel, table=True):
    """A code in the place of a telephone that is lost; each opens once. `code_hash`: SHA-256 of a random code of 60 bits."""

    __tablename__ = "recovery_code"
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    code_hash: str = Field(max_length=64)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
