"""The frames of a video, one after the other, in one buffer: only what moves is drawn anew.

Motion serves reading: lines rise gently as their words are said, a bar tells how far the video is, the pattern drifts slowly,
scenes melt into each other. Nothing flashes: the quickest change takes a third of a second.

Pillow draws each scene twice (`art`), without and with its words; what lies between is blended in numpy.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops

from distributor.render.pattern import draw_band
from distributor.render.video import planes as yuv
from distributor.render.video.art import STANDING, Line, arrange, draw_ground, draw_words
from distributor.render.video.board import Storyboard
from distributor.render.video.planes import Bytes, Planes
from distributor.render.video.settings import FRAME_RATE
from distributor.render.video.stage import MovingBand, Stage, look_of
from distributor.render.video.timing import Schedule, TimedScene

REVEAL = 10
"""Frames in which a line appears."""
MELT = 9
"""Frames in which a scene gives way to the next; until then nothing new appears."""
RISE = 0.0125
"""Share of the picture's shorter side that a line rises while it appears."""
AHEAD = 0.12
"""Seconds by which a line is there before its first word."""
FRAMES_PER_STEP = 2
"""The pattern moves by whole pixels, so that its edges stay sharp: 15 a second. Every other frame repeats, which costs little."""
PHASES = 2
"""Positions of a pixel within a point of colour: the pattern is converted at each."""


@dataclass(frozen=True)
class _Reveal:
    """A part of the picture that appears. Even coordinates; `start`: frame of the scene."""

    start: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class _Strips:
    """A pattern larger than its band, at each phase; what is seen is cut from it."""

    band: MovingBand
    period: int
    phases: tuple[Planes, ...]

    def put(self, frame: Planes, number: int) -> None:
        """The band at a frame of the video."""
        step = number // FRAMES_PER_STEP % self.period
        strip = self.phases[step % PHASES]
        whole = step // PHASES * PHASES
        band = self.band
        width, height = band.right - band.left, band.bottom - band.top
        offset = whole if band.drift != "right" else self.period - whole
        left, top = (0, offset) if band.drift == "up" else (offset, 0)
        target = frame.part(band.left, band.top, band.right, band.bottom)
        target.copy_from(strip.part(left, top, left + width, top + height))


def draw_frames(board: Storyboard, plan: Schedule, stage: Stage, sample_words: str) -> Iterator[Bytes]:
    """The bytes of each frame (yuv420p). The array is the same every time: use it before asking for the next.

    Raises `FontProblem` or `LayoutProblem` before the first frame.
    """
    frame, before = yuv.new_planes(stage.width, stage.height), yuv.new_planes(stage.width, stage.height)
    look, strips = "", [_make_strips(band, plan.scenes[0].scene.look) for band in stage.bands]
    for timed in plan.scenes:
        painter = _Painter(timed, board, stage, sample_words)
        opening = timed.first_frame == 0
        changes_look = not opening and timed.scene.look != look
        if changes_look:
            strips = [_make_strips(band, timed.scene.look) for band in stage.bands]
        look = timed.scene.look
        if not opening:
            before.copy_from(frame)
        for number in range(timed.frames):
            melting = not opening and number < MELT
            if melting and not changes_look:
                painter.melt(frame, before, _eased((number + 1) / (MELT + 1)))
            elif melting or number == (0 if opening else MELT):
                frame.copy_from(painter.ground)
            painter.reveal(frame, number)
            for strip in strips:
                strip.put(frame, timed.first_frame + number)
            painter.progress(frame, (timed.first_frame + number + 1) / plan.frames)
            if melting and changes_look:
                yuv.blend(frame, before, frame, _eased((number + 1) / (MELT + 1)))
            yield frame.data


def draw_cover(board: Storyboard, plan: Schedule, stage: Stage, sample_words: str) -> Image.Image:
    """The first scene with all its words, as a picture."""
    scene = plan.scenes[0].scene
    lines = arrange(scene, board, stage, sample_words)
    picture = draw_words(draw_ground(scene, stage, lines), scene, stage, lines)
    theme, pattern = look_of(scene.look)
    for band in stage.bands:
        picture.paste(draw_band(band.band(0, 0), pattern, theme), (band.left, band.top))
    return picture


