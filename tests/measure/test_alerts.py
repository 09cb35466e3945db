"""Staff are told once of what is far from usual and of a wave of comments, and not of what is neither."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.measure.alerts import far_from, look, tell
from distributor.measure.own import CLICKS
from distributor.measure.settings import alerts
from distributor.models import (
    Account,
    Case,
    CaseMessage,
    Doubt,
    MeasureGap,
    Notice,
    Post,
    PostState,
    Sample,
)
from tests.deliver.conftest import START
from tests.support import province

RULES = alerts()
USUAL = [180, 200, 210, 190, 220, 205, 195, 240, 160, 200, 9_000, 3]
"""With two wild ones, which do not move the median."""
NOW = START + timedelta(hours=25)


@pytest.mark.parametrize(
    ("value", "is_far"), [(200, False), (500, False), (2_000, True), (0, True), (40, True), (120, False)]
)
def test_far_is_many_times_more_or_less_than_the_others(value: int, is_far: bool) -> None:
    assert (far_from(value, USUAL, RULES) is not None) is is_far


def test_few_posts_and_small_numbers_say_nothing() -> None:
    assert far_from(2_000, USUAL[:9], RULES) is None
    assert far_from(0, [4] * 20, RULES) is None
    assert far_from(40, [4] * 20, RULES) is None


def test_a_wide_spread_takes_more_to_leave() -> None:
    wide = [20, 60, 150, 400, 900, 2_000, 50, 300, 1_200, 100]
    assert far_from(5_000, wide, RULES) is None


@pytest.fixture
def account(database: Database) -> int:
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(unit_id=seeded.unit_id, channel="x", name="X tỉnh")
        session.add(account)
        session.flush()
        for number, views in enumerate(USUAL):
            _post(
                session, account, number, START - timedelta(days=2 + number), {10: views // 2, 20: views, 60: views * 5}
            )
        return account.id or 0


def _post(
    session: Session,
    account: Account,
    number: int,
    published_at: datetime,
    views: dict[int, int],
    doubt: Doubt = Doubt.NONE,
) -> int:
    """`views`: hours after publication → value."""
    seeded = province.Seeded(account.unit_id, 0)
    item_id = province.seed_item(session, seeded, number, START)
    post = Post(
        unit_id=account.unit_id, account_id=account.id or 0, item_id=item_id, purpose="announce", title=f"Bài {number}",
        state=PostState.PUBLISHED, created_at=START, published_at=published_at,
    )  # fmt: skip
    session.add(post)
    session.flush()
    assert post.published_at is not None
    session.add_all(
        Sample(
            post_id=post.id or 0, metric="impression_count", api_version="2", value=value, doubt=doubt,
            at=post.published_at + timedelta(hours=hours),
        )
        for hours, value in views.items()
    )  # fmt: skip
    return post.id or 0


def add(database: Database, account_id: int, views: dict[int, int], doubt: Doubt = Doubt.NONE) -> int:
    with database.write() as session:
        return _post(session, session.get_one(Account, account_id), 100, START, views, doubt)


def watch(database: Database, *hours: float) -> list[Sequence[object]]:
    """Look, so many hours after the post came out; what notices there are, and whether they stand."""
    for hour in hours:
        now = START + timedelta(hours=hour)
        with database.read() as session:
            told = look(session, now)
        with database.write() as session:
            tell(session, told, now)
    with database.read() as session:
        rows = session.exec(select(Notice).order_by(col(Notice.id))).all()
        return [(row.kind, row.subject, row.closed_at is None) for row in rows]


@pytest.mark.parametrize("views", [4_000, 2])
def test_a_post_far_from_its_accounts_others_at_the_same_age_is_told_once(
    database: Database, account: int, views: int
) -> None:
    post_id = add(database, account, {5: views})
    assert watch(database, 25, 26, 30) == [("numbers_far", f"post:{post_id}", True)]
    assert watch(database, 24 * 9) == [("numbers_far", f"post:{post_id}", False)]
    assert len(watch(database, 24 * 9 + 1)) == 1


def test_a_post_is_not_held_against_older_posts_for_being_young(database: Database, account: int) -> None:
    """After a day the others had 200 views, not the thousand that they have now."""
    add(database, account, {5: 210})
    assert watch(database, 25) == []


@pytest.mark.parametrize(("channel", "said"), [("x", "4.000 lượt xem"), ("rss", "4.000 lượt mở liên kết")])
def test_staff_read_what_was_counted(database: Database, account: int, channel: str, said: str) -> None:
    """Where the platform states no views, our own count of the link's openings is compared."""
    add(database, account, {5: 4_000})
    with database.write() as session:
        session.get_one(Account, account).channel = channel
        if channel == "rss":
            session.connection().execute(update(Sample).values(metric=CLICKS))
    assert len(watch(database, 25)) == 1
    with database.read() as session:
        text = session.exec(select(Notice.text)).one()
    assert said in text
    assert ("lượt xem" in text) is (channel == "x")


def test_whoever_tells_second_adds_nothing(database: Database, account: int) -> None:
    """Two workers looked before either wrote."""
    post_id = add(database, account, {5: 4_000})
    with database.read() as session:
        told = look(session, NOW)
    for _ in range(2):
        with database.write() as session:
            tell(session, told, NOW)
    with database.read() as session:
        assert session.exec(select(Notice.subject)).all() == [f"post:{post_id}"]
        assert look(session, NOW) == ()


def test_it_is_over_when_the_post_has_caught_up(database: Database, account: int) -> None:
    post_id = add(database, account, {5: 2, 61: 1_000})
    assert watch(database, 25) == [("numbers_far", f"post:{post_id}", True)]
    assert watch(database, 62) == [("numbers_far", f"post:{post_id}", False)]
    assert len(watch(database, 63)) == 1, "and is not told again"


def test_what_is_doubtful_or_was_not_read_alarms_nobody(database: Database, account: int) -> None:
    add(database, account, {5: 9_999}, Doubt.EARLY)
    assert watch(database, 25) == []
    with database.write() as session:
        _post(session, session.get_one(Account, account), 101, START, {5: 9_999})
        session.add(
            MeasureGap(account_id=account, since=START + timedelta(hours=20), until=START + timedelta(hours=30))
        )
    assert watch(database, 25) == []


def test_a_wave_of_comments_is_told_once_and_closed_when_it_is_over(database: Database, account: int) -> None:
    post_id = add(database, account, {5: 210})
    with database.write() as session:
        case = Case(unit_id=1, account_id=account, post_id=post_id, opened_at=NOW, last_at=NOW, due_at=NOW)
        session.add(case)
        session.flush()
        session.add_all(
            CaseMessage(
                case_id=case.id or 0, account_id=account, post_id=post_id, external_id=f"c{n}", text="😀" * 10_000,
                written_at=NOW - timedelta(minutes=n), seen_at=NOW,
            )
            for n in range(20)
        )  # fmt: skip
    assert watch(database, 25, 25.1) == [("comment_wave", f"post:{post_id}", True)]
    assert watch(database, 28) == [("comment_wave", f"post:{post_id}", True)]
    assert watch(database, 32) == [("comment_wave", f"post:{post_id}", False)]
