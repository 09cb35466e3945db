"""A machine with 15 % of a core and ten times the inflow gets slower, never stuck: queues stay short, the source is read."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from dispatch.queues import waiting
from dispatch.steps import ROOMS, TIMED
from distributor.clock import SystemClock
from distributor.ingest.sources import add_source
from distributor.models import Item, Post, PostState, SourceReading
from supervisor.process import Part
from tests.ingest.support import item, rss
from tests.support import province, servers
from tests.support.busy import BusyHome, busy_home

SHARE, ROUND_S = 0.15, 0.2
DRAFTS, ITEMS = 60, 12
WHOLE = "<p>" + "Hộ nghèo có con đi học được hỗ trợ tiền ăn trưa trong chín tháng của năm học. " * 12 + "</p>"
"""Long enough that the article itself, which nobody here has, is not asked for."""
SITE = "https://pbgdpl.huonggiang.example"
LANES = 8
"""Of the two accounts."""
UNREAD_S = 180.0
"""A source that wants to be read each five seconds; what stood still once did not read it for six minutes."""


@contextmanager
def held_to(share: float, part: Part) -> Iterator[None]:
    """It runs for so much of each moment, as on a machine that is shared with many."""
    ended = threading.Event()
    process = part.process
    assert process is not None

    def hold() -> None:
        while not ended.is_set():
            process.send_signal(signal.SIGSTOP)
            ended.wait(ROUND_S * (1 - share))
            process.send_signal(signal.SIGCONT)
            ended.wait(ROUND_S * share)

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    try:
        yield
    finally:
        ended.set()
        holder.join()


def pour(session: Session, run: BusyHome, feed: Path) -> None:
    """A source full of items, and many drafts to review."""
    assert run.feeder is not None
    seeded, now = run.feeder.seeded, datetime.now(UTC)
    add_source(session, seeded.unit_id, str(feed), take_all=True, clock=SystemClock(), interval_s=5, flood_limit=1000)
    items = [province.seed_item(session, seeded, 100_000 + number, now) for number in range(DRAFTS)]
    ids = province.seed_posts(session, seeded, run.feeder.accounts[0], items)
    draft = {"state": PostState.DRAFT, "slot_at": None, "due_at": now, "approval_id": None}
    session.connection().execute(update(Post).where(col(Post.id).in_(ids)).values(**draft))


def longest_unread_s(run: BusyHome, began: datetime) -> float:
    """From when there was a source until now."""
    with run.database.read() as session:
        read_at = session.exec(select(SourceReading.read_at).order_by(col(SourceReading.read_at))).all()
    moments = [began, *read_at, datetime.now(UTC)]
    return max((after - before).total_seconds() for before, after in pairwise(moments))


def count(run: BusyHome, of: type[SourceReading] | type[Item] | type[Post], *where: object) -> int:
    with run.database.read() as session:
        return session.exec(select(func.count()).select_from(of).where(*where)).one()  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_slow_machine_gets_slower_and_never_stuck(tmp_path: Path, database_url: str) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(
        rss(
            item(f"Thông báo số {number} về mức hỗ trợ", link=f"{SITE}/tin/{number}", text=WHOLE)
            for number in range(ITEMS)
        )
    )
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        busy_home(tmp_path / "home", database_url, sandbox_url) as run,
        Redis.from_url(run.settings.valkey_url) as valkey,
    ):
        servers.wait_until(lambda: not run.health(), "posts go out")
        longest = 0

        def done() -> bool:
            nonlocal longest
            longest = max(longest, sum(waiting(valkey, run.settings.key_prefix).values()))
            drafts = count(run, Post, Post.state == PostState.DRAFT)
            understood = count(run, Item, col(Item.understood_revision) > 0, col(Item.address).startswith(SITE))
            return drafts == 0 and understood >= ITEMS and count(run, SourceReading) >= 2

        with held_to(SHARE, run.parts["worker"]):
            with run.database.write() as session:
                pour(session, run, feed)
            began = datetime.now(UTC)
            servers.wait_until(done, lambda: f"all is worked off: {run.log()}", look_s=0.3)
            unread_s = longest_unread_s(run, began)
        assert unread_s < UNREAD_S
        assert longest <= len(ROOMS) + len(TIMED) + LANES
        assert not [line for line in run.told if "còn chạy nhưng" in line], "slow is not ill"
        run.feeder = None
        servers.wait_until(
            lambda: not count(run, Post, Post.state == PostState.PLANNED, col(Post.approval_id).is_not(None)),
            "the rest goes out",
            look_s=0.5,
        )
