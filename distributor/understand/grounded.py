"""The last look at a point before it is the message: it stands on the source's own words, or it is not said. Pure, linear."""

import re
from datetime import date

from distributor.facts import DocumentFacts, Point
from distributor.ingest.furniture import is_furniture_line, is_letterhead_line
from distributor.text.tidy import squeeze

MOST_STATEMENT_WORDS = 40
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_IDENTITY = re.compile(
    r"(?<!\w)(?:CCCD|CMND|CMT|căn cước(?: công dân)?|chứng minh(?: nhân dân)?|hộ chiếu|số định danh)(?: số)?\s*:?\s*\d{6,}",
    re.IGNORECASE,
)
"""Whoever lets such an item out after all, this number is never said."""
_PARTS = re.compile(r"[.,]")


def grounded(points: tuple[Point, ...], sources: tuple[str, ...], document: DocumentFacts | None) -> tuple[Point, ...]:
    """The points whose quotes stand in `sources` and whose numbers stand in their quotes, or in a day that the facts know."""
    if not points:
        return points
    source = squeeze("\n".join(sources)).casefold()
    days = (document.issued_on, document.effective_on, document.ended_on) if document is not None else ()
    return tuple(point for point in points if _stands(point, source, (*days, point.day)))


def _stands(point: Point, source: str, days: tuple[date | None, ...]) -> bool:
    statement = point.statement.strip()
    if not statement or not point.quotes or len(statement.split()) > MOST_STATEMENT_WORDS:
        return False
    if _IDENTITY.search(statement):
        return False
    if is_letterhead_line(statement) or is_furniture_line(statement):
        return False
    if not all(squeeze(quote).casefold() in source for quote in point.quotes):
        return False
    said = {
        part for quote in point.quotes for number in _NUMBER.findall(quote) for part in (number, *_PARTS.split(number))
    }
    said |= {str(part) for day in days if day is not None for part in (day.day, day.month, day.year)}
    plain = {_plain(each) for each in said}
    return all(
        _plain(number) in plain or all(_plain(part) in plain for part in _PARTS.split(number))
        for number in _NUMBER.findall(statement)
    )


def _plain(number: str) -> str:
    return number.lstrip("0") or "0"
