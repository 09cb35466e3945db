"""Deciding in a real browser: with one thumb on a phone, by keyboard alone, without script; and legible to all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from distributor.db import Database
from distributor.models import Post, PostState
from distributor.render.store import MediaStore
from distributor.settings import Settings, Values
from tests.web.desk_cases import Desk, fill_desk
from tests.web.home import Templates
from tests.web.processes import Web, running_web
from tests.web.province import LOGIN, PASSWORD, Province
from tests.web.test_browser import browser, page, pytestmark

__all__ = ["browser", "page", "pytestmark"]

PHONE: ViewportSize = {"width": 390, "height": 844}
CONTRAST = """
() => {
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const light = (c) => c.slice(0, 3).map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; }
    return [255, 255, 255, 1];
  };
  const faint = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const box = e.getBoundingClientRect();
    if (e.closest('[aria-hidden=true]') || !own || box.width < 2 || box.height < 2) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.push(e.textContent.trim().slice(0, 40));
  }
  return faint;
}
"""
UNNAMED = """
() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, summary')]
  .filter((e) => !(e.labels?.length || e.textContent.trim() || e.getAttribute('aria-label')))
  .map((e) => e.outerHTML)
"""
DOUBLE_IDS = """
() => {
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
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
def web(home: Path, desk: Desk) -> Iterator[Web]:
    with running_web(home) as web:
        yield web


def sign_in(page: Page, login: str = LOGIN, then: str = "/") -> None:
    page.goto(then)
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{then}")


def state_of(database: Database, post_id: int) -> str:
    with database.read() as session:
        return session.get_one(Post, post_id).state


def test_a_leader_approves_with_one_thumb_and_takes_it_back(page: Page, desk: Desk, database: Database) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "duyet", f"/cho-duyet/{desk.facebook}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
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
        for folded in page.locator("details > summary").all():
            folded.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(UNNAMED) == [], path
        assert page.evaluate(DOUBLE_IDS) == [], path
        assert page.evaluate(CONTRAST) == [], path
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_without_script_a_hold_is_ordered_and_a_correction_approved(
    browser: Browser, web: Web, desk: Desk, database: Database
) -> None:
    context = browser.new_context(base_url=web.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.get_by_text("Tạm dừng đăng bài").click()
    page.get_by_label("Lý do").fill("Quốc tang")
    page.get_by_label("Theo lệnh của").fill("Chủ tịch UBND tỉnh")
    page.get_by_role("button", name="Tạm dừng ngay").click()
    expect(page.get_by_text("Đang tạm dừng mọi kênh.")).to_be_visible()
    page.get_by_role("button", name="Bỏ tạm dừng này").click()
    expect(page.get_by_text("Đang tạm dừng mọi kênh.")).to_have_count(0)
    page.get_by_role("link", name="Đính chính").first.click()
    page.get_by_role("button", name="Duyệt đính chính").click()
    expect(page.get_by_text("Đã duyệt đính chính")).to_be_visible()
    page.get_by_role("button", name="Đã sửa").click()
    assert state_of(database, desk.by_hand) == PostState.EDITED
    context.close()


def test_the_text_is_copied_with_one_press(page: Page, desk: Desk, web: Web) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=web.url)
    sign_in(page, LOGIN, f"/ban-giao/{desk.manual}")
    page.get_by_role("button", name="Chép chữ").click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    assert "tại xã còn ít nhất 80 m²." in page.evaluate("navigator.clipboard.readText()")
