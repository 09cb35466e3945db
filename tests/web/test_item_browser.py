"""An item's page in a real browser: no error against its policy, whole on a phone, read without script, live where one looks."""

import hashlib
import io
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlmodel import Session

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Media, Post, PostMedia, PostState, RenderJob, RenderState
from distributor.settings import Settings, Values
from tests.web.browsing import PHONE, browser, database, home, page, pytestmark, scriptless, sign_in, web, width_of
from tests.web.province import NOON, Province, add_item, add_post, publish

__all__ = ["browser", "database", "home", "page", "pytestmark", "scriptless", "web"]

WORDS = (
    "Từ 07/12/2026, đất ở tại phường còn ít nhất 50 m².\n\n" + "Thửa đất phải có lối đi chung. " * 20 + "\n#PhápLuật"
)
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nĐất ở tại phường còn ít nhất 50 m².\n"


class Case:
    """An item whose posts are planned on Facebook and wait on X, both with a picture; one video runs, one is made."""

    def __init__(self, session: Session, province: Province, store: MediaStore) -> None:
        self.item_id = add_item(session, province, "Quyết định số 27/2026/QĐ-UBND quy định diện tích tách thửa đất")
        self.session, self.store = session, store
        picture = self.keep(drawn(1200, 630), "image/png", 1200, 630)
        self.facebook = add_post(session, province.facebook, self.item_id, PostState.PLANNED, text=WORDS)
        self.x = add_post(
            session, province.x, self.item_id, PostState.AWAITING_REVIEW, text="Tách thửa đất " + "a" * 200
        )
        for post_id in (self.facebook, self.x):
            session.add(PostMedia(post_id=post_id, position=0, sha256=picture, alt_text="Thẻ chữ về tách thửa."))
            post = session.get_one(Post, post_id)
            post.rendered = True
        files = {
            "video": self.keep(b"no real video", "video/mp4", 1920, 1080),
            "cover": self.keep(drawn(1920, 1080, "JPEG"), "image/jpeg", 1920, 1080),
            "srt": self.keep(b"1", "application/x-subrip"),
            "vtt": self.keep(VTT.encode(), "text/vtt"),
        }
        running, made = (
            RenderJob(
                unit_id=province.unit_id, item_id=self.item_id, shape=shape, revision=1, state=state, created_at=NOON
            )
            for shape, state in (("9x16", RenderState.RUNNING), ("16x9", RenderState.DONE))
        )
        running.progress, running.due_at = 10, NOON
        for name, sha256 in files.items():
            setattr(made, name, sha256)
        session.add(running)
        session.flush()
        session.add(made)
        session.flush()
        self.running = running.id

    def keep(self, content: bytes, mime: str, width: int = 0, height: int = 0) -> str:
        kept = self.store.put(content, mime)
        row = Media(sha256=kept.sha256, mime=mime, bytes=kept.bytes, width=width, height=height, made_at=NOON)
        self.session.merge(row)
        self.session.flush()
        return kept.sha256


@cache
def drawn(width: int, height: int, form: str = "PNG") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "#0e3a5d").save(content, form)
    return content.getvalue()


@pytest.fixture
def case(home: Path, database: Database, province: Province) -> Case:
    with database.write() as session:
        return Case(session, province, MediaStore(Settings(home, Values()).media_folder))


