"""Sound: loudness as an independent meter (ffmpeg's ebur128) hears it, peaks held, pauses found, files that are no sound."""

import re
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from distributor.render.video import loudness
from distributor.render.video.ffmpeg import run
from distributor.render.video.settings import VideoProblem
from distributor.render.video.sound import RATE, Samples, gaps_of, read_sound, trimmed, write_wav


def speech_like(seconds: float, level: float) -> Samples:
    """Bursts of harmonics with pauses and hard attacks."""
    moments = np.arange(round(seconds * RATE)) / RATE
    voice = sum(np.sin(2 * np.pi * 130 * harmonic * moments + harmonic) / harmonic for harmonic in range(1, 20))
    syllables = np.maximum(0, np.sin(2 * np.pi * 3.3 * moments)) ** 0.3
    phrases = (moments % 2.5) < 2.0
    return np.asarray(level * voice * syllables * phrases, dtype=np.float32)


def measured(path: Path) -> tuple[float, float]:
    """LUFS and dBTP, by ffmpeg."""
    told = run(
        ["-nostats", "-i", str(path), "-map", "0:a", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    )
    words = told.stderr.decode()
    loud = re.findall(r"I:\s+(-?[\d.]+) LUFS", words)[-1]
    return float(loud), float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", words)[-1])


@pytest.mark.parametrize("level", [0.001, 0.02, 0.3, 3.0])
def test_loudness_and_peak_come_out_as_an_independent_meter_hears_them(tmp_path: Path, level: float) -> None:
    result = loudness.normalised(speech_like(12, level), -15.0, -2.0)
    write_wav(tmp_path / "track.wav", result)
    loud, peak = measured(tmp_path / "track.wav")
    assert -16 <= loud <= -14
    assert peak <= -1.9
    assert loudness.integrated(result) == pytest.approx(loud, abs=0.15)
    assert loudness.true_peak(result) == pytest.approx(peak, abs=0.3)


def test_silence_stays_silence() -> None:
    silence = np.zeros(RATE * 2, dtype=np.float32)
    assert loudness.integrated(silence) == -np.inf
    assert np.array_equal(loudness.normalised(silence, -15, -2), silence)
    assert loudness.integrated(silence[:100]) == -np.inf
    assert len(trimmed(silence)) == 0


def test_pauses_and_ends_are_found() -> None:
    quiet = np.zeros(RATE, dtype=np.float32)
    tone = speech_like(1.9, 0.1)
    sound = np.concatenate([quiet, tone, quiet[: RATE // 2], tone, quiet])
    assert len(trimmed(sound)) / RATE == pytest.approx(4.3, abs=0.2)
    assert any(abs(gap - 3.4) < 0.1 for gap in gaps_of(sound))


@pytest.mark.parametrize("ending", ["wav", "mp3", "m4a"])
def test_recordings_of_all_kinds_are_read(tmp_path: Path, ending: str) -> None:
    write_wav(tmp_path / "made.wav", speech_like(2, 0.2))
    file = tmp_path / f"ghi âm.{ending}"
    run(["-v", "error", "-y", "-i", str(tmp_path / "made.wav"), "-ar", "44100", str(file)])
    assert len(read_sound(file)) / RATE == pytest.approx(2, abs=0.1)


def test_what_is_no_sound_is_said(tmp_path: Path) -> None:
    (tmp_path / "rong.wav").write_bytes(b"")
    (tmp_path / "anh.mp3").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    for name, words in (("rong.wav", "rỗng"), ("anh.mp3", "không phải âm thanh"), ("mất.wav", "Không mở được")):
        with pytest.raises(VideoProblem, match=words):
            read_sound(tmp_path / name)


def test_what_ffmpeg_said_goes_to_the_log_and_not_to_people(tmp_path: Path) -> None:
    file = tmp_path / "anh.mp3"
    file.write_bytes(b"no sound at all")
    with capture_logs() as logged, pytest.raises(VideoProblem) as problem:
        read_sound(file)
    assert "WAV, MP3 hoặc M4A" in str(problem.value)
    for foreign in ("ffmpeg", "0x", str(tmp_path), "Error"):
        assert foreign not in str(problem.value)
    [told] = [each["said"] for each in logged]
    assert "Invalid data" in told
    assert str(tmp_path) not in told
