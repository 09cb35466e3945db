"""Thư viện and Mẫu bài đăng: what posts carry, which wordings there are, and what they make of a real item."""

import io
import re
import shutil
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from sqlmodel import col, select

from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.models import Media, PostMedia, PostState, Role, Staff, StaffFile, StandingApproval
from distributor.report.library import shelf
from distributor.report.template_desk import template_lines
from distributor.settings import TEMPLATE_FOLDER
from tests.support.statements import statements
from tests.web.desk_cases import COMMUNE, LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post


def asked(client: TestClient, path: str) -> int:
    with statements() as said:
        assert client.get(path).status_code == 200
    return len(said)


def shelve(database: Database, province: Province, count: int, *, mime: str = "image/png", high: int = 630) -> None:
    with database.write() as session:
        for number in range(count):
            name = f"{high}{number:05d}{mime}".encode().hex().ljust(64, "0")[:64]
            session.add(
                Media(
                    sha256=name,
                    mime=mime,
                    bytes=120_000,
                    width=1200,
                    height=high,
                    duration_ms=24_000 if mime == "video/mp4" else 0,
                    made_at=NOON + timedelta(minutes=number),
                )
            )
            session.flush()
            item = add_item(session, province, f"Tin có tệp {number} {mime} {high}")
            post = add_post(session, province.facebook, item, PostState.PUBLISHED)
            session.add(PostMedia(post_id=post, position=0, sha256=name, alt_text=f"Mô tả {number}"))


def test_each_file_stands_once_with_where_it_is_used(signed_in: TestClient, desk: Desk) -> None:
    page = signed_in.get("/thu-vien").text
    words = unescape(page)
    assert words.count('class="thumb"') == 1, "four posts carry the same picture"
    assert "1200×630 (1,90:1)" in words
    assert "Thẻ chữ về tách thửa đất." in words
    assert "Dùng trong 4 bài" in words
    file = page.partition('class="thumb" href="')[2].partition('"')[0]
    assert signed_in.get(file).headers["content-type"] == "image/png"


def test_filtered_and_in_pages(signed_in: TestClient, desk: Desk, database: Database, province: Province) -> None:
    shelve(database, province, 30)
    shelve(database, province, 2, mime="video/mp4", high=2133)
    first = signed_in.get("/thu-vien").text
    assert first.count('class="thumb"') == 24
    assert "thu-vien?trang=2" in first
    assert signed_in.get("/thu-vien?trang=2").text.count('class="thumb"') == 9
    videos = unescape(signed_in.get("/thu-vien?loai=video&hinh=doc").text)
    assert videos.count('class="thumb"') == 2
    assert "(9:16)" in videos
    assert "24 giây" in videos
    assert "Không có tệp nào" in unescape(signed_in.get("/thu-vien?loai=video&hinh=ngang").text)
    assert signed_in.get("/thu-vien?loai=khac&hinh=x&trang=mot").status_code == 200


def test_all_uses_are_counted_and_few_are_read(database: Database, desk: Desk, province: Province) -> None:
    shelve(database, province, 1)
    with database.write() as session:
        name = session.exec(select(Media.sha256).where(Media.bytes == 120_000)).one()
        for number in range(8):
            item = add_item(session, province, f"Tin dùng lại {number}")
            post = add_post(session, province.x, item, PostState.PUBLISHED)
            session.add(PostMedia(post_id=post, position=0, sha256=name, alt_text=""))
    with database.read() as session:
        shown = shelf(session, [province.unit_id]).shown
    shelved = next(one for one in shown if one.media.sha256 == name)
    assert shelved.used == 9
    assert [use.title for use in shelved.uses] == [f"Tin dùng lại {number}" for number in (7, 6, 5, 4, 3)]


def test_the_library_asks_the_same_few_questions(
    signed_in: TestClient, desk: Desk, database: Database, province: Province
) -> None:
    few = asked(signed_in, "/thu-vien")
    shelve(database, province, 30)
    assert asked(signed_in, "/thu-vien") == few


def test_nothing_of_another_unit(client: TestClient, desk: Desk) -> None:
    sign_in(client, COMMUNE)
    assert 'class="thumb"' not in client.get("/thu-vien").text
    assert client.get(f"/mau-bai/xem?kenh=facebook&tin={desk.item}").status_code == 404


@pytest.fixture
def own(tmp_path: Path) -> Templates:
    """A unit's own wording beside ours, and one that is broken."""
    folder, ours = tmp_path / "cua-xa", tmp_path / "mau"
    shutil.copytree(TEMPLATE_FOLDER, ours)
    (folder / "facebook").mkdir(parents=True)
    shutil.copy(TEMPLATE_FOLDER / "facebook" / "effective.j2", folder / "facebook" / "effective.j2")
    broken = ours / "facebook" / "digest.j2"
    broken.write_text(broken.read_text(encoding="utf-8") + "\n{% block headline %}{{ tieu_de }\n", encoding="utf-8")
    return Templates(ours, override_folder=folder)


