"""Hand-over at the command line, on both databases: the package is what was approved, and the record closes the ledger."""

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from commands.hand_over import hand_over
from distributor.db import Database
from distributor.deliver.hand_over import load_handed_over, receipt_of, record_done
from distributor.draft.store import CALLED_BACK, Composed, store_post
from distributor.draft.targets import Target
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import Account, Item, Notice, Post, PostState, PostTransition, Receipt, Role, Staff
from distributor.notices import open_notice
from distributor.staff.deeds import Actor
from distributor.staff.permissions import NotAllowed, person_who_may
from distributor.states import note_move
from tests.support import province

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
ADDRESS = "https://www.tiktok.com/@huonggiang/video/7301"
SAID_ON_AIR = "Đài truyền thanh xã Phú Lộc, 06:00 ngày 25/11/2026"


@dataclass
class World:
    database: Database
    media: MediaStore
    posts: list[int]
    others: list[int]

    def set(self, post_id: int, **values: object) -> None:
        with self.database.write() as session:
            post = session.get_one(Post, post_id)
            for name, value in values.items():
                setattr(post, name, value)
            session.add(post)

    def post(self, post_id: int) -> Post:
        with self.database.read() as session:
            return session.get_one(Post, post_id)

    def done(self, post_id: int, said: str, by: str = "lanhdao") -> str:
        with self.database.write() as session:
            return record_done(session, Actor(person_who_may(session, by, "hand_over"), NOW), post_id, said)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    media = MediaStore(tmp_path / "media")
    with database.write() as session:
        seeded = province.seed_unit(session)
        tiktok = Account(unit_id=seeded.unit_id, channel="manual", name="TikTok", settings={"place": "TikTok của tỉnh"})
        session.add(tiktok)
        session.add(
            Staff(unit_id=seeded.unit_id, login="xem", full_name="Người xem", role=Role.VIEWER, password_hash="-")
        )
        session.flush()
        picture = province.seed_picture(session, tmp_path / "media", NOW)
        items = [province.seed_item(session, seeded, number, NOW) for number in range(2)]
        posts = province.seed_posts(session, seeded, tiktok, items, now=NOW, picture=picture)
        others = province.seed_posts(session, seeded, province.seed_rss_account(session, seeded), items, now=NOW)
    return World(database, media, posts, others)


def test_what_is_handed_over_is_what_was_approved(world: World) -> None:
    post_id = world.posts[0]
    with world.database.read() as session:
        handed = load_handed_over(session, post_id, world.media.path_of)
    assert handed.outgoing.text == world.post(post_id).text
    assert handed.destination.place == "TikTok của tỉnh"
    world.set(post_id, text="Đã bị sửa.")
    with world.database.read() as session, pytest.raises(LoaError, match="thay đổi sau khi được duyệt"):
        load_handed_over(session, post_id, world.media.path_of)


def test_what_cannot_be_handed_over_says_why(world: World) -> None:
    world.set(world.posts[0], state=PostState.AWAITING_REVIEW)
    for post_id, complaint in (
        (world.posts[0], "chưa có nội dung được duyệt"),
        (world.others[0], "Loa tự đăng"),
        (999_999, "Không có bài đăng số 999999"),
    ):
        with world.database.read() as session, pytest.raises(LoaError, match=complaint):
            load_handed_over(session, post_id, world.media.path_of)


@pytest.mark.parametrize("state", [PostState.PLANNED, PostState.UNKNOWN, PostState.PROCESSING])
@pytest.mark.parametrize(
    ("said", "external_id", "address"), [(ADDRESS, ADDRESS, ADDRESS), (SAID_ON_AIR, "handover-{id}", "")]
)
def test_the_record_closes_the_ledger(
    state: PostState, said: str, external_id: str, address: str, world: World
) -> None:
    post_id = world.posts[0]
    world.set(post_id, state=state, due_at=None, reason="Chờ cán bộ đăng tay và ghi địa chỉ")
    with world.database.write() as session:
        open_notice(session, kind="handover", subject=f"post:{post_id}", text="Cần đăng tay", now=NOW)
    assert said in world.done(post_id, said)
    post = world.post(post_id)
    assert (post.state, post.external_url, post.published_at) == (PostState.PUBLISHED, address, NOW)
    assert said in post.reason
    with world.database.read() as session:
        receipt = session.exec(select(Receipt).where(Receipt.post_id == post_id)).one()
        moved = session.exec(select(PostTransition).where(PostTransition.post_id == post_id)).one()
        notice = session.exec(select(Notice).where(Notice.subject == f"post:{post_id}")).one()
    assert receipt.external_id == external_id.replace("{id}", str(post_id))
    assert (moved.to_state, moved.by) == (PostState.PUBLISHED, "lanhdao")
    assert notice.closed_at is not None


