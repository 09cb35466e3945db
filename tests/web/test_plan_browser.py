"""Plan a campaign in five answers, in a real browser: its visible fields and actions counted, and when each post will go out."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlmodel import col, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.models import Campaign
from tests.web.browsing import PHONE, browser, database, faults, home, pytestmark, sign_in, watched_page, web
from tests.web.processes import Web
from tests.web.province import LOGIN

__all__ = ["browser", "database", "home", "pytestmark", "web"]
DESK: ViewportSize = {"width": 1440, "height": 900}
VISIBLE = """
() => [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
  .filter((e) => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})).map((e) => e.name)
"""


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(browser: Browser, web: Web, request: pytest.FixtureRequest) -> Iterator[Page]:
    with watched_page(browser, web, expected="status of 400", viewport=request.param) as page:
        yield page


def test_three_items_over_two_weeks_are_planned_and_seen_before_they_start(page: Page, database: Database) -> None:
    sign_in(page, LOGIN, "/chien-dich/moi")
    assert len(page.evaluate(VISIBLE)) <= 12, page.evaluate(VISIBLE)
    assert faults(page) == []
    actions = 0
    page.get_by_label("Tên chiến dịch").fill("Luật mới về đất đai")
    page.get_by_label("Con số muốn đạt").fill("10.000")
    actions += 2
    for number in (1, 2, 3):
        page.locator(".found button").first.click()
        actions += 1
        expect(page.locator(".picked:not(.found) li")).to_have_count(number)
    begins = datetime.now(VIETNAM) + timedelta(days=1)
    page.get_by_label("Bắt đầu").fill(f"{begins:%Y-%m-%d}T00:00")
    page.get_by_label("Kết thúc").fill(f"{begins + timedelta(days=14):%Y-%m-%d}T00:00")
    page.get_by_label("Nhịp đăng", exact=False).first.fill("mỗi tuần 2 bài, giờ tốt")
    page.get_by_role("button", name="Xem lịch từng bài").click()
    actions += 4
    expect(page.get_by_role("heading", name="Lịch từng bài")).to_be_visible()
    times = [
        datetime.fromisoformat(one).astimezone(VIETNAM)
        for one in page.locator(".timeline time").evaluate_all("all => all.map((one) => one.dateTime)")
    ]
    assert len(times) >= 6, "three items on each chosen account"
    assert len({f"{one:%d %H:%M}" for one in times}) == len(times), "never two in one minute"
    assert all(7 <= one.hour <= 21 for one in times), "never at night"
    days = sorted({one.date() for one in times})
    assert len(days) == 3
    assert (days[-1] - days[0]).days >= 4, "spread"
    page.get_by_role("link", name="Bắt đầu chiến dịch").click()
    page.get_by_role("button", name="Bắt đầu chiến dịch").click()
    actions += 2
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Chiến dịch đã bắt đầu")
    assert actions <= 12
    expect(page.locator("main")).to_contain_text("10.000")
    with database.read() as session:
        campaign = session.exec(select(Campaign).order_by(col(Campaign.id).desc())).first()
    assert campaign is not None
    assert len(campaign.timeline) == len(times), "what was shown is what is planned"
    assert campaign.target == 10_000


def test_a_post_is_moved_in_the_timeline_before_it_starts(page: Page, database: Database) -> None:
    """With a mouse, or a finger that rests on it; by keyboard; and by the form that is there without script."""
    sign_in(page, LOGIN, "/chien-dich/moi")
    page.get_by_label("Tên chiến dịch").fill("Luật mới về giá đất")
    page.locator(".found button").first.click()
    expect(page.locator(".picked:not(.found) li")).to_have_count(1)
    begins = datetime.now(VIETNAM) + timedelta(days=2)
    page.get_by_label("Bắt đầu").fill(f"{begins:%Y-%m-%d}T00:00")
    page.get_by_label("Kết thúc").fill(f"{begins + timedelta(days=6):%Y-%m-%d}T00:00")
    page.get_by_label("Nhịp đăng", exact=False).first.fill("mỗi ngày 1 bài, từ 8h đến 20h")
    page.get_by_role("button", name="Xem lịch từng bài").click()
    days = page.locator(".timeline [data-day]")
    expect(days).to_have_count(6)
    # The last of its day, beside the next one: both stand in one window, however many accounts there are.
    spoken = days.filter(has=page.locator("[data-bai]")).first
    key = spoken.locator("[data-bai]").last.get_attribute("data-bai")
    chip = page.locator(f'.timeline [data-bai="{key}"]')
    hour = chip.locator("time").inner_text()
    all_days = days.evaluate_all("all => all.map((one) => one.dataset.day)")
    place = all_days.index(spoken.get_attribute("data-day"))
    to = all_days[place + 1 if place + 1 < len(all_days) else place - 1]
    if page.viewport_size == PHONE:
        touched(page, f'.timeline [data-bai="{key}"] time', f'.timeline [data-day="{to}"] h3')
    else:
        chip.locator("time").drag_to(page.locator(f'.timeline [data-day="{to}"] h3'))
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã chuyển")
    moved = page.locator(f'.timeline [data-day="{to}"] [data-bai="{key}"]')
    expect(moved.locator("time")).to_have_text(hour)
    step = "ArrowDown" if page.locator(f'[data-day="{to}"] ~ [data-day]').count() else "ArrowUp"
    moved.locator("a").focus()
    page.keyboard.press(f"Shift+{step}")
    expect(page.locator(f'.timeline [data-day="{to}"] [data-bai="{key}"]')).to_have_count(0)
    choices = page.locator("#doi-bai option").all_inner_texts()
    assert all(re.search(r" \(\w[^)]*\): ", one) for one in choices), "accounts of one name differ by their channel"
    page.get_by_label("Bài", exact=True).select_option(key)
    page.get_by_label("Ngày", exact=True).fill(to)
    page.get_by_label("Giờ", exact=True).fill("05:10")
    page.get_by_role("button", name="Chuyển giờ đăng").click()
    expect(page.locator(f'.timeline [data-day="{to}"] [data-bai="{key}"] time')).to_have_text("05:10")
    assert faults(page) == []
    with database.read() as session:
        campaign = session.exec(select(Campaign).order_by(col(Campaign.id).desc())).first()
    assert campaign is not None
    at = datetime.fromisoformat(campaign.timeline[key or ""]).astimezone(VIETNAM)
    assert f"{at:%Y-%m-%d %H:%M}" == f"{to} 05:10"


def touched(page: Page, chip: str, to: str) -> None:
    """A finger rests on the one until it is held, and carries it to the other."""
    page.locator(to).scroll_into_view_if_needed()
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, selector: str = "") -> None:
        points = []
        if selector:
            box = page.locator(selector).bounding_box()
            assert box is not None
            points = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", chip)
    expect(page.locator(".held")).to_have_count(1)
    touch("touchMove", to)
    expect(page.locator(".over")).to_have_count(1)
    touch("touchEnd")


def test_words_that_are_not_understood_are_told_beside_the_field(page: Page) -> None:
    sign_in(page, LOGIN, "/chien-dich/moi")
    page.get_by_label("Tên chiến dịch").fill("Thử")
    page.get_by_label("Nhịp đăng", exact=False).first.fill("lúc nào cũng được")
    page.get_by_role("button", name="Xem lịch từng bài").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa hiểu")
    expect(page.get_by_label("Tên chiến dịch")).to_have_value("Thử")


def test_a_series_of_its_own_stands_in_the_plan(page: Page, database: Database) -> None:
    """Without an item: the campaign consists of what its people write. Four weeks: holidays leave some of its times."""
    sign_in(page, LOGIN, "/chien-dich/moi")
    page.get_by_label("Tên chiến dịch").fill("Tháng hỏi đáp")
    begins = datetime.now(VIETNAM) + timedelta(days=1)
    page.get_by_label("Bắt đầu").fill(f"{begins:%Y-%m-%d}T00:00")
    page.get_by_label("Kết thúc").fill(f"{begins + timedelta(days=28):%Y-%m-%d}T00:00")
    page.get_by_role("button", name="Lưu rồi soạn bài riêng").click()
    page.locator("#chu").fill("Mời bà con đến hỏi luật sư miễn phí.")
    page.get_by_label("Vào giờ tôi chọn").check()
    page.locator("#gio").fill(f"{begins + timedelta(days=1):%Y-%m-%d}T08:30")
    page.locator("#lap").select_option("tuan")
    page.locator("#lap_den").fill(f"{begins + timedelta(days=60):%Y-%m-%d}")
    page.get_by_role("button", name="Tạo bài và chờ duyệt").click()
    expect(page.locator("#loi-chien-dich")).to_contain_text("Hãy chọn giờ sớm hơn, cho loạt bài dừng sớm hơn")
    assert faults(page) == []
    expect(page.locator("#chu")).to_have_value("Mời bà con đến hỏi luật sư miễn phí.")
    page.locator("#lap_den").fill(f"{begins + timedelta(days=27):%Y-%m-%d}")
    page.get_by_role("button", name="Tạo bài và chờ duyệt").click()
    expect(page.get_by_role("heading", name="Tháng hỏi đáp")).to_be_visible()
    expect(page.locator(".timeline .own").first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Bắt đầu chiến dịch").click()
    page.get_by_role("button", name="Bắt đầu chiến dịch").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Chiến dịch đã bắt đầu")
    with database.read() as session:
        campaign = session.exec(select(Campaign).order_by(col(Campaign.id).desc())).first()
    assert campaign is not None
    assert (campaign.automatic, campaign.timeline) == (False, {})