def test_wordings_with_their_faults_and_whose_they_are(own: Templates) -> None:
    lines = template_lines(own, "facebook", [])
    by_name = {line.name: line for line in lines}
    assert by_name["facebook/announce-question.j2"].variant == "question"
    assert by_name["unit:facebook/effective.j2"].is_units_own
    assert "facebook/effective.j2" not in by_name, "the unit's own stands in for it"
    assert not by_name["facebook/announce.j2"].is_units_own
    [wrong] = [line for line in lines if line.problem]
    assert "facebook/digest.j2 (dòng " in wrong.problem


def test_whose_yes_covers_a_wording(
    signed_in: TestClient, database: Database, province: Province, clock: Hands
) -> None:
    version = Templates().find("facebook", "announce", "new_law").version
    with database.write() as session:
        for templates in ({"facebook/announce.j2#new_law": version}, {"facebook/before_effect.j2#new_law": "0" * 12}):
            session.add(
                StandingApproval(
                    campaign_id=province.campaign_id,
                    staff_id=1,
                    kinds=["*"],
                    templates=templates,
                    given_at=clock.now(),
                    ends_at=clock.now() + timedelta(days=30),
                )
            )
        assert session.get_one(Staff, 1).full_name == "Trần Thị Hà"
    page = unescape(signed_in.get("/mau-bai?kenh=facebook").text)
    assert "Trần Thị Hà, «Đăng tự động», đến 24/12/2026 12:00: <strong" in page
    assert page.count("phủ phiên bản này") == 1
    assert page.count("mẫu đã đổi, không còn phủ") == 1
    assert "facebook/announce.draft_for_comment.j2" in page
    assert signed_in.get("/mau-bai?kenh=khac").status_code == 200


@pytest.mark.parametrize("channel", ["facebook", "x", "zalo", "sms", "rss", "youtube", "manual"])
def test_a_wording_is_tried_on_a_real_item(signed_in: TestClient, desk: Desk, channel: str) -> None:
    page = unescape(signed_in.get(f"/mau-bai/xem?kenh={channel}&tin={desk.item}").text)
    assert "Nội dung soạn thử" in page
    assert "27/2026" in page.partition("Nội dung soạn thử")[2]
    assert f"{channel}/announce" in page


def test_what_cannot_be_said_says_why(signed_in: TestClient, desk: Desk) -> None:
    page = unescape(signed_in.get(f"/mau-bai/xem?kenh=facebook&muc=effective&tin={desk.item}").text)
    assert "Chưa rõ ngày có hiệu lực" in page
    unknown = unescape(signed_in.get(f"/mau-bai/xem?kenh=facebook&phuong_an=<b>&tin={desk.item}").text)
    assert "không có phương án" in unknown
    for path in ("kenh=tiktok", "kenh=facebook&muc=digest", "kenh=facebook&loai=khac", "kenh=facebook&tin=99999"):
        assert signed_in.get(f"/mau-bai/xem?{path}").status_code == 404, path


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_signed_in_may_look(client: TestClient, desk: Desk, role: Role) -> None:
    sign_in(client, LOGINS[role])
    for path in ("/thu-vien", "/mau-bai", f"/mau-bai/xem?kenh=facebook&tin={desk.item}"):
        assert client.get(path).status_code == 200, path


