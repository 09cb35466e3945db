"""Quiet hours: when a channel may be spoken on, by rules of platforms and of the law, from the channels' configuration."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from channels.zalo.configuration import zalo_configuration
from distributor.clock import VIETNAM
from distributor.sms_rules import clock_of_hours, rules_at
from phrases import phrase


@dataclass(frozen=True)
class OpenHours:
    """Vietnam's time: from `opens`, before `closes`; `closes` None: until midnight."""

    opens: time
    closes: time | None

    def hold(self, instant: datetime) -> bool:
        """Return True if the channel is open then."""
        local = instant.astimezone(VIETNAM).time()
        return self.opens <= local and (self.closes is None or local < self.closes)

    @property
    def words(self) -> str:
        """Return from when to when the channel is open, as `8:00`."""
        return phrase("plan.hours", opens=_clock(self.opens), closes=_clock(self.closes) if self.closes else "24:00")


def open_hours(channel: str, settings: Mapping[str, Any], instant: datetime) -> OpenHours | None:
    """Return the channel's hours by the rules of that day; None where a channel may be spoken on at any hour. `settings`: the
    account's.

    Zalo's hours are for broadcasts (`config/channels.toml`, [zalo.hours]): an account that only shows articles has none. Those of
    SMS stand in `config/sms.toml`, [[rules]].
    """
    if channel == "sms":
        rules = rules_at(instant)
        if clock_of_hours(instant, settings, rules) != instant:
            return None
        return OpenHours(rules.opens, rules.closes)
    if channel == "zalo" and settings.get("broadcast", True) and not settings.get("any_hour", False):
        hours = zalo_configuration().hours
        return OpenHours(time(hours.first), time(hours.last) if hours.last < 24 else None)
    return None


def opens_from(channel: str, settings: Mapping[str, Any], instant: datetime) -> datetime:
    """Return the first instant from `instant` on at which the channel may be spoken on."""
    at = instant
    for _day in range(3):  # before it opens, or after it closed
        hours = open_hours(channel, settings, at)
        if hours is None or hours.hold(at):
            return at
        local = at.astimezone(VIETNAM)
        day = local.date() if local.time() < hours.opens else local.date() + timedelta(days=1)
        at = datetime.combine(day, hours.opens, VIETNAM).astimezone(UTC)
    return instant


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"
