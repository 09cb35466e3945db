"""When each scene begins and each cue is said: by the voice if there is one, else at the pace of reading. Pure.

All times are whole frames, so that picture, sound and captions agree to the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from distributor.render.video.board import Scene, Shown, Storyboard
from distributor.render.video.pacing import scene_floor, screen_words, spoken_words, words_shown
from distributor.render.video.phrases import Cue, split_cues
from distributor.render.video.settings import FRAME_RATE, Pace, VideoProblem
from phrases import phrase

AHEAD = 0.12
"""Seconds by which a line is there before its first word."""
SYLLABLE = 1 / 3.2
"""Seconds of a syllable where nobody speaks: with the pauses it stays under three words a second."""


@dataclass(frozen=True)
class TimedCue:
    """`start`, `end`: seconds from the beginning of the video; `end` is when the words have been said."""

    cue: Cue
    start: float
    end: float


@dataclass(frozen=True)
class TimedScene:
    """`frames`: how long it stands."""

    scene: Scene
    first_frame: int
    frames: int
    cues: tuple[TimedCue, ...]

    @property
    def start(self) -> float:
        return self.first_frame / FRAME_RATE


@dataclass(frozen=True)
class Schedule:
    scenes: tuple[TimedScene, ...]

    @property
    def frames(self) -> int:
        return sum(scene.frames for scene in self.scenes)

    @property
    def seconds(self) -> float:
        return self.frames / FRAME_RATE

    @property
    def cues(self) -> list[TimedCue]:
        return [cue for scene in self.scenes for cue in scene.cues]


def cues_of(board: Storyboard) -> list[tuple[Cue, ...]]:
    """Return what is said in each scene, phrase by phrase; in one where it is spoken unlike it is written."""
    return [(_in_one(scene),) if scene.spoken else split_cues(scene.text) for scene in board.scenes]


def reading_durations(board: Storyboard) -> list[list[float]]:
    """Seconds of each phrase where nobody speaks."""
    return [
        [screen_words(cue.text) * SYLLABLE for cue in cues]
        for scene, cues in zip(board.scenes, cues_of(board), strict=True)
    ]


def read_in(scenes: Sequence[Scene], pace: Pace) -> float:
    """Seconds of a video of these scenes in which nobody speaks."""
    phrases = [(_in_one(scene),) if scene.spoken else split_cues(scene.text) for scene in scenes]
    return sum(
        _scene_seconds(scene, cues, [screen_words(cue.text) * SYLLABLE for cue in cues], pace, heard=False)
        + 1 / FRAME_RATE
        for scene, cues in zip(scenes, phrases, strict=True)
    )


def _in_one(scene: Scene) -> Cue:
    """The address, which no line may tear, on a line of its own."""
    before, _, address = scene.text.rpartition(" ")
    return Cue((before, address)) if before else Cue((address,))


def schedule(board: Storyboard, durations: Sequence[Sequence[float]], pace: Pace, *, heard: bool = False) -> Schedule:
    """Scenes as long as their phrases and the pace ask for; a video that would be too short is drawn out evenly.

    `durations`: seconds of each phrase of each scene. `heard`: by a voice, which nobody must follow faster than the pace allows.
    The result may be longer than `board.longest`: the caller decides.
    """
    cues = cues_of(board)
    needed = [
        _scene_seconds(scene, phrases, spoken, pace, heard=heard)
        for scene, phrases, spoken in zip(board.scenes, cues, durations, strict=True)
    ]
    stretch = max(1.0, pace.shortest / sum(needed))
    scenes: list[TimedScene] = []
    first = 0
    for scene, phrases, spoken, seconds in zip(board.scenes, cues, durations, needed, strict=True):
        frames = -int(-seconds * stretch * FRAME_RATE // 1)
        scenes.append(TimedScene(scene, first, frames, _place(phrases, spoken, first, frames, pace)))
        first += frames
    return Schedule(tuple(scenes))


def schedule_recording(board: Storyboard, seconds: float, gaps: Sequence[float], pace: Pace) -> Schedule:
    """Scenes and phrases in proportion to what is read in each, over a recording of so many seconds.

    `gaps`: where the reader pauses; a phrase begins at one if it is near. Raises `VideoProblem` if the recording does not fit.
    """
    total = max(seconds + pace.lead + pace.tail, pace.shortest)
    least = sum(map(words_shown, board.scenes)) / pace.words_per_second
    if seconds < 0.8 * least:
        raise VideoProblem(phrase("render.recording.too-short", seconds=_told(seconds), least=_told(least)))
    total = max(total, least)
    if total > board.longest + 1 / FRAME_RATE:
        raise VideoProblem(phrase("render.recording.too-long", seconds=_told(seconds), longest=_told(board.longest)))
    cues = cues_of(board)
    weights = [
        [max(1, spoken_words(scene.spoken or cue.text)) for cue in phrases]
        for scene, phrases in zip(board.scenes, cues, strict=True)
    ]
    all_words = sum(map(sum, weights))
    starts: list[float] = []
    said = 0
    for scene_weights in weights:
        for weight in scene_weights:
            starts.append(_snapped(seconds * said / all_words, gaps, seconds / all_words * 4) if said else 0.0)
            said += weight
    starts.append(seconds)
    scenes: list[TimedScene] = []
    first, number = 0, 0
    frames_in_all = round(total * FRAME_RATE)
    for scene, phrases in zip(board.scenes, cues, strict=True):
        timed = []
        for words in phrases:
            start, end = starts[number] + pace.lead, max(starts[number + 1], starts[number]) + pace.lead
            timed.append(TimedCue(words, start, end))
            number += 1
        # The next scene appears a moment before its first word.
        last = number >= len(starts) - 1
        end_frame = frames_in_all if last else max(first + 1, round(starts[number] * FRAME_RATE))
        scenes.append(TimedScene(scene, first, end_frame - first, tuple(timed)))
        first = end_frame
    return Schedule(tuple(scenes))


def _scene_seconds(scene: Scene, phrases: Sequence[Cue], spoken: Sequence[float], pace: Pace, *, heard: bool) -> float:
    said = pace.lead + sum(spoken) + pace.pause * max(0, len(spoken) - 1) + pace.tail
    floor = max(said, scene_floor(scene, pace))
    if not heard:
        return floor
    words = spoken_words(scene.spoken) if scene.spoken else sum(spoken_words(cue.text) for cue in phrases)
    return max(floor, words / pace.words_per_second)


def _place(
    phrases: Sequence[Cue], spoken: Sequence[float], first_frame: int, frames: int, pace: Pace
) -> tuple[TimedCue, ...]:
    """One phrase after the other; time that is left goes into pauses, the rest to the end."""
    room = frames / FRAME_RATE - pace.lead - pace.tail - sum(spoken)
    pause = min(pace.longest_pause, max(0.0, room / max(1, len(spoken) - 1)))
    now = first_frame / FRAME_RATE + pace.lead
    placed = []
    for words, seconds in zip(phrases, spoken, strict=True):
        placed.append(TimedCue(words, now, now + seconds))
        now += seconds + pause
    return tuple(placed)


def _snapped(moment: float, gaps: Sequence[float], reach: float) -> float:
    nearest = min(gaps, key=lambda gap: abs(gap - moment), default=moment)
    return nearest if abs(nearest - moment) <= reach else moment


def _told(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")


def moment_of(timed: TimedScene, share: float) -> float:
    """Return when so much of the scene's text has been said, in seconds of the video."""
    whole = max(1, sum(len(cue.cue.text) + 1 for cue in timed.cues))
    place = share * whole
    for cue in timed.cues:
        length = len(cue.cue.text) + 1
        if place < length:
            return cue.start + (cue.end - cue.start) * place / length
        place -= length
    return timed.start


def frame_of(timed: TimedScene, share: float) -> int:
    """The frame of the scene at which so much of its text has been said, a moment before."""
    return max(0, int((moment_of(timed, share) - AHEAD - timed.start) * FRAME_RATE))


def shown_in(timed: TimedScene) -> Shown:
    """The parts of a scene that has some."""
    assert timed.scene.shown is not None  # noqa: S101 - only `where` has none
    return timed.scene.shown
