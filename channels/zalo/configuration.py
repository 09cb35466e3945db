"""What `config/channels.toml` says of Zalo, read once and checked. Raises `Misconfigured` naming file, table and key."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from channels.errors import Misconfigured
from channels.tables import CHANNELS_FILE, Common, Table, common_of, table_of
from phrases import phrase, phrase_named

TABLE = "zalo"


class Means(StrEnum):
    """The meaning of one of the platform's codes for us."""

    SIGNED_OUT = "signed_out"
    THROTTLED = "throttled"
    QUOTA = "quota"
    TRANSIENT = "transient"
    PROCESSING = "processing"
    GONE = "gone"
    REFUSED = "refused"
    NOT_GRANTED = "not_granted"


@dataclass(frozen=True)
class ErrorMeaning:
    """`words`: for staff."""

    means: Means
    words: str


@dataclass(frozen=True)
class Hours:
    """Vietnamese hours in which a broadcast may go out: from `first`, before `last`."""

    first: int
    last: int


@dataclass(frozen=True)
class Verify:
    """Seconds until the first look at an article being created, and between two; looks at most."""

    first_s: float
    every_s: float
    polls: int


@dataclass(frozen=True)
class ZaloConfiguration:
    common: Common
    title_limit: int
    lead_limit: int
    article_address: str
    page_size: int
    pages: int
    look_pages: int
    horizon_s: int
    clock_skew_s: int
    conversation_pages: int
    hours: Hours
    verify: Verify
    errors: Mapping[int, ErrorMeaning]


def read_zalo(file: Path) -> ZaloConfiguration:
    """Read and check the table of Zalo in `file`."""
    table = table_of(file, TABLE)
    hours, verify = table.table("hours"), table.table("verify")
    return ZaloConfiguration(
        common=common_of(table),
        title_limit=table.whole("title_limit", 1),
        lead_limit=table.whole("lead_limit", 1),
        article_address=table.text("article_address"),
        page_size=table.whole("page_size", 1),
        pages=table.whole("pages", 1),
        look_pages=table.whole("look_pages", 1),
        horizon_s=table.whole("horizon_s", 1),
        clock_skew_s=table.whole("clock_skew_s"),
        conversation_pages=table.whole("conversation_pages", 1),
        hours=_hours(hours, file),
        verify=Verify(verify.number("first_s"), verify.number("every_s"), verify.whole("polls", 1)),
        errors=_errors(table, file),
    )


@cache
def zalo_configuration() -> ZaloConfiguration:
    """Return what `config/channels.toml` says of Zalo, read once a process."""
    return read_zalo(CHANNELS_FILE)


def _hours(table: Table, file: Path) -> Hours:
    hours = Hours(table.whole("first"), table.whole("last"))
    if not hours.first < hours.last <= 24:
        raise Misconfigured(phrase("zalo.config.hours", file=file.name, table=f"{TABLE}.hours"))
    return hours


def _errors(table: Table, file: Path) -> Mapping[int, ErrorMeaning]:
    errors: dict[int, ErrorMeaning] = {}
    where = {"file": file.name, "table": f"{TABLE}.errors"}
    for entry in table.tables("errors"):
        # Zalo's codes are negative, which `whole` does not take.
        code = entry.whole("code", -1_000_000)
        means = entry.text("means")
        if means not in set(Means):
            raise Misconfigured(phrase("zalo.config.means", **where, code=code, known=", ".join(Means)))
        if code in errors:
            raise Misconfigured(phrase("zalo.config.twice", **where, code=code))
        errors[code] = ErrorMeaning(Means(means), phrase_named(entry.text("words")))
    return errors
