"""Bàn giao: the text to copy, the package, and the record of where it was done."""

import io
import zipfile

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from channels.manual.package import package
from distributor.db import Database
from distributor.deliver.hand_over import load_handed_over
from distributor.media.store import MediaStore
from distributor.models import Post, PostState, Receipt
from distributor.settings import Settings
from tests.web.desk_cases import SAID, Desk
from tests.web.forms import form_token

PLACE = "Đài truyền thanh xã An Lộc, 06:00 ngày 25/11/2026"


def test_all_that_people_need_stands_there(signed_in: TestClient, desk: Desk) -> None:
    page = signed_in.get("/ban-giao").text
    assert SAID in page
    assert "TikTok của tỉnh" in page
    assert "Bật phụ đề, để chế độ công khai." in page
    assert f'href="/ban-giao/{desk.manual}/goi.zip"' in page


def test_the_package_is_that_of_the_command(
    signed_in: TestClient, desk: Desk, database: Database, settings: Settings
) -> None:
    answer = signed_in.get(f"/ban-giao/{desk.manual}/goi.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert f'filename="ban-giao-{desk.manual}.zip"' in answer.headers["content-disposition"]
    with database.read() as session:
        handed = load_handed_over(session, desk.manual, MediaStore(settings.media_folder).path_of)
    assert answer.content == package(handed.outgoing, handed.destination)
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["text.txt", "huong-dan.txt", "anh-1.png"]


def test_a_package_that_is_not_what_was_approved_is_not_given(
    signed_in: TestClient, desk: Desk, database: Database
) -> None:
    with database.write() as session:
        post = session.get_one(Post, desk.manual)
        post.text = "Khác"
        session.add(post)
    answer = signed_in.get(f"/ban-giao/{desk.manual}/goi.zip")
    assert answer.status_code == 400
    assert "Hãy duyệt lại rồi mới bàn giao" in answer.text


@pytest.mark.parametrize("done", ["https://tiktok.example/@tinh/video/1", PLACE])
def test_recorded_the_post_is_published(signed_in: TestClient, desk: Desk, database: Database, done: str) -> None:
    token = form_token(signed_in.get("/ban-giao").text)
    answer = signed_in.post(f"/ban-giao/{desk.manual}", data={"noi": done, "form_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/ban-giao")
    with database.read() as session:
        assert session.get_one(Post, desk.manual).state is PostState.PUBLISHED
        assert session.exec(select(Receipt).where(Receipt.post_id == desk.manual)).one().url in (done, "")
    page = signed_in.get("/ban-giao").text
    assert f"Bài đăng {desk.manual}: Trần Thị Hà xác nhận đã đăng tay tại {done}" in page
    assert f'id="bai-{desk.manual}"' not in page


@pytest.mark.parametrize("day", ["31/11/2026", "30-2-2026", "1.13.2026"])
def test_a_day_that_does_not_exist_is_asked_again(
    signed_in: TestClient, desk: Desk, database: Database, day: str
) -> None:
    token = form_token(signed_in.get("/ban-giao").text)
    done = f"Đài truyền thanh xã An Lộc, 17:00 ngày {day}, phát lại 24/11/2026"
    answer = signed_in.post(f"/ban-giao/{desk.manual}", data={"noi": done, "form_token": token})
    assert answer.status_code == 400
    assert f"Không có ngày {day}." in answer.text
    assert f'value="{done}"' in answer.text
    with database.read() as session:
        assert session.get_one(Post, desk.manual).state is PostState.PROCESSING


@pytest.mark.parametrize("done", ["", "tiktok.example/1", "a < b"])
def test_what_is_not_clear_is_asked_again_with_what_was_typed(
    signed_in: TestClient, desk: Desk, database: Database, done: str
) -> None:
    token = form_token(signed_in.get("/ban-giao").text)
    answer = signed_in.post(f"/ban-giao/{desk.manual}", data={"noi": done, "form_token": token})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert f'value="{done.replace("<", "&lt;")}"' in answer.text
    with database.read() as session:
        assert session.get_one(Post, desk.manual).state is PostState.PROCESSING


def test_a_script_in_a_place_stays_text(signed_in: TestClient, desk: Desk) -> None:
    token = form_token(signed_in.get("/ban-giao").text)
    signed_in.post(f"/ban-giao/{desk.manual}", data={"noi": "Đài <script>alert(1)</script>", "form_token": token})
    page = signed_in.get("/ban-giao").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_post_that_loa_sends_itself_is_not_handed_over(signed_in: TestClient, desk: Desk) -> None:
    assert signed_in.get(f"/ban-giao/{desk.facebook}").status_code == 404
