"""A citizen asks on the Page, the spokesperson answers on a phone, the citizen reads it: real browser, real web, real sandbox."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from distributor.cases.collect import read_comments, watch_posts
from distributor.cases.turn import answer_citizens
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Account, Post, PostState, Receipt
from distributor.outgoing.carrier import Carrier
from distributor.settings import Settings
from tests.cases.conftest import AheadClock, as_the_page, citizens_sandbox, make_carrier
from tests.sandbox.running import Sandbox
from tests.support import province as seeds
from tests.web.browsing import PHONE, browser, faults, page, pytestmark, sign_in, unfold
from tests.web.case_cases import SPEAKER, Cases, fill_cases
from tests.web.processes import Web, running_web
from tests.web.province import LOGIN, Province, identity

__all__ = ["browser", "citizens_sandbox", "page", "pytestmark"]

ASKED = "Đất ở xã tôi 150 m² có tách được không? <script>alert(1)</script>"
ANSWER = "Được, khi mỗi thửa sau khi tách còn ít nhất 80 m²."


@pytest.fixture
def carrier(settings: Settings, database: Database) -> Iterator[Carrier]:
    carrier = make_carrier(database, settings.home, AheadClock())
    yield carrier
    carrier.incarnation.close()


@pytest.fixture
def cases(settings: Settings, database: Database, province: Province) -> Cases:
    with database.write() as session:
        return fill_cases(session, province, MediaStore(settings.media_folder))


@pytest.fixture
def web(settings: Settings, cases: Cases) -> Iterator[Web]:
    with running_web(settings.home) as web:
        yield web


def publish(session: Session, carrier: Carrier, province: Province, sandbox: Sandbox) -> tuple[Account, str]:
    """A post of an account at the sandbox; its id there."""
    unit = seeds.Seeded(province.unit_id, 1)
    account = seeds.seed_sandbox_account(session, unit, carrier.vault, sandbox.base_url, "facebook")
    page_id, now = account.settings["page_id"], carrier.clock.now()
    there = as_the_page(carrier, account, "POST", f"{page_id}/feed", message="Diện tích tách thửa từ 07/12/2026")["id"]
    [post_id] = seeds.seed_posts(session, unit, account, [seeds.seed_item(session, unit, 27, now)], now=now)
    post = session.get_one(Post, post_id)
    post.state, post.published_at, post.due_at = PostState.PUBLISHED, now, None
    session.add_all(
        [post, Receipt(post_id=post_id, account_id=identity(account.id), external_id=there, received_at=now)]
    )
    return account, there


def test_asked_on_the_page_answered_on_a_phone_read_on_the_page(
    page: Page, web: Web, database: Database, carrier: Carrier, province: Province, citizens_sandbox: Sandbox
) -> None:
    with database.write() as session:
        account, there = publish(session, carrier, province, citizens_sandbox)
        account_id = identity(account.id)
    public = f"{citizens_sandbox.base_url}/man-hinh/facebook/{there.partition('_')[0]}/{there}"
    page.goto(public)
    page.get_by_text("Viết bình luận").click()
    page.get_by_label("Tên người dân").fill("Trần Văn Mẫu")
    page.get_by_label("Nội dung").fill(ASKED)
    page.get_by_role("button", name="Gửi bình luận").click()
    expect(page.get_by_text(ASKED)).to_be_visible()
    with database.write() as session:
        watch_posts(session, carrier.clock.now())
    assert read_comments(carrier, account_id) == 1

    page.set_viewport_size(PHONE)
    sign_in(page, SPEAKER, f"{web.url}/can-phan-hoi")
    page.get_by_role("link", name=ASKED).click()
    expect(page.get_by_role("group", name="Nội dung của người dân")).to_have_text(ASKED)
    page.get_by_label("Nội dung trả lời").fill(ANSWER)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    exact = page.get_by_role("region", name="Nội dung đúng như sẽ gửi")
    expect(exact).to_contain_text(ANSWER)
    expect(exact).to_contain_text(account.name)
    button = page.get_by_role("button", name="Gửi trả lời này")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.press("Enter")
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("đúng một lần")
    assert answer_citizens(carrier, account_id) == 1
    page.reload()
    expect(page.get_by_text("Đã trả lời", exact=True)).to_be_visible()

    page.goto(public)
    expect(page.get_by_text(ANSWER)).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_screen_is_whole_named_and_legible(page: Page, web: Web, cases: Cases, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, SPEAKER)
    case = f"/can-phan-hoi/{cases.asked}"
    paths = ["/can-phan-hoi", case, f"/can-phan-hoi/{cases.late}", f"/can-phan-hoi/{cases.closed}", "/mau-tra-loi"]
    for path in (*paths, "/nguoi-phat-ngon", "xem-lai", "phieu-chuyen", "tran.ha"):
        if path == "xem-lai":
            page.goto(case)
            page.get_by_label("Nội dung trả lời").fill(ANSWER)
            page.get_by_role("button", name="Xem lại trước khi gửi").click()
        elif path == "phieu-chuyen":
            page.goto(case)
            page.get_by_text("Chuyển cơ quan có thẩm quyền").click()
            page.get_by_role("button", name="Ghi chuyển").click()
            page.get_by_role("link", name="Phiếu chuyển").click()
        elif path == LOGIN:
            page.locator("details.further summary").click()
            page.get_by_role("button", name="Đăng xuất").click()
            sign_in(page, LOGIN, "/nguoi-phat-ngon")
        else:
            page.goto(path)
        unfold(page)
        assert faults(page) == [], path
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_nothing_typed_is_lost(page: Page, web: Web, cases: Cases) -> None:
    """The reply and the note outlast what else is pressed; a saved reply is added to what was typed."""
    case = f"{web.url}/can-phan-hoi/{cases.asked}"
    sign_in(page, SPEAKER, case)
    reply, note = page.get_by_label("Nội dung trả lời"), page.get_by_label("Ghi chú nội bộ")
    answer, side = page.locator(".answer .restore"), page.locator(".note-form .restore")
    reply.fill(ANSWER)
    note.fill("Đã gọi cho xã.")
    page.get_by_role("button", name="Nhận việc này").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Bạn đã nhận vụ việc này.")
    expect(reply).to_have_value("")
    answer.get_by_role("button", name="Khôi phục nội dung chưa lưu").click()
    expect(reply).to_have_value(ANSWER)

    page.get_by_role("button", name="Dùng mẫu").click()
    expect(reply).to_have_value(re.compile(rf"^{ANSWER}\n\n.* cảm ơn câu hỏi\."))
    expect(answer).to_be_hidden()
    whole = reply.input_value()
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.get_by_role("button", name="Sửa lại").click()
    expect(reply).to_have_value(whole)
    expect(answer).to_be_hidden()
    page.goto(f"{web.url}/can-phan-hoi")
    page.goto(case)
    side.get_by_role("button", name="Khôi phục nội dung chưa lưu").click()
    expect(note).to_have_value("Đã gọi cho xã.")
    page.get_by_role("button", name="Lưu ghi chú").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã lưu ghi chú")
    expect(side).to_be_hidden()
    answer.get_by_role("button", name="Khôi phục nội dung chưa lưu").click()
    expect(reply).to_have_value(whole)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.get_by_role("button", name="Gửi trả lời này").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("đúng một lần")
    assert page.url == case, "the mark that it was saved is gone from the address"
    assert page.evaluate("localStorage.length") == 0


def test_the_inbox_by_single_keys(page: Page, web: Web, cases: Cases) -> None:
    """Down the list, into a case, to its reply, on to the next; never while one types, and not where they are switched off."""
    sign_in(page, SPEAKER, f"{web.url}/can-phan-hoi")
    expect(page.locator("#phim-tat")).to_be_visible()
    lines = page.locator(".case-line .asked a")
    page.keyboard.press("j")
    expect(lines.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("?")
    expect(page.get_by_text("vụ việc sau, vụ việc trước")).to_be_visible()
    page.keyboard.press("/")
    search = page.get_by_label("Tìm trong nội dung")
    expect(search).to_be_focused()
    page.keyboard.type("jk?n")
    expect(search).to_have_value("jk?n")
    page.goto(f"{web.url}/can-phan-hoi")
    first, second = (str(lines.nth(place).get_attribute("href")) for place in (0, 1))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}")
    page.keyboard.press("n")
    note = page.get_by_label("Ghi chú nội bộ")
    expect(note).to_be_focused()
    page.keyboard.type("a j e")
    expect(note).to_have_value("a j e")
    note.blur()
    page.keyboard.press("g")
    expect(page.get_by_label("Người phụ trách", exact=True)).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("Control+j")
    assert page.url.endswith(first), "another program's key"
    page.keyboard.press("j")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("a")
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Bạn đã nhận vụ việc này.")
    page.keyboard.press("?")
    page.get_by_label("Dùng phím tắt trên máy này").uncheck()
    page.keyboard.press("u")
    page.reload()
    page.keyboard.press("n")
    expect(page.get_by_label("Ghi chú nội bộ")).not_to_be_focused()
    assert page.url.endswith(second)
