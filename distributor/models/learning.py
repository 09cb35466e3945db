"""Learning: what each post reached at the age at which posts are compared, and what staff decided about hours."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime, words


class TrialOutcome(StrEnum):
    """Only `counted` is learnt from; the others stay, so that nothing is averaged in silence."""

    COUNTED = "counted"
    UNSAID = "unsaid"
    """Nobody ever said a number."""
    LATE = "late"
    """Numbers came, but so far from that age that what stood then is not certain."""
    FELL = "fell"
    """The platform took back a large part of what it had counted."""
    WRONG = "wrong"
    """About that age the platform said what is no number of people: below zero, or too large."""
    GONE = "gone"
    """Withdrawn before that age."""


class PostTrial(SQLModel, table=True):
    """One row a post, settled once. `figure`: which of the common figures `value` is; `clicks`: of the short link, likewise."""

    __tablename__ = "trial"
    __table_args__ = (
        Index("ix_trial_account_id_said_at", "account_id", "said_at"),
        Index("ix_trial_channel_said_at", "channel", "said_at"),
        Index("ix_trial_said_at", "said_at"),
    )
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    unit_id: int = Field(foreign_key="unit.id")
    account_id: int = Field(foreign_key="account.id")
    channel: str = Field(max_length=40)
    kind: str = Field(default="", max_length=40)
    variant: str = Field(default="", max_length=40)
    slot_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    said_at: datetime = Field(sa_type=UtcDateTime)
    """When it went out, which is what citizens saw, whatever its slot was."""
    outcome: TrialOutcome = Field(sa_type=words(TrialOutcome))
    figure: str = Field(default="", max_length=20)
    value: float | None = None
    clicks: float | None = None
    settled_at: datetime = Field(sa_type=UtcDateTime)


class Stance(StrEnum):
    PINNED = "pinned"
    REFUSED = "refused"
    OFF = "off"
    """No best times for this account and kind: the first free slot, as before."""


class TimeChoice(SQLModel, table=True):
    """A person's choice of an account's hours. `kind` empty: all. `weekday` 0: every day. `at`: `19:30`; empty for off."""

    __tablename__ = "time_choice"
    __table_args__ = (UniqueConstraint("account_id", "kind", "stance", "weekday", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    kind: str = Field(default="", max_length=40)
    stance: Stance = Field(sa_type=words(Stance))
    weekday: int = 0
    at: str = Field(default="", max_length=5)
    staff_id: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
