"""Our programs as forks of a process that has read their modules already: real processes without three seconds of imports each.

`python forking.py MODULE…` is that process: a line of JSON for each program in, its process's id out.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import random
import runpy
import select
import signal
import subprocess
import sys
import time
from dataclasses import fields
from functools import cache
from typing import cast

from supervisor.parts import ROOT, python_path
from supervisor.process import Part, die_with

MODULES = (
    *("celery.bin.celery", "celery.apps.worker", "celery.concurrency.thread", "kombu.transport.redis"),
    *("dispatch.runtime", "dispatch.due", "dispatch.places", "dispatch.beat"),
    *(f"distributor.{name}" for name in ("cases.turn", "correct.propose", "draft.occasion_store", "ingest.turn")),
    *(f"distributor.{name}" for name in ("measure.settle", "render.jobs", "review.store", "understand.store")),
)
"""None of them reads the settings: each program has a home of its own."""


class ForkedProgram:
    """What a part asks of its process. It is no child of ours: its end is seen by a descriptor, its exit code is not."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)
        self._ends = select.poll()
        self._ends.register(self._handle, select.POLLIN)

    def poll(self) -> int | None:
        return 0 if self._ends.poll(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._ends.poll(None if timeout is None else timeout * 1000):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return 0

    def send_signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __del__(self) -> None:
        os.close(self._handle)


class ForkedPart(Part):
    """A part whose program is `python -m …`, begun by a fork."""

    def start(self) -> None:
        self.log_folder.mkdir(parents=True, exist_ok=True)
        log = self.log_file
        self._log_from = log.stat().st_size if log.exists() else 0
        told = [self.command[2:], {**os.environ, **self.environment}, str(log)]
        parent = _parent()
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(json.dumps(told) + "\n")
        parent.stdin.flush()
        self.process = cast("subprocess.Popen[bytes]", ForkedProgram(int(parent.stdout.readline())))
        self._started = self._log_looked = time.monotonic()


def forked(part: Part) -> Part:
    """The same part as a fork, if it is a program of Python's."""
    if list(part.command[:2]) != [sys.executable, "-m"]:
        return part
    return ForkedPart(**{each.name: getattr(part, each.name) for each in fields(Part) if each.init})


@cache
def _parent() -> subprocess.Popen[str]:
    """One for all tests of this process. Its programs end with it, and it ends with us."""
    parent = subprocess.Popen(
        [sys.executable, __file__, *MODULES],
        env={**os.environ, "PYTHONPATH": python_path(), "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    atexit.register(parent.communicate)
    return parent


def _fork_programs() -> None:
    for name in sys.argv[1:]:
        importlib.import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, _bury)
    me = os.getpid()
    for line in sys.stdin:
        if program := os.fork():
            with contextlib.suppress(OSError):  # it has done so itself, or has ended
                os.setpgid(program, program)
            print(program, flush=True)
            continue
        code: object = 70
        try:
            _become(*json.loads(line), parent=me)
        except SystemExit as left:
            code = left.code
        finally:
            os._exit(code if isinstance(code, int) else 0)


def _bury(*_: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become(arguments: list[str], environment: dict[str, str], log: str, *, parent: int) -> None:
    """Until the program ends."""
    os.setpgid(0, 0)
    die_with(parent)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    into = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((nothing, 0), (into, 1), (into, 2)):
        os.dup2(here, there)
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    sys.argv = list(arguments)
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _fork_programs()
