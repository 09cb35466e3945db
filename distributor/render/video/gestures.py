"""Pictograms that work: a bell swings, a hammer strikes, a wheel turns, a car drives on, a plant grows (`pictograms.toml`).

Each gesture begins and ends with the pictogram as it stands. Pure, and the same each time.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from distributor.render.pictograms import Gesture


@dataclass(frozen=True)
class Pose:
    """The pose of a pictogram at one moment, in its sides: moved, turned (degrees) round `anchor`, made larger or smaller there.

    `shown`: the part that is seen, from the left or from below.
    """

    across: float = 0.0
    down: float = 0.0
    angle: float = 0.0
    wide: float = 1.0
    high: float = 1.0
    anchor: tuple[float, float] = (0.5, 0.5)
    shown: float = 1.0


def pose(gesture: Gesture, share: float) -> Pose:
    """Return the pose at so much of its time; whole and upright at 0 and 1."""
    fading, slow = 1 - share, share * share * (3 - 2 * share)
    wave = math.sin(2 * math.pi * share)
    match gesture:
        case "swing":
            return Pose(angle=17 * math.sin(4 * math.pi * share) * fading, anchor=(0.5, 0.06))
        case "strike":
            return Pose(angle=24 * abs(wave) ** 1.5 * (1 - 0.4 * share), anchor=(0.2, 0.85))
        case "turn":
            return Pose(wide=math.cos(2 * math.pi * slow))
        case "spin":
            return Pose(angle=-360 * slow)
        case "drive":
            away = 1.3 * (share / 0.45) ** 2 if share < 0.45 else -1.3 * ((1 - share) / 0.55) ** 2
            return Pose(across=away)
        case "shake":
            return Pose(across=0.07 * math.sin(6 * math.pi * share) * fading)
        case "beat":
            large = 1 + 0.13 * wave * wave
            return Pose(wide=large, high=large)
        case "hop":
            return Pose(down=-0.17 * abs(wave) * (1 - 0.4 * share))
        case "write" | "grow":
            return Pose(shown=1 - share / 0.3 if share < 0.3 else (share - 0.3) / 0.7)


def poses(
    mask: Image.Image, gesture: Gesture, place: tuple[int, int], size: tuple[int, int], frames: int
) -> Iterator[Image.Image]:
    """Yield as many masks as `frames`, each of this size with the pictogram as it stands then; in the last it rests at its
    place."""
    side, (left, top) = mask.width, place
    for number in range(frames):
        held = pose(gesture, (number + 1) / frames)
        # What each point of the picture was before: moved back, turned back, made as it was.
        angle = math.radians(held.angle)
        wide = held.wide if abs(held.wide) > 0.05 else 0.05
        x, y = held.anchor[0] * side, held.anchor[1] * side
        across, down = left + x + held.across * side, top + y + held.down * side
        a, b = math.cos(angle) / wide, -math.sin(angle) / wide
        d, e = math.sin(angle) / held.high, math.cos(angle) / held.high
        back = (a, b, x - a * across - b * down, d, e, y - d * across - e * down)
        drawn = mask.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BICUBIC)
        yield drawn if held.shown >= 1 else _partly(drawn, gesture, held.shown, (left, top, side))


def _partly(drawn: Image.Image, gesture: Gesture, shown: float, place: tuple[float, float, int]) -> Image.Image:
    left, top, side = place
    values = np.array(drawn)
    if gesture == "write":
        values[:, round(left + shown * side) :] = 0
    else:
        values[: round(top + (1 - shown) * side)] = 0
    return Image.fromarray(values)
