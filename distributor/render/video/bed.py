"""The sound of a video in which nobody speaks: soft chords and a few plucked notes of a five-note scale, made of numbers alone.

The same length and scenes give the same samples. Each scene begins with a note: the ear hears that something new is there.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from distributor.render.video.sound import RATE, Samples

Wave = NDArray[np.float32]

BEAT = RATE * 3 // 4
"""Samples: eighty beats a minute."""
SCALE = (0, 2, 4, 7, 9)
"""Semitones of a five-note scale as folk songs have it; no two of its notes jar."""
ROOT = 220.0
CHORDS = ((0, 7, 16), (-3, 4, 12), (-5, 2, 11), (-7, 0, 9))
"""Semitones above the root; one for four beats."""
TUNE = (2, 4, 3, 1, 2, 0, 3, 2, 4, 3, 2, 1, 0, 2, 1, 3)
"""Degrees of the scale, one a beat, every other one left out."""
FADE = RATE * 3 // 2
PLUCK_S = 1.6


def make_bed(count: int, starts: Sequence[int]) -> Samples:
    """Make a bed of `count` samples, mono, not yet at any loudness. `starts`: of the scenes."""
    samples = np.zeros(count, dtype=np.float32)
    for number, start in enumerate(range(0, count, BEAT * 4)):
        for semitones in CHORDS[number % len(CHORDS)]:
            _add(samples, start, _pad(_hertz(semitones - 12), BEAT * 5), 0.16)
    for number, start in enumerate(range(0, count, BEAT)):
        if number % 2 == 0:
            _add(samples, start, _pluck(_hertz(SCALE[TUNE[number % len(TUNE)]] + 12)), 0.10)
    for number, start in enumerate(starts):
        _add(samples, start, _pluck(_hertz(SCALE[number % len(SCALE)] + 24)), 0.12)
    fade = min(FADE, count // 2)
    if fade:
        ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        samples[:fade] *= ramp
        samples[-fade:] *= ramp[::-1]
    return samples


def _hertz(semitones: float) -> float:
    return float(ROOT * 2 ** (semitones / 12))


@lru_cache(maxsize=16)
def _pad(hertz: float, length: int) -> Wave:
    """A note that swells and goes, one into the next."""
    moments = np.arange(length) / RATE
    swell = np.sin(np.pi * np.arange(length) / length) ** 2
    tone = np.sin(2 * np.pi * hertz * moments) + 0.3 * np.sin(4 * np.pi * hertz * 1.001 * moments)
    return np.asarray(swell * tone, dtype=np.float32)


@lru_cache(maxsize=16)
def _pluck(hertz: float) -> Wave:
    """A plucked string: higher tones die away sooner."""
    length = round(PLUCK_S * RATE)
    moments = np.arange(length) / RATE
    attack = np.minimum(1.0, moments / 0.006)
    tone = sum(
        np.exp(-moments * (2.5 + 1.8 * harmonic)) * np.sin(2 * np.pi * hertz * harmonic * moments) / harmonic**1.5
        for harmonic in (1, 2, 3, 4)
    )
    return np.asarray(attack * tone, dtype=np.float32)


def _add(samples: Wave, start: int, note: Wave, volume: float) -> None:
    part = note[: max(0, len(samples) - start)]
    samples[start : start + len(part)] += np.float32(volume) * part
