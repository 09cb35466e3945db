"""The temporary files of a test run lie in memory: the PostgreSQL of the tests makes and drops a database of 700 files a test.

On a disk that costs twenty times the CPU time. Where memory is scarce, or TMPDIR names another place, nothing is changed.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - the folder that we make in it is ours alone
PREFIX = "loa-tests-"
LOCK = "lock"
NEEDED = 3_000_000_000
"""Each worker has a PostgreSQL (some 0.3 GB) and, for a while, copies of a film of 60 MB."""


def move_in(memory: Path = MEMORY, needed: int = NEEDED) -> Callable[[bool], None]:
    """From here on temporary files, also those of child processes, lie in a new folder in memory. Returns what ends that.

    The folder is then removed, or kept to be looked at until the next run: that removes what no living run holds a lock on.
    """
    if "TMPDIR" in os.environ or not _is_roomy(memory, needed):
        return lambda _keep: None
    _clear_away(memory)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=memory))
    folder.chmod(0o711)  # PostgreSQL runs as another user, in a folder of its own below
    lock = os.open(folder / f"new-{LOCK}", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    (folder / f"new-{LOCK}").rename(folder / LOCK)
    before = tempfile.tempdir
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)

    def move_out(keep: bool) -> None:
        del os.environ["TMPDIR"]
        tempfile.tempdir = before
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)

    return move_out


def _is_roomy(memory: Path, needed: int) -> bool:
    """Room enough, in the folder and in the machine; and programs may be run from it, as some tests do."""
    try:
        place = os.statvfs(memory)
        available = _available()
    except (OSError, ValueError):
        return False
    runs_programs = not place.f_flag & os.ST_NOEXEC
    return (
        os.access(memory, os.W_OK | os.X_OK)
        and runs_programs
        and min(place.f_bavail * place.f_frsize, available) >= needed
    )


def _available() -> int:
    """Bytes of memory that can be had, in the machine and in the container. Raises OSError, ValueError."""
    told = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    available = int(told.get("MemAvailable", "0").split()[0]) * 1024
    group = Path("/sys/fs/cgroup")
    with contextlib.suppress(OSError, ValueError):  # none, or "max"
        most = int((group / "memory.max").read_text())
        available = min(available, most - int((group / "memory.current").read_text()))
    return available


def _clear_away(memory: Path) -> None:
    for lock in memory.glob(f"{PREFIX}*/{LOCK}"):
        try:
            opened = os.open(lock, os.O_RDWR)
        except OSError:  # another user's, or just removed
            continue
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # a run that goes on
            continue
        else:
            shutil.rmtree(lock.parent, ignore_errors=True)
        finally:
            os.close(opened)
