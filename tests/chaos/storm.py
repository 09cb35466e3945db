"""The great storm: `make chaos`, or `python -m tests.chaos.storm --posts 10000 --workers 3 --minutes 40 --seed 471`.

Thousands of approved posts over all channels come due on PostgreSQL, several workers carry them, and one trouble follows the
other: parts killed and frozen, the database restarted, Valkey emptied, one worker cut off, clocks stepped, the disk full, the
platforms rough. Then the platforms' own state is counted: nothing lost, nothing twice, nothing stuck, each unknown resolved
or shown to a person. All of it lies on loopback and ends by itself.
"""

import argparse
import importlib.util
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, func, select

from distributor import migrate
from distributor.db import Database
from distributor.models import (
    Account,
    AccountState,
    Attempt,
    Broadcast,
    Notice,
    Post,
    PostState,
    PostTransition,
    Recipient,
    RecipientState,
    Staff,
)
from distributor.settings import Settings, Values
from supervisor.process import LOOK_S, Part
from supervisor.stack import RunningParts, parts_of
from tests.channels.sms_support import Network
from tests.chaos.crowd import seed_crowd
from tests.chaos.troubles import CALM, SMS_CALM, TROUBLES, End, Ground, disk_full, set_weather, small_disk
from tests.support import fates, province, servers
from tests.support.orders import order_now
from tests.support.wire import Wire, wire
from tests.support.workers import Running

A_SECOND = 14.0
"""Posts due a second: about what a laptop with two cores and the platforms on it carries in such weather."""
CALM_S = (1.0, 5.0)
"""Between two troubles."""
LAST_S = 240.0
"""After the last trouble everything is settled by then."""
WORKER_THREADS = 8


@dataclass(frozen=True)
class Wish:
    posts: int
    workers: int
    minutes: float
    seed: int
    a_second: float = A_SECOND
    """Posts that come due."""
    only: frozenset[str] = frozenset()
    """Troubles by name; empty: all of them."""
    first: frozenset[str] = frozenset()
    """These, by name, before the others."""


@dataclass
class Outcome:
    """`lost`: posts that we call published and no platform shows; `hidden`: of unknown outcome, shown to nobody."""

    total: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    troubles: Counter[str] = field(default_factory=Counter)
    killed_in_call: int = 0
    answers_lost: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.twice or self.stuck or self.hidden)


@dataclass
class Storm:
    run: Running
    ground: Ground
    stack: RunningParts
    fell: list[str]
    only: frozenset[str]
    first: frozenset[str]

    def watch(self, seconds: float) -> None:
        """Let the time pass as `loa up` does: what fell is started again."""
        end = time.monotonic() + seconds
        while True:
            self.stack.watch()
            if time.monotonic() > end:
                return
            time.sleep(LOOK_S)

    def blow(self, until: float, troubles: Counter[str]) -> None:
        """One trouble after the other, each kind as often as the others, until all is settled or the time is over."""
        waiting: list[Callable[[Ground], End]] = []
        while time.monotonic() < until and not self.is_over():
            if not waiting:
                waiting = [each for each in TROUBLES if self.may_be(each)]
                self.ground.chance.shuffle(waiting)
                waiting.sort(key=lambda each: each.__name__ in self.first)
            trouble = waiting.pop()
            troubles[trouble.__name__] += 1
            end = trouble(self.ground)
            try:
                self.watch(self.ground.chance.uniform(*TROUBLES[trouble]))
            finally:
                end()
            self.watch(self.ground.chance.uniform(*CALM_S))
            self.order_broadcasts()
            print(
                f"{trouble.__name__}: {told_states(self.run)}",
                flush=True,
            )

    def may_be(self, trouble: Callable[[Ground], End]) -> bool:
        if trouble is disk_full and self.ground.disk is None:
            return False
        return not self.only or trouble.__name__ in self.only

    def is_over(self) -> bool:
        """Everything has had its turn."""
        with self.run.database.read() as session:
            open_ = col(Post.state).in_((PostState.PLANNED, PostState.SENDING))
            return session.exec(select(func.count()).where(open_, ~is_paced())).one() == 0

    def order_broadcasts(self) -> None:
        """A person's recorded order: the storm may blow at night."""
        now = datetime.now(UTC)
        with self.run.database.write() as session:
            staff = session.exec(select(Staff.id)).first() or 0
            for made in session.exec(select(Broadcast).where(col(Broadcast.override_at).is_(None))).all():
                order_now(session, made, staff, now)

    def unsettled(self) -> list[str]:
        now = datetime.now(UTC)
        found = [
            f"{channel} {post.id} {post.state.value} due {post.due_at}: {post.reason}"
            for channel, posts in fates.unsettled(self.run).items()
            for post in posts
            if not (post.state is PostState.PLANNED and post.was_due_at and post.due_at and post.due_at > now)
            and not is_too_late(post)
        ]
        moving = (RecipientState.QUEUED, RecipientState.CLAIMED, RecipientState.SUBMITTING)
        with self.run.database.read() as session:
            count = session.exec(select(func.count()).where(col(Recipient.state).in_(moving))).one()
        return [*found, *([f"{count} messages"] if count else [])]

    def settle(self) -> list[str]:
        """What is still unsettled when the patience is over."""
        end = time.monotonic() + LAST_S
        while (left := self.unsettled()) and time.monotonic() < end:
            self.watch(1.0)
            self.order_broadcasts()
        return left