class _Painter:
    """One scene: its two pictures, and what appears when."""

    def __init__(self, timed: TimedScene, board: Storyboard, stage: Stage, sample_words: str) -> None:
        scene = timed.scene
        lines = arrange(scene, board, stage, sample_words)
        ground = draw_ground(scene, stage, lines)
        self._stage = stage
        self._timed = timed
        self.ground = yuv.to_planes(ground)
        self._words = yuv.to_planes(draw_words(ground, scene, stage, lines))
        self._reveals = _reveals(timed, lines, stage)
        theme, _ = look_of(scene.look)
        self._bar, self._track = yuv.colour_of(theme.colour("chip")), yuv.colour_of(theme.colour("pale"))
        self._rise = max(2, round(min(stage.width, stage.height) * RISE / 2) * 2)

    def melt(self, frame: Planes, before: Planes, share: float) -> None:
        """From the last frame of the scene before to this one's ground: only the rows between the bands change."""
        top, bottom = self._rows()
        area = (0, top, frame.width, bottom)
        yuv.blend(frame.part(*area), before.part(*area), self.ground.part(*area), share)

    def reveal(self, frame: Planes, number: int) -> None:
        """Lines that are appearing at this frame of the scene; those of the opening are there from its first."""
        for each in self._reveals:
            share = (number - each.start + 1) / REVEAL
            if 0 < share <= 1 or (number == 0 and share > 1):
                self._appear(frame, each, _eased(min(1.0, share)))

    def _appear(self, frame: Planes, each: _Reveal, share: float) -> None:
        box = (each.left, each.top, each.right, each.bottom)
        below = round(self._rise * (1 - share) / 2) * 2
        if below == 0:
            yuv.blend(frame.part(*box), self.ground.part(*box), self._words.part(*box), share)
            return
        lowered = (each.left, each.top + below, each.right, each.bottom)
        source = (each.left, each.top, each.right, each.bottom - below)
        frame.part(*box).copy_from(self.ground.part(*box))
        yuv.blend(frame.part(*lowered), self.ground.part(*lowered), self._words.part(*source), share)

    def progress(self, frame: Planes, share: float) -> None:
        bar = self._stage.progress
        end = bar.left + min(bar.width, round(bar.width * share / 2) * 2)
        yuv.fill(frame.part(bar.left, bar.top, end, bar.top + bar.height), self._bar)
        yuv.fill(frame.part(end, bar.top, bar.left + bar.width, bar.top + bar.height), self._track)

    def _rows(self) -> tuple[int, int]:
        """What lies between wide bands; all rows where a band stands upright."""
        wide = [band for band in self._stage.bands if band.drift != "up"]
        top = max((band.bottom for band in wide if band.top == 0), default=0)
        bottom = min((band.top for band in wide if band.top > 0), default=self._stage.height)
        return top, bottom


def _reveals(timed: TimedScene, lines: list[Line], stage: Stage) -> list[_Reveal]:
    """Each line at its moment. In the first scene the first line is there at once: a video does not begin with empty paper."""
    reveals = []
    opening = timed.first_frame == 0
    for line in lines:
        if line.part in STANDING:
            continue
        start = _start_of(timed, line)
        if opening and line.share in {None, 0.0}:
            start = -REVEAL
        reveals.append(_Reveal(start, *_even(stage.safe.left, line.top, stage.safe.right, line.bottom)))
    if timed.scene.kind == "where" and timed.scene.link:
        square = stage.qr
        start = MELT + REVEAL // 2
        box = _even(square.left, square.top, square.left + square.size, square.top + square.size)
        reveals.append(_Reveal(start, *box))
    return reveals


def _start_of(timed: TimedScene, line: Line) -> int:
    """The frame of the scene at which the line begins to appear."""
    if line.share is None:
        return MELT
    moment = moment_of(timed, line.share) - AHEAD - timed.start
    return max(MELT, math.floor(moment * FRAME_RATE))


def moment_of(timed: TimedScene, share: float) -> float:
    """When so much of the scene's text has been said."""
    whole = max(1, sum(len(cue.cue.text) + 1 for cue in timed.cues))
    place = share * whole
    for cue in timed.cues:
        length = len(cue.cue.text) + 1
        if place < length:
            return cue.start + (cue.end - cue.start) * place / length
        place -= length
    return timed.start


def _even(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
    return left // 2 * 2, top // 2 * 2, -(-right // 2) * 2, -(-bottom // 2) * 2


def _eased(share: float) -> float:
    """Slow at its end."""
    return 1 - (1 - share) ** 2


def _make_strips(band: MovingBand, look: str) -> _Strips:
    theme, pattern = look_of(look)
    upright = band.drift == "up"
    cells = len(pattern.turns) if upright else len(pattern.turns[0])
    period = cells * band.tile * (2 if cells * band.tile % 2 else 1)
    more = period + 2
    drawn = draw_band(band.band(0 if upright else more, more if upright else 0), pattern, theme)
    phases = tuple(yuv.to_planes(_moved(drawn, band.drift, phase)) for phase in range(PHASES))
    return _Strips(band, period, phases)


def _moved(picture: Image.Image, drift: str, by: int) -> Image.Image:
    """The picture moved by so many pixels in its direction; what comes in at the far edge is never seen."""
    across, down = {"left": (-by, 0), "right": (by, 0), "up": (0, -by)}[drift]
    return ImageChops.offset(picture, across, down)
