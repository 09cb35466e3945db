"""1,000 posts through the engine to the sandbox, against a bare loop over the same SDKs with as many calls in flight.

    python bench/delivery.py [--quick] [--json] [--latency MS]

Half go to a Facebook Page and half to X, a third of each with a picture. Ours: a real worker, beat and Valkey, from the slot
until the last post is recorded as published, with claim, mark and receipt of each in the database. Baseline:
`bench/bare_loop.py`, the same posts and pictures in as many threads, keeping nothing. Rounds alternate.

The platforms answer after 100 ms (the real ones take longer: a call to another continent, and their own work); one more pair
of runs with platforms that answer at once shows the bare cost of certainty. Then: 100 posts a minute at random slots, and how
long after its slot each arrived at the platform (target: p99 under 1 s).
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from sqlmodel import col, func, select

from distributor import migrate
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Account, Post, PostState
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from supervisor.stack import RunningParts, parts_of
from tests.support import province, servers

TARGET = 1.25
TARGET_LATE_S = 1.0
PARALLEL = 4
ALT_TEXT = "Thẻ chữ về mức hỗ trợ mới."


@dataclass
class Bench:
    """A running worker with its home, and the sandbox."""

    settings: Settings
    database: Database
    sandbox_url: str
    seeded: province.Seeded
    facebook: Account
    x: Account
    picture: str
    next_number: int = 0


@contextmanager
def running(folder: Path) -> Iterator[Bench]:
    home = folder / "home"
    settings = Settings(home, Values(sandbox=False, worker_threads=16, log_level="WARNING"))
    settings.run_folder.mkdir(parents=True)
    database = Database(settings.database_url)
    migrate.upgrade(database, settings.run_folder)
    parts = parts_of(settings, web=False)
    for part in parts:
        part.environment = {
            **part.environment,
            "LOA_SANDBOX": "0",
            "LOA_LOG_LEVEL": "WARNING",
            "LOA_ALLOWED_HOSTS": servers.LOOPBACK,
        }
    stack = RunningParts(parts, lambda _line: None)
    with servers.sandbox(folder / "sandbox", "--no-clicks", "--publish-every", "0") as sandbox_url:
        try:
            with database.write() as session:
                seeded = province.seed_unit(session)
                vault = open_vault(home)
                limits = {**province.QUICK, "parallel": PARALLEL}
                facebook = province.seed_sandbox_account(session, seeded, vault, sandbox_url, "facebook", limits=limits)
                x = province.seed_sandbox_account(session, seeded, vault, sandbox_url, "x", limits=limits)
                picture = province.seed_picture(session, settings.media_folder, datetime.now(UTC))
            stack.start()
            bench = Bench(settings, database, sandbox_url, seeded, facebook, x, picture)
            ours(bench, 40)  # the worker has read its modules and opened its connections
            yield bench
        finally:
            stack.stop()
            database.dispose()


def plan(bench: Bench, account: Account, count: int, slots: list[datetime], *, pictured: int) -> None:
    with bench.database.write() as session:
        now = datetime.now(UTC)
        items = [province.seed_item(session, bench.seeded, bench.next_number + n, now) for n in range(count)]
        bench.next_number += count
        province.seed_posts(
            session, bench.seeded, account, items[:pictured], now=now, slots=slots[:pictured], picture=bench.picture
        )
        province.seed_posts(session, bench.seeded, account, items[pictured:], now=now, slots=slots[pictured:])


def published(bench: Bench) -> int:
    with bench.database.read() as session:
        return session.exec(select(func.count()).select_from(Post).where(col(Post.state) == PostState.PUBLISHED)).one()


def ours(bench: Bench, count: int) -> float:
    """Seconds from the slot until every post is recorded as published."""
    before = published(bench)
    slot = datetime.now(UTC) + timedelta(seconds=2 + count / 150)
    for account in (bench.facebook, bench.x):
        plan(bench, account, count // 2, [slot] * (count // 2), pictured=count // 6)
    if datetime.now(UTC) > slot:
        raise SystemExit("planning took longer than the time until the slot; the machine is too busy to measure")
    servers.wait_until(lambda: published(bench) == before + count, "all posts are published")
    return (datetime.now(UTC) - slot).total_seconds()


def bare(bench: Bench, count: int) -> float:
    """Seconds of the bare loop over new posts of the same form."""
    vault = open_vault(bench.settings.home)
    picture = str(MediaStore(bench.settings.media_folder).path_of(bench.picture))
    accounts = []
    for account in (bench.facebook, bench.x):
        jobs = []
        for index in range(count // 2):
            link = f"{province.BASE}/l/{random.randrange(10**9)}"
            text = f"Quyết định số {index}: mức hỗ trợ mới từ 01/01/2027.\n\n{link}"
            jobs.append({"text": text, "link": link, "alt": ALT_TEXT, "picture": picture if index < count // 6 else ""})
        secrets = vault.open(account.credentials)
        facts: dict[str, Any] = {"channel": account.channel, "endpoint": account.settings["endpoint"], "jobs": jobs}
        if account.channel == "facebook":
            facts |= {"token": secrets["page_access_token"], "id": account.settings["page_id"]}
        else:
            facts["keys"] = secrets
        accounts.append(facts)
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "bare_loop.py")], input=json.dumps({"accounts": accounts, "parallel": PARALLEL}),
        capture_output=True, text=True, check=True, timeout=600,
    )  # fmt: skip
    return float(done.stdout)


def lateness(bench: Bench, seconds: int, a_minute: int) -> list[float]:
    """How long after its slot each of many posts at random slots was accepted by the platform; sorted, in seconds."""
    count = a_minute * seconds // 60
    start = datetime.now(UTC) + timedelta(seconds=4)
    chance = random.Random(1)
    slots = sorted(start + timedelta(seconds=chance.random() * seconds) for _ in range(count))
    before = published(bench)
    plan(bench, bench.facebook, count - count // 2, slots[::2], pictured=0)
    plan(bench, bench.x, count // 2, slots[1::2], pictured=0)
    servers.wait_until(lambda: published(bench) == before + count, "all posts are published", patience_s=seconds + 60)
    ledger = province.call("GET", f"{bench.sandbox_url}/_sandbox/ledger.json")["publications"]
    arrived = {entry["text"].rsplit("/l/", 1)[1]: datetime.fromisoformat(entry["time"]) for entry in ledger}
    with bench.database.read() as session:
        rows = session.exec(select(Post.link, Post.slot_at).where(col(Post.slot_at) >= start)).all()
    return sorted((arrived[link.rsplit("/l/", 1)[1]] - slot).total_seconds() for link, slot in rows if slot)


def percentile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, round(share * (len(values) - 1)))]


def measure(quick: bool, latency_ms: int) -> dict[str, Any]:
    count, rounds, seconds = (120, 2, 10) if quick else (1000, 3, 60)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as bench:
        if latency_ms:
            weather = {"latency_ms": [latency_ms, latency_ms], "only": "all", "seed": 1}
            province.call("PUT", f"{bench.sandbox_url}/_sandbox/weather", {"facebook": weather, "x": weather})
        pairs = []
        for number in range(rounds):
            order = [ours, bare] if number % 2 == 0 else [bare, ours]
            times = {measured.__name__: measured(bench, count) for measured in order}
            pairs.append((times["ours"], times["bare"]))
            print(f"  round {number + 1}: ours {times['ours']:.2f} s, bare {times['bare']:.2f} s", file=sys.stderr)
        late = lateness(bench, seconds, 100)
        if latency_ms:
            province.call("DELETE", f"{bench.sandbox_url}/_sandbox/weather")
        at_once = (ours(bench, count), bare(bench, count))
    return {
        "bench": "delivery",
        "ratio": round(statistics.median(mine / base for mine, base in pairs), 3),
        "baseline": "a bare loop of threads over the same SDKs",
        "figures": {
            "posts": count,
            "latency_of_the_platform_ms": latency_ms,
            "ours_s": [round(mine, 2) for mine, _ in pairs],
            "bare_s": [round(base, 2) for _, base in pairs],
            "ratios": [round(mine / base, 3) for mine, base in pairs],
            "answered_at_once": {"ours_s": round(at_once[0], 2), "bare_s": round(at_once[1], 2)},
            "late_p50_s": round(percentile(late, 0.5), 3),
            "late_p99_s": round(percentile(late, 0.99), 3),
            "late_max_s": round(late[-1], 3),
            "late_posts": len(late),
        },
        "machine": {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[0]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--latency", type=int, default=100, help="of each answer of the platform, in milliseconds")
    options = parser.parse_args()
    found = measure(options.quick, options.latency)
    figures = found["figures"]
    print(f"{'':24}{'median':>10}{'min':>10}{'max':>10}")
    for name in ("ours_s", "bare_s", "ratios"):
        values = figures[name]
        print(f"{name:24}{statistics.median(values):>10.2f}{min(values):>10.2f}{max(values):>10.2f}")
    once = figures["answered_at_once"]
    cost_ms = 1000 * (once["ours_s"] - once["bare_s"]) / figures["posts"]
    after = figures["latency_of_the_platform_ms"]
    print(
        f"ratio {found['ratio']} (target ≤ {TARGET}), {figures['posts']} posts, the platform answers after {after} ms"
    )
    print(
        f"answered at once: ours {once['ours_s']} s, bare {once['bare_s']} s: certainty costs {cost_ms:.1f} ms a post"
    )
    late = {name: figures[f"late_{name}_s"] for name in ("p50", "p99", "max")}
    print(f"late after the slot: {late} s (target: p99 < {TARGET_LATE_S} s)")
    if options.json:
        print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"took {time.monotonic() - started:.0f} s", file=sys.stderr)
