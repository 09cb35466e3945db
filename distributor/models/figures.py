"""Figures: the newest common view of a post's numbers, one row a post, so that reports need not read samples."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from distributor.models.base import UtcDateTime


class PostFigures(SQLModel, table=True):
    """None: nobody said, which is not 0. How each comes about: `config/metrics.toml`."""

    __tablename__ = "post_figures"
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    at: datetime = Field(sa_type=UtcDateTime)
    """When one of them changed last."""
    reach: int | None = None
    views: int | None = None
    reactions: int | None = None
    comments: int | None = None
    shares: int | None = None
    clicks: int | None = None
