"""The sound of a video: each phrase at its time, or the recording as it is; at one loudness."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from distributor.render.video import loudness
from distributor.render.video.bed import make_bed
from distributor.render.video.board import Scene, Storyboard, without_least
from distributor.render.video.narration.voice import Recording, Speech, Voice
from distributor.render.video.phrases import Cue
from distributor.render.video.settings import FRAME_RATE, VideoProblem, VideoSettings
from distributor.render.video.sound import RATE, Samples, gaps_of, read_sound, trimmed
from distributor.render.video.speech import load_reader
from distributor.render.video.timing import Schedule, cues_of, reading_durations, schedule, schedule_recording
from phrases import phrase

PER_FRAME = RATE // FRAME_RATE
EDGE = RATE // 100
"""Samples of the fade at both ends of a phrase, so that nothing clicks."""


@dataclass(frozen=True)
class Narrated:
    """The board as it fits the voice, when everything comes, and the sound: `PER_FRAME` samples a frame."""

    board: Storyboard
    plan: Schedule
    samples: Samples


def narrate(
    board: Storyboard, voice: Voice | Recording | None, settings: VideoSettings, told: Callable[[float], None]
) -> Narrated:
    """Speak a storyboard. `told`: called with the share that is done, 0 to 1. A voice too slow for the time costs the least fact.

    Raises `VideoProblem` if a voice fails or a recording does not fit.
    """
    if isinstance(voice, Recording):
        return _recorded(board, voice, settings)
    if voice is None:
        board, plan = _fitted(board, {}, settings)
        return Narrated(board, plan, _bed(plan, settings))
    spoken = _speak_all(board, voice, told)
    board, plan = _fitted(board, {text: speech.seconds for text, speech in spoken.items()}, settings)
    samples = np.zeros(plan.frames * PER_FRAME, dtype=np.float32)
    for timed in plan.scenes:
        for number, cue in enumerate(timed.cues):
            part = _faded(spoken[_said(timed.scene, [each.cue for each in timed.cues], number)].samples)
            start = round(cue.start * RATE)
            samples[start : start + len(part)] += part[: len(samples) - start]
    return Narrated(board, plan, loudness.normalised(samples, settings.sound.loudness, settings.sound.true_peak))


def _recorded(board: Storyboard, recording: Recording, settings: VideoSettings) -> Narrated:
    sound = trimmed(read_sound(recording.path, phrase("render.recording.named", name=recording.path.name)))
    if len(sound) == 0:
        raise VideoProblem(phrase("render.recording.silent", name=recording.path.name))
    plan = schedule_recording(board, len(sound) / RATE, gaps_of(sound), settings.pace)
    samples = np.zeros(plan.frames * PER_FRAME, dtype=np.float32)
    start = round(settings.pace.lead * RATE)
    part = _faded(sound)[: len(samples) - start]
    samples[start : start + len(part)] = part
    return Narrated(board, plan, loudness.normalised(samples, settings.sound.loudness, settings.sound.true_peak))


def _speak_all(board: Storyboard, voice: Voice, told: Callable[[float], None]) -> dict[str, Speech]:
    """Each phrase once, by its words."""
    phrases = [
        _said(scene, cues, number)
        for scene, cues in zip(board.scenes, cues_of(board), strict=True)
        for number in range(len(cues))
    ]
    spoken: dict[str, Speech] = {}
    for done, words in enumerate(phrases, start=1):
        if words not in spoken:
            spoken[words] = voice.speak(words) if words else Speech(np.zeros(0, dtype=np.float32))
        told(done / len(phrases))
    return spoken


def _bed(plan: Schedule, settings: VideoSettings) -> Samples:
    """Return what sounds where nobody speaks."""
    count = plan.frames * PER_FRAME
    if settings.sound.bed == "none":
        return np.zeros(count, dtype=np.float32)
    samples = make_bed(count, [timed.first_frame * PER_FRAME for timed in plan.scenes])
    return loudness.normalised(samples, settings.sound.bed_loudness, settings.sound.true_peak)


def _said(scene: Scene, cues: Sequence[Cue], number: int) -> str:
    """The phrase in words; what follows is known, so that an issuer is not named twice."""
    if scene.spoken:
        return load_reader().say(scene.spoken)
    following = cues[number + 1].text if number + 1 < len(cues) else ""
    return load_reader().say(cues[number].text, following)


def _fitted(board: Storyboard, seconds: dict[str, float], settings: VideoSettings) -> tuple[Storyboard, Schedule]:
    """The schedule within the board's time, with as many facts as there is time for."""
    while True:
        durations = (
            [
                [seconds[_said(scene, cues, number)] for number in range(len(cues))]
                for scene, cues in zip(board.scenes, cues_of(board), strict=True)
            ]
            if seconds
            else reading_durations(board)
        )
        plan = schedule(board, durations, settings.pace, heard=bool(seconds))
        if plan.seconds <= board.longest:
            return board, plan
        shorter = without_least(board)
        if shorter is None:
            raise VideoProblem(phrase("render.voice.too-long", seconds=plan.seconds, longest=board.longest))
        board = shorter


def _faded(samples: Samples) -> Samples:
    edge = min(EDGE, len(samples) // 2)
    if edge == 0:
        return samples
    ramp = np.linspace(0, 1, edge, dtype=np.float32)
    result = samples.copy()
    result[:edge] *= ramp
    result[-edge:] *= ramp[::-1]
    return result
