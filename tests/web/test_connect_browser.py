"""Connecting in a real browser: from the button to the platform's screen and back, on a desk and on a phone, without script."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from distributor.db import Database
from distributor.models import Account, AccountState
from tests.sandbox.running import Sandbox, quiet_sandbox
from tests.web.home import Templates
from tests.web.province import LOGIN, PASSWORD
from tests.web.test_browser import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(), reason=f"{CHROMIUM} is not there: apt-get update && apt-get install -y chromium"
    ),
]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("consent")) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def address(templates: Templates, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server process over a home with accounts in several states."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(templates.full_file, home / "loa.db")
    database = Database(f"sqlite:///{home / 'loa.db'}")
    with database.write() as session:
        page = session.get_one(Account, 1)
        page.settings = {"page_id": sandbox.account("facebook")["id"], "endpoint": f"{sandbox.base_url}/graph"}
        page.state, page.state_reason = AccountState.NEEDS_SIGNIN, "Facebook không còn nhận mã truy cập của Trang."
        session.add(page)
    database.dispose()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {"LOA_WEB_PORT": str(port), "LOA_SANDBOX_PORT": str(urlsplit(sandbox.base_url).port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "web"],
        env={**os.environ, "LOA_HOME": str(home), **places},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("web ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["desk", "phone", "no script"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    size = {"width": 390, "height": 844} if request.param == "phone" else {"width": 1280, "height": 900}
    script = request.param != "no script"
    context = browser.new_context(base_url=address, locale="vi-VN", viewport=size, java_script_enabled=script)  # type: ignore[arg-type]
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    # A refusal is a page with its own words, whose status the console repeats.
    page.goto("/dang-nhap?next=/ket-noi")
    page.get_by_label("Tên đăng nhập").fill(LOGIN)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Kết nối tài khoản")).to_be_visible()
    yield page
    context.close()
    assert [one for one in troubles if "400 (Bad Request)" not in one] == [], (
        "no error in the page, and nothing against its content security policy"
    )


def fits(page: Page) -> None:
    """Nothing sticks out at the side."""
    box = page.locator("main").bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    assert box["width"] <= size["width"]
    for element in page.locator("main button:visible, main .choice:visible, main .outlet:visible").all():
        inner = element.bounding_box()
        assert inner is not None
        assert inner["x"] + inner["width"] <= size["width"] + 0.5


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
