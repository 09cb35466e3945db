"""What keeping 100,000 posts measured takes of one worker: calls a day against quotas, samples a second, bytes of the store.

A province with four accounts has published for a year. One day passes on a clock that the run moves, five minutes at a time; each
time the accounts are asked for the posts that are due, through the whole way (claim, budget, judgement, samples, figures). The
platforms answer at once, with numbers that grow as audiences do. The baseline inserts the same samples in the same batches, and
nothing else, into the same database in the same run.

    python bench/metrics.py [--quick] [--json]

`ratio`: seconds a sample over the baseline's, on the slower database. `--quick`: 5,000 posts.
"""

import argparse
import json
import math
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel, col, func, select

from bench.worked_years import in_chunks
from channels.base import Credentials, Next, OutgoingPost, Problem, Progress, Published, Reading
from channels.declared import asked_on
from channels.registry import register, spec_of
from distributor.db import Database
from distributor.measure.budget import reads_of
from distributor.measure.collect import cadence, measure_account
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Item,
    Post,
    PostFigures,
    PostState,
    ReadUse,
    Receipt,
    Sample,
    ShortLink,
    Unit,
    UnitLevel,
)
from distributor.outgoing.carrier import Carrier
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation
from tests.support.servers import postgres

SHARES = {"facebook": 0.4, "x": 0.2, "youtube": 0.2, "zalo": 0.2}
BEGIN = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""Midnight in Vietnam."""
STEP = timedelta(minutes=5)
YEAR_S, DAY_S = 365 * 86_400.0, 86_400.0
HISTORY = 2
"""Samples that each metric of each post has when the day begins."""


@dataclass
class DayClock:
    instant: datetime = BEGIN

    def now(self) -> datetime:
        return self.instant


class NoCredentials(Credentials):
    """The scripted platforms need none."""


@dataclass
class Platform:
    """Answers at once. `born`: external id → when it was published."""

    channel: str
    clock: DayClock
    born: dict[str, datetime]
    calls: int = 0
    ids: int = 0
    metrics_asked: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.metrics_asked = tuple(metric.name for metric in asked_on(self.channel, BEGIN.date()))

    def check(self, _post: OutgoingPost) -> list[Problem]:
        return []

    def begin(self, _post: OutgoingPost) -> Next:
        return Next({"step": "publish"})

    def advance(self, _post: OutgoingPost, _progress: Progress) -> Next | Published:
        raise AssertionError("only numbers are measured here: nothing is published")

    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        self.calls += 1
        self.ids += len(external_ids)
        return [
            Reading(one, name, grown(one, number, self.clock.instant - self.born[one]), "1")
            for one in external_ids
            for number, name in enumerate(self.metrics_asked)
        ]


def grown(external_id: str, number: int, age: timedelta) -> int:
    """Half of a post's audience comes in five hours, and a little trickles for years; the first metric is the largest."""
    final = (200 + int(external_id) % 1_900) / (1 + number * 12)
    hours = age.total_seconds() / 3600
    return int(final * (1 - 0.5 ** (hours / 5)) + final * 0.02 * math.log1p(hours / 24))


def fill(database: Database, count: int, clock: DayClock) -> dict[str, Platform]:
    """A year's posts and a day's to come, each due when its cadence would have it, with their history of samples."""
    SQLModel.metadata.create_all(database.engine)
    lots = random.Random(6)
    paces = cadence(sandbox=False)
    platforms = {channel: Platform(channel, clock, {}) for channel in SHARES}
    posts: list[tuple[int, str, datetime]] = []
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="hg")
        session.add(unit)
        session.flush()
        accounts: dict[str, int] = {}
        for channel in SHARES:
            account = Account(unit_id=unit.id or 0, channel=channel, name=channel)
            session.add(account)
            session.flush()
            accounts[channel] = account.id or 0
        for number in range(1, count + 1):
            channel = next(name for name, share in cumulative() if number / count <= share + 1e-9)
            posts.append((number, channel, BEGIN + timedelta(days=1) - timedelta(seconds=lots.random() * YEAR_S)))
        in_chunks(session, Item, (item_row(unit.id or 0, number) for number, _, _ in posts))
        rows = (post_row(unit.id or 0, accounts[channel], number, at, lots, paces) for number, channel, at in posts)
        in_chunks(session, Post, rows)
        in_chunks(
            session,
            Receipt,
            (
                {
                    "post_id": number,
                    "account_id": accounts[channel],
                    "external_id": str(number),
                    "url": "",
                    "received_at": at,
                }
                for number, channel, at in posts
            ),
        )
        in_chunks(
            session,
            ShortLink,
            (
                {"code": f"c{number}", "post_id": number, "target": "https://e.vn/", "created_at": at}
                for number, _, at in posts
            ),
        )
    for number, channel, at in posts:
        platforms[channel].born[str(number)] = at
    with database.write() as session:
        in_chunks(session, Sample, history(posts, platforms))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return platforms


