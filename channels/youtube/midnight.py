"""When YouTube gives its daily units back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")


def next_midnight_pacific(now: datetime) -> datetime:
    """The next midnight of the US west coast after `now`, aware UTC: in Vietnam 14:00 while it has summer time, else 15:00."""
    tomorrow = now.astimezone(PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), PACIFIC).astimezone(UTC)
