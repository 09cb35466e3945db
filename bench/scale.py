"""What one, two and four workers carry, and whether it stays so when 10,000, 30,000 and 100,000 posts have been sent.

    python bench/scale.py [--quick] [--json] [--posts N] [--workers 1,2,4] [--sizes 10000,30000,100000]

PostgreSQL, Valkey, the beat and real worker processes on this machine, and the platforms on loopback. Posts go to eight
Facebook Pages and eight X profiles, a feed, YouTube and Zalo; a third carries one of fifty pictures. For each number of workers:
a burst to platforms that take a second for each answer, as real ones do (how much waits at once decides), a burst to platforms
that answer at once (the processors decide), and posts at random moments, and how late each arrived. Then the database is filled
with copies of what was sent, as the engine left it, with the numbers of a year: the sweep, the claim and pages are measured,
and two workers send again. What the platforms show is counted: lost, twice.

Four workers on two cores show that workers add up while they wait for platforms, and what is shared (claims, queues) does not
hold them up. They cannot show what four machines with their own processors carry.

Baseline: a bare loop of threads over the same SDKs to the same platforms, with as many calls in flight as one worker has
(`bench/bare_loop.py`), keeping nothing. `ratio`: the time for a post with the first number of workers over its
time, platforms taking a second.
"""

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from sqlmodel import func, select

from bench.scale_history import PAGES, History, measured, sizes
from bench.scale_home import (
    IN_FLIGHT,
    PARTS,
    PICTURES,
    TOMORROW,
    Home,
    Sent,
    carry,
    counted,
    home,
    lateness,
    plan,
    send,
    told_late,
)
from bench.web import signed_in
from distributor.media.store import MediaStore
from distributor.models import Post
from distributor.vault import open_vault
from tests.support import province

SLOW_MS = 1000
GROWN_WITH = 2
"""Workers that send to the grown database."""


@dataclass(frozen=True)
class Wish:
    posts: int
    slow_posts: int
    late_posts: int
    a_second: float
    workers: tuple[int, ...]
    sizes: tuple[int, ...]
    pictures: int = PICTURES
    times: int = 20


WHOLE = Wish(800, 480, 200, 8.0, (1, 2, 4), (10_000, 30_000, 100_000))
QUICK = Wish(128, 64, 32, 8.0, (1, 2), (1_000,), pictures=4, times=3)


def told(sent: Sent) -> dict[str, Any]:
    return {
        "posts": sent.posts,
        "wall_s": round(sent.wall_s, 2),
        "a_second": round(sent.posts / sent.wall_s, 1),
        "cpu_ms_a_post": {name: round(1000 * spent / sent.posts, 1) for name, spent in sent.cpu_s.items()},
        "memory_mb": sent.memory_mb,
        "queues_at_most": {queue: length for queue, length in sent.queues.items() if length},
        "rows_read_in_sequence_a_post": sent.read_rows,
    }


