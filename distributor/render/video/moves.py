"""Moves on the planes of a frame: each brings a box from the layer below to its own, a bit more with every frame.

What has arrived stays in the frame; nothing is drawn twice.
"""

from collections.abc import Iterable
from dataclasses import replace

from PIL import Image

from distributor.render.theme import Theme
from distributor.render.video import planes as yuv
from distributor.render.video.paint import angles, counted, turned, worked
from distributor.render.video.pieces import Line, Mark, Move, Setting
from distributor.render.video.planes import Planes
from distributor.render.video.stage import Stage

RISE = 0.0125
"""Share of the picture's shorter side that a line rises while it appears."""


class Mover:
    """The moves of one scene. `pictures`: its layers from below; no more than two of them are kept at once."""

    def __init__(self, setting: Setting, pictures: Iterable[Image.Image], theme: Theme, stage: Stage) -> None:
        self._setting, self._theme = setting, theme
        self._moves = setting.moves
        shorter = min(stage.width, stage.height)
        self._rise = max(2, round(shorter * RISE / 2) * 2)
        self._layers: list[Planes] = []
        self._drawn: dict[int, list[Planes]] = {}
        below: Image.Image | None = None
        for number, picture in enumerate(pictures):
            self._layers.append(self._planes(picture, number))
            if below is not None:
                self._prepare(number, below)
            below = picture

    @property
    def ground(self) -> Planes:
        """Return what stands from the first frame."""
        return self._layers[0]

    def _planes(self, picture: Image.Image, number: int) -> Planes:
        """The lowest whole; of the others only what a move brings, or takes away."""
        if number == 0:
            return yuv.to_planes(picture)
        layer = yuv.new_planes(picture.width, picture.height)
        for box in {move.box for move in self._moves if number in {move.layer, move.layer - 1}}:
            layer.part(*box).copy_from(yuv.to_planes(picture.crop(box)))
        return layer

    def _prepare(self, number: int, below: Image.Image) -> None:
        """Prepare what is drawn beforehand for the moves of this layer."""
        for place, move in enumerate(self._moves):
            if move.layer != number:
                continue
            if move.how == "count":
                line = next(line for line in self._setting.lines if line.layer == number and _holds(move, line))
                steps = range(1, move.frames)
                self._drawn[place] = [
                    yuv.to_planes(counted(below, line, move, self._theme, _eased(step / move.frames))) for step in steps
                ]
            elif move.how == "turn":
                mark = next(each for each in self._setting.marks if each.kind == "leaf" and each.box == move.box)
                self._drawn[place] = [yuv.to_planes(leaf) for leaf in turned(mark, move, self._theme)]
            elif move.how == "work":
                alike = (each for each in self._drawn if replace(self._moves[each], start=move.start) == move)
                same = next(alike, None)
                if same is None:
                    mark = next(
                        each for each in self._setting.marks if each.kind == "pictogram" and _within(each, move)
                    )
                    over = [each for each in self._setting.marks if each.kind == "ban"]
                    self._drawn[place] = [yuv.to_planes(each) for each in worked(below, mark, move, self._theme, over)]
                else:
                    self._drawn[place] = self._drawn[same]

    def put(self, frame: Planes, number: int) -> None:
        """Put everything that moves at this frame of the scene."""
        for place, move in enumerate(self._moves):
            step = number - move.start
            if 0 <= step < move.frames:
                self._step(frame, place, move, (step + 1) / move.frames, step)

    def _step(self, frame: Planes, place: int, move: Move, share: float, step: int) -> None:
        target, above = frame.part(*move.box), self._layers[move.layer].part(*move.box)
        if move.how == "work":
            target.copy_from(self._drawn[place][step])
            return
        below = self._layers[move.layer - 1].part(*move.box)
        if share >= 1:
            target.copy_from(above)
            return
        width, height = target.width, target.height
        eased = 1 - (1 - share) ** 3
        match move.how:
            case "rise":
                self._appear(target, below, above, _eased(share))
            case "fade":
                yuv.blend(target, below, above, share)
            case "wipe":
                end = round(width * share / 2) * 2
                target.part(0, 0, end, height).copy_from(above.part(0, 0, end, height))
            case "wipe_down":
                end = round(height * share / 2) * 2
                target.part(0, 0, width, end).copy_from(above.part(0, 0, width, end))
            case "slide_down":
                _shift(target, below, above, 0, -round(height * (1 - eased) / 2) * 2)
            case "slide_left":
                _shift(target, below, above, round(width * (1 - eased) / 2) * 2, 0)
            case "sweep":
                _sweep(target, below, above, share)
            case "travel":
                self._travel(target, below, above, move, share)
            case "count" | "turn":
                target.copy_from(self._drawn[place][min(step, len(self._drawn[place]) - 1)])

    def _appear(self, target: Planes, below: Planes, above: Planes, share: float) -> None:
        down = min(round(self._rise * (1 - share) / 2) * 2, target.height)
        width, height = target.width, target.height
        if down:
            target.part(0, 0, width, down).copy_from(below.part(0, 0, width, down))
        inner = (0, down, width, height)
        yuv.blend(target.part(*inner), below.part(*inner), above.part(0, 0, width, height - down), share)

    def _travel(self, target: Planes, below: Planes, above: Planes, move: Move, share: float) -> None:
        """Let travel what is on the upper layer comes from `origin`; it waits there for a third of the time."""
        gone = max(0.0, (share - 0.34) / 0.66)
        left = 1 - (1 - (1 - gone) ** 3) if gone > 0 else 1.0
        across, down = (round(part * left / 2) * 2 for part in move.origin)
        _shift(target, below, above, across, down)


def _shift(target: Planes, below: Planes, above: Planes, across: int, down: int) -> None:
    """The upper picture moved by so many even pixels within the box, over the lower one."""
    width, height = target.width, target.height
    across, down = max(-width, min(width, across)), max(-height, min(height, down))
    target.copy_from(below)
    to = (max(0, across), max(0, down), width + min(0, across), height + min(0, down))
    since = (to[0] - across, to[1] - down, to[2] - across, to[3] - down)
    if to[2] > to[0] and to[3] > to[1]:
        target.part(*to).copy_from(above.part(*since))


def _sweep(target: Planes, below: Planes, above: Planes, share: float) -> None:
    shown = angles(target.width, target.height) <= share
    half = shown[::2, ::2]
    for out, one, other, mask in (
        (target.y, below.y, above.y, shown), (target.u, below.u, above.u, half), (target.v, below.v, above.v, half),
    ):  # fmt: skip
        out[:] = one
        out[mask] = other[mask]


def _eased(share: float) -> float:
    """Slow at its end."""
    return 1 - (1 - share) ** 2


def _within(mark: Mark, move: Move) -> bool:
    left, top, right, bottom = move.box
    in_layer = mark.layer == move.layer
    return in_layer and left <= mark.box[0] and top <= mark.box[1] and mark.box[2] <= right and mark.box[3] <= bottom


def _holds(move: Move, line: Line) -> bool:
    return move.box[1] <= line.baseline <= move.box[3] and move.box[0] <= line.left <= move.box[2]