def cumulative() -> list[tuple[str, float]]:
    total, found = 0.0, []
    for name, share in SHARES.items():
        total += share
        found.append((name, total))
    return found


def item_row(unit_id: int, number: int) -> dict[str, Any]:
    title = f"Quyết định số {number}/2026/QĐ-UBND"
    times = {"published_at": BEGIN, "first_seen_at": BEGIN}
    return {"id": number, "unit_id": unit_id, "title": title, "kind": "new_law", "facts": {}, "address": "", **times}


def post_row(
    unit_id: int, account_id: int, number: int, at: datetime, lots: random.Random, paces: Sequence[Any]
) -> dict[str, Any]:
    age_s = (BEGIN - at).total_seconds()
    every_s = next((pace.every_s for pace in paces if age_s < pace.until_age_s), None)
    measure_at = None if every_s is None else at if age_s < 0 else BEGIN + timedelta(seconds=lots.random() * every_s)
    return {
        "id": number,
        "unit_id": unit_id,
        "account_id": account_id,
        "item_id": number,
        "purpose": "announce",
        "state": PostState.PUBLISHED,
        "title": f"Quyết định số {number}/2026/QĐ-UBND",
        "text": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú. " * 4,
        "created_at": at,
        "published_at": at,
        "measure_at": measure_at,
        "dropped": [],
        "settings": {},
    }


def history(posts: Sequence[tuple[int, str, datetime]], platforms: Mapping[str, Platform]) -> Iterator[dict[str, Any]]:
    for number, channel, at in posts:
        age = BEGIN - at
        if age < timedelta():
            continue
        for step in range(1, HISTORY + 1):
            then = age * (step / HISTORY) ** 3
            for place, name in enumerate(platforms[channel].metrics_asked):
                value = grown(str(number), place, then)
                yield {
                    "post_id": number,
                    "metric": name,
                    "api_version": "1",
                    "at": at + then,
                    "value": value,
                    "doubt": "",
                }


def carrier_of(database: Database, home: Path, clock: DayClock) -> Carrier:
    settings = Settings(home, Values(sandbox=False))
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    return Carrier(
        settings=settings,
        database=database,
        clock=clock,
        vault=open_vault(home),
        incarnation=LivingIncarnation(database, settings.run_folder),
        pacer=NoPacer(),
        media_path=MediaStore(settings.media_folder).path_of,
    )


class NoPacer:
    def wait(self, _account_id: int, _interval_s: float) -> float:
        return 0.0


def bytes_of(database: Database) -> int:
    on_sqlite = database.engine.dialect.name == "sqlite"
    pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with database.read() as session:
        return int(
            session.execute(text(pages if on_sqlite else "SELECT pg_database_size(current_database())")).scalar_one()
        )


def newest_id(session: Session) -> int:
    return session.exec(select(func.max(Sample.id))).one() or 0


