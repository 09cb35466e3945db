"""Every screen with axe-core in a real browser, wide and on a phone: one line a screen.

Each screen is looked at twice: in Vietnamese and wide, in English and on a phone, which are both languages and both layouts. That
nothing sticks out on a phone is looked at in both languages. A reader keeps one page for all screens, and with it what a browser
keeps of styles and fonts.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, StorageState, ViewportSize

from distributor.clock import SystemClock
from distributor.db import Database
from distributor.settings import Settings, Values
from tests.web.accessible_cases import fill_screens
from tests.web.browsing import PHONE, browser, new_page, pytestmark, sign_in
from tests.web.home import Templates
from tests.web.processes import Web, running_web

__all__ = ["browser", "pytestmark"]

SCREENS = (
    "/",
    "/?trang_thai=failed&tim=đất",
    "/lich?ngay=2026-11-24",
    "/lich?xem=tuan&ngay=2026-11-24",
    "/lich?xem=danh-sach&ngay=2026-11-24",
    "/lich?xem=ngay&ngay=2026-11-24",
    "/lich?xem=tuan&ngay=2026-11-24&tai_khoan={account}",
    "/lich/bai/{planned}",
    "/gio-dang?tai_khoan={account}",
    "/gio-dang?tai_khoan={account}&xem=cach-viet",
    "/gio-dang?tai_khoan={commune_account}&loai=guidance",
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
    "/bao-cao",
    "/bao-cao?ky=year:2026",
    "/bao-cao/lich-gui",
    "/bao-cao?tu=2026-11-30&den=2026-11-01",
    "/chien-dich",
    "/chien-dich/moi",
    "/chien-dich/{campaign}",
    "/chien-dich/{campaign}/sua",
    "/chien-dich/{campaign}/bat-dau",
    "/can-phan-hoi",
    "/can-phan-hoi/{case}",
    "/can-phan-hoi/{closed_case}",
    "/can-phan-hoi/{transferred}/phieu-chuyen",
    "/mau-tra-loi",
    "/nguoi-phat-ngon",
    "/bai-moi",
    "/dan-lien-ket",
    "/dan-lien-ket/{item}",
    "/chua-nhan",
    "/chua-ro",
    "/bai-cham",
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
    "/tai-khoan/{sms_account}",
    "/tin-nhan",
    "/tin-nhan/den",
    "/tin-nhan/danh-sach/{audience}",
    "/tin-nhan/so/{subscriber}",
    "/tin-nhan/dot/{broadcast}",
    "/tin-nhan/soan",
    "/tim?q=quyet+dinh",
    "/tim?q=quyet+dinh&loai=tin",
    "/thanh-phan",
    "/thu-vien",
    "/thu-vien?kho=rieng",
    "/mau-bai",
    "/tap-lam",
    "/mau-bai/xem?kenh=facebook&muc=announce",
    "/mau-bai/sua?mau=facebook/announce.j2",
    "/mau-bai?kenh=endings",
    "/mau-bai/sua?mau=endings/kind.guidance",
    "/nhap",
    "/nhap?loai=thue-bao",
    "/nhap?loai=bai",
    "/nhap/{import}",
    "/nguoi-dung",
    "/nguoi-dung/moi",
    "/nguoi-dung/{staff}",
    "/don-vi",
    "/don-vi/moi",
    "/don-vi/{unit}",
    "/don-vi/{commune}",
    "/cai-dat",
    "/cai-dat/anh-the",
    "/noi-dung/{item}/ghi-am",
    "/cai-dat/the-thuc",
    "/khoa-api",
    "/api",
    "/nhat-ky",
    "/ca-nhan",
    "/ca-nhan/mat-khau",
    "/ca-nhan/hai-buoc",
    "/nguon",
    "/nguon/{source}",
    "/webhook",
    "/webhook/{endpoint}",
    "/bieu-ngu-trang",
    "/phat-song",
    "/khao-sat-cong-dan",
    "/khao-sat-cong-dan/{survey}",
    "/khong-co-trang-nay",
)
STATUS = {"/khong-co-trang-nay": 404, "/bao-cao?tu=2026-11-30&den=2026-11-01": 400}
"""Of those screens that say what is wrong."""
BEFORE_SIGNING_IN = (
    "/dang-nhap",
    "/",
    "/tin/{item}",
    "/tin/{item}?in=1",
    "/chu-de/dat-dai-nha-o",
    "/co-quan/huong-giang",
    "/tra-cuu?q=quyet+dinh",
    "/tra-cuu?q=khongco",
    "/cau-hoi?q=tach+thua",
    "/cau-hoi/{question}",
    "/kenh-chinh-thuc",
    "/kiem-tra",
    "/cam-ket",
    "/theo-doi",
    "/theo-doi?chu_de=giao-thong",
    "/dang-ky-tin",
    "/dang-ky-thu",
    "/khao-sat/{survey}",
    "/xem-nghe",
    "/can-bo/ngoai-mang",
)
WIDTHS: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 900}, "phone": PHONE}
READERS = (("vi", "wide"), ("en", "phone"))
LOOK = """
async () => {
  document.querySelectorAll('details').forEach((one) => { one.open = true; });
  const found = await axe.run({ resultTypes: ['violations'], iframes: false });
  return {
    grave: found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).flatMap((one) =>
      one.nodes.map((node) => `${one.impact} ${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`)),
    rules: found.violations.length + found.passes.length,
    lang: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
    has_title: document.title.split(' · ')[0] !== '',
  };
}
"""
READ_ONCE = """
(() => {
  const color = axe.commons.color.Color.prototype, read = color.parseString, known = new Map();
  color.parseString = function (told) {
    if (known.has(told)) [this.r, this.g, this.b, this.alpha] = known.get(told);
    else {
      read.call(this, told);
      known.set(told, [this.r, this.g, this.b, this.alpha]);
    }
    return this;
  };
})();
"""
"""To measure contrast axe reads a page's dozen of colours 5,000 times and more; it finds the same in a fifth less time."""
LEAST_RULES = 15
STICKS_OUT = """
() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
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
    with new_page(browser, web) as page:
        sign_in(page)
        return page.context.storage_state()


@contextmanager
def reading(
    browser: Browser, web: Web, reader: tuple[str, str], state: StorageState | None
) -> Iterator[tuple[str, Page]]:
    """The reader's language and page; axe is there before each document."""
    language, width = reader
    with new_page(browser, web, viewport=WIDTHS[width], storage_state=state, reduced_motion="reduce") as page:
        page.context.add_cookies([{"name": "loa_ngon_ngu", "value": language, "url": web.url}])
        page.add_init_script(Axe().axe_script + READ_ONCE)
        yield language, page


