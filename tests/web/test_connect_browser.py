"""Connecting in a real browser: from the button to the platform's screen and back, on a desk and on a phone, without script."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from distributor.db import Database
from distributor.models import Account, AccountState
from tests.sandbox.running import Sandbox, quiet_sandbox
from tests.web.browsing import PHONE, browser, database, home, pytestmark, sign_in, watched_page
from tests.web.processes import Web, running_web

__all__ = ["browser", "database", "home", "pytestmark"]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("consent")) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def web(home: Path, database: Database, sandbox: Sandbox) -> Iterator[Web]:
    """Over a home with accounts in several states."""
    with database.write() as session:
        page = session.get_one(Account, 1)
        page.settings = {"page_id": sandbox.account("facebook")["id"], "endpoint": f"{sandbox.base_url}/graph"}
        page.state, page.state_reason = AccountState.NEEDS_SIGNIN, "Facebook không còn nhận mã truy cập của Trang."
        session.add(page)
    with running_web(home, LOA_SANDBOX_PORT=str(urlsplit(sandbox.base_url).port)) as web:
        yield web


@pytest.fixture(params=["desk", "phone", "no script"])
def page(browser: Browser, web: Web, request: pytest.FixtureRequest) -> Iterator[Page]:
    size = PHONE if request.param == "phone" else {"width": 1280, "height": 900}
    script = request.param != "no script"
    # A refusal is a page with its own words, whose status the console repeats.
    refusal = "400 (Bad Request)"
    with watched_page(browser, web, expected=refusal, viewport=size, java_script_enabled=script) as page:
        sign_in(page, then="/ket-noi")
        expect(page.get_by_role("heading", name="Kết nối tài khoản")).to_be_visible()
        yield page


def fits(page: Page) -> None:
    """Nothing sticks out at the side, and no words out of their button."""
    box = page.locator("main").bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    assert box["width"] <= size["width"]
    for element in page.locator("main button:visible, main .choice:visible, main .outlet:visible").all():
        inner = element.bounding_box()
        assert inner is not None
        assert inner["x"] + inner["width"] <= size["width"] + 0.5
    for button in page.locator("main button:visible").all():
        assert button.evaluate("button => button.scrollHeight <= button.clientHeight"), button.inner_text()


def test_from_the_button_to_the_platform_and_back(page: Page) -> None:
    fits(page)
    page.get_by_role("button", name=re.compile("Kết nối (thêm )?kênh YouTube")).click()
    expect(page.get_by_role("heading", name="Loa (mẫu) muốn làm việc thay bạn")).to_be_visible()
    page.get_by_role("button", name="Cho phép", exact=True).click()
    expect(page.get_by_role("heading", name="Chọn kênh")).to_be_visible()
    assert "code" not in page.url
    fits(page)
    page.get_by_role("button", name="Kết nối kênh đã chọn").click()
    expect(page.get_by_role("heading", name="Đã kết nối")).to_be_visible()
    expect(page.get_by_text("Kết nối này không hết hạn.")).to_be_visible()
    fits(page)


def test_a_lost_page_is_connected_anew(page: Page) -> None:
    lost = page.locator("section", has=page.get_by_role("heading", name="Facebook"))
    lost.get_by_role("listitem").filter(has_text="Pháp luật Hương Giang").get_by_role("button").click()
    page.get_by_role("button", name="Không cho phép").click()
    expect(page.get_by_role("alert")).to_contain_text("đã chọn không cho phép")
    fits(page)
    page.get_by_role("link", name="Về danh sách tài khoản").click()
    lost.get_by_role("listitem").filter(has_text="Pháp luật Hương Giang").get_by_role("button").click()
    page.get_by_role("button", name="Cho phép", exact=True).click()
    expect(page.get_by_text("Hãy xác nhận Trang của tài khoản «Pháp luật Hương Giang»")).to_be_visible()
    page.get_by_role("button", name="Kết nối Trang đã chọn").click()
    expect(page.get_by_text("các bài đang chờ sẽ tiếp tục")).to_be_visible()
