"""A real browser in front of the real server process: its pages, who signs in there, and what holds of every screen.

A file of browser tests imports the fixtures that it uses. `home`, `database` and `web` are one for all tests of the file, since
each start costs more than a test; a file whose tests need a home each has its own `web` over the `settings` of all tests.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, ViewportSize, expect, sync_playwright

from distributor.db import Database
from tests.support.kept import Kept
from tests.support.sharing import file_of
from tests.web.home import Templates
from tests.web.processes import Web, running_web
from tests.web.province import LOGIN, PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
WINDOWLESS = Path("/usr/bin/chromium-headless-shell")
"""Chromium without windows of its own: shows the same for a quarter less of the processor, but receives no notification."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--always-sparkplug",  # each page's scripts run for half a second: what optimises them costs more than it saves
]
INSTALL = "apt-get update && apt-get install -y"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (WINDOWLESS.exists() or CHROMIUM.exists()),
        reason=f"no browser is here: {INSTALL} {WINDOWLESS.name} {CHROMIUM.name}",
    ),
]
PATIENT_MS = 120_000.0
"""For a browser to begin and a page to come: both took 18 to 30 s on a busy machine, and Playwright's own patience is 30 s."""
expect.set_options(timeout=PATIENT_MS)
PHONE: ViewportSize = {"width": 390, "height": 844}
CONTRAST = """
() => {
  const parse = (c) => {
    const m = c.match(/[\\d.]+/g).map(Number);
    const [r, g, b] = c.startsWith('color(srgb') ? m.slice(0, 3).map((v) => v * 255) : m;
    return [r, g, b, m[3] ?? 1];
  };
  const light = (c) => c.slice(0, 3).map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; }
    return [255, 255, 255, 1];
  };
  const faint = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const box = e.getBoundingClientRect();
    if (e.closest('[aria-hidden=true]') || !own || box.width < 2 || box.height < 2) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.push(e.textContent.trim().slice(0, 40));
  }
  return faint;
}
"""
UNNAMED = """
() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, summary')]
  .filter((e) => !(e.labels?.length || e.textContent.trim() || e.getAttribute('aria-label')))
  .map((e) => e.outerHTML)
"""
DOUBLE_IDS = """
() => {
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}
"""


@pytest.fixture(scope="module")
def home(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    shutil.copy(templates.full_file, home / "loa.db")
    return home


@pytest.fixture(scope="module")
def database(home: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{home / 'loa.db'}")
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def web(home: Path) -> Iterator[Web]:
    with running_web(home) as web:
        yield web


def _launched(kind: BrowserType, program: Path) -> Browser:
    return kind.launch(executable_path=program, args=FLAGS, timeout=PATIENT_MS)


@contextmanager
def _begun() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = _launched(playwright.chromium, WINDOWLESS if WINDOWLESS.exists() else CHROMIUM)
        yield browser
        browser.close()


def _looks_too(item: pytest.Item, following: pytest.Item) -> bool:
    same_file = file_of(item.nodeid) == file_of(following.nodeid)
    return same_file or "browser" in getattr(following, "fixturenames", ())


_browser = Kept(_begun, _looks_too)


@pytest.fixture(scope="module")
def browser() -> Browser:
    """One for the files of browser tests that follow each other: what is in a page's context is that page's alone."""
    if not _browser.get().is_connected():
        _browser.end()
    return _browser.get()


@pytest.fixture(scope="module")
def whole_browser(browser: Browser) -> Iterator[Browser]:
    """The whole Chromium, for what the one without windows cannot do."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not here: {INSTALL} {CHROMIUM.name}")
    whole = _launched(browser.browser_type, CHROMIUM)
    yield whole
    whole.close()


@contextmanager
def new_page(browser: Browser, web: Web, **options: Any) -> Iterator[Page]:
    """A page of somebody else: nothing is shared with other pages."""
    context = browser.new_context(base_url=web.url, locale="vi-VN", **options)
    context.set_default_timeout(PATIENT_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def watched_page(browser: Browser, web: Web, *, expected: str = "", **options: Any) -> Iterator[Page]:
    """A page that may have no error, and nothing against its content security policy. `expected`: what an error may say."""
    troubles: list[str] = []
    with new_page(browser, web, **options) as page:
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        yield page
    troubles = [each for each in troubles if not expected or expected not in each]
    assert not troubles, f"the browser told of errors: {troubles}"


@pytest.fixture
def page(browser: Browser, web: Web) -> Iterator[Page]:
    with watched_page(browser, web) as page:
        yield page


@pytest.fixture
def scriptless(browser: Browser, web: Web) -> Iterator[Page]:
    """A page on which no script runs."""
    with new_page(browser, web, java_script_enabled=False) as page:
        yield page


def sign_in(page: Page, login: str = LOGIN, then: str = "/", password: str = PASSWORD) -> None:
    page.goto("/dang-nhap" if then == "/" else then)
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{then}")


def becomes(page: Page, script: str, wanted: object) -> None:
    """Wait until what `script` promises equals this. Playwright's own waiting takes a promise's first answer, whatever it is."""
    patient = f"""async ([wanted, patience]) => {{
      const until = Date.now() + patience, look = async () => JSON.stringify(await ({script})());
      while ((await look()) !== wanted && Date.now() < until) await new Promise((done) => setTimeout(done, 50));
      return JSON.parse(await look()); }}"""
    told = json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))
    assert page.evaluate(patient, [told, PATIENT_MS / 4]) == wanted


def width_of(page: Page) -> int:
    """Of all that stands there: wider than the screen if something sticks out at the side."""
    page.wait_for_load_state()  # between two pages a document has no element yet
    return int(page.evaluate("document.documentElement.scrollWidth"))


def height_of(page: Page) -> int:
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollHeight"))


def unfold(page: Page) -> None:
    for folded in page.locator("main details:not([open]) > summary").all():
        if folded.is_visible():  # else of what is not shown now: another tab
            folded.click()
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


def faults(page: Page) -> list[str]:
    """What no screen may have: something that sticks out, a field without a name, an id twice, text too faint to read."""
    page.wait_for_load_state()
    size = page.viewport_size
    assert size is not None
    return [
        *([f"{width_of(page)} wide"] if width_of(page) > size["width"] else []),
        *(f"without a name: {each}" for each in page.evaluate(UNNAMED)),
        *(f"an id twice: {each}" for each in page.evaluate(DOUBLE_IDS)),
        *(f"too faint: {each}" for each in page.evaluate(CONTRAST)),
    ]
