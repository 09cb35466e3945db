"""Whole days and hours as iCalendar (RFC 5545), for telephones and offices. Pure: the same days give the same bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from distributor.text.plain import one_line

LONGEST_LINE = 75
"""Octets of a line, without its break (3.1)."""


@dataclass(frozen=True)
class WholeDay:
    """`uid`: never changes, so that a moved day moves in the reader's calendar. `changed_at`: aware."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    changed_at: datetime
    cancelled: bool = False


@dataclass(frozen=True)
class TimedEvent:
    """`at`: aware; it takes `LENGTH`, for a post has no end."""

    uid: str
    at: datetime
    summary: str
    description: str
    url: str
    changed_at: datetime
    cancelled: bool = False


LENGTH = timedelta(minutes=15)


def calendar_bytes(name: str, description: str, days: Sequence[WholeDay | TimedEvent]) -> bytes:
    """A calendar that readers ask for again every six hours."""
    return b"".join(_folded(line) for line in _lines(name, description, days))


def _lines(name: str, description: str, days: Sequence[WholeDay | TimedEvent]) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Loa//Loa//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    for field, said in (("NAME", name), ("X-WR-CALNAME", name), ("DESCRIPTION", description)):
        yield f"{field}:{_text(said)}"
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H")
    for one in days:
        stamp = f"{one.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        yield from ("BEGIN:VEVENT", f"UID:{_text(one.uid)}", f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}")
        if isinstance(one, TimedEvent):
            yield f"DTSTART:{one.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            yield f"DTEND:{(one.at + LENGTH).astimezone(UTC):%Y%m%dT%H%M%SZ}"
        else:
            yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
            yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY:{_text(one.summary)}"
        if one.description:
            yield f"DESCRIPTION:{_text(one.description)}"
        yield f"URL:{one.url}"
        yield f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}"
        yield from ("TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _text(said: str) -> str:
    """Return a text on one line, with what has a meaning of its own escaped (3.3.11)."""
    return one_line(said).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """Cut between characters, never within one."""
    pieces, room, piece = [], LONGEST_LINE, b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > room:
            pieces.append(piece)
            room, piece = LONGEST_LINE - 1, b""
        piece += encoded
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
