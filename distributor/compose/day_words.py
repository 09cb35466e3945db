"""The days that a message says, each only where its reader has not read it: of effect, the last day, the day of an event."""

import re
from collections.abc import Iterator

from distributor.compose.citation import day, says_day
from distributor.compose.item import ItemView, document_told
from distributor.compose.message import brief_hours
from distributor.facts import KeyPoints
from distributor.text.plain import capital
from distributor.understand.last_moment import held_on

_BEFORE = re.compile(r"(?<!\w)trước\s+(?:ngày\s+)?\d{1,2}\s*(?:[/.-]|tháng)", re.IGNORECASE)
DAY_SAID = re.compile(
    r"(?<!\w)(?:từ|trước|đến|hạn|ngày|chậm nhất)\s.{0,30}?\d{1,2}\s*(?:/|tháng)\s*\d{1,2}", re.IGNORECASE
)


def dated_headline(said_first: str, item: ItemView) -> str:
    """Return `Từ ngày 10/12/2026: Quy định …`; the headline as it is where it says the day or none is certain."""
    document = item.facts.document
    if document is None or document.effective_on is None or says_day(said_first, document.effective_on):
        return said_first
    return f"Từ ngày {day(document.effective_on)}: {said_first}"


def unless_said(words: str, summary: str, item: ItemView) -> str:
    """Leave out what is said: that a document takes effect on a day is not said again where a line says both."""
    document = document_told(item)
    if document is None or document.effective_on is None:
        return words
    when = document.effective_on
    said = any("hiệu lực" in line.casefold() and says_day(line, when) for line in _sentences(summary))
    return "" if said else words


def _sentences(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from line.split(". ")


def _ends_before(points: KeyPoints) -> bool:
    """Return True if the deadline's day is itself too late: "trước ngày 10/12/2026", not "đến hết ngày 10/12/2026"."""
    return _BEFORE.search(points.deadline) is not None


def until(points: KeyPoints, seen: str) -> str:
    """Return `15/12/2026` or `trước ngày 10/12/2026`; empty where no day is certain or `seen` says it."""
    if points.deadline_on is None or says_day(seen, points.deadline_on):
        return ""
    return f"{'trước ngày ' if _ends_before(points) else ''}{day(points.deadline_on)}"


def held_brief(item: ItemView, seen: str) -> str:
    """Return `8h-16h30, 06/12/2026`; empty where `seen` says a day."""
    return "" if DAY_SAID.search(seen) else capital(brief_hours(held_on(item.facts)).replace(" ngày ", ", "))
