"""A busy home on a loaded machine: posts that come due all the time, its parts under their watchman, and the faults of tests."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from redis import Redis
from sqlmodel import Session, col, func, select

from dispatch.app import make_app
from dispatch.queues import QUEUES
from distributor.clock import SystemClock
from distributor.db import DATABASE_AWAY, Database
from distributor.deliver.health import part_at_fault
from distributor.models import Account, Attempt, Delivery, Incarnation, Post, PostState
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from supervisor.process import Part
from supervisor.stack import RunningParts, parts_of
from supervisor.watchman import Watchman
from tests.support import province
from tests.support.fates import publications
from tests.support.forking import forked
from tests.support.servers import LOOPBACK
from tests.support.wire import Wire, wire
from web.app import create_app
from web.routes.health import look

EVERY_S = 0.5
"""A post comes due."""
AHEAD_S = 20.0
"""Posts are planned so far ahead, half of it at a time."""
FAULTS = ("kill", "pause", "empty", "cut", "strand", "stop worker", "stop beat")
NOTICED_S = 10.0
"""What stands so long is red on the way: seven seconds without a proof are (`deliver.health.PROVED_S`), one comes each three;
what a signal has stopped is red at once."""
WAITING = timedelta(seconds=3)
"""A sweep that was asked for before the fault is done by then."""
CUT_S = 3.0
CAUGHT_S = 20.0
"""A claim of a post is seen by then."""
LOOK_S = 0.01
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

    @property
    def was_noticed(self) -> bool:
        return self.red_s > 0 or (self.back_s < NOTICED_S and not self.fault.startswith("stop "))


@dataclass(frozen=True)
class Count:
    """Posts that were planned, that are not out, that the platforms do not have, and that they have twice.

    `unknown`: of those that are not out, in whose call a part was stopped: shown to people with the reason, and neither stuck
    nor lost. What a look can prove ends them; the home posts more in an hour than X lets one account, and so than a look reads.
    `open_posts`: of each that is not out, what is known.
    """

    planned: int
    stuck: int
    lost: int
    twice: int
    unknown: int = 0
    open_posts: tuple[str, ...] = ()


@dataclass
class BusyHome:
    settings: Settings
    database: Database
    stack: RunningParts
    line: Wire
    told: list[str]
    web: FastAPI
    sandbox_url: str
    feeder: "Feeder | None" = None
    planning: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def parts(self) -> dict[str, Part]:
        return {part.name: part for part in self.stack.parts}

    def watch(self) -> None:
        while not self._ended.wait(WATCH_S):
            self.stack.watch()

    def plan(self) -> None:
        """Plan posts, apart from the watch: a worker that is stopped may hold what these wait for."""
        while not self._ended.wait(WATCH_S):
            with self.planning, suppress(*DATABASE_AWAY):
                if self.feeder is not None:
                    self.feeder.feed(self.database)

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
            case "deafen":
                self._deafen()
            case "stop worker":
                self._stop_the_worker()
            case "stop beat":
                self._signal("beat", signal.SIGSTOP)

    def _stop_the_worker(self) -> None:
        """At the worst moment, where the database tells it: the worker has an account's row, and others want that row."""
        until = time.monotonic() + CAUGHT_S
        while True:
            self._signal("worker", signal.SIGSTOP)
            if self.database.is_sqlite or self._holds_an_account() or time.monotonic() > until:
                return
            self._signal("worker", signal.SIGCONT)
            time.sleep(LOOK_S)

    def _holds_an_account(self) -> bool:
        # Who plans a post holds its account's key only.
        with self.database.write() as session:
            free = session.exec(select(Account.id).with_for_update(read=True, skip_locked=True)).all()
            return len(free) < len(session.exec(select(Account.id)).all())

    def _deafen(self) -> None:
        """The worker takes from no queue any more, and lives: what kombu's loop does to it now and then."""
        control = make_app(self.settings).control
        for queue in QUEUES:
            control.cancel_consumer(queue, reply=True, timeout=5, limit=1)

    def _signal(self, part: str, number: int) -> None:
        process = self.parts[part].process
        assert process is not None
        process.send_signal(number)

    def recovers(self, fault: str, patience_s: float = 240.0) -> Recovery:
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

    def settle(self, patience_s: float = 240.0) -> "Count":
        """No more posts; once all that were planned are out, or time is over, what the platforms themselves count."""
        with self.planning:
            self.feeder, feeder = None, self.feeder
        assert feeder is not None

        def open_posts() -> int:
            with self.database.read() as session:
                return session.exec(select(func.count()).where(Post.state != PostState.PUBLISHED)).one()

        end = time.monotonic() + AHEAD_S + patience_s
        while (stuck := open_posts()) and time.monotonic() < end:
            time.sleep(1)
        found = publications(self.sandbox_url)
        twice = sum(many > 1 for many in found.values())
        unknown = self._shown_as_unknown()
        lost = feeder.planned - len(found.keys() | unknown)
        told = tuple(self._told_of_open_posts())
        return Count(feeder.planned, stuck - len(unknown), lost, twice, len(unknown), told)

    def _shown_as_unknown(self) -> set[str]:
        """The short codes of posts whose outcome is not known, and of which people read why."""
        with self.database.read() as session:
            links = session.exec(select(Post.link).where(Post.state == PostState.UNKNOWN, col(Post.reason) != ""))
            return {link.rsplit("/l/", 1)[-1] for link in links}

    def _told_of_open_posts(self) -> Iterator[str]:
        with self.database.read() as session:
            for post in session.exec(select(Post).where(Post.state != PostState.PUBLISHED)):
                deliveries = session.exec(select(Delivery).where(Delivery.post_id == post.id)).all()
                attempts = session.exec(select(Attempt).where(Attempt.post_id == post.id)).all()
                yield "\n  ".join(
                    map(str, (post.model_dump(), *(row.model_dump() for row in (*deliveries, *attempts))))
                )

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
        return bool(published) and any(each > at + WAITING for each in swept)


