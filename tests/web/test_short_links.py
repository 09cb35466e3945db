"""Short links, the page of an item, and pictures: what citizens and machines open."""

import json
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlmodel import Session, select

from distributor.db import Database
from distributor.measure.clicks import is_bot
from distributor.models import Click, Intake, Media, PostMedia, PostState, ShortLink
from distributor.render.store import MediaStore
from distributor.settings import Settings
from tests.web.province import NOON, Province, add_item, add_post

PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36"
SHOWN_AND_HIDDEN = (PostState.PUBLISHED, PostState.DRAFT)
AGENTS = [
    (PHONE, False),
    (PHONE + " [FBAN/FB4A;FBAV/480.0]", False),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Zalo iOS/650", False),
    ("Mozilla/5.0 (Linux; Android 12; CUBOT P60) AppleWebKit/537.36", False),
    ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", True),
    ("Twitterbot/1.0", True),
    ("Mozilla/5.0 (compatible; Googlebot/2.1)", True),
    ("Mozilla/5.0 (compatible; coccocbot-web/1.0)", True),
    ("Some Crawler", True),
    ("Baiduspider", True),
    ("BingPreview/1.0b", True),
    ("curl/8.5", True),
    ("", True),
]


def clicks(session: Session, code: str) -> list[bool]:
    return list(session.exec(select(Click.bot).where(Click.code == code)))


@pytest.mark.parametrize(("agent", "bot"), AGENTS)
def test_machines_are_told_from_people(agent: str, bot: bool) -> None:
    assert is_bot(agent, "GET") is bot
    assert is_bot(agent, "HEAD")


def test_a_short_link_leads_on_and_counts(client: TestClient, database: Database, province: Province) -> None:
    code = f"c{province.facebook}i{province.items['Tiểu phẩm: Chuyện ranh đất nhà bên']}"
    answer = client.get(f"/l/{code}", headers={"user-agent": PHONE})
    assert (answer.status_code, answer.headers["location"]) == (302, "https://pbgdpl.huonggiang.example/tin")
    client.get(f"/l/{code}", headers={"user-agent": "Twitterbot/1.0"})
    client.head(f"/l/{code}", headers={"user-agent": PHONE})
    with database.read() as session:
        assert clicks(session, code) == [False, True, True]
        columns = set(Click.model_fields)
    assert columns == {"id", "code", "at", "bot"}, "nothing about who opened it"


@pytest.mark.parametrize("target", ["javascript:alert(1)", "ftp://x.example/", "data:text/html,x"])
def test_a_link_leads_only_to_web_pages(client: TestClient, database: Database, target: str) -> None:
    with database.write() as session:
        link = session.exec(select(ShortLink)).first()
        assert link is not None
        link.target = target
        session.add(link)
    assert client.get(f"/l/{link.code}").status_code == 404


def test_an_unknown_code_gets_a_friendly_page(client: TestClient) -> None:
    answer = client.get("/l/khongco")
    assert answer.status_code == 404
    assert "Hãy mở lại từ bài đăng gốc" in answer.text


def test_an_item_without_address_has_a_page_of_ours(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        item_id = add_item(session, province, "Tin <b>không</b> địa chỉ", address="", text="Dòng một\n\nDòng hai")
        add_post(session, province.facebook, item_id, PostState.SENDING)
    assert (
        client.get(f"/l/c{province.facebook}i{item_id}").headers["location"] == f"http://127.0.0.1:8600/tin/{item_id}"
    )
    page = client.get(f"/tin/{item_id}").text
    for words in (
        "Tin &lt;b&gt;không&lt;/b&gt;",
        "<p>Dòng hai</p>",
        "Sở Tư pháp tỉnh Hương Giang",
        "24/11/2026 12:00",
        "Dữ liệu mẫu",
    ):
        assert words in page


def test_what_nobody_announced_has_no_page(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        waiting = add_item(session, province, "Chờ duyệt")
        add_post(session, province.facebook, waiting, PostState.AWAITING_REVIEW)
        gone = add_item(session, province, "Đã gỡ")
        add_post(session, province.facebook, gone, PostState.WITHDRAWN)
    assert client.get(f"/tin/{waiting}").status_code == 404
    assert client.get(f"/tin/{province.items['Kế hoạch kiểm tra liên ngành (lưu hành nội bộ)']}").status_code == 404
    assert client.get(f"/tin/{gone}").status_code == 410
    assert client.get("/tin/999999").status_code == 404
    assert client.get("/tin/abc").status_code == 400


def test_a_held_item_is_shown_only_in_the_words_that_were_approved(
    client: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        item_id = add_item(session, province, "Thông báo", intake=Intake.HELD, text="số điện thoại riêng", address="")
        add_post(session, province.facebook, item_id, PostState.PUBLISHED, text="Bản đã duyệt")
    page = client.get(f"/tin/{item_id}").text
    assert "Bản đã duyệt" in page
    assert "số điện thoại riêng" not in page


def test_pictures_of_public_posts_only(
    client: TestClient, database: Database, province: Province, settings: Settings
) -> None:
    store = MediaStore(settings.media_folder)
    pictures = {state: store.put(_png(size), "image/png").sha256 for size, state in enumerate(SHOWN_AND_HIDDEN, 1)}
    with database.write() as session:
        for state, name in pictures.items():
            session.add(Media(sha256=name, mime="image/png", bytes=10, width=1, height=1, made_at=NOON))
            session.flush()
            session.add(PostMedia(post_id=province.posts[state], position=0, sha256=name, alt_text="Ảnh"))
    shown = client.get(f"/media/{pictures[PostState.PUBLISHED]}.png")
    assert shown.content == _png(1)
    assert shown.headers["content-type"] == "image/png"
    assert "immutable" in shown.headers["cache-control"]
    assert client.get(f"/media/{pictures[PostState.DRAFT]}.png").status_code == 404
    assert client.get(f"/media/{pictures[PostState.PUBLISHED]}.jpg").status_code == 404
    assert client.get("/media/..%2f..%2floa.db.png").status_code == 404


def _png(size: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (size, size)).save(file, "PNG")
    return file.getvalue()


def test_errors_are_words_never_tracebacks(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("web.routes.short_links.find_link", fail)
    page = client.get("/l/abc")
    assert page.status_code == 500
    assert "Hệ thống gặp lỗi" in page.text
    assert "secret detail" not in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    machine = client.get("/l/abc", headers={"accept": "application/json"})
    assert set(json.loads(machine.text)) == {"error", "detail"}
    assert client.get("/khong-co").status_code == 404
    assert client.delete("/").status_code == 405


def test_every_answer_carries_the_guards(client: TestClient) -> None:
    for path in ("/", "/dang-nhap", "/health", "/feeds/phap-luat.rss", "/l/x", "/static/loa.css", "/khong-co"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in headers


@pytest.mark.parametrize("name", ["loa.css", "live.js", "icon.svg", "fonts/BeVietnamPro-Regular.ttf"])
def test_static_files_keep_for_a_year(client: TestClient, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(f"/static/{name}", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_no_other_file_is_served(client: TestClient) -> None:
    for name in ("../app.py", "..%2fapp.py", "fonts/../../app.py", "fonts/LICENSE", "", "fonts"):
        assert client.get(f"/static/{name}").status_code == 404


def test_the_style_sheet_is_small(client: TestClient) -> None:
    assert len(client.get("/static/loa.css").content) < 12_000
