"""How a unit reviews: how many people must say yes, who stands in for whom, and what is said about a post meanwhile."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, words


class ReviewRule(SQLModel, table=True):
    """A unit's rule for a person's yes. `kind` empty: every content kind that has no rule of its own."""

    __tablename__ = "review_rule"
    __table_args__ = (UniqueConstraint("unit_id", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    kind: str = Field(default="", max_length=40)
    approvers: int = 1
    """1 or 2 people."""
    never_own: bool = False
    """Who wrote a post's words may not be the one who says yes to them."""


class Delegation(SQLModel, table=True):
    """An approver's right, handed to a person of the same unit for some days. `kinds` empty: every content kind."""

    __table_args__ = (Index("ix_delegation_to_id_ends_at", "to_id", "ends_at"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    from_id: int = Field(foreign_key="staff.id")
    to_id: int = Field(foreign_key="staff.id")
    kinds: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    given_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str = Field(default="", max_length=80)


class CommentKind(StrEnum):
    COMMENT = "comment"
    RETURN = "return"
    """The post goes back to who writes it; open until `ended_at`."""
    ANSWER = "answer"
    """Of the one who wrote, with the post sent to review again."""


class PostComment(SQLModel, table=True):
    """One thing said about a post by `by`, a login. The rest only for a return.

    `manifest_hash`: what was returned, so that other words are known as an answer. `ended_by`: who sent the post to review again.
    `undone`: the return was taken back, as if it had not been.
    """

    __tablename__ = "post_comment"
    # Every page counts the open returns.
    __table_args__ = (Index("ix_post_comment_open", "kind", "ended_at", "post_id"),)
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(max_length=80)
    kind: CommentKind = Field(sa_type=words(CommentKind))
    text: str = Field(default="", sa_type=Text)
    manifest_hash: str = Field(default="", max_length=64)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str = Field(default="", max_length=80)
    undone: bool = False
