"""What the sandbox is started with.

A value of None means "not said at the start": the value persisted by an earlier run holds, else the default.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Seconds for every duration; `speed` is how many times faster than real time the simulated audience lives."""

    state: Path
    base_url: str = "http://127.0.0.1"
    speed: float | None = None
    publish_every: float | None = None
    read_lag: float | None = None
    clicks: bool | None = None
    follow: tuple[str, ...] = ()
    follow_every: float = 5.0
    smpp_port: int | None = None
    hours: tuple[str, str] | None = None
    """Within which an office may write to telephones, as `07:00`; outside them a demo keeps a clock of its own."""
    telephone: int | None = None
    """The port of the office's telephone line."""
    past: int = 0
    """How many items of the three weeks before the province has published already, in a new state folder."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine. Names other than localhost are not resolved."""
    name = host.strip("[]").lower().rstrip(".")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
