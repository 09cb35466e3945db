"""Soạn bài: what is wrong is told with all typed kept, a picture that would harm harms a child, what comes of it."""

import io
import re
import zlib

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from sqlmodel import col, select

from distributor.children import Bounds
from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.draft.picture import render_post
from distributor.ingest.bounded import in_child
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    AuditEntry,
    Intake,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    ShortLink,
)
from distributor.review.doubts import doubts_of
from distributor.review.store import review_post
from distributor.settings import Settings
from distributor.write import files
from tests.support.servers import PATIENCE_S
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import Province

WORDS = "Sở Tư pháp mời bà con dự buổi tư vấn pháp luật miễn phí."
DRAFT = {"viec": "tao", "tieu_de": "Tư vấn pháp luật miễn phí", "chu": WORDS, "loai": "council_activity"}


def write(client: TestClient, fields: dict[str, str], picture: bytes | None = None) -> Response:
    data = {**DRAFT, **fields, "form_token": form_token(client.get("/").text)}
    files = {"anh": ("anh.jpg", picture, "image/jpeg")} if picture is not None else {"anh": ("", b"", "text/plain")}
    return client.post("/bai-moi", data=data, files=files)


def photo(width: int = 1200, height: int = 800, mode: str = "RGB", kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(buffer, kind)
    return buffer.getvalue()


def test_a_post_by_hand_goes_the_way_of_any_post(
    signed_in: TestClient, database: Database, province: Province, settings: Settings, clock: Hands
) -> None:
    accounts = {f"tk_{one}": "1" for one in (province.facebook, province.x, province.rss)}
    answer = write(signed_in, {"gio": "2026-11-28T07:30", "lien_ket": "https://huonggiang.example/tu-van", **accounts})
    assert answer.status_code == 303
    assert "Đã tạo bài cho 3 tài khoản." in signed_in.get(answer.headers["location"]).text
    with database.read() as session:
        item = session.exec(select(Item).order_by(col(Item.id).desc())).first()
        assert item is not None
        posts = session.exec(select(Post).where(Post.item_id == item.id).order_by(col(Post.id))).all()
        link = session.exec(select(ShortLink).where(ShortLink.post_id == posts[0].id)).one()
    assert (item.title, item.kind, item.intake) == (DRAFT["tieu_de"], "council_activity", Intake.TAKEN)
    assert [post.state for post in posts] == [PostState.DRAFT] * 3
    assert posts[0].text == f"{DRAFT['tieu_de']}\n\n{WORDS}\n\n{posts[0].link}", "the title is not lost"
    assert posts[2].text == WORDS, "a feed has its link in a field of its own"
    assert link.target == "https://huonggiang.example/tu-van"
    for post in posts:
        assert render_post(
            database,
            post.id or 0,
            store=MediaStore(settings.media_folder),
            templates=Templates(),
            now=clock.now,
            sample=True,
        )
        with database.write() as session:
            review_post(session, post.id or 0, problems=(), now=clock.now())
    with database.read() as session:
        waiting = session.exec(select(Post).where(Post.item_id == item.id)).all()
    assert {post.state for post in waiting} == {PostState.AWAITING_REVIEW}, "a person always says yes"
    assert {post.slot_at.isoformat() for post in waiting if post.slot_at} == {"2026-11-28T00:30:00+00:00"}
    assert 'value="2026-11-28T07:30"' in signed_in.get(f"/cho-duyet/{posts[0].id}").text


def test_a_form_that_is_sent_twice_makes_one_item(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    mark = re.search(r'name="bieu_mau" value="([0-9a-f]{32})"', signed_in.get("/bai-moi").text)
    assert mark
    fields = {f"tk_{province.facebook}": "1", "bieu_mau": mark[1]}
    first, again = write(signed_in, fields), write(signed_in, fields)
    assert first.headers["location"] == again.headers["location"]
    other = write(signed_in, {**fields, "chu": "Chữ khác."})
    assert other.headers["location"] != first.headers["location"], "gone back and written anew"
    with database.read() as session:
        made = session.exec(select(Item.text).where(Item.title == DRAFT["tieu_de"]).order_by(col(Item.id))).all()
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "write")).all()
    assert made == [WORDS, "Chữ khác."]
    assert len(noted) == 2


