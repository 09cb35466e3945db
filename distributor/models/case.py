"""What citizens write, as cases: their messages, what is answered, who took it, and who may speak for the office."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from distributor.models.base import UtcDateTime, said, words


class CaseState(StrEnum):
    NEW = "new"
    DOING = "doing"
    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    CLOSED = "closed"


class Case(SQLModel, table=True):
    """A case: what one person asks under one post, by SMS, or on our own pages (`account_id` None).

    `person_hash`: keyed; empty where people are not told apart. `due_at`: by when an answer is due; None once none is.
    `forgotten_at`: the person's name and hash are gone since. `topic`: a label of `config/topics.toml`. `asked_key`: of the form,
    so that one sent twice asks once. `item_id`: the question and its answer as an item, without the person. `thread`: the
    platform's id of the comment that began what it stands in; cases of several people in one thread are shown as one.
    """

    __tablename__ = "citizen_case"
    __table_args__ = (
        Index("ix_citizen_case_unit_id_state_due_at", "unit_id", "state", "due_at"),
        Index("ix_citizen_case_account_id_person_hash", "account_id", "person_hash"),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    topic: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    asked_key: str | None = Field(default=None, unique=True, max_length=64)
    item_id: int | None = Field(default=None, foreign_key="item.id")
    thread: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    person_hash: str = Field(default="", max_length=64)
    state: CaseState = Field(default=CaseState.NEW, sa_type=words(CaseState))
    owner_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    agency: str = Field(default="", max_length=300)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)
    """When the newest message came to us."""
    ended_at: datetime | None = Field(default=None, index=True, sa_type=UtcDateTime)
    forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CaseMessage(SQLModel, table=True):
    """One comment, one SMS, or one question of our own pages. `external_id`: the platform's; `sms-ID` for an inbound message.

    `url`: where it can be seen; may be empty. `by_hand`: the platform lets people answer it and no program.
    `earlier`: what it said before its last change. `hide_due_at`: staff want `hide_wanted` and it is not yet done.
    `covered`: how many numbers and addresses of people were taken out of it before it was kept. `by_us`: the account itself wrote
    it, and not through Loa.
    """

    __tablename__ = "citizen_message"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        Index("ix_citizen_message_hide_due_at", "hide_due_at"),
        Index("ix_citizen_message_written_at", "written_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="citizen_case.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    external_id: str = Field(max_length=120)
    parent_id: str = Field(default="", max_length=120)
    inbound_id: int | None = Field(default=None, foreign_key="sms_inbound.id")
    author: str = Field(default="", sa_type=said(200))
    text: str = Field(sa_type=Text)
    covered: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    earlier: str = Field(default="", sa_type=Text)
    url: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    by_hand: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    by_us: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    written_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hidden: bool = False
    hide_wanted: bool = False
    hide_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hide_tries: int = 0
    hide_reason: str = Field(default="", sa_type=said(500))
    """Why the platform did not do it."""


class CaseReplyState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"


class CaseReply(SQLModel, table=True):
    """One reply as it was confirmed. `key`: of the confirmation, so that a form sent twice makes one. Claimed by `token`.

    Without an account it is read on our own page and is carried by nobody.

    `calling_at`: the mark, committed before the call. `looks`: complete looks so far that did not see it.
    An SMS is carried by the outbox (`sms_reply_id`) and has no `due_at`.
    """

    __tablename__ = "case_reply"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        Index("ix_case_reply_account_id_state_due_at", "account_id", "state", "due_at"),
        Index("ix_case_reply_state_due_at", "state", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="citizen_case.id", index=True)
    message_id: int = Field(foreign_key="citizen_message.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    staff_id: int = Field(foreign_key="staff.id")
    sms_reply_id: int | None = Field(default=None, foreign_key="sms_reply.id", unique=True)
    key: str = Field(unique=True, max_length=64)
    text: str = Field(sa_type=Text)
    state: CaseReplyState = Field(default=CaseReplyState.WAITING, sa_type=words(CaseReplyState))
    reason: str = Field(default="", sa_type=said(1000))
    token: str = Field(default="", max_length=32)
    incarnation_id: str = Field(default="", max_length=32)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    calling_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_call_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    looks: int = 0
    last_look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    external_id: str | None = Field(default=None, max_length=120)
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CaseEvent(SQLModel, table=True):
    """A deed of people on a case. `act`: note, take, give, transfer, close, reopen, hide, unhide, reply, resolve, publish,
    by_hand."""

    __tablename__ = "case_event"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="citizen_case.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    staff_id: int = Field(foreign_key="staff.id")
    act: str = Field(max_length=20)
    text: str = Field(default="", sa_type=said(None))


class SavedReply(SQLModel, table=True):
    """A text that staff of a unit answer with, with places to fill (`{don_vi}`)."""

    __tablename__ = "saved_reply"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    title: str = Field(max_length=120)
    text: str = Field(sa_type=Text)
    changed_by: str = Field(max_length=80)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    removed: bool = False


class Spokesperson(SQLModel, table=True):
    """A person who speaks for a unit: its spokesperson, or a `delegate` until a day. Days are Vietnam's, both included."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    delegate: bool = False
    basis: str = Field(max_length=300)
    valid_from: date
    valid_until: date | None = None
    named_by: str = Field(max_length=80)
    named_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CommentWatch(SQLModel, table=True):
    """The next reading of a published post's comments. `due_at` None: it is too old, and only a notification wakes it.

    `since`: an incomplete reading goes on from there; None: from the post's beginning. Held by `token` until `due_at`.
    """

    __tablename__ = "comment_watch"
    __table_args__ = (Index("ix_comment_watch_due_at", "due_at"),)
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token: str = Field(default="", max_length=32)
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    woken: bool = False
    """A notification came while it was read: it is read again."""
