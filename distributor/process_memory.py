"""What the processes of a home hold in memory on this machine, by what they are: proportional shares, so that they add up."""

import atexit
import ctypes
import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

PARTS = {
    " beat ": "beat", " worker ": "worker", " web": "web", " gateway": "gateway", " sandbox": "sandbox",
    "valkey-server": "valkey", "distributor.child": "reader", "distributor.render.video": "video", "ffmpeg": "ffmpeg",
    " forker ": "forker",
    " up": "supervisor",
}  # fmt: skip
"""What stands in a command line, looked for in this order, and the part that it tells."""
PROC = Path("/proc")


def memory_of_home(home: Path) -> dict[str, int]:
    """Part → bytes, summed over its processes: those that hold the home's lock (`supervisor.home`), and what they started."""
    lock = str((home / "run" / "parts.lock").resolve())
    parents, ours = {}, set()
    for pid in _processes():
        try:
            parents[pid] = _parent(pid)
            if lock in open_files(pid):
                ours.add(pid)
        except OSError:  # it ended meanwhile, or is another's
            continue
    return _sums(pid for pid, parent in parents.items() if pid in ours or parent in ours)


def memory_of_tree(root: int) -> dict[str, int]:
    """Part → bytes, of a process and all that it started, and those in turn."""
    parents = {}
    for pid in _processes():
        try:
            parents[pid] = _parent(pid)
        except OSError:
            continue
    found, more = {root}, {root}
    while more:
        more = {pid for pid, parent in parents.items() if parent in more} - found
        found |= more
    return _sums(found)


def open_files(pid: int) -> set[str]:
    """Paths, `socket:[…]` and the like that a process has open. Raises OSError if it is another's, or has ended."""
    found = set()
    for link in (PROC / str(pid) / "fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            found.add(str(link.readlink()))
    return found


def collect_seldom() -> None:
    """Said by a program before it imports: what that makes stays, and is looked through for garbage less often, and not once
    more at the end. That was a tenth of what a start costs, and a second of a processor at each end."""
    gc.set_threshold(20_000, 10, 10)
    atexit.register(gc.freeze)


def give_back() -> None:
    """Return freed memory to the system: C's library keeps it, a fifth of what a child holds after some dozens of cards."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _processes() -> Iterator[int]:
    return (int(folder.name) for folder in PROC.glob("[0-9]*"))


def _parent(pid: int) -> int:
    return int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])


def _sums(pids: Iterable[int]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for pid in pids:
        try:
            command = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            share = _share(PROC / str(pid))
        except OSError:
            continue
        part = next((name for words, name in PARTS.items() if words in command), "other")
        sums[part] = sums.get(part, 0) + share
    return sums


def _share(folder: Path) -> int:
    lines = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
