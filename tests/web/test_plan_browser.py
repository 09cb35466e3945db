"""Plan a campaign in five answers, in a real browser: its visible fields and actions counted, and when each post will go out."""

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


def test_words_that_are_not_understood_are_told_beside_the_field(page: Page) -> None:
    sign_in(page, LOGIN, "/chien-dich/moi")
    page.get_by_label("Tên chiến dịch").fill("Thử")
    page.get_by_label("Nhịp đăng", exact=False).first.fill("lúc nào cũng được")
    page.get_by_role("button", name="Xem lịch từng bài").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa hiểu")
    expect(page.get_by_label("Tên chiến dịch")).to_have_value("Thử")
