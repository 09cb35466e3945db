"""Whom Loa calls by mail when posts wait for their yes, and how far they were told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlmodel import Column, Field, SQLModel

from distributor.models.base import UtcDateTime, said


class ReviewCall(SQLModel, table=True):
    """One person who wants it. `told_through`: the newest notice that they were told of. `due_at`: no mail before it.

    `token`: who is sending it now. `problem`: of the last try, in words for that person.
    """

    __tablename__ = "review_call"
    staff_id: int = Field(
        sa_column=Column(Integer, ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    address: str = Field(max_length=254)
    told_through: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    first_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token: str = Field(default="", max_length=32)
    problem: str = Field(default="", sa_type=said(500))
