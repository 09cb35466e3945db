"""One program: started apart from the terminal, ended with its parent however the parent ends, restarted if it falls.

What it prints goes to a file under `LOA_HOME/logs`, kept to a size: when the file is long, its content moves to `….log.1`.
A part says by a line in that file that it serves; asking its port instead would believe a stranger who has the port.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from distributor.errors import LoaError, system_words
from supervisor.forker import ForkedProgram, Forker
from supervisor.kernel import die_with

LONGEST_LOG = 5_000_000
LOG_LOOK_EVERY_S = 30.0
RESTART_AFTER_S = (0.2, 1.0, 5.0, 15.0)
STEADY_AFTER_S = 60.0
LOOK_S = 0.02
LOG_LINES_TOLD = 8


@dataclass
class Part:
    """`announces`: what stands in its log once it serves; empty: it counts as serving once it runs.

    `label`: Vietnamese, for the screen. `stage`: parts of a lower stage stop first. `start_s`, `stop_s`: how long it may
    take. `keeps_open`: descriptors that it inherits.
    """

    name: str
    label: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_folder: Path
    announces: str = ""
    stage: int = 0
    start_s: float = 60.0
    stop_s: float = 20.0
    keeps_open: Sequence[int] = ()
    forker: Forker | None = field(default=None, init=False)
    """Of whose process it is a copy, if its command is a module of Python's."""
    process: subprocess.Popen[bytes] | ForkedProgram | None = field(default=None, init=False)
    falls: int = field(default=0, init=False)
    """In a row, each soon after its start."""
    _started: float = field(default=0.0, init=False)
    _restart_at: float = field(default=0.0, init=False)
    _log_from: int = field(default=0, init=False)
    _log_looked: float = field(default=0.0, init=False)

    @property
    def log_file(self) -> Path:
        return self.log_folder / f"{self.name}.log"

    @property
    def is_module(self) -> bool:
        return list(self.command[:2]) == [sys.executable, "-m"]

    def start(self) -> None:
        """Start the program. Raises LoaError if the log cannot be opened or the program not be run."""
        try:
            self.log_folder.mkdir(parents=True, exist_ok=True)
            self._shorten_log()
            with self.log_file.open("ab") as log:
                self._log_from = log.tell()
                self.process = self._forked() or self._begun(log)
        except OSError as error:
            raise LoaError(
                f"{self.label} không khởi động được: {system_words(error)} ({error.filename or self.log_file}). "
                "Hãy kiểm tra quyền ghi và dung lượng đĩa của thư mục nhật ký."
            ) from error
        self._started = self._log_looked = time.monotonic()

    def _forked(self) -> ForkedProgram | None:
        if self.forker is None or not self.is_module:
            return None
        environment = {**os.environ, **self.environment}
        return self.forker.fork(f"loa {self.name}", self.command[2:], environment, self.log_file)

    def _begun(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        return subprocess.Popen(  # noqa: S603 - our own programs
            list(self.command),
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.keeps_open,
            preexec_fn=lambda: die_with(parent),  # noqa: PLW1509 - the kernel counts our main thread as the parent
        )

    def serves(self) -> bool:
        """Return True if the part serves. Raises LoaError, with the end of the log, if the part has fallen or does not serve in
        time."""
        if self.process is None or self.process.poll() is not None:
            raise LoaError(f"{self.label} không khởi động được. {self.log_told()}")
        if not self.announces or self.announces in self._log_since_start():
            return True
        if time.monotonic() - self._started > self.start_s:
            raise LoaError(f"{self.label} chưa sẵn sàng sau {self.start_s:g} giây. {self.log_told()}")
        return False

    def wait_ready(self) -> None:
        """Wait until the part serves. Raises as `serves`."""
        while not self.serves():
            time.sleep(LOOK_S)

    def _log_since_start(self) -> str:
        try:
            with self.log_file.open("rb") as log:
                log.seek(self._log_from)
                return log.read().decode(errors="replace")
        except OSError:
            return ""

    def log_told(self) -> str:
        """The last lines of the log since the start, and where the rest is."""
        lines = self._log_since_start().splitlines()[-LOG_LINES_TOLD:]
        return f"Nhật ký {self.log_file}" + (
            ":\n" + "\n".join(f"    {line}" for line in lines) if lines else " còn trống."
        )

    def _shorten_log(self) -> None:
        """The part may write meanwhile: the file stays the same one, and since it is opened to append, so does writing."""
        if self.log_file.is_file() and self.log_file.stat().st_size > LONGEST_LOG:
            shutil.copyfile(self.log_file, self.log_file.with_suffix(".log.1"))
            os.truncate(self.log_file, 0)
            self._log_from = 0

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self) -> str:
        """Restart the part if it fell, with growing patience. Returns what to tell, empty if nothing."""
        now = time.monotonic()
        if self.running():
            if now - self._log_looked > LOG_LOOK_EVERY_S:
                self._log_looked = now
                self._shorten_log()
            return ""
        if self._restart_at == 0.0:
            self.falls = 1 if now - self._started > STEADY_AFTER_S else self.falls + 1
            wait = RESTART_AFTER_S[min(self.falls, len(RESTART_AFTER_S)) - 1]
            self._restart_at = now + wait
            return f"{self.label} dừng đột ngột; khởi động lại sau {wait:g} giây (nhật ký: {self.log_file})."
        if now >= self._restart_at:
            self._restart_at = 0.0
            self.start()
        return ""

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """Kill the program at once, with all that it started."""
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
