"""A notification that posts wait, in a real browser: turned on, sealed by the engine, shown by the worker, opened, turned off.

No vendor's push service is reachable: the subscription is one on loopback, and what it receives is handed to the worker through
the browser's own test interface.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from distributor.clock import SystemClock
from distributor.db import Database
from distributor.mail.calls import DUE_CALLS, call_approver
from distributor.mail.push import public_key, push_key
from distributor.models import Item, Post, PostState, ReviewCall
from distributor.notices import open_notice
from distributor.scheduler.due import ids
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from tests.support.push_service import PushService, Subscribed, push_service
from tests.web.browsing import (
    PHONE,
    becomes,
    browser,
    database,
    faults,
    home,
    pytestmark,
    sign_in,
    watched_page,
    whole_browser,
)
from tests.web.processes import Web, running_web

__all__ = ["browser", "database", "home", "pytestmark", "whole_browser"]
LOOPBACK = "127.0.0.0/8"
SUBSCRIBES = """
  PushManager.prototype.subscribe = async function (options) {
    window.noted = options.applicationServerKey;
    return { toJSON: () => (%s) };
  };
"""
SHOWN = """
async () => {
  const there = await navigator.serviceWorker.getRegistration("/static/");
  return (await there.getNotifications()).map((one) => [one.title, one.body, one.tag]);
}
"""
CLICKS = """
async () => {
  self.clients.openWindow = async (address) => { self.opened = address; };
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  return self.opened;
}
"""


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


@pytest.fixture(scope="module")
def web(home: Any) -> Iterator[Web]:
    with running_web(home, LOA_ALLOWED_HOSTS=LOOPBACK) as web:
        yield web


def account_page(browser: Browser, web: Web, **options: Any) -> Any:
    return watched_page(browser, web, viewport=PHONE, **options)


def push_to(page: Page, web: Web, told: str) -> None:
    """As the browser's push service would."""
    line = page.context.new_cdp_session(page)
    known: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(
            one["registrationId"] for one in event["registrations"] if one["scopeURL"].endswith("/static/")
        ),
    )
    line.send("ServiceWorker.enable")
    while not known:
        page.wait_for_timeout(20)  # events come while it waits
    line.send("ServiceWorker.deliverPushMessage", {"origin": web.url, "registrationId": known[0], "data": told})


def begins_to_wait(database: Database) -> int:
    now = datetime.now(UTC)
    with database.write() as session:
        post = session.exec(select(Post).where(Post.state == PostState.AWAITING_REVIEW).order_by(col(Post.id))).first()
        assert post is not None
        open_notice(session, kind="review", subject=f"post:{post.id}", unit_id=post.unit_id, now=now, text="Chờ duyệt")
        return session.get_one(Item, post.item_id).id or 0


def test_turned_on_told_shown_opened_and_turned_off(
    whole_browser: Browser, web: Web, database: Database, home: Any, service: PushService
) -> None:
    subscribed, settings = Subscribed(), Settings(home, Values(allowed_hosts=LOOPBACK))
    p256dh, auth = subscribed.keys
    given = {"endpoint": f"{service.url}/push/1", "keys": {"p256dh": p256dh, "auth": auth}}
    with account_page(whole_browser, web, permissions=["notifications"]) as page:
        page.add_init_script(SUBSCRIBES % json.dumps(given))
        sign_in(page, then="/ca-nhan")
        assert faults(page) == []
        page.get_by_role("button", name="Bật thông báo trên thiết bị này").click()
        expect(page.get_by_role("status", name="Đã làm")).to_contain_text("hiện thông báo")
        expect(page.get_by_role("button", name="Tắt thông báo")).to_be_visible()
        assert faults(page) == []
        with database.write() as session:
            row = session.exec(select(ReviewCall)).one()
            row.told_through = 0
            session.add(row)
        item_id = begins_to_wait(database)
        clock = SystemClock()
        with database.read() as session:
            [call_id] = ids(session, DUE_CALLS, clock.now())
        assert call_approver(database, settings, open_vault(home, database=database), clock, call_id)
        [pushed] = service.pushed
        assert pushed.claims(public_key(push_key(home, database)))["aud"] == service.url
        told = subscribed.read(pushed.body).decode()
        push_to(page, web, told)
        [worker] = [each for each in page.context.service_workers if each.url.endswith("calls_worker.js")]
        becomes(page, f"() => ({SHOWN})().then((all) => all.length)", 1)
        [[title, body, _tag]] = page.evaluate(SHOWN)
        assert (title, body) == (json.loads(told)["title"], "Chạm để mở và duyệt.")
        opened = worker.evaluate(CLICKS)
        assert opened == f"{web.url}{json.loads(told)['url']}"
        page.goto(opened)
        expect(page.get_by_role("heading", name="Chờ duyệt")).to_be_visible()
        assert json.loads(told)["url"].endswith((f"#tin-{item_id}", "/cho-duyet"))
        page.goto("/ca-nhan")
        page.get_by_role("button", name="Tắt thông báo").click()
        expect(page.get_by_role("button", name="Bật thông báo trên thiết bị này")).to_be_visible()
    with database.read() as session:
        assert session.exec(select(ReviewCall)).all() == []


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ("delete window.PushManager", "Trình duyệt này không nhận được thông báo."),
        (
            "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })",
            "Trình duyệt đang chặn thông báo",
        ),
    ],
)
def test_a_browser_that_cannot_is_told_so(whole_browser: Browser, web: Web, without: str, words: str) -> None:
    with account_page(whole_browser, web) as page:
        page.add_init_script(without)
        sign_in(page, then="/ca-nhan")
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_role("button", name="Bật thông báo")).to_have_count(0)
        assert faults(page) == []


def test_where_the_browsers_own_service_is_away_it_says_so(whole_browser: Browser, web: Web) -> None:
    refuses = "PushManager.prototype.subscribe = async () => { throw new DOMException('away', 'AbortError'); }"
    with account_page(whole_browser, web, permissions=["notifications"]) as page:
        page.add_init_script(refuses)
        sign_in(page, then="/ca-nhan")
        page.get_by_role("button", name="Bật thông báo trên thiết bị này").click()
        expect(page.get_by_text("Chưa bật được")).to_be_visible()


def test_without_script_it_says_what_is_missing(whole_browser: Browser, web: Web) -> None:
    with account_page(whole_browser, web, java_script_enabled=False) as page:
        sign_in(page, then="/ca-nhan")
        expect(page.get_by_text("phải cho chạy JavaScript")).to_be_visible()


def test_the_console_may_be_installed(whole_browser: Browser, web: Web) -> None:
    with account_page(whole_browser, web) as page:
        sign_in(page, then="/ca-nhan")
        told: Any = page.context.new_cdp_session(page).send("Page.getAppManifest")
        assert (json.loads(told["data"])["start_url"], told["errors"]) == ("/", [])
