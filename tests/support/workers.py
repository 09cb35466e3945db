"""A home with its real worker, beat and Valkey beside a sandbox, and the ways in which tests kill them."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import func, select

from distributor.db import Database
from distributor.models import Post
from distributor.settings import Settings, Values
from supervisor.process import Part
from supervisor.stack import RunningParts, parts_of
from tests.support import servers
from tests.support.forking import forked


@dataclass
class Running:
    """A home with its parts, and the sandbox outside it."""

    settings: Settings
    database: Database
    sandbox_url: str
    parts: dict[str, Part]

    def states(self) -> Counter[str]:
        with self.database.read() as session:
            return Counter(dict(session.exec(select(Post.state, func.count()).group_by(Post.state)).all()))


@contextmanager
def running(home: Path, database_url: str, sandbox_url: str) -> Iterator[Running]:
    """Worker, beat and Valkey of a home as `loa up` has them, forked; no video of the week takes a core beside the test."""
    values = Values(
        database_url=database_url, sandbox=False, worker_threads=12, videos=False, allowed_hosts=servers.LOOPBACK
    )
    settings = Settings(home, values)
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    parts = [forked(part) for part in parts_of(settings, web=False)]
    for part in parts:
        part.environment = {
            **part.environment,
            "LOA_DATABASE_URL": database_url,
            "LOA_SANDBOX": "0",
            "LOA_WORKER_THREADS": "12",
            "LOA_VIDEOS": "0",
            "LOA_ALLOWED_HOSTS": servers.LOOPBACK,
        }
    stack = RunningParts(parts, lambda _line: None)
    database = Database(database_url)
    try:
        stack.start()
        yield Running(settings, database, sandbox_url, {part.name: part for part in parts})
    finally:
        stack.stop()
        database.dispose()


@contextmanager
def by_celery(folder: Path, environment: dict[str, str], *arguments: str) -> "Iterator[subprocess.Popen[bytes]]":
    """`celery -A worker …` for the home in this folder, as it is typed. What it says is in a log that the first names."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "celery", "-A", "worker", *arguments]
    inside = {**os.environ, **environment, "LOA_HOME": str(folder)}
    with (folder / f"{arguments[0]}.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=servers.ROOT, env=inside, stdout=log, stderr=log)
        try:
            yield process
        finally:
            servers.end(process)


def kill(part: Part) -> None:
    """SIGKILL, then a new start at once, as a supervisor does."""
    die(part)
    part.start()


def die(part: Part) -> None:
    assert part.process is not None
    part.process.send_signal(signal.SIGKILL)
    part.process.wait()


def empty_valkey(run: Running) -> None:
    """Valkey dies, and nothing of what it held is left when it is back."""
    valkey = run.parts["valkey"]
    die(valkey)
    for file in (run.settings.home / "valkey").rglob("*"):
        if file.is_file():
            file.unlink()
    valkey.start()
    valkey.wait_ready()