def test_the_short_text_stands_in_where_the_long_one_does_not_fit(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    accounts = {f"tk_{province.facebook}": "1", f"tk_{province.x}": "1"}
    long = WORDS * 6
    refused = write(signed_in, {"chu": long, **accounts})
    assert refused.status_code == 400
    assert "tối đa 280. Hãy rút gọn." in refused.text
    assert long in refused.text, "nothing typed is lost"
    assert write(signed_in, {"chu": long, "chu_ngan": "Tư vấn miễn phí.", **accounts}).status_code == 303
    with database.read() as session:
        texts = session.exec(select(Post.text).order_by(col(Post.id).desc()).limit(2)).all()
    assert [text.split("\n")[2] for text in texts] == ["Tư vấn miễn phí.", long]


def test_the_writer_is_told_what_the_reviewer_will_be(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    """By the same code: the post's own review says exactly this."""
    fields = {f"tk_{province.facebook}": "1", f"tk_{province.x}": "1"}
    plain = write(signed_in, {**fields, "viec": "kiem-tra"}).text
    assert "Đủ để tạo bài." in plain
    assert "Người duyệt sẽ được nhắc" not in plain
    said = "Cam kết 100% đúng hạn. Gửi trước ngày 30/11/2026."
    text = f"Cam kết 100% đúng hạn. {'Sở Tư pháp mời bà con. ' * 12}"
    fields |= {"chu": text, "chu_ngan": said, "viec": "kiem-tra"}
    warned = write(signed_in, fields).text
    assert "Đủ để tạo bài; người duyệt sẽ được nhắc" in warned
    word = "Có từ «cam kết 100%», không dùng trong bài của cơ quan. Hãy thay."
    fact = "nguồn không có «30/11/2026»; hãy đối chiếu với văn bản gốc"
    told = [re.findall("<li>(.*?)</li>", part) for part in warned.split('class="doubts"')[1:]]
    assert told == [[word], [fact, word]], "the short text has a day that the whole has not"
    assert write(signed_in, {**fields, "viec": "tao"}).status_code == 303
    with database.read() as session:
        last = session.exec(select(Post.id).order_by(col(Post.id).desc()).limit(2)).all()
    found = [list(doubts_of(database, post_id or 0, Templates().editorial)) for post_id in reversed(last)]
    assert found == told


def test_words_that_an_account_has_said_already_are_told_to_who_writes_them(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    """Each post's own short link is no difference; another account, another word and a post that is given up are."""
    both = {f"tk_{province.facebook}": "1", f"tk_{province.x}": "1"}
    asked = {**both, "viec": "kiem-tra"}
    warned = "Tài khoản này đã có bài nói đúng như vậy"
    assert warned not in write(signed_in, asked).text
    assert write(signed_in, {f"tk_{province.facebook}": "1"}).status_code == 303
    with database.read() as session:
        post_id = session.exec(select(Post.id).order_by(col(Post.id).desc())).first()
    told = write(signed_in, asked).text
    assert told.count(warned) == told.count(f'/bai-dang/{post_id}">bản nháp') == 1
    assert warned not in write(signed_in, {**asked, "chu": f"{WORDS} Vào cửa tự do."}).text
    with database.write() as session:
        session.get_one(Post, post_id).state = PostState.SKIPPED
    assert warned not in write(signed_in, asked).text


def huge(side: int) -> bytes:
    """The beginning of a PNG that says how large it is."""
    header = b"IHDR" + side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    data = b"IDAT" + zlib.compress(b"\x00" * 1000)
    chunks = (len(part[4:]).to_bytes(4, "big") + part + zlib.crc32(part).to_bytes(4, "big") for part in (header, data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tệp ảnh rỗng"),
        (b"MZ\x90 not a picture", "tệp không phải ảnh đọc được"),
        (photo(200, 200), "ảnh quá nhỏ"),
        (photo()[:3000], "ảnh hỏng"),
        (huge(20_000), "ảnh quá nhiều điểm ảnh"),
    ],
    ids=["empty", "renamed", "small", "half", "20000"],
)
def test_a_bad_picture_is_refused_with_what_to_do(
    signed_in: TestClient, database: Database, province: Province, content: bytes, words: str
) -> None:
    with database.read() as session:
        before = len(session.exec(select(Item.id)).all())
    answer = write(signed_in, {"mo_ta_anh": "Ảnh", f"tk_{province.facebook}": "1"}, content)
    assert answer.status_code == 400
    assert words in answer.text
    assert "Hãy chọn" in answer.text
    assert WORDS in answer.text
    with database.read() as session:
        assert len(session.exec(select(Item.id)).all()) == before


@pytest.mark.parametrize(
    ("deed", "words"),
    [("eat_memory", "tệp không phải ảnh đọc được"), ("fail", "tệp không phải"), ("sleep", "Máy đang bận")],
)
def test_a_picture_that_would_harm_who_opens_it_harms_a_child(
    signed_in: TestClient, province: Province, monkeypatch: pytest.MonkeyPatch, deed: str, words: str
) -> None:
    """And not the process that serves everybody."""

    def badly(function: str, *_values: object) -> object:
        assert function == "distributor.media.photo:as_jpeg"
        return in_child(
            f"tests.support.misbehaving:{deed}", bounds=Bounds(wall_s=1.0 if deed == "sleep" else PATIENCE_S)
        )

    monkeypatch.setattr(files, "in_child", badly)
    answer = write(signed_in, {"mo_ta_anh": "Ảnh", f"tk_{province.facebook}": "1"}, photo())
    assert answer.status_code == 400
    assert words in answer.text


@pytest.mark.parametrize("content", [photo(mode="CMYK"), photo(kind="PNG"), photo(mode="L")])
def test_a_picture_is_encoded_anew_kept_and_goes_out(
    signed_in: TestClient, database: Database, province: Province, settings: Settings, clock: Hands, content: bytes
) -> None:
    account = {f"tk_{province.facebook}": "1"}
    unsaid = write(signed_in, account, content)
    assert unsaid.status_code == 400
    assert "Hãy mô tả ảnh bằng một câu" in unsaid.text
    kept = re.search(r'name="anh_1" value="([0-9a-f]{64})"', unsaid.text)
    assert kept, "it need not be chosen again"
    answer = write(signed_in, {"anh_1": kept[1], "mo_ta_1": "Buổi tư vấn ở phường.", **account})
    assert answer.status_code == 303
    with database.read() as session:
        post = session.exec(select(Post).order_by(col(Post.id).desc())).first()
        assert post is not None
        media = session.get_one(Media, post.picture)
    assert (media.mime, media.width) == ("image/jpeg", 1200)
    assert render_post(
        database,
        post.id or 0,
        store=MediaStore(settings.media_folder),
        templates=Templates(),
        now=clock.now,
        sample=True,
    )
    with database.read() as session:
        attached = session.exec(select(PostMedia).where(PostMedia.post_id == post.id)).one()
    assert (attached.sha256, attached.alt_text) == (kept[1], "Buổi tư vấn ở phường.")


def test_a_picture_too_heavy_for_a_channel_is_made_lighter_for_it_alone(
    signed_in: TestClient, database: Database, province: Province, settings: Settings
) -> None:
    noise = Image.effect_noise((2000, 2000), 200)
    buffer = io.BytesIO()
    Image.merge("RGB", [noise, noise.rotate(90), noise.rotate(180)]).save(buffer, "PNG")
    both = {f"tk_{one}": "1" for one in (province.facebook, province.x)}
    answer = write(signed_in, {"mo_ta_anh": "Tán lá.", **both}, buffer.getvalue())
    assert answer.status_code == 303, answer.text
    with database.read() as session:
        posts = session.exec(select(Post).where(Post.picture != "")).all()
        kept = {post.account_id: session.get_one(Media, post.picture) for post in posts}
    heavy, light = kept[province.facebook], kept[province.x]
    assert light.bytes <= 5_242_880 < heavy.bytes
    assert heavy.width == 2000 > light.width > 1000
    assert len(MediaStore(settings.media_folder).open_verified(light.sha256).getvalue()) == light.bytes


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"chu": " "}, "Hãy nhập nội dung"),
        ({"lien_ket": "javascript:alert(1)"}, "Liên kết phải bắt đầu bằng http"),
        ({"gio": "2020-01-01T00:00"}, "đã qua"),
        ({"gio": "mai"}, "Không đọc được giờ"),
        ({"loai": "statistics"}, "Hãy chọn loại nội dung"),
        ({"tieu_de": "<script>alert(1)</script>", "chu": "<img src=x onerror=alert(1)>", "loai": ""}, "Hãy chọn loại"),
        ({"chu": "Đất ở " * 10_000}, "Chưa tạo bài"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    signed_in: TestClient, database: Database, province: Province, wrong: dict[str, str], words: str
) -> None:
    account = {f"tk_{province.x}": "1"}
    with database.read() as session:
        before = len(session.exec(select(Item.id)).all())
    answer = write(signed_in, {**account, **wrong})
    assert answer.status_code == 400
    assert words in answer.text
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    with database.read() as session:
        assert len(session.exec(select(Item.id)).all()) == before


def test_an_hour_in_which_a_channel_is_shut_is_told_of_that_account(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        session.get_one(Account, province.x).channel = "zalo"
    accounts = {f"tk_{one}": "1" for one in (province.facebook, province.x)}
    answer = write(signed_in, {**accounts, "gio": "2026-11-28T05:00"})
    assert answer.status_code == 400
    assert answer.text.count("chỉ cho gửi từ") == answer.text.count("Zalo chỉ cho gửi từ") > 0


def test_accounts_of_another_unit_are_not_written_for(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    answer = write(signed_in, {f"tk_{province.commune_account}": "1"})
    assert answer.status_code == 400
    assert "Hãy chọn ít nhất một tài khoản" in answer.text
    assert "Xã An Lộc" not in signed_in.get("/bai-moi").text


def test_a_part_of_the_page_checks_what_is_typed(signed_in: TestClient, province: Province) -> None:
    fields = {**DRAFT, f"tk_{province.x}": "1", "form_token": form_token(signed_in.get("/").text)}
    part = signed_in.post("/bai-moi/kiem-tra", data=fields)
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<div id="kiem"')
    assert "/280</b>" in part.text
