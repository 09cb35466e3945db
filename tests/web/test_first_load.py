"""What a browser that was never here fetches over the line before it shows a page, and that it is little."""

from collections import Counter
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, StorageState

from tests.web.processes import Web
from tests.web.test_browser import browser, database, home, page, pytestmark, sign_in_by_keyboard, web

__all__ = ["browser", "database", "home", "page", "pytestmark", "web"]

MOST = 200_000
"""Bytes, heads of answers included (issue: first load under 200 KB compressed)."""


def fetched_at_first(browser: Browser, web: Web, path: str, state: StorageState | None, said: str) -> Counter[str]:
    """Path → bytes over the line, with nothing kept from before. `said`: what the page shows when all has come."""
    context = browser.new_context(base_url=web.url, storage_state=state)
    page = context.new_page()
    line = context.new_cdp_session(page)
    addresses: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    line.on("Network.responseReceived", lambda told: addresses.update({told["requestId"]: told["response"]["url"]}))
    line.on(
        "Network.loadingFinished",
        lambda told: sizes.update({_path(addresses[told["requestId"]]): int(told["encodedDataLength"])}),
    )
    line.send("Network.enable")
    page.goto(path)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.get_by_text(said).first.wait_for()
    context.close()
    return Counter({path: size for path, size in sizes.items() if path.startswith("/")})


def _path(address: str) -> str:
    return urlsplit(address).path


def test_the_first_load_of_the_overview_is_small(page: Page, browser: Browser, web: Web) -> None:
    sign_in_by_keyboard(page)
    fetched = fetched_at_first(browser, web, "/", page.context.storage_state(), "Trực tiếp")
    expected = {"/", "/static/loa.css", "/static/live.js", "/static/fonts/BeVietnamPro-Regular.ttf"}
    assert expected <= set(fetched), fetched
    assert all(fetched[path] > 0 for path in expected), fetched
    assert sum(fetched.values()) < MOST, fetched


def test_the_first_load_of_the_sign_in_is_small(browser: Browser, web: Web) -> None:
    fetched = fetched_at_first(browser, web, "/dang-nhap", None, "Mật khẩu")
    expected = {"/dang-nhap", "/static/loa.css", "/static/fonts/BeVietnamPro-Regular.ttf"}
    assert expected <= set(fetched), fetched
    assert all(fetched[path] > 0 for path in expected), fetched
    assert sum(fetched.values()) < MOST, fetched
