"""The office's voice for the line: the one that reads its videos (`config/video.toml`), at an exchange's rate."""

import wave
from pathlib import Path

import numpy as np

from distributor.render.video.narration import choose_voice
from distributor.render.video.settings import video_settings
from distributor.render.video.sound import RATE as FULL_RATE
from distributor.render.video.speech import say_aloud
from distributor.telephone.sounds import RATE, SaysAloud


def voice_of(home: Path, *, sample: bool) -> SaysAloud | None:
    """None where nobody speaks. `sample`: a demo's home. Raises SettingsError."""
    voice = choose_voice(video_settings(home), sample=sample)
    if voice is None:
        return None

    def say(text: str, place: Path) -> None:
        samples = voice.speak(say_aloud(text)).samples
        step = FULL_RATE // RATE
        whole = samples[: len(samples) // step * step].reshape(-1, step).mean(axis=1)
        with wave.open(str(place), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes((np.clip(whole, -1, 1) * 32_000).astype("<i2").tobytes())

    return say
