"""What people bring that is too much, half or gone: clear words, nothing lost. The rest: `test_write_browser.py`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, func, select

from distributor.db import Database
from distributor.models import Post, PostState
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.review.store import Reviewed, approve_by_person
from distributor.review.words import plain
from distributor.staff.deeds import Actor
from distributor.staff.permissions import NotAllowed
from phrases import phrase
from tests.web.forms import form_token
from tests.web.province import NOON, Province, add_item, identity
from web.routes import review_item


def waiting(session: Session, province: Province, item: int, number: int) -> int:
    post = Post(
        unit_id=province.unit_id,
        account_id=province.facebook,
        item_id=item,
        purpose="announce" if number == 1 else f"series:{number}",
        state=PostState.AWAITING_REVIEW,
        title="Bài",
        text=f"Lời thứ {number}",
        link=f"http://127.0.0.1:8600/l/n{item}x{number}",
        rendered=True,
        created_at=NOON,
    )
    session.add(post)
    session.flush()
    post_id = identity(post.id)
    post.manifest_hash = manifest_of(post, media_of(session, [post_id])[post_id]).hash()
    return post_id


def yes(client: TestClient, database: Database, item: int) -> str:
    """To all that waits of the item, as the page sends it; what it tells."""
    with database.read() as session:
        rows = session.exec(select(Post.id, Post.manifest_hash).where(Post.item_id == item)).all()
    fields = {"form_token": form_token(client.get("/ca-nhan").text), "viec": "duyet"}
    for post_id, seen in rows:
        fields |= {f"bai_{post_id}": "1", f"ma_{post_id}": seen[:12], f"luc_{post_id}": ""}
    answer = client.post(f"/cho-duyet/tin/{item}", data=fields)
    assert answer.status_code == 303, answer.text
    return client.get("/ca-nhan").text


def planned(database: Database, item: int) -> int:
    with database.read() as session:
        count = select(func.count()).select_from(Post).where(Post.item_id == item, Post.state == PostState.PLANNED)
        return session.exec(count).one()


def test_three_hundred_posts_are_selected(signed_in: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        item = add_item(session, province, "Nói ba trăm lần")
        for number in range(1, 301):
            waiting(session, province, item, number)
    told = yes(signed_in, database, item)
    assert "Đã duyệt 300 bài" in told
    assert "Rút lại lượt duyệt" not in told, "what it could not take back whole it does not offer"
    assert planned(database, item) == 300


def test_the_right_to_approve_is_gone_in_the_middle(
    signed_in: TestClient, database: Database, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was approved stays so and is told; what was not waits, and the page says why."""
    with database.write() as session:
        item = add_item(session, province, "Ba bài")
        ids = [waiting(session, province, item, number) for number in (1, 2, 3)]

    def approve(session: Session, actor: Actor, post_id: int, **said: Any) -> Reviewed:
        if post_id != ids[0]:
            raise NotAllowed(phrase("review.may-not-approve", name=actor.staff.full_name))
        return approve_by_person(session, actor, post_id, **said)

    monkeypatch.setattr(review_item, "approve_by_person", approve)
    told = yes(signed_in, database, item)
    assert "Đã duyệt 1 bài" in told
    assert "Chưa duyệt 2 bài" in told
    assert planned(database, item) == 1


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("\u00b7\tMục một\r\n\u00b7\tMục hai\r\n", "\u00b7\tMục một\n\u00b7\tMục hai"),
        ("Dòng một\x0bDòng hai\x07", "Dòng mộtDòng hai"),
        ("Ho\u0300a gia\u0309i\u00a0 ở cơ sở \r", "Hòa giải\u00a0 ở cơ sở"),
    ],
    ids=["a list", "breaks of a cell", "decomposed"],
)
def test_text_pasted_from_a_word_processor(pasted: str, kept: str) -> None:
    assert plain(pasted) == kept


@pytest.mark.parametrize(("name", "octets"), [("phim.mp4", 2_000_000_000), ("phim.MOV", 2_147_483_648)])
def test_a_video_of_two_gigabytes(signed_in: TestClient, province: Province, name: str, octets: int) -> None:
    """Told before a byte is sent."""
    token = form_token(signed_in.get("/ca-nhan").text)
    answer = signed_in.post("/bai-moi/tep", data={"form_token": token, "ten": name, "co": str(octets)})
    assert answer.status_code == 400
    assert "tối đa 1 GB" in answer.text


def test_a_link_to_what_has_been_decided_meanwhile(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    """A call's link opens what is there now, and says so; one to what never was says that, too."""
    with database.write() as session:
        item = add_item(session, province, "Đã duyệt rồi")
        post_id = waiting(session, province, item, 1)
        session.get_one(Post, post_id).state = PostState.PUBLISHED
    opened = signed_in.get(f"/cho-duyet/{post_id}")
    assert opened.status_code == 200
    assert "Đã đăng" in opened.text
    gone = signed_in.get("/cho-duyet/999999")
    assert gone.status_code == 404
    assert "Không" in gone.text
