"""The calendar in a real browser: dragged, refused, taken back; by keyboard; without script; on a phone."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.models import Post, PostState
from tests.calendar.month import add_slot, seed_month
from tests.web.browsing import PHONE, browser, database, new_page, page, pytestmark, scriptless, sign_in, web, width_of
from tests.web.home import Templates
from tests.web.processes import Web
from tests.web.province import Province, add_item

__all__ = ["browser", "database", "page", "pytestmark", "scriptless", "web"]

TODAY = datetime.now(VIETNAM).date()
"""The server's clock is the real one: the days of these tests lie round it."""


def at(day: date, hour: int = 5, minute: int = 30) -> datetime:
    """Early by itself, so that it stands above the fold of its day."""
    return datetime.combine(day, time(hour, minute), VIETNAM).astimezone(UTC)


@pytest.fixture(scope="module")
def home(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    shutil.copy(templates.bare_file, home / "loa.db")
    return home


@pytest.fixture(scope="module")
def filled(database: Database, templates: Templates) -> Province:
    with database.write() as session:
        seed_month(session, templates.bare)
    return templates.bare


@pytest.fixture
def week(filled: Province) -> tuple[date, date]:
    """Two days of one week and one month, both still to come."""
    first = TODAY + timedelta(days=2)
    while first.weekday() == 6 or (first + timedelta(days=1)).month != first.month:
        first += timedelta(days=1)
    return first, first + timedelta(days=1)


@pytest.fixture
def planned(database: Database, filled: Province, week: tuple[date, date]) -> Iterator[int]:
    with database.write() as session:
        item_id = add_item(session, filled, "Nhắc lịch tiếp công dân")
        post_id = add_slot(session, item_id, filled.facebook, at(week[0]), PostState.PLANNED)
    yield post_id
    with database.write() as session:
        session.get_one(Post, post_id).state = PostState.CANCELLED


def slot_of(database: Database, post_id: int) -> datetime | None:
    with database.read() as session:
        return session.get_one(Post, post_id).slot_at


def day(of: date) -> str:
    return f'.day[data-day="{of.isoformat()}"]'


def drag(page: Page, post_id: int, to: str) -> None:
    """To the head of a day: the middle of a long one may lie off the screen, and scrolling would let go of the post."""
    page.locator(f"#bai-{post_id} .about").drag_to(page.locator(f"{to} .head").last)


def test_dragged_to_another_day_and_taken_back(
    page: Page, database: Database, planned: int, week: tuple[date, date]
) -> None:
    sign_in(page)
    first, second = week
    page.goto(f"/lich?xem=tuan&ngay={first.isoformat()}")
    drag(page, planned, day(second))
    told = page.get_by_role("status")
    expect(told).to_contain_text(f"Đã chuyển giờ đăng sang {second:%d/%m/%Y} 05:30.")
    expect(page.locator(f"{day(second)} #bai-{planned}")).to_be_visible()
    assert slot_of(database, planned) == at(second)
    page.get_by_role("button", name=f"Trả về {first:%d/%m/%Y} 05:30").click()
    expect(page.get_by_role("status")).to_contain_text(f"{first:%d/%m/%Y} 05:30")
    assert slot_of(database, planned) == at(first)


def test_moved_to_the_next_day_by_keyboard(
    page: Page, database: Database, planned: int, week: tuple[date, date]
) -> None:
    sign_in(page)
    page.goto(f"/lich?xem=tuan&ngay={week[0].isoformat()}")
    page.locator(f"#bai-{planned} a").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(f"{day(week[1])} #bai-{planned}")).to_be_visible()
    assert slot_of(database, planned) == at(week[1])


def test_moved_by_a_week_by_keyboard_where_the_days_stand_in_weeks(
    page: Page, database: Database, planned: int
) -> None:
    middle = (TODAY.replace(day=1) + timedelta(days=40)).replace(day=14)
    with database.write() as session:
        session.get_one(Post, planned).slot_at = at(middle)
    sign_in(page)
    page.goto(f"/lich?xem=thang&ngay={middle.isoformat()}")
    for key, days in (("Shift+ArrowDown", 7), ("Shift+ArrowUp", 0), ("Shift+ArrowUp", -7), ("Shift+ArrowLeft", -8)):
        page.locator(f"#bai-{planned} a").focus()
        page.keyboard.press(key)
        expect(page.locator(f"{day(middle + timedelta(days=days))} #bai-{planned}")).to_be_visible()
    assert slot_of(database, planned) == at(middle - timedelta(days=8))


