"""Until when an item is worth saying: its deadline's last day, or the day before what begins and ends at an hour. Pure."""

import re
from datetime import datetime, timedelta

from distributor.calendar.period import midnight
from distributor.facts import Facts, Role
from distributor.understand.dates import DAY, read_day

_HOUR = r"\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2}(?:\s?phút)?)?"
_SPAN = rf"{_HOUR}\s?(?:đến|tới|[-–])\s?{_HOUR}"
_ON = rf"ngày (?P<day>{DAY})"
_MEETINGS = (
    re.compile(rf"{_SPAN}[^.;]{{0,30}}?{_ON}", re.IGNORECASE),
    re.compile(rf"{_ON}[^.;\d]{{0,20}}?{_SPAN}", re.IGNORECASE),
)
"""What only begins on a day ("mở từ 8 giờ ngày 26/11/2026") stays worth saying after it."""


def last_moment(facts: Facts) -> datetime | None:
    """The first moment at which it is too late; None where nothing says one. An act has no such moment: it is in force."""
    if facts.document is not None:
        return None
    days = [point.day for point in facts.message if point.role is Role.DEADLINE and point.day is not None]
    if facts.points.deadline_on is not None:
        days.append(facts.points.deadline_on)
    if days:
        return midnight(max(days) + timedelta(days=1))
    found = (each["day"] for said in _leading(facts) for meeting in _MEETINGS for each in meeting.finditer(said))
    meetings = [day for written in found if (day := read_day(written))]
    return midnight(max(meetings)) if meetings else None


def _leading(facts: Facts) -> tuple[str, ...]:
    return tuple(point.statement for point in facts.message[:1]) or facts.points.changes[:1]
