"""What a post's page and its item's page say of its numbers."""

from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.models import Doubt, Post, ReadUse, Sample
from tests.web.desk_cases import Desk
from tests.web.number_cases import add_numbers
from tests.web.province import NOON


def test_a_post_shows_its_figures_its_curve_and_the_same_as_a_table(
    signed_in: TestClient, database: Database, desk: Desk
) -> None:
    with database.write() as session:
        add_numbers(session, desk.edited, NOON)
    page = signed_in.get(f"/bai-dang/{desk.edited}").text
    assert "Số liệu của bài" in page
    assert "1.239" in page
    assert page.count('class="nothing">không có số liệu') == 4, "reach, comments, shares and clicks were never told"
    drawing = page[page.index('<svg class="curve"') : page.index("</figure>")]
    assert drawing.count("<path d=") == 2, "no line through the gap"
    assert drawing.count('class="gap"') == 1
    assert "không có số liệu.</li>" in page
    assert "thấp hơn lần trước, để riêng" in page
    assert "style=" not in page[page.index("so-lieu") :]


def test_the_items_page_shows_the_figures_of_the_posts_that_have_any(
    signed_in: TestClient, database: Database, desk: Desk
) -> None:
    with database.write() as session:
        item_id = session.get_one(Post, desk.edited).item_id
        before = signed_in.get(f"/noi-dung/{item_id}").text
        assert "tally" not in before
    with database.write() as session:
        add_numbers(session, desk.edited, NOON)
    page = signed_in.get(f"/noi-dung/{item_id}").text
    assert page.count('class="tally small"') == 1
    assert "1.239" in page


def test_a_post_that_is_not_out_has_no_numbers(signed_in: TestClient, desk: Desk) -> None:
    assert "so-lieu" not in signed_in.get(f"/bai-dang/{desk.facebook}").text


def test_why_numbers_wait_and_since_when_one_is_not_told(signed_in: TestClient, database: Database, desk: Desk) -> None:
    with database.write() as session:
        add_numbers(session, desk.edited, NOON)
        post = session.get_one(Post, desk.edited)
        until = NOON + timedelta(days=3650)
        post.measure_at = until
        silence = Sample(post_id=desk.edited, metric="post_media_view", api_version="v26.0", at=NOON, doubt=Doubt.GONE)
        session.add_all([post, silence, ReadUse(account_id=post.account_id, day=NOON.date(), full_until=until)])
    page = signed_in.get(f"/bai-dang/{desk.edited}").text
    assert "Hạn mức đọc số liệu hôm nay của tài khoản đã hết" in page
    assert "Nền tảng không còn cho biết số này từ" in page
    assert "1.239" in page, "the last number stands"


def test_another_units_numbers_are_not_shown(client: TestClient, database: Database, desk: Desk) -> None:
    with database.write() as session:
        add_numbers(session, desk.edited, NOON)
        assert session.exec(select(Sample).where(Sample.post_id == desk.edited)).first() is not None
    assert "Số liệu của bài" not in client.get(f"/bai-dang/{desk.edited}").text