def is_paced() -> ColumnElement[bool]:
    """Passed over while its account stood, a post waits for a new slot, within the account's cadence: that may be hours away."""
    later = (col(Post.was_due_at).is_not(None), col(Post.due_at) > datetime.now(UTC))
    return and_(col(Post.state) == PostState.PLANNED, *later)


def is_too_late(post: Post) -> bool:
    """Passed over likewise, it would have gone out too late at its account's cadence: that stands before a person."""
    return post.state is PostState.MISSED and post.due_at is None and bool(post.reason)


@contextmanager
def storm(wish: Wish) -> Iterator[tuple[Storm, Path]]:
    """The home with its workers, beat, gateway and Valkey; PostgreSQL; the sandbox."""
    folder = Path(tempfile.mkdtemp(prefix="loa-chaos-"))
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, folder, ignore_errors=True)
        disk = opened.enter_context(small_disk(folder / "disk"))
        postgres = opened.enter_context(servers.postgres_server())
        line = opened.enter_context(wire(postgres.socket))
        sandbox_url = opened.enter_context(servers.sandbox(folder / "sandbox", "--no-clicks", "--publish-every", "0"))
        url = postgres.address.format(name="postgres")
        # No handle is kept over a fall of the database that this process causes.
        database = Database(url)
        opened.callback(database.dispose)
        values = Values(database_url=url, sandbox=False, worker_threads=WORKER_THREADS, videos=False)
        settings = Settings((disk or folder) / "home", values)
        settings.run_folder.mkdir(parents=True)
        migrate.upgrade(database, settings.run_folder)
        clock = folder / "clock"
        clock.write_text("+0")
        parts = _parts(settings, wish.workers, url, line, clock)
        fell: list[str] = []
        stack = RunningParts(parts, fell.append)
        opened.callback(stack.stop)
        stack.start()
        run = Running(settings, database, sandbox_url, {part.name: part for part in parts})
        chance = random.Random(wish.seed)
        ground = Ground(settings, sandbox_url, postgres, line, run.parts, clock, disk, chance)
        yield Storm(run, ground, stack, fell, wish.only, wish.first), folder


