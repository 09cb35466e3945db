"""What the engine asks each second reads no more after 8,000 sent posts than after 800 (`bench/scale.py` measures more)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, col, select

from bench.scale_history import STEP, copy_history
from channels.registry import spec_of
from dispatch.due import SWEEP
from distributor.db import Database
from distributor.deliver.claim import Claim, claim_next
from distributor.deliver.waiting import STALE, explain_waiting
from distributor.models import (
    Account,
    Attempt,
    Delivery,
    Item,
    Post,
    PostState,
    PostTransition,
    PostTrial,
    Receipt,
    Sample,
    ShortLink,
    Staff,
    Unit,
)
from distributor.outgoing.carrier import Carrier
from tests.deliver.conftest import SetClock, make_carrier
from tests.support import province
from tests.support.postgres import Emptied
from tests.support.statements import statements

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SENT, FEW, MANY = 40, 20, 200
"""Posts that are copied, and how often."""


class SilentNudge:
    def deliver(self, account_id: int, lanes: int, eta: datetime | None) -> None:
        pass

    def ask(self, task: str, keys: object) -> None:
        pass


@pytest.fixture
def database(postgres: Emptied) -> Iterator[Database]:
    database = Database(postgres.url())
    yield database
    database.dispose()
    postgres.clear()


def seed(database: Database) -> tuple[int, int]:
    """Posts as a delivery leaves them on two Pages, and a few more that are due. The last sent one's id, and the first Page's."""
    with database.write() as session:
        seeded = province.seed_unit(session)
        pages = [
            Account(
                unit_id=seeded.unit_id, channel="facebook", name=f"Trang {number}", settings={}, limits=province.QUICK
            )
            for number in range(2)
        ]
        session.add_all(pages)
        session.flush()
        items = [province.seed_item(session, seeded, number, NOW) for number in range(SENT // 2)]
        ids = [each for page in pages for each in province.seed_posts(session, seeded, page, items, now=NOW)]
        for post in session.exec(select(Post)).all():
            assert post.id is not None
            post.state, post.due_at, post.published_at, post.measure_at = PostState.PUBLISHED, None, NOW, NOW
            attempt = Attempt(post_id=post.id, token="t", incarnation_id="i", started_at=NOW, outcome="published")
            session.add(attempt)
            session.add(PostTransition(post_id=post.id, at=NOW, from_state="sending", to_state="published", by="loa"))
            session.add(
                Receipt(post_id=post.id, account_id=post.account_id, external_id=f"page_{post.id}", received_at=NOW)
            )
        new = [province.seed_item(session, seeded, 1_000 + number, NOW) for number in range(8)]
        for page in pages:
            province.seed_posts(session, seeded, page, new, now=NOW)
        return max(ids), pages[0].id or 0


def grow(database: Database, last_id: int, first: int, copies: int) -> None:
    with database.engine.begin() as connection:
        copy_history(connection, last_id, first, copies)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))


def test_copies_are_as_the_engine_left_the_posts(database: Database) -> None:
    last_id, _page = seed(database)
    grow(database, last_id, 1, 2)
    grow(database, last_id, 3, 1)
    with database.read() as session:
        copies = session.exec(select(Post).where(col(Post.id) > STEP)).all()
        assert len(copies) == 3 * SENT
        assert {post.state for post in copies} == {PostState.PUBLISHED}
        links = {link.post_id: link.code for link in session.exec(select(ShortLink)).all()}
        assert all(post.text.endswith(f"/l/{links[post.id or 0]}") for post in copies)
        assert len(set(links.values())) == len(links)
        for post_id in (Attempt.post_id, PostTransition.post_id, Receipt.post_id, Delivery.post_id):
            assert set(session.exec(select(post_id)).all()) >= {post.id for post in copies}, post_id
        assert session.exec(select(Item).where(Item.id == copies[0].item_id)).one().title
        assert {post.published_at.month for post in copies if post.published_at} != {NOW.month}
        assert len(session.exec(select(Sample)).all()) == 11 * len(copies)
        assert len(session.exec(select(PostTrial)).all()) == len(copies)  # else all of them were to be settled
    with database.write() as session:  # the next ids are free
        session.add(Sample(post_id=last_id, metric="likes", api_version="1", at=NOW, value=1))


def blocks_read(database: Database, act: Callable[[], object]) -> int:
    """Blocks of tables and indexes that PostgreSQL looked into for what was asked while this was done."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        act()
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
    assert asked
    total = 0
    with database.engine.connect() as connection:
        for statement, parameters in asked:
            explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
            plan = connection.exec_driver_sql(explained, parameters).scalar_one()[0]["Plan"]
            total += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        connection.rollback()
    return total


ONE_LEVEL_MORE = 1.25
"""An index over ten times the rows may have a level more, and the planner draws samples; to read the history would be ten."""


def test_sweep_and_claim_read_no_more_of_a_long_history(database: Database, tmp_path: Path) -> None:
    last_id, page = seed(database)
    carrier = make_carrier(database, tmp_path, SetClock(NOW))
    try:
        grow(database, last_id, 1, FEW)
        little = asked_of(database, carrier, page)
        grow(database, last_id, FEW + 1, MANY - FEW)
        much = asked_of(database, carrier, page)
    finally:
        carrier.incarnation.close()
    assert all(much[name] <= ONE_LEVEL_MORE * little[name] for name in much), (little, much)


def asked_of(database: Database, carrier: Carrier, page: int) -> dict[str, int]:
    def claim() -> None:
        with database.engine.connect() as connection:
            with Session(connection) as session:
                taken = claim_next(
                    session,
                    account_id=page,
                    spec=spec_of("facebook"),
                    incarnation_id=carrier.incarnation.id,
                    lease_s=60,
                    now=NOW + timedelta(seconds=1),
                    channel_in_flight=8,
                )
                assert isinstance(taken, Claim)
            connection.rollback()

    return {
        "sweep": blocks_read(database, lambda: SWEEP.run(carrier, SilentNudge())),
        "claim": blocks_read(database, claim),
    }


def test_why_posts_wait_is_not_asked_account_by_account_while_all_may_go(database: Database, tmp_path: Path) -> None:
    seed(database)
    carrier = make_carrier(database, tmp_path, SetClock(NOW))
    try:
        with statements() as of_two:
            explain_waiting(carrier, NOW)
        with database.write() as session:
            unit = session.exec(select(Unit)).one()
            staff = session.exec(select(Staff)).one()
            seeded = province.Seeded(unit.id or 0, staff.id or 0)
            item = province.seed_item(session, seeded, 5_000, NOW)
            for number in range(20):
                page = Account(unit_id=seeded.unit_id, channel="facebook", name=f"Xã {number}", limits=province.QUICK)
                session.add(page)
                session.flush()
                province.seed_posts(session, seeded, page, [item], now=NOW)
        with statements() as of_many:
            explain_waiting(carrier, NOW)
        with database.write() as session:
            (post, *_) = session.exec(select(Post).where(Post.account_id == page.id)).all()
            post.revision = 0
        explain_waiting(carrier, NOW)
        with database.read() as session:
            assert session.exec(select(Post.reason).where(Post.id == post.id)).one() == STALE
    finally:
        carrier.incarnation.close()
    assert len(of_many) == len(of_two)
