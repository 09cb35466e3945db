"""Bài chậm: what an outage passed over is one line of the overview, decided there or post by post."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.models import AuditEntry, Delivery, Post, PostState
from tests.web.forms import form_token
from tests.web.province import NOON, Province


@pytest.fixture
def late(province: Province, database: Database) -> tuple[int, int]:
    """One that has a new slot, one that does not go out by itself."""
    planned, missed = province.posts[PostState.PLANNED], province.posts[PostState.MISSED]
    with database.write() as session:
        for post_id in (planned, missed):
            post = session.get_one(Post, post_id)
            post.was_due_at = NOON - timedelta(hours=30)
            post.slot_at = NOON + timedelta(hours=2)
            session.add(post)
            if session.exec(select(Delivery).where(Delivery.post_id == post_id)).first() is None:
                session.add(Delivery(post_id=post_id))
    return planned, missed


def test_it_is_one_line_of_the_overview(signed_in: TestClient, late: tuple[int, int]) -> None:
    page = signed_in.get("/").text
    assert "2 bài chậm vì hệ thống dừng" in page
    assert "1 bài được đăng giãn ra đến" in page
    assert "1 bài đã hết thời hạn đăng nên chưa đăng" in page
    assert page.count('id="viec-bai-cham"') == 1


def test_nothing_is_said_where_nothing_is_late(signed_in: TestClient, province: Province) -> None:
    assert "viec-bai-cham" not in signed_in.get("/").text
    assert "Không có bài nào chậm" in signed_in.get("/bai-cham").text


@pytest.mark.parametrize(
    ("wish", "after", "logged"), [("gian", PostState.PLANNED, "retry"), ("bo", PostState.SKIPPED, "skip")]
)
def test_one_decision_for_all_that_did_not_go_out(
    signed_in: TestClient, database: Database, late: tuple[int, int], wish: str, after: PostState, logged: str
) -> None:
    _planned, missed = late
    token = form_token(signed_in.get("/").text)
    answer = signed_in.post("/bai-cham", data={"viec": wish, "form_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/bai-cham")
    with database.read() as session:
        states = [session.get_one(Post, post_id).state for post_id in late]
        actions = session.exec(select(AuditEntry.action).where(AuditEntry.subject == f"post:{missed}")).all()
    assert states == [PostState.PLANNED, after]
    assert list(actions) == [logged]


def test_or_for_those_that_are_ticked(signed_in: TestClient, database: Database, late: tuple[int, int]) -> None:
    _planned, missed = late
    token = form_token(signed_in.get("/bai-cham").text)
    signed_in.post("/bai-cham", data={"viec": "bo", "pham_vi": "chon", "form_token": token})
    assert "Chưa chọn bài nào" in signed_in.get("/bai-cham").text
    signed_in.post("/bai-cham", data={"viec": "bo", "pham_vi": "chon", f"bai-{missed}": "1", "form_token": token})
    with database.read() as session:
        assert session.get_one(Post, missed).state is PostState.SKIPPED
