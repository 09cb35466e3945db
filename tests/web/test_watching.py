"""What stations broadcast is linked with whose it is and never uploaded; our own videos stand by topic."""

from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from channels.base import OutgoingPost
from channels.youtube.playlists import BY_TOPIC, WantedPlaylist, wanted_playlist
from distributor.db import Database
from distributor.models import AiredProgramme, Item, Media, PostMedia, PostState
from tests.web.forms import form_token
from tests.web.province import NOON, Province, add_item, add_post

PAGE, DESK = "/xem-nghe", "/phat-song"
AIRED = {
    "viec": "them",
    "ten": "Pháp luật và đời sống: tách thửa đất",
    "dai": "Báo và Phát thanh, Truyền hình Hương Giang",
    "dia_chi": "https://hgtv.example/phap-luat/12",
    "quyen": "Bản quyền của đài; dẫn liên kết theo quy chế phối hợp",
    "ngay": "2026-11-20",
    "chu_de": "Đất đai, nhà ở",
}
TITLES = {"playlist_titles": {"new_law": "Văn bản mới", "*": "Pháp luật"}}


def enter(client: TestClient, **changed: str) -> int:
    fields = {**AIRED, **changed, "form_token": form_token(client.get(DESK).text)}
    return client.post(DESK, data=fields).status_code


def test_staff_enter_a_link_citizens_follow_it_and_it_goes_again(signed_in: TestClient, database: Database) -> None:
    assert "Chưa có chương trình nào." in signed_in.get(PAGE).text
    assert enter(signed_in) == 303
    page = signed_in.get(PAGE).text
    for said in (AIRED["ten"], AIRED["dai"], f'href="{AIRED["dia_chi"]}"', AIRED["quyen"], "20/11/2026"):
        assert said in page
    assert "<video" not in page
    assert AIRED["ten"] in signed_in.get(f"{PAGE}?chu_de=dat-dai-nha-o").text
    assert AIRED["ten"] not in signed_in.get(f"{PAGE}?chu_de=giao-thong").text
    assert enter(signed_in) == 400, "it is there"
    with database.read() as session:
        (row,) = session.exec(select(AiredProgramme)).all()
    assert row.aired_on == date(2026, 11, 20)
    token = form_token(signed_in.get(DESK).text)
    gone = {"viec": "bo", "lenh": str(row.id), "form_token": token}
    assert [signed_in.post(DESK, data=gone).status_code for _ in range(2)] == [303, 404]
    assert AIRED["ten"] not in signed_in.get(PAGE).text


@pytest.mark.parametrize(
    "changed",
    [
        {"ten": " "},
        {"dai": ""},
        {"quyen": ""},
        {"quyen": "x" * 501},
        {"dia_chi": "http://hgtv.example/12"},
        {"dia_chi": "javascript:alert(1)"},
        {"dia_chi": "https://hgtv.example@phim.example/12"},
        {"dia_chi": "https://hgtv"},
        {"dia_chi": "https://127.0.0.1/12"},
        {"dia_chi": "https://[::1"},
        {"ngay": "20/11/2026"},
        {"chu_de": "Bóng đá"},
    ],
    ids=str,
)
def test_what_lacks_its_rights_or_leads_elsewhere_is_refused_and_kept_on_the_form(
    signed_in: TestClient, database: Database, changed: dict[str, str]
) -> None:
    typed = {**AIRED, **changed}
    answer = signed_in.post(DESK, data={**typed, "form_token": form_token(signed_in.get(DESK).text)})
    assert answer.status_code == 400
    form = unescape(answer.text).partition('action="/phat-song"')[2].partition("</form>")[0]
    for name in ("ten", "dai", "dia_chi", "quyen", "ngay"):
        assert f'name="{name}"' in form
        assert f'value="{typed[name]}"' in form, "kept as it was typed"
    assert ("<option selected>" in form) == ("chu_de" not in changed)
    with database.read() as session:
        assert session.exec(select(AiredProgramme)).all() == []


def test_our_own_videos_stand_by_topic(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        for number, (title, topic) in enumerate((("Tách thửa đất", "Đất đai, nhà ở"), ("Hỏi và đáp", ""))):
            item_id = add_item(session, province, title)
            session.get_one(Item, item_id).facts = {"points": {"topic": topic}}
            digest = f"{number}" * 64
            post_id = add_post(session, province.facebook, item_id, PostState.PUBLISHED)
            session.add(
                Media(sha256=digest, mime="video/mp4", bytes=9, width=9, height=16, duration_ms=38_400, made_at=NOON)
            )
            session.flush()
            session.add(PostMedia(post_id=post_id, position=0, sha256=digest, alt_text="Phim"))
        held = add_item(session, province, "Chưa đăng")
        post_id = add_post(session, province.facebook, held, PostState.AWAITING_REVIEW)
        session.add(PostMedia(post_id=post_id, position=0, sha256="0" * 64, alt_text="Phim"))
    page = client.get(PAGE).text
    land, _, rest = page.partition("Video khác")
    assert "Đất đai, nhà ở</h2>" in land
    assert "Tách thửa đất" in land
    assert "38 giây" in land
    assert "Hỏi và đáp" in rest
    assert "Chưa đăng" not in page
    assert "Hỏi và đáp" not in client.get(f"{PAGE}?chu_de=dat-dai-nha-o").text


@pytest.mark.parametrize(
    ("account", "settings", "wanted"),
    [
        ({**TITLES, BY_TOPIC: True}, {"kind": "new_law", "topic": "Đất đai, nhà ở"}, "Đất đai, nhà ở"),
        ({**TITLES, BY_TOPIC: True}, {"kind": "new_law"}, "Văn bản mới"),
        (TITLES, {"kind": "new_law", "topic": "Đất đai, nhà ở"}, "Văn bản mới"),
        ({BY_TOPIC: True}, {"kind": "new_law"}, ""),
    ],
    ids=["by topic", "of no topic", "by kind", "none"],
)
def test_a_video_goes_into_the_playlist_of_its_topic(
    account: dict[str, object], settings: dict[str, object], wanted: str
) -> None:
    found = wanted_playlist(OutgoingPost("k", "t", "t", None, settings=settings), account)
    assert found == (WantedPlaylist("", wanted) if wanted else None)
