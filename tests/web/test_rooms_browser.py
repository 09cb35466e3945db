"""Accounts, messages, library, wordings and imports in a real browser: legible at every width, live, and by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from distributor.clock import SystemClock
from distributor.db import Database
from distributor.models import Broadcast, BroadcastState, Recipient, RecipientState
from distributor.settings import Settings
from tests.web.browsing import PHONE, browser, faults, page, pytestmark, sign_in, unfold
from tests.web.desk_cases import Desk
from tests.web.processes import Web, running_web
from tests.web.province import Province
from tests.web.sms_cases import Sms, fill_sms

__all__ = ["browser", "page", "pytestmark"]


@pytest.fixture
def sms(settings: Settings, database: Database, desk: Desk, province: Province) -> Sms:
    with database.write() as session:
        return fill_sms(session, province, settings.home, SystemClock().now())


@pytest.fixture
def web(settings: Settings, sms: Sms) -> Iterator[Web]:
    with running_web(settings.home) as web:
        yield web


@pytest.mark.parametrize("width", [1280, 390])
def test_every_screen_is_whole_named_and_legible(
    page: Page, sms: Sms, desk: Desk, province: Province, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page)
    for path in (
        "/tai-khoan",
        f"/tai-khoan/{province.x}",
        "/tai-khoan/them?kenh=sms",
        "/tin-nhan",
        "/tin-nhan/den",
        f"/tin-nhan/danh-sach/{sms.commune_audience}",
        f"/tin-nhan/so/{sms.people[1]}",
        f"/tin-nhan/dot/{sms.sending}",
        "/thu-vien",
        "/thu-vien?kho=rieng",
        "/mau-bai",
        "/tap-lam",
        f"/mau-bai/xem?kenh=facebook&tin={desk.item}",
        f"/mau-bai/sua?mau=facebook/announce.j2&tin={desk.item}",
        "/mau-bai?kenh=endings",
        f"/mau-bai/sua?mau=endings/account.{province.facebook}",
        "/nhap",
    ):
        page.goto(path)
        unfold(page)
        assert faults(page) == [], path
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_a_broadcast_is_followed_to_its_end(page: Page, sms: Sms, database: Database) -> None:
    sign_in(page, then=f"/tin-nhan/dot/{sms.sending}")
    expect(page.locator("#so-lieu")).to_contain_text("27/39")
    with database.write() as session:
        for row in session.exec(
            select(Recipient).where(Recipient.broadcast_id == sms.sending, Recipient.state == RecipientState.QUEUED)
        ):
            row.state = RecipientState.DELIVERED
            session.add(row)
    expect(page.locator("#so-lieu")).to_contain_text("39/39")
    with database.write() as session:
        broadcast = session.get_one(Broadcast, sms.sending)
        broadcast.state = BroadcastState.DONE
        session.add(broadcast)
    expect(page.locator("#so-lieu")).to_contain_text("đã gửi xong")
    expect(page.locator("script[src*='progress.js']")).to_have_count(0)


def test_a_file_is_checked_and_taken_in_by_keyboard(page: Page, sms: Sms, tmp_path: Path) -> None:
    file = tmp_path / "tin.csv"
    file.write_text("Tiêu đề;Nội dung\nMột tin mới;Nội dung của tin\n;thiếu\n", encoding="utf-8-sig")
    sign_in(page, then="/nhap")
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(file)
    page.get_by_role("button", name="Kiểm tra tệp").press("Enter")
    expect(page.get_by_role("heading", name="Kết quả kiểm tra")).to_be_visible()
    expect(page.get_by_text("Dòng 3: thiếu tiêu đề.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải danh sách lỗi").press("Enter")
    assert download.value.suggested_filename == "loi-tin.csv"
    page.get_by_role("button", name="Nhập 1 dòng hợp lệ").press("Enter")
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã nhập: 1 tin mới")


def test_on_a_phone_the_progress_of_a_broadcast_is_one_line(page: Page, sms: Sms) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, then="/tin-nhan")
    cell = page.locator("tr", has=page.locator(f"a[href='/tin-nhan/dot/{sms.sending}']")).locator("td").last
    figure = cell.get_by_text("27/39", exact=True).bounding_box()
    bar = cell.get_by_role("progressbar").bounding_box()
    assert figure is not None
    assert bar is not None
    assert figure["height"] < 30
    assert bar["width"] > 60
