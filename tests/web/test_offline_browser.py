"""Citizens' pages as an application on a phone, in a real browser: what was read opens without a network, and nothing else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from distributor.db import Database
from distributor.models import Post, PostState
from tests.web.browsing import PHONE, becomes, browser, database, home, new_page, pytestmark, sign_in, web
from tests.web.home import Templates
from tests.web.processes import Web
from tests.web.province import add_item, add_post
from tests.web.test_citizens import SAID, land_item

__all__ = ["browser", "database", "home", "pytestmark", "web"]

WORKS = "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
PATHS = """() => caches.open("loa-da-doc").then((kept) => kept.keys())
  .then((all) => all.map((one) => new URL(one.url).pathname).filter((path) => !path.startsWith("/static/")).sort())"""


@pytest.fixture(scope="module")
def item(database: Database, templates: Templates) -> int:
    return land_item(database, templates.full)


@pytest.fixture
def phone(browser: Browser, web: Web, item: int) -> Iterator[Page]:
    """With the worker at work."""
    assert item
    with new_page(browser, web, viewport=PHONE) as page:
        page.goto("/cong-dan")
        becomes(page, WORKS, wanted=True)
        yield page


def kept(page: Page, *wanted: str) -> None:
    """Wait until just these pages are kept, beside the one that is shown offline."""
    becomes(page, PATHS, sorted(wanted))


def test_what_was_read_opens_without_a_network_and_says_so(phone: Page, item: int) -> None:
    phone.goto(f"/tin/{item}")
    kept(phone, "/cong-dan", "/ngoai-mang", f"/tin/{item}")
    expect(phone.get_by_text("Bản đã lưu trên máy.")).to_be_hidden()
    phone.context.set_offline(offline=True)
    phone.reload()
    expect(phone.get_by_text("Bản đã lưu trên máy.")).to_be_visible()
    expect(phone.get_by_text(SAID).first).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.querySelector('.brand')).display") != "inline", (
        "with its style sheet"
    )
    phone.goto("/tra-cuu?q=tach+thua")
    expect(phone.get_by_role("heading", name="Không có mạng")).to_be_visible()
    phone.get_by_role("link", name="91/2026/QĐ-UBND").click()
    expect(phone).to_have_url(re.compile(f"/tin/{item}$"))
    expect(phone.get_by_text(SAID).first).to_be_visible()
    phone.context.set_offline(offline=False)
    phone.reload()
    expect(phone.get_by_text("Bản đã lưu trên máy.")).to_have_count(0)


def test_nothing_of_staff_and_nothing_personal_is_kept(phone: Page, item: int) -> None:
    for path in ("/kiem-tra", "/tra-cuu?q=dat", "/cau-hoi", "/dang-ky-tin", "/tin/999999", f"/tin/{item}?cam-on=1"):
        phone.goto(path)
    sign_in(phone)
    for path in ("/", "/cho-duyet", "/noi-dung"):
        phone.goto(path)
    phone.goto("/cam-ket")
    kept(phone, "/cam-ket", "/cong-dan", "/ngoai-mang")


def test_what_is_withdrawn_is_kept_no_more(phone: Page, database: Database, templates: Templates) -> None:
    with database.write() as session:
        item = add_item(session, templates.full, "Tin sẽ bị rút")
        post = add_post(session, templates.full.facebook, item, PostState.PUBLISHED)
    phone.goto(f"/tin/{item}")
    kept(phone, "/cong-dan", "/ngoai-mang", f"/tin/{item}")
    with database.write() as session:
        session.get_one(Post, post).state = PostState.WITHDRAWN
    phone.goto(f"/tin/{item}?lan=2")  # an address that no memory of the server has
    kept(phone, "/cong-dan", "/ngoai-mang")


def test_a_phone_may_install_it(phone: Page) -> None:
    told: Any = phone.context.new_cdp_session(phone).send("Page.getInstallabilityErrors")
    assert [each["errorId"] for each in told["installabilityErrors"] if each["errorId"] != "in-incognito"] == []
