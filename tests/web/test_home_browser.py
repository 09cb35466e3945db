"""Job 5, see how we do, in a real browser: what needs me on one screen, a ledger of one line an item, flat however much there is;
and the frame round every screen."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import update

from distributor.db import Database
from distributor.models import Post, PostState
from tests.web.browsing import (
    PHONE,
    browser,
    database,
    faults,
    height_of,
    home,
    page,
    pytestmark,
    sign_in,
    watched_page,
    web,
    width_of,
)
from tests.web.home import Templates
from tests.web.processes import Web
from tests.web.province import Province, add_item, add_post

__all__ = ["browser", "database", "home", "page", "pytestmark", "web"]

DESK: ViewportSize = {"width": 1440, "height": 900}
LEAST_ITEMS, MOST_SCREENS, HIGHEST_HEADER, TOUCH = 12, 6, 56, 44
MANY = 1_000
NARROW: ViewportSize = {"width": 320, "height": 640}
"""Also what 1280 px are at a zoom of 400 %."""
SCREENS = ("/", "/lich", "/cho-duyet", "/can-phan-hoi", "/chien-dich", "/bao-cao", "/tim?q=quyet+dinh", "/thanh-phan")
WHOLE_ROWS = """() => { const frame = document.getElementById('khung-bang').getBoundingClientRect();
  const head = document.querySelector('#khung-bang thead th').getBoundingClientRect();
  return [...document.querySelectorAll('#khung-bang tbody tr')].map((row) => row.getBoundingClientRect())
    .filter((row) => row.top >= head.bottom - 1 && row.bottom <= Math.min(frame.bottom, innerHeight) + 1).length; }"""
SMALL = """(least) => [...document.querySelectorAll(
  'header.top a, header.top summary, header.top input:not([type=hidden]), button.yes')]
  .filter((one) => one.checkVisibility() && !one.closest('.unseen'))
  .map((one) => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < least || box.width < least).map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
CUT = """() => [...document.querySelectorAll('header.top nav > a, header.top summary, header.top .write')]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.trim())"""


@pytest.fixture(scope="module", autouse=True)
def pictured(database: Database) -> None:
    """Before any page is asked for: what waits has its picture and can be given a yes."""
    with database.write() as session:
        session.connection().execute(update(Post).values(rendered=True))


@pytest.fixture(scope="module")
def many(database: Database, templates: Templates) -> Province:
    """A thousand items more, each told on three accounts."""
    province, now = templates.full, datetime.now(UTC)
    with database.write() as session:
        for number in range(MANY):
            item = add_item(
                session,
                province,
                f"Quyết định số {number}/2026/QĐ-UBND về đất đai, nhà ở",
                at=now - timedelta(hours=number),
            )
            for account in (province.facebook, province.x, province.rss) if number < 60 else ():
                add_post(session, account, item, PostState.PUBLISHED, at=now - timedelta(hours=number))
    return province


@pytest.mark.usefixtures("many")
def test_twelve_items_stand_on_a_desk_screen_with_their_head(page: Page) -> None:
    page.set_viewport_size(DESK)
    sign_in(page)
    page.locator("#khung-bang").evaluate("(frame) => frame.scrollIntoView()")
    assert page.evaluate(WHOLE_ROWS) >= LEAST_ITEMS
    own = page.locator("#khung-bang thead th")
    assert all(one.is_visible() for one in own.all())
    page.locator("#khung-bang").evaluate("(frame) => { frame.scrollTop = 400; }")
    expect(own.first).to_be_in_viewport()
    assert page.evaluate(WHOLE_ROWS) >= LEAST_ITEMS - 1
    assert faults(page) == []


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_first_page_is_flat_with_a_thousand_items(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    sign_in(page)
    assert height_of(page) <= MOST_SCREENS * size["height"], "no more than six screens"
    expect(page.get_by_role("heading", name="Việc cần làm")).to_be_in_viewport()
    asks = page.locator(".asks li")
    assert all(one.bounding_box()["height"] <= 60 for one in asks.all() if one.bounding_box())  # type: ignore[index]
    for heading in ("Hôm nay đăng", "7 ngày qua so với 7 ngày trước", "Tin 7 ngày qua chưa lên kênh nào"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert page.locator(".spark").count() == 3


def test_what_waits_is_done_in_two_taps_from_the_first_page(page: Page) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page)
    page.locator(".asks a", has_text="Duyệt").first.click()
    expect(page).to_have_url(re.compile("/cho-duyet#tin-"))
    expect(page.locator("article.group:target")).to_be_in_viewport()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, web: Web) -> Iterator[Page]:
    """One page for all tests that only look at screens."""
    with watched_page(browser, web) as page:
        sign_in(page)
        yield page


@pytest.mark.parametrize("path", SCREENS)
def test_the_frame_on_a_phone(signed_in: Page, path: str) -> None:
    page = signed_in
    page.set_viewport_size(PHONE)
    page.goto(path)
    header, bar = page.locator("header.top").bounding_box(), page.locator("header.top nav").bounding_box()
    assert header is not None
    assert bar is not None
    assert header["height"] <= HIGHEST_HEADER
    assert bar["y"] + bar["height"] == PHONE["height"], "under the thumb"
    expect(page.get_by_role("link", name="Soạn bài", exact=False).first).to_be_visible()
    assert page.evaluate(SMALL, TOUCH) == []
    assert page.evaluate(CUT) == []
    page.set_viewport_size(NARROW)
    assert width_of(page) <= NARROW["width"], path


@pytest.fixture
def in_the_dark(signed_in: Page) -> Iterator[Page]:
    signed_in.emulate_media(color_scheme="dark", reduced_motion="reduce")
    yield signed_in
    signed_in.emulate_media(color_scheme="null", reduced_motion="null")


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_is_legible_in_the_dark(in_the_dark: Page, path: str) -> None:
    in_the_dark.set_viewport_size(DESK)
    in_the_dark.goto(path)
    assert in_the_dark.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert faults(in_the_dark) == []


def test_one_box_finds_all_with_the_keyboard(page: Page) -> None:
    page.set_viewport_size(DESK)
    sign_in(page, then="/lich")
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Tìm tin, bài, văn bản, trang")).to_be_focused()
    page.keyboard.type("tach thua")
    found = page.locator(".hints a").first
    expect(found).to_contain_text("tách thửa")
    page.keyboard.press("ArrowDown")
    expect(found).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".hints")).to_be_hidden()
    page.get_by_label("Tìm tin, bài, văn bản, trang").fill("webhook")
    expect(page.locator(".hints a", has_text="Webhook")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/webhook")


@pytest.mark.parametrize("size", [PHONE, NARROW, {"width": 1100, "height": 800}, DESK, {"width": 1440, "height": 500}])
def test_everything_under_more_is_below_and_nothing_beside(signed_in: Page, size: ViewportSize) -> None:
    page = signed_in
    page.set_viewport_size(size)
    page.goto("/")
    page.locator("details.further summary").click()
    groups = page.locator("details.further .groups")
    assert groups.evaluate("one => one.scrollWidth <= one.clientWidth"), "what is beside nobody finds"
    boxes = [box for one in groups.get_by_role("link").all() if (box := one.bounding_box())]
    assert len(boxes) > 8
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= size["width"] for box in boxes)
