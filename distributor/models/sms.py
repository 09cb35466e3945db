"""SMS: whom a message may go to and why, one row a recipient, the network's receipts, and what citizens send back.

A number is personal data. It stands encrypted (`number_sealed`), is found by a keyed hash (`number_hash`), and is never logged.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text, false, text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, UtcDateTime, said, words


class Audience(SQLModel, table=True):
    """A list of numbers of a unit. `source`: where the list came from, for whoever asks.

    `members`: how many stand on it; nobody is taken off. Counting a million rows takes longer than the page that tells it.
    """

    __table_args__ = (UniqueConstraint("unit_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    name: str = Field(max_length=200)
    source: str = Field(default="", max_length=500)
    members: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Subscriber(SQLModel, table=True):
    """One number, once a unit. `erased_at`: the person asked; the number is gone and only the hash stays, to refuse it."""

    __table_args__ = (UniqueConstraint("unit_id", "number_hash"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    number_sealed: bytes = b""
    number_hash: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AudienceMember(SQLModel, table=True):
    __tablename__ = "audience_member"
    __table_args__ = (Index("ix_audience_member_subscriber_id", "subscriber_id"),)
    audience_id: int = Field(foreign_key="audience.id", primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id", primary_key=True)
    added_at: datetime = Field(sa_type=UtcDateTime)


class ListImport(SQLModel, table=True):
    """The progress of a file onto a list; the row is gone when all of it is in. `digest`: of its content; `line`: the last row
    that is in."""

    __tablename__ = "list_import"
    __table_args__ = (UniqueConstraint("audience_id", "digest"),)
    id: int | None = Field(default=None, primary_key=True)
    audience_id: int = Field(foreign_key="audience.id")
    digest: str = Field(max_length=64)
    line: int
    added: int = 0
    known: int = 0
    erased: int = 0
    begun_at: datetime = Field(sa_type=UtcDateTime)


class PortedNumber(SQLModel, table=True):
    """A number that was taken along to another network than its first digits tell, by its hash alone (`broadcast.ported`)."""

    __tablename__ = "ported_number"
    number_hash: str = Field(primary_key=True, max_length=64)
    network: str = Field(max_length=20)
    told_at: datetime = Field(sa_type=UtcDateTime)


class Consent(SQLModel, table=True):
    """A person's yes: to what (`content`), how it was given (`method`), in what form and how often it may be used.

    `proof`: what shows it (a file, a form's number, an inbound message). `matter`: of `lookup.followed`; empty: everything.
    """

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    content: str = Field(max_length=500)
    method: str = Field(max_length=40)
    form: str = Field(default="", max_length=200)
    frequency: str = Field(default="", max_length=200)
    proof: str = Field(default="", max_length=1000)
    matter: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    given_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OptOut(SQLModel, table=True):
    """This unit sends nothing to this number any more, whatever list it is on, until the person subscribes again.

    `asked_back`: what the person wrote may have been an opt-out; nothing is sent until they say so or write something else.
    `matter`: only this is opted out of (`lookup.followed`); empty: everything.
    """

    __tablename__ = "opt_out"
    __table_args__ = (Index("ix_opt_out_unit_id_number_hash", "unit_id", "number_hash"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    number_hash: str = Field(max_length=64)
    at: datetime = Field(sa_type=UtcDateTime)
    how: str = Field(default="", max_length=200)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked_back: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    matter: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})


class BroadcastState(StrEnum):
    DRAFT = "draft"
    PLANNED = "planned"
    """Approved; its recipients are written down when its time has come."""
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class Broadcast(SQLModel, table=True):
    """One SMS to one audience, for one post if it has one; a post has one broadcast at most.

    `body` is exactly what is sent. `starts_at` to `ends_at`: when it may go out. `audience_rule`: `{"consent": true}` keeps to
    those whose consent stands. `approved_hash` must be the hash of what is sent (`broadcast.store.manifest_of`). `override_*`,
    `order_number`: a recorded order, by two people with the right to it (`second_by`), that the hours do not bind this message.
    `written_by`: of one that is no post's. `basis`: of `sms_senders`, on which it goes. `totals`: by state, when done.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "post_id", "audience_id"),
        Index("ix_broadcast_account_id_state", "account_id", "state"),
        Index("ix_broadcast_post_id", "post_id", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    audience_id: int = Field(foreign_key="audience.id")
    post_id: int | None = Field(default=None, foreign_key="post.id")
    category: str = Field(default="notice", max_length=20)
    """notice, or advertising, which carries its label."""
    body: str = Field(sa_type=Text)
    sender: str = Field(max_length=20)
    encoding: str = Field(max_length=10)
    segments: int
    audience_rule: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    state: BroadcastState = Field(default=BroadcastState.DRAFT, sa_type=words(BroadcastState))
    reason: str = Field(default="", sa_type=said(500))
    approved_hash: str = Field(default="", max_length=64)
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    override_by: int | None = Field(default=None, foreign_key="staff.id")
    override_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    override_reason: str = Field(default="", sa_type=said(500))
    order_number: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    second_by: int | None = Field(default=None, sa_column_args=[ForeignKey("staff.id", name="fk_broadcast_second_by")])
    written_by: int | None = Field(
        default=None, sa_column_args=[ForeignKey("staff.id", name="fk_broadcast_written_by")]
    )
    basis: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    totals: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecipientState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    """A process has taken it; nothing was sent, so it may be given back."""
    SUBMITTING = "submitting"
    """Committed before the network is called: from here on nobody sends it a second time."""
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Recipient(SQLModel, table=True):
    """One number of one broadcast. `submitted_at`: when it was first committed to the network, which caps count by."""

    __tablename__ = "sms_recipient"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "subscriber_id"),
        Index("ix_sms_recipient_broadcast_id_state", "broadcast_id", "state"),
        Index("ix_sms_recipient_account_id_state_due_at", "account_id", "state", "due_at"),
        Index("ix_sms_recipient_account_id_submitted_at", "account_id", "submitted_at"),
        Index("ix_sms_recipient_subscriber_id_submitted_at", "subscriber_id", "submitted_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(foreign_key="broadcast.id")
    account_id: int = Field(foreign_key="account.id")
    subscriber_id: int = Field(foreign_key="subscriber.id")
    state: RecipientState = Field(default=RecipientState.QUEUED, sa_type=words(RecipientState))
    reason: str = Field(default="", sa_type=said(300))
    code: str = Field(default="", max_length=40)
    """The network's own, of its last answer."""
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token: str = Field(default="", max_length=32)
    incarnation_id: str = Field(default="", max_length=32)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SmsPart(SQLModel, table=True):
    """One segment that the network took, under its own id; its receipt is joined by (bind, id)."""

    __tablename__ = "sms_part"
    __table_args__ = (
        UniqueConstraint("recipient_id", "number"),
        Index("ix_sms_part_account_id_message_id", "account_id", "message_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recipient_id: int = Field(foreign_key="sms_recipient.id")
    account_id: int = Field(foreign_key="account.id")
    number: int
    """From 1."""
    message_id: str = Field(max_length=100)
    status: str = Field(default="", max_length=16)
    """Of the receipt; empty while none came."""
    taken_at: datetime = Field(sa_type=UtcDateTime)


class SmsReceipt(SQLModel, table=True):
    """A network's receipt for a segment. Kept also when it comes before the answer that names its id."""

    __tablename__ = "sms_receipt"
    __table_args__ = (
        UniqueConstraint("account_id", "message_id", "status"),
        Index(
            "ix_sms_receipt_unmatched",
            "account_id",
            "received_at",
            sqlite_where=text("part_id IS NULL"),
            postgresql_where=text("part_id IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    message_id: str = Field(max_length=100)
    status: str = Field(max_length=16)
    code: str = Field(default="", max_length=16)
    received_at: datetime = Field(sa_type=UtcDateTime)
    part_id: int | None = Field(default=None, foreign_key="sms_part.id")


class Inbound(SQLModel, table=True):
    """A message from a citizen, or one part of a long one: `total` parts share `reference`; the first holds the whole text.

    `fingerprint`: of what came over the line; the network may deliver the same message again. `action`: what was done.
    """

    __tablename__ = "sms_inbound"
    __table_args__ = (
        Index("ix_sms_inbound_account_id_fingerprint", "account_id", "fingerprint"),
        Index("ix_sms_inbound_unit_id_number_hash", "unit_id", "number_hash"),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    account_id: int = Field(foreign_key="account.id")
    number_sealed: bytes = b""
    number_hash: str = Field(max_length=64)
    sent_to: str = Field(default="", max_length=20)
    text: str = Field(sa_type=Text)
    fingerprint: str = Field(max_length=64)
    reference: int = 0
    total: int = 1
    position: int = 1
    whole: bool = True
    action: str = Field(default="", max_length=20)
    received_at: datetime = Field(sa_type=UtcDateTime)


class SmsAsking(SQLModel, table=True):
    """Somebody typed this number on the web, to be proved by a code sent to it. Kept a day, whatever came of it.

    `guesses`: codes that were typed. `used_at`: the right one was, and it opens nothing a second time.
    """

    __tablename__ = "sms_asking"
    __table_args__ = (
        Index("ix_sms_asking_number_hash", "number_hash"),
        Index("ix_sms_asking_account_id_asked_at", "account_id", "asked_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    account_id: int = Field(foreign_key="account.id")
    number_sealed: bytes = b""
    number_hash: str = Field(max_length=64)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    guesses: int = 0
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReplyState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Of one that goes `once`: a person finds out."""


class SmsReply(SQLModel, table=True):
    """The outbox of answers to citizens: at least once, under a stable `key`. `once`: a person's words, not repeated blindly.

    One message has at most one answer of the program, which may only acknowledge it, and one of a person. `asking_id`: no message
    is answered; it carries the code that was asked for on the web. `text`: empty until an answer that is looked up is composed,
    just before it goes out.
    """

    __tablename__ = "sms_reply"
    __table_args__ = (
        UniqueConstraint("inbound_id", "once"),
        Index("ix_sms_reply_account_id_state_due_at", "account_id", "state", "due_at"),
        Index("ix_sms_reply_account_id_created_at", "account_id", "created_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    account_id: int = Field(foreign_key="account.id")
    inbound_id: int | None = Field(default=None, foreign_key="sms_inbound.id")
    asking_id: int | None = Field(default=None, foreign_key="sms_asking.id", index=True)
    key: str = Field(unique=True, max_length=60)
    number_sealed: bytes = b""
    sender: str = Field(default="", max_length=20)
    text: str = Field(sa_type=Text)
    once: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    state: ReplyState = Field(default=ReplyState.WAITING, sa_type=words(ReplyState))
    reason: str = Field(default="", sa_type=said(300))
    tries: int = 0
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
