"""Days as documents write them: `15 tháng 9 năm 2025`, `24/11/2026`, `01-01-2017`. Impossible days are no days."""

import re
from datetime import date

DAY = r"(?:\d{1,2}\s*(?i:tháng)\s*\d{1,2}\s*,?\s*(?i:năm)\s*\d{4}|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d(?![\d/]))"
"""For a pattern: a day, without the word before it."""
_IN_WORDS = re.compile(r"(\d{1,2})\s*tháng\s*(\d{1,2})\s*,?\s*năm\s*(\d{4})", re.IGNORECASE)
_IN_FIGURES = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})")
_LONG_DAY = re.compile(r"(?<!\w)ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s*,?\s+năm\s+(\d{4})(?!\d)")
EARLIEST_YEAR = 1945
LATEST_YEAR = 2100


def read_day(written: str) -> date | None:
    """The first day in these words; None if there is none or it cannot be."""
    match = _IN_WORDS.search(written) or _IN_FIGURES.search(written)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def written_day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def short_days(text: str) -> str:
    """Every "ngày 05 tháng 9 năm 2026" as "ngày 05/9/2026"."""
    return _LONG_DAY.sub(lambda found: f"ngày {written(int(found[1]), int(found[2]), found[3])}", text)


def written(day: int, month: int, year: str | int) -> str:
    """A day as offices write it: 05/9/2026, 10/01/2027."""
    return f"{day:02d}/{month:02d}/{year}" if month < 3 else f"{day:02d}/{month}/{year}"
