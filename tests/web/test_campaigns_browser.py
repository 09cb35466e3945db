"""A campaign in a real browser: from an empty form, by search and forecast and a standing yes, to its posts planned."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlmodel import select

from distributor.clock import VIETNAM
from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.draft.chosen_store import compose_chosen
from distributor.draft.picture import render_post
from distributor.media.store import MediaStore
from distributor.models import Post, PostState, Source, SourceKind
from distributor.review.store import review_post
from tests.web.browsing import PHONE, browser, database, home, page, pytestmark, sign_in, web, width_of
from tests.web.province import Province

__all__ = ["browser", "database", "home", "page", "pytestmark", "web"]


def work(database: Database, home: Path) -> list[int]:
    """What the worker does for campaigns: compose, draw, review."""
    templates, now = Templates(), datetime.now(UTC)
    made = compose_chosen(database, templates=templates, public_url="https://loa.example", now=now)
    for post_id in made:
        store = MediaStore(home / "media")
        assert render_post(database, post_id, store=store, templates=templates, now=lambda: now, sample=True)
        with database.write() as session:
            review_post(session, post_id, problems=(), now=now)
    return made


def test_from_an_empty_form_to_planned_posts(page: Page, database: Database, home: Path) -> None:
    sign_in(page)
    page.get_by_role("link", name="Chiến dịch").first.click()
    page.get_by_role("link", name="Lập chiến dịch").click()
    page.get_by_label("Tên chiến dịch").fill("Tuần lễ đất đai")
    page.locator("#o-dau > summary").click()
    while page.locator("#o-dau input:checked").count():
        page.locator("#o-dau input:checked").first.uncheck()
    page.get_by_label("Pháp luật Hương Giang").check()
    page.locator("#tim").fill("ranh dat")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Thêm Tiểu phẩm: Chuyện ranh đất nhà bên").click()
    page.locator("#tim").fill("27/2026")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("button", name="Thêm Quyết định 27/2026/QĐ-UBND").click()
    expect(page.get_by_label("Các tin tôi chọn")).to_be_checked()
    expect(page.get_by_role("button", name="Bỏ Tiểu phẩm: Chuyện ranh đất nhà bên")).to_be_visible()
    expect(page.get_by_label("Tên chiến dịch")).to_have_value("Tuần lễ đất đai")
    page.locator("#rieng-kenh > summary").click()
    facebook = page.get_by_role("group", name="Facebook", exact=True)
    facebook.get_by_label("Số bài").fill("1")
    page.get_by_label("Mọi loại, mọi kênh").select_option("auto")
    page.get_by_role("button", name="Xem lịch từng bài").click()

    expect(page.get_by_text("Bản thảo", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Dự báo theo tài khoản").get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Duyệt sẵn").click()
    expect(page.get_by_role("status")).to_contain_text("Đã cho phê duyệt sẵn")
    page.get_by_role("link", name="Bắt đầu chiến dịch").click()
    expect(page.get_by_role("heading", name="Bắt đầu chiến dịch này?")).to_be_visible()
    assert work(database, home) == [], "a draft says nothing"
    page.get_by_role("button", name="Bắt đầu chiến dịch").click()
    expect(page.get_by_text("Đang chạy", exact=True)).to_be_visible()

    made = work(database, home)
    with database.read() as session:
        posts = session.exec(select(Post).where(Post.purpose == "campaign:2:1")).all()
    assert sorted(post.id or 0 for post in posts) == sorted(made)
    assert {post.state for post in posts} == {PostState.PLANNED}
    days = [post.slot_at.astimezone(VIETNAM).date() for post in posts if post.slot_at]
    assert len(set(days)) == 2, "one a day"
    page.reload()
    listed = page.get_by_role("table", name="Bài của chiến dịch")
    expect(listed.get_by_text("Đã lên lịch")).to_have_count(2)

    page.get_by_role("link", name="Tạm dừng", exact=True).last.click()
    expect(page.get_by_text("2 bài đã lên lịch sẽ đợi, không mất.")).to_be_visible()
    page.get_by_role("button", name="Tạm dừng").click()
    expect(listed.get_by_text("Chiến dịch tạm dừng: «Tuần lễ đất đai».")).to_have_count(2)
    page.get_by_role("button", name="Cho chạy tiếp").click()
    expect(page.get_by_role("status")).to_contain_text("2 bài đã lên lịch được đăng theo giờ của mình")
    expect(listed.get_by_text("Chiến dịch tạm dừng")).to_have_count(0)


def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page)
    for path in ("/chien-dich", "/chien-dich/1", "/chien-dich/1/sua", "/chien-dich/1/ket-thuc"):
        page.goto(path)
        assert width_of(page) == PHONE["width"]
    page.goto("/chien-dich/1/sua")
    page.locator("#chinh-sach > summary").click()
    page.get_by_text("Đặt riêng cho từng loại nội dung").click()
    expect(page.get_by_label("Văn bản mới, Facebook")).to_be_visible()
    assert width_of(page) == PHONE["width"]


def test_a_long_address_stays_in_its_own_column(page: Page, database: Database, province: Province) -> None:
    address = f"https://phobiengiaoducphapluat.huonggiang.example/{'van-ban-moi-' * 12}"
    with database.write() as session:
        session.add(Source(unit_id=province.unit_id, kind=SourceKind.FEED, address=address))
    page.set_viewport_size({"width": 1280, "height": 844})
    sign_in(page, then="/chien-dich/moi")
    words = page.locator(".tick > span", has_text=address)
    words.scroll_into_view_if_needed()
    assert words.evaluate(
        "span => span.getBoundingClientRect().right <= span.parentElement.getBoundingClientRect().right"
    )
