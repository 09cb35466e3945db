"""What is typed into a form outlives a session that ends, in a real browser; and nothing is offered that was sent."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.browsing import browser, database, faults, home, pytestmark, sign_in, watched_page, web
from tests.web.processes import Web
from tests.web.province import LOGIN, PASSWORD

__all__ = ["browser", "database", "home", "pytestmark", "web"]

RESTORE = "Khôi phục nội dung chưa lưu"


@pytest.fixture
def page(browser: Browser, web: Web) -> Iterator[Page]:
    """One that may be told that a form was not taken."""
    with watched_page(browser, web, expected="the server responded with a status of 400") as page:
        yield page


def end_session_and_send(page: Page, button: Locator, path: str) -> None:
    """The session ends elsewhere, the form is sent, and the person signs in again."""
    page.context.clear_cookies()
    button.click()
    page.wait_for_url(re.compile("/dang-nhap"))
    assert page.evaluate("document.querySelectorAll('script').length") == 0, "nothing is kept of a sign-in"
    page.get_by_label("Tên đăng nhập").fill(LOGIN)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")


def kept(page: Page) -> list[str]:
    return list(page.evaluate("Object.keys(localStorage)"))


def test_a_campaign_outlives_the_session(page: Page) -> None:
    sign_in(page, LOGIN, "/chien-dich/moi")
    name, goal = page.get_by_label("Tên chiến dịch"), page.get_by_label("Mục tiêu")
    name.fill("Tuần lễ đất đai")
    goal.fill("Người dân biết mức phí mới.\nVà nơi hỏi.")
    page.locator("#o-dau > summary").click()
    page.get_by_label("Pháp luật Hương Giang").uncheck()
    page.get_by_label("Tự động: chỉ các nguồn chọn dưới đây").check()
    save = page.get_by_role("button", name="Xem lịch từng bài")
    end_session_and_send(page, save, "/chien-dich/moi")
    expect(name).to_have_value("")
    page.get_by_role("button", name=RESTORE).click()
    expect(name).to_have_value("Tuần lễ đất đai")
    expect(goal).to_have_value("Người dân biết mức phí mới.\nVà nơi hỏi.")
    expect(goal).to_be_focused()
    expect(page.get_by_label("Pháp luật Hương Giang")).not_to_be_checked()
    expect(page.get_by_label("Tự động: chỉ các nguồn chọn dưới đây")).to_be_checked()
    expect(page.get_by_role("button", name=RESTORE)).to_be_hidden()

    page.get_by_label("Tự động: mọi nguồn của đơn vị").check()
    page.locator("#rieng-kenh > summary").click()
    page.get_by_label("Bài được phép ra muộn bao nhiêu giờ").fill("nhiều")
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa lưu được")
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
    assert len(kept(page)) == 1, "what the server did not take stays"
    page.get_by_label("Bài được phép ra muộn bao nhiêu giờ").fill("24")
    page.locator("#nguon > summary").click()
    page.get_by_label("Đăng khi có tin mới").check()
    save.click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã lưu bản thảo")
    assert kept(page) == []
    page.goto("/chien-dich/moi")
    expect(name).to_have_value("")
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)


def test_nothing_is_offered_while_a_campaign_is_put_together(page: Page) -> None:
    """Each item that is added or taken out sends the form, and the server changes what stands in it."""
    sign_in(page, LOGIN, "/chien-dich/moi")
    name = page.get_by_label("Tên chiến dịch")
    name.fill("Tuần lễ đất đai")
    page.get_by_label("Tự động: mọi nguồn của đơn vị").check()
    for number in (1, 2):
        page.locator("ul.found").get_by_role("button", name="Thêm").first.click()
        expect(page.locator("#da-chon")).to_contain_text(f"Đã chọn {number} tin")
        expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
    expect(page.get_by_label("Các tin tôi chọn")).to_be_checked()
    page.get_by_role("button", name="Bỏ").first.click()
    expect(page.locator("#da-chon")).to_contain_text("Đã chọn 1 tin")
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
    page.locator("#tim").fill("đất")
    page.locator(".search-items").get_by_role("button", name="Tìm").click()
    expect(page.locator("#tim-thay")).to_contain_text("Tìm thấy")
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
    page.goto("/chien-dich/moi")
    page.get_by_role("button", name=RESTORE).click()
    expect(name).to_have_value("Tuần lễ đất đai")


def test_a_hold_outlives_the_session_on_the_page_it_was_typed_on(page: Page) -> None:
    sign_in(page)
    page.get_by_text("Tạm dừng đăng bài").click()
    why = page.get_by_label("Lý do")
    why.fill("Bão số 9 đổ bộ")
    page.get_by_label("Theo lệnh của").fill("Chủ tịch UBND tỉnh")
    end_session_and_send(page, page.get_by_role("button", name="Tạm dừng ngay"), "/")
    expect(page.get_by_role("button", name=RESTORE)).to_be_visible()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert faults(page) == []
    page.get_by_role("button", name=RESTORE).click()
    expect(why).to_have_value("Bão số 9 đổ bộ")
    page.get_by_role("button", name="Tạm dừng ngay").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã tạm dừng")
    assert kept(page) == []
    page.get_by_role("button", name="Bỏ tạm dừng này").click()
    page.goto("/tam-dung")
    expect(why).to_have_value("")
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)


def test_what_was_offered_and_not_wanted_is_gone(page: Page) -> None:
    sign_in(page, LOGIN, "/tam-dung")
    page.get_by_label("Lý do").fill("Thử")
    page.reload()
    page.get_by_role("button", name="Bỏ đi").click()
    expect(page.get_by_label("Lý do")).to_be_focused()
    assert kept(page) == []


def test_it_is_the_persons_own_and_for_a_week(page: Page) -> None:
    sign_in(page, LOGIN, "/mau-tra-loi")
    page.get_by_label("Tên mẫu").fill("Cảm ơn")
    place = kept(page)[0]
    page.evaluate("place => localStorage.setItem(place.replace(/\\d+$/, '99999'), localStorage.getItem(place))", place)
    page.evaluate("place => localStorage.removeItem(place)", place)
    page.reload()
    expect(page.get_by_label("Tên mẫu")).to_have_value("")
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
    page.get_by_label("Tên mẫu").fill("Cảm ơn")
    old = int((datetime.now(UTC) - timedelta(days=8)).timestamp() * 1000)
    age = "([place, old]) => localStorage.setItem(place, JSON.stringify({...JSON.parse(localStorage.getItem(place)), at: old}))"
    page.evaluate(age, [place, old])
    page.reload()
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
    assert place not in kept(page)


def test_another_forms_success_takes_nothing_away(page: Page) -> None:
    sign_in(page, LOGIN, "/mau-tra-loi")
    page.get_by_label("Tên mẫu").fill("Chưa gửi")
    page.goto("/tam-dung")
    page.get_by_label("Lý do").fill("Diễn tập")
    page.get_by_label("Theo lệnh của").fill("Sở Tư pháp")
    page.get_by_role("button", name="Tạm dừng ngay").click()
    page.get_by_role("button", name="Bỏ tạm dừng này").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã bỏ lệnh")
    page.goto("/mau-tra-loi")
    page.get_by_role("button", name=RESTORE).click()
    expect(page.get_by_label("Tên mẫu")).to_have_value("Chưa gửi")


def test_a_return_outlives_the_session_though_its_address_is_no_page(page: Page) -> None:
    sign_in(page, LOGIN, "/cho-duyet")
    page.get_by_role("link", name="Mở").first.click()
    card = page.get_by_role("article").first
    card.locator("details > summary").click()
    why = card.get_by_label("Trả lại: điều cần sửa")
    why.fill("Ghi rõ ngày có hiệu lực.")
    end_session_and_send(page, card.get_by_role("button", name="Trả lại bài này"), urlsplit(page.url).path)
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(1)
    page.get_by_role("button", name=RESTORE).click()
    expect(why).to_have_value("Ghi rõ ngày có hiệu lực.")
    card.get_by_role("button", name="Trả lại bài này").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("trả lại")
    assert kept(page) == []
