"""Reading numbers back: how it goes for an account, when it did not go, and what a day's reading has cost."""

from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import JSON, Column, Field, Index, SQLModel

from distributor.models.base import UtcDateTime


class AccountReading(SQLModel, table=True):
    """`due_at`: when the account's own numbers (followers) are asked next. `failing_since`: the first failure after an answer."""

    __tablename__ = "account_reading"
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    code: str = Field(default="", max_length=80)
    """Of the newest failure."""


class MeasureGap(SQLModel, table=True):
    """A time in which the account's numbers were not read: on curves a gap, never a line drawn through."""

    __tablename__ = "measure_gap"
    __table_args__ = (Index("ix_measure_gap_account_id_until", "account_id", "until"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    code: str = Field(default="", max_length=80)
    """What the platform said; empty where nobody asked."""


class ReadUse(SQLModel, table=True):
    """The share that reading numbers took of an account's budget on one day of the platform's.

    `comments`: what reading and answering comments took (`distributor.cases.allowance`), in the channel's unit.
    `bands`: posts by age when the day was planned. `full_until`: the budget is used up, and posts that are due wait until then.
    """

    __tablename__ = "read_use"
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    day: date = Field(primary_key=True)
    calls: int = 0
    posts: int = 0
    cost: float = 0.0
    comments: float = Field(default=0.0, sa_column_kwargs={"server_default": text("0")})
    bands: list[float] = Field(default=[], sa_column=Column(JSON, nullable=False))
    full_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FeedSalt(SQLModel, table=True):
    """The salt that makes one day's fetchers of feeds unrecognisable; thrown away with the day."""

    __tablename__ = "feed_salt"
    day: date = Field(primary_key=True)
    salt: bytes


class FeedFetch(SQLModel, table=True):
    """One fetcher's reading of a feed on a day. `fetcher`: a salted hash, or the name of a program that fetches for many.

    `readers`: how many that program announces; 0 for one that speaks only for itself. Deleted when the day is counted.
    """

    __tablename__ = "feed_fetch"
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    day: date = Field(primary_key=True)
    fetcher: str = Field(primary_key=True, max_length=40)
    readers: int = 0