def bare(made: Home, posts: int) -> dict[str, float]:
    """The same posts in a bare loop: one Page and one profile, with as many calls in flight as one worker has."""
    vault = open_vault(made.settings.home, database=made.database)
    media, accounts = MediaStore(made.settings.media_folder), []
    for channel in ("facebook", "x"):
        account, jobs = made.accounts[channel][0], []
        for index in range(posts // 2):
            link = f"{province.BASE}/l/{random.randrange(16**12):x}"
            picture = str(media.path_of(made.pictures[index % len(made.pictures)])) if index % 3 == 0 else ""
            text = f"Quyết định số {index}: mức hỗ trợ mới từ 01/01/2027.\n\n{link}"
            jobs.append({"text": text, "link": link, "alt": province.ALT_TEXT, "picture": picture})
        secrets = vault.open(account.credentials)
        facts: dict[str, Any] = {"channel": channel, "endpoint": account.settings["endpoint"], "jobs": jobs}
        if channel == "facebook":
            facts |= {"token": secrets["page_access_token"], "id": account.settings["page_id"]}
        else:
            facts["keys"] = secrets
        accounts.append(facts)
    used = _of_children()
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "bare_loop.py")],
        input=json.dumps({"accounts": accounts, "parallel": IN_FLIGHT // 2}),
        capture_output=True, text=True, check=True, timeout=900,
    )  # fmt: skip
    spent = _of_children() - used
    return {"a_second": round(posts / float(done.stdout), 1), "cpu_ms_a_post": round(1000 * spent / posts, 1)}


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def with_workers(made: Home, wish: Wish, workers: int) -> dict[str, Any]:
    found: dict[str, Any] = {"workers": workers}
    with made.working(workers):
        made.latency(SLOW_MS)
        found["slow"] = told(send(made, wish.slow_posts))
        made.latency(0)
        found["at_once"] = told(send(made, wish.posts))
        found["late_s"] = told_late(lateness(made, wish.late_posts, wish.a_second))
    say(f"{workers} workers: {found['slow']['a_second']} and {found['at_once']['a_second']} a second")
    return found


def grown(made: Home, wish: Wish, history: History, size: int) -> dict[str, Any]:
    there = history.grow_to(size)
    found: dict[str, Any] = {"sent_before": there}
    held = sizes(made)
    found["bytes"] = sum(table + indexes for _rows, table, indexes in held.values())
    found["tables"] = {
        name: {"rows": rows, "bytes": table, "indexes": indexes}
        for name, (rows, table, indexes) in sorted(held.items(), key=lambda one: -one[1][1] - one[1][2])[:12]
    }
    before = plan(made, wish.posts)
    due_at = datetime.now(UTC) + TOMORROW + timedelta(seconds=5)
    with signed_in(made.settings.home, made.database) as client:
        found["costs"] = measured(made, due_at, client, wish.times)
    with made.working(GROWN_WITH):
        found["at_once"] = told(carry(made, before, wish.posts))
        found["late_s"] = told_late(lateness(made, wish.late_posts, wish.a_second))
    say(f"after {there}: {found['at_once']['a_second']} a second")
    return found


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} load {os.getloadavg()[0]:.1f}: {words}", file=sys.stderr, flush=True)


