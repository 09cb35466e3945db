"""A voice model that the operator supplies, as a command line: it reads a text file and writes a WAV file.

Called once a phrase, without a shell, for a bounded time. A model that takes long to load does better behind a small client of
its own; the contract stays the same.
"""

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from distributor.errors import SettingsError, system_words
from distributor.render.video.ffmpeg import die_with_parent, last_words
from distributor.render.video.narration.voice import Speech
from distributor.render.video.settings import VideoProblem
from distributor.render.video.sound import read_sound, trimmed
from phrases import phrase

TEXT, WAV = "{text_file}", "{wav_file}"


class CommandVoice:
    """`command`: program and arguments, with `{text_file}` and `{wav_file}`. Raises `SettingsError` if one of them is missing."""

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        joined = " ".join(command)
        if not command or TEXT not in joined or WAV not in joined:
            raise SettingsError(phrase("render.voice.command", text=TEXT, wav=WAV))
        self._command = tuple(command)
        self._timeout = timeout

    def speak(self, text: str) -> Speech:
        program = Path(self._command[0]).name
        with tempfile.TemporaryDirectory(prefix="loa-voice-") as folder:
            text_file, wav_file = Path(folder) / "phrase.txt", Path(folder) / "phrase.wav"
            text_file.write_text(text + "\n", encoding="utf-8")
            command = [part.replace(TEXT, str(text_file)).replace(WAV, str(wav_file)) for part in self._command]
            self._run(command, program)
            if not wav_file.exists():
                raise VideoProblem(phrase("render.voice.no-wav", program=program))
            speech = Speech(trimmed(read_sound(wav_file, phrase("render.voice.of", program=program))))
        if speech.seconds == 0:
            raise VideoProblem(phrase("render.voice.silent", program=program, text=text[:80]))
        return speech

    def _run(self, command: Sequence[str], program: str) -> None:
        try:
            process = subprocess.Popen(  # noqa: S603 - the operator's own command, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one prctl
            )
        except OSError as error:
            raise VideoProblem(phrase("render.voice.not-run", program=program, error=system_words(error))) from error
        try:
            _, said = process.communicate(timeout=self._timeout)
        except subprocess.TimeoutExpired as error:
            raise VideoProblem(phrase("render.voice.too-slow", program=program, seconds=self._timeout)) from error
        finally:
            if process.poll() is None:  # with all that it started
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        if process.returncode != 0:
            raise VideoProblem(
                phrase("render.voice.failed", program=program, status=process.returncode, words=last_words(said))
            )
