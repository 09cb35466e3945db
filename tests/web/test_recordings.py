"""Ghi âm lời đọc: read aloud by staff, found to fit, and used by the videos of what is not out yet."""

import io
import wave

import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from distributor.db import Database
from distributor.models import AuditEntry, Item, Media, Post, PostMedia, PostState, RenderJob, RenderState, Role
from distributor.render.wanted import want_shapes
from tests.web.desk_cases import COMMUNE, LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.province import NOON, Province, add_post

RATE = 16_000


def spoken(seconds: float) -> bytes:
    """Words and pauses, as far as a machine can tell."""
    at = np.arange(round(seconds * RATE)) / RATE
    sound = 0.4 * np.sin(2 * np.pi * 180 * at) * (np.sin(2 * np.pi * 0.4 * at) > -0.8)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes((sound * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def send(client: TestClient, item_id: int, file: bytes | None = None, wish: str = "ghi") -> Response:
    token = form_token(client.get("/").text)
    files = {"tep": ("doc.wav", file, "audio/wav")} if file is not None else {"tep": ("", b"", "text/plain")}
    return client.post(f"/noi-dung/{item_id}/ghi-am", data={"viec": wish, "form_token": token}, files=files)


@pytest.fixture
def item_id(desk: Desk, database: Database, province: Province) -> int:
    """With two videos, one of which a waiting post carries."""
    with database.write() as session:
        want_shapes(session, session.get_one(Item, desk.item), ["9x16", "16x9"], NOON)
        session.flush()
        job = session.exec(select(RenderJob).where(RenderJob.item_id == desk.item, RenderJob.shape == "9x16")).one()
        job.state, job.video = RenderState.DONE, "ab" * 32
        session.add(Media(sha256=job.video, mime="video/mp4", bytes=9, width=1080, height=1920, made_at=NOON))
        session.flush()
        session.add(PostMedia(post_id=desk.facebook, position=5, sha256=job.video, alt_text="Video"))
        shared = session.get_one(
            Post, add_post(session, province.commune_account, desk.item, PostState.PLANNED, at=NOON)
        )
        shared.unit_id = province.commune_id
        session.add(PostMedia(post_id=shared.id or 0, position=0, sha256=job.video, alt_text="Video"))
    return desk.item


def test_a_recording_takes_the_place_of_the_voice(
    client: TestClient, item_id: int, desk: Desk, database: Database
) -> None:
    sign_in(client, LOGINS[Role.AUTHOR])
    page = client.get(f"/noi-dung/{item_id}/ghi-am").text
    assert 'class="script"' in page
    assert "Bỏ ghi âm" not in page, "there is none"
    answer = send(client, item_id, spoken(40))
    assert answer.status_code == 303, answer.text[:500]
    assert "1 bài chưa đăng sẽ dùng video mới" in client.get(answer.headers["location"]).text
    with database.read() as session:
        jobs = session.exec(select(RenderJob).where(RenderJob.item_id == item_id)).all()
        assert {(job.state, bool(job.recording)) for job in jobs} == {(RenderState.WANTED, True)}
        assert session.get_one(Media, jobs[0].recording).mime == "audio/wav"
        assert session.get_one(Post, desk.facebook).revision == 0, "composed and reviewed again"
        shared = session.exec(select(Post).where(Post.item_id == item_id, Post.state == PostState.PLANNED)).one()
        assert shared.revision != 0, "another unit's keeps the video that it approved"
        assert session.exec(select(AuditEntry.action).where(AuditEntry.subject == f"item:{item_id}")).all() == [
            "record"
        ]
    assert "Bỏ ghi âm" in client.get(f"/noi-dung/{item_id}/ghi-am").text
    assert send(client, item_id, wish="bo").status_code == 303
    with database.read() as session:
        jobs = session.exec(select(RenderJob).where(RenderJob.item_id == item_id)).all()
        assert {(job.state, job.recording) for job in jobs} == {(RenderState.WANTED, "")}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Hãy chọn tệp ghi âm"),
        (b"", "rỗng (0 byte)"),
        (b"no sound at all", "không phải âm thanh đọc được"),
        (1.5, "ngắn hơn thời gian cần để đọc chữ"),
        (200.0, "video loại này dài nhất"),
    ],
)
def test_what_is_no_narration_is_told(
    client: TestClient, item_id: int, desk: Desk, database: Database, file: bytes | float | None, words: str
) -> None:
    """`file`: of so many seconds, where it is a number."""
    sign_in(client, LOGINS[Role.AUTHOR])
    answer = send(client, item_id, spoken(file) if isinstance(file, float) else file)
    assert answer.status_code == 400
    assert words in answer.text
    with database.read() as session:
        assert {job.recording for job in session.exec(select(RenderJob).where(RenderJob.item_id == item_id))} == {""}
        assert session.get_one(Post, desk.facebook).state is PostState.AWAITING_REVIEW


def test_of_other_units_and_of_what_has_no_video_there_is_none(client: TestClient, item_id: int) -> None:
    sign_in(client, COMMUNE)
    assert client.get(f"/noi-dung/{item_id}/ghi-am").status_code == 404
    assert send(client, item_id, wish="bo").status_code == 404
