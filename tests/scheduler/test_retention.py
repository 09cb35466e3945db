"""Rows that only grow go when they can matter no more; what reports, the audit or proof of exactly once need stays."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, select

from distributor.db import Database
from distributor.models import (
    Account,
    Approval,
    Attempt,
    Delivery,
    Notice,
    Post,
    PostState,
    PostTransition,
    Receipt,
    Source,
    SourceKind,
    SourceReading,
)
from distributor.scheduler import retention
from distributor.scheduler.retention import KeptDays, RetentionRules, forget_rows, retention_rules
from tests.support import province

NOW = datetime(2029, 6, 1, tzinfo=UTC)
OLD = NOW - timedelta(days=800)
LATELY = NOW - timedelta(days=5)


@pytest.fixture(autouse=True)
def _from_the_beginning() -> Iterator[None]:
    retention._looked_at.clear()
    yield
    retention._looked_at.clear()


@pytest.fixture
def posts(database: Database) -> dict[PostState, int]:
    """A post in each state, each carried twice long ago, with a mark; the published one has its receipt."""
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(unit_id=seeded.unit_id, channel="facebook", name="Trang")
        session.add(account)
        session.flush()
        items = [province.seed_item(session, seeded, number, OLD) for number, _ in enumerate(PostState)]
        ids = province.seed_posts(session, seeded, account, items, now=OLD)
        made = dict(zip(PostState, ids, strict=True))
        for state, post_id in made.items():
            session.get_one(Post, post_id).state = state
            session.merge(Delivery(post_id=post_id, calling_at=OLD, first_call_at=OLD))
            for number in range(2):
                attempt = Attempt(post_id=post_id, token="t", incarnation_id="i", started_at=OLD, ended_at=OLD)
                attempt.outcome = f"{number}"
                session.add(attempt)
        session.add(
            Receipt(
                post_id=made[PostState.PUBLISHED], account_id=account.id or 0, external_id="1", url="", received_at=OLD
            )
        )
    return made


def forget(database: Database, now: datetime = NOW, steps: int = 1) -> int:
    gone = 0
    for _ in range(steps):
        with database.write() as session:
            gone += forget_rows(session, now)
    return gone


def count(database: Database, table: type[SQLModel]) -> int:
    with database.read() as session:
        return len(session.exec(select(table)).all())


def test_of_posts_that_are_over_the_newest_attempt_stays_and_of_others_all(
    database: Database, posts: dict[PostState, int]
) -> None:
    kept = {table: count(database, table) for table in (Receipt, Delivery, Approval, Post)}
    assert forget(database) == len(retention.OVER)
    with database.read() as session:
        left = Counter(session.exec(select(Attempt.post_id)).all())
        newest = session.exec(select(Attempt.outcome).where(Attempt.post_id == posts[PostState.PUBLISHED])).all()
        marks = session.exec(select(Delivery.first_call_at)).all()
    assert {state: left[post_id] for state, post_id in posts.items()} == {
        state: 1 if state in retention.OVER else 2 for state in PostState
    }
    assert newest == ["1"]
    assert {table: count(database, table) for table in kept} == kept
    assert all(marks)
    assert forget(database, steps=3) == 0


def test_a_young_or_open_attempt_stays(database: Database, posts: dict[PostState, int]) -> None:
    with database.write() as session:
        first, second = session.exec(select(Attempt).where(Attempt.post_id == posts[PostState.PUBLISHED])).all()
        first.ended_at, second.ended_at = LATELY, None
    assert forget(database) == len(retention.OVER) - 1


def test_of_moves_stays_what_reports_and_people_ask_for(database: Database, posts: dict[PostState, int]) -> None:
    moves = [
        *(("draft", ""), ("awaiting_review", ""), ("planned", ""), ("failed", ""), ("planned", ""), ("unknown", "loa")),
        *(
            ("failed", "an"),
            ("planned", "an"),
            ("processing", ""),
            ("published", ""),
            ("edited", ""),
            ("withdrawn", ""),
        ),
    ]

    def add(session: Session, post_id: int, at: datetime) -> None:
        for state, by in moves:
            session.add(PostTransition(post_id=post_id, at=at, from_state="-", to_state=state, by=by))
            session.flush()

    published, failed, cancelled = (
        posts[each] for each in (PostState.PUBLISHED, PostState.FAILED, PostState.CANCELLED)
    )
    with database.write() as session:
        add(session, published, OLD)
        add(session, failed, OLD)
        add(session, cancelled, LATELY)
        session.connection().execute(text("DELETE FROM attempt"))
    assert forget(database) == 4
    with database.read() as session:
        left = [
            (each.to_state, each.by)
            for each in session.exec(
                select(PostTransition).where(PostTransition.post_id == published).order_by(col(PostTransition.id))
            )
        ]
        others = Counter(session.exec(select(PostTransition.post_id)).all())
    assert left == [
        *(("awaiting_review", ""), ("planned", ""), ("failed", "an"), ("planned", "an")),
        *(("processing", ""), ("published", ""), ("edited", ""), ("withdrawn", "")),
    ]
    assert others[failed] == others[cancelled] == len(moves)


def test_of_a_source_the_newest_reading_and_the_newest_fault_stay(database: Database) -> None:
    with database.write() as session:
        seeded = province.seed_unit(session)
        for number in range(2):
            source = Source(unit_id=seeded.unit_id, kind=SourceKind.FEED, address=f"https://a.example/{number}")
            session.add(source)
            session.flush()
            for error in ("hỏng", "", "hỏng lần nữa", "", ""):
                session.add(SourceReading(source_id=source.id or 0, read_at=OLD, error=error))
                session.flush()
        session.add(SourceReading(source_id=source.id or 0, read_at=LATELY))
    assert forget(database) == 7
    with database.read() as session:
        left = [
            (each.source_id, each.error) for each in session.exec(select(SourceReading).order_by(col(SourceReading.id)))
        ]
    assert left == [(1, "hỏng lần nữa"), (1, ""), (2, "hỏng lần nữa"), (2, "")]


def test_notices_that_are_open_or_closed_lately_stay(database: Database) -> None:
    with database.write() as session:
        for closed_at in (OLD, None, LATELY, OLD):
            session.add(Notice(kind="k", subject="post:1", text="-", opened_at=OLD, closed_at=closed_at))
            session.flush()
    assert forget(database) == 1
    with database.read() as session:
        assert [each.id for each in session.exec(select(Notice).order_by(col(Notice.id)))] == [2, 3, 4], (
            "the newest keeps its number"
        )


def test_a_backlog_goes_step_by_step_and_what_stays_is_not_looked_at_again_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "LOOKED", 10)
    with database.write() as session:
        for number in range(35):
            closed_at = None if number < 10 else OLD
            session.add(Notice(kind="k", subject=f"post:{number}", text="-", opened_at=OLD, closed_at=closed_at))
    assert [forget(database) for _ in range(5)] == [0, 10, 10, 4, 0]
    with database.write() as session:
        session.connection().execute(text("UPDATE notice SET closed_at = opened_at"))
    assert [forget(database) for _ in range(2)] == [10, 0], "then from the beginning"


def test_the_days_are_dated_and_never_too_few(database: Database, posts: dict[PostState, int]) -> None:
    assert posts
    assert forget(database, datetime(2026, 11, 1, tzinfo=UTC)) == 0, "no entry is in force yet"
    first = retention_rules().kept[0]
    later = first.model_copy(update={"since": date(2030, 1, 1), "attempts_days": 90})
    rules = RetentionRules(kept=(later, first))
    assert (rules.at(NOW), rules.at(datetime(2030, 1, 2, tzinfo=UTC))) == (first, later)
    with pytest.raises(ValidationError):
        KeptDays.model_validate({**first.model_dump(), "attempts_days": 30})