def open_item(page: Page, item_id: int) -> None:
    sign_in(page, then=f"/noi-dung/{item_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("27/2026/QĐ-UBND")
    page.wait_for_load_state()  # its style sheets too


def test_what_changes_comes_by_itself_and_what_one_opened_stays_open(
    page: Page, database: Database, case: Case
) -> None:
    open_item(page, case.item_id)
    expect(page.get_by_text("Trực tiếp")).to_be_visible()
    panel = page.get_by_role("article", name="Pháp luật Hương Giang")
    fold = panel.get_by_text("Xem thêm")
    expect(panel.get_by_text("#PhápLuật")).to_be_hidden()
    fold.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_text("#PhápLuật")).to_be_visible()
    page.evaluate("window.neverReloaded = true; document.querySelector('video').mark = 'the same'")

    bar = page.get_by_role("progressbar", name="Tiến độ dựng video dọc 9:16")
    expect(bar).to_have_attribute("value", "10")
    with database.write() as session:
        job = session.get_one(RenderJob, case.running)
        job.progress = 42
        session.add(job)
    expect(bar).to_have_attribute("value", "42")
    expect(page.get_by_text("42 %")).to_be_visible()
    expect(page.get_by_text("dự kiến xong lúc")).to_be_visible()
    with database.write() as session:
        publish(session, case.facebook, "https://facebook.example/posts/7", NOON)
    expect(panel.get_by_text("Đã đăng")).to_be_visible()
    expect(panel.get_by_role("link", name="Xem bài")).to_have_attribute("href", "https://facebook.example/posts/7")
    expect(panel.get_by_text("#PhápLuật")).to_be_visible()
    assert page.evaluate("window.neverReloaded && document.querySelector('video').mark") == "the same"


def test_on_a_phone_nothing_sticks_out_and_pictures_are_seen(page: Page, case: Case) -> None:
    page.set_viewport_size(PHONE)
    open_item(page, case.item_id)
    assert width_of(page) <= PHONE["width"]
    pictures = page.get_by_role("img", name="Thẻ chữ về tách thửa.")
    expect(pictures).to_have_count(0)
    for fold in page.locator(".post > .phone-fold > summary").all():
        fold.click()
    expect(pictures).to_have_count(2)
    pictures.first.scroll_into_view_if_needed()
    expect(pictures.first).to_have_js_property("naturalWidth", 1200)
    widest = page.locator(".post *").evaluate_all(
        "all => Math.max(...all.map(each => each.getBoundingClientRect().right))"
    )
    assert widest <= PHONE["width"]


def test_what_one_opened_stays_open_when_the_posts_change_places(page: Page, database: Database, case: Case) -> None:
    page.set_viewport_size(PHONE)
    open_item(page, case.item_id)
    expect(page.get_by_text("Trực tiếp")).to_be_visible()
    names = page.locator(".post:not(.video) h3")
    expect(names).to_contain_text(["@phapluat_hg", "Pháp luật Hương Giang"])
    page.locator(f"#gap-{case.facebook} > summary").click()
    expect(page.locator(f"#bai-{case.facebook}")).to_be_visible()
    with database.write() as session:
        publish(session, case.x, "https://x.example/posts/7", NOON)
    expect(names).to_contain_text(["Pháp luật Hương Giang", "@phapluat_hg"])
    expect(page.locator(f"#bai-{case.facebook}")).to_be_visible()
    expect(page.locator(f"#bai-{case.x}")).to_be_hidden()


def test_captions_and_files_pass_the_page_s_policy(page: Page, case: Case) -> None:
    open_item(page, case.item_id)
    cues = page.locator("track").evaluate(
        "track => new Promise(done => { track.onload = () => done(track.track.cues.length); track.onerror = () => done(-1);"
        " track.track.mode = 'showing'; })"
    )
    assert cues == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="Phụ đề VTT").click()
    assert download.value.suggested_filename == f"loa-{case.item_id}-16x9.vtt"
    assert (
        hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest() == hashlib.sha256(VTT.encode()).hexdigest()
    )


def test_all_is_read_without_script(scriptless: Page, case: Case) -> None:
    open_item(scriptless, case.item_id)
    waiting = scriptless.get_by_role("article", name="@phapluat_hg")
    expect(waiting.get_by_role("link", name="Duyệt hoặc bỏ qua bài này")).to_have_attribute(
        "href", f"/cho-duyet/{case.x}"
    )
    scriptless.get_by_text("Xem thêm").click()
    expect(scriptless.get_by_text("#PhápLuật")).to_be_visible()
    expect(scriptless.get_by_role("heading", name="Loa đã đọc được")).to_be_visible()
    scriptless.get_by_role("link", name="Tổng quan").first.click()
    scriptless.get_by_role("link", name="Xem bài đăng: Quyết định số 27/2026/QĐ-UBND quy định").first.click()
    expect(scriptless.get_by_role("heading", level=2, name="Bài đăng")).to_be_visible()
