"""Posts: one item as one account will say it, for one purpose; their states, and their short links."""

from datetime import datetime

from sqlalchemy import Text, false, text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, SaidEach, UtcDateTime, said, words
from distributor.post_states import PostState

PUBLIC_STATES = (PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN, PostState.PUBLISHED, PostState.EDITED)
"""What the public may know of: a platform fetches link and picture while it takes the post in, before it answers us."""


class Post(SQLModel, table=True):
    """`purpose`: announce, before_effect, effective, digest:PERIOD, erratum:REV, campaign:ID:N or series:N.

    `slot_at`: the planned time. `due_at`: when the engine has something to do with it, None if never by itself.
    `manifest_hash`: of exactly what will be sent; `approval_id` counts only while the approval is bound to that hash.
    `link`: the short link, its base frozen. `template`: name and version that made the text. `dropped`: what did not fit.
    `edited_by`: the login of who changed its words last, empty while they are as composed; `edited_revision`: the item's revision
    that they were written for. `headline`: the large words on its card, empty for the item's title. `picture`: SHA-256 of a
    person's own picture, which goes out in the card's place; `more_pictures`: those after it. `chosen_variant`: a
    person's choice, None for the account's.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "item_id", "purpose"),
        Index("ix_post_state_due_at_account_id", "state", "due_at", "account_id"),
        Index("ix_post_account_id_state_due_at", "account_id", "state", "due_at"),
        Index("ix_post_measure_at", "measure_at"),
        Index("ix_post_account_id_measure_at", "account_id", "measure_at"),
        # What the ledger counts and finds stands in the index: the rows themselves are wide.
        Index("ix_post_unit_id_state", "unit_id", "state"),
        Index("ix_post_of_item", "item_id", "account_id", "purpose", "state", "unit_id"),
        Index("ix_post_account_id_state_purpose", "account_id", "state", "purpose"),
        Index("ix_post_account_id_published_at", "account_id", "published_at"),
        # Of a month of the calendar: all that is asked of what has not gone out yet.
        Index("ix_post_of_calendar", "slot_at", "published_at", "state", "unit_id", "account_id"),
        Index(
            "ix_post_of_other_unit",
            "item_id",
            sqlite_where=text("of_other_unit = 1"),  # as a query says it: else the index is not taken
            postgresql_where=text("of_other_unit"),
        ),
        # Few posts are late; the overview asks for them each time.
        Index(
            "ix_post_late",
            *("unit_id", "state"),
            sqlite_where=text("was_due_at IS NOT NULL"),
            postgresql_where=text("was_due_at IS NOT NULL"),
        ),
        # Few posts say an item again; the overview counts them by themselves.
        Index(
            "ix_post_said_again",
            *("unit_id", "state", "purpose"),
            sqlite_where=text("purpose <> 'announce'"),
            postgresql_where=text("purpose <> 'announce'"),
        ),
        # A report reads a year of posts: what it groups by stands in the index, with the number, which SQLite's always hold.
        Index(
            "ix_post_of_report",
            *("published_at", "state", "unit_id", "account_id", "item_id", "campaign_id", "purpose"),
            postgresql_include=["id"],
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    account_id: int = Field(foreign_key="account.id")
    item_id: int = Field(foreign_key="item.id")
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id", index=True)
    purpose: str = Field(max_length=60)
    revision: int = 1
    variant: str = Field(default="", max_length=40)
    state: PostState = Field(sa_type=words(PostState))
    reason: str = Field(default="", sa_type=said(1000))
    title: str = Field(default="", max_length=1000)
    text: str = Field(default="", sa_type=Text)
    link: str = Field(default="", max_length=500)
    template: str = Field(default="", max_length=200)
    dropped: list[str] = Field(default=[], sa_column=Column(SaidEach, nullable=False))
    manifest_hash: str = Field(default="", max_length=64)
    approval_id: int | None = Field(default=None, foreign_key="approval.id")
    slot_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    was_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Its slot that passed while nothing went out; None for one that was never late (`deliver/late.py`)."""
    rendered: bool = False
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    external_url: str = Field(default="", max_length=1000, index=True)
    measure_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    settings: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    """Privacy, cover and the like, part of the manifest."""
    edited_by: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    edited_revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    headline: str = Field(default="", max_length=1000, sa_column_kwargs={"server_default": ""})
    picture: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    picture_alt: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    more_pictures: list[JsonObject] = Field(default=[], sa_column=Column(JSON, nullable=False, server_default="[]"))
    """Each as `{"sha256", "alt"}`, in order."""
    chosen_variant: str | None = Field(default=None, max_length=40)
    of_other_unit: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Its item is another unit's than the post's own: few are, and the ledger counts them by themselves."""
    gate: list[JsonObject] = Field(default=[], sa_column=Column(JSON, nullable=False, server_default="[]"))
    """Why it may not go out by itself, as `{"code", "detail"}` of `config/gate.toml`; words are made where it is shown."""


class PostEdit(SQLModel, table=True):
    """Words that a post had, as a person saved them or (`by` "loa") as they stood before: nothing that was typed is lost."""

    __tablename__ = "post_edit"
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(max_length=80)
    title: str = Field(default="", max_length=1000)
    lead: str = Field(default="", sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    headline: str = Field(default="", max_length=1000)


class PostTransition(SQLModel, table=True):
    """A move of a post from state to state and why: the ledger's memory. `by`: the engine, or a person's login."""

    __tablename__ = "post_transition"
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    from_state: str = Field(max_length=20)
    to_state: str = Field(max_length=20)
    reason: str = Field(default="", sa_type=said(1000))
    by: str = Field(default="", max_length=80)


class ShortLink(SQLModel, table=True):
    """`/l/CODE` → `target`. One a post: it is also the fingerprint by which a post is found again on its platform."""

    __tablename__ = "short_link"
    code: str = Field(primary_key=True, max_length=20)
    post_id: int = Field(foreign_key="post.id", unique=True)
    target: str = Field(max_length=2000)
    created_at: datetime = Field(sa_type=UtcDateTime)
