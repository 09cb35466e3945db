"""Every screen with axe-core in a real browser, wide and on a phone: one line a screen."""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, StorageState, ViewportSize

from distributor.clock import SystemClock
from distributor.db import Database
from distributor.settings import Settings, Values
from tests.web.accessible_cases import fill_screens
from tests.web.home import Templates
from tests.web.processes import Web, running_web
from tests.web.province import LOGIN, PASSWORD
from tests.web.test_browser import browser, pytestmark

__all__ = ["browser", "pytestmark"]

SCREENS = (
    "/",
    "/?trang_thai=failed&tim=đất",
    "/lich?ngay=2026-11-24",
    "/lich?xem=tuan&ngay=2026-11-24",
    "/lich?xem=danh-sach&ngay=2026-11-24",
    "/lich?xem=ngay&ngay=2026-11-24",
    "/lich/bai/{planned}",
    "/cho-duyet",
    "/cho-duyet/{facebook}",
    "/dinh-chinh",
    "/dinh-chinh/{corrected_item}",
    "/dinh-chinh/{corrected_item}/moi",
    "/ban-giao",
    "/ban-giao/{manual}",
    "/tam-dung",
    "/ket-noi",
    "/noi-dung/{item}",
    "/noi-dung/{held}",
    "/noi-dung/{item}/tra-loi",
    "/cho-duyet/bi-tra-lai",
    "/cho-duyet/{returned}",
    "/chien-dich",
    "/chien-dich/moi",
    "/chien-dich/{campaign}",
    "/chien-dich/{campaign}/sua",
    "/chien-dich/{campaign}/bat-dau",
    "/can-phan-hoi",
    "/can-phan-hoi/{case}",
    "/can-phan-hoi/{closed_case}",
    "/can-phan-hoi/{case}/phieu-chuyen",
    "/mau-tra-loi",
    "/nguoi-phat-ngon",
    "/bai-moi",
    "/dan-lien-ket",
    "/dan-lien-ket/{item}",
    "/chua-nhan",
    "/bai-dang/{facebook}",
    "/bai-dang/{edited}",
    "/bai-dang/{failed}",
    "/bai-dang/{unknown}",
    "/bai-dung-chung",
    "/uy-quyen",
    "/quy-tac-duyet",
    "/tai-khoan",
    "/tai-khoan/them",
    "/tai-khoan/them?kenh=sms",
    "/tai-khoan/{account}",
    "/tai-khoan/{ill_account}",
    "/tin-nhan",
    "/tin-nhan/den",
    "/tin-nhan/danh-sach/{audience}",
    "/tin-nhan/so/{subscriber}",
    "/tin-nhan/dot/{broadcast}",
    "/thu-vien",
    "/mau-bai",
    "/mau-bai/xem?kenh=facebook&muc=announce",
    "/nhap",
    "/nhap?loai=thue-bao",
    "/nhap/{import}",
    "/nguoi-dung",
    "/nguoi-dung/moi",
    "/nguoi-dung/{staff}",
    "/don-vi",
    "/don-vi/moi",
    "/don-vi/{unit}",
    "/don-vi/{commune}",
    "/cai-dat",
    "/khoa-api",
    "/api",
    "/nhat-ky",
    "/ca-nhan",
    "/ca-nhan/mat-khau",
    "/ca-nhan/hai-buoc",
    "/webhook",
    "/webhook/{endpoint}",
    "/khong-co-trang-nay",
)
BEFORE_SIGNING_IN = ("/dang-nhap", "/tin/{item}")
WIDTHS = {"wide": ViewportSize(width=1280, height=900), "phone": ViewportSize(width=390, height=844)}
READERS = (("vi", "wide"), ("vi", "phone"), ("en", "phone"))
GRAVE = ("serious", "critical")
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
STICKS_OUT = """
() => [...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(one).position !== 'absolute')
  .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)
"""


@pytest.fixture(scope="module")
def home(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    shutil.copy(templates.full_file, home / "loa.db")
    return home


@pytest.fixture(scope="module")
def ids(home: Path, templates: Templates) -> dict[str, int | str]:
    """Of what the addresses of screens name."""
    database = Database(f"sqlite:///{home / 'loa.db'}")
    with database.write() as session:
        ids = fill_screens(session, deepcopy(templates.full), Settings(home, Values()), SystemClock().now())
    database.dispose()
    return ids


@pytest.fixture(scope="module")
def web(home: Path, ids: dict[str, int | str]) -> Iterator[Web]:
    with running_web(home) as web:
        yield web


@pytest.fixture(scope="module")
def signed_in(browser: Browser, web: Web) -> StorageState:
    context = browser.new_context(base_url=web.url)
    page = context.new_page()
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(LOGIN)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    state = context.storage_state()
    context.close()
    return state


def look(
    browser: Browser, web: Web, address: str, reader: tuple[str, str], state: StorageState | None
) -> tuple[list[str], dict[str, object]]:
    """What axe finds grave, in words; and facts of the page."""
    language, width = reader
    context = browser.new_context(
        base_url=web.url, viewport=WIDTHS[width], storage_state=state, reduced_motion="reduce", locale="vi-VN"
    )
    context.add_cookies([{"name": "loa_ngon_ngu", "value": language, "url": web.url}])
    page = context.new_page()
    page.goto(address)
    page.evaluate(OPEN_ALL)
    found = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False}).response["violations"]
    grave = [
        f"{one['impact']} {one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
    facts = {
        "lang": page.locator("html").get_attribute("lang"),
        "headings": page.locator("h1").count(),
        "has_title": page.title().partition(" · ")[0] != "",
        "sticks_out": page.evaluate(STICKS_OUT)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth")
        else [],
    }
    context.close()
    return grave, facts


@pytest.mark.parametrize("reader", READERS, ids="-".join)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_open_to_everybody(
    browser: Browser, web: Web, signed_in: StorageState, ids: dict[str, int | str], screen: str, reader: tuple[str, str]
) -> None:
    grave, facts = look(browser, web, screen.format(**ids), reader, signed_in)
    assert grave == []
    assert facts == {"lang": reader[0], "headings": 1, "has_title": True, "sticks_out": []}


@pytest.mark.parametrize("reader", READERS, ids="-".join)
@pytest.mark.parametrize("screen", BEFORE_SIGNING_IN)
def test_what_everybody_sees_is_open_to_everybody(
    browser: Browser, web: Web, ids: dict[str, int | str], screen: str, reader: tuple[str, str]
) -> None:
    grave, facts = look(browser, web, screen.format(**ids), reader, None)
    assert grave == []
    assert facts == {"lang": reader[0], "headings": 1, "has_title": True, "sticks_out": []}
