"""Ctrl-C, however often and whenever: the first ends the work at once, the next ones only hurry the stopping.

The first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt in the main thread. From then on, and once `stopping` was
entered, nothing is raised any more by a signal, so that stopping is never broken off half-way.

Python swallows what is raised in some places: in the hooks round a fork, in a destructor, in a callback of a library. So who
waits in a loop heeds, too.
"""

import logging
import signal
from threading import Timer, get_ident
from types import FrameType

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SWALLOWS = frozenset(
    {(logging.__file__, hook) for hook in ("_prepareFork", "_afterFork", "_after_at_fork_child_reinit_locks")}
    | {("<frozen importlib._bootstrap>", "cb")}
)
"""Functions, by file and name, out of which nothing is raised: it is told as a traceback, and their lock may stay.

The hooks of `logging` round a fork, and what clears a module's lock after an import.
"""
SOON_S = 0.05


class Interruption:
    """Handling of Ctrl-C for the whole of a command; installed in the main thread."""

    def __init__(self) -> None:
        self._count = 0
        self._stopping = False

    def install(self) -> None:
        for number in NUMBERS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if _is_swallowed(frame):
            Timer(SOON_S, signal.pthread_kill, (get_ident(), number)).start()
            return
        self._count += 1
        if self._count == 1 and not self._stopping:
            raise KeyboardInterrupt

    def heed(self) -> None:
        """Raise KeyboardInterrupt if somebody asked to stop and nothing has come of it; for loops that wait."""
        if self._count and not self._stopping:
            raise KeyboardInterrupt

    def impatient(self) -> bool:
        """Asked a second time."""
        return self._count > 1

    def begin_stopping(self) -> None:
        """Begin to stop: the work is over, for whatever reason."""
        self._stopping = True


def _is_swallowed(frame: FrameType | None) -> bool:
    while frame is not None:
        if (frame.f_code.co_filename, frame.f_code.co_name) in SWALLOWS:
            return True
        frame = frame.f_back
    return False
