"""Feeds over HTTP: the right bytes, and none at all for whoever has them already."""

from datetime import timedelta

import feedparser
import pytest
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.models import Account, AccountState, PostState
from tests.web.province import NOON, Province, add_item, add_post, publish

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
