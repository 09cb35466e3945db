"""The console on a phone, in a real browser, in front of a full home: no main screen over six screens, and nothing to touch that
is lower than a finger. Texts are as long as an office's.
"""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.settings import Settings, Values
from tests.web.browsing import PHONE, browser, faults, height_of, new_page, page, pytestmark, sign_in
from tests.web.home import Templates
from tests.web.phone_cases import OF_MONTH, Filled, fill_phone
from tests.web.processes import Web, running_web

__all__ = ["browser", "page", "pytestmark"]

MOST_SCREENS, FINGER = 6, 44
HEIGHTS = "all => all.map((one) => one.getBoundingClientRect().height)"
SCREENS = (
    "/",
    "/lich",
    "/lich?xem=tuan",
    "/lich?xem=danh-sach",
    "/lich?xem=thang&ngay={month}",
    "/lich?xem=danh-sach&ngay={month}",
    "/lich?xem=thang&ngay={past}",
    "/lich?xem=danh-sach&ngay={past}",
    "/noi-dung/{eleven}",
    "/chien-dich",
    "/chien-dich/{running}",
    "/chien-dich/{draft}",
    "/cho-duyet",
    "/can-phan-hoi",
    "/dinh-chinh",
    "/dinh-chinh/{corrected}",
    "/ban-giao",
    "/bai-moi",
    "/nguon",
    "/nhap",
    "/chua-nhan",
    "/bai-dung-chung",
    "/bao-cao?ky=month:2026-11",
    "/bao-cao-nam",
    "/thu-vien",
    "/mau-bai",
    "/mau-tra-loi",
    "/nguoi-phat-ngon",
    "/tin-nhan",
    "/bieu-ngu-trang",
    "/phat-song",
    "/khao-sat-cong-dan",
    "/tai-khoan",
    "/gio-dang",
    "/tam-dung",
    "/webhook",
    "/khoa-api",
    "/quy-tac-duyet",
    "/uy-quyen",
    "/nguoi-dung",
    "/don-vi",
    "/nhat-ky",
    "/cai-dat",
    "/ca-nhan",
    "/tim?q=tach+thua",
)
TOO_LOW = """
(least) => {
  const styled = (one) => getComputedStyle(one);
  const letters = (one) => one.textContent.replace(/\\s+/g, ' ').trim().length;
  const block = (one) => styled(one.parentElement).display === 'inline' ? block(one.parentElement) : one.parentElement;
  const within_text = (one) => styled(one).display === 'inline' && letters(block(one)) - letters(one) > 3;
  const target = (one) => one.matches('[type=checkbox], [type=radio]') ? one.closest('label') ?? one.labels?.[0] ?? one
    : one.matches('.to-row') ? one.closest('.row-link') : one;
  return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea')]
    .filter((one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !one.closest('.unseen, .skip'))
    .filter((one) => one.matches('.to-row') || !within_text(one))
    .map((one) => [one, target(one).getBoundingClientRect()])
    .filter(([, box]) => box.height > 0 && box.width > 1 && box.height < least - 0.5)
    .map(([one, box]) => `${one.tagName} «${(one.textContent.trim() || one.name).replace(/\\s+/g, ' ').slice(0, 50)}»: `
      + `${Math.round(box.width)} x ${Math.round(box.height)}`);
}
"""
"""A link within running text is as high as its line (WCAG 2.5.8); one of `.row-link` takes its whole row."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, templates: Templates) -> Path:
    home = tmp_path_factory.mktemp("home")
    shutil.copy(templates.full_file, home / "loa.db")
    return home


@pytest.fixture(scope="module")
def filled(home: Path, templates: Templates) -> Filled:
    settings = Settings(home, Values())
    database = Database(settings.database_url)
    with database.write() as session:
        filled = fill_phone(session, deepcopy(templates.full), MediaStore(settings.media_folder), datetime.now(UTC))
    database.dispose()
    return filled


@pytest.fixture(scope="module")
def web(home: Path, filled: Filled) -> Iterator[Web]:
    assert filled
    with running_web(home) as web:
        yield web


@pytest.fixture(scope="module")
def phone(browser: Browser, web: Web) -> Iterator[Page]:
    with new_page(browser, web, viewport=PHONE, reduced_motion="reduce") as page:
        sign_in(page)
        yield page


@pytest.mark.parametrize("path", SCREENS)
def test_no_main_screen_is_over_six_screens_and_nothing_too_low_for_a_finger(
    phone: Page, filled: Filled, path: str
) -> None:
    answer = phone.goto(path.format(**filled.__dict__))
    assert answer is not None
    assert answer.status == 200
    low = phone.evaluate(TOO_LOW, FINGER)
    screens = height_of(phone) / PHONE["height"]
    assert low == []
    assert screens <= MOST_SCREENS, f"{screens:.1f} screens"
    assert faults(phone) == []


def test_an_item_s_posts_are_a_line_each_and_nothing_of_them_is_lost(phone: Page, filled: Filled) -> None:
    """First what needs a person, with what they can do; then what is still to go out."""
    phone.goto(f"/noi-dung/{filled.eleven}")
    posts = phone.locator(".boards").first.get_by_role("article")
    expect(posts).to_have_count(11)
    signs = posts.locator("header .state").all_inner_texts()
    assert signs == ["Chờ duyệt"] * 4 + ["Đang xử lý", "Thất bại"] + ["Đã lên lịch"] * 2 + ["Đã đăng"] * 3
    expect(posts.first.get_by_role("link", name="Duyệt hoặc bỏ qua bài này")).to_be_visible()
    expect(phone.locator(".sheet:visible")).to_have_count(0)
    posts.last.get_by_text("Nội dung bài").click()
    expect(posts.last.get_by_text("Ai cần biết: Hộ gia đình")).to_be_visible()
    expect(posts.last.get_by_role("link", name="Xem bài")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_what_is_folded_opens_it(browser: Browser, web: Web, filled: Filled, script: bool) -> None:
    with new_page(browser, web, viewport=PHONE, java_script_enabled=script) as page:
        sign_in(page)
        page.goto(f"/noi-dung/{filled.eleven}#bai-{filled.published}")
        post = page.locator(f"#bai-{filled.published}")
        expect(post).to_be_in_viewport()
        expect(page.locator(".said-here:visible")).to_have_count(1)
        expect(post.get_by_text("Ai cần biết: Hộ gia đình")).to_be_visible()
        for view in ("thang", "danh-sach"):
            page.goto(f"/lich?xem={view}&ngay={filled.month}")
            chip = page.locator(".day .chip").last
            expect(chip).to_be_hidden()
            name = chip.get_attribute("id")
            page.goto(f"/lich?xem={view}&ngay={filled.month}&tu=lien-ket#{name}")
            expect(page.locator(f"#{name}")).to_be_in_viewport()


def test_a_folded_month_says_a_line_a_day_and_opens_by_touch(phone: Page, filled: Filled) -> None:
    phone.goto(f"/lich?xem=danh-sach&ngay={filled.month}")
    folded = phone.locator(".day details.in:not([open])")
    assert folded.count() >= 20
    assert all(height <= 50 for height in phone.locator(".day:has(> details:not([open]))").evaluate_all(HEIGHTS))
    last = phone.locator(".day:has(.chip)").last
    expect(last.locator("summary").first).to_contain_text("2 bài")
    last.locator("summary").first.click(position={"x": 200, "y": 20})
    expect(last.locator(".chip:visible")).to_have_count(2)


def test_on_a_wide_screen_nothing_of_it_is_folded(browser: Browser, web: Web, filled: Filled) -> None:
    with new_page(browser, web, viewport={"width": 1440, "height": 900}) as page:
        sign_in(page)
        page.goto(f"/noi-dung/{filled.eleven}")
        expect(page.locator(".post:not(.video) .sheet:visible")).to_have_count(11)
        expect(page.locator(".phone-fold > summary:visible")).to_have_count(0)
        for view in ("thang", "danh-sach"):
            page.goto(f"/lich?xem={view}&ngay={filled.month}")
            expect(page.locator(".chip:visible")).to_have_count(OF_MONTH)
            expect(page.locator(".phone-fold > summary:visible")).to_have_count(0)
