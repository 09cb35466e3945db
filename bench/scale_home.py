"""A home of `bench/scale.py`: PostgreSQL, Valkey, so many real worker processes, the beat, and the platforms on loopback.

Its posts are planned for tomorrow, and come due by one statement once all of them stand there.
"""

import random
import re
import statistics
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis
from sqlalchemy import text
from sqlmodel import col, func, select, update

from bench.idle import seconds_used
from dispatch.queues import waiting
from distributor import migrate
from distributor.db import Database
from distributor.models import Account, Item, Post, PostState, Role, ShortLink, Staff
from distributor.outgoing.post import CAPTIONS, COVER
from distributor.process_memory import memory_of_tree
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from supervisor.process import Part
from supervisor.stack import RunningParts, parts_of
from tests.support import films, forking, province, servers
from tests.web.province import LOGIN, PASSWORD_HASH

THREADS = 16
"""Of a worker, as installed; of these twelve carry posts at most."""
IN_FLIGHT = 12
PAGES = 8
"""Facebook Pages, and as many X profiles. Each item goes to all of them."""
PICTURES = 50
"""Cards, drawn once and shared by all posts of a third."""
FEW = 4
"""Articles of Zalo and videos of YouTube in a burst."""
TEXT = "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú. " * 15
"""Of an item; some 1,100 bytes, below what PostgreSQL keeps apart."""
TOMORROW = timedelta(days=1)
WARMING = 48
PARTS = ("workers", "database", "sandbox", "beat, Valkey")
LIMITS = {**province.QUICK, "call_deadline_s": 20.0}
ZALO = {**LIMITS, "minimum_interval_s": 0.1}


@dataclass(frozen=True)
class Sent:
    """One burst. `wall_s`: from the slot until the last is recorded. `cpu_s`, `memory_mb`: by part. `queues`: most messages that
    waited."""

    posts: int
    wall_s: float
    cpu_s: dict[str, float]
    memory_mb: dict[str, float]
    queues: dict[str, int]
    read_rows: dict[str, float]
    """Table → rows that were read one after the other (no index), a post; those of less than one are left out."""


@dataclass
class Home:
    settings: Settings
    database: Database
    postgres: servers.Postgres
    sandbox_url: str
    sandbox_pid: int
    seeded: province.Seeded
    accounts: dict[str, list[Account]]
    pictures: list[str]
    film: str
    captions: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    next_item: int = 1

    @contextmanager
    def working(self, workers: int) -> Iterator[None]:
        """So many workers, warm."""
        self.parts = _parts(self.settings, workers)
        stack = RunningParts(self.parts, lambda _line: None)
        try:
            stack.start()
            send(self, WARMING)
            yield
        finally:
            stack.stop()

    def roots(self) -> dict[str, list[int]]:
        """Part → the processes that it began with."""
        found: dict[str, list[int]] = {name: [] for name in PARTS}
        for part in self.parts:
            if part.process is not None:
                found["workers" if part.name.startswith("worker") else "beat, Valkey"].append(part.process.pid)
        assert self.postgres.process is not None
        found["database"].append(self.postgres.process.pid)
        found["sandbox"].append(self.sandbox_pid)
        return found

    def latency(self, milliseconds: int) -> None:
        """How long Facebook and X take for an answer; 0: at once."""
        if not milliseconds:
            province.call("DELETE", f"{self.sandbox_url}/_sandbox/weather")
            return
        weather = {"latency_ms": [milliseconds, milliseconds], "only": "all", "seed": 1}
        province.call("PUT", f"{self.sandbox_url}/_sandbox/weather", {"facebook": weather, "x": weather})


