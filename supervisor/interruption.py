"""Ctrl-C, however often and whenever: the first ends the work at once, the next ones only hurry the stopping.

The first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt in the main thread. From then on, and once `stopping` was
entered, nothing is raised any more, so that stopping is never broken off half-way.
"""

import signal
from types import FrameType

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """For the whole of a command; installed in the main thread."""

    def __init__(self) -> None:
        self._count = 0
        self._stopping = False

    def install(self) -> None:
        for number in NUMBERS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._count += 1
        if self._count == 1 and not self._stopping:
            raise KeyboardInterrupt

    def impatient(self) -> bool:
        """Asked a second time."""
        return self._count > 1

    def begin_stopping(self) -> None:
        """The work is over, for whatever reason."""
        self._stopping = True
