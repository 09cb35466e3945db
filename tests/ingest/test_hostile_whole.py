"""Twenty hostile feeds at once, under a real worker: every due post goes out in time, and no more memory is taken than is due."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from distributor.clock import SystemClock
from distributor.ingest.sources import add_source
from distributor.models import Post, PostState, Receipt, Source, SourceReading
from distributor.vault import open_vault
from phrases import Phrase
from tests.ingest.test_hostile import deep, deep_markup, many_attributes, one_line
from tests.support import province, servers, workers
from tests.support.workers import Running

FEEDS = 20
POSTS, BEFORE = 15, 4
"""Posts beside the feeds; and before them, which tell how late posts are on this machine anyway."""
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


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hostile_feeds_delay_no_post(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        workers.running(tmp_path / "home", database_url, sandbox_url) as run,
    ):
        with run.database.write() as session:
            seeded = province.seed_unit(session)
            account = province.seed_sandbox_account(
                session, seeded, open_vault(run.settings.home), sandbox_url, "facebook"
            )
            now = datetime.now(UTC)
            items = [province.seed_item(session, seeded, number, now) for number in range(1 + BEFORE + POSTS)]
            province.seed_posts(session, seeded, account, items[:1])
        servers.wait_until(lambda: run.states()[PostState.PUBLISHED] == 1, "the worker works")
        with run.database.write() as session:
            now = datetime.now(UTC)
            before = [now + timedelta(seconds=2 + number) for number in range(BEFORE)]
            province.seed_posts(session, seeded, account, items[1 : 1 + BEFORE], slots=before)
        servers.wait_until(lambda: run.states()[PostState.PUBLISHED] == 1 + BEFORE, "some posts before the feeds")
        with run.database.write() as session:
            now = datetime.now(UTC)
            slots = [now + timedelta(seconds=2 + number) for number in range(POSTS)]
            province.seed_posts(session, seeded, account, items[1 + BEFORE :], slots=slots)
            hostile = sources(session, seeded.unit_id, tmp_path)
        worker = run.parts["worker"].process
        assert worker is not None
        most = 0

        def published() -> bool:
            nonlocal most
            most = max(most, memory_of_children(worker.pid))
            return run.states()[PostState.PUBLISHED] == 1 + BEFORE + POSTS

        servers.wait_until(published, lambda: f"all published: {run.states()}", look_s=0.5)
        late, usual = lateness(run, slots), min(lateness(run, before)[-1], 2 * LATEST)
        with run.database.read() as session:
            waiting = session.exec(
                select(func.count()).where(col(Source.id).in_(hostile), col(Source.active), col(Source.failures) == 0)
            ).one()
        record_property("latest_s", round(late[-1].total_seconds(), 2))
        record_property("children_mb", most)
        servers.wait_until(lambda: published() and harmed(run) >= 1, "hostile sources end", look_s=0.5)
    assert waiting > 0, "the feeds were read before the posts went out: the test proved nothing"
    # By as much as posts are late without the feeds, the tests beside this one delay them.
    assert late[-2] <= LATEST + usual, (usual, late[-5:])
    assert late[-1] <= 3 * LATEST + usual, "one may meet other tests on the same machine"
    assert most <= MOST_CHILDREN_MB
