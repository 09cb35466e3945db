"""What citizens follow: feeds of topics, offices and kinds, and the calendar of the law's days."""

import re
from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.facts import Facts, KeyPoints
from distributor.lookup.index import keep_look_up_words
from distributor.models import Document, Intake, Item, Post, PostState
from tests.web.home import Hands
from tests.web.province import Province, add_item, add_post
from tests.web.test_citizens import land_item, repeal
from web.icalendar import WholeDay, calendar_bytes

TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def read_calendar(raw: bytes) -> list[dict[str, str]]:
    """Events as RFC 5545 has them: lines end in CRLF, at most 75 octets, unfolded, unescaped."""
    assert raw.endswith(b"\r\n")
    lines = raw[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() for line in lines), "no character is cut in two"
    whole = raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert (whole[0], whole[1], whole[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    inside = False
    for line in whole:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            inside = True
            events.append({})
        elif line == "END:VEVENT":
            inside = False
            assert events[-1].keys() >= {"UID", "DTSTAMP", "DTSTART;VALUE=DATE"}
        elif inside:
            assert name not in events[-1]
            events[-1][name] = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
    assert len({event["UID"] for event in events}) == len(events)
    return events


def calendar(client: TestClient, path: str = "/lich-phap-luat.ics") -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return read_calendar(answer.content)


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize(
    "place",
    ["chu-de/dat-dai-nha-o", "co-quan/huong-giang", "loai/new_law", "tu/t%C3%A1ch%20th%E1%BB%ADa", "tu/91%2F2026"],
)
def test_a_feed_holds_what_its_page_holds(
    client: TestClient, database: Database, province: Province, place: str, form: str
) -> None:
    item_id = land_item(database, province)
    keep_look_up_words(database)
    answer = client.get(f"/feeds/{place}.{form}")
    assert answer.headers["content-type"].startswith(TYPES[form])
    link = f"http://127.0.0.1:8600/tin/{item_id}"
    if form == "json":
        entries = answer.json()["items"]
        assert answer.json()["feed_url"] == f"http://127.0.0.1:8600/feeds/{place}.json"
        assert entries[0]["url"] == entries[0]["id"] == link
    else:
        feed = feedparser.parse(answer.content)
        assert not feed.bozo
        assert feed.entries[0].link == feed.entries[0].id == link
        assert {one["href"] for one in feed.feed.links if one["rel"] == "self"} == {
            f"http://127.0.0.1:8600/feeds/{place}.{form}"
        }
    assert client.get(f"/feeds/{place}.{form}", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_pages_lead_to_their_feeds(client: TestClient, database: Database, province: Province) -> None:
    land_item(database, province)
    for path in ("/chu-de/dat-dai-nha-o", "/co-quan/huong-giang", "/tra-cuu?q=91/2026 t%C3%A1ch <b>", "/"):
        page = client.get(path).text
        named = re.findall(r'<link rel="alternate" type="[^"]+" title="[^"]+" href="([^"]+)">', page)
        assert named, path
        assert all(client.get(one).status_code == 200 for one in named)


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/chu-de/khong-co.rss",
        "/feeds/chu-de/dat-dai-nha-o.xml",
        "/feeds/co-quan/an-loc.rss",
        "/feeds/loai/statistics.rss",
        "/feeds/loai/khong-co.rss",
        "/feeds/tu/tach-thua.xml",
        "/feeds/tu/%20.rss",
        "/lich-phap-luat/khong-co.ics",
    ],
)
def test_there_are_no_other_feeds(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_feed_says_nothing_that_is_not_public(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province, text="Bản đã duyệt.")
    with database.write() as session:
        row = session.get_one(Item, item_id)
        row.revision, row.title, row.text = 2, "Tên chưa duyệt", "Chữ chưa duyệt"
        held = add_item(session, province, "Bản được duyệt", intake=Intake.HELD, text="Chữ mật")
        add_post(session, province.facebook, held, PostState.PUBLISHED, text="Lời đã duyệt của tin giữ lại")
        waiting = add_item(session, province, "Tin chờ duyệt chưa đăng", text="Chữ chờ")
        add_post(session, province.facebook, waiting, PostState.AWAITING_REVIEW)
    said = client.get("/feeds/co-quan/huong-giang.atom").text
    for secret in ("chưa duyệt", "Chữ mật", "chưa đăng"):
        assert secret not in said
    assert "Bản đã duyệt." in said
    assert "Lời đã duyệt của tin giữ lại" in said
    assert calendar(client) == [], "nor is a day that nobody approved"


def test_a_topics_older_items_are_on_further_pages(
    client: TestClient, database: Database, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [one["url"] for one in client.get("/feeds/co-quan/huong-giang.json").json()["items"]]
    assert len(whole) > 2
    monkeypatch.setattr("web.routes.following.NEWEST", 2)
    seen, path = [], "/feeds/co-quan/huong-giang.json"
    while path:
        page = client.get(path).json()
        assert page["feed_url"].endswith(path)
        seen += [one["url"] for one in page["items"]]
        path = page.get("next_url", "").removeprefix("http://127.0.0.1:8600")
    assert seen == whole
    assert client.get("/feeds/co-quan/huong-giang.json?trang=99").status_code == 404


def test_a_withdrawn_item_leaves_its_feed(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province)
    before = client.get("/feeds/loai/new_law.rss")
    with database.write() as session:
        for post in session.exec(select(Post).where(Post.item_id == item_id)):
            post.state = PostState.WITHDRAWN
    after = client.get("/feeds/loai/new_law.rss", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert f"/tin/{item_id}" not in after.text


def test_days_of_effect_and_ends_of_comment_stand_in_the_calendar(
    client: TestClient, database: Database, province: Province
) -> None:
    item_id = land_item(database, province)
    with database.write() as session:
        draft = add_item(
            session, province, "Lấy ý kiến dự thảo Nghị quyết, mức hỗ trợ; hòa giải viên", kind="draft_for_comment"
        )
        points = KeyPoints(deadline="Góp ý trước ngày 15/12/2026", deadline_on=date(2026, 12, 15))
        session.get_one(Item, draft).facts = Facts(points=points).to_json()
        add_post(session, province.facebook, draft, PostState.PUBLISHED)
    effect, comment = calendar(client)
    assert effect["SUMMARY"] == "Có hiệu lực: Quyết định 91/2026/QĐ-UBND về tách thửa"
    assert (effect["DTSTART;VALUE=DATE"], effect["DTEND;VALUE=DATE"]) == ("20261110", "20261111")
    assert effect["URL"] == f"http://127.0.0.1:8600/tin/{item_id}"
    assert effect["STATUS"] == "CONFIRMED"
    assert comment["SUMMARY"] == "Hạn góp ý: Lấy ý kiến dự thảo Nghị quyết, mức hỗ trợ; hòa giải viên"
    assert comment["DESCRIPTION"] == "Góp ý trước ngày 15/12/2026"
    assert comment["DTSTART;VALUE=DATE"] == "20261215"
    assert [one["UID"] for one in calendar(client, "/lich-phap-luat/dat-dai-nha-o.ics")] == [effect["UID"]]
    assert calendar(client, "/lich-phap-luat/giao-thong.ics") == []


def test_a_day_that_never_comes_is_called_off(
    client: TestClient, database: Database, clock: Hands, province: Province
) -> None:
    item_id = land_item(database, province)
    with database.write() as session:
        act = session.get_one(Document, session.get_one(Item, item_id).document_id)
        act.told_effective_on = act.effective_on = date(2027, 3, 1)
    [before] = calendar(client)
    repeal(database, item_id)
    [after] = calendar(client)
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert before["UID"] == after["UID"]
    clock.turn(timedelta(days=3000))
    assert calendar(client) == []


def test_the_calendar_is_the_same_until_something_changes(
    client: TestClient, database: Database, province: Province
) -> None:
    land_item(database, province)
    answer = client.get("/lich-phap-luat.ics")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert client.get("/lich-phap-luat.ics", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    "summary",
    ["", "đ" * 500, "a" * 73 + "ộ" * 40, "x,y;z\\n \\ và\nxuống dòng\r\nEND:VEVENT", "🙂" * 60, "BEGIN:VEVENT"],
)
def test_a_calendar_holds_any_words(summary: str) -> None:
    at = datetime(2026, 11, 24, 5, tzinfo=UTC)
    days = [WholeDay("a@b", date(2026, 12, 31), f"Ngày: {summary}", summary, "https://a.example/tin/1", at)]
    [event] = read_calendar(calendar_bytes("Lịch", "Về", days))
    assert event["SUMMARY"] == " ".join(f"Ngày: {summary}".split())
    assert event["DTEND;VALUE=DATE"] == "20270101"
    assert event["DTSTAMP"] == "20261124T050000Z"
