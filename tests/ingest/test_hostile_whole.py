"""Twenty hostile feeds at once, and items that are much to understand, under a real worker: every due post goes out in time,
and no more memory is taken than is due."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from distributor.clock import SystemClock
from distributor.ingest.sources import add_source
from distributor.models import Account, Item, Post, PostState, Receipt, Source, SourceReading
from distributor.vault import open_vault
from phrases import Phrase
from tests.ingest.test_hostile import deep, deep_markup, many_attributes, one_line
from tests.support import province, servers, workers
from tests.support.workers import Running

FEEDS = 20
POSTS, BEFORE = 15, 4
"""Posts beside the feeds; and before them, which tell how late posts are on this machine anyway."""
MUCH = 2_000_000
"""Bytes of an item."""
BESIDE, MOST_BESIDE = 5, 300
"""Posts that come due in a row while items are understood, and in all."""
LATEST = timedelta(seconds=2)
MOST_CHILDREN_MB = 700
"""Two at a time took 273; twelve, when nothing bounded how many, took 1,800."""


def sources(session: Session, unit_id: int, folder: Path) -> list[int]:
    bodies = (many_attributes(), deep(), deep_markup(), one_line())
    ids = []
    for number in range(FEEDS):
        file = folder / f"doc-{number}.rss"
        file.write_bytes(bodies[number % len(bodies)] + b"<!-- " + str(number).encode() + b" -->")
        source = add_source(session, unit_id, str(file), take_all=True, clock=SystemClock(), interval_s=3600)
        ids.append(source.id or 0)
    return ids


def memory_of_children(worker: int) -> int:
    """Megabytes of the worker's own children, summed."""
    pages = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(fields[1]) == worker:
            pages += int(fields[21])
    return pages * 4096 // 1_000_000


def harmed(run: Running) -> int:
    """Hostile sources that a child could not read: stopped, or on a slow machine put off farther with each try."""
    with run.database.read() as session:
        told = session.exec(select(SourceReading.error).where(SourceReading.error != "")).all()
    return sum(isinstance(each, Phrase) and each.code.startswith("ingest.child.") for each in told)


def lateness(run: Running, slots: Sequence[datetime]) -> list[timedelta]:
    """How long after their slots the platform had the posts, the least first."""
    with run.database.read() as session:
        return sorted(
            received - slot
            for slot, received in session.exec(
                select(Post.slot_at, Receipt.received_at)
                .join(Receipt, col(Receipt.post_id) == col(Post.id))
                .where(col(Post.slot_at).in_(slots))
            )
            if slot is not None
        )


@dataclass
class Office:
    """A running home with one account, and the items of its posts."""

    run: Running
    seeded: province.Seeded
    account: Account
    items: list[int]

    def plan(self, count: int) -> list[datetime]:
        """Plan so many posts, a second apart; return their slots."""
        now = datetime.now(UTC)
        slots = [now + timedelta(seconds=2 + number) for number in range(count)]
        with self.run.database.write() as session:
            province.seed_posts(session, self.seeded, self.account, self.items[:count], slots=slots)
        del self.items[:count]
        return slots

    def are_out(self, slots: Sequence[datetime]) -> bool:
        return len(lateness(self.run, slots)) == len(slots)

    def usual(self) -> timedelta:
        """How late posts are on this machine while nothing else is asked of it."""
        before = self.plan(BEFORE)
        servers.wait_until(lambda: self.are_out(before), "some posts before")
        return min(lateness(self.run, before)[-1], 2 * LATEST)


def assert_in_time(late: Sequence[timedelta], usual: timedelta) -> None:
    """By as much as posts are late without what is tested, the tests beside it delay them."""
    assert late[-2] <= LATEST + usual, (usual, late[-5:])
    assert late[-1] <= 3 * LATEST + usual, "one may meet other tests on the same machine"


