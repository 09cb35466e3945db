"""One child process: started in a session of its own, ended with its parent however the parent ends, restarted if it falls.

Standard output goes to a file under `LOA_HOME/logs`, rotated by size when the part starts.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from distributor.errors import LoaError

PR_SET_PDEATHSIG = 1
LONGEST_LOG = 5_000_000
RESTART_AFTER_S = (0.2, 1.0, 5.0, 15.0)
STEADY_AFTER_S = 60.0


def die_with_parent() -> None:
    """In the child, before exec: the kernel ends it when its parent is gone, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Part:
    """`ready`: whether it serves yet. `label`: Vietnamese, for the screen. `stop_s`: how long it may take to stop."""

    name: str
    label: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_folder: Path
    ready: Callable[[], bool]
    start_s: float = 30.0
    stop_s: float = 20.0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _falls: int = field(default=0, init=False)
    _restart_at: float = field(default=0.0, init=False)

    @property
    def log_file(self) -> Path:
        return self.log_folder / f"{self.name}.log"

    def start(self) -> None:
        self.log_folder.mkdir(parents=True, exist_ok=True)
        if self.log_file.exists() and self.log_file.stat().st_size > LONGEST_LOG:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                list(self.command),
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - started from one thread
            )
        self._started = time.monotonic()

    def wait_ready(self) -> None:
        """Raises LoaError, with the end of the log, if the part falls or does not serve in time."""
        end = time.monotonic() + self.start_s
        while not self.ready():
            if self.process is None or self.process.poll() is not None or time.monotonic() > end:
                raise LoaError(f"{self.label} không khởi động được. Nhật ký {self.log_file}:\n{self.log_end()}")
            time.sleep(0.05)

    def log_end(self) -> str:
        lines = self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-8:])

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self) -> str:
        """Restart the part if it fell, with growing patience. Returns what to tell, empty if nothing."""
        if self.running():
            return ""
        now = time.monotonic()
        if self._restart_at == 0.0:
            self._falls = 1 if now - self._started > STEADY_AFTER_S else self._falls + 1
            wait = RESTART_AFTER_S[min(self._falls, len(RESTART_AFTER_S)) - 1]
            self._restart_at = now + wait
            return f"{self.label} dừng đột ngột; khởi động lại sau {wait:g} giây (nhật ký: {self.log_file})."
        if now >= self._restart_at:
            self._restart_at = 0.0
            self.start()
        return ""

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def ensure_stopped(self) -> None:
        """Wait for it; past its time it is killed, with all that it started."""
        if self.process is None:
            return
        try:
            self.process.wait(self.stop_s)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
