"""The contract of a voice, and what it gives: sound, mono, at the rate of our tracks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from distributor.render.video.sound import RATE, Samples


@dataclass(frozen=True)
class Speech:
    """`samples`: float, mono, `RATE` a second, without silence at its ends."""

    samples: Samples

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


class Voice(Protocol):
    def speak(self, text: str) -> Speech:
        """Speak a phrase. `text`: one phrase, already written out in words. Raises `VideoProblem` with words for staff."""
        ...


@dataclass(frozen=True)
class Recording:
    """The whole narration as staff recorded it: WAV, MP3 or M4A."""

    path: Path
