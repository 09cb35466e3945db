"""What the kernel is asked and told about processes."""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PR_SET_PDEATHSIG = 1
ASKS_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOPPED_S = 5.0
"""The kernel says so long that a process is stopped: no moment's pause."""
TICK_S = 1 / os.sysconf("SC_CLK_TCK")

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with(parent: int, number: int = signal.SIGTERM) -> None:
    """Ask in a child, before exec, that the kernel ends it when `parent` is gone, even by SIGKILL.

    `number`: by which signal; what is stopped heeds SIGKILL alone.
    """
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it went while we were being made: no signal will come
        os._exit(1)


@contextmanager
def signals_wait() -> Iterator[None]:
    """Round a fork: those that ask to stop wait until the copy has handlers of its own, and takes them again by itself."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ASKS_TO_STOP)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def kernel_says(pid: int) -> tuple[str, float]:
    """A process's state (`T`: stopped by a signal), and the seconds of a processor that it has used; empty where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return "", 0.0
    return fields[0], (int(fields[11]) + int(fields[12])) * TICK_S


def name_process(name: str) -> None:
    """Set what `ps` and /proc/PID/cmdline show, as far as there is room; before, a fork shows its maker's command."""
    fields = Path("/proc/self/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    begins, ends = int(fields[45]), int(fields[46])
    if room := ends - begins:
        ctypes.memmove(begins, name.encode()[: room - 1].ljust(room, b"\0"), room)
