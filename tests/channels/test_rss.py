"""RSS: what the adapter refuses, and feeds that every reader takes whatever their entries hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from channels.base import Published
from channels.errors import Rejected
from channels.rss.feed import ATOM, MEDIA, Entry, FeedInfo, Picture, render_atom, render_rss
from channels.rss.xml_text import is_valid_xml
from tests.channels.platforms import PLAIN_POST, opened
from tests.channels.server import Server

FEED = FeedInfo(
    title="Phổ biến pháp luật tỉnh Hương Giang",
    link="https://loa.huonggiang.gov.vn/",
    address="https://loa.huonggiang.gov.vn/feeds/tat-ca.xml",
    description="Dữ liệu mẫu",
    began_at=datetime(2026, 1, 1, tzinfo=UTC),
    hub="https://hub.huonggiang.gov.vn/",
)
PICTURE = Picture("https://loa.huonggiang.gov.vn/m/1.png", "image/png", 12_345, 1200, 630, "Thẻ “tách thửa” & <đất>")
ENTRY = Entry(
    guid="https://loa.huonggiang.gov.vn/l/ab12",
    title="Tách thửa & hợp thửa <đất ở>",
    link="https://loa.huonggiang.gov.vn/l/ab12",
    summary="Diện tích tối thiểu.\nNội dung tóm tắt, không thay thế văn bản gốc.",
    published_at=datetime(2026, 11, 24, 1, 0, 0, 5, tzinfo=UTC),
    updated_at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
    categories=("Đất đai", "Quyết định"),
    picture=PICTURE,
)
OTHER = replace(ENTRY, guid="post-7", link="https://loa.huonggiang.gov.vn/l/cd?a=1&b=2", picture=None, categories=())


def test_publishing_is_one_reversible_step_without_a_request(server: Server) -> None:
    with opened("rss", server.address) as account:
        step = account.adapter.begin(PLAIN_POST)
        assert not step.irreversible
        assert account.adapter.advance(PLAIN_POST, step.progress) == Published(
            PLAIN_POST.link or "", PLAIN_POST.link or ""
        )
    assert not server.requests


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "Ha\u0323n"}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"text": "a\x0bb"}, "text"),
        ({"link": None}, "link"),
        ({"link": "l/ab12"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_an_unfit_entry_is_refused(change: dict[str, str], field: str, server: Server) -> None:
    post = replace(PLAIN_POST, **change)  # type: ignore[arg-type]
    with opened("rss", server.address) as account:
        assert field in {problem.field for problem in account.adapter.check(post)}
        with pytest.raises(Rejected):
            account.adapter.advance(post, account.adapter.begin(post).progress)


def test_rss_says_everything() -> None:
    written = render_rss(FEED, [ENTRY, OTHER])
    channel = etree.fromstring(written).find("channel")
    assert channel.findtext("language") == "vi"
    assert channel.findtext("lastBuildDate") == "Tue, 24 Nov 2026 09:00:00 +0700"
    links = [(link.get("rel"), link.get("href")) for link in channel.findall(f"{{{ATOM}}}link")]
    assert links == [("self", FEED.address), ("hub", FEED.hub)]
    first, second = channel.findall("item")
    assert first.findtext("title") == ENTRY.title
    assert first.findtext("pubDate") == "Tue, 24 Nov 2026 08:00:00 +0700"
    assert (first.find("guid").text, first.find("guid").get("isPermaLink")) == (ENTRY.guid, "true")
    assert (second.find("guid").text, second.find("guid").get("isPermaLink")) == ("post-7", "false")
    assert [category.text for category in first.findall("category")] == ["Đất đai", "Quyết định"]
    enclosure = first.find("enclosure")
    assert dict(enclosure.attrib) == {"url": PICTURE.url, "length": "12345", "type": "image/png"}
    content = first.find(f"{{{MEDIA}}}content")
    assert (content.get("url"), content.get("fileSize"), content.get("width")) == (PICTURE.url, "12345", "1200")
    assert content.findtext(f"{{{MEDIA}}}description") == PICTURE.alt_text
    assert second.find("enclosure") is None


def test_atom_says_everything() -> None:
    root = etree.fromstring(render_atom(FEED, [ENTRY, OTHER]))
    assert root.findtext(f"{{{ATOM}}}updated") == "2026-11-24T09:00:00+07:00"
    relations = {link.get("rel"): link.get("href") for link in root.findall(f"{{{ATOM}}}link")}
    assert relations == {"self": FEED.address, "hub": FEED.hub, "alternate": FEED.link}
    first, second = root.findall(f"{{{ATOM}}}entry")
    assert first.findtext(f"{{{ATOM}}}id") == ENTRY.guid
    assert second.findtext(f"{{{ATOM}}}id") == "urn:loa:post-7"
    links = {link.get("rel"): dict(link.attrib) for link in first.findall(f"{{{ATOM}}}link")}
    assert links["alternate"]["href"] == ENTRY.link
    assert links["enclosure"]["length"] == "12345"


@pytest.mark.parametrize("render", [render_rss, render_atom])
def test_a_reader_sees_what_was_written(render: object) -> None:
    assert callable(render)
    parsed = feedparser.parse(render(FEED, [ENTRY, OTHER]))
    assert not parsed.bozo
    assert [entry.link for entry in parsed.entries] == [ENTRY.link, OTHER.link]
    assert parsed.entries[0].published_parsed[:5] == (2026, 11, 24, 1, 0)
    assert parsed.entries[0].enclosures[0].length == "12345"


def test_an_empty_feed_is_as_old_as_its_beginning() -> None:
    for written in (render_rss(FEED, []), render_atom(FEED, [])):
        assert not feedparser.parse(written).bozo
        assert b"2026" in written
    assert b"Thu, 01 Jan 2026 07:00:00 +0700" in render_rss(FEED, [])


@pytest.mark.parametrize("render", [render_rss, render_atom])
def test_a_relative_address_or_a_naive_time_is_refused(render: object) -> None:
    assert callable(render)
    for wrong in (
        replace(ENTRY, link="/l/1"),
        replace(ENTRY, picture=replace(PICTURE, url="m/1.png")),
        replace(ENTRY, published_at=datetime(2026, 1, 1)),  # noqa: DTZ001
    ):
        with pytest.raises(ValueError, match="must be"):
            render(FEED, [wrong])


any_text = st.text(max_size=80)
any_time = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-9))]),
)
pictures = st.builds(
    Picture,
    url=st.just("https://a.vn/m/1.png?a=1&b=2"),
    mime=st.just("image/png"),
    bytes=st.integers(0, 10**9),
    width=st.integers(1, 9000),
    height=st.integers(1, 9000),
    alt_text=any_text,
)
entries = st.builds(
    Entry,
    guid=any_text,
    title=any_text,
    link=st.from_regex(r"https://a\.vn/l/[a-z0-9]{1,8}\?x=1&y=2", fullmatch=True),
    summary=any_text,
    published_at=any_time,
    updated_at=any_time,
    categories=st.lists(any_text, max_size=3).map(tuple),
    picture=st.none() | pictures,
)
feeds = st.builds(
    FeedInfo,
    title=any_text,
    link=st.just("https://a.vn/"),
    address=st.just("https://a.vn/f.xml?a=1&b=2"),
    description=any_text,
    began_at=any_time,
    hub=st.none() | st.just("https://hub.vn/"),
)


@given(feeds, st.lists(entries, max_size=4))
def test_any_feed_is_valid_and_the_same_each_time(feed: FeedInfo, listed: list[Entry]) -> None:
    for render in (render_rss, render_atom):
        written = render(feed, listed)
        assert written == render(feed, listed)
        assert is_valid_xml(written.decode())
        parsed = feedparser.parse(written)
        assert not parsed.bozo
        assert [entry.link for entry in parsed.entries] == [entry.link for entry in listed]
        assert all(entry.id and entry.title for entry in parsed.entries)
