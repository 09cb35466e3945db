"""Whose a brought video is, and its last day of use: written in the library, and carried out on the day after."""

from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import AuditEntry, Media, Notice, Post, PostMedia, PostState, RenderJob, RenderState, StaffFile
from distributor.report.citizen_page import citizen_page
from distributor.report.public import public_media
from distributor.write.video_rights import take_back_ended
from tests.web.forms import form_token
from tests.web.province import NOON, Province, add_item, add_post

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
