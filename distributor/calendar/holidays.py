"""Which days have a name: `config/calendar.toml`, read once. Pure but for that reading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.calendar.lunar import lunar_date
from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER
from phrases import phrase_named

FILE = CONFIG_FOLDER / "calendar.toml"


class _Entry(BaseModel):
    """`name`: the code of a phrase, or an office's own words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=1)
    basis: str = Field(min_length=1)


class Yearly(_Entry):
    """A holiday of every year. `before`, `after`: days round it that belong to it."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    lunar: bool = False
    before: int = Field(default=0, ge=0, le=5)
    after: int = Field(default=0, ge=0, le=5)
    off: bool = False
    since: date
    until: date | None = None

    def falls_on(self, day: date) -> bool:
        if day < self.since or (self.until is not None and day > self.until):
            return False
        return any(self._begins(day + timedelta(days=apart)) for apart in range(-self.after, self.before + 1))

    def _begins(self, day: date) -> bool:
        if not self.lunar:
            return (day.month, day.day) == (self.month, self.day)
        lunar = lunar_date(day)
        return (lunar.month, lunar.day, lunar.is_leap) == (self.month, self.day, False)


class OfficialHolidays(_Entry):
    """The official days of one year's holiday, from `first` to `last`."""

    first: date
    last: date
    off: bool

    def falls_on(self, day: date) -> bool:
        return self.first <= day <= self.last


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    holidays: tuple[Yearly, ...]
    decided: tuple[OfficialHolidays, ...] = ()


@dataclass(frozen=True)
class Holiday:
    """`off`: people do not work."""

    name: str
    off: bool
    basis: str


@cache
def load_days(file: Path = FILE) -> tuple[Yearly | OfficialHolidays, ...]:
    """Every entry, those of one year last. Raises `SettingsError` that names the entry."""
    read = read_config(_File, file)
    return (*read.holidays, *read.decided)


def holidays_of(day: date, entries: Iterable[Yearly | OfficialHolidays] | None = None) -> tuple[Holiday, ...]:
    """Return what this day is called; a name that several entries give stands once, with the basis of the last."""
    found = {
        entry.name: Holiday(phrase_named(entry.name), entry.off, entry.basis)
        for entry in (load_days() if entries is None else entries)
        if entry.falls_on(day)
    }
    return tuple(found.values())
