"""Dates as feeds and pages write them.

A date without a time zone is Vietnam's: feedparser would take it for UTC, seven hours off.
"""

import calendar
import re
from datetime import UTC, datetime
from time import struct_time

from distributor.clock import VIETNAM

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there were no feeds: an older date (often 1970 or year 1) is an empty field of the CMS."""

_HAS_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|\b(?:Z|UTC?|GMT|[ECMP][SD]T|ICT))\s*$|\dZ\s*$", re.IGNORECASE)
_LONGEST_ZONE = 8
"""Characters at the end of a date in which it tells its zone."""
_DAY_FIRST = re.compile(
    r"^\D*?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\D+(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?:\s*(SA|CH|AM|PM))?)?",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(r"^(\d{1,2})[:h](\d{2})(?::(\d{2}))?\D+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def instant(written: str, parsed: struct_time | None) -> datetime | None:
    """Aware UTC, or None where no plausible date can be told. `parsed`: feedparser's reading of the same words, in UTC."""
    written = written.strip()
    found = _vietnamese(written) if "/" in written or "." in written or parsed is None else None
    if found is None and parsed is not None:
        try:
            found = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (OverflowError, ValueError, OSError):
            return None
        if written and not _HAS_ZONE.search(written[-_LONGEST_ZONE:]):
            found = found.replace(tzinfo=VIETNAM)
    if found is None:
        return None
    found = found.astimezone(UTC)
    return found if found >= EARLIEST else None


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?")
_IN_TEXT = re.compile(
    r"(?<![\d/.-])(?:(?P<h1>\d{1,2})[:hg](?P<m1>\d{2})(?::\d{2})?\D{1,15}?)?"
    r"(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4})(?![\d/-])"
    r"(?:[\s,|–-]{1,8}(?:lúc\s+|vào\s+)?(?P<h2>\d{1,2})\s?[:hg]\s?(?P<m2>\d{2})(?:[:]\d{2})?(?:\s?(?P<half>SA|CH|AM|PM)\b)?)?",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(r"\bngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\b", re.IGNORECASE)


def page_instant(written: str, date_format: str = "") -> datetime | None:
    """A page's date, aware UTC, from a few words: ISO, `Thứ Ba, 24/11/2026 08:15`, `24-11-2026`, `ngày 24 tháng 11 năm 2026`.

    `date_format`: as `strptime` has it, tried first. Without a zone it is Vietnam's time. None if no plausible date is there.
    """
    written = written.strip()[:300]
    found = _by_format(written, date_format) if date_format else None
    found = found or _iso(written) or _numeric(written) or _in_words(written)
    if found is None:
        return None
    found = found.astimezone(UTC)
    return found if found >= EARLIEST else None


def _by_format(written: str, date_format: str) -> datetime | None:
    try:
        found = datetime.strptime(written, date_format)  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def _iso(written: str) -> datetime | None:
    if not (match := _ISO.search(written)):
        return None
    try:
        found = datetime.fromisoformat(match[0].replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def _numeric(written: str) -> datetime | None:
    for match in _IN_TEXT.finditer(written):
        hour = int(match["h2"] or match["h1"] or 0)
        half = (match["half"] or "").upper()
        if half in {"CH", "PM"} and hour < 12:
            hour += 12
        elif half in {"SA", "AM"} and hour == 12:
            hour = 0
        try:
            return datetime(
                int(match["year"]),
                int(match["month"]),
                int(match["day"]),
                hour,
                int(match["m2"] or match["m1"] or 0),
                tzinfo=VIETNAM,
            )
        except ValueError:
            continue
    return None


def _in_words(written: str) -> datetime | None:
    if not (match := _IN_WORDS.search(written)):
        return None
    try:
        return datetime(int(match[3]), int(match[2]), int(match[1]), tzinfo=VIETNAM)
    except ValueError:
        return None


def _vietnamese(written: str) -> datetime | None:
    """`27/01/2024 14:15`, `Thứ bảy, 27/1/2024`, `14:15 27-01-2024`, `27/01/2024 2:15 CH`."""
    if match := _DAY_FIRST.match(written):
        day, month, year, hour, minute, second, half = match.groups()
    elif match := _TIME_FIRST.match(written):
        hour, minute, second, day, month, year = match.groups()
        half = None
    else:
        return None
    hours = int(hour or 0)
    if half and half.upper() in {"CH", "PM"} and hours < 12:
        hours += 12
    elif half and half.upper() in {"SA", "AM"} and hours == 12:
        hours = 0
    try:
        return datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=VIETNAM)
    except ValueError:
        return None
