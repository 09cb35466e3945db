"""Staff's pages without a network, in a real browser with a real service worker: what was opened since the sign-in can be read,
nothing can be done, and nothing stays for anybody else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from sqlalchemy import delete
from sqlmodel import Session

from distributor.db import Database
from distributor.models import Intake, Item, Role, StaffSession
from tests.web.browsing import PHONE, becomes, browser, database, home, new_page, pytestmark, sign_in, web
from tests.web.desk_cases import person_of
from tests.web.home import Templates
from tests.web.processes import Web
from tests.web.province import Province, add_item

__all__ = ["browser", "database", "home", "pytestmark", "web"]

WORKS = "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = """() => caches.open("loa-can-bo").then((kept) => kept.keys())
  .then((all) => all.map((one) => new URL(one.url)).map((one) => one.pathname + one.search)
    .filter((path) => !path.startsWith("/can-bo/")).sort())"""
WORDS = """() => caches.open("loa-can-bo")
  .then((kept) => kept.keys().then((all) => Promise.all(all.map((one) => kept.match(one, { ignoreVary: true })))))
  .then((all) => Promise.all(all.map((one) => one.text()))).then((all) => all.join())"""
PAST = """() => caches.open("loa-can-bo").then((kept) => kept.match("/can-bo/cua-ai").then((told) => told.json())
  .then((told) => kept.put("/can-bo/cua-ai", new Response(JSON.stringify({ ...told, until: 1 })))))"""
OTHER = "can.bo.khac"
MOST = 30


@pytest.fixture(scope="module", autouse=True)
def other(database: Database, templates: Templates) -> None:
    with database.write() as session:
        session.add(person_of(templates.full.unit_id, OTHER, Role.AUTHOR))


@pytest.fixture(scope="module")
def province(templates: Templates) -> Province:
    return templates.full


@pytest.fixture
def phone(browser: Browser, web: Web) -> Iterator[Page]:
    """Signed in, with the worker at work. The first page is not kept: its ledger has a paper «lưu hành nội bộ»."""
    with new_page(browser, web, viewport=PHONE) as page:
        sign_in(page)
        becomes(page, WORKS, wanted=True)
        yield page


def kept(page: Page, *wanted: str) -> None:
    """Wait until just these pages are kept."""
    becomes(page, KEPT, sorted(wanted))


def offline(page: Page) -> None:
    page.context.set_offline(offline=True)


def is_nowhere(page: Page, path: str) -> bool:
    """Without a network the browser has nothing to show for it."""
    try:
        page.goto(path)
    except Error as error:
        return "ERR_FAILED" in str(error) or "ERR_INTERNET_DISCONNECTED" in str(error)
    return False


def test_what_was_opened_is_read_without_a_network_and_nothing_can_be_done(phone: Page, province: Province) -> None:
    item = next(iter(province.items.values())) + 1
    for path in ("/lich", "/cho-duyet", f"/noi-dung/{item}"):
        phone.goto(path)
    title = phone.locator("h1").inner_text()
    kept(phone, "/lich", "/cho-duyet", f"/noi-dung/{item}")
    expect(phone.locator(".kept-copy")).to_have_count(0)
    offline(phone)
    phone.goto(f"/noi-dung/{item}")
    expect(phone.locator(".kept-copy")).to_contain_text(
        re.compile(r"Bản đã lưu lúc \d\d:\d\d \d\d/\d\d/\d{4}, chưa có mạng\.")
    )
    expect(phone.locator("h1")).to_have_text(title)
    assert phone.evaluate("getComputedStyle(document.querySelector('.brand')).display") != "inline", "with its styles"
    for path in ("/cho-duyet", "/lich"):
        phone.goto(path)
        assert phone.locator("button, input, select, textarea").count()
        assert phone.locator("button:enabled, input:enabled, select:enabled, textarea:enabled").count() == 0
        assert phone.locator("script, input[type=hidden]").count() == 0
    assert "form_token" not in phone.evaluate(WORDS)
    phone.goto("/")
    expect(phone.get_by_role("heading", name="Chưa có mạng")).to_be_visible()
    expect(phone.get_by_role("link", name="Chờ duyệt")).to_be_visible()
    phone.context.set_offline(offline=False)
    phone.reload()
    expect(phone.locator(".kept-copy")).to_have_count(0)
    expect(phone.locator("#tim-nhanh")).to_be_enabled()


def test_what_is_delicate_is_not_kept_and_what_is_there_is_listed(
    phone: Page, database: Database, province: Province
) -> None:
    with database.write() as session:
        held = add_item(
            session, province, "Kế hoạch có dấu", intake=Intake.HELD, intake_reason="có dấu", composed=False
        )
        inner = _inner(session, province)
    delicate = (
        *("/can-phan-hoi", "/tin-nhan", "/tai-khoan", f"/tai-khoan/{province.facebook}", "/nguoi-dung", "/ca-nhan"),
        *("/nhat-ky", "/khoa-api", "/webhook", "/cai-dat", "/ca-nhan/hai-buoc", "/bai-moi", "/tim?q=dat"),
        *(f"/noi-dung/{held}", f"/noi-dung/{inner}"),
    )
    for path in delicate:
        phone.goto(path)
    phone.goto("/chien-dich")
    kept(phone, "/chien-dich")
    offline(phone)
    for path in delicate[:3]:
        phone.goto(path)
        expect(phone.get_by_role("heading", name="Chưa có mạng")).to_be_visible()
    phone.get_by_role("link", name="Chiến dịch").click()
    expect(phone).to_have_url(re.compile("/chien-dich$"))
    expect(phone.locator(".kept-copy")).to_be_visible()


def _inner(session: Session, province: Province) -> int:
    item = add_item(session, province, "Hướng dẫn nghiệp vụ (lưu hành nội bộ)")
    session.get_one(Item, item).intake = Intake.TAKEN
    return item


def test_signing_out_leaves_nothing(phone: Page) -> None:
    phone.goto("/lich")
    kept(phone, "/lich")
    phone.locator("details.further > summary").click()
    phone.get_by_role("button", name="Đăng xuất").click()
    phone.wait_for_url("**/dang-nhap")
    kept(phone)
    offline(phone)
    assert is_nowhere(phone, "/lich")


def test_the_end_of_the_sign_in_leaves_nothing(phone: Page, database: Database) -> None:
    phone.goto("/lich")
    kept(phone, "/lich")
    with database.write() as session:
        session.connection().execute(delete(StaffSession))
    phone.goto("/chien-dich")
    expect(phone.get_by_label("Mật khẩu")).to_be_visible()
    kept(phone)


def test_another_person_sees_nothing_of_the_one_before(phone: Page) -> None:
    """Who was here did not sign out; whoever comes signs in on the same device."""
    phone.goto("/lich")
    kept(phone, "/lich")
    phone.context.clear_cookies()
    phone.request.get("/cong-dan")
    sign_in(phone, OTHER, "/can-phan-hoi")
    kept(phone)
    offline(phone)
    assert is_nowhere(phone, "/lich")


def test_a_sign_in_that_is_over_opens_nothing_without_a_network(phone: Page) -> None:
    phone.goto("/lich")
    kept(phone, "/lich")
    phone.evaluate(PAST)
    offline(phone)
    assert is_nowhere(phone, "/lich")
    phone.context.set_offline(offline=False)
    phone.goto("/can-phan-hoi")
    kept(phone)


def test_the_newest_thirty_are_kept(phone: Page, province: Province, database: Database) -> None:
    with database.write() as session:
        items = [add_item(session, province, f"Tin thứ {number} để đọc") for number in range(MOST + 2)]
    for item in items:
        phone.goto(f"/noi-dung/{item}")
        becomes(phone, f"() => ({KEPT})().then((all) => all.includes('/noi-dung/{item}'))", wanted=True)
    kept(phone, *(f"/noi-dung/{item}" for item in items[-MOST:]))
