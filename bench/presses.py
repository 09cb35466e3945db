"""The five jobs of the console (docs/console.md), each by its shortest way in a real browser, in front of a running demo: how
often the hand comes down, how many fields are typed in, how many pages are opened, how many seconds the machine takes.

    make demo                                             # in one terminal; a minute later, in another:
    python bench/presses.py [--home .loa] [--port 8600]   # prints the table's rows

The page itself counts: each press of the pointer, each field whose value changes by typing. Nobody thinks and letters need no
time: the seconds are what a person waits for, not what they take. What the jobs make stays in the demo.
"""

import argparse
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from distributor.clock import VIETNAM

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SIZES: dict[str, ViewportSize] = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
PATIENCE_MS = 90_000
COUNTS = """
addEventListener('pointerdown', (event) => event.isTrusted && loaCounted('press', ''), true);
addEventListener('input', ({target, isTrusted}) => {
  const typed = target.matches('textarea, input:not([type=checkbox], [type=radio], [type=file])');
  if (typed && (isTrusted || target.type === 'datetime-local')) loaCounted('field', location.pathname + target.name);
}, true);
"""
WORDS = "Sáng thứ Bảy, bộ phận một cửa phường Thuận An làm việc đến 11 giờ 30."


@dataclass
class Hand:
    page: Page
    presses: int = 0
    pages: int = 0
    typed: set[str] = field(default_factory=set)
    began: float = 0.0

    def counted(self, kind: str, name: str) -> None:
        if kind == "press":
            self.presses += 1
        else:
            self.typed.add(name)

    def press(self, what: Locator) -> None:
        what.click()

    def type(self, name: str | re.Pattern[str], words: str) -> None:
        self.page.get_by_label(name).first.fill(words)

    def go(self, name: str) -> None:
        """By the navigation: what has no place on the bar is under "Thêm"."""
        link = self.page.get_by_role("navigation", name="Chính").get_by_role("link", name=name)
        if not link.filter(visible=True).count():
            self.press(self.page.locator("details.further > summary"))
        self.press(link.filter(visible=True).first)

    def done(self, words: str) -> None:
        expect(self.page.get_by_role("status", name="Đã làm")).to_contain_text(words, timeout=PATIENCE_MS)


