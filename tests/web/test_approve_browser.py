"""Job 3, approve, as the approver does it: twenty posts of five items on a phone and at a desk, and five wrong ones are seen."""

import math
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlmodel import col, select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Approval, Post, PostState, PostTransition
from distributor.settings import Settings
from tests.web.approve_cases import WRONG, Approvals, fill_approvals
from tests.web.browsing import PHONE, browser, faults, height_of, page, pytestmark, sign_in
from tests.web.processes import Web, running_web
from tests.web.province import Province

__all__ = ["browser", "page", "pytestmark"]

DESK: ViewportSize = {"width": 1440, "height": 900}
MOST_TAPS, MOST_SCREENS = 5, 6


@pytest.fixture
def waiting(database: Database, settings: Settings, bare_province: Province) -> Approvals:
    with database.write() as session:
        return fill_approvals(session, bare_province, MediaStore(settings.media_folder))


@pytest.fixture
def web(settings: Settings, waiting: Approvals) -> Iterator[Web]:
    with running_web(settings.home) as web:
        yield web


def states(database: Database) -> dict[int, str]:
    with database.read() as session:
        return {post_id or 0: state for post_id, state in session.exec(select(Post.id, Post.state))}


@pytest.mark.parametrize("size", [PHONE, pytest.param(DESK, marks=pytest.mark.whole)], ids=["phone", "desk"])
def test_twenty_posts_of_five_items_are_approved_in_five_taps(
    page: Page, waiting: Approvals, database: Database, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    sign_in(page, "duyet", "/cho-duyet")
    screens = math.ceil(height_of(page) / size["height"])
    assert screens <= MOST_SCREENS, f"{height_of(page)} px"
    assert faults(page) == []
    taps = 0
    while (button := page.get_by_role("button", name="Duyệt cả 4 bài").first).count():
        button.click()
        taps += 1
        expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã duyệt 4 bài")
        expect(page.locator("article.group")).to_have_count(len(waiting.items) - taps)
    assert taps <= MOST_TAPS
    assert set(states(database).values()) == {PostState.PLANNED}
    with database.read() as session:
        approved = set(session.exec(select(Approval.post_id).where(col(Approval.voided_at).is_(None))).all())
    assert approved == set(waiting.posts.values())


def test_what_is_wrong_is_seen_on_the_way(page: Page, waiting: Approvals) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "duyet", "/cho-duyet")
    for channel, place, _right, wrong in WRONG:
        row = page.locator(f"#bai-{waiting.posts[channel, place]}")
        expect(row).to_contain_text(wrong)
        marked = row.locator("mark, ins, del")
        assert marked.count(), f"{channel}: {wrong} is marked"
        assert all(one.is_visible() for one in marked.all())
    right = [key for key in waiting.posts if not any(key == (channel, place) for channel, place, *_ in WRONG)]
    doubted = [key for key in right if page.locator(f"#bai-{waiting.posts[key]} .wrong").count()]
    assert doubted == [], "nothing that is right is called doubtful"


def test_only_ticked_channels_are_approved_and_all_is_taken_back(
    page: Page, waiting: Approvals, database: Database
) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "duyet", "/cho-duyet")
    item, left = waiting.items[1], waiting.posts["x", 1]
    card = page.locator(f"#tin-{item}")
    card.locator(f"#bai-{left} input[type=checkbox]").uncheck()
    card.get_by_role("button", name="Duyệt cả 4 bài").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã duyệt 3 bài")
    of_item = {post_id for (_channel, place), post_id in waiting.posts.items() if place == 1}
    assert {post_id for post_id, state in states(database).items() if state == PostState.PLANNED} == of_item - {left}
    page.get_by_role("button", name="Rút lại lượt duyệt").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã rút lại lượt duyệt")
    assert set(states(database).values()) == {PostState.AWAITING_REVIEW}


def test_a_tap_covers_only_what_stood_on_the_screen(page: Page, waiting: Approvals, database: Database) -> None:
    sign_in(page, "duyet", "/cho-duyet")
    changed = waiting.posts["zalo", 0]
    with database.write() as session:
        post = session.get_one(Post, changed)
        post.text = post.text.replace("50 m²", "40 m²")
        session.add(post)
    page.locator(f"#tin-{waiting.items[0]}").get_by_role("button", name="Duyệt cả 4 bài").click()
    said = page.get_by_role("alert", name="Chưa làm được")
    expect(said).to_contain_text(f"Bài {changed} đã thay đổi sau khi trang này được mở")
    expect(said).to_contain_text("Đã duyệt 3 bài")
    assert states(database)[changed] == PostState.AWAITING_REVIEW
    expect(page.locator(f"#bai-{changed} mark").first).to_contain_text("40 m²")
    with database.read() as session:
        moved = session.exec(select(PostTransition.to_state).where(PostTransition.post_id == changed)).all()
    assert PostState.PLANNED not in moved
