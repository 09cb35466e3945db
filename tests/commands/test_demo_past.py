"""The demo's past: told as of its days, by the same code, once; and who works in the demo province."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.models import Account, Case, Item, Post, PostState, Role, Staff, Unit
from tests.commands.homes import Home
from tests.support.servers import wait_until

PAST = 6
pytestmark = pytest.mark.slow


def past_posts(session: Session, now: datetime) -> list[tuple[Post, Account]]:
    return [
        (post, account)
        for post, account in session.exec(
            select(Post, Account)
            .join(Account, col(Account.id) == col(Post.account_id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(col(Item.published_at) < now - timedelta(days=3, hours=1), Post.purpose == "announce")
        )
    ]


def test_three_weeks_stand_behind_the_demo_and_are_never_told_again(tmp_path: Path) -> None:
    home = Home(tmp_path, {"LOA_DEMO_PAST": str(PAST), "LOA_SANDBOX_PUBLISH_EVERY": "0"})
    now = datetime.now(UTC)
    with home.up():
        database = home.database()
        with database.read() as session:
            told = past_posts(session, now)
            roles = Counter(session.exec(select(Staff.role)).all())
            units = session.exec(select(Unit.code)).all()
        assert Counter((account.channel, post.state) for post, account in told) == {
            (channel, PostState.PUBLISHED): PAST for channel in ("facebook", "x", "rss")
        }
        for post, _account in told:
            assert post.published_at is not None
            assert timedelta(days=3) < now - post.published_at < timedelta(days=22)
        assert set(roles) == set(Role)
        assert set(units) == {"huong-giang", "thach-huong", "vinh-giang"}
        wait_until(lambda: ahead(database), "a campaign stands for the weeks ahead", 60.0)
        # What is new goes its way meanwhile, and the platforms have each post once.
        wait_until(lambda: home.publications()["facebook"] > PAST, "new items are told too")
        home.settled_publications()
    before = home_ledger(home)
    with home.up():
        assert home_ledger(home) == before
        database.dispose()


def ahead(database: Database) -> bool:
    """A campaign of chosen items has its posts in the calendar, and citizens' questions wait for an answer."""
    with database.read() as session:
        planned = session.exec(
            select(Post.slot_at).where(col(Post.purpose).startswith("campaign:"), Post.state == PostState.PLANNED)
        ).all()
        cases = session.exec(select(Case.id)).all()
    return len(planned) >= 2 and len(cases) == 3 and all(slot is not None for slot in planned)


def home_ledger(home: Home) -> set[tuple[int | None, str]]:
    database = home.database()
    with database.read() as session:
        rows = {(post.id, post.external_url) for post in session.exec(select(Post).where(Post.state == "published"))}
    database.dispose()
    return rows
