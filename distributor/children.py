"""Bounded children: work that may go wrong in any way is done by a process of its own, and costs that process only.

`CHILDREN.call("room.module:function", …)` runs a function of ours in a child that is bounded in processor time, memory and wall
time, at a low priority, and answers what it returned. A child stays warm for the next call; one that fails is ended, and the next
call gets another. It ends with its parent, also while it works. What runs in a child already is called directly.

Parent and child speak in frames, a length and a pickle. The parent reads only plain values, our own frozen dataclasses, phrases
and errors: whatever took a child over cannot make the parent run anything. A function may ask its parent for what only that can
do (`child.ask_parent`: to fetch a page); that time is not the child's, and meanwhile another call has its turn. The child's side
is `child.py`.
"""

import contextlib
import io
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, is_dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from distributor import child
from distributor.child import LENGTH, NO_MEMORY, write_frame
from distributor.errors import LoaError

ROOT = Path(__file__).resolve().parents[1]
WARM_S = 90.0
"""Without a call for so long a child ends itself."""
TICK_S = 1.0
"""While it works, the caller is asked so often whether it still wants the answer."""
RETIRED_FROM = 160_000_000
"""Bytes in memory, at their most, from which a child does not wait for another call: it would keep them."""
MOST_FRAME = 200_000_000
PROGRAM = "distributor.child"
_PLAIN = {
    ("datetime", "datetime"), ("datetime", "date"), ("datetime", "timedelta"), ("datetime", "timezone"),
    ("phrases", "Phrase"),
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
    """The function raised what is no error of ours; the text is its kind and its words. `kind`: its kind alone; `at`: where in
    our code it came up."""

    def __init__(self, told: str, at: str = "") -> None:
        super().__init__(told)
        self.kind, self.at = told.partition(":")[0], at


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
    """A pool of child processes: at most `most` of them work at a time in this process; who comes when all do waits
    `patience_s`, then gets `BUSY`.

    One that waits for what its parent does for it does not work.
    """

    def __init__(
        self, most: int, *, patience_s: float = 60.0, retired_from: int = RETIRED_FROM, warm_s: float = WARM_S
    ) -> None:
        """Make a pool. `retired_from`: bytes; `warm_s`: see the constants."""
        self._most, self._patience_s = most, patience_s
        self._keeping = (str(retired_from), str(warm_s))
        self._begin()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                after_in_child=self._begin
            )  # a forked process must not speak with its parent's children

    def _begin(self) -> None:
        self._free, self._lent = threading.BoundedSemaphore(self._most), threading.Lock()
        self._idle: list[_Child] = []
        self._waiting = 0

    def call(
        self,
        function: str,
        *values: Any,
        bounds: Bounds = Bounds(),
        serve: Callable[[Any], Any] | None = None,
    ) -> Any:
        """Call the function in a child, within the bounds. `serve`: answers what the function asks its parent. Raises what the
        function raised, `ChildFault`, `ChildFailed`."""
        if child.is_within():
            return child.find(function)(*values)
        wanted = _wanted.get()
        with contextlib.ExitStack() as turn:
            self._take_turn(turn)
            answer = partial(self._answer, turn, serve)
            while True:
                taken = self._take(bounds)
                try:
                    return self._call(taken, (function, values, bounds.processor_s), bounds, answer, wanted)
                except ChildFailed as error:
                    # What another call left behind, or the end of its waiting, is not this one's fault.
                    if error.failure is not Failure.CRASH or not taken.calls:
                        raise

    @contextlib.contextmanager
    def lend(self, patience_s: float = 10.0) -> Iterator[None]:
        """Let one child fewer work while other work holds the machine's memory. One is lent at a time, and never the last;
        where none gets free in `patience_s`, the other work goes on beside all of them."""
        with contextlib.ExitStack() as lent:
            if self._most > 1 and self._lent.acquire(blocking=False):
                lent.callback(self._lent.release)
                if self._free.acquire(timeout=patience_s):
                    lent.callback(self._free.release)
            yield

    @property
    def is_crowded(self) -> bool:
        """Return True if so many threads wait for a child that nobody should begin what needs one."""
        return self._waiting >= self._most

    def _take_turn(self, turn: contextlib.ExitStack) -> None:
        """Hold a turn until `turn` is closed."""
        free = self._free
        if not free.acquire(blocking=False):
            self._waiting += 1  # a number about right is enough
            try:
                if not free.acquire(timeout=self._patience_s):
                    raise ChildFailed(Failure.BUSY)
            finally:
                self._waiting -= 1
        turn.callback(free.release)

    def _answer(
        self, turn: contextlib.ExitStack, serve: Callable[[Any], Any] | None, asked: object
    ) -> tuple[str, object]:
        """Return what the child gets for its question. A slow website holds up its own reading only: others have their turn."""
        turn.close()
        try:
            return "given", serve(asked) if serve is not None else None
        except Exception as error:  # it is the function's own to meet
            return "raise", error
        finally:
            self._take_turn(turn)

    def _take(self, bounds: Bounds) -> "_Child":
        while (idle := self._pop_idle()) is not None:
            if idle.memory == bounds.memory and idle.process.poll() is None:
                return idle
            idle.end()
        return _Child(bounds.memory, self._keeping)

    def _call(
        self,
        taken: "_Child",
        question: tuple[str, tuple[Any, ...], float],
        bounds: Bounds,
        answer: Callable[[object], object],
        wanted: Callable[[], bool],
    ) -> Any:
        kind, value, lasts = "", None, False
        try:
            kind, value, lasts = taken.ask(question, bounds.wall_s, answer, wanted)
        finally:
            if lasts and len(self._idle) < self._most:
                taken.calls += 1
                self._idle.append(taken)
            else:
                taken.end()
        if kind == "memory":
            raise ChildFailed(Failure.MEMORY)
        if kind == "fault":
            raise ChildFault(*value)
        if kind == "raised":
            raise value
        return value

    def _pop_idle(self) -> "_Child | None":
        """Another thread may take the last one meanwhile."""
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def close(self) -> None:
        """End those that wait."""
        while (idle := self._pop_idle()) is not None:
            idle.end()

    def waiting(self) -> list[int]:
        """Ids of the processes that are warm."""
        return [each.process.pid for each in self._idle]