@contextmanager
def office(folder: Path, database_url: str, most_posts: int) -> Iterator[Office]:
    with (
        servers.sandbox(folder / "sandbox", "--no-clicks") as sandbox_url,
        workers.running(folder / "home", database_url, sandbox_url) as run,
    ):
        with run.database.write() as session:
            seeded = province.seed_unit(session)
            account = province.seed_sandbox_account(
                session, seeded, open_vault(run.settings.home), sandbox_url, "facebook"
            )
            now = datetime.now(UTC)
            items = [province.seed_item(session, seeded, number, now) for number in range(1 + BEFORE + most_posts)]
            # Their posts are there already: nobody needs to understand them.
            session.connection().execute(update(Item).values(understood_revision=1, composed_revision=1))
            province.seed_posts(session, seeded, account, items[:1])
        servers.wait_until(lambda: run.states()[PostState.PUBLISHED] == 1, "the worker works")
        yield Office(run, seeded, account, items[1:])


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hostile_feeds_delay_no_post(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    with office(tmp_path, database_url, POSTS) as desk:
        run, usual = desk.run, desk.usual()
        with run.database.write() as session:
            hostile = sources(session, desk.seeded.unit_id, tmp_path)
        slots = desk.plan(POSTS)
        worker = run.parts["worker"].process
        assert worker is not None
        most = 0

        def published() -> bool:
            nonlocal most
            most = max(most, memory_of_children(worker.pid))
            return desk.are_out(slots)

        servers.wait_until(published, lambda: f"all published: {run.states()}", look_s=0.5)
        late = lateness(run, slots)
        with run.database.read() as session:
            waiting = session.exec(
                select(func.count()).where(col(Source.id).in_(hostile), col(Source.active), col(Source.failures) == 0)
            ).one()
        record_property("latest_s", round(late[-1].total_seconds(), 2))
        record_property("children_mb", most)
        servers.wait_until(lambda: published() and harmed(run) >= 1, "hostile sources end", look_s=0.5)
    assert waiting > 0, "the feeds were read before the posts went out: the test proved nothing"
    assert_in_time(late, usual)
    assert most <= MOST_CHILDREN_MB


LINES = (
    "\nx",
    "Điều 1. Phạm vi điều chỉnh\n",
    "| Xã | 1.000.000 đồng |\n",
    "Hỏi: Mức hỗ trợ là bao nhiêu?\nTrả lời: 5 triệu đồng.\n",
    "bãi bỏ Quyết định số 27/2026/QĐ-UBND; ",
    "không được công bố dự thảo nội bộ ",
)
"""What takes longest to understand of each size."""


def much_to_understand(session: Session, seeded: province.Seeded) -> list[int]:
    """Items that are not understood yet, each of some megabytes of one thing."""
    now, ids = datetime.now(UTC), []
    for number, line in enumerate(LINES):
        item_id = province.seed_item(session, seeded, 50_000 + number, now)
        text = line * (MUCH // len(line.encode()))
        values = {"text": text, "understood_revision": 0, "composed_revision": 0}
        session.connection().execute(update(Item).where(col(Item.id) == item_id).values(**values))
        ids.append(item_id)
    return ids


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_items_that_are_much_to_understand_delay_no_post(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    with office(tmp_path, database_url, MOST_BESIDE) as desk:
        run, usual = desk.run, desk.usual()
        with run.database.write() as session:
            much = much_to_understand(session, desk.seeded)
            little = province.seed_item(session, desk.seeded, 60_000, datetime.now(UTC))
            values = {
                "understood_revision": 0,
                "text": "Hộ nghèo có con đi học được hỗ trợ tiền ăn trưa trong chín tháng. " * 12,
            }
            session.connection().execute(update(Item).where(col(Item.id) == little).values(**values))
        slots: list[datetime] = []
        before_little = 0

        def all_are_understood() -> bool:
            """Posts go on being due until then, and another's item is not held up."""
            nonlocal before_little
            if desk.items and desk.are_out(slots):
                slots.extend(desk.plan(min(BESIDE, len(desk.items))))
            with run.database.read() as session:
                told = select(Item.id).where(col(Item.id).in_([*much, little]), col(Item.understood_revision) == 1)
                understood = set(session.exec(told).all())
            if little not in understood:
                before_little = len(understood)
            return len(understood) == len(much) + 1

        servers.wait_until(all_are_understood, lambda: f"all understood: {run.states()}", look_s=0.5)
        servers.wait_until(lambda: desk.are_out(slots), "the last posts")
        late = lateness(run, slots)
        record_property("latest_s", round(late[-1].total_seconds(), 2))
        record_property("posts", len(late))
    assert before_little < len(much) / 2, "another's item waits for all of them"
    assert len(late) >= 2 * BESIDE, "too few posts were due meanwhile: the test proved nothing"
    assert_in_time(late, usual)
