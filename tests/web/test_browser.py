"""The overview in a real browser, against the real server process: by keyboard, live, on a phone, without script."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from distributor.db import Database
from tests.web.home import Templates
from tests.web.processes import Web, running_web
from tests.web.province import LOGIN, NOON, PASSWORD, Province, publish

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(), reason=f"{CHROMIUM} is not there: apt-get update && apt-get install -y chromium"
    ),
]


@pytest.fixture(scope="module")
def home(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home and one server for all tests here: each start costs more than a test."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(templates.full_file, home / "loa.db")
    return home


@pytest.fixture(scope="module")
def database(home: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{home / 'loa.db'}")
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def web(home: Path) -> Iterator[Web]:
    with running_web(home) as web:
        yield web


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, web: Web) -> Iterator[Page]:
    context = browser.new_context(base_url=web.url, locale="vi-VN")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert troubles == [], "no error in the page, and nothing against its content security policy"


def sign_in_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    page.keyboard.type(LOGIN)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tổng quan")).to_be_visible()


def test_a_cell_changes_without_reload_and_focus_and_scroll_stay(
    page: Page, database: Database, province: Province
) -> None:
    sign_in_by_keyboard(page)
    expect(page.get_by_text("Trực tiếp")).to_be_visible()
    item_id = province.items["Cảnh báo: giả danh công an gọi điện yêu cầu cập nhật VNeID"]
    cell = page.locator(f"#o-{item_id}-{province.facebook}")
    expect(cell).to_contain_text("Đã lên lịch")

    page.evaluate("window.neverReloaded = true")
    focused = page.locator(f"#goc-{item_id}")
    focused.focus()
    page.evaluate("window.scrollTo(0, 300)")
    with database.write() as session:
        planned = session.connection().exec_driver_sql(
            "SELECT id FROM post WHERE item_id = ? AND account_id = ?", (item_id, province.facebook)
        )
        publish(session, planned.scalar_one(), "https://facebook.example/posts/99", NOON)

    expect(cell).to_contain_text("Đã đăng")
    expect(cell.get_by_role("link")).to_have_attribute("href", "https://facebook.example/posts/99")
    expect(page.locator("#tin-bao")).to_contain_text("8 bài đã đăng")
    expect(focused).to_be_focused()
    assert page.evaluate("window.neverReloaded && window.scrollY") == 300


def test_on_a_phone_cells_stack_and_nothing_sticks_out(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in_by_keyboard(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("table", name=re.compile("Sổ theo dõi"))).to_be_visible()
    lefts = (
        page.locator("tbody tr")
        .nth(1)
        .locator("td:not(.other)")
        .evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().left)")
    )
    assert len(lefts) == 3
    assert len(set(lefts)) == 1


def test_filters_work_without_script(browser: Browser, web: Web) -> None:
    context = browser.new_context(base_url=web.url, java_script_enabled=False)
    page = context.new_page()
    sign_in_by_keyboard(page)
    page.get_by_role("combobox", name="Trạng thái").select_option("Thất bại")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody td.failed .state")).to_have_text("Thất bại")
    page.get_by_role("link", name="Bỏ lọc").click()
    expect(page.locator("tbody tr")).to_have_count(13)
    context.close()