def _parts(settings: Settings, workers: int, url: str, line: Wire, clock: Path) -> list[Part]:
    """Several workers instead of one: the second's clock goes wrong, the third is reached by a line that breaks."""
    environment = {
        "LOA_DATABASE_URL": url,
        "LOA_SANDBOX": "0",
        "LOA_WORKER_THREADS": str(WORKER_THREADS),
        "LOA_VIDEOS": "0",
        "LOA_ALLOWED_HOSTS": servers.LOOPBACK,
    }
    cut = {"LOA_DATABASE_URL": f"postgresql+psycopg://loa@127.0.0.1:{line.port}/postgres"}
    parts: list[Part] = []
    for part in parts_of(settings, web=False):
        part.environment = {**part.environment, **environment}
        if part.name != "worker":
            parts.append(part)
            continue
        for number in range(1, workers + 1):
            more: Mapping[str, str] = {2: _faked(clock), 3: cut}.get(number, {})
            name = f"worker-{number}"
            command = [*part.command, "--hostname", f"{name}@%h"]
            parts.append(replace(part, name=name, command=command, environment={**part.environment, **more}))
    return parts


def _faked(clock: Path) -> dict[str, str]:
    """A process's clock on the wall is what the file says; its monotonic one stays true, as in a machine whose clock is set."""
    found = importlib.util.find_spec("libfaketime")
    assert found is not None
    assert found.origin is not None
    library = Path(found.origin).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def told_states(run: Running) -> str:
    return ", ".join(f"{state} {count}" for state, count in sorted(run.states().items()))


def weather_the_storm(wish: Wish) -> Outcome:
    began = time.monotonic()
    outcome = Outcome()
    with storm(wish) as (blowing, folder):
        run = blowing.run
        province.call("PUT", f"{run.sandbox_url}/_sandbox/youtube", {"processing_s": 0.5})
        province.call("PUT", f"{run.sandbox_url}/_sandbox/zalo", {"processing_s": 0.5})
        province.call("PUT", f"{run.sandbox_url}/_sandbox/graph", {"processing_s": 0.5})
        Network(run.sandbox_url).weather(seed=wish.seed, **SMS_CALM)
        set_weather(run.sandbox_url, CALM, wish.seed)
        outcome.total = seed_crowd(run.database, run.settings, run.sandbox_url, folder, wish.posts, wish.a_second)
        blowing.blow(time.monotonic() + wish.minutes * 60, outcome.troubles)
        outcome.stuck = blowing.settle()
        count(blowing, outcome)
    outcome.seconds = time.monotonic() - began
    return outcome


def count(blowing: Storm, outcome: Outcome) -> None:
    """What the platforms show, against what we say of each post."""
    run = blowing.run
    seen = fates.look_at(run)
    outcome.told = {channel: told for channel, told in fates.counted(run, seen).items() if channel != "sms"}
    unknown_told = fates.open_notices(run, "unknown")
    for channel in ("facebook", "x", "youtube", "rss"):
        for one in seen.get(channel, []):
            name = f"{channel} {one.post.id} ({one.post.state.value})"
            if len(one.shown) > 1:
                outcome.twice.append(name)
            if not one.shown and one.post.state is PostState.PUBLISHED:
                outcome.lost.append(name)
    _count_zalo(run, seen.get("zalo", []), outcome)
    _count_handed_over(run, seen.get("manual", []), outcome)
    _count_messages(run, outcome)
    for one in (each for posts in seen.values() for each in posts):
        if one.post.state is PostState.UNKNOWN and f"post:{one.post.id}" not in unknown_told:
            outcome.hidden.append(f"post {one.post.id}")
    with run.database.read() as session:
        outcomes = dict(session.exec(select(Attempt.outcome, func.count()).group_by(Attempt.outcome)).all())
        outcome.told |= {
            f"account {account.id} ({account.channel})": f"{account.state.value}: {account.state_reason or account.wait_reason}"
            for account in session.exec(select(Account)).all()
            if account.state is not AccountState.ACTIVE
        }
        notices = session.exec(
            select(Notice.kind, func.count()).where(col(Notice.closed_at).is_(None)).group_by(Notice.kind)
        )
        outcome.told["open notices"] = str(dict(notices.all()))
        paced = session.exec(select(func.count()).select_from(Post).where(is_paced())).one()
        outcome.told["planned anew, for their accounts stood"] = str(paced)
        missed = session.exec(select(Post).where(Post.state == PostState.MISSED)).all()
        outcome.told["too late then, before a person"] = str(sum(is_too_late(post) for post in missed))
    outcome.killed_in_call, outcome.answers_lost = outcomes.get("died", 0), outcomes.get("OutcomeUnknown", 0)


