"""Tổng quan as HTML: complete, escaped, narrowed, paged, and only what a person may see."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.labels import STATE_LABELS
from distributor.models import Post, PostState
from distributor.notices import open_notice
from distributor.report.coverage import Coverage
from tests.web.forms import sign_in
from tests.web.province import NOON, Province, add_item, add_post
from web.filters import Filters


def test_every_state_stands_there_in_words_with_its_reason(signed_in: TestClient) -> None:
    page = signed_in.get("/").text
    for state, label in STATE_LABELS.items():
        assert label in page
        assert f'href="#s-{state}"' in page, "a shape, for colour alone says nothing to some"
        assert f'id="s-{state}"' in page
    for words in ("Kênh từ chối: trang chưa được phép đăng ảnh (mã 200)", "có dấu «lưu hành nội bộ»", "Đang chuẩn bị"):
        assert words in page


def test_what_asks_for_a_person_stands_above(signed_in: TestClient) -> None:
    page = signed_in.get("/").text
    asks = page.partition('id="viec"')[2].partition("</section>")[0]
    for words in ("Trang xã An Lộc", "@phapluat_hg", "Hãy quyết định có đăng hay không"):
        assert words in asks


def asks_of(client: TestClient) -> str:
    return client.get("/").text.partition('id="viec"')[2].partition("</section>")[0]


def test_what_is_held_stands_once_and_what_is_handed_over_is_one_line(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    """A held item is a line of its own until its posts can be given a yes; then it is that line."""
    with database.write() as session:
        item_id = add_item(session, province, "Phương án xếp điểm kinh doanh", at=NOON)
        post_id = add_post(session, province.facebook, item_id, PostState.AWAITING_REVIEW)
        said = [("held", f"item:{item_id}", "Tin được giữ lại."), ("handover", f"post:{post_id}", "Chờ đăng tay.")]
        for kind, subject, text in said:
            open_notice(session, kind=kind, subject=subject, text=text, now=NOON, unit_id=province.unit_id)
    asks = asks_of(signed_in)
    assert "Tin được giữ lại." in asks
    assert f'href="/cho-duyet#tin-{item_id}"' not in asks, "it has no picture yet"
    assert f'href="/ban-giao/{post_id}"' in asks, "one alone is named"
    with database.write() as session:
        session.get_one(Post, post_id).rendered = True
        other = add_post(session, province.x, item_id, PostState.PLANNED)
        open_notice(session, kind="handover", subject=f"post:{other}", text="Chờ.", now=NOON, unit_id=province.unit_id)
    asks = asks_of(signed_in)
    assert f'href="/cho-duyet#tin-{item_id}"' in asks
    assert "Tin được giữ lại." not in asks
    assert "2 bài chờ cán bộ đăng tay." in asks
    assert f'href="/ban-giao/{post_id}"' not in asks


def test_a_script_in_a_title_stays_text(signed_in: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        item_id = add_item(session, province, "<script>alert('x')</script>", at=NOON + timedelta(days=1))
        add_post(session, province.facebook, item_id, PostState.FAILED, reason="<img src=x onerror=alert(1)>")
    page = signed_in.get("/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert" in page


def test_a_link_to_a_post_does_not_hand_over_the_window(signed_in: TestClient) -> None:
    assert 'href="https://facebook.example/posts/1" rel="noopener"' in signed_in.get("/").text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("trang_thai=failed", "bãi bỏ Quyết định", "tách thửa"),
        ("kenh=rss", "Tin pháp luật", "@phapluat_hg</span>"),
        ("tim=tach+thua", "tách thửa", "bãi bỏ Quyết định"),
        ("trang_thai=failed&kenh=rss", "Không có tin nào khớp", "tách thửa"),
        ("trang_thai=bay-ba&kenh=%3Cb%3E&trang=-1", "tách thửa", "<b>"),
        ("don_vi=2", "Xã An Lộc niêm yết", "tách thửa"),
        ("don_vi=77", "tách thửa", "Hệ thống gặp lỗi"),
        ("trang=999999", "tách thửa", "Hệ thống gặp lỗi"),
    ],
)
def test_narrowed_by_plain_parameters(signed_in: TestClient, query: str, shown: str, hidden: str) -> None:
    answer = signed_in.get(f"/tong-quan/bang?{query}")
    ledger = answer.text.partition('id="bang"')[2]
    assert answer.status_code == 200
    assert shown in ledger
    assert hidden not in ledger


def test_posts_that_say_an_item_again_are_told_beside_the_totals(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    words = "Chưa kể bài đăng lại theo chiến dịch, bài nhắc và đính chính:"
    assert words not in signed_in.get("/").text
    with database.write() as session:
        item_id = add_item(session, province, "Tin", at=NOON)
        for account in (province.facebook, province.x):
            add_post(session, account, item_id, PostState.PLANNED, purpose="campaign:1:1")
        add_post(session, province.rss, item_id, PostState.AWAITING_REVIEW, purpose="effective")
    hint = signed_in.get("/").text.partition(words)[2].partition("</p>")[0]
    assert "2 đã lên lịch" in hint
    assert "1 chờ duyệt" in hint
    assert words not in signed_in.get("/?kenh=facebook").text, "they are counted by unit"


def test_pages_of_twenty(signed_in: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        for number in range(60):
            add_item(session, province, f"Tin số {number}", at=NOON + timedelta(minutes=number))
    first, second = signed_in.get("/").text, signed_in.get("/?trang=2").text
    assert first.count('<tr class="row-link" role="row" id="tin-') == 20
    assert second.count('<tr class="row-link" role="row" id="tin-') == 20
    assert 'rel="next" href="/?trang=2"' in first
    assert 'rel="prev" href="/"' in second


def test_a_commune_sees_only_its_own(client: TestClient) -> None:
    sign_in(client, "xa.an.loc")
    page = client.get("/").text
    assert "Xã An Lộc niêm yết" in page
    assert "tách thửa" not in page
    assert "@phapluat_hg" not in page
    assert "tách thửa" not in client.get("/?don_vi=1").text


def test_readable_without_eyes(signed_in: TestClient) -> None:
    page = signed_in.get("/").text
    assert '<html lang="vi">' in page
    assert 'href="#noi-dung"' in page
    assert "<caption" in page
    assert page.count('scope="col"') == 5
    assert 'aria-live="polite"' in page
    assert 'aria-label="Xem bài trên @phapluat_hg: Quyết định 27/2026' in page


def test_without_items_it_says_what_will_come(
    signed_in: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.routes.overview.coverage_begun", lambda *_, **__: nullcontext(_nothing))
    assert "Chưa có tin nào" in signed_in.get("/").text


def _nothing() -> Coverage:
    return Coverage((), (), 0, dict.fromkeys(STATE_LABELS, 0))


def test_filters_round_trip_through_the_address() -> None:
    filters = Filters.read("failed", "x", "  đất   đai ", "3")
    assert filters.query == "?trang_thai=failed&kenh=x&tim=%C4%91%E1%BA%A5t+%C4%91ai&trang=3"
    assert filters.with_state("").page == 1
    assert Filters.read("", "", "", "²").page == 1
