"""Openings of short links: counts that stay, moments for curves, and what tells people of a day apart until it is over."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from distributor.models.base import UtcDateTime


class Click(SQLModel, table=True):
    """Openings of one link within about a second, for curves; dropped when old. Counts are read from `ClickDay`."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(foreign_key="short_link.code", index=True, max_length=20)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    bot: bool = False
    """A preview or a crawler, by its own word."""
    openings: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class ClickDay(SQLModel, table=True):
    """One link's openings of one day, which stay for ever. `day`: Vietnam's. `people`: different ones on that day; `openings`:
    theirs; `robots`: by machines."""

    __tablename__ = "click_day"
    code: str = Field(foreign_key="short_link.code", primary_key=True, max_length=20)
    day: date = Field(primary_key=True)
    people: int = 0
    openings: int = 0
    robots: int = 0


class ClickPerson(SQLModel, table=True):
    """Somebody who opened a link on this day. `person`: a keyed hash that nobody can repeat once the day's salt is gone.

    The link is part of what is hashed, so that one person's openings of two links cannot be joined.
    """

    __tablename__ = "click_person"
    __table_args__ = {"sqlite_with_rowid": False}
    day: date = Field(primary_key=True)
    code: str = Field(primary_key=True, max_length=20)
    person: str = Field(primary_key=True, max_length=24)


class ClickSalt(SQLModel, table=True):
    """Random bytes of one day, shared by all web processes; deleted with the hashes once the day is over."""

    __tablename__ = "click_salt"
    day: date = Field(primary_key=True)
    salt: bytes
