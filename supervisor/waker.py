"""The watch over parts that hold what would be lost with them, SMPP binds: one that a signal has stopped is woken."""

import os
import signal
import time
from dataclasses import dataclass, field

from supervisor.kernel import STOPPED_S, kernel_says
from supervisor.process import Part


@dataclass
class Waker:
    """Implements `supervisor.stack.Watches`."""

    _since: dict[int, float] = field(default_factory=dict)

    def watch(self, parts: list[Part]) -> None:
        now = time.monotonic()
        stopped = {
            part.process.pid for part in parts if part.process is not None and kernel_says(part.process.pid)[0] == "T"
        }
        self._since = {pid: self._since.get(pid, now) for pid in stopped}
        for pid, since in self._since.items():
            if now - since >= STOPPED_S:
                os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        """Do nothing: nothing runs beside."""
