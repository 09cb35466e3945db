"""Whose a brought picture or video is, and its last day of use: written in the library, and carried out on the day after."""

from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import col, select

from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.draft.picture import render_post
from distributor.media.rights import rights_ended
from distributor.media.store import MediaStore
from distributor.models import AuditEntry, Media, Notice, Post, PostMedia, PostState, RenderJob, RenderState, StaffFile
from distributor.report.citizen_page import citizen_page
from distributor.report.public import public_media
from distributor.review.store import review_post
from distributor.settings import Settings
from distributor.write.rights import take_back_ended
from phrases import is_said
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post
from tests.web.test_write import photo

BROUGHT, MADE, KEY = "b" * 64, "a" * 64, "f" * 32


def bring(database: Database, province: Province) -> tuple[int, int, int]:
    """A video that staff brought, in a post that is public and in one that is planned; the item's id, and theirs."""
    with database.write() as session:
        item = add_item(session, province, "Phim về hòa giải")
        file = StaffFile(key=KEY, unit_id=province.unit_id, login="a", name="hoa-giai.mov", size=9, made_at=NOON)
        file.sha256, file.mime = BROUGHT, "video/mp4"
        session.add(file)
        session.add(Media(sha256=MADE, mime="video/mp4", bytes=9, width=1920, height=1080, made_at=NOON))
        job = RenderJob(unit_id=province.unit_id, item_id=item, shape="16x9", revision=1, created_at=NOON)
        job.state, job.video, job.brought = RenderState.DONE, MADE, BROUGHT
        session.add(job)
        session.flush()
        shown = add_post(session, province.facebook, item, PostState.PUBLISHED, url="https://facebook.example/9")
        waits = add_post(session, province.commune_account, item, PostState.PLANNED)
        for post in (shown, waits):
            session.add(PostMedia(post_id=post, position=0, sha256=MADE))
        return item, shown, waits


def write_down(client: TestClient, **fields: str) -> int:
    sent = {"form_token": form_token(client.get("/").text), "tep": KEY, **fields}
    return client.post("/thu-vien", data=sent).status_code


