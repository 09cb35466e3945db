"""The citizen's walk on a phone in a real browser without a script; and every public page: light, narrow, by keys, on paper."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, ViewportSize, expect
from sqlmodel import col, select

from distributor.broadcast.audience import consented
from distributor.db import Database
from distributor.keyring import secret_key
from distributor.lookup.index import keep_look_up_words
from distributor.lookup.public import is_public_post
from distributor.mail.follower_mail import confirming_code
from distributor.models import Account, Case, MailFollower, MailFollowerState, Post, SmsReply, Subscriber
from distributor.vault import open_vault
from tests.web.browsing import PHONE, browser, database, faults, home, pytestmark, watched_page, web, width_of
from tests.web.home import Templates
from tests.web.processes import Web
from tests.web.test_citizens import LIMIT, land_item

__all__ = ["browser", "database", "home", "pytestmark", "web"]

NARROW: ViewportSize = {"width": 320, "height": 640}
MOST_REQUESTS = 4
"""The page, its style sheet, its icon, and the script that lets the phone keep what was read."""
PAGES = (
    *("/", "/tin/{item}", "/tin/{item}?in=1", "/chu-de/dat-dai-nha-o", "/co-quan/huong-giang", "/tra-cuu?q=tach+thua"),
    *(
        "/tra-cuu?q=khong+co+gi",
        "/kenh-chinh-thuc",
        "/kiem-tra",
        "/cau-hoi",
        "/theo-doi",
        "/xem-nghe",
        "/theo-doi?chu_de=giao-thong",
    ),
    *("/dang-ky-tin", "/dang-ky-thu", "/cam-ket"),
)


@pytest.fixture(scope="module")
def item(home: Path, database: Database, templates: Templates) -> int:
    """A public item about an act, and an office that texts; there before anything is asked for."""
    open_vault(home, database=database)
    with database.write() as session:
        settings = {"gateway": "smpp", "sender": "STP-HGIANG", "reply_to": "8079"}
        unit = templates.full.unit_id
        session.add(Account(unit_id=unit, channel="sms", name="Tin nhắn", settings=settings, limits={}))
        session.add(Account(unit_id=unit, channel="zalo", name="Loa Zalo", settings={"oa_id": "4318"}, limits={}))
    landed = land_item(database, templates.full)
    keep_look_up_words(database)
    return landed


@pytest.fixture
def phone(browser: Browser, web: Web, item: int) -> Iterator[Page]:
    assert item
    with watched_page(browser, web, viewport=PHONE, java_script_enabled=False) as page:
        yield page


def last_reply(database: Database) -> str:
    with database.read() as session:
        return session.exec(select(SmsReply.text).order_by(col(SmsReply.id).desc())).first() or ""


def test_a_person_finds_a_law_and_sees_whether_it_is_in_force(phone: Page, item: int) -> None:
    phone.goto("/")
    phone.get_by_label(re.compile("Tìm theo số văn bản")).fill("tach thua")
    phone.get_by_role("button", name="Tìm").click()
    phone.get_by_role("link", name="91/2026/QĐ-UBND").first.click()
    expect(phone).to_have_url(re.compile(f"/tin/{item}$"))
    expect(phone.get_by_text(re.compile("hiệu lực")).first).to_be_visible()
    expect(phone.get_by_text("còn ít nhất 50 m²").first).to_be_visible()
    assert faults(phone) == []


def test_a_person_follows_in_three_ways_and_stops_again(phone: Page, database: Database, home: Path) -> None:
    phone.goto("/chu-de/dat-dai-nha-o")
    phone.get_by_role("link", name="Tin nhắn, thư, Zalo").click()
    ways = phone.url
    # By messages.
    phone.get_by_role("link", name="Tin nhắn SMS").click()
    phone.get_by_label("Số điện thoại di động").fill("0912 345 678")
    phone.get_by_role("button", name="Gửi mã cho tôi").click()
    expect(phone.get_by_label("Đất đai, nhà ở")).to_be_checked()
    code = re.search(r"\d{6}", last_reply(database))
    assert code is not None
    phone.get_by_label("Mã", exact=True).fill(code[0])
    phone.get_by_label(re.compile("Tôi đồng ý nhận tin nhắn")).check()
    assert faults(phone) == []
    phone.get_by_role("button", name="Đăng ký").click()
    expect(phone.get_by_text("Từ nay bạn nhận đúng những mục đã chọn.")).to_be_visible()
    assert faults(phone) == []
    mine = phone.url
    # By mail.
    phone.goto(ways)
    phone.get_by_role("link", name="Thư điện tử mỗi tuần").click()
    phone.get_by_label("Địa chỉ thư điện tử").fill("lan@example.com")
    phone.get_by_label(re.compile("Tôi đồng ý nhận thư")).check()
    phone.get_by_role("button", name="Đăng ký").click()
    expect(phone.get_by_text("Hãy mở hộp thư của bạn")).to_be_visible()
    with database.read() as session:
        follower = session.exec(select(MailFollower)).one()
        confirm = confirming_code(secret_key(home), follower)
    phone.goto(f"/thu/xac-nhan/{confirm}")
    phone.get_by_role("button", name="Tôi muốn nhận thư").click()
    expect(phone.get_by_label("Đất đai, nhà ở")).to_be_checked()
    # Both on one page.
    phone.get_by_label("Đường dẫn trong tin nhắn bạn nhận").fill(mine)
    phone.get_by_role("button", name="Gộp vào trang này").click()
    expect(phone.get_by_text("09•• ••• 678")).to_be_visible()
    assert faults(phone) == []
    # In the calendar, and on Zalo.
    links = {link.inner_text(): link.get_attribute("href") for link in _ways(phone, ways)}
    assert links["Lịch pháp luật (.ics)"] == "/lich-phap-luat/dat-dai-nha-o.ics"
    assert phone.request.get(links["Lịch pháp luật (.ics)"] or "").text().startswith("BEGIN:VCALENDAR")
    assert "https://zalo.me/4318" in links.values()
    # And out again.
    phone.go_back()
    phone.get_by_role("button", name="Ngừng nhận mọi tin").click()
    expect(phone.get_by_text("Bạn không còn nhận tin nào.")).to_be_visible()
    phone.get_by_role("button", name="Ngừng nhận thư và xóa địa chỉ").click()
    expect(phone.get_by_text("Địa chỉ của bạn đã bị xóa.")).to_be_visible()
    with database.read() as session:
        assert (
            consented(session, session.exec(select(Subscriber.id).order_by(col(Subscriber.id).desc())).first() or 0)
            == set()
        )
        assert session.exec(select(MailFollower.state)).one() is MailFollowerState.ENDED


def _ways(page: Page, address: str) -> list[Locator]:
    page.goto(address)
    return page.locator("main dl a").all()


def test_a_person_checks_a_forgery_and_asks(phone: Page, database: Database) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="Dán vào đây để kiểm tra").click()
    forged = "So Tu phap: ho so dat cua ban bi khoa, xac nhan tai https://sotuphap-hg.top/dat hoac goi 0987 654 321"
    phone.get_by_label(re.compile("Dán tin nhắn")).fill(forged)
    phone.get_by_role("button", name="Kiểm tra").click()
    expect(phone.get_by_role("heading", name="Không phải của chúng tôi")).to_be_visible()
    expect(phone.get_by_text("https://sotuphap-hg.top/dat").first).to_be_visible()
    assert faults(phone) == []
    with database.read() as session:
        told = next(text for text in session.exec(select(Post.text).where(is_public_post())) if len(text.split()) > 12)
    phone.get_by_label(re.compile("Dán tin nhắn")).fill(told.replace(told.split()[8], "Mười", 1))
    phone.get_by_role("button", name="Kiểm tra").click()
    expect(phone.get_by_role("heading", name="Không đúng nguyên văn tin của chúng tôi")).to_be_visible()
    expect(phone.locator("mark").first).to_have_text("Mười")
    assert faults(phone) == []
    phone.goto("/tra-cuu?q=khai+sinh+cho+con+sinh+o+Lao")
    phone.locator('a[href^="/cau-hoi"]').first.click()
    phone.get_by_label("Câu hỏi của bạn").fill("Con tôi sinh ở Lào, số 0912 345 678, khai sinh ở đâu?")
    phone.get_by_role("button", name="Gửi câu hỏi").click()
    expect(phone.get_by_text(re.compile("đã che trước khi lưu"))).to_be_visible()
    assert "345 678" not in phone.inner_text("main")
    assert faults(phone) == []
    with database.read() as session:
        assert session.exec(select(Case).where(col(Case.account_id).is_(None))).one()


@pytest.mark.parametrize("path", PAGES)
def test_every_public_page_is_light_narrow_and_works_by_keys_and_on_paper(
    browser: Browser, web: Web, item: int, path: str
) -> None:
    with watched_page(browser, web, viewport=NARROW) as page:
        asked: list[Request] = []
        page.on("request", lambda one: asked.append(one))  # noqa: PLW0108 - a builtin takes no listener's mark
        answer = page.goto(path.format(item=item), wait_until="load")
        assert answer is not None
        assert answer.status == 200
        own = [one for one in asked if one.resource_type not in ("image", "media")]
        assert {one.resource_type for one in asked} <= {"document", "stylesheet", "image", "script", "other"}, "no font"
        scripts = {urlsplit(one.url).path for one in asked if one.resource_type == "script"}
        assert scripts <= {"/static/offline.js", "/loa-sw.js"}
        assert len(own) <= MOST_REQUESTS, [one.url for one in own]
        answers = [one.response() for one in own]
        assert sum(len(one.body()) for one in answers if one is not None) < LIMIT
        assert faults(page) == []
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('main *, footer *')"), "past the head"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.emulate_media(media="print")
        assert width_of(page) <= NARROW["width"]
