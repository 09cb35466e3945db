"""Videos to be made: rows that a renderer claims, so that none is made twice, lost, or left half-made."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, said, words


class RenderState(StrEnum):
    WANTED = "wanted"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STALE = "stale"
    """The item was revised: what the video says is no longer what is true."""


class RenderJob(SQLModel, table=True):
    """One video of one revision of an item, in one shape (`9x16`, `16x9`).

    `progress`: per cent. `due_at`: when it may be (or be again) claimed; a claim moves it past the lease. `token`: of the claim
    that may record its result. The four SHA-256 name files of the media store.
    """

    __tablename__ = "render_job"
    __table_args__ = (
        UniqueConstraint("item_id", "shape", "revision"),
        Index("ix_render_job_state_due_at", "state", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    item_id: int = Field(foreign_key="item.id")
    shape: str = Field(max_length=10)
    revision: int
    state: RenderState = Field(default=RenderState.WANTED, sa_type=words(RenderState))
    progress: int = 0
    reason: str = Field(default="", sa_type=said(1000))
    token: str = Field(default="", max_length=40)
    tries: int = 0
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    video: str = Field(default="", max_length=64)
    cover: str = Field(default="", max_length=64)
    srt: str = Field(default="", max_length=64)
    vtt: str = Field(default="", max_length=64)
    recording: str = Field(default="", max_length=64)
    """A narration by staff, in the media store; empty for the configured voice."""
    brought: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    """A video by staff, in the media store, which is encoded for this shape; empty where Loa makes one of the item."""
    brought_captions: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    seconds: float = 0.0
    took_s: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    """How long it was made; 0 until it is. Of the newest it is reckoned when those that wait will be ready."""
    alt_text: str = Field(default="", max_length=2000)
    created_at: datetime = Field(sa_type=UtcDateTime)
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
