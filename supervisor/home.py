"""Who runs a home: one stack at a time, and none before the last one's processes are all gone.

Two locks lie in the home. `stack.lock` is the supervisor's own; its text says who that is and whether all parts serve.
`parts.lock` is inherited by every part, so the kernel keeps it until the last of them has ended, however they ended: two
embedded Valkeys never meet on one socket or one file.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from distributor.errors import LoaError
from distributor.settings import Settings

MOMENT_S = 0.3
"""Somebody who only looks whether the home is running holds the lock for less than this."""
LEFTOVERS_S = 30.0
LOOK_S = 0.05


class AlreadyRunning(LoaError):
    """Another stack has this home."""


@dataclass
class HeldHome:
    """The home is ours. `parts_lock`: the descriptor that every part must inherit."""

    parts_lock: int
    _place: Path
    _file: TextIOWrapper
    _ready: bool = False

    def announce(self, *, ready: bool) -> None:
        """Write down that the stack runs, for those who would use this stack."""
        self._ready = ready
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "ready": ready}, self._file)
        self._file.flush()

    def let_go(self) -> None:
        self.announce(ready=False)
        self._file.close()

    def hold_on(self) -> None:
        """Lock the home anew where somebody removed the lock's file: else a second stack could begin beside this one."""
        with suppress(OSError):
            if self._place.exists():
                return
            self._place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = self._place.open("a+")
            if not _lock(file.fileno(), MOMENT_S):
                file.close()
                return
            self._file.close()
            self._file = file
            self.announce(ready=self._ready)


@contextmanager
def hold_home(settings: Settings, tell: Callable[[str], None] = lambda _line: None) -> Iterator[HeldHome]:
    """This home is ours while inside. Waits for processes that an earlier stack left behind. Raises AlreadyRunning."""
    settings.run_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = settings.run_folder / "stack.lock"
    with place.open("a+") as file:
        if not _lock(file.fileno(), MOMENT_S):
            raise AlreadyRunning(
                f"Loa đang chạy với thư mục {settings.home} (tiến trình {_told(settings).get('pid', '?')}). "
                "Hãy dùng bản đang chạy, dừng nó trước, hoặc chọn thư mục khác bằng LOA_HOME."
            )
        with (settings.run_folder / "parts.lock").open("a+") as parts:
            if not _lock(parts.fileno(), 0.0):
                tell("Đang chờ các phần của lần chạy trước dừng hẳn…")
                if not _lock(parts.fileno(), LEFTOVERS_S):
                    raise LoaError(
                        f"Các phần của lần chạy trước trong {settings.home} chưa dừng sau {LEFTOVERS_S:g} giây. "
                        f"Tìm chúng bằng lệnh «fuser {settings.run_folder / 'parts.lock'}» và dừng trước khi chạy lại."
                    )
            held = HeldHome(parts.fileno(), place, file)
            held.announce(ready=False)
            try:
                yield held
            finally:
                held.let_go()


def is_running(settings: Settings) -> bool:
    """Return True if a stack has this home now. Makes nothing."""
    try:
        with (settings.run_folder / "stack.lock").open("r") as file:
            return not _lock(file.fileno(), 0.0, fcntl.LOCK_SH)
    except OSError:
        return False


def is_ready(settings: Settings) -> bool:
    """Return True if a stack has this home and all its parts serve."""
    return is_running(settings) and bool(_told(settings).get("ready"))


def _told(settings: Settings) -> dict[str, object]:
    """Return what `announce` wrote; nothing while it is being written."""
    with suppress(OSError, ValueError):
        told: dict[str, object] = json.loads((settings.run_folder / "stack.lock").read_text(encoding="utf-8"))
        return told
    return {}


def _lock(descriptor: int, patience_s: float, kind: int = fcntl.LOCK_EX) -> bool:
    end = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(LOOK_S)
        else:
            return True
