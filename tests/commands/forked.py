"""Commands in a home, each in a fork of a process that has read its modules already: a real run without two seconds of imports.

`python forked.py` is that process: a line of JSON for each command in, one out.
"""

import atexit
import importlib
import io
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

MODULES = [
    f"commands.{name}"
    for name in ("connect", "decisions", "doctor", "one_pass", "pass_report", "preview", "run", "status")
]
LONGEST_S = 480
ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """Ends with its context. `environment`: as for a program; LOA_HOME is the same for all commands."""

    def __init__(self, environment: dict[str, str]) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "queue")])
        self._environment = {**environment, "PYTHONPATH": path}

    def __enter__(self) -> "Forked":
        return self

    def __exit__(self, *_: object) -> None:
        """The process that is copied knows nothing of a home: it stays for the next."""

    def run(self, arguments: tuple[str, ...], environment: dict[str, str], typed: str = "") -> dict[str, Any]:
        """`{"code", "out", "err"}`. `typed`: what it reads on its standard input, which is no terminal."""
        return _original().run(arguments, {**self._environment, **environment}, typed)


class _Original:
    """The process that is copied, and the numbers of what it was asked: who was cut off in mid-wait left an answer behind."""

    def __init__(self) -> None:
        told = {name: value for name, value in os.environ.items() if not name.startswith("LOA_")}
        path = os.pathsep.join([str(ROOT), str(ROOT / "queue")])
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env={**told, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._numbers = itertools.count()

    def run(self, arguments: tuple[str, ...], environment: dict[str, str], typed: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = next(self._numbers)
        self._process.stdin.write(json.dumps([asked, arguments, environment, typed]) + "\n")
        self._process.stdin.flush()
        while True:
            number, answer = json.loads(self._process.stdout.readline())
            if number == asked:
                found: dict[str, Any] = answer
                return found

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(30)


@cache
def _original() -> _Original:
    """One for all tests of this process: it costs four seconds of the processor, and a command a quarter of one."""
    original = _Original()
    atexit.register(original.end)
    return original


def _serve() -> None:
    for name in MODULES:
        importlib.import_module(name)
    main = importlib.import_module("loa").main
    for line in sys.stdin:
        number, arguments, environment, typed = json.loads(line)
        with tempfile.TemporaryFile() as hears, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            hears.write(typed.encode())
            hears.seek(0)
            child = os.fork()
            if child == 0:
                signal.alarm(LONGEST_S)  # a test fails, and does not hang
                os.environ.clear()
                os.environ.update(environment)
                sys.argv = ["loa", *arguments]
                os.dup2(hears.fileno(), 0)
                sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb", closefd=False), encoding="utf-8")
                sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(out.fileno()), "wb"), encoding="utf-8")
                sys.stderr = io.TextIOWrapper(os.fdopen(os.dup(err.fileno()), "wb"), encoding="utf-8")
                _end(main)
            _, status = os.waitpid(child, 0)
            answer: dict[str, object] = {"code": os.waitstatus_to_exitcode(status)}
            for name, stream in (("out", out), ("err", err)):
                stream.seek(0)
                answer[name] = stream.read().decode()
        print(json.dumps([number, answer]), flush=True)


def _end(main: Any) -> None:
    code: object = 70
    try:
        main()
    except SystemExit as left:
        code = left.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    _serve()
