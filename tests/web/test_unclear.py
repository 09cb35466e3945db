"""Bài chưa rõ kết quả: a batch is settled on one screen, each for itself: posts, messages; answers are named."""

from collections import Counter
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete
from sqlmodel import select

from distributor.broadcast.restored import doubt_broadcasts
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    AccountState,
    AuditEntry,
    Broadcast,
    BroadcastState,
    Delivery,
    Post,
    PostState,
    Receipt,
    Recipient,
    RecipientState,
    Subscriber,
)
from distributor.settings import Settings
from tests.web.desk_cases import fill_desk
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_post
from tests.web.sms_cases import fill_sms

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


def test_after_a_restore_messages_stand_there_beside_posts_and_are_settled_with_them(
    signed_in: TestClient,
    database: Database,
    settings: Settings,
    province: Province,
    clock: Hands,
    unclear: tuple[int, int, int],
) -> None:
    with database.write() as session:
        fill_desk(session, province, MediaStore(settings.media_folder))
        broadcast_id = fill_sms(session, province, settings.home, clock.now()).sending
        session.connection().execute(delete(Recipient))
        people = session.exec(select(Subscriber).where(Subscriber.unit_id == province.unit_id)).all()
        assert len(people) > 2
        broadcast = session.get_one(Broadcast, broadcast_id)
        for person in people:
            row = Recipient(
                broadcast_id=broadcast_id,
                account_id=broadcast.account_id,
                subscriber_id=person.id or 0,
                due_at=clock.now(),
            )
            session.add(row)
        broadcast.state, broadcast.ends_at = BroadcastState.SENDING, clock.now() + timedelta(hours=3)
        session.flush()
        doubt_broadcasts(session, clock.now() - timedelta(hours=6), clock.now())
    page = signed_in.get("/chua-ro").text
    assert f'name="dot-{broadcast_id}" value="again"' in page
    assert f"{len(people)} người chưa rõ." in page
    assert "khôi phục" in page, "why, in words"
    fields = {f"dot-{broadcast_id}": "again", f"bai-{unclear[0]}": "co", "form_token": form_token(page)}
    signed_in.post("/chua-ro", data=fields)
    page = unescape(signed_in.get("/chua-ro").text)
    assert f"Đã ghi: 1 bài có trên nền tảng, 0 bài gửi lại. Đã ghi kết quả của {len(people)} tin nhắn." in page
    assert f'name="dot-{broadcast_id}"' not in page
    with database.read() as session:
        states = Counter(session.exec(select(Recipient.state).where(Recipient.broadcast_id == broadcast_id)).all())
        assert session.get_one(Post, unclear[0]).state is PostState.PUBLISHED
    assert states == {RecipientState.QUEUED: len(people)}
    signed_in.post("/chua-ro", data={f"dot-{broadcast_id}": "sent", "form_token": form_token(page)})
    assert f"Đợt {broadcast_id}:" in unescape(signed_in.get("/chua-ro").text), "nothing of it is unknown any more"
