"""The ffmpeg that imageio-ffmpeg brings: where it is, and running it so that it never outlives us. No shell."""

import ctypes
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import imageio_ffmpeg
import structlog

from distributor.errors import system_words
from distributor.render.video.settings import VideoProblem
from phrases import phrase

log = structlog.get_logger()

PR_SET_PDEATHSIG = 1
TOLD = 300
"""Characters of ffmpeg's words that staff are shown."""
MOST_PIXELS = 7680 * 4320
"""Of a picture in a film: what nobody's camera makes is refused, before there is room for it."""
MOST_MEMORY = 2_000_000_000
"""Bytes of address space: of a film with pictures of that size 0.4 GB were used for its still, 0.6 to encode it."""
_ADDRESS = re.compile(r" @ 0x[0-9a-f]+")
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@cache
def ffmpeg() -> str:
    """Return where ffmpeg is. Raises `VideoProblem` if it is missing."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise VideoProblem(phrase("render.ffmpeg.missing")) from error


def die_with_parent() -> None:
    """Ask in the child, before exec, that the kernel kills it when our thread is gone, however it went."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def bound(*, nice: int = 0) -> None:
    """Bound, in the child before exec, what reads a file that others made: it takes no memory from what carries posts."""
    die_with_parent()
    os.nice(nice)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def reading(path: Path) -> list[str]:
    """Return the arguments that read a file that others made. Its threads are fixed, for each takes address space."""
    return ["-threads", "2", "-filter_threads", "2", "-max_pixels", str(MOST_PIXELS), "-i", own_name(path)]


def run(arguments: Sequence[str], *, timeout: float = 120.0) -> subprocess.CompletedProcess[bytes]:
    """Its whole output. Raises `VideoProblem` if it takes longer than `timeout` seconds; not for its exit code, nor for too much
    memory."""
    command = [ffmpeg(), "-hide_banner", "-nostdin", "-protocol_whitelist", "file,pipe", *arguments]
    try:
        return subprocess.run(  # noqa: S603 - our own arguments, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
            preexec_fn=bound,
        )
    except subprocess.TimeoutExpired as error:
        raise VideoProblem(phrase("render.ffmpeg.too-slow", seconds=timeout)) from error
    except OSError as error:
        raise VideoProblem(phrase("render.ffmpeg.not-run", error=system_words(error))) from error


def last_words(text: bytes) -> str:
    """The end of what ffmpeg said, on one line, for staff."""
    return " ".join(text.decode(errors="replace").split())[-TOLD:]


def log_refusal(text: bytes, path: Path) -> None:
    """Log what ffmpeg said of a file that it could not read. Its last line: what comes before may be a title that people
    wrote."""
    lines = text.decode(errors="replace").strip().splitlines() or [""]
    said = _ADDRESS.sub("", lines[-1].replace(str(path.parent), "…"))[:TOLD]
    log.warning("ffmpeg could not read a file", said=said)


def own_name(path: Path) -> str:
    """A path that ffmpeg takes as a file, whatever its name begins with."""
    return f"file:{path}"
