"""The overview in a real browser, against the real server process: by keyboard, live, on a phone, without script."""

import re

from playwright.sync_api import Page, expect

from distributor.db import Database
from distributor.models import Account
from tests.web.browsing import PHONE, browser, database, home, page, pytestmark, scriptless, web, width_of
from tests.web.province import LOGIN, NOON, PASSWORD, Province, publish

__all__ = ["browser", "database", "home", "page", "pytestmark", "scriptless", "web"]


def sign_in_by_keyboard(page: Page) -> None:
    page.goto("/dang-nhap")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#noi-dung")).to_be_focused()
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


def test_on_a_phone_the_cells_of_an_item_stand_in_a_row_and_nothing_sticks_out(page: Page) -> None:
    page.set_viewport_size(PHONE)
    sign_in_by_keyboard(page)
    assert width_of(page) <= PHONE["width"]
    expect(page.get_by_role("table", name=re.compile("Sổ theo dõi"))).to_be_visible()
    lefts = (
        page.locator("tbody tr")
        .nth(1)
        .locator("td:not(.other)")
        .evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().left)")
    )
    assert len(lefts) == 4
    assert lefts[-1] < PHONE["width"]


def test_filters_work_without_script(scriptless: Page) -> None:
    sign_in_by_keyboard(scriptless)
    scriptless.get_by_role("combobox", name="Trạng thái").select_option("Thất bại")
    scriptless.get_by_role("button", name="Lọc").click()
    expect(scriptless.locator("tbody tr")).to_have_count(1)
    expect(scriptless.locator("tbody td.failed .state")).to_have_text("Thất bại")
    scriptless.get_by_role("link", name="Bỏ lọc").click()
    expect(scriptless.locator("tbody tr")).to_have_count(13)


def test_no_main_screen_scrolls_sideways(page: Page, database: Database, province: Province) -> None:
    with database.write() as session:  # columns for more than a wide screen, each with words for screen readers only
        session.add_all(
            Account(unit_id=province.unit_id, channel="facebook", name=f"Trang số {number}", settings={}, limits={})
            for number in range(8)
        )
    sign_in_by_keyboard(page)
    for path in ("/", "/cho-duyet", "/lich", "/chien-dich", "/nguon", "/bao-cao", "/tai-khoan", "/nhat-ky"):
        page.goto(path)
        for width in (1280, 1024, 800, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert width_of(page) <= width, path
