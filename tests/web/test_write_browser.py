"""Say something now, in a real browser: its actions counted, on a desk and on a phone; uploads that go on; the keyboard alone."""

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect
from sqlmodel import col, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.models import Post, PostState, WrittenDraft
from distributor.render.video.ffmpeg import run
from tests.web.browsing import PHONE, browser, database, faults, home, pytestmark, sign_in, watched_page, web
from tests.web.processes import Web
from tests.web.province import LOGIN

__all__ = ["browser", "database", "home", "pytestmark", "web"]
DESK: ViewportSize = {"width": 1440, "height": 900}
WORDS = "Sáng thứ Bảy, bộ phận một cửa phường Thuận An làm việc đến 11 giờ 30."


class Hand:
    """A person at the page; each thing they do is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def press(self, name: str | re.Pattern[str]) -> None:
        self.actions += 1
        self.page.get_by_role("button", name=name).click()

    def tick(self, name: str) -> None:
        self.actions += 1
        self.page.get_by_role("checkbox", name=name).check()

    def say(self, name: str, words: str) -> None:
        self.actions += 1
        self.page.get_by_label(name).fill(words)

    def bring(self, *files: Path) -> None:
        self.actions += 1
        self.page.get_by_label("Ảnh và video").set_input_files([str(one) for one in files])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for number, colour in enumerate(("#335", "#353", "#533"), 1):
        picture = Image.linear_gradient("L").resize((1600, 900)).convert("RGB")
        picture.paste(colour, (100 * number, 100, 100 * number + 300, 400))
        picture.save(folder / f"anh-{number}.jpg", "JPEG")
    done = run(
        [
            "-v", "error", "-f", "lavfi", "-i", "testsrc=size=640x360:rate=10:duration=4", "-f", "lavfi", "-i",
            "sine=frequency=300:duration=4", "-c:v", "mpeg4", "-y", str(folder / "phim.avi"),
        ]
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(browser: Browser, web: Web, request: pytest.FixtureRequest) -> Iterator[Page]:
    with watched_page(browser, web, expected="Failed to load resource", viewport=request.param) as page:
        yield page


def soon() -> str:
    at = datetime.now(VIETNAM) + timedelta(days=2)
    return f"{at:%Y-%m-%d}T09:30"


def newest(database: Database, many: int) -> list[Post]:
    with database.read() as session:
        return list(session.exec(select(Post).order_by(col(Post.id).desc()).limit(many)).all())


def test_text_picture_two_channels_and_a_time_in_eight_actions(page: Page, files: Path, database: Database) -> None:
    sign_in(page, LOGIN, "/bai-moi")
    hand = Hand(page)
    hand.actions += 1  # «Soạn bài», from any screen
    hand.say("Bạn muốn nói gì?", WORDS)
    hand.bring(files / "anh-1.jpg")
    hand.say("Ảnh 1 cho thấy gì?", "Người dân làm thủ tục ở quầy một cửa.")
    hand.tick("Pháp luật Hương Giang Facebook")
    hand.tick("@phapluat_hg X")
    preview = page.get_by_role("region", name="Pháp luật Hương Giang")
    expect(preview.get_by_role("img", name="Người dân làm thủ tục ở quầy một cửa.")).to_be_visible()
    hand.say("Giờ đăng", soon())
    expect(page.locator("#kiem")).to_contain_text("Đủ để tạo bài.")
    assert faults(page) == []
    hand.press("Tạo bài và chờ duyệt")
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã tạo bài cho 2 tài khoản")
    assert hand.actions <= 8
    posts = newest(database, 2)
    assert {post.picture_alt for post in posts} == {"Người dân làm thủ tục ở quầy một cửa."}
    assert {f"{post.slot_at.astimezone(VIETNAM):%H:%M}" for post in posts if post.slot_at} == {"09:30"}


def test_pictures_are_ordered_cut_and_described_and_nothing_typed_is_lost(
    page: Page, files: Path, database: Database
) -> None:
    sign_in(page, LOGIN, "/bai-moi")
    page.get_by_label("Bạn muốn nói gì?").fill(WORDS)
    page.get_by_role("checkbox", name="Pháp luật Hương Giang Facebook").check()
    page.get_by_label("Ảnh và video").set_input_files([str(files / f"anh-{number}.jpg") for number in (1, 2)])
    page.get_by_label("Ảnh 1 cho thấy gì?").fill("Ảnh thứ nhất.")
    expect(page.get_by_label("Ảnh 2 cho thấy gì?")).to_be_visible()
    expect(page.get_by_label("Ảnh 1 cho thấy gì?")).to_have_value("Ảnh thứ nhất.")
    page.get_by_label("Ảnh 2 cho thấy gì?").fill("Ảnh thứ hai.")
    page.get_by_text("Cắt và xếp ảnh 2").click()
    page.get_by_role("button", name="Đưa lên trước ảnh 2").click()
    expect(page.get_by_label("Ảnh 1 cho thấy gì?")).to_have_value("Ảnh thứ hai.")
    page.get_by_text("Cắt và xếp ảnh 1").click()
    page.locator("select[name=cat_1]").select_option("1:1")
    expect(page.locator("#tep img").first).to_have_attribute("src", re.compile("cat=1:1"))
    page.reload()
    page.goto("/bai-moi")
    page.locator("details.begun > summary").click()
    page.get_by_role("link", name=re.compile("^Sáng thứ Bảy")).first.click()
    expect(page.get_by_label("Ảnh 1 cho thấy gì?")).to_have_value("Ảnh thứ hai.")
    page.get_by_role("button", name="Tạo bài và chờ duyệt").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã tạo bài cho 1 tài khoản")
    (post,) = newest(database, 1)
    assert (post.picture_alt, [one["alt"] for one in post.more_pictures]) == ("Ảnh thứ hai.", ["Ảnh thứ nhất."])


def test_a_video_of_any_format_goes_on_after_the_network_was_gone(page: Page, files: Path, database: Database) -> None:
    sign_in(page, LOGIN, "/bai-moi")
    page.locator("#tep").evaluate("box => { box.dataset.piece = '40000'; }")
    sent: list[str] = []
    cut = {"left": 2}

    def break_once(route: Route) -> None:
        sent.append(route.request.url.rpartition("tu=")[2])
        if len(sent) == 2 and cut["left"]:
            cut["left"] = 0
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/bai-moi/tep/*?tu=*", break_once)
    page.get_by_label("Bạn muốn nói gì?").fill("Xem hướng dẫn nộp hồ sơ qua mạng.")
    page.get_by_label("Ảnh và video").set_input_files(str(files / "phim.avi"))
    page.get_by_label("Video cho thấy gì?").fill("Màn hình nộp hồ sơ.")
    assert sent[1] == sent[2] != "0", "it goes on from where it was"
    page.locator("#tep summary", has_text="Phụ đề").click()
    page.get_by_label(re.compile("^Dán nội dung tệp SRT")).fill("Bước một: đăng nhập.\nBước hai: chọn thủ tục.")
    page.get_by_role("checkbox", name="Pháp luật Hương Giang Facebook").check()
    expect(page.locator("#kiem video")).to_be_visible()
    page.get_by_role("button", name="Tạo bài và chờ duyệt").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã tạo bài cho 1 tài khoản")


def test_each_channel_has_its_own_words_and_counts_follow_the_typing(page: Page, database: Database) -> None:
    sign_in(page, LOGIN, "/bai-moi")
    page.get_by_label("Bạn muốn nói gì?").fill(WORDS)
    page.get_by_role("checkbox", name="Pháp luật Hương Giang Facebook").check()
    page.get_by_role("checkbox", name="@phapluat_hg X").check()
    tab = page.get_by_role("tab", name=re.compile("@phapluat_hg"))
    expect(tab).to_contain_text("/280")
    tab.press("Enter")
    own = page.get_by_role("textbox", name="Lời riêng cho @phapluat_hg")
    own.fill("Thứ Bảy, một cửa mở đến 11 giờ 30.")
    expect(page.get_by_role("region", name="@phapluat_hg")).to_contain_text("lời riêng")
    page.get_by_role("button", name="Tạo bài và chờ duyệt").click()
    expect(page.get_by_role("status", name="Đã làm")).to_be_visible()
    texts = {post.text.split("\n")[0] for post in newest(database, 2)}
    assert texts == {WORDS, "Thứ Bảy, một cửa mở đến 11 giờ 30."}
    assert {post.state for post in newest(database, 2)} == {PostState.DRAFT}


def test_the_keyboard_alone_from_a_slot_of_the_calendar(page: Page, database: Database) -> None:
    sign_in(page, LOGIN, f"/bai-moi?gio={soon()}&chu={quote(WORDS)}")
    box = page.get_by_label("Bạn muốn nói gì?")
    expect(box).to_have_value(WORDS)
    expect(page.get_by_role("radio", name="Vào giờ tôi chọn")).to_be_checked()
    page.get_by_role("checkbox", name="Pháp luật Hương Giang Facebook").focus()
    page.keyboard.press("Space")
    expect(page.locator("#kiem")).to_contain_text("Đã lưu nháp")
    with database.read() as session:
        assert session.exec(select(WrittenDraft.key).where(col(WrittenDraft.item_id).is_(None))).first()
    page.get_by_role("button", name="Tạo bài và chờ duyệt").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status", name="Đã làm")).to_be_visible()


def test_a_picture_that_cannot_be_used_says_why(page: Page, files: Path, tmp_path: Path) -> None:
    small, odd = tmp_path / "nho.png", tmp_path / "IMG_1.HEIC"
    buffer = io.BytesIO()
    Image.new("RGB", (1, 1)).save(buffer, "PNG")
    small.write_bytes(buffer.getvalue())
    odd.write_bytes(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 200)
    sign_in(page, LOGIN, "/bai-moi")
    page.on("console", lambda _message: None)
    for file, words in ((small, "ảnh quá nhỏ"), (odd, "HEIC")):
        page.get_by_label("Ảnh và video").set_input_files(str(file))
        expect(page.locator("#tep .sending")).to_contain_text(words)