def picture(number: int, width: int, height: int) -> bytes:
    """No two alike."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), (20 + number, 90, 160)).save(content, "PNG")
    return content.getvalue()


def bring(client: TestClient, *names: str, content: bytes | None = None, **fields: str) -> Response:
    token = form_token(client.get("/thu-vien?kho=rieng").text)
    files = [("tep", (name, content or picture(number, 640, 480), "image/png")) for number, name in enumerate(names)]
    return client.post("/thu-vien/tep", data={**fields, "form_token": token}, files=files or None)


def test_staff_bring_files_describe_and_find_them_and_begin_a_post_with_one(
    client: TestClient, desk: Desk, database: Database
) -> None:
    assert sign_in(client, LOGINS[Role.AUTHOR]).status_code == 303
    told = bring(
        client, "hoi-truong.png", "cho-que.png", mo_ta="Bà con họp ở hội trường xã", nhan="họp, Thạch Hương, họp"
    )
    assert told.status_code == 303
    page = unescape(client.get("/thu-vien?kho=rieng").text)
    assert page.count("Bà con họp ở hội trường xã</p>") == 2
    assert page.count(">Thạch Hương</a>") == 2
    for words, found in (("hoi truong", 2), ("thach huong", 2), ("cho-que", 1), ("lễ hội", 0)):
        assert client.get("/thu-vien", params={"kho": "rieng", "tim": words}).text.count('class="thumb"') == found, (
            words
        )
    with database.read() as session:
        [*files] = session.exec(select(StaffFile).order_by(col(StaffFile.made_at)))
    assert [file.tags for file in files] == [["họp", "Thạch Hương"]] * 2
    token = form_token(client.get("/bai-moi").text)
    taken = {"form_token": token, "bieu_mau": "a" * 32, "chu": "Họp", "viec": f"lay-{files[1].key}"}
    part = unescape(client.post("/bai-moi/tep-cua-bai", data=taken).text)
    assert f'name="anh_1" value="{files[1].sha256}"' in part, "from the form that is being written"
    begun = unescape(client.get(f"/bai-moi?tep={files[0].key}").text)
    assert files[0].sha256 in begun
    assert "Bà con họp ở hội trường xã" in begun


def test_the_same_file_is_kept_once_and_what_is_none_is_refused_in_words(
    client: TestClient, desk: Desk, database: Database
) -> None:
    sign_in(client, LOGINS[Role.AUTHOR])
    assert bring(client, "a.png", content=picture(7, 640, 480)).status_code == 303
    again = bring(client, "b.png", content=picture(7, 640, 480))
    assert "1 tệp đã có sẵn" in unescape(client.get(again.headers["location"]).text)
    refused = bring(client, "c.png", content=b"no picture")
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text
    assert bring(client, "d.png", content=picture(8, 640, 480), nhan="x" * 41).status_code == 400
    with database.read() as session:
        assert len([file for file in session.exec(select(StaffFile)) if file.sha256]) == 1, "half a deed is none"


def test_of_two_files_the_good_one_is_kept_and_both_are_told(
    client: TestClient, desk: Desk, database: Database
) -> None:
    sign_in(client, LOGINS[Role.AUTHOR])
    token = form_token(client.get("/thu-vien?kho=rieng").text)
    sent = (("xau.png", b"no picture"), ("tot.png", picture(9, 640, 480)))
    files = [("tep", (name, content, "image/png")) for name, content in sent]
    answer = client.post("/thu-vien/tep", data={"form_token": token}, files=files)
    assert answer.status_code == 400
    [alert] = re.findall(r'role="alert"[^>]*>(.*?)</', unescape(answer.text), re.DOTALL)
    assert "Đã thêm 1 tệp." in alert
    assert len(alert.strip()) > len("Đã thêm 1 tệp."), "and why the other is not there"
    with database.read() as session:
        key = session.exec(select(StaffFile.key).where(StaffFile.sha256 != "")).one()
    described = {"tep": key, "mo_ta": "Hội trường xã", "form_token": token}
    assert client.post("/thu-vien/mo-ta", data=described).status_code == 303
    with database.read() as session:
        assert session.get_one(StaffFile, key).alt_text == "Hội trường xã"


def test_a_file_of_another_unit_is_neither_shown_nor_described(
    client: TestClient, desk: Desk, database: Database
) -> None:
    sign_in(client, LOGINS[Role.AUTHOR])
    bring(client, "a.png", mo_ta="Của Sở")
    with database.read() as session:
        key = session.exec(select(StaffFile.key)).one()
    client.cookies.clear()
    sign_in(client, COMMUNE)
    page = client.get("/thu-vien?kho=rieng").text
    assert "Của Sở" not in page
    sent = {"tep": key, "mo_ta": "Của xã", "form_token": form_token(page)}
    assert client.post("/thu-vien/mo-ta", data=sent).status_code == 404
    with database.read() as session:
        assert session.get_one(StaffFile, key).alt_text == "Của Sở"
    assert key not in client.get(f"/bai-moi?tep={key}").text.replace(f"tep={key}", "")


def test_what_posts_carry_is_found_by_description_and_by_what_its_item_says(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    shelve(database, province, 3)
    assert signed_in.get("/thu-vien", params={"tim": "Mô tả 1"}).text.count('class="thumb"') == 1
    assert signed_in.get("/thu-vien", params={"tim": "tin co tep 2"}).text.count('class="thumb"') == 1
    assert signed_in.get("/thu-vien", params={"tim": "tin có tệp"}).text.count('class="thumb"') == 3
    assert "Không có tệp nào." in unescape(signed_in.get("/thu-vien", params={"tim": "%_ khác hẳn"}).text)
