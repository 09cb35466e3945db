"""`config/sources.toml`: how each website without a usable feed is read. Validated once; a wrong entry is named in words.

A website that no profile names is read by general rules, with the file's `[reading]` bounds.
"""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from distributor.errors import SettingsError
from distributor.ingest.selectors import BadSelector, Selector, selector
from distributor.settings import CONFIG_FOLDER
from phrases import listed, phrase


def _read_selector(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return selector(value)
    except BadSelector as error:
        raise ValueError(str(error)) from error


def _read_pattern(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return re.compile(value)
    except re.error as error:
        raise ValueError(phrase("ingest.profile.no-pattern", value=value, error=str(error))) from error


Selects = Annotated[Selector, BeforeValidator(_read_selector)]
Pattern = Annotated[re.Pattern[str], BeforeValidator(_read_pattern)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ReadingBounds(_Entry):
    """Bounds of one reading. Politeness: pages are asked for one after the other, never more than this.

    `articles`: article pages fetched in one reading; what is left comes with the next. `rows`: entries looked at, newest first.
    `recheck_newest` known articles are looked at again, each every `recheck_minutes`, for a listing hides corrections.
    """

    articles: int = Field(default=20, ge=1, le=200)
    seconds: float = Field(default=60, gt=0, le=240)
    rows: int = Field(default=500, ge=1, le=20_000)
    recheck_newest: int = Field(default=10, ge=0, le=100)
    recheck_minutes: float = Field(default=60, gt=0)


class ListingRules(_Entry):
    """`entries`: the rows of a listing; what follows is looked for inside a row. `keep`: of an article's address.

    `date_format`: as `strptime` has it, where the general formats do not do. `next`: the link to older entries, followed up to
    `pages` pages in all.
    """

    entries: Selects
    title: Selects | None = None
    link: Selects | None = None
    date: Selects | None = None
    date_format: str = ""
    summary: Selects | None = None
    category: Selects | None = None
    keep: Pattern | None = None
    next: Selects | None = None
    pages: int = Field(default=1, ge=1, le=20)


class ArticleRules(_Entry):
    """The selectors of an article's parts on its page; what is not said is found by general rules. `drop`: is cut out first."""

    title: Selects | None = None
    body: Selects | None = None
    summary: Selects | None = None
    date: Selects | None = None
    date_format: str = ""
    category: Selects | None = None
    attachments: Selects | None = None
    picture: Selects | None = None
    drop: tuple[Selects, ...] = ()


class Profile(_Entry):
    """One website. `hosts`: pages of these belong to it, also when they come from a feed or are pasted by hand.

    `paths`: of those, only what begins so; none for all. `checked`: the day somebody last saw that the selectors fit.
    """

    label: str
    checked: date
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    reading: ReadingBounds | None = None
    listing: ListingRules | None = None
    article: ArticleRules = Field(default_factory=ArticleRules)


class Profiles(_Entry):
    reading: ReadingBounds = Field(default_factory=ReadingBounds)
    site: dict[str, Profile] = Field(default_factory=dict)

    def named(self, name: str) -> Profile:
        """Return the profile of this name. Raises `SettingsError` if the file has no such entry."""
        if name not in self.site:
            known = ", ".join(sorted(self.site)) or phrase("ingest.profile.none")
            raise SettingsError(phrase("ingest.profile.no-site", name=name, known=known))
        return self.site[name]

    @property
    def labels(self) -> dict[str, str]:
        return {name: profile.label for name, profile in self.site.items()}

    def of_address(self, address: str) -> Profile | None:
        """The profile whose website an address belongs to; the one that names the longest path wins."""
        parts = urlsplit(address)
        host, path = (parts.hostname or "").lower(), parts.path or "/"
        fitting = [
            (max((len(each) for each in profile.paths if path.startswith(each)), default=0), profile)
            for profile in self.site.values()
            if host in profile.hosts and (not profile.paths or any(path.startswith(each) for each in profile.paths))
        ]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else None

    def reading_of(self, profile: Profile | None) -> ReadingBounds:
        return profile.reading if profile is not None and profile.reading is not None else self.reading


def read_profiles(file: Path) -> Profiles:
    """Read the profiles. Raises `SettingsError` that names the file, the entry and what is wrong with it."""
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return Profiles.model_validate(table)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(phrase("ingest.profile.no-toml", file=file.name, error=str(error))) from error
    except ValidationError as error:
        problems = listed((_told(each["loc"], each["type"], each["msg"]) for each in error.errors()[:5]), "; ")
        raise SettingsError(phrase("ingest.profile.wrong", file=file.name, problems=problems)) from error


@cache
def default_profiles() -> Profiles:
    return read_profiles(CONFIG_FOLDER / "sources.toml")


def _told(place: tuple[int | str, ...], kind: str, message: str) -> str:
    where = ".".join(str(each) for each in place)
    if kind == "missing":
        return phrase("ingest.profile.lacks", entry=".".join(str(each) for each in place[:-1]), name=place[-1])
    if kind == "extra_forbidden":
        return phrase("ingest.profile.unknown", entry=".".join(str(each) for each in place[:-1]), name=place[-1])
    wanted = next(
        (words for start, words in _WANTED.items() if kind.startswith(start)), message.removeprefix("Value error, ")
    )
    return phrase("ingest.profile.wrong-value", entry=where, wanted=wanted)


_WANTED = {
    "string_type": phrase("ingest.profile.text"),
    "is_instance": phrase("ingest.profile.text"),
    "int": phrase("ingest.profile.integer"),
    "float": phrase("ingest.profile.number"),
    "greater_than": phrase("ingest.profile.too-small"),
    "less_than": phrase("ingest.profile.too-large"),
    "date": phrase("ingest.profile.day"),
    "tuple_type": phrase("ingest.profile.list"),
    "dict_type": phrase("ingest.profile.table"),
    "model_type": phrase("ingest.profile.table"),
}
