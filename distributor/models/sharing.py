"""Shared posts: an office offers an item to the units below it, and each says for itself what becomes of it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, said, words


class Offer(SQLModel, table=True):
    """`unit_id`: who offers. It ends at `expires_at`, when it is withdrawn, or with its item."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    note: str = Field(default="", max_length=1000)
    offered_by: str = Field(max_length=80)
    offered_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str = Field(default="", max_length=80)


class AnswerState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class OfferAnswer(SQLModel, table=True):
    """One unit's answer to an offer. `by`: a login. `pre_acceptance_id`: it was accepted by that standing yes of theirs.

    `at`: of the answer; of a waiting one, when a person took it up again after a no.
    """

    __tablename__ = "offer_answer"
    __table_args__ = (
        UniqueConstraint("offer_id", "unit_id"),
        Index("ix_offer_answer_unit_id_state", "unit_id", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id")
    unit_id: int = Field(foreign_key="unit.id")
    state: AnswerState = Field(default=AnswerState.WAITING, sa_type=words(AnswerState))
    by: str = Field(default="", max_length=80)
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", sa_type=said(500))
    account_ids: list[int] = Field(default=[], sa_column=Column(JSON, nullable=False))
    pre_acceptance_id: int | None = Field(default=None, foreign_key="pre_acceptance.id")


class PreAcceptance(SQLModel, table=True):
    """A person's yes in advance: offers of these content kinds are accepted for these accounts until `ends_at`."""

    __tablename__ = "pre_acceptance"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    kinds: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))
    account_ids: list[int] = Field(default=[], sa_column=Column(JSON, nullable=False))
    given_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