@pytest.fixture(scope="module", params=READERS, ids="-".join)
def reader(
    request: pytest.FixtureRequest, browser: Browser, web: Web, signed_in: StorageState
) -> Iterator[tuple[str, Page]]:
    with reading(browser, web, request.param, signed_in) as found:
        yield found


@pytest.fixture(scope="module", params=READERS, ids="-".join)
def stranger(request: pytest.FixtureRequest, browser: Browser, web: Web) -> Iterator[tuple[str, Page]]:
    with reading(browser, web, request.param, None) as found:
        yield found


def look(page: Page, address: str) -> dict[str, Any]:
    """What axe finds grave, in words; and facts of the page."""
    return seen(page, page.goto(address))


def seen(page: Page, answer: Response | None) -> dict[str, Any]:
    """The same of the page that stands there."""
    size = page.viewport_size
    assert size is not None
    found: dict[str, Any] = page.evaluate(LOOK)
    assert found.pop("rules") > LEAST_RULES, "axe has looked"
    sticks_out = page.evaluate(STICKS_OUT)
    if size != PHONE:
        page.set_viewport_size(PHONE)
        sticks_out += page.evaluate(STICKS_OUT)
        page.set_viewport_size(size)
    return {**found, "status": answer.status if answer else 0, "sticks_out": sticks_out}


def open_to_all(language: str, status: int) -> dict[str, Any]:
    return {"grave": [], "status": status, "lang": language, "headings": 1, "has_title": True, "sticks_out": []}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_open_to_everybody(ids: dict[str, int | str], screen: str, reader: tuple[str, Page]) -> None:
    language, page = reader
    assert look(page, screen.format(**ids)) == open_to_all(language, STATUS.get(screen, 200))


def test_what_a_broadcast_would_cost_is_open_to_everybody(ids: dict[str, int | str], reader: tuple[str, Page]) -> None:
    language, page = reader
    page.goto("/tin-nhan/soan")
    page.select_option("#tai_khoan", str(ids["sms_account"]))
    page.select_option("#danh_sach", str(ids["audience"]))
    page.fill("#noi_dung", "Từ 07/12/2026 đổi quy định về tách thửa đất, hạn nộp hồ sơ 31/12/2026.")
    page.fill("#ket_thuc", "2099-01-01T10:00")
    with page.expect_navigation() as answered:
        page.click('button[value="xem"]')
    assert page.locator("td", has_text="MobiFone").count() == 1
    assert seen(page, answered.value) == open_to_all(language, 200)


@pytest.mark.parametrize("screen", BEFORE_SIGNING_IN)
def test_what_everybody_sees_is_open_to_everybody(
    ids: dict[str, int | str], screen: str, stranger: tuple[str, Page]
) -> None:
    language, page = stranger
    assert look(page, screen.format(**ids)) == open_to_all(language, 200)