def test_whoever_published_words_that_the_source_then_revised_is_told_what_to_do(world: World) -> None:
    """The record is of the words that are handed over last; before that nobody can say what stands there."""
    post_id = world.posts[0]
    world.set(post_id, state=PostState.PROCESSING, due_at=None)
    with world.database.write() as session:
        post = session.get_one(Post, post_id)
        note_move(session, post_id, before=PostState.SENDING, after=PostState.PROCESSING, reason="Bàn giao", now=NOW)
        open_notice(session, kind="handover", subject=f"post:{post_id}", text="Cần đăng tay", now=NOW)
        target = Target(post.account_id, "manual", post.unit_id, None, post_id, post.link)
        item = session.get_one(Item, post.item_id)
        store_post(session, item, Composed(target, None, "Chưa soạn được."), target_url=item.address, now=NOW)
    assert world.post(post_id).state is PostState.AWAITING_REVIEW
    with pytest.raises(LoaError, match="Nếu đã đăng rồi, hãy sửa theo bản mới"):
        world.done(post_id, ADDRESS)
    with world.database.read() as session:
        asked = select(Notice.text).where(Notice.kind == "handover", Notice.subject == f"post:{post_id}")
        assert CALLED_BACK in session.exec(asked).one()
    world.set(world.posts[1], state=PostState.AWAITING_REVIEW)
    with pytest.raises(LoaError, match="không chờ ghi địa chỉ"):
        world.done(world.posts[1], ADDRESS)


def test_the_same_words_on_air_may_be_said_of_two_posts_but_not_the_same_address(world: World) -> None:
    first, second = world.posts
    world.done(first, SAID_ON_AIR)
    world.done(second, SAID_ON_AIR)
    assert {world.post(post_id).state for post_id in world.posts} == {PostState.PUBLISHED}


def test_an_address_of_another_post_is_refused(world: World) -> None:
    first, second = world.posts
    world.done(first, ADDRESS)
    with pytest.raises(LoaError, match="đã được ghi cho một bài khác"):
        world.done(second, ADDRESS)
    assert world.post(second).state is PostState.PLANNED
    with pytest.raises(LoaError, match=f"Địa chỉ đã ghi: {ADDRESS}"):
        world.done(first, "https://www.tiktok.com/other")


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("tiktok.com/@huonggiang", "chưa đầy đủ"),
        ("ftp://huonggiang.vn/a", "chưa đầy đủ"),
        ("xong", "ghi rõ nơi và giờ phát"),
        ("   ", "ghi rõ nơi và giờ phát"),
        ("a b" * 200, "ghi rõ nơi và giờ phát"),
    ],
)
def test_what_is_no_record(said: str, complaint: str) -> None:
    with pytest.raises(LoaError, match=complaint):
        receipt_of(7, said)


def test_only_staff_who_may_record_it(world: World) -> None:
    with pytest.raises(LoaError, match="Không có cán bộ «ai»"):
        world.done(world.posts[0], ADDRESS, by="ai")
    with pytest.raises(NotAllowed):
        world.done(world.posts[0], ADDRESS, by="xem")


@pytest.fixture
def home(world: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The command finds this database and these media."""
    monkeypatch.setenv("LOA_HOME", str(tmp_path))
    monkeypatch.setenv("LOA_DATABASE_URL", database_url)
    return world


def test_the_command_writes_the_package(home: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post_id, out = home.posts[0], tmp_path / "ban-giao.zip"
    for _ in range(2):
        assert hand_over(post_id, out=out, done="", by="", as_json=False) == 0
    said = capsys.readouterr().out
    assert f"Đã ghi gói bàn giao cho TikTok của tỉnh: {out}" in said
    assert "Trong gói: text.txt, anh-1.png và huong-dan.txt." in said
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == ["text.txt", "huong-dan.txt", "anh-1.png"]
        assert archive.read("text.txt").decode("utf-8-sig").replace("\r\n", "\n") == home.post(post_id).text
    with pytest.raises(LoaError, match="Đã có tệp"):
        hand_over(home.posts[1], out=out, done="", by="", as_json=False)
    with pytest.raises(LoaError, match=r"đuôi \.zip"):
        hand_over(post_id, out=tmp_path / "a.txt", done="", by="", as_json=False)
    with pytest.raises(LoaError, match="Không ghi được"):
        hand_over(post_id, out=tmp_path / "none" / "a.zip", done="", by="", as_json=False)
    assert [path.name for path in tmp_path.glob("*.zip")] == ["ban-giao.zip"]


def test_the_command_prints_what_is_to_be_copied(home: World, capsys: pytest.CaptureFixture[str]) -> None:
    hand_over(home.posts[0], out=None, done="", by="", as_json=False)
    said = capsys.readouterr().out
    assert home.post(home.posts[0]).text in said
    assert "Tệp kèm theo: anh-1.png" in said
    hand_over(home.posts[0], out=None, done="", by="", as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert (facts["place"], facts["files"]) == ("TikTok của tỉnh", ["text.txt", "anh-1.png"])


def test_the_command_records(home: World, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(LoaError, match="chọn một trong hai"):
        hand_over(home.posts[0], out=Path("a.zip"), done=ADDRESS, by="lanhdao", as_json=False)
    with pytest.raises(LoaError, match="--by"):
        hand_over(home.posts[0], out=None, done=ADDRESS, by="", as_json=False)
    assert hand_over(home.posts[0], out=None, done=ADDRESS, by="lanhdao", as_json=False) == 0
    assert f"Lãnh đạo Sở xác nhận đã đăng tay tại {ADDRESS}." in capsys.readouterr().out


def test_a_picture_that_is_gone_is_told(home: World) -> None:
    with home.database.read() as session:
        handed = load_handed_over(session, home.posts[0], home.media.path_of)
    handed.outgoing.media[0].path.unlink()
    with pytest.raises(LoaError, match="Chưa đọc được tệp ảnh"):
        hand_over(home.posts[0], out=None, done="", by="", as_json=False)
