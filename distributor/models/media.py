"""Media: pictures and videos, content-addressed: the name of a file is the SHA-256 of its bytes."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime


class Media(SQLModel, table=True):
    sha256: str = Field(primary_key=True, max_length=64)
    mime: str = Field(max_length=60)
    bytes: int
    width: int
    height: int
    duration_ms: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Of a video or a sound; 0 for a picture."""
    cut_of: str = Field(default="", max_length=64, index=True, sa_column_kwargs={"server_default": ""})
    """The picture that staff brought and this is a part of, or a lighter copy; empty where there is none."""
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)


class PostMedia(SQLModel, table=True):
    """A picture of a post, in order, with its own alternative text."""

    __tablename__ = "post_media"
    __table_args__ = (UniqueConstraint("post_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id")
    position: int
    sha256: str = Field(foreign_key="media.sha256", max_length=64, index=True)
    alt_text: str = Field(default="", max_length=2000)
