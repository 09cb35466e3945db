"""The frames of a video, one after the other, in one buffer: only what moves is drawn anew.

Pillow paints each scene in layers (`paint`); how it comes from one to the next is a list of moves (`arrange`), done on
planes of brightness and colour (`moves`). A scene wipes the one before away in a third of a second. Nothing flashes: whatever
covers much of the picture changes once a scene.
"""

from collections.abc import Iterator
from itertools import chain

from PIL import Image

from distributor.process_memory import give_back
from distributor.render.card import draw_card
from distributor.render.choose import layout_for
from distributor.render.layout import FormatName
from distributor.render.video import planes as yuv
from distributor.render.video.arrange import CHANGE, arrange
from distributor.render.video.board import Storyboard
from distributor.render.video.moves import Mover
from distributor.render.video.paint import caption_box, captioned, paint_layers
from distributor.render.video.planes import Bytes, Planes
from distributor.render.video.settings import FRAME_RATE, Words
from distributor.render.video.stage import Stage, look_of
from distributor.render.video.timing import AHEAD, Schedule, TimedScene

CAPTION_FRAMES = 6
"""In which one phrase gives way to the next: half of them it goes, and the next comes in the other half."""


def draw_frames(board: Storyboard, plan: Schedule, stage: Stage, words: Words) -> Iterator[Bytes]:
    """The bytes of each frame (yuv420p). The array is the same every time: use it before asking for the next.

    Raises `FontProblem`, `PictogramProblem` or `LayoutProblem`.
    """
    frame = yuv.new_planes(stage.width, stage.height)
    for timed in plan.scenes:
        painter = _Painter(timed, board, stage, words)
        give_back()
        opening = timed.first_frame == 0
        for number in range(timed.frames):
            if opening and number == 0:
                frame.copy_from(painter.ground)
            elif not opening and number < CHANGE:
                painter.wipe(frame, number)
            painter.put(frame, number)
            painter.progress(frame, (timed.first_frame + number + 1) / plan.frames)
            yield frame.data
        del painter  # its pictures go before those of the next scene come
        give_back()


def draw_cover(board: Storyboard, plan: Schedule, stage: Stage, words: Words) -> Image.Image:
    """The item's card in the video's size; of a digest the first scene with everything in its place."""
    if board.cover is not None:
        shape: FormatName = "story" if stage.height > stage.width else "thumbnail"
        card = draw_card(board.cover, layout_for(board.cover, "", shape))
        return card.resize((stage.width, stage.height), Image.Resampling.LANCZOS)
    return last_picture(board, plan.scenes[0], stage, words)


def last_picture(board: Storyboard, timed: TimedScene, stage: Stage, words: Words) -> Image.Image:
    """The scene with everything in its place, and its first phrase."""
    setting = arrange(timed, board, stage, words)
    picture = list(paint_layers(setting, timed.scene.look, stage))[-1]
    if setting.caption and timed.cues:
        theme, _ = look_of(timed.scene.look)
        phrase = captioned(picture, timed.cues[0].cue.text, stage, setting.layout, theme)
        picture.paste(phrase, caption_box(stage, setting.layout)[:2])
    return picture


class _Painter:
    """One scene: its layers, what moves, and its captions."""

    def __init__(self, timed: TimedScene, board: Storyboard, stage: Stage, words: Words) -> None:
        self._stage = stage
        setting = arrange(timed, board, stage, words)
        theme, _ = look_of(timed.scene.look)
        pictures = paint_layers(setting, timed.scene.look, stage)
        ground = next(pictures)
        self._bar, self._track = yuv.colour_of(theme.colour("light")), yuv.colour_of(theme.colour("deep"))
        self._captions: list[tuple[int, Planes]] = []
        if setting.caption:
            self._box = caption_box(stage, setting.layout)
            first = 0 if timed.first_frame == 0 else CHANGE
            for cue in timed.cues:
                start = max(first, round((cue.start - AHEAD - timed.start) * FRAME_RATE))
                start = first if cue is timed.cues[0] else start
                phrase = captioned(ground, cue.cue.text, stage, setting.layout, theme)
                self._captions.append((start, yuv.to_planes(phrase)))
        else:
            self._box = (0, 0, 2, 2)
        below = iter([ground])
        del ground  # no more than two layers are kept at once
        self._mover = Mover(setting, chain(below, pictures), theme, stage)
        self.ground = self._mover.ground
        self._empty = self.ground.part(*self._box)

    def wipe(self, frame: Planes, number: int) -> None:
        """Bring the scene's ground in from the right."""
        width = frame.width
        since, until = (round(width * _eased(step / CHANGE) / 2) * 2 for step in (number, number + 1))
        box = (width - until, 0, width - since, frame.height)
        frame.part(*box).copy_from(self.ground.part(*box))

    def put(self, frame: Planes, number: int) -> None:
        self._mover.put(frame, number)
        before = self._empty
        for start, phrase in self._captions:
            step = number - start
            if 0 <= step < CAPTION_FRAMES:
                share = 2 * (step + 1) / CAPTION_FRAMES
                words, there = (before, 1 - share) if share <= 1 else (phrase, share - 1)
                yuv.blend(frame.part(*self._box), self._empty, words, there)
            before = phrase

    def progress(self, frame: Planes, share: float) -> None:
        left, top, right, bottom = self._stage.progress
        end = left + min(right - left, round((right - left) * share / 2) * 2)
        yuv.fill(frame.part(left, top, end, bottom), self._bar)
        yuv.fill(frame.part(end, top, right, bottom), self._track)


def _eased(share: float) -> float:
    """Slow at both ends."""
    return share * share * (3 - 2 * share)
