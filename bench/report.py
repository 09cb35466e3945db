"""How long a year's report takes over 100,000 posts, on SQLite and on PostgreSQL; the year before has as many.

The baseline is a plain count of the same posts with their figures in the same run: what the database needs to look at each once.

    python bench/report.py [--quick] [--json]

`ratio`: the slowest report over its limit of 2 s. `processor`: seconds of this process's own, which other work on the machine
does not lengthen; on SQLite that is the whole report, on PostgreSQL the server's part is not in it.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, func, select

from bench.worked_years import figures_of, in_chunks
from distributor.db import Database
from distributor.models import Account, Item, Post, PostFigures, PostState
from distributor.report.engagement.periods import span_of_key
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import ReportQuery
from tests.support.servers import postgres
from tests.web.province import build_province

LIMIT_S = 2.0
YEAR = 2026
NOW = datetime(2027, 1, 15, 2, 0, tzinfo=UTC)
ACCOUNTS = 8
KINDS = ("new_law", "question", "guidance", "scam_warning", "legal_aid", "contest")
STATES = (
    [PostState.PUBLISHED] * 92
    + [PostState.EDITED, PostState.WITHDRAWN]
    + [PostState.SKIPPED] * 4
    + [PostState.FAILED] * 2
)


def fill(database: Database, posts_a_year: int) -> ReportQuery:
    """Two years of items, each on eight accounts of four channels; nine posts in ten are measured."""
    SQLModel.metadata.create_all(database.engine)
    # States other than published are on top, so that the year has as many published ones as asked for.
    items_a_year = posts_a_year * len(STATES) // (94 * ACCOUNTS) + 1
    with database.write() as session:
        province = build_province(session)
        more = [
            Account(unit_id=province.unit_id, channel=channel, name=f"Kênh {channel} {number}", settings={}, limits={})
            for number, channel in enumerate(("youtube", "zalo", "facebook", "x"))
        ]
        session.add_all(more)
        session.flush()
        accounts = [province.facebook, province.x, province.rss, province.commune_account]
        accounts += [account.id or 0 for account in more]
        begin = datetime(YEAR - 1, 1, 1, tzinfo=UTC) - timedelta(hours=7)
        step = timedelta(days=730) / (2 * items_a_year)
        when = [begin + step * number for number in range(2 * items_a_year)]
        in_chunks(session, Item, (_item(province.unit_id, number, at) for number, at in enumerate(when)))
        pairs = [(item, place) for item in range(len(when)) for place in range(ACCOUNTS)]
        in_chunks(
            session, Post, (_post(province.unit_id, number, accounts, pair, when) for number, pair in enumerate(pairs))
        )
        measured = (number for number in range(len(pairs)) if number % 10)
        in_chunks(session, PostFigures, (figures_of(number + 1, number, NOW) for number in measured))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return ReportQuery(span_of_key(f"year:{YEAR}"), (province.unit_id, province.commune_id))


def _item(unit_id: int, number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number + 1,
        "unit_id": unit_id,
        "title": f"Quyết định số {number + 1}/2026/QĐ-UBND quy định mức hỗ trợ",
        "kind": KINDS[number % len(KINDS)],
        "text": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú. " * 12,
        "published_at": at,
        "first_seen_at": at,
        "composed_revision": 1,
        "understood_revision": 1,
        "facts": {},
    }


def _post(
    unit_id: int, number: int, accounts: list[int], pair: tuple[int, int], when: list[datetime]
) -> dict[str, Any]:
    item, place = pair
    state = STATES[number * 37 % len(STATES)]
    at = when[item] + timedelta(minutes=3 + number * 7 % 300)
    out = state in (PostState.PUBLISHED, PostState.EDITED, PostState.WITHDRAWN)
    return {
        "id": number + 1,
        "unit_id": unit_id,
        "account_id": accounts[place],
        "item_id": item + 1,
        "purpose": "announce",
        "state": state,
        "reason": "" if out else "chính sách chiến dịch: không đăng loại tin này",
        "title": f"Quyết định số {item + 1}/2026/QĐ-UBND",
        "text": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú. " * 4 + f"https://loa.example/l/c{number}",
        "link": f"https://loa.example/l/c{number}",
        "created_at": at,
        "published_at": at if out else None,
        "rendered": True,
        "dropped": [],
        "settings": {},
    }


def seconds(act: Callable[[], object], times: int) -> list[float]:
    act()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return sorted(taken)


def count(session: Session) -> int:
    """Each post of the year looked at once, with its figures."""
    span = span_of_key(f"year:{YEAR}")
    return session.exec(
        select(func.count(col(PostFigures.views)))
        .select_from(Post)
        .join(PostFigures, col(PostFigures.post_id) == col(Post.id), isouter=True)
        .where(
            col(Post.published_at) >= datetime(span.first.year, 1, 1, tzinfo=UTC), col(Post.state) != PostState.FAILED
        )
    ).one()


def measure(kind: str, database: Database, posts: int, times: int) -> dict[str, Any]:
    began = time.perf_counter()
    wish = fill(database, posts)
    print(f"{kind}: filled in {time.perf_counter() - began:.0f} s", flush=True)

    def report() -> int:
        with database.read() as session:
            return read_report(session, wish, NOW).totals.now.posts

    def baseline() -> int:
        with database.read() as session:
            return count(session)

    taken, base = seconds(report, times), seconds(baseline, times)
    began_cpu = time.process_time()
    report()
    own_cpu = time.process_time() - began_cpu
    row = {
        "database": kind,
        "posts": report(),
        "median_s": round(statistics.median(taken), 3),
        "slowest_s": round(taken[-1], 3),
        "own_processor_s": round(own_cpu, 3),
        "count_s": round(statistics.median(base), 3),
        "times_the_count": round(statistics.median(taken) / statistics.median(base), 1),
    }
    print(
        f"{kind:10} {row['posts']:>7} posts   report median {row['median_s']:.2f} s, slowest {row['slowest_s']:.2f} s   "
        f"processor {row['own_processor_s']:.2f} s   plain count {row['count_s']:.3f} s   "
        f"{row['times_the_count']:.1f} times the count",
        flush=True,
    )
    database.dispose()
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the posts")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    posts, times = (10_000, 3) if options.quick else (100_000, 5)
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        rows = [measure("SQLite", Database(f"sqlite:///{Path(folder) / 'year.db'}"), posts, times)]
        admin = Database(server.format(name="postgres"))
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CREATE DATABASE year"))
        admin.dispose()
        rows.append(measure("PostgreSQL", Database(server.format(name="year")), posts, times))
    slowest = max(rows, key=lambda row: float(row["median_s"]))
    ratio = round(float(slowest["median_s"]) / LIMIT_S, 2)
    print(f"slowest: {slowest['database']}, {ratio:.2f} of the limit of {LIMIT_S:.0f} s")
    if options.json:
        told = {
            "bench": "report",
            "ratio": ratio,
            "baseline": f"{LIMIT_S:.0f} s; beside it a plain count of the same posts in the same run",
            "figures": {row["database"]: row for row in rows},
            "machine": {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[0]},
        }
        print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
