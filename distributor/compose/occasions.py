"""When a document is spoken of again: shortly before it takes effect, on the day, and with others in a monthly digest. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.clock import VIETNAM
from distributor.compose.item import ItemView
from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER

BEFORE_EFFECT, EFFECTIVE, DIGEST = "before_effect", "effective", "digest"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BeforeEffect(_Entry):
    days: int = Field(gt=0, le=60)
    hour: int = Field(ge=0, le=23)


class Effective(_Entry):
    hour: int = Field(ge=0, le=23)


class Digest(_Entry):
    day: int = Field(ge=1, le=28)
    hour: int = Field(ge=0, le=23)
    least: int = Field(gt=0)
    most: int = Field(gt=0)


class Week(_Entry):
    """`weekday`: 1 for Monday to 7 for Sunday. `shapes`: of the video."""

    weekday: int = Field(ge=1, le=7)
    hour: int = Field(ge=0, le=23)
    least: int = Field(gt=0)
    shapes: tuple[str, ...]


class Month(_Entry):
    """Told from the first of the next month at `hour` until its day `until`. `shapes`: of the video."""

    until: int = Field(ge=1, le=28)
    hour: int = Field(ge=0, le=23)
    least: int = Field(gt=0)
    shapes: tuple[str, ...]


class OccasionRules(_Entry):
    before_effect: BeforeEffect
    effective: Effective
    digest: Digest
    week: Week
    month: Month


@dataclass(frozen=True)
class Occasion:
    """`purpose` of the post that is to be made, and when it is to go out."""

    purpose: str
    slot_at: datetime


@cache
def load_occasions(file: Path = CONFIG_FOLDER / "occasions.toml") -> OccasionRules:
    """Read the rules of occasions. Raises `SettingsError` that names the entry."""
    return read_config(OccasionRules, file)


def occasion_of(effective_on: date, rules: OccasionRules, now: datetime) -> Occasion | None:
    """Return what is due today for a document that takes effect on this day; None on all other days.

    An outage that lasts past the day makes nothing: "takes effect today" is not said tomorrow.
    """
    today = now.astimezone(VIETNAM).date()
    if today == effective_on:
        return Occasion(EFFECTIVE, _at(today, rules.effective.hour))
    first = effective_on - timedelta(days=rules.before_effect.days)
    if first <= today < effective_on:
        return Occasion(BEFORE_EFFECT, _at(first, rules.before_effect.hour))
    return None


def on_occasion(item: ItemView, purpose: str) -> ItemView:
    """The item as a post of this purpose shows it: what reminds of a document shows its day."""
    return replace(item, reminds=True) if purpose in (BEFORE_EFFECT, EFFECTIVE) else item


def is_due(purpose: str, effective_on: date | None, now: datetime) -> bool:
    """Return True if a post of this purpose still says what is true: its day may have been moved, or have passed."""
    if purpose not in (BEFORE_EFFECT, EFFECTIVE):
        return True
    occasion = occasion_of(effective_on, load_occasions(), now) if effective_on else None
    return occasion is not None and occasion.purpose == purpose


def latest(purpose: str, effective_on: date | None) -> datetime | None:
    """The instant from which a post of this purpose must not go out any more; None for none."""
    if effective_on is None or purpose not in (BEFORE_EFFECT, EFFECTIVE):
        return None
    return _at(effective_on if purpose == BEFORE_EFFECT else effective_on + timedelta(days=1), 0)


def digest_of(rules: OccasionRules, now: datetime) -> tuple[str, date, date, datetime] | None:
    """The month (`2026-12`) whose digest is due, its first day, the first day after it, and the slot; None before its day."""
    today = now.astimezone(VIETNAM).date()
    if today.day < rules.digest.day:
        return None
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return f"{first:%Y-%m}", first, after, _at(today.replace(day=rules.digest.day), rules.digest.hour)


def week_of(rules: OccasionRules, now: datetime) -> tuple[str, datetime, datetime] | None:
    """The week (`2026-W47`) that may be told of by now, its first instant and the first one after it; None before its hour.

    From the weekday of the rules until the end of that week; a week that nobody told of in time is not told of later.
    """
    here = now.astimezone(VIETNAM)
    monday = here.date() - timedelta(days=here.isoweekday() - 1)
    if now < _at(monday + timedelta(days=rules.week.weekday - 1), rules.week.hour):
        return None
    first = monday - timedelta(days=7)
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02d}", _at(first, 0), _at(monday, 0)


def month_of(rules: OccasionRules, now: datetime) -> tuple[str, datetime, datetime] | None:
    """The month (`2026-11`) that may be told of by now, its first instant and the first one after it; None on other days."""
    here = now.astimezone(VIETNAM)
    after = here.date().replace(day=1)
    if here.day > rules.month.until or now < _at(after, rules.month.hour):
        return None
    first = (after - timedelta(days=1)).replace(day=1)
    return f"{first:%Y-%m}", _at(first, 0), _at(after, 0)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), VIETNAM)
