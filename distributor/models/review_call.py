"""How Loa calls people when posts wait for their yes, and how far they were told there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Integer
from sqlmodel import Column, Field, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, said, words


class CallWay(StrEnum):
    MAIL = "mail"
    PUSH = "push"
    """A notification of one browser."""
    ZALO = "zalo"
    """A message to the person's own Zalo, by an Official Account of ours."""


class ReviewCall(SQLModel, table=True):
    """One way by which one person wants to be called. `told_through`: the newest notice that they were told of there.

    `address`: of mail. `sealed`: where a browser is told, and its keys; `mark`: by which that is found. `browser`: the session
    that asked for it, by the hash of its token; who signs out is not called there. `due_at`: nothing before it. `token`: who is
    calling now. `problem`: of the last try, in words for that person. `code`: to be written to an Official Account before
    `code_until`, by which a Zalo is tied; `sealed` then says whose. `wrote_at`: when they last wrote there to be called.
    """

    __tablename__ = "review_call"
    __table_args__ = (UniqueConstraint("staff_id", "way", "mark"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(sa_column=Column(Integer, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False))
    way: CallWay = Field(sa_type=words(CallWay))
    address: str = Field(default="", max_length=254)
    mark: str = Field(default="", max_length=64)
    sealed: bytes = b""
    browser: str = Field(default="", max_length=64)
    user_agent: str = Field(default="", max_length=300)
    told_through: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    first_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token: str = Field(default="", max_length=32)
    problem: str = Field(default="", sa_type=said(500))
    code: str = Field(default="", max_length=16, sa_column_kwargs={"server_default": ""})
    code_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wrote_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
