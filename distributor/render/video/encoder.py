"""Writes frames and sound as MP4: H.264 high, yuv420p, closed groups of two seconds, AAC-LC 48 kHz stereo, index in front.

Raw frames go through a pipe into one ffmpeg, whose threads and settings are fixed and which writes no dates: the same frames and
sound give the same bytes. `arguments` are public, so that the benchmark's baseline is the same encoder.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO

from distributor.errors import system_words
from distributor.render.video.ffmpeg import die_with_parent, ffmpeg, last_words, own_name
from distributor.render.video.planes import Bytes
from distributor.render.video.settings import FRAME_RATE, VideoProblem
from phrases import phrase

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

PIPE_BYTES = 1 << 20
"""A pipe's usual 64 kB would wake both processes 50 times a frame."""
SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of Linux."""
THREADS = 2
"""Fixed: with other numbers x264 gives other bytes. Two are what a small office's machine has. They share each frame in slices:
with a frame for each thread the encoder holds 25 MB more."""
GIVING_BACK = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "0", "MALLOC_MMAP_THRESHOLD_": "1000000"}
"""Of the encoder's environment: what it has let go of goes back to the machine at once, 10 MB of frames."""
AHEAD_BYTES = 21_800_000
"""Of frames that ffmpeg has taken and not encoded yet: seven of the largest, of which the encoder needs five. Left to itself it
takes eight before each of its three steps, 40 MB more."""
TELLS_S = 0.02
SILENCE_S = 1.0
"""An ffmpeg that tells nothing of its progress for so long is fed all the same."""
FINISH_S = 120.0


def arguments(source: Sequence[str], sound: Path, width: int, height: int, target: Path) -> list[str]:
    """The arguments of ffmpeg, but for its name. `source`: where the raw frames come from (`-i …`)."""
    return [
        "-hide_banner", "-v", "error", "-nostdin", "-y", "-filter_threads", "1",
        "-thread_queue_size", "1", "-threads", "1", "-f", "rawvideo", "-pix_fmt", "yuv420p",
        "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-video_size", f"{width}x{height}", "-framerate", str(FRAME_RATE), *source,
        "-i", own_name(sound), "-map", "0:v:0", "-map", "1:a:0",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high", "-threads", str(THREADS),
        "-x264-params", "rc-lookahead=2:sync-lookahead=0:bframes=1:ref=1:sliced-threads=1:open-gop=0:keyint=60:min-keyint=30",
        "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-c:a", "aac", "-profile:a", "aac_low", "-b:a", "128k", "-ar", "48000", "-ac", "2",
        "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
        "-movflags", "+faststart", "-f", "mp4", own_name(target),
    ]  # fmt: skip


def encode(
    frames: Iterable[Bytes], sound: Path, width: int, height: int, target: Path, told: Callable[[int], None]
) -> None:
    """Writes `target`, whole or not at all. `told`: called with the number of frames written, every half second of video.

    Raises `VideoProblem`; ffmpeg is gone when this returns or raises.
    """
    command = [
        *(ffmpeg(), "-progress", "pipe:1", "-stats_period", str(TELLS_S)),
        *arguments(["-i", "pipe:0"], sound, width, height, target),
    ]
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                env={**os.environ, **GIVING_BACK},
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one prctl
            )
        except OSError as error:
            raise VideoProblem(phrase("render.ffmpeg.not-run", error=system_words(error))) from error
        assert process.stdout is not None  # noqa: S101 - it was asked for
        done = False
        try:
            done = _feed(process, frames, _Encoded(process.stdout), AHEAD_BYTES // (width * height * 3 // 2), told)
            code = process.wait(timeout=FINISH_S) if done else -1
        except subprocess.TimeoutExpired as error:
            raise VideoProblem(phrase("render.ffmpeg.no-end")) from error
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()
        if not done or code != 0:
            target.unlink(missing_ok=True)
            said.seek(0)
            raise _problem(said.read(), target)


class _Encoded:
    """How many frames ffmpeg has encoded, as it tells. Whoever feeds it waits for that: it lays up what it cannot encode yet."""

    def __init__(self, says: IO[bytes]) -> None:
        self._count, self._grows = 0, threading.Condition()
        threading.Thread(target=self._listen, args=(says,), daemon=True).start()

    def _listen(self, says: IO[bytes]) -> None:
        with says:
            for line in says:
                if line.startswith(b"frame="):
                    self._set(int(line.removeprefix(b"frame=")))
        self._set(sys.maxsize)  # it has ended: nobody need wait

    def _set(self, count: int) -> None:
        with self._grows:
            self._count = count
            self._grows.notify()

    def wait_for(self, count: int) -> None:
        with self._grows:
            self._grows.wait_for(lambda: self._count >= count, SILENCE_S)


def _feed(
    process: "subprocess.Popen[bytes]",
    frames: Iterable[Bytes],
    encoded: _Encoded,
    ahead: int,
    told: Callable[[int], None],
) -> bool:
    """Feed the frames, no more than `ahead` before the encoder; return True if ffmpeg took all of them."""
    assert process.stdin is not None  # noqa: S101 - it was asked for
    pipe = process.stdin.fileno()
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, SET_PIPE_SIZE, PIPE_BYTES)
    try:
        for number, frame in enumerate(frames, start=1):
            encoded.wait_for(number - ahead)
            rest = frame.data
            while rest:
                rest = rest[os.write(pipe, rest) :]
            if number % (FRAME_RATE // 2) == 0:
                told(number)
        process.stdin.close()
    except BrokenPipeError:
        return False
    return True


def _problem(said: bytes, target: Path) -> VideoProblem:
    words = last_words(said)
    if "No space left" in words:
        return VideoProblem(phrase("render.video.disk-full", folder=str(target.parent)))
    return VideoProblem(phrase("render.ffmpeg.not-written", why=words or phrase("render.ffmpeg.stopped")))
