"""The keys that data are sealed, looked up and signed with, each sealed itself by the home's master key."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, words


class KeyPurpose(StrEnum):
    SEAL = "seal"
    """Credentials and numbers at rest."""
    LOOK_UP = "look_up"
    """The keyed hash by which a number is found."""
    LOG = "log"
    """The chain of the audit log."""
    SIGN = "sign"
    """What is published for programs. Others have noted it, so it is never made anew."""
    PUSH = "push"
    """Who calls browsers. Each has noted it when it was turned on, so it is never made anew either."""


class DataKey(SQLModel, table=True):
    """`generation`: from 1, of its purpose. `used_from`: every process knows it by then; the newest in use is the current one.

    None is ever taken away: an older one still opens, compares and verifies.
    """

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("purpose", "generation"),)
    id: int | None = Field(default=None, primary_key=True)
    purpose: KeyPurpose = Field(sa_type=words(KeyPurpose))
    generation: int
    wrapped: bytes
    used_from: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
