"""Loudness by ITU-R BS.1770-4, and bringing a narration to it with its true peaks held down.

Measured as the stereo track that is written: both sides alike, so 3 LU above one side. K-weighting is applied in the frequency
domain, in overlapping pieces: exact but for 10⁻⁶, and quick without a loop over samples.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from distributor.render.video.sound import RATE, Samples

BLOCK = RATE * 4 // 10
STEP = RATE // 10
ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
OFFSET = -0.691
STEREO = 10 * math.log10(2)
PIECE = 1 << 17
SETTLE = RATE // 2
"""Samples after which the filter has forgotten what came before."""
OVERSAMPLING = 4
REACH = RATE // 200
"""Samples on each side over which the limiter turns down: 5 ms."""
ROUNDS = 4
FAR_BELOW = 3.0
"""No curve through samples rises above this many times the largest of a quiet sound; then no peak need be looked for."""
SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""Coefficients of BS.1770 at 48 kHz."""


def integrated(samples: Samples) -> float:
    """LUFS of the samples on both sides of a stereo track; minus infinity where nothing is heard."""
    power = _powers(samples)
    if len(power) == 0:
        return -math.inf
    level = _level(power)
    loud = power[level > ABSOLUTE_GATE]
    if len(loud) == 0:
        return -math.inf
    gate = float(_level(loud.mean())) + RELATIVE_GATE
    return float(_level(loud[_level(loud) > gate].mean()))


def true_peak(samples: Samples) -> float:
    """dBTP; minus infinity for silence."""
    peak = max((float(part.max()) for part in _peaks(samples)), default=0.0)
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def normalised(samples: Samples, loudness: float, peak: float) -> Samples:
    """Return the samples at `loudness` LUFS and below `peak` dBTP; silence stays silence."""
    now = integrated(samples)
    if now == -math.inf:
        return samples
    gain = loudness - now
    result = samples
    for _ in range(ROUNDS):
        result = _limited(samples * np.float32(10 ** (gain / 20)), 10 ** (peak / 20))
        missing = loudness - integrated(result)
        if abs(missing) < 0.1:
            break
        gain += missing
    return result


def _limited(samples: Samples, ceiling: float) -> Samples:
    """Turned down smoothly round each peak: the smallest gain in reach, averaged over the same reach, never lets one through."""
    if len(samples) == 0 or float(np.abs(samples).max()) * FAR_BELOW < ceiling:
        return samples
    peaks = np.concatenate([*_peaks(samples), np.zeros(0, dtype=np.float32)])
    needed = np.minimum(1.0, ceiling * 0.999 / np.maximum(peaks, 1e-9))
    if len(needed) == 0 or needed.min() >= 1.0:
        return samples
    cells = 8
    """Samples of a cell: the gain is found for cells, then drawn out, which is much quicker."""
    count = -(-len(needed) // cells)
    coarse = np.pad(needed, (0, count * cells - len(needed)), constant_values=1.0).reshape(count, cells).min(axis=1)
    reach = REACH // cells
    padded = np.pad(coarse, 2 * reach, constant_values=1.0)
    smallest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 3).min(axis=1)
    window = np.hanning(2 * reach + 1)[1:-1]
    smooth = np.convolve(smallest, window / window.sum(), mode="same")
    start = (len(smooth) - count) // 2
    middle = smooth[start : start + count]
    gain = np.interp(np.arange(len(samples)), np.arange(count) * cells + cells / 2, middle)
    return (samples * gain).astype(np.float32)


def _peaks(samples: Samples) -> list[NDArray[np.float32]]:
    """Return for each sample the largest value on the curve from it to the next, four points a sample; piece by piece."""
    found = []
    margin = 64
    for start in range(0, len(samples), PIECE):
        part = samples[max(0, start - margin) : start + PIECE + margin]
        size = 1 << (len(part) - 1).bit_length()
        spectrum = np.fft.rfft(part, size)
        fine = np.fft.irfft(spectrum, size * OVERSAMPLING) * OVERSAMPLING
        highest = np.abs(fine.reshape(size, OVERSAMPLING)).max(axis=1)
        skipped = start - max(0, start - margin)
        found.append(highest[skipped : skipped + min(PIECE, len(samples) - start)].astype(np.float32))
    return found


def _powers(samples: Samples) -> NDArray[np.float64]:
    """Mean square of the weighted sound over 400 ms, every 100 ms."""
    count = len(samples) // STEP
    sums = np.zeros(count)
    size = 1 << (PIECE + SETTLE - 1).bit_length()
    response = _response(size)
    rows = PIECE // STEP
    for first in range(0, count, rows):
        begin, end = first * STEP, min(count, first + rows) * STEP
        lead = max(0, begin - SETTLE)
        weighted = np.fft.irfft(np.fft.rfft(samples[lead:end], size) * response, size)[begin - lead : end - lead]
        blocks = weighted.reshape(-1, STEP)
        sums[first : first + len(blocks)] = np.einsum("ij,ij->i", blocks, blocks)
    steps = BLOCK // STEP
    if count < steps:
        return np.zeros(0)
    return np.convolve(sums, np.ones(steps), mode="valid") / BLOCK


@lru_cache(maxsize=1)
def _response(size: int) -> NDArray[np.complex128]:
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones(len(turn), dtype=np.complex128)
    for above, below in (SHELF, HIGH_PASS):
        response *= np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn)
    return response


def _level(power: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(OFFSET + STEREO + 10 * np.log10(np.maximum(power, 1e-20)))
