"""The demo's past: told as of its days, by the same code, once, however its start ends; and who works in the demo province."""

import signal
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from commands.demo.ahead import QUESTIONS
from commands.demo.audience import PEOPLE
from commands.demo.past import begun_at
from commands.demo.people import PAGE_NAME
from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.models import (
    Account,
    Broadcast,
    Campaign,
    Case,
    Item,
    Post,
    PostState,
    Recipient,
    RecipientState,
    Role,
    Staff,
    StandingApproval,
    Unit,
)
from tests.commands.homes import Home, wait_until_gone
from tests.sandbox.running import start_process
from tests.support import province
from tests.support.servers import wait_until

PAST = 8
"""The last of them is a warning, which went to the telephones too."""
ASKED = 1
"""A story of mediators: a person was asked whether it is for everybody, and did not tell it."""
TOLD = PAST - ASKED + 1
"""With a decision of four days ago, of which a reminder is due at the start."""
NOWHERE_ELSE = {"youtube", "zalo", "sms"}
"""Channels that were connected after the past."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


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
            ends = session.exec(select(StandingApproval.ends_at)).all()
        assert Counter((account.channel, post.state) for post, account in told) == {
            (channel, state): count
            for channel in ("facebook", "x", "rss")
            for state, count in ((PostState.PUBLISHED, TOLD), (PostState.SKIPPED, ASKED))
        }
        assert {f"{ends_at.astimezone(VIETNAM):%H:%M}" for ends_at in ends} == {"00:00"}, "at the end of a day here"
        for post, _account in told:
            if post.state is PostState.SKIPPED:
                continue
            assert post.published_at is not None
            assert timedelta(days=1) < now - post.published_at < timedelta(days=22)
        assert set(roles) == set(Role)
        assert set(units) == {"huong-giang", "thach-huong", "vinh-giang"}
        wait_until(lambda: ahead(database), "a campaign stands for the weeks ahead")
        # What is new goes its way meanwhile, and the platforms have each post once.
        wait_until(lambda: home.publications()["facebook"] > TOLD, "new items are told too")
        wait_until(lambda: is_told_everywhere(home), home.publications_told)
        told_there = platform_ledger(home)
    before = home_ledger(home)
    with home.up():
        assert home_ledger(home) == before
        assert platform_ledger(home) == told_there
        database.dispose()


def test_a_start_that_is_killed_again_and_again_ends_with_the_same_past(tmp_path: Path) -> None:
    """On every channel: what stands on the platforms stands there once, and is known here."""
    home = Home(
        tmp_path,
        {"LOA_DEMO_PAST": str(PAST), "LOA_SANDBOX_PUBLISH_EVERY": "0", "LOA_DEMO_CHANNELS": "", "LOA_VIDEOS": "1"},
    )
    now = datetime.now(UTC)
    leave_a_page_behind(home)
    for already in (0, 3, 2 * TOLD - 2):
        process = home.begin("up", "--json")
        wait_until(partial(is_begun, home, now, already, process), f"{already} posts of the past are told")
        process.kill()
        process.communicate()
        wait_until_gone(home)
        assert begun_at(home.path).exists(), "killed in the middle"
    with home.up():
        assert not begun_at(home.path).exists()
        database = home.database()
        with database.read() as session:
            told = past_posts(session, now)
            campaigns = session.exec(select(Campaign.name)).all()
            pages = session.exec(select(Account.name).where(Account.channel == "facebook")).all()
            of_old = (
                select(Recipient.state)
                .join(Broadcast, col(Broadcast.id) == col(Recipient.broadcast_id))
                .where(col(Broadcast.starts_at) < now - timedelta(days=2))
            )
            recipients = Counter(session.exec(of_old).all())
        database.dispose()
        messages = messages_of_old(home, now)
        there = told_of_old(home, now)
        graph = province.call("GET", f"{sandbox_of(home)}/_sandbox/graph")
    assert len(told) == len({(post.item_id, post.account_id) for post, _account in told})
    assert {(account.channel, post.state) for post, account in told} == {
        *((channel, PostState.PUBLISHED) for channel in ("facebook", "x", "rss", "manual", "sms")),
        *((channel, PostState.SKIPPED) for channel in ("facebook", "x", "rss", "manual", *NOWHERE_ELSE)),
    }
    assert set(Counter(messages).values()) == {1}, "each telephone has the message once"
    assert len(messages) == PEOPLE == sum(recipients.values())
    assert set(recipients) == {RecipientState.DELIVERED}
    known = [post.external_url for post, account in told if account.channel in ("facebook", "x") and post.external_url]
    assert len(known) == 2 * TOLD
    assert sorted(address.rpartition("/")[2] for address in known) == sorted(there)
    assert len(campaigns) == len(set(campaigns)) == 3
    assert sorted(pages).count(PAGE_NAME) == 1
    assert len(pages) == 2
    assert sorted(one["text"] for one in graph["comments"]) == sorted(words for _who, words in QUESTIONS)


def is_told_everywhere(home: Home) -> bool:
    """But the one new question, which waits for a better hour on Facebook and X."""
    told = home.publications()
    return told["rss"] - 1 == told["facebook"] == told["x"] > PAST


def leave_a_page_behind(home: Home) -> None:
    """A start that ended after the sandbox had made the commune's Page, and before Loa had written it down."""
    sandbox = start_process(home.path / "sandbox", "--publish-every", "0", "--past", str(PAST))
    sandbox.new_account("facebook", name=PAGE_NAME)
    sandbox.stop()


def sandbox_of(home: Home) -> str:
    return f"http://127.0.0.1:{home.sandbox_port}"


def platform_ledger(home: Home) -> set[tuple[str, str]]:
    ledger = province.call("GET", f"{sandbox_of(home)}/_sandbox/ledger.json")["publications"]
    return {(entry["platform"], entry["id"]) for entry in ledger}


def is_begun(home: Home, now: datetime, already: int, process: subprocess.Popen[str]) -> bool:
    """The past is so far, and stays so: who makes it is held while it is looked at, and only let go on when it is not."""
    process.send_signal(signal.SIGSTOP)
    if begun_at(home.path).exists() and len(told_of_old(home, now)) >= already:
        return True
    process.send_signal(signal.SIGCONT)
    return False


def told_of_old(home: Home, now: datetime) -> list[str]:
    """What Facebook and X have of the past; nothing while they are not up."""
    try:
        ledger = province.call("GET", f"{sandbox_of(home)}/_sandbox/ledger.json")["publications"]
    except OSError:
        return []
    return [
        entry["id"]
        for entry in ledger
        if entry["platform"] in ("facebook", "x") and datetime.fromisoformat(entry["time"]) < now - timedelta(days=2)
    ]


def messages_of_old(home: Home, now: datetime) -> list[tuple[str, str]]:
    """Telephone and text of what the network took before the start."""
    shown = province.call("GET", f"{sandbox_of(home)}/_sandbox/smsc/messages.json")
    old = {part["id"] for part in shown["parts"] if datetime.fromisoformat(part["time"]) < now - timedelta(days=2)}
    return [(each["phone"], each["text"]) for each in shown["messages"] if old & set(each["ids"])]


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
