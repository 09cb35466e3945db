"""The real server process on a free port: as a program of its own, or as a fork of one that has read its modules already."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.forking import running
from tests.support.servers import wait_until


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
    web = Web(free_port())
    log = home.parent / f"{home.name}-{web.port}.log"
    with running("web", [], {**web.environment(home), **environment}, log) as process:

        def ready() -> bool:
            said = log.read_text(encoding="utf-8") if log.exists() else ""
            assert process.poll() is None, f"the server did not start:\n{said}"
            return web.ready in said

        wait_until(ready, "the web is ready")
        yield web
        process.kill()  # nobody waits for its last openings