@contextmanager
def home(folder: Path, pictures: int) -> Iterator[Home]:
    with ExitStack() as opened:
        postgres = opened.enter_context(servers.postgres_server())
        url = postgres.address.format(name="postgres")
        state = folder / "sandbox"
        options = ["--port", "0", "--state", str(state), "--no-clicks", "--publish-every", "0"]
        log = folder / "sandbox.log"
        sandbox = opened.enter_context(forking.running("sandbox", options, {}, log))
        sandbox_url = servers.sandbox_address(sandbox, log)
        for platform in ("youtube", "zalo", "graph"):
            province.call("PUT", f"{sandbox_url}/_sandbox/{platform}", {"processing_s": 0.5})
        settings = Settings(
            folder / "home", Values(database_url=url, sandbox=False, worker_threads=THREADS, videos=False)
        )
        settings.run_folder.mkdir(parents=True)
        database = Database(url)
        opened.callback(database.dispose)
        migrate.upgrade(database, settings.run_folder)
        yield _furnish(
            Home(settings, database, postgres, sandbox_url, sandbox.pid, province.Seeded(0, 0), {}, [], "", {}),
            pictures,
        )


def _furnish(made: Home, pictures: int) -> Home:
    """A unit, its people and accounts, and what its posts carry."""
    now, media = datetime.now(UTC), made.settings.media_folder
    vault = open_vault(made.settings.home, database=made.database)
    with made.database.write() as session, tempfile.TemporaryDirectory() as place:
        made.seeded = province.seed_unit(session)
        unit_id = made.seeded.unit_id
        person = Staff(
            unit_id=unit_id, login=LOGIN, full_name="Trần Thị Hà", role=Role.ADMINISTRATOR, password_hash=PASSWORD_HASH
        )
        session.add(person)

        def accounts(channel: str, count: int, limits: dict[str, object] = LIMITS) -> list[Account]:
            return [
                province.seed_sandbox_account(session, made.seeded, vault, made.sandbox_url, channel, limits=limits)
                for _ in range(count)
            ]

        made.accounts = {
            "facebook": accounts("facebook", PAGES),
            "x": accounts("x", PAGES),
            "youtube": accounts("youtube", 1),
            "zalo": accounts("zalo", 1, ZALO),
            "rss": [province.seed_rss_account(session, made.seeded)],
        }
        titles = [f"Mức hỗ trợ mới {number}" for number in range(pictures)]
        made.pictures = [province.seed_picture(session, media, now, title) for title in titles]
        film = films.film(Path(place) / "film.mp4", 540, 960)
        made.film = province.seed_film(session, media, now, film, 540, 960)
        made.captions = province.seed_captions(media)
    return made


def _parts(settings: Settings, workers: int) -> list[Part]:
    environment = {
        "LOA_DATABASE_URL": settings.database_url,
        "LOA_SANDBOX": "0",
        "LOA_WORKER_THREADS": str(THREADS),
        "LOA_VIDEOS": "0",
        "LOA_LOG_LEVEL": "WARNING",
        "LOA_ALLOWED_HOSTS": servers.LOOPBACK,
    }
    parts: list[Part] = []
    for part in parts_of(settings, web=False, without=("gateway",)):
        part.environment = {**part.environment, **environment}
        if part.name != "worker":
            parts.append(part)
            continue
        for number in range(1, workers + 1):
            name = f"worker-{number}"
            parts.append(replace(part, name=name, command=[*part.command, "--hostname", f"{name}@%h"]))
    return parts


