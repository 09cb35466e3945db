"""The clock that is passed in, so that tests can set it. Everything is aware UTC; screens turn it into Vietnam's time."""

from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1945, 2200
"""Of days and times that people and programs may name: wide, and far from where reckoning with them ends."""
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def vietnam_time(instant: datetime) -> str:
    """Return text such as `24/11/2026 14:30`, as staff read it."""
    return instant.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
