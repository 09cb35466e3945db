"""Hidden weekly curves of the simulated audiences: when people of one platform look. Nothing here is told to Loa.

A pure function of weekday and hour. Several shapes, for an engine that has only ever met one would pass by knowing it.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Bump:
    """`height` over the floor, at `hour`, `width` hours wide."""

    hour: float
    width: float
    height: float


@dataclass(frozen=True)
class Shape:
    """`days`: factors of Monday to Sunday. They count whole where the first bump is and less elsewhere (`of_day`)."""

    floor: float
    bumps: tuple[Bump, ...]
    days: tuple[float, ...]
    of_day: float = 0.4


SHAPES: dict[str, Shape] = {
    # Evenings late in the week are when people here read.
    "evening": Shape(
        0.45,
        (Bump(20.0, 1.8, 0.95), Bump(11.8, 1.3, 0.5), Bump(7.2, 1.0, 0.25)),
        (0.82, 0.88, 0.97, 1.32, 1.38, 1.05, 0.9),
    ),
    # On the way to work and in the break.
    "morning": Shape(
        0.45,
        (Bump(6.8, 1.4, 1.0), Bump(12.2, 1.0, 0.45), Bump(17.5, 1.2, 0.3)),
        (1.2, 1.15, 1.1, 1.05, 0.95, 0.75, 0.7),
    ),
    # Offices read at noon, weekends hardly.
    "noon": Shape(
        0.5,
        (Bump(12.0, 1.5, 0.95), Bump(16.5, 1.2, 0.35)),
        (1.05, 1.15, 1.15, 1.1, 1.0, 0.6, 0.55),
        of_day=0.8,
    ),
    # Videos wait for the weekend's afternoon.
    "weekend": Shape(
        0.5,
        (Bump(15.5, 2.2, 0.8), Bump(20.5, 1.6, 0.6)),
        (0.75, 0.75, 0.8, 0.85, 1.0, 1.45, 1.5),
        of_day=0.9,
    ),
    # Farmers' hours: before dawn, and early to bed.
    "early": Shape(
        0.4,
        (Bump(5.2, 1.2, 0.6), Bump(18.3, 1.4, 0.9)),
        (1.0, 1.0, 1.05, 1.05, 1.0, 1.1, 1.1),
    ),
    # Whenever.
    "flat": Shape(1.0, (), (1.0,) * 7),
}

_OF_PLATFORM = {"facebook": "evening", "x": "morning", "youtube": "weekend", "zalo": "noon"}
_FARTHEST_H = 0.6


def factor(shape: str, weekday: int, hour: float, *, earlier_h: float = 0.0) -> float:
    """About 1 on average. `weekday` from 0 for Monday; `earlier_h`: how much earlier these people live."""
    curve = SHAPES[shape]
    away = [_away(hour + earlier_h, bump.hour) / bump.width for bump in curve.bumps]
    bumps = [math.exp(-(far**2)) for far in away]
    day = curve.floor + sum(bump.height * near for bump, near in zip(curve.bumps, bumps, strict=True))
    first = bumps[0] if bumps else 0.0
    return day * (1.0 + (curve.days[weekday] - 1.0) * (curve.of_day + (1.0 - curve.of_day) * first))


def of_account(platform: str, account: str, weekday: int, hour: float) -> float:
    """The platform's curve, some minutes earlier or later: no two accounts have quite the same followers."""
    lot = int.from_bytes(hashlib.sha256(f"hours {account}".encode()).digest()[:4], "big") / 2**32
    return factor(_OF_PLATFORM[platform], weekday, hour, earlier_h=_FARTHEST_H * (2.0 * lot - 1.0))


def _away(hour: float, other: float) -> float:
    far = abs(hour - other) % 24.0
    return min(far, 24.0 - far)
