"""Approvals: a person's yes to exactly one content, or by rule to content of a kind."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import UtcDateTime, said


class StandingApproval(SQLModel, table=True):
    """The yes by rule: a named person, sources, kinds, accounts, template versions, an end.

    Empty `source_ids`: all sources of the campaign. `kinds` holds content kinds, "*" for any.
    `templates`: name → version; a template that changed is not covered until a person says yes again.
    """

    __tablename__ = "standing_approval"
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    source_ids: list[int] = Field(default=[], sa_column=Column(JSON, nullable=False))
    kinds: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    account_ids: list[int] = Field(default=[], sa_column=Column(JSON, nullable=False))
    templates: dict[str, str] = Field(default={}, sa_column=Column(JSON, nullable=False))
    given_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Approval(SQLModel, table=True):
    """The yes to one manifest. Any change of content changes the hash, and so voids it.

    Where two people must say yes, the first one's stands here too; the post names only the last, by which it is planned.
    `delegation_id`: it was said with another person's right.
    """

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(index=True)
    manifest_hash: str = Field(max_length=64)
    staff_id: int = Field(foreign_key="staff.id")
    standing_id: int | None = Field(default=None, foreign_key="standing_approval.id")
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    given_at: datetime = Field(sa_type=UtcDateTime)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = Field(default="", sa_type=said(500))
