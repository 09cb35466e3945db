"""Feeds over HTTP: the right bytes, and none at all for whoever has them already."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.media.rows import keep_media
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    AccountState,
    FeedFetch,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    RenderJob,
    RenderState,
)
from distributor.outgoing.feed import SETTLES, feed_changed_at, owes_ping
from distributor.settings import Settings, Values
from distributor.states import move
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post, publish
from web.app import create_app

FORMS = [("rss", "application/rss+xml; charset=utf-8"), ("atom", "application/atom+xml; charset=utf-8")]


@pytest.mark.parametrize(("form", "media_type"), FORMS)
def test_a_feed_holds_what_is_published(client: TestClient, province: Province, form: str, media_type: str) -> None:
    answer = client.get(f"/feeds/phap-luat.{form}")
    assert answer.headers["content-type"] == media_type
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert len(feed.entries) == 4
    links = {link["href"] for link in feed.feed.links if link["rel"] == "self"}
    assert links == {f"http://127.0.0.1:8600/feeds/phap-luat.{form}"}
    assert client.get(f"/feeds/{province.rss}.{form}").content == answer.content


def test_the_same_feed_as_json(client: TestClient, province: Province) -> None:
    answer = client.get("/feeds/phap-luat.json")
    assert answer.headers["content-type"] == "application/feed+json"
    feed = answer.json()
    assert feed["feed_url"] == "http://127.0.0.1:8600/feeds/phap-luat.json"
    parsed = feedparser.parse(client.get("/feeds/phap-luat.rss").content)
    assert [item["url"] for item in feed["items"]] == [entry.link for entry in parsed.entries]
    assert [item["title"] for item in feed["items"]] == [entry.title for entry in parsed.entries]
    assert client.get(f"/feeds/{province.rss}.json").content == answer.content
    held = {"if-none-match": answer.headers["etag"]}
    assert client.get("/feeds/phap-luat.json", headers=held).status_code == 304


HUB = "http://127.0.0.1:8700/hub"


def name_hub(database: Database, province: Province, hub: str) -> None:
    with database.write() as session:
        account = session.get_one(Account, province.rss)
        account.settings = {**account.settings, "hub": hub}
        session.add(account)


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_the_hub_stands_in_the_feed_and_in_the_headers(
    client: TestClient, database: Database, province: Province, form: str
) -> None:
    assert "link" not in client.get(f"/feeds/phap-luat.{form}").headers
    name_hub(database, province, HUB)
    answer = client.get(f"/feeds/phap-luat.{form}")
    own = f"http://127.0.0.1:8600/feeds/phap-luat.{form}"
    assert answer.headers["link"] == f'<{HUB}>; rel="hub", <{own}>; rel="self"'
    if form == "json":
        assert answer.json()["hubs"] == [{"type": "WebSub", "url": HUB}]
    else:
        links = [(link["rel"], link["href"]) for link in feedparser.parse(answer.content).feed.links]
        assert links.count(("hub", HUB)) == links.count(("self", own)) == 1
    again = client.get(f"/feeds/phap-luat.{form}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.headers["link"]) == (304, answer.headers["link"])


@pytest.mark.parametrize("hub", ["hub.vn", "javascript:alert(1)"])
def test_a_hub_that_is_none_does_not_break_the_feed(
    client: TestClient, database: Database, province: Province, hub: str
) -> None:
    name_hub(database, province, hub)
    assert not feedparser.parse(client.get("/feeds/phap-luat.rss").content).bozo


def change(database: Database, post_id: int, state: PostState, at: datetime, text: str = "") -> None:
    """What the engine records of an approved correction."""
    with database.write() as session:
        post = session.get_one(Post, post_id)
        if text:
            post.text = text
            session.add(post)
            session.flush()
        move(session, post, state, reason="Đính chính", now=at)


def add_published(database: Database, province: Province, title: str, at: datetime) -> int:
    with database.write() as session:
        item = add_item(session, province, title)
        return add_post(session, province.rss, item, PostState.PUBLISHED, at=at)


def test_a_corrected_entry_is_the_same_one_with_a_newer_time(
    client: TestClient, database: Database, province: Province
) -> None:
    post_id = add_published(database, province, "Tin sẽ sửa", NOON + timedelta(hours=1))
    before = feedparser.parse(client.get("/feeds/phap-luat.rss").content).entries[0]
    for hours, words in ((2, "Lần sửa đầu"), (3, "Lần sửa sau")):
        edited_at = NOON + timedelta(hours=hours)
        change(database, post_id, PostState.EDITED, edited_at, words)
        answer = client.get("/feeds/phap-luat.rss")
        entry = feedparser.parse(answer.content).entries[0]
        assert (entry.id, entry.title, entry.summary) == (before.id, "Tin sẽ sửa", words)
        assert entry.published == before.published
        assert datetime(*entry.updated_parsed[:6]) == edited_at.replace(tzinfo=None)  # noqa: DTZ001
        item = client.get("/feeds/phap-luat.json").json()["items"][0]
        assert datetime.fromisoformat(item["date_modified"]) == edited_at
        assert parsedate_to_datetime(answer.headers["last-modified"]) == edited_at


def test_a_withdrawn_entry_leaves_and_readers_by_date_hear_of_it(
    client: TestClient, database: Database, province: Province
) -> None:
    post_id = add_published(database, province, "Tin sẽ gỡ", NOON + timedelta(hours=1))
    held = {"if-modified-since": client.get("/feeds/phap-luat.atom").headers["last-modified"]}
    assert client.get("/feeds/phap-luat.atom", headers=held).status_code == 304
    change(database, post_id, PostState.WITHDRAWN, NOON + timedelta(hours=2))
    for form in ("rss", "atom", "json"):
        answer = client.get(f"/feeds/phap-luat.{form}", headers=held)
        assert answer.status_code == 200
        assert "Tin sẽ gỡ" not in answer.text
    feed = feedparser.parse(client.get("/feeds/phap-luat.atom").content).feed
    assert datetime(*feed.updated_parsed[:6]) == (NOON + timedelta(hours=2)).replace(tzinfo=None)  # noqa: DTZ001


def test_pictures_and_videos_are_attached_with_their_true_length(
    client: TestClient, database: Database, province: Province
) -> None:
    post_id = add_published(database, province, "Tin có video", NOON + timedelta(hours=1))
    files = [("a" * 64, "image/png", 1_234, 0), ("b" * 64, "video/mp4", 5_678_901, 30_500)]
    with database.write() as session:
        for position, (sha256, mime, size, duration) in enumerate(files):
            session.add(
                Media(sha256=sha256, mime=mime, bytes=size, width=1280, height=720, duration_ms=duration, made_at=NOON)
            )
            session.add(PostMedia(post_id=post_id, position=position, sha256=sha256, alt_text=f"Tệp {position}"))
    item = client.get("/feeds/phap-luat.json").json()["items"][0]
    told = [(one["mime_type"], one["size_in_bytes"], one.get("duration_in_seconds")) for one in item["attachments"]]
    assert told == [("image/png", 1_234, None), ("video/mp4", 5_678_901, 30.5)]
    atom = feedparser.parse(client.get("/feeds/phap-luat.atom").content).entries[0]
    assert [(one.type, one.length) for one in atom.enclosures] == [("image/png", "1234"), ("video/mp4", "5678901")]
    rss = feedparser.parse(client.get("/feeds/phap-luat.rss").content).entries[0]
    assert [(one.type, one.length) for one in rss.enclosures] == [("video/mp4", "5678901")]
    assert all(one["url"].startswith("http://127.0.0.1:8600/media/") for one in item["attachments"])


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_what_is_older_is_on_further_pages(
    client: TestClient, database: Database, province: Province, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """RFC 5005: from page to page every entry once, newest first; each page says where the others are."""
    monkeypatch.setattr("distributor.outgoing.feed.NEWEST", 3)
    address = f"http://127.0.0.1:8600/feeds/phap-luat.{form}"
    path, seen, before = f"/feeds/phap-luat.{form}", [], ""
    while path:
        answer = client.get(path)
        assert answer.status_code == 200
        if form == "json":
            page = answer.json()
            entries, older = [one["url"] for one in page["items"]], page.get("next_url", "")
        else:
            parsed = feedparser.parse(answer.content)
            links = {one["rel"]: one["href"] for one in parsed.feed.links}
            assert (links["self"], links.get("previous", "")) == (f"http://127.0.0.1:8600{path}", before)
            assert links["first"] == address
            entries, older = [one.link for one in parsed.entries], links.get("next", "")
        assert 0 < len(entries) <= 3
        seen += entries
        before, path = f"http://127.0.0.1:8600{path}", older.removeprefix("http://127.0.0.1:8600")
    monkeypatch.undo()
    whole = client.get(f"/feeds/phap-luat.{form}")
    expected = (
        [one["url"] for one in whole.json()["items"]]
        if form == "json"
        else [one.link for one in feedparser.parse(whole.content).entries]
    )
    assert (seen, len(seen)) == (expected, 4)
    assert client.get(f"/feeds/phap-luat.{form}?trang=9").status_code == 404
    assert client.get(f"/feeds/phap-luat.{form}?trang=x").content == whole.content


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_archives_hold_every_entry_and_do_not_change(
    client: TestClient, database: Database, province: Province, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """RFC 5005, 4: from the feed by prev-archive to the oldest; what is in an archive stays there, a withdrawn one left out."""
    monkeypatch.setattr("distributor.outgoing.feed.NEWEST", 2)
    feed = f"http://127.0.0.1:8600/feeds/phap-luat.{form}"

    def read(address: str) -> tuple[list[str], dict[str, str], bool]:
        answer = client.get(address.removeprefix("http://127.0.0.1:8600"))
        assert answer.status_code == 200
        parsed = feedparser.parse(answer.content)
        assert not parsed.bozo
        links = {one["rel"]: one["href"] for one in parsed.feed.links}
        return [one.link for one in parsed.entries], links, b"fh:archive" in answer.content

    newest, links, is_archive = read(feed)
    assert not is_archive
    assert links["prev-archive"] == f"{feed}?kho=2"
    second, links, is_archive = read(links["prev-archive"])
    assert is_archive
    assert (links["self"], links["current"], "next-archive" in links) == (f"{feed}?kho=2", feed, False)
    first, links, _is_archive = read(links["prev-archive"])
    assert (links["next-archive"], "prev-archive" in links) == (f"{feed}?kho=2", False)
    assert (newest, len({*second, *first})) == (second, 4)
    assert client.get(f"/feeds/phap-luat.{form}?kho=3").status_code == 404
    with database.write() as session:
        gone = session.exec(select(Post).where(Post.account_id == province.rss, Post.link == first[0])).one()
        gone.state = PostState.WITHDRAWN
        session.add(gone)
    assert (read(f"{feed}?kho=1")[0], read(f"{feed}?kho=2")[0]) == (first[1:], second)


def test_what_staff_recorded_is_enclosed_and_public(
    client: TestClient, database: Database, province: Province, settings: Settings
) -> None:
    """Only of the item as the post tells it; a draft's is nobody's to hear."""
    post_id = add_published(database, province, "Tin có lời đọc", NOON + timedelta(hours=1))
    kept = MediaStore(settings.media_folder).put(b"RIFF....WAVE", "audio/wav")
    with database.write() as session:
        item = session.get_one(Item, session.get_one(Post, post_id).item_id)
        keep_media(session, kept, NOON)
        job = RenderJob(
            unit_id=item.unit_id, item_id=item.id or 0, shape="9x16", revision=item.revision, state=RenderState.WANTED,
            recording=kept.sha256, seconds=31.0, created_at=NOON,
        )  # fmt: skip
        session.add(job)
        session.flush()
        job_id = job.id
    path = f"/media/{kept.sha256}.wav"
    assert "enclosures" not in client.get("/feeds/phap-luat.rss").text
    assert client.get(path).status_code == 404, "nothing is made of it yet"
    with database.write() as session:
        session.get_one(RenderJob, job_id).state = RenderState.DONE
    [enclosure] = feedparser.parse(client.get("/feeds/phap-luat.rss").content).entries[0].enclosures
    assert (enclosure.type, enclosure.length, enclosure.href) == ("audio/wav", "12", f"http://127.0.0.1:8600{path}")
    attachment = client.get("/feeds/phap-luat.json").json()["items"][0]["attachments"][0]
    assert (attachment["mime_type"], attachment["duration_in_seconds"]) == ("audio/wav", 31.0)
    assert client.get(path).content == b"RIFF....WAVE"
    with database.write() as session:
        session.get_one(Item, session.get_one(Post, post_id).item_id).revision += 1
        session.get_one(Post, post_id).revision += 1
    assert client.get(path).status_code == 404, "it tells what is said no more"


def test_a_feed_says_when_it_changed(client: TestClient, database: Database, province: Province) -> None:
    """A hub is owed a ping while this is later than the last one."""

    def changed_at() -> datetime | None:
        with database.read() as session:
            return feed_changed_at(session, province.rss)

    first = changed_at()
    post_id = add_published(database, province, "Tin mới", NOON + timedelta(hours=1))
    second = changed_at()
    change(database, post_id, PostState.EDITED, NOON + timedelta(hours=2), "Sửa")
    third = changed_at()
    change(database, post_id, PostState.WITHDRAWN, NOON + timedelta(hours=3))
    fourth = changed_at()
    assert first is not None
    assert second is not None
    assert first < second
    assert (third, fourth) == (NOON + timedelta(hours=2), NOON + timedelta(hours=3))
    with database.read() as session:
        assert feed_changed_at(session, province.x + 1000) is None


@pytest.mark.parametrize(
    ("changed", "told", "now", "owed"),
    [
        (None, None, 9, False),
        (0, None, 9, True),
        (0, 0, 9, False),
        (5, 0, 9, True),
        (0, 5, 9, False),
        (8, 0, 9, False),
    ],
    ids=["empty", "never told", "told", "changed since", "told of a newer one", "changed this moment"],
)
def test_a_hub_is_told_once_of_each_change(changed: int | None, told: int | None, now: int, owed: bool) -> None:
    at = [None if seconds is None else NOON + timedelta(seconds=seconds) for seconds in (changed, told)]
    assert timedelta(seconds=1) < SETTLES <= timedelta(seconds=4)
    assert owes_ping(at[0], at[1], NOON + timedelta(seconds=now)) is owed


def test_newest_fifty_first(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        for number in range(55):
            at = NOON + timedelta(minutes=number)
            add_post(session, province.rss, add_item(session, province, f"Tin {number}"), PostState.PUBLISHED, at=at)
    titles = [entry.title for entry in feedparser.parse(client.get("/feeds/phap-luat.rss").content).entries]
    assert titles == [f"Tin {number}" for number in range(54, 4, -1)]


def test_whoever_has_it_gets_304(client: TestClient) -> None:
    answer = client.get("/feeds/phap-luat.rss")
    etag, modified = answer.headers["etag"], answer.headers["last-modified"]
    assert not etag.startswith("W/")
    older = {"if-modified-since": "Wed, 02 Oct 2002 15:00:00 GMT"}
    cases: list[tuple[dict[str, str], int]] = [
        ({"if-none-match": etag}, 304),
        ({"if-none-match": f'"other", W/{etag}'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"other"'}, 200),
        ({"if-modified-since": modified}, 304),
        (older, 200),
        ({"if-modified-since": "hom qua"}, 200),
        ({"if-none-match": etag, **older}, 304),
        ({"if-none-match": '"other"', "if-modified-since": modified}, 200),
    ]
    for headers, status in cases:
        again = client.get("/feeds/phap-luat.rss", headers=headers)
        assert again.status_code == status, headers
        assert again.headers["etag"] == etag
        assert (again.content == b"") == (status == 304)


def test_a_new_post_changes_the_tag(client: TestClient, database: Database, province: Province) -> None:
    before = client.get("/feeds/phap-luat.rss").headers["etag"]
    assert client.get("/feeds/phap-luat.rss").headers["etag"] == before
    with database.write() as session:
        publish(session, province.posts[PostState.DRAFT], "", NOON)
    assert client.get("/feeds/phap-luat.rss", headers={"if-none-match": before}).status_code == 200


def test_only_feeds_are_feeds(client: TestClient, database: Database, province: Province) -> None:
    assert client.get(f"/feeds/{province.facebook}.rss").status_code == 404
    assert client.get("/feeds/khong-co.atom").status_code == 404
    with database.write() as session:
        account = session.get_one(Account, province.rss)
        account.state = AccountState.CLOSED
        session.add(account)
    assert client.get("/feeds/phap-luat.rss").status_code == 410


def test_who_takes_a_feed_is_counted_without_an_address(
    client: TestClient, database: Database, province: Province
) -> None:
    reader = {"user-agent": "Mozilla/5.0 Thunderbird/140.0"}
    for program in (reader, reader, {"user-agent": "Feedly/1.0 (16 subscribers)"}, {"user-agent": "Googlebot/2.1"}):
        client.get("/feeds/phap-luat.rss", headers=program)
    client.head("/feeds/phap-luat.rss", headers={"user-agent": "Another/1"})
    client.get("/feeds/khong-co.rss", headers={"user-agent": "Another/1"})
    with database.read() as session:
        rows = session.exec(select(FeedFetch)).all()
    assert {row.account_id for row in rows} == {province.rss}
    assert sorted(row.readers for row in rows) == [0, 16]
    assert not [row for row in rows if "testclient" in row.fetcher or "Mozilla" in row.fetcher]


@pytest.mark.parametrize(("trusted", "readers"), [("", 1), ("127.0.0.1", 2)])
def test_who_comes_through_a_named_proxy_is_told_apart(
    settings: Settings, database: Database, clock: Hands, province: Province, trusted: str, readers: int
) -> None:
    """Two people with one program behind one proxy; from elsewhere the header is anybody's word."""
    video, post_id = "e" * 64, add_published(database, province, "Tin có video", NOON)
    with database.write() as session:
        session.add(Media(sha256=video, mime="video/mp4", bytes=9, width=16, height=9, duration_ms=1, made_at=NOON))
        session.add(PostMedia(post_id=post_id, position=0, sha256=video, alt_text=""))
    behind = Settings(settings.home, Values(trusted_proxies=trusted))
    with TestClient(create_app(behind, database, clock), client=("127.0.0.1", 50000)) as client:
        for address in ("203.0.113.1", "203.0.113.2", "203.0.113.2"):
            headers = {"user-agent": "Mozilla/5.0 Thunderbird/140.0", "x-forwarded-for": address}
            client.get("/feeds/phap-luat.rss", headers=headers)
            client.get(f"/media/{video}.mp4", headers=headers)
    with database.read() as session:
        fetchers = session.exec(select(FeedFetch.fetcher)).all()
    downloads = [name for name in fetchers if name.startswith("tai:")]
    assert (len(fetchers) - len(downloads), len(downloads)) == (readers, readers)