def plan(made: Home, posts: int, over_s: float = 0.0) -> int:
    """So many posts for tomorrow, on all channels, at random moments of a span. Returns the greatest id before them."""
    few = min(FEW, posts // 16)
    each = -(-(posts - 2 * few) // (2 * PAGES + 1))
    chance, first = random.Random(posts), datetime.now(UTC) + TOMORROW
    with made.database.write() as session:
        before = session.exec(select(func.max(Post.id))).one() or 0
        now = datetime.now(UTC)
        items = [province.seed_item(session, made.seeded, made.next_item + number, now) for number in range(each)]
        made.next_item += each
        told = (
            update(Item)
            .where(col(Item.id).in_(items))
            .values(summary=TEXT[:60], text=TEXT, facts={"points": {"topic": TEXT[:60]}})
        )
        session.connection().execute(told)

        def seed(account: Account, item_ids: Sequence[int], files: Sequence[str] = (), **settings: object) -> None:
            slots = [first + timedelta(seconds=chance.random() * over_s) for _ in item_ids]
            province.seed_posts(
                session, made.seeded, account, item_ids, now=now, slots=slots, files=files, settings=settings
            )

        left = posts
        for account in (*made.accounts["facebook"], *made.accounts["x"], *made.accounts["rss"]):
            mine = items[: max(0, min(each, left - 2 * few))]
            left -= len(mine)
            for number, item in enumerate(mine):
                seed(account, [item], [made.pictures[number % len(made.pictures)]] if number % 3 == 0 else ())
        (youtube,), (zalo,) = made.accounts["youtube"], made.accounts["zalo"]
        seed(youtube, items[:few], [made.film], **{COVER: made.pictures[0], CAPTIONS: [made.captions]})
        seed(zalo, items[:few], [made.pictures[0]])
    return before


def come_due(made: Home, before: int, posts: int, after_s: float = 2.5) -> datetime:
    """Bring the first of them to a moment from now; returns that moment."""
    begin = datetime.now(UTC) + timedelta(seconds=after_s + posts / 4000)
    shift = text(
        "UPDATE post SET slot_at = slot_at + d, due_at = due_at + d, expires_at = expires_at + d"
        " FROM (SELECT CAST(:begin AS timestamptz) - min(slot_at) AS d FROM post WHERE id > :before AND state = 'planned') AS s"
        " WHERE id > :before AND state = 'planned'"
    )
    with made.database.write() as session:
        session.connection().execute(shift, {"begin": begin, "before": before})
    return begin


def send(made: Home, posts: int) -> Sent:
    """A burst: all are due at one moment."""
    before = plan(made, posts)
    return carry(made, before, posts)


def carry(made: Home, before: int, posts: int) -> Sent:
    """Send what was planned after this id, and look at what it takes."""
    watch = Watch(made)
    read = sequential(made.database)
    slot = come_due(made, before, posts)
    used = cpu(made)
    watch.start()
    try:
        wait_until_out(made, before)
    finally:
        watch.over.set()
        watch.join()
    spent = {name: after - used[name] for name, after in cpu(made).items()}
    read_rows = {
        table: round((rows - read.get(table, 0)) / posts, 1)
        for table, rows in sequential(made.database).items()
        if rows - read.get(table, 0) >= posts
    }
    with made.database.read() as session:
        last = session.exec(select(func.max(Post.published_at)).where(col(Post.id) > before)).one()
    assert last is not None
    return Sent(posts, (last - slot).total_seconds(), spent, watch.memory, watch.queues, read_rows)


def wait_until_out(made: Home, before: int) -> None:
    def left() -> int:
        with made.database.read() as session:
            open_ = (col(Post.id) > before, col(Post.state) != PostState.PUBLISHED)
            return session.exec(select(func.count()).select_from(Post).where(*open_)).one()

    servers.wait_until(lambda: left() == 0, lambda: f"{left()} posts are not out", look_s=0.25, patience_s=900)


def lateness(made: Home, posts: int, a_second: float) -> list[float]:
    """How long after its slot each of many posts at random moments arrived at its platform; sorted, in seconds."""
    before = plan(made, posts, over_s=posts / a_second)
    come_due(made, before, posts)
    wait_until_out(made, before)
    arrived = dict(arrivals(made))
    with made.database.read() as session:
        rows = session.exec(
            select(ShortLink.code, Post.slot_at)
            .join(Post, col(Post.id) == col(ShortLink.post_id))
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(col(Post.id) > before, col(Account.channel).in_(("facebook", "x")))
        ).all()
    return sorted((arrived[code] - slot).total_seconds() for code, slot in rows if slot)


def arrivals(made: Home) -> list[tuple[str, datetime]]:
    """What the platforms' own ledger has accepted: the code of the post's short link, and when."""
    ledger = province.call("GET", f"{made.sandbox_url}/_sandbox/ledger.json")["publications"]
    return [(re.findall(r"/l/(\w+)", one["text"])[0], datetime.fromisoformat(one["time"])) for one in ledger]


def counted(made: Home) -> dict[str, int]:
    """`sent`: posts that we call published, of all that were planned here; `lost`: those no platform shows; `twice`: those shown
    more than once."""
    shown = Counter(code for code, _at in arrivals(made))
    zalo = province.call("GET", f"{made.sandbox_url}/_sandbox/zalo")
    titles = {article["id"]: article["title"] for article in zalo["articles"]}
    told = Counter(titles[one["article"]] for one in zalo["broadcasts"])
    found = Counter({"sent": 0, "lost": 0, "twice": 0})
    with made.database.read() as session:
        rows = session.exec(
            select(Account.channel, Post.state, Post.title, ShortLink.code)
            .join(Post, col(Post.account_id) == col(Account.id))
            .join(ShortLink, col(ShortLink.post_id) == col(Post.id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(~col(ShortLink.code).contains("z"))  # of what history was put in
        ).all()
    for channel, state, title, code in rows:
        times = told[title] if channel == "zalo" else 1 if channel == "rss" else shown[code]
        found["sent"] += state == PostState.PUBLISHED
        found["lost"] += not times
        found["twice"] += times > 1
    return dict(found)


def percentile(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, round(share * (len(values) - 1)))]


def told_late(values: Sequence[float]) -> dict[str, float]:
    return {
        "p50": round(statistics.median(values), 3),
        "p99": round(percentile(values, 0.99), 3),
        "max": round(values[-1], 3),
    }


def cpu(made: Home) -> dict[str, float]:
    """Processor seconds by part, children that have ended among them."""
    return {name: sum(seconds_of_tree(root) for root in roots) for name, roots in made.roots().items()}


def seconds_of_tree(root: int) -> float:
    total = 0.0
    for pid in tree(root):
        with suppress(OSError):
            total += seconds_used(pid)
    return total


def tree(root: int) -> set[int]:
    """A process and all that it started, and those in turn."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found, more = {root}, {root}
    while more:
        more = {pid for pid, parent in parents.items() if parent in more} - found
        found |= more
    return found


def sequential(database: Database) -> dict[str, int]:
    """Table → rows that were read without an index so far."""
    with database.read() as session:
        session.connection().execute(text("SELECT pg_stat_clear_snapshot()"))
        rows = session.connection().execute(text("SELECT relname, seq_tup_read FROM pg_stat_user_tables")).all()
    return {name: read or 0 for name, read in rows}


class Watch(threading.Thread):
    """What waits in the queues, five times a second; what each part holds in memory, every third second. The most of each."""

    def __init__(self, made: Home) -> None:
        super().__init__(daemon=True)
        self.made, self.over = made, threading.Event()
        self.queues: dict[str, int] = {}
        self.memory: dict[str, float] = {}

    def run(self) -> None:
        settings, round_ = self.made.settings, 0
        with redis.Redis.from_url(settings.valkey_url) as client:
            while not self.over.wait(0.2):
                for queue, length in waiting(client, settings.key_prefix).items():
                    self.queues[queue] = max(length, self.queues.get(queue, 0))
                if round_ % 15 == 1:
                    self._weigh()
                round_ += 1

    def _weigh(self) -> None:
        for name, roots in self.made.roots().items():
            held = sum(sum(memory_of_tree(root).values()) for root in roots) / 1e6
            self.memory[name] = max(round(held), self.memory.get(name, 0))
