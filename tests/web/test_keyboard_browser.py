"""A day's work without a mouse: signing in, approving, moving a post; one always sees where one is."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Post, PostState
from distributor.settings import Settings, Values
from tests.calendar.month import add_slot
from tests.web.desk_cases import Desk, fill_desk
from tests.web.home import Templates
from tests.web.processes import Web, running_web
from tests.web.province import Province
from tests.web.test_browser import browser, page, pytestmark, sign_in_by_keyboard

__all__ = ["browser", "page", "pytestmark"]

SLOT = datetime.combine(datetime.now(VIETNAM).date() + timedelta(days=2), time(5, 30), VIETNAM).astimezone(UTC)
"""The server's clock is the real one."""
WHERE = """
() => {
  const one = document.activeElement, look = getComputedStyle(one), box = one.getClientRects()[0];
  const at = box && document.elementFromPoint(
    Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1), Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1));
  return {
    what: one.outerHTML.slice(0, 120),
    ringed: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
    shown: Boolean(box) && box.bottom > 0 && box.top < innerHeight && Boolean(at) && (one.contains(at) || at.contains(one)),
  };
}
"""


@pytest.fixture
def home(templates: Templates, tmp_path: Path) -> Path:
    shutil.copy(templates.full_file, tmp_path / "loa.db")
    return tmp_path


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{home / 'loa.db'}")
    yield database
    database.dispose()


@pytest.fixture
def desk(home: Path, database: Database, province: Province) -> Desk:
    with database.write() as session:
        return fill_desk(session, province, MediaStore(Settings(home, Values()).media_folder))


@pytest.fixture
def planned(database: Database, desk: Desk, province: Province) -> int:
    with database.write() as session:
        return add_slot(session, desk.item, province.x, SLOT, PostState.PLANNED)


@pytest.fixture
def web(home: Path, planned: int) -> Iterator[Web]:
    with running_web(home) as web:
        yield web


def press(page: Page, key: str) -> None:
    """A key that moves the focus, on a page that is all there; what it moves is drawn when this returns."""
    page.wait_for_load_state()
    page.keyboard.press(key)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def go_to(page: Page, wanted: Locator, key: str = "Tab", most: int = 60) -> None:
    """By one key; at each stop the eye sees where it is: a ring, on the screen, not under another thing."""
    for _ in range(most):
        press(page, key)
        if page.evaluate("document.activeElement === document.body"):
            continue
        here = page.evaluate(WHERE)
        assert here["ringed"], here
        assert here["shown"], here
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"{wanted} is not reached by {key}")


def post_of(database: Database, post_id: int) -> Post:
    with database.read() as session:
        return session.get_one(Post, post_id)


def test_from_signing_in_to_an_approval_and_a_move(page: Page, desk: Desk, planned: int, database: Database) -> None:
    sign_in_by_keyboard(page)
    go_to(page, page.get_by_role("navigation", name="Chính").get_by_role("link", name="Chờ duyệt"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Chờ duyệt")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#noi-dung")).to_be_focused()
    go_to(page, page.get_by_role("main").get_by_role("link").first, most=1)
    group = page.locator("article.group", has=page.locator(f"#bai-{desk.facebook}"))
    go_to(page, group.locator("button.yes"))
    page.keyboard.press("Enter")
    said = page.get_by_role("status", name="Đã làm")
    expect(said).to_be_focused()
    expect(said).to_contain_text("Đã duyệt")
    assert post_of(database, desk.facebook).state == PostState.PLANNED

    bar = page.get_by_role("navigation", name="Chính")
    go_to(page, bar.get_by_role("link", name="Lịch"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lịch", exact=True)).to_be_visible()
    go_to(page, page.locator(f"#bai-{planned} a"), most=300)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Đổi giờ đăng")).to_be_visible()
    go_to(page, page.get_by_label("Giờ", exact=True))
    page.keyboard.press("ArrowUp")
    go_to(page, page.get_by_role("button", name="Chuyển giờ đăng"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("06:30")
    assert post_of(database, planned).slot_at == SLOT + timedelta(hours=1)


def test_the_menu_closes_on_escape_and_when_one_goes_on(page: Page) -> None:
    sign_in_by_keyboard(page)
    menu, more = page.locator("details.further"), page.locator("details.further summary")
    links = menu.get_by_role("link")
    go_to(page, more)
    page.keyboard.press("Enter")
    expect(links.first).to_be_visible()
    go_to(page, links.first, most=1)
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
    expect(more).to_be_focused()

    page.keyboard.press("Enter")
    go_to(page, links.last)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_focused()
    page.keyboard.press("Tab")
    expect(links.first).to_be_hidden()
    expect(page.get_by_label("Tìm tin, bài, văn bản, trang")).to_be_focused()

    page.keyboard.press("Shift+Tab")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    expect(links.first).to_be_visible()
    page.get_by_role("heading", name="Tổng quan").click()
    expect(links.first).to_be_hidden()
