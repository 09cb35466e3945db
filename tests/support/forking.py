"""Our programs as forks (`supervisor.forker`) of a process that has read their modules: no seconds of imports for each."""

import atexit
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from supervisor.forker import ForkedProgram, Forker
from supervisor.parts import MODULES, python_path
from supervisor.process import Part

LOADED = {
    "celery": tuple(dict.fromkeys((*MODULES["worker"], *MODULES["beat"]))),
    "web": MODULES["web"],
    "sandbox": ("sandbox.app", "sandbox.server"),
}
ENDS_S = 15


def forked(part: Part) -> Part:
    """The same part as a fork, if it is a program of Python's."""
    part.forker = _forker("celery")
    return part


def begin(program: str, arguments: list[str], environment: dict[str, str], log: Path) -> ForkedProgram:
    """`python -m PROGRAM …`; whoever begins it ends it. `log`: what it says."""
    told = {**os.environ, "PYTHONPATH": python_path(), "PYTHONUNBUFFERED": "1", **environment}
    process = _forker(program).fork(program, [program, *arguments], told, log)
    assert process is not None, "the forker is gone"
    return process


@contextmanager
def running(program: str, arguments: list[str], environment: dict[str, str], log: Path) -> Iterator[ForkedProgram]:
    """`python -m PROGRAM …`, asked to end at the end, and killed if it does not."""
    process = begin(program, arguments, environment, log)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(ENDS_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@cache
def _forker(kind: str) -> Forker:
    """One of a kind for all tests of this process. Its programs end with it, and it ends with us."""
    forker = Forker.run(LOADED[kind], {**os.environ, "PYTHONPATH": python_path(), "MALLOC_ARENA_MAX": "2"})
    atexit.register(forker.end)
    return forker
