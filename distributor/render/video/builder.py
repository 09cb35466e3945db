"""Collects the lines, marks and moves of one scene; knows colours by their ground and sets texts into their boxes."""

from collections.abc import Sequence
from dataclasses import replace

from distributor.render.pictograms import gesture_of
from distributor.render.theme import Role
from distributor.render.typeset import SetText, set_text, text_width
from distributor.render.video.pieces import Line, Mark, MarkKind, Move, Seen, even, inner_square
from distributor.render.video.stage import Box, Mode, SceneLayout, Stage, Text

RISE_FRAMES, SLIDE_FRAMES, WIPE_FRAMES, COUNT_FRAMES, TICK_FRAMES, DRAW_FRAMES = 10, 12, 10, 40, 18, 42
WORK_FRAMES = 45
"""In which a pictogram does what it is for."""
REST = 18
"""Frames for which it then rests at least."""
STAGGER = 4
"""Frames between two lines that come one after the other."""
CAPITALS = 0.74
"""Height of capital letters as a share of the size."""
ON: dict[tuple[str, Role], Role] = {
    ("strong", "paper"): "deep", ("strong", "chip"): "chip_ink", ("strong", "deep"): "chip_ink", ("strong", "pale"): "deep",
    ("text", "paper"): "ink", ("text", "chip"): "chip_ink", ("text", "deep"): "chip_ink", ("text", "pale"): "ink",
    ("small", "paper"): "muted", ("small", "chip"): "chip_ink", ("small", "deep"): "pale", ("small", "pale"): "muted",
    ("icon", "paper"): "chip", ("icon", "chip"): "chip_ink", ("icon", "deep"): "chip_ink", ("icon", "pale"): "chip",
    ("disc", "paper"): "pale", ("disc", "chip"): "deep", ("disc", "deep"): "mid",
}  # fmt: skip
"""The colour of a part of the picture by what it stands on; every pair of words and ground is one that themes check."""


