"""What a scene is made of, as data: lines of text, marks and how they move. Pure values, which tests look at.

A scene is painted in layers, each the one below with more on it: 0 is what stands from the first frame, 1 what is shown, 2 what
comes over that (a tick, a line that strikes out). A move brings a box from one layer to the next.
"""

from dataclasses import dataclass
from typing import Literal

from distributor.render.fonts import Weight
from distributor.render.pictograms import Gesture
from distributor.render.theme import Role
from distributor.render.video.stage import Box

MarkKind = Literal[
    "plate", "bubble", "disc", "ring", "pictogram", "bar", "tick", "strike", "ban", "leaf", "qr", "number"
]
How = Literal[
    "rise", "fade", "wipe", "wipe_down", "slide_down", "slide_left", "sweep", "travel", "count", "turn", "work"
]  # fmt: skip
"""rise: fades in as it comes up a little. wipe: from the left, as one writes; wipe_down: from above, as one reads. slide: comes
in from a side of its box. sweep: round its middle, as one draws. travel: from another place. count: numbers run to their value.
turn: leaves fall to their day. work: a pictogram does what it is for."""
Seen = Literal["text", "plate", "figure", "leaf", "tick", "pictogram", "marker"]
"""What a viewer sees move. marker: how much of the time to read has gone."""


@dataclass(frozen=True)
class Line:
    """One line of text. `top`, `bottom`: what a reveal of it covers."""

    part: str
    text: str
    left: float
    baseline: float
    top: int
    bottom: int
    weight: Weight
    size: int
    colour: Role
    layer: int = 1


@dataclass(frozen=True)
class Mark:
    """`value`: name of a pictogram, address of a code, ISO day of a leaf, number in a disc. `weight`: width of its stroke."""

    kind: MarkKind
    box: Box
    colour: Role
    layer: int = 1
    value: str = ""
    weight: int = 0
    ground: Role = "paper"


@dataclass(frozen=True)
class Move:
    """`box`: even sides. `start`: frame of the scene. `frames`: how long. `origin`: of `travel`, how far away it begins."""

    how: How
    box: Box
    start: int
    frames: int
    layer: int
    seen: Seen
    origin: tuple[int, int] = (0, 0)
    old: str = ""
    """The text from whose number a count begins; empty for nought."""
    gesture: Gesture = "beat"
    """Of a pictogram that works."""


@dataclass(frozen=True)
class Setting:
    """`ground`: colour of the stage. `caption`: whether phrases are shown on the panel."""

    layout: str
    ground: Role
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    moves: tuple[Move, ...]
    caption: bool


def even(box: tuple[float, float, float, float]) -> Box:
    """The box with even sides, none of it left out."""
    left, top, right, bottom = box
    return int(left // 2 * 2), int(top // 2 * 2), int(-(-right // 2) * 2), int(-(-bottom // 2) * 2)


def inner_square(box: Box, share: float = 0.62) -> Box:
    """A square in the middle of a box, `share` of its shorter side, on even pixels."""
    side = round(min(box[2] - box[0], box[3] - box[1]) * share / 2) * 2
    left = (box[0] + box[2] - side) // 4 * 2
    top = (box[1] + box[3] - side) // 4 * 2
    return left, top, left + side, top + side
