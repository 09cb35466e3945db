"""What `config/channels.toml` says, read once and checked: a missing or wrong field names its file, table and key.

Raises `Misconfigured`, in words for the person who keeps the file.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from channels.base import MediaLimits, Quota
from channels.errors import Misconfigured

CHANNELS_FILE = Path(__file__).resolve().parent.parent / "config" / "channels.toml"

T = TypeVar("T")


class Table:
    """One table of the file, and where it stands, for messages."""

    def __init__(self, content: dict[str, object], file: Path, name: str) -> None:
        self._content = content
        self._file = file
        self._name = name

    def _wrong(self, key: str, wish: str) -> Misconfigured:
        return Misconfigured(f"Tệp {self._file.name}, bảng [{self._name}], mục `{key}`: {wish}.")

    def _value(self, key: str) -> object:
        if key not in self._content:
            raise self._wrong(key, "đang thiếu, hãy bổ sung")
        return self._content[key]

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, "phải là một chuỗi không rỗng")
        return value

    def day(self, key: str) -> date:
        value = self._value(key)
        if not isinstance(value, date):
            raise self._wrong(key, "phải là một ngày, ví dụ 2026-11-24")
        return value

    def whole(self, key: str, at_least: int = 0) -> int:
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
            raise self._wrong(key, f"phải là số nguyên từ {at_least} trở lên")
        return value

    def number(self, key: str) -> float:
        value = self._value(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
            raise self._wrong(key, "phải là một số không âm")
        return float(value)

    def list_of(self, key: str, kind: type[T], wish: str) -> tuple[T, ...]:
        value = self._value(key)
        if not isinstance(value, list) or not all(type(entry) is kind for entry in value):
            raise self._wrong(key, wish)
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        return self.list_of(key, str, "phải là danh sách chuỗi")

    def wholes(self, key: str) -> tuple[int, ...]:
        return self.list_of(key, int, "phải là danh sách số nguyên")

    def ranges(self, key: str) -> tuple[tuple[int, int], ...]:
        found: list[tuple[int, int]] = []
        for entry in self.list_of(key, list, "phải là danh sách các cặp số nguyên"):
            if len(entry) != 2 or not all(type(bound) is int for bound in entry):
                raise self._wrong(key, "phải là danh sách các cặp số nguyên")
            found.append((entry[0], entry[1]))
        return tuple(found)

    def tables(self, key: str) -> "tuple[Table, ...]":
        entries = self.list_of(key, dict, "phải là danh sách bảng")
        return tuple(Table(entry, self._file, f"{self._name}.{key}[{index}]") for index, entry in enumerate(entries))

    def table(self, key: str) -> "Table":
        value = self._value(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "phải là một bảng")
        return Table(value, self._file, f"{self._name}.{key}")


@dataclass(frozen=True)
class Common:
    """What the file says of every channel. `as_of` and `source`: when and where the numbers were read."""

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
    """How `find` reads a list of posts: posts a page, pages at most, and seconds by which clocks may differ."""

    page_size: int
    pages: int
    clock_skew_s: int


@dataclass(frozen=True)
class FacebookErrorCodes:
    """The platform's codes by what they mean for us; a code in none of them is not understood."""

    throttled: frozenset[int]
    cool_down: frozenset[int]
    signed_out: frozenset[int]
    transient: frozenset[int]
    refused: frozenset[int]
    duplicate: frozenset[int]
    gone: frozenset[int]
    gone_subcodes: frozenset[int]


@dataclass(frozen=True)
class FacebookConfiguration:
    common: Common
    listing: Listing
    metrics_batch: int
    insight_metrics: tuple[str, ...]
    cool_down_s: int
    error_codes: FacebookErrorCodes


@dataclass(frozen=True)
class XConfiguration:
    """`light_ranges`: code points that weigh 1; every other weighs `default_weight`."""

    common: Common
    listing: Listing
    metrics_batch: int
    url_weight: int
    default_weight: int
    light_ranges: tuple[tuple[int, int], ...]
    append_chunk_bytes: int
    media_expiry_margin_s: int
    price_post_usd: float
    price_post_with_url_usd: float


@dataclass(frozen=True)
class RssConfiguration:
    common: Common


@dataclass(frozen=True)
class Configuration:
    facebook: FacebookConfiguration
    x: XConfiguration
    rss: RssConfiguration


def _common(table: Table) -> Common:
    return Common(
        as_of=table.day("as_of"),
        source=table.text("source"),
        label=table.text("label"),
        api_version=table.text("api_version"),
        text_limit=table.whole("text_limit", 1),
        media=MediaLimits(
            max_count=table.whole("max_media"),
            max_bytes=table.whole("max_media_bytes"),
            mime_types=table.texts("mime_types"),
            alt_text_limit=table.whole("alt_text_limit"),
        ),
        minimum_interval_s=table.number("minimum_interval_s"),
        read_back_lag_s=table.number("read_back_lag_s"),
        call_deadline_s=table.number("call_deadline_s"),
        parallel=table.whole("parallel", 1),
        quotas=tuple(
            Quota(quota.text("bucket"), quota.whole("limit", 1), quota.whole("window_s", 1))
            for quota in table.tables("quotas")
        ),
    )


def _listing(table: Table) -> Listing:
    return Listing(
        page_size=table.whole("find_page_size", 1),
        pages=table.whole("find_pages", 1),
        clock_skew_s=table.whole("clock_skew_s"),
    )


def _facebook(table: Table) -> FacebookConfiguration:
    codes = table.table("error_codes")

    def group(name: str) -> frozenset[int]:
        return frozenset(codes.wholes(name))

    return FacebookConfiguration(
        common=_common(table),
        listing=_listing(table),
        metrics_batch=table.whole("metrics_batch", 1),
        insight_metrics=table.texts("insight_metrics"),
        cool_down_s=table.whole("cool_down_s"),
        error_codes=FacebookErrorCodes(
            throttled=group("throttled"),
            cool_down=group("cool_down"),
            signed_out=group("signed_out"),
            transient=group("transient"),
            refused=group("refused"),
            duplicate=group("duplicate"),
            gone=group("gone"),
            gone_subcodes=group("gone_subcodes"),
        ),
    )


def _x(table: Table) -> XConfiguration:
    return XConfiguration(
        common=_common(table),
        listing=_listing(table),
        metrics_batch=table.whole("metrics_batch", 1),
        url_weight=table.whole("url_weight", 1),
        default_weight=table.whole("default_weight", 1),
        light_ranges=table.ranges("light_ranges"),
        append_chunk_bytes=table.whole("append_chunk_bytes", 1),
        media_expiry_margin_s=table.whole("media_expiry_margin_s"),
        price_post_usd=table.number("price_post_usd"),
        price_post_with_url_usd=table.number("price_post_with_url_usd"),
    )


def _rss(table: Table) -> RssConfiguration:
    return RssConfiguration(common=_common(table))


def read_configuration(file: Path) -> Configuration:
    """Read and check `file`."""
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"Không đọc được tệp {file.name}: {type(error).__name__}.") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"Tệp {file.name} sai cú pháp TOML: {error}.") from error

    def section(name: str, read: Callable[[Table], T]) -> T:
        table = content.get(name)
        if not isinstance(table, dict):
            raise Misconfigured(f"Tệp {file.name} thiếu bảng [{name}], hãy bổ sung.")
        return read(Table(table, file, name))

    return Configuration(section("facebook", _facebook), section("x", _x), section("rss", _rss))


@cache
def configuration() -> Configuration:
    """What `config/channels.toml` says, read once a process."""
    return read_configuration(CHANNELS_FILE)