def measure(wish: Wish) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="loa-scale-") as folder, home(Path(folder), wish.pictures) as made:
        # What stands outside: whose user reads what tests make.
        Path(folder).chmod(0o755)
        made.latency(SLOW_MS)
        base_slow = bare(made, wish.slow_posts // 2)
        made.latency(0)
        base = bare(made, wish.posts)
        empty = sizes(made)
        rows = [with_workers(made, wish, workers) for workers in wish.workers]
        with made.database.read() as session:
            last_id, sent = session.exec(select(func.max(Post.id), func.count())).one()
        held = sizes(made)
        found = {
            "bare": {"slow": base_slow, "at_once": base},
            "workers": rows,
            "left_by_the_engine": _a_post(empty, held, sent),
        }
        history = History(made, last_id or 0, sent)
        found["growth"] = [grown(made, wish, history, size) for size in (0, *wish.sizes)]
        found["counted"] = counted(made)
    return found


def _a_post(
    before: dict[str, tuple[int, int, int]], after: dict[str, tuple[int, int, int]], posts: int
) -> dict[str, Any]:
    """Rows and bytes a post, as the engine leaves them, with what its changes have left to be cleaned."""
    found = {}
    for name, (rows, table, indexes) in after.items():
        old_rows, old_table, old_indexes = before[name]
        more = {
            "rows": (rows - old_rows) / posts,
            "bytes": (table - old_table) / posts,
            "indexes": (indexes - old_indexes) / posts,
        }
        if more["rows"] >= 0.05:
            found[name] = {key: round(value, 2 if key == "rows" else 0) for key, value in more.items()}
    return dict(sorted(found.items(), key=lambda one: -one[1]["bytes"] - one[1]["indexes"]))


def table(found: dict[str, Any]) -> str:
    lines = [f"{'':22}{'posts/s':>9}{'CPU ms a post: ' + ', '.join(PARTS):>52}   late p50 p99 s   queues at most"]
    for kind, name in (("slow", f"answers after {SLOW_MS} ms"), ("at_once", "answers at once")):
        base = found["bare"][kind]
        lines.append(f"{name}\n{'  bare loop':22}{base['a_second']:>9}{base['cpu_ms_a_post']:>52}")
        lines += [_line(f"  {row['workers']} workers", row[kind], row["late_s"]) for row in found["workers"]]
    lines.append(f"{GROWN_WITH} workers, answers at once, on a database that holds")
    lines += [_line(f"  {row['sent_before']} sent posts", row["at_once"], row["late_s"]) for row in found["growth"]]
    lines.append("rows read in sequence, a post: " + ", ".join(
        f"{row['sent_before']}: {row['at_once']['rows_read_in_sequence_a_post']}" for row in found["growth"]
    ))  # fmt: skip
    lines.append(
        f"\n{'ms of a processor (by the clock)':34}" + "".join(f"{row['sent_before']:>18}" for row in found["growth"])
    )
    for name in ("sweep, nothing due", "sweep, posts due", "claim", *PAGES):
        costs = [row["costs"][name] for row in found["growth"]]
        lines.append(f"  {name:32}" + "".join(f"{cost['cpu_ms']:>9} ({cost['ms']:>6})" for cost in costs))
    lines.append(f"  {'database, MB':32}" + "".join(f"{row['bytes'] / 1e6:>18.0f}" for row in found["growth"]))
    lines.append("\nleft by the engine, a post: rows, bytes of table and indexes")
    lines += [
        f"  {name:22}{each['rows']:>8}{each['bytes']:>10.0f}{each['indexes']:>10.0f}"
        for name, each in found["left_by_the_engine"].items()
    ]
    last = found["growth"][-1]
    lines.append(f"\nat {last['sent_before']} sent posts, a post of them: bytes of table and indexes")
    lines += [
        f"  {name:22}{each['rows']:>10}{each['bytes'] / last['sent_before']:>10.0f}{each['indexes'] / last['sent_before']:>10.0f}"
        for name, each in last["tables"].items()
    ] if last["sent_before"] else []  # fmt: skip
    most = found["workers"][-1]
    lines.append(f"memory of {most['workers']} workers and the rest, MB: {most['at_once']['memory_mb']}")
    lines.append(f"sent {found['counted']['sent']}, lost {found['counted']['lost']}, twice {found['counted']['twice']}")
    return "\n".join(lines)


def _line(name: str, sent: dict[str, Any], late: dict[str, float]) -> str:
    spent = ", ".join(f"{part}" for part in sent["cpu_ms_a_post"].values())
    return f"{name:22}{sent['a_second']:>9}{spent:>52}   {late['p50']:>6} {late['p99']:>6}   {sent['queues_at_most']}"


def numbers(said: str) -> tuple[int, ...]:
    return tuple(int(each) for each in said.split(",") if each)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two workers, a thousand copies: a minute or two")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--posts", type=int, help=f"of a burst; {WHOLE.posts} by default")
    parser.add_argument("--workers", type=numbers, help="with commas; 1,2,4 by default")
    parser.add_argument(
        "--sizes", type=numbers, help="sent posts in the database, with commas; 10000,30000,100000 by default"
    )
    options = parser.parse_args(arguments)
    given = {name: value for name in ("posts", "workers", "sizes") if (value := getattr(options, name)) is not None}
    wish = Wish(**{**vars(QUICK if options.quick else WHOLE), **given})
    load, found = os.getloadavg()[0], measure(wish)
    print(table(found))
    print(f"{os.cpu_count()} cores, load {load:.1f} before, {os.getloadavg()[0]:.1f} after")
    ratio = found["bare"]["slow"]["a_second"] / found["workers"][0]["slow"]["a_second"]
    if options.json:
        result = {
            "bench": "scale",
            "ratio": round(ratio, 3),
            "baseline": f"a bare loop of {IN_FLIGHT} threads over the same SDKs; platforms that take {SLOW_MS} ms",
            "figures": found,
            "machine": {"python": platform.python_version(), "cores": os.cpu_count(), "load": load},
        }
        print(json.dumps(result, ensure_ascii=False))
    return 1 if found["counted"]["lost"] or found["counted"]["twice"] else 0


if __name__ == "__main__":
    sys.exit(main())
