"""Short links, the page of an item, and pictures: what citizens and machines open."""

import json
from datetime import timedelta
from io import BytesIO
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from distributor.db import Database
from distributor.measure.clicks import forget_people
from distributor.media.store import MediaStore
from distributor.models import Campaign, ClickDay, Intake, Media, Post, PostMedia, PostState, ShortLink
from distributor.settings import Settings, Values
from tests.measure.clicking import PHONE
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post
from web.app import create_app
from web.known_links import LIFE, LinkCache
from web.surroundings import Surroundings

SHOWN_AND_HIDDEN = (PostState.PUBLISHED, PostState.DRAFT)
PAGE = "https://pbgdpl.huonggiang.example/tin"
FACEBOOK_TAGS = "utm_source=facebook&utm_medium=social&utm_campaign="
SKETCH = "Tiểu phẩm: Chuyện ranh đất nhà bên"


def around(client: TestClient) -> Surroundings:
    app = client.app
    assert isinstance(app, FastAPI)
    return cast(Surroundings, app.state.surroundings)


def counts(client: TestClient, code: str) -> tuple[int, int, int]:
    """People, their openings, machines'."""
    around(client).openings.flush()
    with around(client).database.read() as session:
        days = session.exec(select(ClickDay).where(ClickDay.code == code)).all()
    return sum(day.people for day in days), sum(day.openings for day in days), sum(day.robots for day in days)


@pytest.fixture
def code(province: Province) -> str:
    return f"c{province.facebook}i{province.items[SKETCH]}"


def test_a_short_link_leads_on_and_counts(client: TestClient, province: Province, code: str) -> None:
    wanted = f"{PAGE}?{FACEBOOK_TAGS}tin-{province.items[SKETCH]}"
    for _ in range(2):  # the second one is answered from memory
        answer = client.get(f"/l/{code}", headers={"user-agent": PHONE})
        assert (answer.status_code, answer.headers["location"]) == (302, wanted)
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'self'" in answer.headers["content-security-policy"]
    client.get(f"/l/{code}", headers={"user-agent": "Twitterbot/1.0"})
    client.get(f"/l/{code}", headers={"user-agent": PHONE, "sec-purpose": "prefetch"})
    assert client.head(f"/l/{code}", headers={"user-agent": PHONE}).headers["location"] == wanted
    assert counts(client, code) == (1, 2, 3)


def test_the_target_stays_canonical(client: TestClient, database: Database, code: str) -> None:
    client.get(f"/l/{code}")
    with database.read() as session:
        assert session.get_one(ShortLink, code).target == PAGE


def test_a_campaign_of_people_is_named_and_an_automatic_one_is_not(
    client: TestClient, database: Database, province: Province, code: str
) -> None:
    with database.write() as session:
        campaign = session.get_one(Campaign, province.campaign_id)
        campaign.automatic, campaign.name = False, "Ngày Pháp luật 9/11"
        post = session.get_one(Post, session.get_one(ShortLink, code).post_id)
        post.campaign_id = campaign.id
        session.add_all([campaign, post])
    assert client.get(f"/l/{code}").headers["location"] == f"{PAGE}?{FACEBOOK_TAGS}ngay-phap-luat-9-11"


def test_a_target_that_changed_is_followed_within_a_minute(
    client: TestClient, database: Database, clock: Hands, code: str
) -> None:
    client.get(f"/l/{code}")
    with database.write() as session:
        link = session.get_one(ShortLink, code)
        link.target = f"{PAGE}-moi"
        session.add(link)
    assert client.get(f"/l/{code}").headers["location"].startswith(f"{PAGE}?")
    clock.turn(LIFE)
    assert client.get(f"/l/{code}").headers["location"].startswith(f"{PAGE}-moi?")


def test_counting_that_fails_loses_no_redirect(client: TestClient, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object, **_more: object) -> None:
        raise OperationalError("", None, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr("distributor.measure.openings.keep_openings", away)
        for _ in range(3):
            assert client.get(f"/l/{code}", headers={"user-agent": PHONE}).status_code == 302
        assert counts(client, code) == (0, 0, 0)
    assert counts(client, code) == (1, 3, 0)


def test_while_the_database_is_away_known_links_lead_on(
    client: TestClient, clock: Hands, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> None:
        raise OperationalError("", None, Exception("away"))

    client.get(f"/l/{code}")
    clock.turn(LIFE)
    monkeypatch.setattr("web.routes.short_links.find_destination", away)
    assert client.get(f"/l/{code}").status_code == 302
    assert client.get("/l/khongco").status_code == 503


def test_people_behind_a_named_proxy_are_told_apart(
    settings: Settings, database: Database, clock: Hands, code: str
) -> None:
    for named, people in (("", 1), ("127.0.0.0/8, ::1", 3)):
        own = Settings(settings.home, Values(trusted_proxies=named))
        with TestClient(
            create_app(own, database, clock), follow_redirects=False, client=("127.0.0.1", 50000)
        ) as client:
            for address in ("203.0.113.1", "203.0.113.2", "203.0.113.2", "203.0.113.3, 127.0.0.1"):
                client.get(f"/l/{code}", headers={"user-agent": PHONE, "x-forwarded-for": address})
            assert counts(client, code)[0] == people
        clock.turn(timedelta(days=1))
        forget_people(database, clock.now())
        with database.write() as session:
            session.connection().execute(delete(ClickDay))


def test_known_links_are_bounded() -> None:
    known = LinkCache(most=3)
    for number in range(5):
        known.tell(str(number), f"/{number}", NOON)
    known.tell("2", "/zwei", NOON)
    known.tell("5", "/5", NOON)
    assert [known.fresh(str(number), NOON) for number in range(6)] == [None, None, "/zwei", None, "/4", "/5"]
    assert known.fresh("5", NOON + LIFE) is None
    assert known.stale("5") == "/5"


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
    assert client.get("/tin/abc").status_code == 404


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

    monkeypatch.setattr("web.routes.short_links.find_destination", fail)
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


def test_the_style_sheet_is_small_on_the_way(client: TestClient) -> None:
    answer = client.get("/static/loa.css", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 6_000
