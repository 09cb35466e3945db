"""Bounded children: work that may go wrong in any way is done by a process of its own, and costs that process only.

`CHILDREN.call("room.module:function", …)` runs a function of ours in a child that is bounded in processor time, memory and wall
time, at a low priority, and answers what it returned. A child stays warm for the next call; one that fails is ended, and the next
call gets another. It ends with its parent, also while it works. What runs in a child already is called directly.

Parent and child speak in frames, a length and a pickle. The parent reads only plain values, our own frozen dataclasses, phrases
and errors: whatever took a child over cannot make the parent run anything. A function may ask its parent for what only that can
do (`ask_parent`: to fetch a page); that time is not the child's.

"""

import contextlib
import importlib
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parents[1]
WARM_S = 90.0
"""Without a call for so long a child ends itself."""
TICK_S = 1.0
"""While it works, the caller is asked so often whether it still wants the answer."""
RETIRED_FROM = 160_000_000
"""Bytes in memory, at their most, from which a child does not wait for another call: it would keep them."""
MOST_FRAME = 200_000_000
_PROGRAM = "from distributor.children import serve; serve()"
NO_MEMORY = 77
"""Exit code."""
_LENGTH = struct.Struct(">I")
_PLAIN = {
    ("datetime", "datetime"), ("datetime", "date"), ("datetime", "timedelta"), ("datetime", "timezone"),
    ("distributor.phrases", "Phrase"),
}  # fmt: skip


class Failure(StrEnum):
    """`TIME`: of the processor. `SLOW`: by the clock; the machine may be to blame. `STOPPED`: the caller wanted it no longer.
    `BUSY`: no child was free.
    """

    TIME = "time"
    MEMORY = "memory"
    CRASH = "crash"
    SLOW = "slow"
    STOPPED = "stopped"
    BUSY = "busy"


