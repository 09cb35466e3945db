"""What a card is made of, once it is arranged: lines of letters, rectangles, pictograms, emblem and QR code.

Colours are named by their part, so that an arrangement holds for every theme. Lengths in pixels.
"""

from dataclasses import dataclass, replace

from distributor.render.fonts import Weight
from distributor.render.layout import Rectangle
from distributor.render.letters import set_letters
from distributor.render.pictograms import PictogramWeight
from distributor.render.theme import Role


@dataclass(frozen=True)
class Line:
    """One line of text: its left end, its base line, its colour and what it stands on."""

    part: str
    text: str
    left: float
    baseline: float
    weight: Weight
    size: int
    ink: Role
    ground: Role

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the ink."""
        ink, across, down = set_letters(self.text, self.weight, self.size)
        left, top = self.left + across, self.baseline + down
        return left, top, left + ink.shape[1], top + ink.shape[0]


@dataclass(frozen=True)
class Box:
    """A rectangle; with `outline`, pixels wide, only its edge."""

    left: float
    top: float
    right: float
    bottom: float
    fill: Role
    outline: int = 0


@dataclass(frozen=True)
class Icon:
    """A pictogram, a square of `side` pixels."""

    name: str
    left: float
    top: float
    side: int
    weight: PictogramWeight
    ink: Role
    ground: Role


@dataclass(frozen=True)
class Said:
    """A text in the order of reading, as the content has it."""

    part: str
    text: str


@dataclass(frozen=True)
class Placed:
    """Marks that belong together, from (0, 0) down. `whole`: no text was shortened. `size`: of its main letters."""

    height: float
    lines: tuple[Line, ...] = ()
    boxes: tuple[Box, ...] = ()
    icons: tuple[Icon, ...] = ()
    said: tuple[Said, ...] = ()
    whole: bool = True

    def moved(self, right: float, down: float) -> "Placed":
        below = round(down)
        if not right and not below:
            return self
        return Placed(
            self.height,
            tuple(
                Line(at.part, at.text, at.left + right, at.baseline + below, at.weight, at.size, at.ink, at.ground)
                for at in self.lines
            ),
            tuple(
                Box(at.left + right, at.top + below, at.right + right, at.bottom + below, at.fill, at.outline)
                for at in self.boxes
            ),
            tuple(replace(at, left=at.left + right, top=at.top + below) for at in self.icons),
            self.said,
            self.whole,
        )


def together(height: float, *parts: Placed) -> Placed:
    """All of them as one, in this order."""
    return Placed(
        height,
        tuple(line for part in parts for line in part.lines),
        tuple(box for part in parts for box in part.boxes),
        tuple(icon for part in parts for icon in part.icons),
        tuple(said for part in parts for said in part.said),
        all(part.whole for part in parts),
    )


@dataclass(frozen=True)
class Arrangement:
    """A whole card. `emblem`: left, top, diameter. `code`: place of the QR code, None if there is none. `dropped`: blocks
    that gave way to the others. `whole`: every text that a layout may not leave out is there in full."""

    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    icons: tuple[Icon, ...]
    said: tuple[Said, ...]
    whole: bool
    emblem: tuple[int, int, int] | None = None
    code: Rectangle | None = None
    dropped: tuple[str, ...] = ()
