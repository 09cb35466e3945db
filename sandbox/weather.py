"""Faults that the platforms show, seeded: the n-th call of a platform always meets the same one.

`Weather` is the setting of one platform, `Sky` its run: how many calls have come and whether a throttle is on.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal

from sandbox.disagreements import names_of

Fault = Literal["", "error_500", "accept_then_drop", "accept_then_timeout", "throttle", "revoked_token"]
CHANCES: tuple[Fault, ...] = (
    "error_500",
    "accept_then_drop",
    "accept_then_timeout",
    "throttle",
    "revoked_token",
)


@dataclass(frozen=True)
class Weather:
    """Chances are between 0 and 1 and together at most 1; times in seconds but `latency_ms` (from, to).

    `only` "publish" keeps every fault and the latency to the calls that publish. `differs`: names of `sandbox.disagreements`, in
    which the platform is as a source that is not ours says.
    """

    seed: int = 0
    error_500: float = 0.0
    accept_then_drop: float = 0.0
    accept_then_timeout: float = 0.0
    timeout_s: float = 60.0
    throttle: float = 0.0
    throttle_s: float = 2.0
    revoked_token: float = 0.0
    latency_ms: tuple[float, float] = (0.0, 0.0)
    only: Literal["publish", "all"] = "all"
    differs: tuple[str, ...] = ()

    @classmethod
    def parse(cls, wishes: object, platform: str) -> Weather:
        """From JSON, for this platform. Raises ValueError with what is wrong."""
        if not isinstance(wishes, Mapping):
            raise ValueError("the weather of a platform is an object")  # noqa: TRY004
        known = {field.name for field in fields(cls)}
        for name in wishes:
            if name not in known:
                raise ValueError(f"unknown weather {name!r}; known: {', '.join(sorted(known))}")
        latency = wishes.get("latency_ms", (0.0, 0.0))
        if isinstance(latency, int | float):
            latency = (latency, latency)
        if not isinstance(latency, list | tuple) or len(latency) != 2:
            raise ValueError("latency_ms is [from, to]")
        low, high = (_number("latency_ms", value) for value in latency)
        if high < low:
            raise ValueError("latency_ms goes from the smaller to the larger")
        only = wishes.get("only", "all")
        if only not in ("publish", "all"):
            raise ValueError('only is "publish" or "all"')
        differs = wishes.get("differs", ())
        if not isinstance(differs, list | tuple) or set(differs) - set(names_of(platform)):
            raise ValueError(f"differs is a list of {', '.join(names_of(platform)) or 'nothing'}")
        chances = {str(name): _number(name, wishes.get(name, 0.0)) for name in CHANCES}
        if sum(chances.values()) > 1.0 + 1e-9:
            raise ValueError("the chances add up to more than 1")
        return cls(
            seed=int(_number("seed", wishes.get("seed", 0))),
            timeout_s=_number("timeout_s", wishes.get("timeout_s", 60.0)),
            throttle_s=_number("throttle_s", wishes.get("throttle_s", 2.0)),
            latency_ms=(low, high),
            only="publish" if only == "publish" else "all",
            differs=tuple(differs),
            **chances,
        )

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "latency_ms": list(self.latency_ms), "differs": list(self.differs)}

    @property
    def is_calm(self) -> bool:
        return not any(getattr(self, name) for name in CHANCES) and self.latency_ms[1] == 0


@dataclass(frozen=True)
class Draw:
    """What one call meets. `latency` in seconds; `html` asks for an HTML 502 in place of a JSON 500.

    `number` counts the calls that the weather touched; None for one that it did not."""

    fault: Fault = ""
    latency: float = 0.0
    html: bool = False
    coin: bool = False
    number: int | None = None


class Sky:
    """The weather of one platform as calls come in."""

    def __init__(self) -> None:
        self.weather = Weather()
        self.calls = 0
        self.since = 0.0
        self.throttled_until = 0.0

    def set(self, weather: Weather, moment: float) -> None:
        """The weather changes at this time; counting begins anew."""
        self.weather = weather
        self.calls = 0
        self.since = moment
        self.throttled_until = 0.0

    def meet(self, publishes: bool, moment: float) -> Draw:
        """The next call's fate. Calls that the weather does not touch are not counted: reads between two
        publishing calls must not change what the second one meets."""
        weather = self.weather
        if weather.is_calm or (weather.only == "publish" and not publishes):
            return Draw()
        draw = draw_at(weather, self.calls)
        self.calls += 1
        if moment < self.throttled_until:
            return replace(draw, fault="throttle")
        if draw.fault == "throttle":
            # Platforms tell whole seconds; a client that waits until the second it was told must be let in.
            self.throttled_until = float(math.ceil(moment + weather.throttle_s))
        return draw


def draw_at(weather: Weather, number: int) -> Draw:
    """The draw for the call with this number (from 0): a pure function of the seed and the number."""
    chance = random.Random(f"{weather.seed}:{number}")
    lot, latency, html, coin = (chance.random() for _ in range(4))
    low, high = weather.latency_ms
    fault: Fault = ""
    edge = 0.0
    for name in CHANCES:
        edge += float(getattr(weather, name))
        if lot < edge:
            fault = name
            break
    return Draw(fault, (low + (high - low) * latency) / 1000.0, html < 0.4, coin < 0.5, number)


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{name} is a number, 0 or more")
    return float(value)