def a_day(database: Database, home: Path, count: int) -> dict[str, Any]:
    clock = DayClock()
    began = time.perf_counter()
    platforms = fill(database, count, clock)
    filled_s = time.perf_counter() - began
    before = bytes_of(database)
    with database.read() as session:
        history_rows, first = session.exec(select(func.count()).select_from(Sample)).one(), newest_id(session)
        accounts = dict(session.exec(select(Account.channel, Account.id)).all())
    with ExitStack() as stack:
        for channel, platform_ in platforms.items():
            spec = spec_of(channel)
            opened = replace(spec, credentials=NoCredentials, open=lambda *_, answers=platform_: answers, hosts=())
            stack.enter_context(register(opened))
        carrier = carrier_of(database, home, clock)
        stack.callback(carrier.incarnation.close)
        began, began_cpu, slowest = time.perf_counter(), time.process_time(), 0.0
        print(f"filled with {count} posts in {filled_s:.0f} s", flush=True)
        while clock.instant < BEGIN + timedelta(days=1):
            for account_id in accounts.values():
                one = time.perf_counter()
                measure_account(carrier, account_id or 0)
                slowest = max(slowest, time.perf_counter() - one)
            clock.instant += STEP
        ours_s, cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
    after = bytes_of(database)
    with database.read() as session:
        samples = session.exec(select(func.count()).select_from(Sample).where(col(Sample.id) > first)).one()
        late = session.exec(
            select(func.count()).select_from(Post).where(col(Post.measure_at) <= clock.instant - STEP)
        ).one()
        figures = session.exec(select(func.count()).select_from(PostFigures)).one()
        used = dict.fromkeys(accounts, 0.0)
        names = {account_id: channel for channel, account_id in accounts.items()}
        for use in session.exec(select(ReadUse)):
            used[names[use.account_id]] += use.cost
    return {
        "posts": count,
        "filled_s": round(filled_s, 1),
        "ours_s": round(ours_s, 2),
        "ours_cpu_s": round(cpu_s, 2),
        "bare_s": round(bare(database, first), 2),
        "calls": {channel: each.calls for channel, each in platforms.items()},
        "posts_asked": {channel: each.ids for channel, each in platforms.items()},
        "used_of_budget": {channel: round(used[channel] / budget(channel), 3) for channel in platforms},
        "samples": samples,
        "samples_a_second": round(samples / ours_s),
        "share_of_a_day": round(ours_s / DAY_S, 5),
        "longest_turn_s": round(slowest, 2),
        "still_due": late,
        "posts_with_figures": figures,
        "samples_in_store": history_rows + samples,
        "store_mb": round(after / 1e6, 1),
        "bytes_a_sample": round((after - before) / samples) if samples else 0,
    }


def budget(channel: str) -> float:
    reads = reads_of(channel)
    return reads.a_day if reads is not None else math.inf


def bare(database: Database, first: int) -> float:
    """The same samples once more, in the batches in which they were written, a transaction each."""
    turns: dict[tuple[datetime, int], list[dict[str, Any]]] = {}
    with database.read() as session:
        written = (
            select(Sample, Post.account_id)
            .join(Post, col(Post.id) == col(Sample.post_id))
            .where(col(Sample.id) > first)
        )
        for sample, account_id in session.exec(written.order_by(col(Sample.id))):
            turns.setdefault((sample.at, account_id), []).append(sample.model_dump(exclude={"id"}))
    began = time.perf_counter()
    for turn in turns.values():
        with database.write() as session:
            session.connection().execute(insert(Sample), turn)
    return time.perf_counter() - began


def show(kind: str, figures: Mapping[str, Any]) -> None:
    print(f"{kind}: {figures['posts']} posts, filled in {figures['filled_s']} s")
    for channel, calls in figures["calls"].items():
        print(
            f"  {channel:10} {calls:6} calls   {figures['posts_asked'][channel]:7} posts asked   "
            f"{figures['used_of_budget'][channel]:6.1%} of the day's budget"
        )
    print(
        f"  a day's reading: {figures['ours_s']} s ({figures['share_of_a_day']:.3%} of one worker's day; processor "
        f"{figures['ours_cpu_s']} s), "
        f"{figures['samples']} samples, {figures['samples_a_second']} a second; bare insert {figures['bare_s']} s; "
        f"longest turn {figures['longest_turn_s']} s; {figures['still_due']} posts still due"
    )
    print(
        f"  store: {figures['store_mb']} MB with {figures['samples_in_store']} samples; "
        f"{figures['bytes_a_sample']} bytes a new one",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5,000 posts")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    count = 5_000 if options.quick else 100_000
    figures: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        places = {"SQLite": f"sqlite:///{Path(folder) / 'loa.db'}", "PostgreSQL": server.format(name="postgres")}
        for kind, address in places.items():
            database = Database(address)
            figures[kind] = a_day(database, Path(folder) / kind, count)
            show(kind, figures[kind])
            database.dispose()
    ratios = {kind: row["ours_s"] / row["bare_s"] for kind, row in figures.items()}
    ratio = round(max(ratios.values()), 2)
    print(f"ratio {ratio}: a sample with its claim, judgement and figures over a bare insert of it")
    if options.json:
        machine = {"python": platform.python_version(), "processor": platform.machine()}
        baseline = "the same samples inserted in the same batches, and nothing else"
        out = {"bench": "metrics", "ratio": ratio, "baseline": baseline, "figures": figures, "machine": machine}
        print(json.dumps(out, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
