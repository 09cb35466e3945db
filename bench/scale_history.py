"""What a database holds after years, for `bench/scale.py`: copies of posts that the engine has sent, put in by plain SQL.

Every row of a post that was sent (the post, its media, approval, link, delivery, attempts, moves, receipt) is copied as the
engine left it, with its item, under new ids and an older time; figures, samples and what is learnt, which come only with the
days, are made, as many as `bench/metrics.py` counts after a year. Then: what the sweep, the claim and the pages take on it.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Connection, text
from sqlmodel import Session

from bench.scale_home import Home
from channels.registry import spec_of
from dispatch.due import SWEEP
from distributor.clock import Clock, SystemClock
from distributor.deliver.claim import NothingToClaim, claim_next
from distributor.finding import keep_words
from distributor.media.store import MediaStore
from distributor.outgoing.carrier import Carrier
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation

STEP = 50_000
"""Between the ids of a row and its next copy: more than the rows that a bench sends."""
DAYS = 727
SAMPLES = 11
"""Rows of numbers that a post has after a year, as measured in docs/metrics.md."""
TABLES: Mapping[str, tuple[str, ...]] = {
    "approval": ("id", "post_id"),
    "post": ("id", "approval_id", "item_id"),
    "post_media": ("id", "post_id"),
    "short_link": ("post_id",),
    "delivery": ("post_id",),
    "attempt": ("id", "post_id"),
    "post_transition": ("id", "post_id"),
    "receipt": ("post_id",),
    "comment_watch": ("post_id",),
}
"""Rows of a post; the columns that hold ids which a copy has of its own. In the order in which they may be put in."""
CODED = {"short_link": "code", "receipt": "external_id"}
"""Columns that must differ from row to row."""
LINKED = {("post", "text"), ("post", "link"), ("post", "external_url")}
PAGES = {
    "console home": "/",
    "home, search": "/?tim=123",
    "calendar, month": "/lich",
    "calendar, week": "/lich?xem=tuan",
    "report": "/bao-cao",
    "accounts": "/tai-khoan",
    "health": "/health/ready",
}


class SilentNudge:
    """Asks nobody."""

    def deliver(self, account_id: int, lanes: int, eta: datetime | None) -> None:
        pass

    def ask(self, task: str, keys: object) -> None:
        pass


class NoPacer:
    def wait(self, _account_id: int, _interval_s: float) -> float:
        return 0.0


class At:
    """A clock that stands."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def copy_history(connection: Connection, last_id: int, first: int, copies: int) -> None:
    """Make the copies from number `first` on, of each sent post up to an id."""
    if first == 1:
        connection.execute(text(f"CREATE UNLOGGED TABLE bench_sent AS {_SENT}"), {"last": last_id})
    numbers = f"CROSS JOIN generate_series({first}, {first + copies - 1}) AS k"
    _copy(connection, "item", ("id",), "s.item_id = t.id AND s.is_first", numbers)
    for table, ids in TABLES.items():
        _copy(connection, table, ids, f"s.post_id = t.{'id' if table == 'post' else 'post_id'}", numbers)
    connection.execute(
        text(
            "INSERT INTO post_figures (post_id, at, reach, views, reactions, comments, shares, clicks)"
            f" SELECT s.post_id + k * {STEP}, now(), k % 997 * 5, k % 997 * 9, k % 90, k % 12, k % 7, k % 31"
            f" FROM bench_sent s {numbers} WHERE s.channel <> 'rss'"
        )
    )
    connection.execute(
        text(
            "INSERT INTO sample (post_id, metric, api_version, at, value, doubt)"
            f" SELECT s.post_id + k * {STEP}, 'likes', '1', {_moved('s.at')} + make_interval(days => n), n * 3, ''"
            f" FROM bench_sent s {numbers} CROSS JOIN generate_series(1, {SAMPLES}) AS n WHERE s.channel <> 'rss'"
        )
    )
    connection.execute(
        text(
            "INSERT INTO trial (post_id, unit_id, account_id, channel, kind, variant, slot_at, said_at, outcome, figure, value,"
            " settled_at) SELECT p.id, p.unit_id, p.account_id, s.channel, 'new_law', '', p.slot_at, p.published_at, 'counted',"
            " 'reach', k, p.published_at"
            f" FROM bench_sent s {numbers} JOIN post p ON p.id = s.post_id + k * {STEP}"
        )
    )  # fmt: skip
    for table in ("item", *(name for name, ids in TABLES.items() if "id" in ids), "sample"):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        )


_SENT = """
SELECT p.id AS post_id, p.item_id, p.published_at AS at, a.channel,
       row_number() OVER (PARTITION BY p.item_id ORDER BY p.id) = 1 AS is_first
FROM post p JOIN account a ON a.id = p.account_id WHERE p.state = 'published' AND p.id <= :last
"""


def _moved(column: str) -> str:
    """A time of the copy: of the same item the same, spread over two years."""
    return f"{column} - make_interval(days => (1 + k * 389 % {DAYS})::int, mins => (s.item_id * 97 % 20000)::int)"


