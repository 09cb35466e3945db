"""Takes the pictures of the README and of the staff's guide (`docs/vi`) from a running demo, in a real browser.

    export LOA_HOME=/tmp/pictures LOA_WEB_PORT=8720 LOA_SANDBOX_PORT=8730 LOA_SANDBOX_PUBLISH_EVERY=12
    .venv/bin/loa up &                              # until two dozen posts are out
    .venv/bin/python docs/pictures/take.py

Chromium: the one that Playwright installed, or the program that `CHROMIUM` names. Pictures are reduced to 256 colours.
"""

import json
import os
import sys
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlmodel import select

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from distributor.db import Database
from distributor.models import Post, PostState
from distributor.settings import Settings, load_settings

FOLDER = Path(__file__).resolve().parent
LOGIN = "lanhdao"
SCREENS = {
    "tong-quan.png": "/",
    "lich.png": "/lich",
    "chien-dich.png": "/chien-dich/2",
    "sua-bai.png": "/bai-dang/{waiting}",
    "can-phan-hoi.png": "/can-phan-hoi",
    "tai-khoan.png": "/tai-khoan",
}
PHONE = {"tong-quan-dien-thoai.png": "/", "duyet-dien-thoai.png": "/cho-duyet"}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    settings = load_settings()
    with urllib.request.urlopen(f"{settings.sandbox_url}/_sandbox/accounts.json", timeout=10) as answer:  # noqa: S310 - loopback
        accounts = json.load(answer)
    page_id, handle = accounts["facebook"]["id"], accounts["x"]["handle"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=QUIET)
        for name, path in SCREENS.items():
            console(browser, settings, name, path.format(waiting=waiting(settings)), width=1280, height=900)
        for name, path in PHONE.items():
            console(browser, settings, name, path, width=390, height=844)
        for name, address in (("facebook", f"facebook/{page_id}"), ("x", f"x/{handle}")):
            with browser.new_context(viewport={"width": 760, "height": 1000}, locale="vi-VN") as context:
                page = context.new_page()
                page.goto(f"{settings.sandbox_url}/man-hinh/{address}")
                shoot(page, f"{name}.png", below="article")
        browser.close()
    card(settings)


def waiting(settings: Settings) -> int:
    """A post that waits for a yes: its words may still be changed."""
    database = Database(settings.database_url)
    with database.read() as session:
        found = session.exec(select(Post.id).where(Post.state == PostState.AWAITING_REVIEW)).first()
    database.dispose()
    return found or 1


def console(browser: Browser, settings: Settings, name: str, path: str, *, width: int, height: int) -> None:
    """A page of the console as the head of the office sees it."""
    password = (settings.home / "demo-password").read_text(encoding="ascii").strip()
    with browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN") as context:
        page = context.new_page()
        page.goto(f"{settings.public_url}/dang-nhap")
        page.fill("#ten", LOGIN)
        page.fill("#mat_khau", password)
        page.press("#mat_khau", "Enter")
        page.wait_for_url(lambda address: "dang-nhap" not in address)
        page.goto(f"{settings.public_url}{path}")
        page.wait_for_timeout(500)
        shoot(page, name)


def shoot(page: Page, name: str, *, below: str = "") -> None:
    """What the window shows. `below`: ends under the first element of this kind instead."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready")
    box = page.locator(below).first.bounding_box() if below else None
    size = page.viewport_size
    if box is not None and size is not None:
        page.set_viewport_size({"width": size["width"], "height": round(box["y"] + box["height"] + 16)})
    page.screenshot(path=FOLDER / name)
    reduce(FOLDER / name)


def reduce(file: Path) -> None:
    """Screens have few colours; so has what a repository should carry."""
    Image.open(file).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def card(settings: Settings) -> None:
    """The newest card as the engine drew it, half its size."""
    newest = max(
        (path for path in settings.media_folder.rglob("*") if path.is_file() and path.read_bytes()[1:4] == b"PNG"),
        key=lambda path: path.stat().st_mtime,
    )
    picture = Image.open(newest).convert("RGB")
    picture.resize((picture.width // 2, picture.height // 2)).save(FOLDER / "the-anh.png")
    reduce(FOLDER / "the-anh.png")


if __name__ == "__main__":
    main()
