"""Corrections: what was said, or is about to be, is put right on every channel by one decision of a person; a row a post."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text, false
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, UtcDateTime, said, words


class CorrectionCause(StrEnum):
    REVISED = "revised"
    """The source changed what it says."""
    WITHDRAWN = "withdrawn"
    """The source took it away."""
    OURS = "ours"
    """Our post was wrong, the source was right."""
    LAW = "law"
    """Another document ended, suspended or changed the one that the post tells of. `round`: the `DocumentChange`."""


class CorrectionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DISMISSED = "dismissed"


class CorrectionAct(StrEnum):
    EDIT = "edit"
    WITHDRAW = "withdraw"
    REPLACE = "replace"
    """Taken away, and a new post in its place: where the picture or the words cannot be changed."""
    ERRATUM = "erratum"
    """A post more, that says what is right: what was said cannot be called back."""
    BY_HAND = "by_hand"
    """People change what they published themselves, and record that they did."""
    RENEW = "renew"
    """One that has not gone out gets the right words and picture, and goes on its way."""
    DROP = "drop"
    """One that has not gone out never does."""
    NONE = "none"


class StepState(StrEnum):
    PROPOSED = "proposed"
    WAITING = "waiting"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"
    DISMISSED = "dismissed"


class Correction(SQLModel, table=True):
    """One for each cause of an item. `round`: its revision, or for our own errors a number that counts.
    `part`: beyond the first, for posts that went out while the earlier parts were decided.

    `wrong`, `right`: for a correction of our own post. `decided_by`: a login. `seen_hash`: of exactly what was approved.
    """

    __table_args__ = (UniqueConstraint("item_id", "cause", "round", "part"), Index("ix_correction_state", "state"))
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    item_id: int = Field(foreign_key="item.id")
    cause: CorrectionCause = Field(sa_type=words(CorrectionCause))
    round: int
    part: int = 1
    state: CorrectionState = Field(default=CorrectionState.PROPOSED, sa_type=words(CorrectionState))
    wrong: str = Field(default="", sa_type=Text)
    right: str = Field(default="", sa_type=Text)
    seen_hash: str = Field(default="", max_length=64)
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class CorrectionStep(SQLModel, table=True):
    """One post's part of a correction. An edit or a deletion may be repeated without harm, so it is claimed and tried again.

    `title`, `text`, `settings`, `link`: what an edit makes of the post, or of the new one; `erratum_id`: that new post.
    `old_hash`: of the post's text when this was proposed; a post that says something else by now is not touched.
    `old_title`, `old_text`: what it said then. `ways`: act → what else staff may choose for it (`correct.ways`).
    `holds`: until this is decided, the post does not go out.
    """

    __tablename__ = "correction_step"
    __table_args__ = (
        UniqueConstraint("correction_id", "post_id"),
        Index("ix_correction_step_state_due_at", "state", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    correction_id: int = Field(foreign_key="correction.id", index=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    act: CorrectionAct = Field(sa_type=words(CorrectionAct))
    state: StepState = Field(default=StepState.PROPOSED, sa_type=words(StepState))
    reason: str = Field(default="", sa_type=said(1000))
    title: str = Field(default="", max_length=1000)
    text: str = Field(default="", sa_type=Text)
    settings: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    link: str = Field(default="", max_length=500)
    old_hash: str = Field(default="", max_length=64)
    old_title: str = Field(default="", max_length=1000, sa_column_kwargs={"server_default": ""})
    old_text: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    ways: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False, server_default="{}"))
    holds: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    erratum_id: int | None = Field(default=None, foreign_key="post.id")
    token: str = Field(default="", max_length=32)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
