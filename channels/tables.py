"""Reads `config/channels.toml` and files like it: one table of one channel, each value checked where it stands.

Raises `Misconfigured` naming file, table and key, in words for the person who keeps the file.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from channels.base import MediaLimits, Quota, VideoLimits
from channels.errors import Misconfigured
from phrases import phrase, phrase_named

CHANNELS_FILE = Path(__file__).resolve().parent.parent / "config" / "channels.toml"

T = TypeVar("T")


class Table:
    """One table of the file, and where it stands, for messages."""

    def __init__(self, content: dict[str, object], file: Path, name: str) -> None:
        self._content = content
        self._file = file
        self._name = name

    def _wrong(self, key: str, wish: str) -> Misconfigured:
        return Misconfigured(phrase("channels.file.entry", file=self._file.name, table=self._name, key=key, wish=wish))

    def _value(self, key: str) -> object:
        if key not in self._content:
            raise self._wrong(key, phrase("channels.file.missing"))
        return self._content[key]

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, phrase("channels.file.text"))
        return value

    def has(self, key: str) -> bool:
        return key in self._content

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if not isinstance(value, bool):
            raise self._wrong(key, phrase("channels.file.flag"))
        return value

    def day(self, key: str) -> date:
        value = self._value(key)
        if not isinstance(value, date):
            raise self._wrong(key, phrase("channels.file.day"))
        return value

    def whole(self, key: str, at_least: int = 0) -> int:
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
            raise self._wrong(key, phrase("channels.file.whole", least=at_least))
        return value

    def number(self, key: str) -> float:
        value = self._value(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
            raise self._wrong(key, phrase("channels.file.number"))
        return float(value)

    def list_of(self, key: str, kind: type[T], wish: str) -> tuple[T, ...]:
        value = self._value(key)
        if not isinstance(value, list) or not all(type(entry) is kind for entry in value):
            raise self._wrong(key, wish)
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        return self.list_of(key, str, phrase("channels.file.texts"))

    def pair(self, key: str) -> tuple[float, float]:
        wish = phrase("channels.file.pair")
        values = self.list_of(key, float, wish)
        if len(values) != 2:
            raise self._wrong(key, wish)
        return values[0], values[1]

    def wholes(self, key: str) -> tuple[int, ...]:
        return self.list_of(key, int, phrase("channels.file.wholes"))

    def ranges(self, key: str) -> tuple[tuple[int, int], ...]:
        found: list[tuple[int, int]] = []
        wish = phrase("channels.file.ranges")
        for entry in self.list_of(key, list, wish):
            if len(entry) != 2 or not all(type(bound) is int for bound in entry):
                raise self._wrong(key, wish)
            found.append((entry[0], entry[1]))
        return tuple(found)

    def tables(self, key: str) -> "tuple[Table, ...]":
        entries = self.list_of(key, dict, phrase("channels.file.tables"))
        return tuple(Table(entry, self._file, f"{self._name}.{key}[{index}]") for index, entry in enumerate(entries))

    def table(self, key: str) -> "Table":
        value = self._value(key)
        if not isinstance(value, dict):
            raise self._wrong(key, phrase("channels.file.table"))
        return Table(value, self._file, f"{self._name}.{key}")


@dataclass(frozen=True)
class Common:
    """The values that the file has for every channel. `as_of` and `source`: when and where the numbers were read."""

    as_of: date
    source: str
    label: str
    api_version: str
    text_limit: int
    media: MediaLimits
    minimum_interval_s: float
    read_back_lag_s: float
    call_deadline_s: float
    parallel: int
    quotas: tuple[Quota, ...]


@dataclass(frozen=True)
class Listing:
    """Limits by which `find` reads a list of posts: posts a page, pages at most, and seconds by which clocks may differ."""

    page_size: int
    pages: int
    clock_skew_s: int


@dataclass(frozen=True)
class CommentPages:
    """Comments a page, and pages at most, when reading what citizens wrote under one post."""

    size: int
    most: int


def content_of(file: Path) -> dict[str, object]:
    """Return what the whole file says; nobody changes it."""
    try:
        return _parsed(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(phrase("channels.file.unreadable", file=file.name, fault=type(error).__name__)) from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(phrase("channels.file.not-toml", file=file.name, fault=str(error))) from error


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, object]:
    """Files are read anew each time, and seldom say anything new."""
    return tomllib.loads(text)


def table_of(file: Path, name: str) -> Table:
    """The table `name` of `file`."""
    section = content_of(file).get(name)
    if not isinstance(section, dict):
        raise Misconfigured(phrase("channels.file.no-table", file=file.name, table=name))
    return Table(section, file, name)


def common_of(
    table: Table, video: VideoLimits | None = None, *, quotas: tuple[Quota, ...] | None = None, mixes: bool = False
) -> Common:
    """Return what the table says in the words of every channel. `video`: None where the channel takes none. `mixes`: see
    `MediaLimits`.

    `quotas`: where they follow from other numbers; None: as the table lists them.
    """
    return Common(
        as_of=table.day("as_of"),
        source=table.text("source"),
        label=phrase_named(table.text("label")),
        api_version=table.text("api_version"),
        text_limit=table.whole("text_limit", 1),
        media=MediaLimits(
            max_count=table.whole("max_media"),
            max_bytes=table.whole("max_media_bytes"),
            mime_types=table.texts("mime_types"),
            alt_text_limit=table.whole("alt_text_limit"),
            video=video,
            mixes=mixes,
        ),
        minimum_interval_s=table.number("minimum_interval_s"),
        read_back_lag_s=table.number("read_back_lag_s"),
        call_deadline_s=table.number("call_deadline_s"),
        parallel=table.whole("parallel", 1),
        quotas=_listed_quotas(table) if quotas is None else quotas,
    )


def _listed_quotas(table: Table) -> tuple[Quota, ...]:
    return tuple(
        Quota(quota.text("bucket"), quota.whole("limit", 1), quota.whole("window_s", 1))
        for quota in table.tables("quotas")
    )


def listing_of(table: Table) -> Listing:
    """Return how `find` reads this channel's lists."""
    return Listing(
        page_size=table.whole("find_page_size", 1),
        pages=table.whole("find_pages", 1),
        clock_skew_s=table.whole("clock_skew_s"),
    )


def comment_pages_of(table: Table) -> CommentPages:
    """Return how what citizens wrote under a post is read."""
    comments = table.table("comments")
    return CommentPages(comments.whole("page_size", 1), comments.whole("pages", 1))


def video_limits_of(table: Table) -> VideoLimits:
    """Return what a table of limits says of a video; `aspect`: least and most of width over height."""
    return VideoLimits(
        table.whole("max_bytes", 1),
        table.number("min_s"),
        table.number("max_s"),
        table.pair("aspect"),
        table.texts("mime_types"),
    )
