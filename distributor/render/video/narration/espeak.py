"""The embedded voice, espeak-ng, in a process of its own: for the demo and for tests. A robot's voice, not for citizens."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from distributor.render.video.ffmpeg import die_with_parent, last_words
from distributor.render.video.narration.voice import Speech
from distributor.render.video.settings import VideoProblem
from distributor.render.video.sound import read_sound, trimmed
from phrases import phrase

CHILD = Path(__file__).with_name("espeak_child.py")


class EspeakVoice:
    """`rate`: espeak's words a minute. `timeout`: seconds a phrase may take."""

    def __init__(self, rate: int, timeout: float = 60.0) -> None:
        self._rate = rate
        self._timeout = timeout

    def speak(self, text: str) -> Speech:
        with tempfile.TemporaryDirectory(prefix="loa-voice-") as folder:
            wav = Path(folder) / "phrase.wav"
            try:
                done = subprocess.run(  # noqa: S603 - our own program
                    [sys.executable, "-I", str(CHILD), str(self._rate), str(wav)],
                    input=text.encode(),
                    capture_output=True,
                    timeout=self._timeout,
                    check=False,
                    preexec_fn=die_with_parent,
                    env={"PATH": os.environ.get("PATH", os.defpath)},
                )
            except subprocess.TimeoutExpired as error:
                raise VideoProblem(phrase("render.voice.trial-too-slow", seconds=self._timeout)) from error
            if done.returncode != 0:
                raise VideoProblem(phrase("render.voice.trial-not-run", words=last_words(done.stderr)))
            return Speech(trimmed(read_sound(wav, phrase("render.voice.trial"))))