def test_a_drag_into_the_past_is_refused_in_words(page: Page, database: Database, planned: int) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with database.write() as session:
        session.get_one(Post, planned).slot_at = at(tomorrow)
    sign_in(page)
    page.goto(f"/lich?ngay={TODAY.isoformat()}")
    if page.locator(".day.past").count() == 0 or page.locator(day(tomorrow)).count() == 0:
        pytest.skip("the month shown begins or ends today")
    drag(page, planned, ".day.past")
    expect(page.get_by_role("alert")).to_contain_text("đã qua. Hãy chọn giờ sau")
    assert slot_of(database, planned) == at(tomorrow)


def test_what_went_out_cannot_be_taken_hold_of(page: Page, filled: Province) -> None:
    sign_in(page)
    page.goto("/lich?ngay=2026-11-10")
    assert page.locator(".chip.out").count() > 10
    expect(page.locator(".chip.out[data-gio]")).to_have_count(0)


def test_two_people_drag_at_once(
    page: Page, browser: Browser, web: Web, database: Database, planned: int, week: tuple[date, date]
) -> None:
    sign_in(page)
    address = f"/lich?xem=tuan&ngay={week[0].isoformat()}"
    page.goto(address)
    with new_page(browser, web) as second:
        sign_in(second)
        second.goto(f"/lich/bai/{planned}")
        second.get_by_label("Giờ", exact=True).fill("15:45")
        second.get_by_role("button", name="Chuyển giờ đăng").click()
        expect(second.get_by_role("status")).to_contain_text("15:45")
    drag(page, planned, day(week[1]))
    expect(page.get_by_role("alert")).to_contain_text("Trần Thị Hà vừa chuyển giờ bài này")
    assert slot_of(database, planned) == at(week[0], 15, 45)


def test_moved_by_keyboard_without_script(
    scriptless: Page, database: Database, planned: int, week: tuple[date, date]
) -> None:
    sign_in(scriptless)
    scriptless.goto(f"/lich?xem=danh-sach&ngay={week[0].isoformat()}")
    scriptless.locator(f"#bai-{planned} a").focus()
    scriptless.keyboard.press("Enter")
    expect(scriptless.get_by_role("heading", name="Đổi giờ đăng")).to_be_visible()
    scriptless.get_by_label("Ngày").fill(week[1].isoformat())
    scriptless.get_by_label("Giờ", exact=True).fill("16:20")
    scriptless.get_by_label("Lý do").fill("trùng hội nghị")
    scriptless.keyboard.press("Enter")
    expect(scriptless.get_by_role("status")).to_contain_text(f"{week[1]:%d/%m/%Y} 16:20")
    expect(scriptless.locator(f"#bai-{planned}")).to_contain_text("16:20")
    assert slot_of(database, planned) == at(week[1], 16, 20)


@pytest.mark.parametrize("view", ["thang", "tuan", "danh-sach", "ngay"])
def test_on_a_phone_every_view_is_a_list(page: Page, filled: Province, view: str) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page)
    page.goto(f"/lich?xem={view}&ngay=2026-11-27")
    assert width_of(page) <= PHONE["width"]
    lefts = page.locator(".day:visible").evaluate_all("days => days.map(day => day.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1
    expect(page.get_by_role("heading", name="Thứ Sáu 27/11/2026").last).to_be_visible()
    chip = page.locator(".chip:visible").first
    assert (chip.bounding_box() or {"height": 0})["height"] >= 44
    page.goto(chip.locator("a").get_attribute("href") or "")
    assert width_of(page) <= PHONE["width"]


def test_a_month_reads_as_a_list_of_days(page: Page, filled: Province) -> None:
    """What a screen reader is given: a list of days, each a heading with its weekday, and a list of posts in words."""
    sign_in(page)
    page.goto("/lich?ngay=2026-11-27")
    days = page.get_by_role("list", name="Tháng 11 năm 2026,")
    expect(days.get_by_role("heading", level=3)).to_have_count(42)
    friday = days.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Thứ Sáu 27/11/2026"))
    post = friday.get_by_role("listitem").filter(has_text="07:00").first
    expect(post).to_contain_text("Tin pháp luật")
    expect(post).to_contain_text("Đã lên lịch")
