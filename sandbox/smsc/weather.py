"""What goes wrong in a mobile network, seeded: the n-th submit_sm always meets the same. Chances between 0 and 1."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True)
class SmscWeather:
    """`throttle`, `queue_full`, `system_error`: refused before anything is kept. `drop_after_accept`: kept, then the connection
    is cut without an answer. `silent`: kept, never answered. `unbind_every`: the network unbinds after so many (0: never).
    `receipt_first`: the receipt comes before the answer. `receipt_ms`: else after (from, to). `undelivered`, `expired`: fates.
    `garble`: a malformed deliver_sm goes out besides. `latency_ms`: before each answer.
    """

    seed: int = 0
    throttle: float = 0.0
    queue_full: float = 0.0
    system_error: float = 0.0
    drop_after_accept: float = 0.0
    silent: float = 0.0
    unbind_every: int = 0
    receipt_first: float = 0.0
    receipt_ms: tuple[float, float] = (50.0, 400.0)
    undelivered: float = 0.0
    expired: float = 0.0
    garble: float = 0.0
    latency_ms: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def parse(cls, wishes: object) -> SmscWeather:
        """From JSON. Raises ValueError with what is wrong."""
        if not isinstance(wishes, Mapping):
            raise ValueError("the weather is an object")  # noqa: TRY004
        known = {each.name: each.type for each in fields(cls)}
        values: dict[str, object] = {}
        for name, wish in wishes.items():
            if name not in known:
                raise ValueError(f"unknown weather {name!r}; known: {', '.join(known)}")
            if name.endswith("_ms"):
                pair = wish if isinstance(wish, list | tuple) and len(wish) == 2 else (wish, wish)
                low, high = (_number(name, one) for one in pair)
                values[name] = (low, max(low, high))
            elif name in ("seed", "unbind_every"):
                values[name] = int(_number(name, wish))
            elif (chance := _number(name, wish)) > 1:
                raise ValueError(f"{name} is a chance between 0 and 1")
            else:
                values[name] = chance
        return cls(**values)  # type: ignore[arg-type]

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "receipt_ms": list(self.receipt_ms), "latency_ms": list(self.latency_ms)}


@dataclass(frozen=True)
class SmscDraw:
    """What one submit_sm meets. Seconds."""

    refusal: str
    loss: str
    receipt_first: bool
    receipt_s: float
    fate: str
    garble: bool
    latency_s: float
    unbind: bool


def draw_at(weather: SmscWeather, number: int) -> SmscDraw:
    """For the submit_sm with this number (from 0): a pure function of seed and number."""
    chance = random.Random(f"{weather.seed}:sms:{number}")
    lots = [chance.random() for _ in range(7)]
    return SmscDraw(
        refusal=_pick(lots[0], weather, ("throttle", "queue_full", "system_error")),
        loss=_pick(lots[1], weather, ("drop_after_accept", "silent")),
        receipt_first=lots[2] < weather.receipt_first,
        receipt_s=_between(weather.receipt_ms, lots[3]),
        fate=_pick(lots[4], weather, ("undelivered", "expired")),
        garble=lots[5] < weather.garble,
        latency_s=_between(weather.latency_ms, lots[6]),
        unbind=bool(weather.unbind_every) and (number + 1) % weather.unbind_every == 0,
    )


def _pick(lot: float, weather: SmscWeather, names: tuple[str, ...]) -> str:
    edge = 0.0
    for name in names:
        edge += float(getattr(weather, name))
        if lot < edge:
            return name
    return ""


def _between(span: tuple[float, float], lot: float) -> float:
    return (span[0] + (span[1] - span[0]) * lot) / 1000.0


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{name} is a number, 0 or more")
    return float(value)
