"""What citizens tell us and where they meet us: opinions of items, surveys, sites that show our banner. Never who they are."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Text
from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import UtcDateTime


class Opinion(SQLModel, table=True):
    """Citizens' opinions of an item, counted: on a day in Vietnam, that it was useful or was not. No row says who."""

    __tablename__ = "opinion"
    item_id: int = Field(primary_key=True, foreign_key="item.id")
    day: date = Field(primary_key=True)
    useful: int = 0
    useless: int = 0


class Survey(SQLModel, table=True):
    """A short survey of effect. `questions`: each `{"text", "choices"}`; without choices it is answered in words.

    Open from `published_at` to `closed_at`; None: not yet.
    """

    __tablename__ = "survey"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    title: str = Field(max_length=200)
    questions: list[dict[str, Any]] = Field(default=[], sa_column=Column(JSON, nullable=False))
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SurveyAnswer(SQLModel, table=True):
    """One form. `day`: in Vietnam; the hour would tell more than is asked. `answers`: one text a question, empty for none."""

    __tablename__ = "survey_answer"
    id: int | None = Field(default=None, primary_key=True)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    key: str = Field(unique=True, max_length=64)
    """Of the form, so that one sent twice counts once."""
    day: date
    answers: list[str] = Field(default=[], sa_column=Column(JSON, nullable=False))


class BannerSite(SQLModel, table=True):
    """A site on which our banner was seen, by its host's name alone. `shows`: which banner, as its address says it."""

    __tablename__ = "banner_site"
    host: str = Field(primary_key=True, max_length=253)
    shows: str = Field(default="", sa_type=Text)
    first_on: date
    last_on: date


class UnitSite(SQLModel, table=True):
    """An office's own site, by its host's name: where the banner belongs."""

    __tablename__ = "unit_site"
    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    host: str = Field(max_length=253)


class AiredProgramme(SQLModel, table=True):
    """A programme on the law that a station broadcast, linked at its own `address`. `rights`: whose it is and on what terms it
    may be linked.

    `aired_on`: empty where nobody knows. `topic`: a name of `config/topics.toml`, or empty.
    """

    __tablename__ = "aired_programme"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    title: str = Field(max_length=200)
    station: str = Field(max_length=120)
    address: str = Field(max_length=500)
    rights: str = Field(max_length=500)
    aired_on: date | None = None
    topic: str = Field(default="", max_length=80)
    entered_by: str = Field(max_length=80)
    entered_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
