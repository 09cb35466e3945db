"""Where what is said lies as sound: what the office recorded, else what its voice has said once.

The exchange reads the same folder. A sound bears the mark of its words (`Prompt.sound`): when they change, it is used no more.
"""

import os
import wave
from pathlib import Path
from threading import Lock
from typing import Protocol

import structlog

from distributor.errors import LoaError
from distributor.telephone.flow import Prompt

log = structlog.get_logger()

RATE = 8_000
"""Samples a second: what every exchange plays without converting."""
OF_THE_GROUP, READ_BY_THE_GROUP = 0o2770, 0o640
"""What lies there is the folder's group's, whoever wrote it."""
RECORDED, SPOKEN, ASKED = "recorded", "spoken", "asked"


class SaysAloud(Protocol):
    """Writes the words as a sound to a file. Raises LoaError."""

    def __call__(self, text: str, place: Path) -> None: ...


class Sounds:
    """`folder`: of sounds. `say`: the office's voice, if it has one. `shared`: with an exchange of the folder's group."""

    def __init__(self, folder: Path, say: SaysAloud | None, *, shared: bool = False) -> None:
        self.folder, self._say, self._shared = folder, say, shared
        self._lock = Lock()
        for place in (folder / RECORDED, folder / SPOKEN, folder / ASKED):
            place.mkdir(parents=True, exist_ok=True)
            if shared:
                place.chmod(OF_THE_GROUP)

    @property
    def speaks(self) -> bool:
        return self._say is not None

    def recorded(self) -> frozenset[str]:
        return frozenset(file.stem for file in (self.folder / RECORDED).glob("*.wav"))

    def of(self, prompt: Prompt) -> Path | None:
        """Return the sound file of a prompt without its ending; None where nobody has recorded it and nobody can say it."""
        recorded = self.folder / RECORDED / prompt.sound
        if recorded.with_suffix(".wav").exists():
            return recorded
        if self._say is None:
            return None
        spoken = self.folder / SPOKEN / prompt.sound
        with self._lock:
            if not spoken.with_suffix(".wav").exists():
                half = spoken.with_suffix(".part.wav")
                try:
                    self._say(prompt.text, half)
                except LoaError as error:
                    log.error("telephone voice failed", problem=str(error))
                    return None
                spoken.with_suffix(".txt").write_text(prompt.text, encoding="utf-8")
                if self._shared:
                    half.chmod(READ_BY_THE_GROUP)
                os.replace(half, spoken.with_suffix(".wav"))
        return spoken

    def place_for_question(self, name: str) -> Path:
        return self.folder / ASKED / name


def seconds_of(octets: Path) -> float:
    """The seconds of a WAV; 0 of what is none."""
    try:
        with wave.open(str(octets), "rb") as sound:
            return sound.getnframes() / max(1, sound.getframerate())
    except (OSError, EOFError, wave.Error):
        return 0.0
