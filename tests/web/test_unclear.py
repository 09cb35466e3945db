"""Bài chưa rõ kết quả: a batch is settled on one screen, each post for itself."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.models import Account, AccountState, AuditEntry, Delivery, Post, PostState, Receipt
from tests.web.forms import form_token
from tests.web.province import NOON, Province, add_post

PLACE = "https://rd.zapps.vn/detail/77?id=bai-9&pageId=77"


@pytest.fixture
def unclear(province: Province, database: Database) -> tuple[int, int, int]:
    """Posts of unknown outcome: two broadcasts of Zalo, the first of which had its article, and one on X that Loa looks for."""
    with database.write() as session:
        zalo = Account(
            unit_id=province.unit_id,
            channel="zalo",
            name="Sở Tư pháp",
            settings={"oa_id": "77"},
            state=AccountState.ACTIVE,
        )
        session.add(zalo)
        session.flush()
        items = session.exec(select(Post.item_id).distinct()).all()
        posts = [
            add_post(session, account, item, PostState.UNKNOWN, reason="Zalo không trả lời", at=NOON)
            for account, item in ((zalo.id or 0, items[0]), (zalo.id or 0, items[1]))
        ]
        posts.append(province.posts[PostState.UNKNOWN])
        for post_id in posts:
            if session.exec(select(Delivery).where(Delivery.post_id == post_id)).first() is None:
                session.add(Delivery(post_id=post_id))
        session.flush()
        first = session.exec(select(Delivery).where(Delivery.post_id == posts[0])).one()
        first.progress = {"step": "broadcast", "article": "bai-9"}
        session.add(first)
    return posts[0], posts[1], posts[2]


def test_each_is_settled_for_itself(signed_in: TestClient, database: Database, unclear: tuple[int, int, int]) -> None:
    """The article's address is known from the walk. Without one, and with none typed, nothing is recorded."""
    placed, unplaced, on_x = unclear
    page = signed_in.get("/chua-ro").text
    assert all(f'name="bai-{post_id}"' in page for post_id in unclear)
    assert PLACE.replace("&", "&amp;") in page
    fields = {f"bai-{placed}": "co", f"bai-{unplaced}": "co", f"bai-{on_x}": "", "form_token": form_token(page)}
    answer = signed_in.post("/chua-ro", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chua-ro")
    with database.read() as session:
        states = {post_id: session.get_one(Post, post_id).state for post_id in unclear}
        receipt = session.exec(select(Receipt).where(Receipt.post_id == placed)).one()
        logged = session.exec(select(AuditEntry.subject).where(AuditEntry.action == "resolve")).all()
    assert states == {placed: PostState.PUBLISHED, unplaced: PostState.UNKNOWN, on_x: PostState.UNKNOWN}
    assert (receipt.external_id, receipt.url) == ("bai-9", PLACE)
    assert len(logged) == 1
    assert f"Bài {unplaced}:" in signed_in.get("/chua-ro").text


def test_what_is_not_there_goes_again_or_is_too_late(
    signed_in: TestClient, database: Database, unclear: tuple[int, int, int]
) -> None:
    placed, unplaced, on_x = unclear
    token = form_token(signed_in.get("/chua-ro").text)
    fields = {f"bai-{unplaced}": "khong", f"bai-{placed}": "khong", "form_token": token}
    assert signed_in.post("/chua-ro", data=fields).status_code == 303
    with database.read() as session:
        states = {session.get_one(Post, post_id).state for post_id in (placed, unplaced)}
        left = session.get_one(Post, on_x).state
    assert states <= {PostState.PLANNED, PostState.MISSED}
    assert left is PostState.UNKNOWN


def test_nothing_chosen_is_said(signed_in: TestClient, unclear: tuple[int, int, int]) -> None:
    token = form_token(signed_in.get("/chua-ro").text)
    signed_in.post("/chua-ro", data={f"bai-{unclear[0]}": "", "form_token": token})
    assert "Chưa ghi kết quả cho bài nào" in signed_in.get("/chua-ro").text
