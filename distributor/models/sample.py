"""Samples: one metric value of one post, or one account, at one time, under the platform's own name and API version."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel

from distributor.models.base import UtcDateTime, words


class Doubt(StrEnum):
    """The reason why a value is kept apart, or how it came to count after all."""

    NONE = ""
    NEGATIVE = "negative"
    """The platform said a number below zero; it is not kept as a number."""
    HUGE = "huge"
    """More than any number can be here; not kept as a number."""
    FALLING = "falling"
    """Less than before, of what cannot become less. Kept, and counted only if the platform says it again."""
    CONFIRMED = "confirmed"
    """Less than before, and said twice: it counts."""
    EARLY = "early"
    """Told of a time before the post came out: clocks disagree."""
    GONE = "gone"
    """The platform states nothing of this post any more: it was deleted there, or hidden from us."""


APART = (Doubt.NEGATIVE, Doubt.HUGE, Doubt.FALLING, Doubt.EARLY)
"""What no figure and no comparison is made of."""


class Sample(SQLModel, table=True):
    """`value` None: the platform did not say, which is not 0. `at`: when it was asked."""

    __table_args__ = (Index("ix_sample_post_id_metric_at", "post_id", "metric", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id")
    metric: str = Field(max_length=80)
    api_version: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcDateTime)
    value: int | None = None
    doubt: Doubt = Field(default=Doubt.NONE, sa_type=words(Doubt), sa_column_kwargs={"server_default": ""})


class AccountSample(SQLModel, table=True):
    """One number of a whole account, one row a day and metric, so that a day without one shows."""

    __tablename__ = "account_sample"
    __table_args__ = (Index("ix_account_sample_account_id_metric_at", "account_id", "metric", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    metric: str = Field(max_length=80)
    api_version: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcDateTime)
    value: int | None = None
    doubt: Doubt = Field(default=Doubt.NONE, sa_type=words(Doubt), sa_column_kwargs={"server_default": ""})
