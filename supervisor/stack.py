"""Which parts a home runs, and running them: started in order, watched, stopped in reverse.

One stack a home at a time, held by a lock; `loa run` uses the running one, or brings up what it needs for as long as it needs it.
"""

import fcntl
import os
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from distributor.errors import LoaError
from distributor.settings import Settings
from supervisor.process import Part
from supervisor.valkey import valkey_answers, valkey_command

ROOT = Path(__file__).resolve().parent.parent


class AlreadyRunning(LoaError):
    """Another stack has this home."""


def answers(url: str) -> bool:
    """Whether a loopback address serves HTTP; any answer counts."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback addresses
            return True
    except URLError as error:
        return hasattr(error, "code")
    except OSError:
        return False


def parts_of(settings: Settings, *, web: bool) -> list[Part]:
    """In the order they start. `web`: the staff console and the citizens' pages too."""
    python_path = os.pathsep.join([str(ROOT), str(ROOT / "queue"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    environment = {"LOA_HOME": str(settings.home), "PYTHONPATH": python_path, "PYTHONUNBUFFERED": "1"}
    values, logs = settings.values, settings.home / "logs"

    def part(name: str, label: str, command: list[str], ready: Callable[[], bool], *, stop_s: float = 20.0) -> Part:
        return Part(name, label, command, environment, logs, ready, stop_s=stop_s)

    parts: list[Part] = []
    if not values.broker_url:
        parts.append(
            part("valkey", "Valkey", valkey_command(settings), lambda: valkey_answers(settings.valkey_url), stop_s=5)
        )
    if values.sandbox:
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "--port",
            str(values.sandbox_port),
            "--state",
            str(settings.home / "sandbox"),
            "--speed",
            str(values.sandbox_speed),
            "--publish-every",
            str(values.sandbox_publish_every if web else 0),
        ]
        if web:
            command += ["--follow", f"{settings.public_url}/feeds/phap-luat.rss"]
        parts.append(
            part(
                "sandbox",
                "Nền tảng mô phỏng",
                command,
                lambda: answers(f"{settings.sandbox_url}/_sandbox/accounts.json"),
                stop_s=5,
            )
        )
    if web:
        parts.append(
            part(
                "web",
                "Trang web",
                [sys.executable, "-m", "web"],
                lambda: answers(f"{settings.public_url}/dang-nhap"),
                stop_s=5,
            )
        )
    worker_command = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "worker",
        "--workdir",
        str(ROOT),
        "--quiet",
        "worker",
        "--pool",
        "threads",
        "--concurrency",
        str(values.worker_threads),
        "--queues",
        "deliver,work,render",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel",
        values.log_level,
    ]
    parts.append(part("worker", "Tiến trình gửi (worker)", worker_command, lambda: True))
    beat_command = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "worker",
        "--workdir",
        str(ROOT),
        "--quiet",
        "beat",
        "--loglevel",
        "WARNING",
        "--pidfile",
        "",
    ]
    parts.append(part("beat", "Đồng hồ (beat)", beat_command, lambda: True, stop_s=5))
    return parts


@dataclass
class Stack:
    """Running parts. `tell`: one line for the person at the terminal."""

    parts: list[Part]
    tell: Callable[[str], None]

    def start(self) -> None:
        for part in self.parts:
            part.start()
            part.wait_ready()
            self.tell(f"✓ {part.label}")

    def watch(self) -> None:
        """Restart what fell; call it a few times a second."""
        for part in self.parts:
            if told := part.watch():
                self.tell(told)

    def stop(self) -> None:
        """In reverse: nobody is asked to stop before those who use it have stopped. Past its time a part is killed."""
        for part in reversed(self.parts):
            part.ask_to_stop()
            part.ensure_stopped()


@contextmanager
def hold_home(settings: Settings) -> Iterator[None]:
    """This home is ours while inside. Raises AlreadyRunning."""
    settings.run_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.run_folder / "stack.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(
                f"Loa đang chạy với thư mục {settings.home}. Hãy dùng bản đang chạy, hoặc dừng nó trước."
            ) from error
        yield


def is_running(settings: Settings) -> bool:
    """Whether a stack has this home now."""
    try:
        with hold_home(settings):
            return False
    except AlreadyRunning:
        return True
