"""A citizen's telephone in a real browser, by the whole running program: follow a topic, receive, look a law up, ask for more,
stop; dial the line and hear the answer.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update
from sqlmodel import col, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.lookup.answers import look_up
from distributor.models import Account, Item, Post, PostState, Source
from tests.commands.homes import Home, free_ports
from tests.support import province
from tests.support.servers import wait_until
from tests.web.browsing import PHONE, browser, new_page, pytestmark, width_of
from tests.web.processes import Web

__all__ = ["browser"]

pytestmark = [*pytestmark, pytest.mark.timeout(900)]
NUMBER = "84900000006"
WARNING = "Cảnh báo: "
"""Begins the titles of what the province's automatic campaign tells by SMS of the topic that is followed here."""
DECISION = "27/2026"
OURS, BRAND = "8079", "STP-HGIANG"
ENDED = (PostState.PUBLISHED, PostState.SKIPPED, PostState.MISSED, PostState.FAILED)


class Citizen:
    """A person with a telephone of the sandbox's network. `home`: the office's."""

    def __init__(self, home: Home, database: Database, page: Page) -> None:
        self._home, self._database, self._page = home, database, page

    def look(self) -> None:
        self._page.goto(f"/man-hinh/dien-thoai/{NUMBER}")

    def received(self, sender: str) -> list[str]:
        """Return the messages of this sender on the telephone, the oldest first."""
        self.look()
        return self._page.locator(".sms:not(.mine)").filter(has_text=sender).locator(".text").all_inner_texts()

    def say(self, text: str) -> str:
        """Write to the office's number; return its answer."""
        before = self.received(OURS)
        self._page.get_by_label(f"Nhắn tới {OURS}").fill(text)
        self._page.get_by_role("button", name="Gửi").click()
        wait_until(lambda: len(self.received(OURS)) > len(before), f"an answer to {text}")
        return self.received(OURS)[-1]

    def next_warning(self) -> Post:
        """Let the province publish until it warns; return the SMS post of that, once it is out or left aside."""
        title = ""
        while not title.startswith(WARNING):
            issue = province.call("POST", f"http://127.0.0.1:{self._home.sandbox_port}/_sandbox/huonggiang/publish", {})
            title = str(issue["title"])
        with self._database.write() as session:
            session.connection().execute(update(Source).values(next_read_at=datetime.now(UTC)))
        wait_until(lambda: self._is_over(title), lambda: f"{title}: {self._post(title)}")
        post = self._post(title)
        assert post is not None
        return post

    def _is_over(self, title: str) -> bool:
        post = self._post(title)
        return post is not None and post.state in ENDED

    def _post(self, title: str) -> Post | None:
        with self._database.read() as session:
            return session.exec(
                select(Post)
                .join(Account, col(Account.id) == col(Post.account_id))
                .join(Item, col(Item.id) == col(Post.item_id))
                .where(Account.channel == "sms", Account.unit_id == 1, Item.title == title)
                .order_by(col(Post.id).desc())
            ).first()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    (telephone,) = free_ports(1)
    settings = {
        "LOA_DEMO_CHANNELS": "sms,rss",
        "LOA_SANDBOX_PUBLISH_EVERY": "0",
        "LOA_TELEPHONE_PORT": str(telephone),
    }
    home = Home(tmp_path_factory.mktemp("citizen"), settings)
    with home.up():
        yield home


def test_a_citizen_follows_receives_looks_up_asks_for_more_stops_and_dials(home: Home, browser: Browser) -> None:
    database = home.database()
    with new_page(browser, Web(home.sandbox_port), viewport=PHONE) as page:
        citizen = Citizen(home, database, page)
        citizen.say("HUY")  # the number is on the demo's list, too: from now on it gets what it asks for
        assert "lua dao" in citizen.say("đk lừa đảo").lower()
        post = citizen.next_warning()
        assert post.state == PostState.PUBLISHED, post.reason
        assert post.text in citizen.received(BRAND)

        wait_until(lambda: is_told(database), "the decision is public, and its words are kept")
        answer = citizen.say(f"tra {DECISION}")
        assert answer.startswith(f"Quyet dinh so {DECISION}/QD-UBND"), answer
        assert citizen.say("1") not in (answer, "")
        assert "khong gui tin den so cua ban nua" in citizen.say("HUY")
        told = citizen.received(BRAND)
        assert citizen.next_warning().state == PostState.PUBLISHED, "others get it"
        assert citizen.received(BRAND) == told, "whoever stopped gets nothing"
        assert width_of(page) <= PHONE["width"]

        hear(page)
        assert width_of(page) <= PHONE["width"]
    database.dispose()


def is_told(database: Database) -> bool:
    with database.read() as session:
        return bool(look_up(session, DECISION, datetime.now(VIETNAM).date()).answers)


def hear(page: Page) -> None:
    """Dial the line, type the decision's number on the keys, and hear what it is."""
    page.goto("/man-hinh/goi")
    page.locator(".call-from").filter(has_text="Hoàng Gia Bảo").get_by_role("button", name="Gọi").click()
    said = page.locator(".sms:not(.mine)")
    expect(said.first).to_be_visible()
    press(page, "1")
    press(page, f"{DECISION.replace('/', '*')}#")
    answer = said.filter(has_text="tách thửa").last
    expect(answer).to_be_visible()
    expect(answer.locator("audio")).to_have_count(1)
    assert answer.locator("audio").evaluate("async (each) => (await fetch(each.src)).ok")


def press(page: Page, keys: str) -> None:
    before = page.locator(".sms").count()
    page.get_by_label("Bấm nhiều phím liền").fill(keys)
    page.get_by_role("button", name="Bấm", exact=True).click()
    wait_until(lambda: page.reload() is not None and page.locator(".sms").count() > before + 1, f"what follows {keys}")
