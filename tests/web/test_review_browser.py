"""Deciding in a real browser: with one thumb on a phone, by keyboard alone, without script; and legible to all."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from distributor.db import Database
from distributor.models import Post, PostState
from distributor.settings import Settings
from tests.web.browsing import PHONE, browser, faults, page, pytestmark, scriptless, sign_in, unfold, width_of
from tests.web.desk_cases import Desk
from tests.web.processes import Web, running_web
from tests.web.province import LOGIN

__all__ = ["browser", "page", "pytestmark", "scriptless"]


@pytest.fixture
def web(settings: Settings, desk: Desk) -> Iterator[Web]:
    with running_web(settings.home) as web:
        yield web


def state_of(database: Database, post_id: int) -> str:
    with database.read() as session:
        return session.get_one(Post, post_id).state


def test_a_leader_approves_with_one_thumb_and_takes_it_back(page: Page, desk: Desk, database: Database) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "duyet", f"/cho-duyet/{desk.facebook}")
    assert width_of(page) <= PHONE["width"]
    button = page.get_by_role("button", name="Duyệt bài trên Pháp luật Hương Giang")
    box = button.bounding_box()
    assert box is not None
    assert box["y"] > PHONE["height"] / 2, "within a thumb's reach without scrolling"
    assert box["y"] + box["height"] <= PHONE["height"]
    assert box["height"] >= 44
    assert box["width"] >= 300
    button.click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text(f"Đã duyệt bài {desk.facebook}")
    assert state_of(database, desk.facebook) == PostState.PLANNED
    page.get_by_role("button", name="Rút lại lượt duyệt").first.click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã rút lại lượt duyệt")
    assert state_of(database, desk.facebook) == PostState.AWAITING_REVIEW


def test_by_keyboard_alone(page: Page, desk: Desk, database: Database) -> None:
    sign_in(page, LOGIN, f"/cho-duyet/{desk.facebook}")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.decide summary')"):
            break
    page.keyboard.press("Enter")
    reason = page.get_by_label("Lý do bỏ qua")
    for _ in range(20):
        page.keyboard.press("Tab")
        if reason.evaluate("field => field === document.activeElement"):
            break
    expect(reason).to_be_focused()
    page.keyboard.type("Trùng với bài của Sở")
    page.keyboard.press("Enter")
    said = page.get_by_role("status", name="Đã làm")
    expect(said).to_contain_text("Đã bỏ qua bài")
    expect(said).to_be_focused()
    assert state_of(database, desk.facebook) == PostState.SKIPPED, "Enter in the reason skips; it never approves"
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Khôi phục bài này").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Đã khôi phục bài")


def test_a_change_since_the_page_was_opened_is_told(page: Page, desk: Desk, database: Database) -> None:
    sign_in(page, LOGIN, f"/cho-duyet/{desk.facebook}")
    with database.write() as session:
        post = session.get_one(Post, desk.facebook)
        post.text = post.text.replace("80 m²", "95 m²")
        session.add(post)
    page.get_by_role("button", name="Duyệt bài trên Pháp luật Hương Giang").click()
    expect(page.get_by_role("alert")).to_contain_text("nội dung chữ. Chưa duyệt gì.")
    expect(page.get_by_label("Nội dung đúng như sẽ đăng")).to_contain_text("95 m²")
    assert state_of(database, desk.facebook) == PostState.AWAITING_REVIEW


def test_what_has_focus_is_not_hidden_by_the_bar_of_decisions(page: Page, desk: Desk) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, LOGIN, f"/cho-duyet/{desk.facebook}")
    link = page.get_by_role("link", name="Mở ở nguồn")
    link.focus()
    box, bar = link.bounding_box(), page.locator(".decide").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= bar["y"] or box["y"] >= bar["y"] + bar["height"]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_screen_is_whole_named_and_legible(page: Page, desk: Desk, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page)
    paths = ("/", "/cho-duyet", f"/cho-duyet/{desk.facebook}", "/dinh-chinh", "/ban-giao", "/tam-dung")
    for path in (*paths, f"/dinh-chinh/{desk.corrected_item}/moi"):
        page.goto(path)
        unfold(page)
        assert faults(page) == [], path
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_without_script_a_hold_is_ordered_and_a_correction_approved(
    scriptless: Page, desk: Desk, database: Database
) -> None:
    sign_in(scriptless)
    scriptless.get_by_text("Tạm dừng đăng bài").click()
    scriptless.get_by_label("Lý do").fill("Quốc tang")
    scriptless.get_by_label("Theo lệnh của").fill("Chủ tịch UBND tỉnh")
    scriptless.get_by_role("button", name="Tạm dừng ngay").click()
    expect(scriptless.get_by_text("Đang tạm dừng mọi kênh.")).to_be_visible()
    scriptless.get_by_role("button", name="Bỏ tạm dừng này").click()
    expect(scriptless.get_by_text("Đang tạm dừng mọi kênh.")).to_have_count(0)
    scriptless.get_by_role("link", name="Đính chính").first.click()
    scriptless.get_by_role("button", name="Duyệt đính chính").click()
    expect(scriptless.get_by_text("Đã duyệt đính chính")).to_be_visible()
    scriptless.get_by_role("button", name="Đã sửa").click()
    assert state_of(database, desk.by_hand) == PostState.EDITED


def test_the_text_is_copied_with_one_press(page: Page, desk: Desk, web: Web) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=web.url)
    sign_in(page, LOGIN, f"/ban-giao/{desk.manual}")
    page.get_by_role("button", name="Chép chữ").click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    assert "tại xã còn ít nhất 80 m²." in page.evaluate("navigator.clipboard.readText()")
