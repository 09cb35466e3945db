"""Dates as feeds write them. A date without a time zone is Vietnam's: feedparser would take it for UTC, seven hours off."""

import calendar
import re
from datetime import UTC, datetime
from time import struct_time

from distributor.clock import VIETNAM

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there were no feeds: an older date (often 1970 or year 1) is an empty field of the CMS."""

_HAS_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|\b(?:Z|UTC?|GMT|[ECMP][SD]T|ICT))\s*$|\dZ\s*$", re.IGNORECASE)
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
        if written and not _HAS_ZONE.search(written):
            found = found.replace(tzinfo=VIETNAM)
    if found is None:
        return None
    found = found.astimezone(UTC)
    return found if found >= EARLIEST else None


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