def _copy(connection: Connection, table: str, ids: tuple[str, ...], joined: str, numbers: str) -> None:
    kinds = connection.execute(
        text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :name ORDER BY ordinal_position"),
        {"name": table},
    ).all()  # fmt: skip
    values = []
    for column, kind in kinds:
        if (table, column) == ("comment_watch", "due_at"):
            # For 30 days its comments are read, now and then; not while the bench runs.
            values.append(f"CASE WHEN {_moved('s.at')} > now() - interval '30 days' THEN now() + interval '2 days' END")
        elif (table, column) == ("post", "measure_at"):
            values.append(
                f"CASE WHEN {_moved('t.published_at')} > now() - interval '1 year' THEN now() + interval '2 days' END"
            )
        elif column in ids:
            values.append(f"t.{column} + k * {STEP}")
        elif column == CODED.get(table):
            values.append(f"t.{column} || 'z' || k")
        elif (table, column) in LINKED:
            values.append(f"regexp_replace(t.{column}, '/l/[0-9a-f]+', '\\&z' || k)")
        elif kind.startswith("timestamp"):
            values.append(_moved(f"t.{column}"))
        else:
            values.append(f"t.{column}")
    names = ", ".join(column for column, _kind in kinds)
    rows = f"SELECT {', '.join(values)} FROM {table} t JOIN bench_sent s ON {joined} {numbers}"
    connection.execute(text(f"INSERT INTO {table} ({names}) {rows}"))


@dataclass
class History:
    """The copies in a home's database so far."""

    made: Home
    last_id: int
    sent: int
    copies: int = 0

    def grow_to(self, posts: int) -> int:
        """Put in copies until there are about so many sent posts; returns how many there are."""
        more = max(0, round(posts / self.sent) - self.copies)
        if more:
            with self.made.database.engine.begin() as connection:
                copy_history(connection, self.last_id, self.copies + 1, more)
            self.copies += more
            keep_words(self.made.database)
            with self.made.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM (ANALYZE)"))  # as autovacuum has in the years meanwhile
        return self.copies * self.sent


def sizes(made: Home) -> dict[str, tuple[int, int, int]]:
    """Table → rows, bytes of the table, bytes of its indexes."""
    found = {}
    with made.database.read() as session:
        connection = session.connection()
        tables = connection.execute(
            text("SELECT relname, pg_table_size(relid), pg_indexes_size(relid) FROM pg_stat_user_tables")
        ).all()
        for name, table, indexes in tables:
            rows = connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            found[name] = (int(rows), int(table), int(indexes))
    return found


def carrier_of(made: Home, clock: Clock) -> Carrier:
    settings = made.settings
    return Carrier(
        settings=settings,
        database=made.database,
        clock=clock,
        vault=open_vault(settings.home, database=made.database),
        incarnation=LivingIncarnation(made.database, settings.run_folder),
        pacer=NoPacer(),
        media_path=MediaStore(settings.media_folder).path_of,
    )


def measured(made: Home, due_at: datetime, client: TestClient, times: int) -> dict[str, dict[str, float]]:
    """Name → milliseconds by the clock (median) and of a processor (ours and PostgreSQL's), of what the engine and the console
    ask. `due_at`: when posts that are planned have come due."""
    carrier = carrier_of(made, SystemClock())
    at_rest, at_work = carrier, Carrier(**{**_fields(carrier), "clock": At(due_at)})
    asked: dict[str, Callable[[], object]] = {
        "sweep, nothing due": lambda: SWEEP.run(at_rest, SilentNudge()),
        "sweep, posts due": lambda: SWEEP.run(at_work, SilentNudge()),
        "claim": lambda: _claim(made, carrier.incarnation.id, due_at),
        **{name: _getting(client, path) for name, path in PAGES.items()},
    }
    try:
        return {name: cost(made, act, times) for name, act in asked.items()}
    finally:
        carrier.incarnation.close()


def _fields(carrier: Carrier) -> dict[str, Any]:
    names = ("settings", "database", "vault", "incarnation", "pacer", "media_path")
    return {name: getattr(carrier, name) for name in names}


def _getting(client: TestClient, path: str) -> Callable[[], object]:
    def get() -> None:
        status = client.get(path).status_code
        if status != 200 and not path.startswith("/health"):
            raise RuntimeError(f"{path} answers {status}")

    return get


def _claim(made: Home, incarnation_id: str, now: datetime) -> None:
    """Take a post of the first Page, and let it go again."""
    account = made.accounts["facebook"][0]
    with made.database.engine.connect() as connection, Session(connection) as session:
        taken = claim_next(
            session,
            account_id=account.id or 0,
            spec=spec_of("facebook"),
            incarnation_id=incarnation_id,
            lease_s=60,
            now=now,
            channel_in_flight=8,
        )
        connection.rollback()
    assert not isinstance(taken, NothingToClaim), "nothing to claim"


def cost(made: Home, act: Callable[[], object], times: int) -> dict[str, float]:
    act()
    taken, used, theirs = [], time.process_time(), of_backends(made)
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    database_ms = 1000 * (of_backends(made) - theirs) / times
    return {
        "ms": round(1000 * statistics.median(taken), 1),
        "cpu_ms": round(1000 * (time.process_time() - used) / times + database_ms, 1),
        "database_ms": round(database_ms, 1),
    }


def of_backends(made: Home) -> float:
    """Seconds of a processor that PostgreSQL's processes have taken, to the microsecond."""
    assert made.postgres.process is not None
    return sum(_nanoseconds(made.postgres.process.pid)) / 1e9


def _nanoseconds(postmaster: int) -> Iterator[int]:
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in children:
        try:
            yield int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
        except OSError:
            continue
