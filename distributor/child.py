"""The inside of a bounded child (`children.py`): answers calls, within the bounds that it was given, until its parent is gone."""

import contextlib
import importlib
import os
import pickle
import select
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from distributor.process_memory import give_back

NO_MEMORY = 77
"""Exit code."""
LENGTH = struct.Struct(">I")
"""Before each frame."""
AT_ONCE_S = 1.0
"""What a call freed is kept for so long: to have it anew from the system takes a twentieth of reading a feed."""
COPY_RETIRED_FROM, COPY_WARM_S = 140_000_000, 20.0
"""A copy (`supervisor.forked_children`) holds no more than so many bytes of its own for another call, and waits for it no longer,
whatever it was told: the next one is made in a moment."""


def write_frame(to: BinaryIO | Any, octets: bytes) -> None:
    whole = memoryview(LENGTH.pack(len(octets)) + octets)
    while whole:
        whole = whole[to.write(whole) :]


@dataclass
class _Parent:
    """The parent that the child speaks with."""

    hears: BinaryIO
    says: BinaryIO

    def read(self) -> Any:
        head = self.hears.read(LENGTH.size)
        if len(head) < LENGTH.size:
            os._exit(0)  # the parent is gone, or wants us no more
        return pickle.loads(self.hears.read(LENGTH.unpack(head)[0]))  # noqa: S301 - our parent's

    def say(self, kind: str, value: object, *, lasts: bool = True) -> None:
        try:
            octets = pickle.dumps((kind, value, lasts), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            os._exit(NO_MEMORY)
        write_frame(self.says, octets)


_parent: _Parent | None = None


def is_within() -> bool:
    """Return True if this process is a child that answers calls."""
    return _parent is not None


def ask_parent(value: Any) -> Any:
    """Return what the caller's `serve` answers to this. Raises what it raised."""
    assert _parent is not None, "nobody to ask"  # noqa: S101
    _parent.say("ask", value)
    kind, answer = _parent.read()
    if kind == "raise":
        raise answer
    return answer


def find(function: str) -> Callable[..., Any]:
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def serve() -> None:
    """Answer calls until nobody calls any more: a child's whole program."""
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), copied="copied" in sys.argv)


def _serve(memory: int, retired_from: int, warm_s: float, *, copied: bool) -> None:
    global _parent  # noqa: PLW0603 - a process has one parent
    says = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no answer
    _parent = _Parent(sys.stdin.buffer, says)
    _end_with_parent(os.getppid())
    # A copy of a larger process (`supervisor.forked_children`) has its memory from the beginning; bounds are for what comes.
    begun = _told("VmHWM") if copied else 0
    if copied:
        retired_from, warm_s = min(retired_from, COPY_RETIRED_FROM), min(warm_s, COPY_WARM_S)
    _bound(memory + (_told("VmSize") if copied else 0))
    from distributor.errors import LoaError  # noqa: PLC0415 - once it is bounded
    from distributor.logs import fault_of  # noqa: PLC0415 - once it is bounded

    while _is_called(warm_s):
        function, values, seconds = _parent.read()
        _give_time(seconds)
        kind, answer, lasts = "done", None, True
        try:
            answer = find(function)(*values)
        except LoaError as error:
            kind, answer = "raised", error.with_traceback(None)
        except MemoryError:
            kind, lasts = "memory", False
        except Exception as error:
            kind, answer = "fault", (f"{type(error).__name__}: {error}"[:300], fault_of(error)["called_from"])
        del values
        lasts = lasts and _told("VmHWM") - begun < retired_from
        _parent.say(kind, answer, lasts=lasts)
        if not lasts:
            return
        del answer


def _is_called(warm_s: float) -> bool:
    """Wait for the next call, for so long; what the last one freed is kept for one that comes at once, and then given back."""
    at_once = min(AT_ONCE_S, warm_s)
    if select.select([0], [], [], at_once)[0]:
        return True
    give_back()
    return bool(select.select([0], [], [], warm_s - at_once)[0])


def _end_with_parent(parent: int) -> None:
    """The end of standard input tells a child that waits; one that works looks."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _bound(memory: int) -> None:
    os.nice(10)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _give_time(seconds: float) -> None:
    """Give processor time from now on: what earlier calls used is not counted. Whole seconds are all that the system knows."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        until = int(time.process_time() + max(seconds, 1.0)) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _told(what: str) -> int:
    """Bytes of memory by the kernel's name for it; 0 where it is not told. `getrusage` would count the parent's before exec."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(f"{what}:")), 0)


if __name__ == "__main__":
    find("distributor.child:serve")()  # not this module's: what it imports from there is the other one