def say_something(hand: Hand) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name="Soạn bài"))
    hand.type("Bạn muốn nói gì?", WORDS)
    with page.expect_file_chooser() as chooser:
        hand.press(page.get_by_label("Ảnh và video"))
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 900)).convert("RGB").save(picture, "JPEG")
    chooser.value.set_files({"name": "mot-cua.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    hand.type("Ảnh 1 cho thấy gì?", "Người dân làm thủ tục ở quầy một cửa.")
    for channel in ("Facebook", "X"):
        hand.press(page.get_by_role("checkbox", name=re.compile(f" {channel}$")))
    hand.type("Giờ đăng", f"{datetime.now(VIETNAM) + timedelta(days=2):%Y-%m-%d}T09:30")
    hand.press(page.get_by_role("button", name="Tạo bài và chờ duyệt"))
    hand.done("Đã tạo bài cho 2 tài khoản")


def plan(hand: Hand) -> None:
    page, begins = hand.page, datetime.now(VIETNAM) + timedelta(days=1)
    hand.go("Chiến dịch")
    hand.press(page.get_by_role("link", name="Lập chiến dịch"))
    hand.type("Tên chiến dịch", "Luật mới về đất đai")
    hand.type("Con số muốn đạt", "10.000")
    for number in (1, 2, 3):
        hand.press(page.locator(".found button").first)
        expect(page.locator(".picked:not(.found) li")).to_have_count(number, timeout=PATIENCE_MS)
    hand.type("Bắt đầu", f"{begins:%Y-%m-%d}T00:00")
    hand.type("Kết thúc", f"{begins + timedelta(days=14):%Y-%m-%d}T00:00")
    hand.type(re.compile("Nhịp đăng"), "mỗi tuần 2 bài, giờ tốt")
    hand.press(page.get_by_role("button", name="Xem lịch từng bài"))
    hand.press(page.get_by_role("link", name="Bắt đầu chiến dịch"))
    hand.press(page.get_by_role("button", name="Bắt đầu chiến dịch"))
    hand.done("Chiến dịch đã bắt đầu")


def approve(hand: Hand) -> None:
    """One item, from the first page."""
    page = hand.page
    hand.press(page.locator(".asks a", has_text="Duyệt").first)
    page.wait_for_url("**/cho-duyet#tin-*")
    hand.press(page.locator("article.group:target button.yes"))
    hand.done("Đã duyệt")


def put_right(hand: Hand) -> None:
    """A figure of an item that is out, from the first page."""
    page = hand.page
    row = page.locator("#khung-bang tbody tr", has=page.locator("td.published")).filter(
        has_text=re.compile("Quyết định")
    )
    hand.press(row.first.get_by_role("link", name=re.compile("Xem bài đăng")))
    hand.press(page.get_by_role("link", name="Sửa sai").first)
    hand.press(page.locator("p.pick button").first)
    hand.type("Nội dung đúng", "90")
    hand.press(page.get_by_role("button", name="Xem mọi nơi sẽ sửa"))
    hand.done("Đã lập đề nghị đính chính")
    hand.press(page.get_by_role("button", name="Duyệt đính chính").first)
    hand.done("Đã duyệt đính chính")


def report(hand: Hand) -> None:
    """To the leader's page, and a file of it."""
    hand.go("Báo cáo")
    expect(hand.page.get_by_role("heading", name="Một trang cho lãnh đạo")).to_be_visible(timeout=PATIENCE_MS)
    with hand.page.expect_download(timeout=PATIENCE_MS):
        hand.press(hand.page.get_by_role("link", name="PDF"))


JOBS: dict[str, tuple[str, Callable[[Hand], None]]] = {
    "1 text, picture, two channels, a time": ("bientap", say_something),
    "2 three items over two weeks": ("bientap", plan),
    "3 one item, all its channels": ("lanhdao", approve),
    "4 a wrong figure, everywhere": ("lanhdao", put_right),
    "5 the leader's page, as a file": ("lanhdao", report),
}


@contextmanager
def hand_of(browser: Browser, address: str, password: str, login: str, size: ViewportSize) -> Iterator[Hand]:
    """Somebody who is signed in and on the first page; from here it is counted."""
    context = browser.new_context(base_url=address, locale="vi-VN", viewport=size)
    context.set_default_timeout(PATIENCE_MS)
    hand = Hand(context.new_page())
    context.expose_function("loaCounted", hand.counted)
    context.add_init_script(COUNTS)
    hand.page.goto("/dang-nhap")
    hand.page.get_by_label("Tên đăng nhập").fill(login)
    hand.page.get_by_label("Mật khẩu").fill(password)
    hand.page.keyboard.press("Enter")
    hand.page.wait_for_url("**/")
    hand.presses, hand.typed, hand.began = 0, set(), time.monotonic()
    hand.page.on("request", lambda request: _count(hand, request.is_navigation_request(), request.method))
    yield hand
    context.close()


def _count(hand: Hand, is_page: bool, method: str) -> None:
    hand.pages += is_page and method == "GET"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".loa"))
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--job", default="", help="begins so")
    asked = parser.parse_args()
    password = (asked.home / "demo-password").read_text(encoding="ascii").strip()
    print("| job | | presses | fields typed in | pages | seconds |\n|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (login, job) in JOBS.items():
            for where, size in SIZES.items():
                if not name.startswith(asked.job):
                    continue
                with hand_of(browser, f"http://127.0.0.1:{asked.port}", password, login, size) as hand:
                    job(hand)
                    took = time.monotonic() - hand.began
                    print(
                        f"| {name} | {where} | {hand.presses} | {len(hand.typed)} | {hand.pages} | {took:.1f} |",
                        flush=True,
                    )
        browser.close()


if __name__ == "__main__":
    main()