def test_a_video_is_used_to_its_last_day_and_no_longer(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    item, shown, waits = bring(database, province)
    last = NOON.date()
    assert write_down(signed_in, quyen="Đài tỉnh cho dùng lại", den_ngay=last.isoformat()) == 303
    page = signed_in.get("/thu-vien?loai=video").text
    assert f"Dùng được đến hết ngày {last:%d/%m/%Y}" in page
    assert "Đài tỉnh cho dùng lại" in page
    with database.write() as session:
        assert take_back_ended(session, NOON) == 0, "its last day is not over"
        assert public_media(session, MADE) is not None
        told = citizen_page(session, item, last)
        assert told is not None
        assert told.film is not None
    with database.write() as session:
        assert take_back_ended(session, NOON + timedelta(days=1)) == 1
        assert take_back_ended(session, NOON + timedelta(days=1)) == 0, "once"
    with database.read() as session:
        assert session.get_one(Post, waits).state == PostState.SKIPPED
        assert session.get_one(Post, shown).state == PostState.PUBLISHED, "taking it away is staff's"
        assert session.exec(select(Notice.subject).where(Notice.kind == "rights")).all() == [f"file:{KEY}"]
        assert public_media(session, MADE) is None
        told = citizen_page(session, item, last)
        assert told is not None
        assert told.film is None


def test_what_is_no_day_or_no_video_of_the_unit_is_refused(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    bring(database, province)
    assert write_down(signed_in, den_ngay="mai") == 400
    assert write_down(signed_in, tep="0" * 32) == 404
    assert write_down(signed_in, quyen="x" * 501) == 400
    with database.read() as session:
        assert session.exec(select(AuditEntry).where(col(AuditEntry.action) == "rights")).all() == []
    assert write_down(signed_in, quyen="Của Sở") == 303
    with database.read() as session:
        file = session.get_one(StaffFile, KEY)
        assert (file.rights, file.usable_until) == ("Của Sở", None)


def with_picture(client: TestClient, database: Database, province: Province, **fields: str) -> tuple[int, str]:
    """A post by hand with a square cut of a picture that is in the library."""
    with database.read() as session:
        file = session.exec(select(StaffFile).where(StaffFile.mime == "image/jpeg")).first()
    assert file is not None
    sent = {
        "form_token": form_token(client.get("/").text),
        "viec": "tao",
        "chu": "Sở Tư pháp mời bà con dự ngày hội.",
        "loai": "council_activity",
        "anh_1": file.sha256,
        "cat_1": "1:1",
        "mo_ta_1": "Hội trường của Sở.",
        f"tk_{province.facebook}": "1",
        **fields,
    }
    answer = client.post("/bai-moi", data=sent)
    return answer.status_code, answer.text


def add_to_library(client: TestClient, content: bytes) -> None:
    sent = {"form_token": form_token(client.get("/").text), "mo_ta": "Hội trường", "nhan": "sự kiện"}
    assert client.post("/thu-vien/tep", data=sent, files={"tep": ("hoi-truong.jpg", content, "image/jpeg")}).is_redirect


def test_a_picture_whose_last_day_is_over_is_asked_of_a_person(
    signed_in: TestClient, database: Database, province: Province, settings: Settings, clock: Hands
) -> None:
    add_to_library(signed_in, photo())
    with database.read() as session:
        file = session.exec(select(StaffFile).where(StaffFile.mime == "image/jpeg")).one()
    last, store = NOON.date(), MediaStore(settings.media_folder)
    assert with_picture(signed_in, database, province)[0] == 303
    sent = {"tep": file.key, "kho": "rieng", "quyen": "Báo tỉnh cho dùng", "den_ngay": last.isoformat()}
    assert write_down(signed_in, **sent) == 303
    page = signed_in.get("/thu-vien?kho=rieng").text
    assert f"Dùng được đến hết ngày {last:%d/%m/%Y}" in page
    assert "Dùng trong 1 bài" not in page, "it is not drawn yet"
    status, told = with_picture(signed_in, database, province, gio=f"{last + timedelta(days=2)}T08:00")
    assert status == 400
    assert "mà bài ra ngày" in told
    with database.read() as session:
        post_id = session.exec(select(Post.id).order_by(col(Post.id).desc())).first() or 0
    assert render_post(database, post_id, store=store, templates=Templates(), now=clock.now, sample=True)
    assert "Dùng trong 1 bài" in signed_in.get("/thu-vien?kho=rieng").text, "cut, it is the same picture"
    with database.write() as session:
        review_post(session, post_id, problems=(), now=NOON)
        session.get_one(Post, post_id).state = PostState.PLANNED
    with database.write() as session:
        assert take_back_ended(session, NOON) == 0, "its last day is not over"
        assert take_back_ended(session, NOON + timedelta(days=1)) == 1
        assert take_back_ended(session, NOON + timedelta(days=1)) == 0, "once"
    with database.read() as session:
        post = session.get_one(Post, post_id)
        assert (post.state, post.approval_id) == (PostState.AWAITING_REVIEW, None)
        assert is_said(post.reason, "media.rights-ended")
        assert session.exec(select(Notice.kind).where(Notice.subject == f"post:{post_id}")).all() == ["review"]
        sha256 = session.exec(select(PostMedia.sha256).where(PostMedia.post_id == post_id)).one()
        assert sha256 != file.sha256, "it was cut"
        assert rights_ended(session, province.unit_id, [sha256], last + timedelta(days=1))
        assert not rights_ended(session, province.commune_id, [sha256], last + timedelta(days=1)), "another unit's word"


def test_an_ended_picture_is_not_used_again_nor_brought_anew(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    add_to_library(signed_in, photo())
    with database.read() as session:
        key = session.exec(select(StaffFile.key).where(StaffFile.mime == "image/jpeg")).one()
    over = NOON.date() - timedelta(days=1)
    assert write_down(signed_in, tep=key, kho="rieng", den_ngay=over.isoformat()) == 303
    status, told = with_picture(signed_in, database, province)
    assert status == 400
    assert f"chỉ được dùng đến hết ngày {over:%d/%m/%Y}" in told
    assert f"/bai-moi?tep={key}" not in signed_in.get("/thu-vien?kho=rieng").text
    sent = {"form_token": form_token(signed_in.get("/").text), "viec": "tep"}
    signed_in.post("/bai-moi", data=sent, files={"anh": ("ten-khac.jpg", photo(), "image/jpeg")})
    with database.read() as session:
        files = session.exec(select(StaffFile).where(StaffFile.mime == "image/jpeg")).all()
    assert [file.usable_until for file in files] == [over, over], "the same picture by another name"
