"""What the encoder is given: never more than it can take for the next moment."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from distributor.render.video import encoder
from distributor.render.video.planes import Bytes, new_planes
from distributor.render.video.sound import RATE, write_wav

WIDTH, HEIGHT, FRAMES = 1080, 1920, 60


def test_ffmpeg_is_fed_as_it_encodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Left to itself it takes 24 frames of 3 MB before it makes us wait."""
    monkeypatch.setattr(encoder, "SILENCE_S", 600.0)
    encoded, ahead = 0, []

    def hear(it: encoder._Encoded, count: int) -> None:
        nonlocal encoded
        encoded = count
        told(it, count)

    def frames() -> Iterator[Bytes]:
        planes = new_planes(WIDTH, HEIGHT)
        for number in range(FRAMES):
            ahead.append(number - encoded)  # so many it has been given
            planes.data[:] = number
            yield planes.data

    told = encoder._Encoded._set
    monkeypatch.setattr(encoder._Encoded, "_set", hear)
    write_wav(tmp_path / "sound.wav", np.zeros(2 * RATE, np.float32))
    encoder.encode(frames(), tmp_path / "sound.wav", WIDTH, HEIGHT, tmp_path / "video.mp4", lambda _count: None)
    assert max(ahead) <= encoder.AHEAD_BYTES // (WIDTH * HEIGHT * 3 // 2)
