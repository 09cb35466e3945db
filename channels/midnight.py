"""Midnight in another time zone: where platforms give quotas back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def midnight(zone: str, now: datetime, *, days: int = 0) -> datetime:
    """The midnight that `now` follows in `zone`, or one so many days later. Aware UTC."""
    there = ZoneInfo(zone)
    return datetime.combine(now.astimezone(there).date() + timedelta(days=days), time(), there).astimezone(UTC)
