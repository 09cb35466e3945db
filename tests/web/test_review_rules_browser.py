"""A leader's phone: returned with a comment, sent in again, and two people say yes. And every new screen is whole and legible."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from distributor.db import Database
from distributor.models import PostState
from distributor.review.rules import ApprovalRule, set_rule
from tests.web.browsing import PHONE, browser, faults, page, pytestmark, sign_in, width_of
from tests.web.desk_cases import COMMUNE, Desk
from tests.web.province import LOGIN, Province
from tests.web.test_review_browser import state_of, web

__all__ = ["browser", "page", "pytestmark", "web"]


def as_(page: Page, login: str, path: str) -> None:
    page.context.clear_cookies()
    sign_in(page, login, path)


def test_returned_with_a_comment_then_two_approvers(
    page: Page, desk: Desk, database: Database, province: Province
) -> None:
    with database.write() as session:
        set_rule(session, province.unit_id, "", ApprovalRule(approvers=2, never_own=True))
    page.set_viewport_size(PHONE)
    path = f"/cho-duyet/{desk.facebook}"
    as_(page, "duyet", path)
    page.get_by_text("Trả lại, chọn giờ, bỏ qua, soạn lại").click()
    page.get_by_label("Trả lại: điều cần sửa").fill("Ghi rõ 80 m² là ở xã.")
    page.get_by_role("button", name="Trả lại bài này").click()
    said = page.get_by_role("status", name="Đã làm")
    expect(said).to_contain_text(f"Đã trả lại bài {desk.facebook}")
    expect(page.get_by_role("button", name="Duyệt bài trên")).to_have_count(0)
    as_(page, "soan", "/cho-duyet/bi-tra-lai")
    expect(page.get_by_text("Ghi rõ 80 m² là ở xã.").first).to_be_visible()
    page.get_by_label("Trả lời người duyệt").fill("Bài đã ghi «tại xã».")
    page.get_by_role("button", name="Gửi duyệt lại").click()
    expect(said).to_contain_text(f"Đã gửi duyệt lại bài {desk.facebook}")
    as_(page, "duyet", path)
    expect(page.get_by_label(f"Trao đổi về bài {desk.facebook}")).to_contain_text("Bài đã ghi «tại xã».")
    page.get_by_role("button", name="Duyệt bài trên").click()
    expect(said).to_contain_text("đã có 1/2 người duyệt: Cán bộ duyet")
    assert state_of(database, desk.facebook) == PostState.AWAITING_REVIEW
    as_(page, LOGIN, path)
    assert width_of(page) <= PHONE["width"]
    box = page.get_by_role("button", name="Duyệt bài trên").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"], "within a thumb's reach"
    page.get_by_role("button", name="Duyệt bài trên").click()
    expect(said).to_contain_text(f"Đã duyệt bài {desk.facebook}")
    assert state_of(database, desk.facebook) == PostState.PLANNED


@pytest.fixture
def busy(page: Page, desk: Desk, database: Database, province: Province) -> Desk:
    """A delegation, an offer that waits, one that is declined, a returned post, and a rule for a kind."""
    with database.write() as session:
        set_rule(session, province.unit_id, "", ApprovalRule(approvers=2, never_own=True))
        set_rule(session, province.unit_id, "scam_warning", ApprovalRule(approvers=1))
    as_(page, "duyet", "/uy-quyen")
    page.get_by_label("Đến hết ngày").fill("2030-12-01")
    page.get_by_label("Cảnh báo lừa đảo").check()
    page.get_by_role("button", name="Ủy quyền", exact=True).click()
    page.goto(f"/cho-duyet/{desk.facebook}")
    page.locator(".decide details > summary").click()
    page.get_by_label("Trả lại: điều cần sửa").fill("Ghi rõ 80 m² là ở xã.\nThêm ngày có hiệu lực.")
    page.get_by_role("button", name="Trả lại bài này").click()
    page.goto(f"/bai-dung-chung?tin={desk.item}")
    page.get_by_label("Lời nhắn").fill("Mong các xã cùng đăng trước ngày 07/12.")
    page.get_by_role("button", name="Gửi lời mời").click()
    return desk


@pytest.mark.parametrize("width", [1280, 390])
def test_every_screen_is_whole_named_and_legible(page: Page, busy: Desk, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    ours = (
        LOGIN,
        ("/uy-quyen", "/quy-tac-duyet", "/bai-dung-chung", "/cho-duyet/bi-tra-lai", f"/cho-duyet/{busy.facebook}"),
    )
    for login, paths in (ours, (COMMUNE, ("/bai-dung-chung", "/uy-quyen"))):
        as_(page, login, "/")
        for path in paths:
            page.goto(path)
            for folded in page.locator("main details > summary").all():
                if not folded.evaluate("one => one.parentElement.open"):
                    folded.click()
            assert faults(page) == [], path
            expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_on_a_phone_words_keep_off_the_edges_and_units_apart(page: Page, busy: Desk) -> None:
    page.set_viewport_size(PHONE)
    for login, path in ((LOGIN, "/quy-tac-duyet"), ("duyet", "/uy-quyen")):
        as_(page, login, path)
        row = page.locator(".stacked tbody tr").first
        assert (
            row.evaluate("row => row.firstElementChild.getBoundingClientRect().left - row.getBoundingClientRect().left")
            >= 8
        )
    as_(page, LOGIN, "/quy-tac-duyet")
    button, heading = (
        page.locator("summary", has_text="Đặt quy tắc").first.bounding_box(),
        page.locator("h2").nth(1).bounding_box(),
    )
    assert button is not None
    assert heading is not None
    assert heading["y"] - button["y"] - button["height"] >= 20
