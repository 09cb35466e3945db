"""Sound as numbers: reading any sound file, silence at its ends, pauses in it, writing a stereo WAV."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from distributor.errors import system_words
from distributor.render.video.ffmpeg import log_refusal, reading, run
from distributor.render.video.settings import VideoProblem
from phrases import phrase

RATE = 48_000
"""Samples a second."""
LONGEST = 600.0
"""Seconds that are read of a file; no narration is as long."""
QUIET = 10 ** (-45 / 20)
"""Of the loudest: below, nobody speaks."""
FRAME = RATE // 100
SHORTEST_GAP = 0.12
"""Seconds of quiet that count as a pause."""
CHUNK = RATE * 5

Samples = NDArray[np.float32]


def read_sound(path: Path, name: str = "") -> Samples:
    """Mono, `RATE` a second. `name`: as staff know the file. Raises `VideoProblem` for what is no sound."""
    name = name or path.name
    try:
        size = path.stat().st_size
    except OSError as error:
        raise VideoProblem(phrase("render.sound.not-opened", name=name, error=system_words(error))) from error
    if size == 0:
        raise VideoProblem(phrase("render.sound.empty", name=name))
    done = run(
        [
            "-v", "error", *reading(path), "-map", "0:a:0", "-t", str(LONGEST), "-ac", "1", "-ar", str(RATE),
            "-c:a", "pcm_f32le", "-f", "f32le", "-",
        ]
    )  # fmt: skip
    samples = np.frombuffer(done.stdout[: len(done.stdout) // 4 * 4], dtype=np.float32)
    if done.returncode != 0 or len(samples) == 0:
        log_refusal(done.stderr, path)
        raise VideoProblem(phrase("render.sound.none", name=name))
    return np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)


def trimmed(samples: Samples) -> Samples:
    """The sound without the quiet at both ends, but for a breath; empty if nothing is heard."""
    loud = np.flatnonzero(_loud_frames(samples))
    if len(loud) == 0:
        return samples[:0]
    return samples[max(0, (loud[0] - 3) * FRAME) : (loud[-1] + 6) * FRAME]


def gaps_of(samples: Samples) -> list[float]:
    """Ends of the pauses, in seconds: where a reader begins again."""
    quiet = ~_loud_frames(samples)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    pairs = edges.reshape(-1, 2)
    least = SHORTEST_GAP * RATE / FRAME
    return [float(end * FRAME / RATE) for start, end in pairs if end - start >= least and start > 0]


def write_wav(path: Path, samples: Samples) -> None:
    """Stereo, both sides alike, 16 bits: the same samples give the same bytes. Raises OSError."""
    with path.open("wb") as file, wave.open(file, "wb") as writer:
        writer.setnchannels(2)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        for start in range(0, len(samples), CHUNK):
            part = np.clip(samples[start : start + CHUNK], -1.0, 1.0)
            whole = np.round(part * 32767).astype("<i2")
            writer.writeframesraw(np.repeat(whole, 2).tobytes())


def _loud_frames(samples: Samples) -> NDArray[np.bool_]:
    """Return for each hundredth of a second whether something is heard."""
    count = len(samples) // FRAME
    if count == 0:
        return np.zeros(0, dtype=np.bool_)
    frames = samples[: count * FRAME].reshape(count, FRAME)
    level = np.sqrt(np.einsum("ij,ij->i", frames, frames) / FRAME)
    loudest = float(level.max())
    return level > max(loudest * 10 ** (-35 / 20), QUIET * 0.1) if loudest > 0 else np.zeros(count, dtype=np.bool_)
