"""Samples: one metric value of one post at one time, under the platform's own name and API version."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from distributor.models.base import UtcDateTime


class Sample(SQLModel, table=True):
    """`value` None: the platform did not say ("không có số liệu"), which is not 0."""

    __table_args__ = (Index("ix_sample_post_id_metric_at", "post_id", "metric", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id")
    metric: str = Field(max_length=80)
    api_version: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcDateTime)
    value: int | None = None
