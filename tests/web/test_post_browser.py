"""Editing a post in a real browser: counts follow the typing, a yes falls with an edit, nothing typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from distributor.db import Database
from distributor.models import Post, PostState
from tests.web.browsing import browser, faults, page, pytestmark, scriptless, sign_in, unfold
from tests.web.desk_cases import SAID, Desk
from tests.web.province import LOGIN
from tests.web.test_review_browser import state_of, web

__all__ = ["browser", "page", "pytestmark", "scriptless", "web"]


def test_counts_follow_the_typing_and_saving_voids_the_yes(page: Page, desk: Desk, database: Database) -> None:
    sign_in(page, LOGIN, f"/cho-duyet/{desk.facebook}")
    page.get_by_role("button", name="Duyệt bài trên Pháp luật Hương Giang").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã duyệt bài")
    assert state_of(database, desk.facebook) == PostState.PLANNED
    page.goto(f"/bai-dang/{desk.facebook}")
    text = page.get_by_role("textbox", name="Nội dung")
    text.fill("Thửa đất còn ít nhất 777 m².")
    counted = page.locator("#kiem .counted")
    expect(counted).to_contain_text("28/63.206")
    expect(page.locator("#kiem .doubts")).to_contain_text("nguồn không có")
    expect(page.locator("#kiem .sheet")).to_contain_text("Thửa đất còn ít nhất 777 m².")
    text.fill("")
    expect(page.locator("#kiem .refused")).to_contain_text("Bài chưa có chữ")
    text.fill(SAID.replace("50 m²", "60 m²"))
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Lượt duyệt trước không còn giá trị.")
    assert page.url.endswith(f"/bai-dang/{desk.facebook}"), "the mark that it was saved is gone from the address"
    assert page.evaluate("localStorage.length") == 0
    assert state_of(database, desk.facebook) == PostState.AWAITING_REVIEW
    with database.read() as session:
        assert session.get_one(Post, desk.facebook).text == SAID.replace("50 m²", "60 m²")


def test_a_session_that_ends_loses_nothing_typed(page: Page, desk: Desk, database: Database) -> None:
    sign_in(page, LOGIN, f"/bai-dang/{desk.facebook}")
    page.get_by_role("textbox", name="Nội dung").fill("Chữ chưa lưu của tôi.")
    expect(page.locator("#kiem .counted")).to_contain_text("21/63.206")
    page.context.clear_cookies()
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_url("**/dang-nhap?**")
    page.get_by_label("Tên đăng nhập").fill(LOGIN)
    page.get_by_label("Mật khẩu").fill("loa phuong sang som")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/bai-dang/{desk.facebook}")
    expect(page.get_by_role("textbox", name="Nội dung")).to_have_value(SAID)
    page.get_by_role("button", name="Khôi phục nội dung chưa lưu").click()
    expect(page.get_by_role("textbox", name="Nội dung")).to_have_value("Chữ chưa lưu của tôi.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã lưu bài")
    with database.read() as session:
        assert session.get_one(Post, desk.facebook).text == "Chữ chưa lưu của tôi."


@pytest.mark.parametrize("width", [1280, 390])
def test_every_screen_is_whole_named_and_legible(page: Page, desk: Desk, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page)
    for path in (
        f"/bai-dang/{desk.facebook}",
        f"/bai-dang/{desk.edited}",
        "/bai-moi",
        "/dan-lien-ket",
        f"/dan-lien-ket/{desk.item}",
        "/chua-nhan",
        f"/noi-dung/{desk.item}/tra-loi",
    ):
        page.goto(path)
        unfold(page)
        assert faults(page) == [], path
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_without_script_the_button_checks_and_saves(scriptless: Page, desk: Desk, database: Database) -> None:
    sign_in(scriptless, LOGIN, f"/bai-dang/{desk.facebook}")
    scriptless.get_by_role("textbox", name="Nội dung").fill("Thửa đất còn ít nhất 777 m².")
    scriptless.get_by_role("button", name="Kiểm tra").click()
    expect(scriptless.locator("#kiem .counted")).to_contain_text("28/63.206")
    scriptless.get_by_role("button", name="Lưu", exact=True).click()
    expect(scriptless.get_by_text("Bài chờ duyệt với chữ mới.")).to_be_visible()
    with database.read() as session:
        assert session.get_one(Post, desk.facebook).text == "Thửa đất còn ít nhất 777 m²."
