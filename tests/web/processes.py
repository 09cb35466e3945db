"""The real server process on a free port."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Web:
    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running_web(home: Path, **environment: str) -> Iterator[Web]:
    """`python -m web` of this home, once it says that it is ready; killed at the end if it still runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "LOA_HOME": str(home), "LOA_WEB_PORT": str(port), **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "web"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"web ready http://127.0.0.1:{port}\n"
        yield Web(process, port)
    finally:
        process.kill()
        process.communicate()