class ChildProcess(Protocol):
    """A child process, with the methods of `subprocess.Popen` that are used here."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...


Begun = tuple[ChildProcess, IO[bytes], IO[bytes]]
"""The process, what it hears, what it says."""


def begin_plainly(arguments: list[str]) -> Begun:
    """Begin a child as a process of its own. `arguments`: of PROGRAM."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert process.stdin is not None  # noqa: S101 - it was asked for
    assert process.stdout is not None  # noqa: S101 - it was asked for
    return process, process.stdin, process.stdout


_begins: Callable[[list[str]], Begun] = begin_plainly


def begin_by(begins: Callable[[list[str]], Begun]) -> None:
    """Set how children of this process begin from now on (`supervisor.forked_children`)."""
    global _begins  # noqa: PLW0603 - a process has one way
    _begins = begins


class _Child:
    def __init__(self, memory: int, keeping: tuple[str, str]) -> None:
        self.memory, self.calls = memory, 0
        self.process, self._to, self._from = _begins([str(memory), *keeping])
        self._poll = select.poll()
        self._poll.register(self._from.fileno(), select.POLLIN)

    def ask(
        self, question: object, wall_s: float, answer: Callable[[object], object], wanted: Callable[[], bool]
    ) -> tuple[str, Any, bool]:
        self._send(question)
        left = wall_s
        while True:
            began = time.monotonic()
            kind, value, lasts = self._receive(began + left, wanted)
            left -= time.monotonic() - began
            if kind != "ask":
                return kind, value, lasts
            self._send(answer(value))

    def _send(self, value: object) -> None:
        try:
            write_frame(self._to, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        except OSError:
            raise ChildFailed(self._why_gone()) from None

    def _receive(self, until: float, wanted: Callable[[], bool]) -> tuple[str, Any, bool]:
        (size,) = LENGTH.unpack(self._read(LENGTH.size, until, wanted))
        if size > MOST_FRAME:
            raise ChildFailed(Failure.MEMORY)
        octets = self._read(size, until, wanted)
        try:
            kind, value, lasts = _Careful(octets).load()
        except Exception:
            raise ChildFailed(Failure.CRASH) from None
        return kind, value, lasts

    def _read(self, size: int, until: float, wanted: Callable[[], bool]) -> "memoryview":
        """Time and wish are looked at also while bytes come: one that drips them is as slow as one that is silent."""
        got, at, asked = memoryview(bytearray(size)), 0, time.monotonic()
        while at < size:
            ready, now = self._poll.poll(TICK_S * 1000), time.monotonic()
            if now >= until:
                raise ChildFailed(Failure.SLOW)
            if now - asked >= TICK_S:
                asked = now
                if not wanted():
                    raise ChildFailed(Failure.STOPPED)
            if not ready:
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
    """Reads plain values and, of what a module of ours defines itself, errors, enumerations of words and frozen dataclasses.

    To make one of these does nothing else.
    """

    def __init__(self, octets: memoryview) -> None:
        super().__init__(io.BytesIO(octets))

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        # Only a module that is loaded here: what a child names is not imported for it.
        found = getattr(sys.modules.get(module), name, None) if module.startswith("distributor.") else None
        if isinstance(found, type) and found.__module__ == module and _is_plain(found):
            return found
        raise pickle.UnpicklingError(f"a child answered with {module}.{name}")


def _is_plain(found: type) -> bool:
    if is_dataclass(found):
        return bool(found.__dataclass_params__.frozen)  # type: ignore[attr-defined]
    return issubclass(found, LoaError | StrEnum)


CHILDREN = Children(2)
"""This process's."""