class Builder:
    """`first`: frame of the scene at which things begin to come. `ground`: of the stage. `beats`: frames at which something new
    begins to be said, until `last`, when the scene goes."""

    def __init__(self, stage: Stage, layout: str, ground: Role, first: int, beats: Sequence[int], last: int) -> None:
        self.stage, self.name, self.ground, self.first = stage, layout, ground, first
        self.beats, self.last = beats, last
        self.layout: SceneLayout = stage.layout(layout)
        self.mode: Mode = stage.mode_of(layout)
        self.lines: list[Line] = []
        self.marks: list[Mark] = []
        self.moves: list[Move] = []

    def colour(self, part: str, ground: Role | None = None) -> Role:
        return ON[part, ground or self.ground]

    def text(
        self,
        name: str,
        words: str,
        *,
        part: str = "text",
        on: Role | None = None,
        layer: int = 1,
        box: Text | None = None,
    ) -> list[Line]:
        """Set words into the box of this name; they do not move by themselves."""
        spec = box or self.layout.text(name)
        lines = set_lines(name, words, spec, self.colour(part, on), layer)
        self.lines += lines
        return lines

    def rise(self, lines: list[Line], at: int, stagger: int = STAGGER, seen: Seen = "text") -> None:
        for number, line in enumerate(lines):
            start = self.first + at + number * stagger
            self.moves.append(Move("rise", self._row(line), start, RISE_FRAMES, line.layer, seen))

    def wipe(self, lines: list[Line], at: int, frames: int, seen: Seen = "text") -> None:
        for number, line in enumerate(lines):
            start = self.first + at + number * frames
            self.moves.append(Move("wipe", self._row(line), start, frames, line.layer, seen))

    def count(self, lines: list[Line], at: int, frames: int = COUNT_FRAMES, old: str = "") -> None:
        for line in lines:
            self.moves.append(Move("count", self._row(line), self.first + at, frames, line.layer, "figure", old=old))

    def mark(
        self, kind: MarkKind, box: Box, colour: Role, *, layer: int = 1, value: str = "", weight: int = 0,
        ground: Role | None = None,
    ) -> Mark:  # fmt: skip
        mark = Mark(kind, box, colour, layer, value, weight, ground or self.ground)
        self.marks.append(mark)
        return mark

    def move(self, how: str, box: Box, at: int, frames: int, layer: int, seen: Seen, **more: object) -> None:
        move = Move(how, even(box), self.first + at, frames, layer, seen)  # type: ignore[arg-type]
        self.moves.append(replace(move, **more))  # type: ignore[arg-type]

    def marker(self, box: Box, start: int, end: int, *, layer: int = 1) -> None:
        """Put a rule at the left of words on the panel, which grows while they are read."""
        left, thick = box[0] - 3 * self.stage.unit, self.stage.unit * 5 // 4
        rule = even((left, box[1], left + thick, box[3]))
        self.mark("bar", rule, "mid", layer=layer - 1)
        self.mark("bar", rule, "light", layer=layer)
        self.moves.append(Move("wipe_down", rule, start, max(1, end - start), layer, "marker"))

    def pictogram(
        self,
        name: str,
        area: Box,
        at: int = 0,
        *,
        disc: bool = True,
        on: Role | None = None,
        how: str = "sweep",
        turn: tuple[int, int] = (0, 1),
    ) -> None:
        """Put a pictogram on a disc that stands; it is drawn, then it works with each thing that is said. In the opening it is
        there from the first frame."""
        if not name:
            return
        ground = on or self.ground
        if disc:
            self.mark("disc", area, self.colour("disc", ground), layer=0)
            inside, icon = inner_square(area, 0.8), inner_square(area, 0.62)
            ground = self.colour("disc", ground)
            colour = self.colour("icon", "deep" if ground in {"deep", "mid"} else "pale")
        else:
            inside, icon = inner_square(area, 1.0), inner_square(area, 0.9)
            colour = self.colour("icon", ground)
        standing = self.first == 0 and how == "sweep"
        frames = 1 if standing else DRAW_FRAMES if how == "sweep" else SLIDE_FRAMES
        self.mark("pictogram", icon, colour, value=name, ground=ground)
        self.move("fade" if standing else how, inside, at, frames, 1, "pictogram")
        self.works(name, inside, 0 if standing else at + frames, turn)

    def works(self, name: str, box: Box, at: int, turn: tuple[int, int] = (0, 1)) -> None:
        """Let the pictogram work from `at` on with each thing that is said; of several each at its `turn` of so many."""
        free = self.first + at + REST
        for beat in self.beats[turn[0] :: turn[1]]:
            if free <= beat <= self.last - WORK_FRAMES:
                self.move("work", box, beat - self.first, WORK_FRAMES, 1, "pictogram", gesture=gesture_of(name))
                free = beat + WORK_FRAMES + REST

    def _row(self, line: Line) -> Box:
        left = line.left - self.stage.unit
        right = line.left + text_width(line.text, line.weight, line.size) + self.stage.unit
        return even((max(0, left), line.top, min(self.stage.width, right), line.bottom))


def set_lines(part: str, words: str, spec: Text, colour: Role, layer: int) -> list[Line]:
    box = spec.text_box()
    set_ = set_text(words, box)
    if not set_.lines:
        return []
    top = _top(set_, spec)
    first = round(top + set_.ascent)
    lines = []
    for number, text in enumerate(set_.lines):
        baseline = first + number * set_.line_height
        upper = baseline - set_.ascent
        wide = text_width(text, box.weight, set_.size)
        left = {"left": box.left, "right": box.right - wide, "center": (box.left + box.right - wide) / 2}[spec.align]
        lines.append(
            Line(part, text, left, baseline, upper, upper + set_.line_height, box.weight, set_.size, colour, layer)
        )
    return lines


def _top(set_: SetText, spec: Text) -> float:
    _, top, _, bottom = spec.at
    if spec.stand == "top":
        return top
    if spec.stand == "bottom":
        return max(top, bottom - set_.height)
    # By the capitals, for the eye overlooks marks above and below.
    seen = CAPITALS * set_.size + set_.line_height * (len(set_.lines) - 1)
    return max(top, (top + bottom - seen) / 2 + CAPITALS * set_.size - set_.ascent)