class ChildFailed(Exception):
    """The child did not answer; it is gone."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


class ChildFault(Exception):
    """The function raised what is no error of ours; the text is its kind and its words."""


@dataclass(frozen=True)
class Bounds:
    """Seconds of the processor, and of the clock without what the parent does for the child; bytes of address space."""

    processor_s: float = 20.0
    wall_s: float = 90.0
    memory: int = 1_000_000_000


_wanted: ContextVar[Callable[[], bool]] = ContextVar("wanted", default=lambda: True)


@contextlib.contextmanager
def while_wanted(wanted: Callable[[], bool]) -> Iterator[None]:
    """Calls made inside end with `Failure.STOPPED` soon after `wanted` says no."""
    token = _wanted.set(wanted)
    try:
        yield
    finally:
        _wanted.reset(token)


class Children:
    """At most `most` of them at a time in this process; who comes when all work waits `patience_s`, then gets `BUSY`."""

    def __init__(
        self, most: int, *, patience_s: float = 60.0, retired_from: int = RETIRED_FROM, warm_s: float = WARM_S
    ) -> None:
        """`retired_from`: bytes; `warm_s`: see the constants."""
        self._most, self._patience_s = most, patience_s
        self._keeping = (str(retired_from), str(warm_s))
        self._begin()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                after_in_child=self._begin
            )  # a forked process must not speak with its parent's children

    def _begin(self) -> None:
        self._free = threading.BoundedSemaphore(self._most)
        self._idle: list[_Child] = []
        self._waiting = 0

    def call(
        self,
        function: str,
        *values: Any,
        bounds: Bounds = Bounds(),
        serve: Callable[[Any], Any] | None = None,
    ) -> Any:
        """`serve`: answers what the function asks its parent. Raises what the function raised, `ChildFault`, `ChildFailed`."""
        if _parent is not None:
            return _find(function)(*values)
        wanted = _wanted.get()
        self._take_turn()
        try:
            while True:
                child = self._take(bounds)
                try:
                    return self._call(child, (function, values, bounds.processor_s), bounds, serve, wanted)
                except ChildFailed as error:
                    # What another call left behind, or the end of its waiting, is not this one's fault.
                    if error.failure is not Failure.CRASH or not child.calls:
                        raise
        finally:
            self._free.release()

    @property
    def is_crowded(self) -> bool:
        """Whether so many threads wait for a child that nobody should begin what needs one."""
        return self._waiting >= self._most

    def _take_turn(self) -> None:
        if self._free.acquire(blocking=False):
            return
        self._waiting += 1  # a number about right is enough
        try:
            if not self._free.acquire(timeout=self._patience_s):
                raise ChildFailed(Failure.BUSY)
        finally:
            self._waiting -= 1

    def _take(self, bounds: Bounds) -> "_Child":
        while self._idle:
            child = self._idle.pop()
            if child.memory == bounds.memory and child.process.poll() is None:
                return child
            child.end()
        return _Child(bounds.memory, self._keeping)

    def _call(
        self,
        child: "_Child",
        question: tuple[str, tuple[Any, ...], float],
        bounds: Bounds,
        serve: Callable[[Any], Any] | None,
        wanted: Callable[[], bool],
    ) -> Any:
        kind, value, lasts = "", None, False
        try:
            kind, value, lasts = child.ask(question, bounds.wall_s, serve, wanted)
        finally:
            if lasts:
                child.calls += 1
                self._idle.append(child)
            else:
                child.end()
        if kind == "memory":
            raise ChildFailed(Failure.MEMORY)
        if kind == "fault":
            raise ChildFault(value)
        if kind == "raised":
            raise value
        return value

    def close(self) -> None:
        """End those that wait."""
        while self._idle:
            self._idle.pop().end()

    def waiting(self) -> list[int]:
        """Ids of the processes that are warm."""
        return [child.process.pid for child in self._idle]


class _Child:
    def __init__(self, memory: int, keeping: tuple[str, str]) -> None:
        self.memory, self.calls = memory, 0
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _PROGRAM, str(memory), *keeping],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert self.process.stdin is not None and self.process.stdout is not None  # noqa: S101, PT018 - they were asked for
        self._to, self._from = self.process.stdin, self.process.stdout
        self._poll = select.poll()
        self._poll.register(self._from.fileno(), select.POLLIN)

    def ask(
        self, question: object, wall_s: float, serve: Callable[[Any], Any] | None, wanted: Callable[[], bool]
    ) -> tuple[str, Any, bool]:
        self._send(question)
        left = wall_s
        while True:
            began = time.monotonic()
            kind, value, lasts = self._receive(began + left, wanted)
            left -= time.monotonic() - began
            if kind != "ask":
                return kind, value, lasts
            try:
                answer = ("given", serve(value) if serve is not None else None)
            except Exception as error:  # it is the function's own to meet
                answer = ("raise", error)
            self._send(answer)

    def _send(self, value: object) -> None:
        try:
            _write(self._to, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        except OSError:
            raise ChildFailed(self._why_gone()) from None

    def _receive(self, until: float, wanted: Callable[[], bool]) -> tuple[str, Any, bool]:
        (size,) = _LENGTH.unpack(self._read(_LENGTH.size, until, wanted))
        if size > MOST_FRAME:
            raise ChildFailed(Failure.MEMORY)
        octets = self._read(size, until, wanted)
        try:
            kind, value, lasts = _Careful(octets).load()
        except Exception:
            raise ChildFailed(Failure.CRASH) from None
        return kind, value, lasts

    def _read(self, size: int, until: float, wanted: Callable[[], bool]) -> "memoryview":
        got, at = memoryview(bytearray(size)), 0
        while at < size:
            if not self._poll.poll(TICK_S * 1000):
                if time.monotonic() >= until:
                    raise ChildFailed(Failure.SLOW)
                if not wanted():
                    raise ChildFailed(Failure.STOPPED)
                continue
            piece = os.readv(self._from.fileno(), [got[at:]])
            if not piece:
                raise ChildFailed(self._why_gone())
            at += piece
        return got

    def _why_gone(self) -> Failure:
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return Failure.CRASH
        if code == -signal.SIGXCPU:
            return Failure.TIME
        # Nobody here kills one that may still answer: it was the kernel, for want of memory.
        return Failure.MEMORY if code in {NO_MEMORY, -signal.SIGKILL} else Failure.CRASH

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._to.close()
        self._from.close()


class _Careful(pickle.Unpickler):
    """Reads plain values, and what of ours travels; nothing that could act."""

    def __init__(self, octets: memoryview) -> None:
        import io  # noqa: PLC0415 - the child needs none of it

        super().__init__(io.BytesIO(octets))

    def find_class(self, module: str, name: str) -> Any:
        from distributor.errors import LoaError  # noqa: PLC0415 - as above

        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        # Only a module that is loaded here: what a child names is not imported for it.
        found = getattr(sys.modules.get(module), name, None) if module.startswith("distributor.") else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, LoaError | StrEnum)):
            return found
        raise pickle.UnpicklingError(f"a child answered with {module}.{name}")


def _write(to: BinaryIO | Any, octets: bytes) -> None:
    whole = memoryview(_LENGTH.pack(len(octets)) + octets)
    while whole:
        whole = whole[to.write(whole) :]


# --- within the child


@dataclass
class _Parent:
    """What the child speaks with."""

    hears: BinaryIO
    says: BinaryIO

    def read(self) -> Any:
        head = self.hears.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            os._exit(0)  # the parent is gone, or wants us no more
        return pickle.loads(self.hears.read(_LENGTH.unpack(head)[0]))  # noqa: S301 - our parent's

    def say(self, kind: str, value: object, *, lasts: bool = True) -> None:
        try:
            octets = pickle.dumps((kind, value, lasts), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            os._exit(NO_MEMORY)
        _write(self.says, octets)


_parent: _Parent | None = None


def ask_parent(value: Any) -> Any:
    """Within a child: what the caller's `serve` answers to this. Raises what it raised."""
    assert _parent is not None, "nobody to ask"  # noqa: S101
    _parent.say("ask", value)
    kind, answer = _parent.read()
    if kind == "raise":
        raise answer
    return answer


def _find(function: str) -> Callable[..., Any]:
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def serve() -> None:
    """The child: answers calls until nobody calls any more."""
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))


def _serve(memory: int, retired_from: int, warm_s: float) -> None:
    global _parent  # noqa: PLW0603 - a process has one parent
    says = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no answer
    _parent = _Parent(sys.stdin.buffer, says)
    _end_with_parent(os.getppid())
    _bound(memory)
    from distributor.errors import LoaError  # noqa: PLC0415 - once it is bounded

    while select.select([0], [], [], warm_s)[0]:
        function, values, seconds = _parent.read()
        _give_time(seconds)
        kind, answer, lasts = "done", None, True
        try:
            answer = _find(function)(*values)
        except LoaError as error:
            kind, answer = "raised", error.with_traceback(None)
        except MemoryError:
            kind, lasts = "memory", False
        except Exception as error:
            kind, answer = "fault", f"{type(error).__name__}: {error}"[:300]
        del values
        lasts = lasts and _most_memory() < retired_from
        _parent.say(kind, answer, lasts=lasts)
        if not lasts:
            return
        del answer


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
    """From now: what earlier calls used is not counted. Whole seconds are all that the system knows."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415

        until = int(time.process_time() + max(seconds, 1.0)) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _most_memory() -> int:
    """Bytes in memory at their most; 0 where it is not told. `getrusage` would count the parent's before exec."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


CHILDREN = Children(2)
"""This process's."""
