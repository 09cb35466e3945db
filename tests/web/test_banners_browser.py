"""The banner in a real browser, on a plain page of another site whose style sheet is hostile."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from distributor.db import Database
from distributor.models import BannerSite
from distributor.report.banners import SIZES
from tests.support import servers
from tests.web.browsing import browser, database, home, page, pytestmark, web
from tests.web.processes import Web
from web.routes.banners import snippets

__all__ = ["browser", "database", "home", "page", "pytestmark", "web"]

HOSTILE = """
* { display: none !important; color: red !important; font-size: 90px !important; transform: rotate(180deg) !important }
iframe, img, a, div { width: 1px !important; height: 1px !important; opacity: 0.01 !important; position: fixed !important;
  left: -900px !important; visibility: hidden !important; filter: blur(9px) !important; margin: 400px !important }
html, body { display: block !important; transform: none !important }
"""


class Quiet(servers.QuietHandler, SimpleHTTPRequestHandler):
    """The folder of a test."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with servers.serving(partial(Quiet, directory=str(tmp_path))) as address:
        yield address


@pytest.mark.parametrize("way", ["frame", "picture", "script"])
def test_a_hostile_style_sheet_does_not_reach_the_banner(
    page: Page, web: Web, site: str, tmp_path: Path, database: Database, way: str
) -> None:
    snippet = snippets(web.url, "300x250", "", "", "Sở Tư pháp tỉnh Hương Giang")[way]
    head = "<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><title>Trang xã</title>"
    plain = f"{head}<style>{HOSTILE}</style><body><p>Xin chào</p>{snippet}"
    (tmp_path / "index.html").write_text(plain, encoding="utf-8")
    page.goto(f"{site}/index.html")
    shown = page.locator({"frame": "iframe", "picture": "img", "script": "[data-loa-bieu-ngu]"}[way])
    shown.wait_for(state="visible")
    box = shown.bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (300, 250)
    assert shown.evaluate("one => [getComputedStyle(one).opacity, getComputedStyle(one).transform]") == ["1", "none"]
    if way == "picture":
        page.wait_for_load_state("networkidle")
        assert shown.evaluate("one => one.complete && one.naturalWidth") == 300
    else:
        page.wait_for_load_state("networkidle")
        inside = next(frame for frame in page.frames if "/bieu-ngu/300x250.html" in frame.url)
        title = inside.locator("li .title").first
        title.wait_for(state="visible")
        expect(title).to_have_css("font-size", "15px")
        assert inside.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.context.cookies() == []

    def seen() -> list[BannerSite]:
        with database.read() as session:
            return list(session.exec(select(BannerSite).where(BannerSite.host == site.removeprefix("http://"))))

    servers.wait_until(lambda: bool(seen()), "the site is noted")
    assert [one.first_on == one.last_on for one in seen()] == [True]


@pytest.mark.parametrize("size", SIZES)
def test_the_pictures_lines_keep_inside(page: Page, web: Web, size: str) -> None:
    page.set_content(page.request.get(f"{web.url}/bieu-ngu/{size}.svg").text())
    ends = page.evaluate(
        "() => [...document.querySelectorAll('text')].map(one => one.getBBox().x + one.getBBox().width)"
    )
    assert ends
    assert max(ends) <= SIZES[size].width
