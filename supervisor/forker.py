"""Programs in Python as forks of a process that has loaded their modules: one import for all, one copy of the code in memory.

A fork copies no thread, and must not copy an open database or a lock that somebody holds. So what is copied does nothing but
wait for the next order, and is made before its maker has threads or connections; whoever starts a part again later has both.
"""

import ctypes
import gc
import importlib
import json
import multiprocessing
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from distributor.process_memory import give_back
from supervisor.kernel import ASKS_TO_STOP, STOPPED_S, die_with, kernel_says, name_process, signals_wait
from supervisor.shared_objects import share_objects

LONGEST_ORDER = 200_000
"""Bytes: a command and an environment."""
ANSWERS_S = 30.0
CANNOT = b"-"
"""Instead of a process id."""
M_ARENA_MAX, ARENAS = -8, 2
_context = multiprocessing.get_context("fork") if sys.platform == "linux" else None


class ForkedProgram:
    """A forked program with the methods of `Popen` that others use. It is no child of ours: its end is seen by a descriptor,
    and told by the forker, who is woken for it if a signal has stopped him."""

    def __init__(self, forker: "Forker", pid: int, handle: int, told: int) -> None:
        """Hold a forked program. `handle`: of the process; `told`: where its exit code can be read once it has ended."""
        self.pid = pid
        self.returncode: int | None = None
        self._forker, self._handle, self._told = forker, handle, told
        self._ends, self._tells = select.poll(), select.poll()
        for descriptor in (handle, told):
            self._ends.register(descriptor, select.POLLIN)
        self._tells.register(told, select.POLLIN)

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait as `Popen.wait` does; where the forker ended first, -SIGTERM."""
        if self.returncode is None:
            until = None if timeout is None else time.monotonic() + timeout
            if not self._ends.poll(_left_ms(until)) or not self._is_told(until):
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(os.read(self._told, 16) or -signal.SIGTERM)
        return self.returncode

    def _is_told(self, until: float | None) -> bool:
        """Wait until the exit code of what has ended can be read."""
        if self._tells.poll(0):
            return True
        self._forker.wake()
        return bool(self._tells.poll(_left_ms(until)))

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __del__(self) -> None:
        os.close(self._handle)
        os.close(self._told)


class Forker:
    """The process that is copied, as its maker sees it. It ends with its maker, and its programs with it."""

    def __init__(self, orders: socket.socket, pid: int, *, answers_s: float = ANSWERS_S) -> None:
        self._orders, self.pid = orders, pid
        self._turn = threading.Lock()
        self._stopped_at: float | None = None
        orders.settimeout(answers_s)

    @classmethod
    def begin(cls, modules: Sequence[str], keeps_open: Sequence[int]) -> "Forker | None":
        """Load `modules` into this process and fork it. `keeps_open`: the descriptors that programs inherit.

        None where it cannot be: the system is not Linux, or this process has threads.
        """
        for name in modules:
            importlib.import_module(name)
        if _context is None or len(os.listdir("/proc/self/task")) > 1:
            return None
        gc.collect()
        give_back()
        share_objects()
        gc.freeze()  # else the first collection of each copy would write into every page
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        maker = os.getpid()
        try:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()  # else the copy would say it once more
            with signals_wait():
                pid = os.fork()
                if not pid:
                    _be_forker(theirs, keeps_open, maker)
            return cls(ours, pid)
        except BaseException:  # somebody pressed Ctrl-C: nobody would know of it
            ours.close()
            raise
        finally:
            theirs.close()

    @classmethod
    def run(cls, modules: Sequence[str], environment: Mapping[str, str], *, answers_s: float = ANSWERS_S) -> "Forker":
        """The same as a program of its own, for whoever has threads. Waits until it has loaded the modules."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "supervisor.forker", str(theirs.fileno()), *modules],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        if not ours.recv(1):
            raise OSError("supervisor.forker: it ended before it served")
        return cls(ours, process.pid, answers_s=answers_s)

    def fork(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        pipes: tuple[int, int] | None = None,
    ) -> ForkedProgram | None:
        """Fork a program. `command`: `[module, argument, …]`. `name`: what `ps` shows. `log`: what standard output and errors
        are added to.

        `pipes`: descriptors that become standard input and output instead. None if the forker is no more, or the system allows it
        no more processes: then start it plainly.
        """
        self.wake()
        order = json.dumps([name, list(command), dict(environment), str(log)]).encode()
        with self._turn:
            try:
                socket.send_fds(self._orders, [order], pipes or ())
                pid, handles, _, _ = socket.recv_fds(self._orders, 32, 2)
                if pid == CANNOT:
                    return None
                handle, told = handles
            except (OSError, ValueError):
                # It may be frozen, and would obey later: nobody may start the same part beside it.
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
                return None
        return ForkedProgram(self, int(pid), handle, told)

    def wake(self) -> None:
        """Let it go on if a signal has stopped it."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGCONT)

    def is_woken(self) -> bool:
        """Wake it if it has been stopped for more than a moment; return True if that was done. Call it again and again."""
        now = time.monotonic()
        self._stopped_at = (self._stopped_at or now) if kernel_says(self.pid)[0] == "T" else None
        if self._stopped_at is None or now - self._stopped_at < STOPPED_S:
            return False
        self.wake()
        return True

    def end(self) -> None:
        """End the forker; its programs have ended already, or end now."""
        self._orders.close()
        self.wake()
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _left_ms(until: float | None) -> float | None:
    return None if until is None else max(until - time.monotonic(), 0.0) * 1000


def _be_forker(orders: socket.socket, keeps_open: Sequence[int], maker: int) -> NoReturn:
    try:
        os.setsid()
        _default_signals()
        die_with(maker, signal.SIGKILL)  # it has nothing to put in order, and may be frozen
        name_process("loa forker")
        kept = sorted({0, 1, 2, orders.fileno(), *keeps_open})
        for low, high in zip(kept, [*kept[1:], 1 << 16], strict=True):
            os.closerange(low + 1, high)
        _serve(orders)
    finally:
        os._exit(1)


def _serve(orders: socket.socket) -> None:
    """Serve orders until nobody can give orders any more."""
    assert _context is not None  # noqa: S101 - nobody makes a forker elsewhere
    if sys.platform == "linux":
        # As `supervisor.parts` says to programs that are started plainly.
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
    running: dict[int, tuple[multiprocessing.process.BaseProcess, int]] = {}
    waits = select.poll()
    waits.register(orders, select.POLLIN)
    while True:
        for descriptor, _ in waits.poll():
            if descriptor != orders.fileno():
                waits.unregister(descriptor)
                os.close(descriptor)
                program, tells = running.pop(descriptor)
                program.join()
                with suppress(BrokenPipeError):  # nobody wants to know
                    os.write(tells, str(program.exitcode).encode())
                os.close(tells)
                continue
            order, pipes, _, _ = socket.recv_fds(orders, LONGEST_ORDER, 2)
            if not order:
                os._exit(0)
            others = (*running, *(tells for _, tells in running.values()))
            program = _context.Process(target=_become, args=(orders, others, pipes, os.getpid(), *json.loads(order)))
            try:
                with signals_wait():
                    program.start()
            except OSError:
                orders.send(CANNOT)
                for given in pipes:
                    os.close(given)
                continue
            assert program.pid is not None  # noqa: S101 - it runs
            with suppress(OSError):  # it has done so itself, or has ended
                os.setpgid(program.pid, program.pid)
            handle = os.pidfd_open(program.pid)
            told, tells = os.pipe()
            running[handle] = program, tells
            waits.register(handle, select.POLLIN)
            socket.send_fds(orders, [str(program.pid).encode()], [handle, told])
            for given in (told, *pipes):
                os.close(given)


def _become(
    orders: socket.socket,
    others: tuple[int, ...],
    pipes: list[int],
    forker: int,
    name: str,
    command: list[str],
    environment: dict[str, str],
    log: str,
) -> None:
    """Become the program until it ends."""
    with suppress(OSError):
        os.setpgid(0, 0)
    _default_signals()
    die_with(forker)
    orders.close()
    for handle in others:
        os.close(handle)
    into = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    hears, says = pipes or (nothing, into)
    for here, there in ((hears, 0), (says, 1), (into, 2)):
        os.dup2(here, there)
    for descriptor in (into, nothing, *pipes):
        os.close(descriptor)
    # New ones: what was opened on a file looks for its place, and a pipe has none.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the program
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = [
        each for each in environment.get("PYTHONPATH", "").split(os.pathsep) if each and each not in sys.path
    ]
    sys.argv = list(command)
    name_process(name)
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def _default_signals() -> None:
    for number in (*ASKS_TO_STOP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKS_TO_STOP)


if __name__ == "__main__":
    for module in sys.argv[2:]:
        importlib.import_module(module)
    gc.collect()
    share_objects()
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        channel.send(b"!")
        _serve(channel)