@contextmanager
def busy_home(
    home: Path, database_url: str, sandbox_url: str, *, load: int = 0, events: bool = False
) -> Iterator[BusyHome]:
    """`load`: processes that use a core each, beside it. `events`: its worker listens to remote control."""
    inside = Settings(home, Values(database_url=database_url, sandbox=False, videos=False, celery_events=events))
    inside.run_folder.mkdir(parents=True)
    told: list[str] = []
    database = Database(database_url)
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(load)]
    with wire(inside.socket_path) as line:
        broker_url = f"redis://127.0.0.1:{line.port}/0"
        settings = Settings(home, inside.values.model_copy(update={"broker_url": broker_url}))
        parts = [forked(part) for part in parts_of(inside, web=False)]  # as `loa up` has them
        for part in parts:
            part.environment = {
                **part.environment,
                "LOA_DATABASE_URL": database_url,
                "LOA_BROKER_URL": broker_url,
                "LOA_SANDBOX": "0",
                "LOA_VIDEOS": "0",
                "LOA_CELERY_EVENTS": str(int(events)),
                "LOA_ALLOWED_HOSTS": LOOPBACK,
            }
        stack = RunningParts(parts, told.append)
        run = BusyHome(
            settings, database, stack, line, told, create_app(settings, database, SystemClock()), sandbox_url
        )
        watcher = threading.Thread(target=run.watch, name="watch", daemon=True)
        planner = threading.Thread(target=run.plan, name="plan", daemon=True)
        try:
            stack.start()
            with database.write() as session:
                feeder = seed(session, settings, sandbox_url)
            feeder.feed(database)
            run.feeder = feeder
            stack.watchman = Watchman(settings, told.append, web=False)
            watcher.start()
            planner.start()
            yield run
        finally:
            run.end()
            if watcher.is_alive():
                watcher.join()
            stack.stop()
            if planner.is_alive():
                planner.join()
            database.dispose()
            for burner in burners:
                burner.kill()
                burner.wait()


def seed(session: Session, settings: Settings, sandbox_url: str) -> "Feeder":
    """A Page and a profile on X, and who plans posts on them."""
    seeded = province.seed_unit(session)
    vault = open_vault(settings.home)
    accounts = [province.seed_sandbox_account(session, seeded, vault, sandbox_url, name) for name in ("facebook", "x")]
    return Feeder(seeded, accounts, datetime.now(UTC))


@dataclass
class Feeder:
    """Plans posts, one after the other, for as long as anybody asks. `until`: the slot of the next; `every_s`: how far apart they
    are, the home's usual; `ahead_s`: how far ahead they are planned, half of it at a time."""

    seeded: province.Seeded
    accounts: list[Account]
    until: datetime
    planned: int = 0
    every_s: float = EVERY_S
    ahead_s: float = AHEAD_S

    def feed(self, database: Database) -> None:
        now, until, planned = datetime.now(UTC), self.until, self.planned
        if until > now + timedelta(seconds=self.ahead_s / 2):
            return
        with database.write() as session:
            while until < now + timedelta(seconds=self.ahead_s):
                account = self.accounts[planned % len(self.accounts)]
                item_id = province.seed_item(session, self.seeded, planned, now)
                province.seed_posts(session, self.seeded, account, [item_id], slots=[until])
                planned += 1
                until += timedelta(seconds=self.every_s)
        self.until, self.planned = until, planned
