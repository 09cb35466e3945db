"""Campaigns: named sets of posts. Automatic cross-posting is a campaign without an end."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from distributor.models.base import JsonObject, UtcDateTime


class Campaign(SQLModel, table=True):
    """`automatic`: takes every new item of its sources. `all_sources`: of its unit, those added later too.

    `policy`: {content kind or "*": {channel or "*": Policy}}; the most particular entry counts.
    `purposes`: what is said of an item: "announce", "before_effect", "effective", "digest".
    `cadence`: {channel or "*": {"minutes_between": n, "per_day": n, "per_week": n, "hours": ["07:30", "19:30"], "days": [1]}},
    each of them optional, days from 1 for Monday (`plan/cadence.py`); `loa run` ignores it. `variants`: {channel: wording}, where
    it differs from the account's own. `expiry_hours`: counted from the slot.

    `active`: switched on. Not active: a draft before `started_at`, paused after it, over since `ended_at`, when a person ended it
    (`campaigns/state.py`). A campaign that is not automatic says the items of `campaign_item`, each once on each account.
    """

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str = Field(max_length=200)
    goal: str = Field(default="", max_length=1000)
    owner_id: int | None = Field(default=None, foreign_key="staff.id")
    automatic: bool = False
    active: bool = True
    all_sources: bool = False
    starts_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    policy: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    purposes: list[str] = Field(
        default=["announce"], sa_column=Column(JSON, nullable=False, server_default='["announce"]')
    )
    cadence: JsonObject = Field(default={}, sa_column=Column(JSON, nullable=False))
    variants: dict[str, str] = Field(default={}, sa_column=Column(JSON, nullable=False, server_default="{}"))
    expiry_hours: int = 48
    target: int | None = None
    """The number that it is to reach, counted as `target_of` says: "reach" or "clicks"."""
    target_of: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    timeline: dict[str, str] = Field(default={}, sa_column=Column(JSON, nullable=False, server_default="{}"))
    """Of chosen items: `ITEM:ACCOUNT` → the planned instant, as it was shown when it was started or moved by people."""


class CampaignAccount(SQLModel, table=True):
    __tablename__ = "campaign_account"
    __table_args__ = (UniqueConstraint("campaign_id", "account_id"),)
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    account_id: int = Field(foreign_key="account.id", index=True)


class CampaignSource(SQLModel, table=True):
    __tablename__ = "campaign_source"
    __table_args__ = (UniqueConstraint("campaign_id", "source_id"),)
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    source_id: int = Field(foreign_key="source.id", index=True)


class CampaignItem(SQLModel, table=True):
    """An item that people chose for a campaign."""

    __tablename__ = "campaign_item"
    __table_args__ = (UniqueConstraint("campaign_id", "item_id"),)
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    item_id: int = Field(foreign_key="item.id", index=True)
