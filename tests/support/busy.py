"""A busy home on a loaded machine: posts that come due all the time, its parts under their watchman, and the faults of tests."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from redis import Redis
from sqlmodel import Session, col, func, select

from distributor.clock import SystemClock
from distributor.db import Database
from distributor.models import Incarnation, Post, PostState
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from supervisor.process import Part
from supervisor.stack import RunningParts, parts_of
from supervisor.watchman import Watchman
from tests.support import province
from tests.support.servers import LOOPBACK
from tests.support.wire import Wire, wire
from web.app import create_app
from web.routes.health import look, part_at_fault

EVERY_S = 0.5
"""A post comes due."""
HOURS = 0.1
FAULTS = ("kill", "pause", "empty", "cut", "strand", "stop worker", "stop beat")
CUT_S = 3.0
WATCH_S = 0.25


@dataclass
class Recovery:
    """`back_s`: until a post that came due after the fault was out, and a sweep was done that ended well after it.

    `red_s`: how long health said so meanwhile.
    """

    fault: str
    back_s: float
    red_s: float
    told: list[str]


@dataclass
class BusyHome:
    settings: Settings
    database: Database
    stack: RunningParts
    line: Wire
    told: list[str]
    web: FastAPI
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def parts(self) -> dict[str, Part]:
        return {part.name: part for part in self.stack.parts}

    def watch(self) -> None:
        while not self._ended.wait(WATCH_S):
            self.stack.watch()

    def end(self) -> None:
        self._ended.set()

    def health(self) -> str:
        return part_at_fault(look(self.web.state.surroundings))

    def log(self) -> str:
        file = self.settings.home / "logs" / "supervisor.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def do(self, fault: str) -> None:
        """One of FAULTS; what it takes to end it is done in the background, as in the world."""
        match fault:
            case "kill":
                self._signal("valkey", signal.SIGKILL)
            case "pause":
                self._signal("valkey", signal.SIGSTOP)
            case "empty":
                with Redis(unix_socket_path=str(self.settings.socket_path)) as valkey:
                    valkey.flushall()
            case "cut":
                self.line.cut()
                threading.Timer(CUT_S, self.line.mend).start()
            case "strand":
                self.line.strand()
            case "stop worker" | "stop beat":
                self._signal(fault.removeprefix("stop "), signal.SIGSTOP)

    def _signal(self, part: str, number: int) -> None:
        process = self.parts[part].process
        assert process is not None
        process.send_signal(number)

    def recovers(self, fault: str, patience_s: float = 60.0) -> Recovery:
        """Do it, and wait until delivery moves again."""
        told_before = len(self.told)
        at, began = datetime.now(UTC), time.monotonic()
        self.do(fault)
        red_s, looked = 0.0, time.monotonic()
        while not self._moved_since(at):
            time.sleep(0.2)
            ill = bool(self.health())
            now = time.monotonic()
            red_s, looked = red_s + (now - looked if ill else 0), now
            if now - began > patience_s:
                break
        return Recovery(fault, time.monotonic() - began, red_s, self.told[told_before:])

    def _moved_since(self, at: datetime) -> bool:
        with self.database.read() as session:
            published = session.exec(
                select(func.count()).where(
                    Post.state == PostState.PUBLISHED, col(Post.due_at).is_(None), col(Post.slot_at) > at
                )
            ).one()
            lives = session.exec(select(Incarnation).where(Incarnation.part == "worker")).all()
        swept = [
            life.heartbeat_at - timedelta(seconds=life.progress["swept"])
            for life in lives
            if life.progress.get("swept") is not None
        ]
        return bool(published) and any(each > at + timedelta(seconds=1) for each in swept)


@contextmanager
def busy_home(home: Path, database_url: str, sandbox_url: str, *, load: int = 0) -> Iterator[BusyHome]:
    """`load`: processes that use a core each, beside it."""
    inside = Settings(home, Values(database_url=database_url, sandbox=False, videos=False))
    inside.run_folder.mkdir(parents=True)
    told: list[str] = []
    database = Database(database_url)
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(load)]
    with wire(inside.socket_path) as line:
        broker_url = f"redis://127.0.0.1:{line.port}/0"
        settings = Settings(home, inside.values.model_copy(update={"broker_url": broker_url}))
        parts = parts_of(inside, web=False)
        for part in parts:
            part.environment = {
                **part.environment,
                "LOA_DATABASE_URL": database_url,
                "LOA_BROKER_URL": broker_url,
                "LOA_SANDBOX": "0",
                "LOA_VIDEOS": "0",
                "LOA_ALLOWED_HOSTS": LOOPBACK,
            }
        stack = RunningParts(parts, told.append)
        run = BusyHome(settings, database, stack, line, told, create_app(settings, database, SystemClock()))
        watcher = threading.Thread(target=run.watch, name="watch", daemon=True)
        try:
            stack.start()
            with database.write() as session:
                _seed(session, settings, sandbox_url)
            stack.watchman = Watchman(settings, told.append, web=False)
            watcher.start()
            yield run
        finally:
            run.end()
            if watcher.is_alive():
                watcher.join()
            stack.stop()
            database.dispose()
            for burner in burners:
                burner.kill()
                burner.wait()


def _seed(session: Session, settings: Settings, sandbox_url: str) -> None:
    """Posts on a Page and on X, one after the other, for as long as a test may last."""
    seeded = province.seed_unit(session)
    now = datetime.now(UTC)
    vault = open_vault(settings.home)
    accounts = [province.seed_sandbox_account(session, seeded, vault, sandbox_url, name) for name in ("facebook", "x")]
    count = int(float(os.environ.get("LOA_CHAOS_HOURS", HOURS)) * 3600 / EVERY_S)
    items = [province.seed_item(session, seeded, number, now) for number in range(count // 2)]
    for number, account in enumerate(accounts):
        slots = [now + timedelta(seconds=EVERY_S * (2 * index + number)) for index in range(len(items))]
        province.seed_posts(session, seeded, account, items, slots=slots)
