"""The second step in a real browser: set up by its QR code, taken at the next sign-in; and whether every screen can be read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from distributor.db import Database
from distributor.settings import Settings
from distributor.staff.totp import code_at, step_of
from tests.web.browsing import PHONE, browser, faults, page, pytestmark, sign_in
from tests.web.processes import Web, running_web
from tests.web.province import LOGIN, PASSWORD

__all__ = ["browser", "page", "pytestmark"]

SCREENS = (
    "/nguoi-dung",
    "/nguoi-dung/moi",
    "/nguoi-dung/2",
    "/don-vi",
    "/don-vi/moi",
    "/don-vi/2",
    "/cai-dat",
    "/khoa-api",
    "/nhat-ky",
    "/ca-nhan",
    "/ca-nhan/mat-khau",
    "/ca-nhan/hai-buoc",
)


@pytest.fixture
def web(settings: Settings, database: Database) -> Iterator[Web]:
    with running_web(settings.home) as web:
        yield web


def test_the_second_step_from_its_qr_code_to_the_sign_in(web: Web, page: Page) -> None:
    sign_in(page, then="/ca-nhan/hai-buoc")
    page.get_by_role("button", name="Bắt đầu thiết lập").click()
    drawn = page.locator("svg.qr").screenshot()
    read = zxingcpp.read_barcodes(Image.open(BytesIO(drawn)))
    assert len(read) == 1, "a telephone can read it"
    address = urlsplit(read[0].text)
    assert (address.scheme, address.path) == ("otpauth", f"/Loa:{LOGIN}")
    secret = parse_qs(address.query)["secret"][0]
    page.get_by_label("Mã 6 số").fill(code_at(secret, step_of(datetime.now(UTC))))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mã dự phòng của bạn")).to_be_visible()
    codes = page.locator(".codes li").all_inner_texts()
    page.locator("details.further summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_label("Tên đăng nhập").fill(LOGIN)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Mã 6 số trên điện thoại, hoặc một mã dự phòng").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tổng quan")).to_be_visible()
    page.goto("/ca-nhan")
    expect(page.get_by_text("còn 9 mã dự phòng")).to_be_visible()


@pytest.mark.parametrize("wide", [True, False], ids=["wide", "phone"])
def test_every_screen_can_be_read_and_reached(web: Web, page: Page, wide: bool) -> None:
    if not wide:
        page.set_viewport_size(PHONE)
    sign_in(page)
    for path in SCREENS:
        page.goto(path)
        assert faults(page) == [], path
