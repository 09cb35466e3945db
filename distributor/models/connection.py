"""Connecting an account: a sign-in at a platform that is under way, and calls by which a platform wakes us."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from distributor.models.base import UtcDateTime, said


class SignIn(SQLModel, table=True):
    """One consent asked of a platform. Used once, by the person who began it, before `expires_at`.

    `state_hash`: SHA-256 of the `state` that comes back. `sealed`: by the vault; the PKCE verifier or request token's secret, and
    after the return what was found to choose from. `account_id`: the account that is connected anew; None for a new one.
    """

    __tablename__ = "sign_in"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    channel: str = Field(max_length=40)
    method: str = Field(default="", max_length=40)
    """Where a channel knows several ways (`oauth1`, `oauth2`)."""
    account_id: int | None = Field(default=None, foreign_key="account.id")
    state_hash: str = Field(unique=True, max_length=64)
    sealed: bytes = b""
    redirect: str = Field(max_length=500)
    begun_by: str = Field(max_length=80)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", sa_type=said(1000))
    """Why it ended without an account, for staff."""


class WebhookCall(SQLModel, table=True):
    """A platform's call, by the hash of its body: a second delivery of the same is known. Its content is not kept."""

    __tablename__ = "webhook_call"
    digest: str = Field(primary_key=True, max_length=64)
    channel: str = Field(max_length=40)
    received_at: datetime = Field(index=True, sa_type=UtcDateTime)
