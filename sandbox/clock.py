"""The sandbox's own time: how fast the audience lives, how late reads are, how often the province publishes.

Publications carry real time; only the age that the simulated audience sees is multiplied by `speed`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Pace:
    """`read_lag` and `publish_every` in seconds of real time; `publish_every` 0 means never."""

    speed: float = 1.0
    read_lag: float = 1.0
    publish_every: float = 0.0
    clicks: bool = True

    def changed(self, wishes: Mapping[str, object]) -> Pace:
        """The pace with some values replaced. Raises ValueError with the name of what cannot be."""
        values: dict[str, float | bool] = {}
        for name, wish in wishes.items():
            if name == "clicks":
                if not isinstance(wish, bool):
                    raise ValueError("clicks is true or false")
                values[name] = wish
            elif name in ("speed", "read_lag", "publish_every"):
                if isinstance(wish, bool) or not isinstance(wish, int | float) or not 0 <= wish < 1e9:
                    raise ValueError(f"{name} is a number, 0 or more")
                values[name] = float(wish)
            else:
                raise ValueError(f"unknown clock value {name!r}")
        return replace(self, **values)  # type: ignore[arg-type]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def now() -> float:
    """Seconds since 1970, real time."""
    return time.time()


def graph_time(moment: float) -> str:
    """`2026-11-24T10:00:00+0000`, as Graph writes times."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def x_time(moment: float) -> str:
    """`2026-11-24T10:00:00.000Z`, as X writes times."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def iso_time(moment: float) -> str:
    """UTC with milliseconds, for the control answers."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


def parse_time(text: str) -> float:
    """A Unix number or an ISO 8601 time with an offset, in seconds since 1970. Raises ValueError."""
    if text.lstrip("-").replace(".", "", 1).isdigit():
        return float(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp()
