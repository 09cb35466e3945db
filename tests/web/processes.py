"""The real server process on a free port: as a program of its own, or as a fork of one that has read its modules already.

`python processes.py` is the one that is forked: a line of JSON for each server in, its process's id out.
"""

import atexit
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Web:
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ready(self) -> str:
        """What the server says once it serves."""
        return f"web ready {self.url}\n"

    def environment(self, home: Path) -> dict[str, str]:
        return {"LOA_HOME": str(home), "LOA_WEB_PORT": str(self.port)}


@dataclass
class WebProgram(Web):
    process: subprocess.Popen[str]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running_program(home: Path) -> Iterator[WebProgram]:
    """`python -m web` of this home, once it says that it is ready; killed at the end if it still runs."""
    web = Web(free_port())
    process = subprocess.Popen(
        [sys.executable, "-m", "web"],
        env={**os.environ, **web.environment(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == web.ready
        yield WebProgram(web.port, process)
    finally:
        process.kill()
        process.communicate()


@contextmanager
def running_web(home: Path, **environment: str) -> Iterator[Web]:
    """The same without a second of imports, for those who only look at its pages."""
    parent, web = _parent(), Web(free_port())
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps({**web.environment(home), **environment}) + "\n")
    parent.stdin.flush()
    told = {parent.stdout.readline(), parent.stdout.readline()}  # whichever of the two is first
    assert web.ready in told, f"the server did not start: {told}"
    [process_id] = told - {web.ready}
    try:
        yield web
    finally:
        os.kill(int(process_id), signal.SIGKILL)


@cache
def _parent() -> subprocess.Popen[str]:
    """One for all tests of this process; ends with it, and its servers with it."""
    parent = subprocess.Popen(
        [sys.executable, __file__],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "queue")])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(_end, parent)
    return parent


def _end(parent: subprocess.Popen[str]) -> None:
    parent.communicate()


def _fork_servers() -> None:
    main = importlib.import_module("web.__main__").main
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a server
    servers = []
    for line in sys.stdin:
        if server := os.fork():
            servers.append(server)
            print(server, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.update(json.loads(line))
        try:
            main()
        finally:
            print("ended", flush=True)
            os._exit(1)
    for server in servers:
        if Path(f"/proc/{server}").exists():
            os.kill(server, signal.SIGKILL)


if __name__ == "__main__":
    _fork_servers()