def _count_zalo(run: Running, posts: list[fates.Seen], outcome: Outcome) -> None:
    """Followers are told of an article once at most; it says nothing back, so a doubt is shown to a person."""
    held = province.call("GET", f"{run.sandbox_url}/_sandbox/zalo")
    titles = {article["id"]: article["title"] for article in held["articles"]}
    told = Counter(titles[one["article"]] for one in held["broadcasts"])
    outcome.twice += [f"zalo {title}" for title, times in told.items() if times > 1]
    outcome.lost += [
        f"zalo {one.post.id}" for one in posts if one.post.state is PostState.PUBLISHED and one.post.title not in told
    ]


def _count_handed_over(run: Running, posts: list[fates.Seen], outcome: Outcome) -> None:
    """People are called once to each."""
    with run.database.read() as session:
        calls = Counter(
            session.exec(
                select(PostTransition.post_id).where(
                    PostTransition.to_state == PostState.PROCESSING.value,
                    col(PostTransition.post_id).in_([one.post.id for one in posts]),
                )
            ).all()
        )
    outcome.twice += [f"manual {post}" for post, times in calls.items() if times > 1]
    outcome.lost += [f"manual {one.post.id}" for one in posts if one.post.id not in calls]


def _count_messages(run: Running, outcome: Outcome) -> None:
    """A part reaches a telephone once; what we call sent has arrived at the network."""
    network = Network(run.sandbox_url)
    copies = Counter((part["to"], part["number"], part.get("reference")) for part in network.parts())
    outcome.twice += [f"sms {part}" for part, times in copies.items() if times > 1]
    with run.database.read() as session:
        states = Counter(dict(session.exec(select(Recipient.state, func.count()).group_by(col(Recipient.state))).all()))
    arrived = sum(1 for message in network.messages() if message["whole"])
    sure = states[RecipientState.SENT] + states[RecipientState.DELIVERED] + states[RecipientState.EXPIRED]
    if arrived < sure:
        outcome.lost.append(f"{sure - arrived} messages")
    outcome.told["messages"] = f"{dict(states)}, whole on telephones {arrived}"


def report(wish: Wish, outcome: Outcome) -> str:
    lines = [
        f"seed {wish.seed}: {outcome.total} posts, {wish.workers} workers, {outcome.seconds:.0f} s, "
        f"{outcome.troubles.total()} troubles; calls killed {outcome.killed_in_call}, answers lost {outcome.answers_lost}",
        ", ".join(f"{name} {times}" for name, times in sorted(outcome.troubles.items())),
        *(f"{channel}: {told}" for channel, told in outcome.told.items()),
        f"lost {len(outcome.lost)}, twice {len(outcome.twice)}, stuck {len(outcome.stuck)}, "
        f"unknown and not shown {len(outcome.hidden)}",
    ]
    for name, found in (
        ("lost", outcome.lost),
        ("twice", outcome.twice),
        ("stuck", outcome.stuck),
        ("hidden", outcome.hidden),
    ):
        lines += [f"  {name}: {each}" for each in found[:20]]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=40.0, help="the troubles end then, at the latest")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--a-second", type=float, default=A_SECOND, help="posts that come due")
    parser.add_argument(
        "--only", default="", help="troubles, with commas: " + ", ".join(each.__name__ for each in TROUBLES)
    )
    told = parser.parse_args()
    only = frozenset(filter(None, told.only.split(",")))
    if unknown := only - {each.__name__ for each in TROUBLES}:
        parser.error(f"no such trouble: {', '.join(sorted(unknown))}")
    wish = Wish(told.posts, told.workers, told.minutes, told.seed, told.a_second, only)
    print(f"seed {wish.seed}", flush=True)
    outcome = weather_the_storm(wish)
    print(report(wish, outcome))
    sys.exit(0 if outcome.is_good else 1)


if __name__ == "__main__":
    main()
