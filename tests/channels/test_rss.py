"""RSS: what the adapter refuses, and feeds that every reader takes whatever their entries hold."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.html import fragment_fromstring

from channels.base import Edits, Published, Withdraws
from channels.errors import Rejected
from channels.rss.entries import EnclosedFile, FeedInfo, FeedItem
from channels.rss.feed import ATOM, CONTENT, MEDIA, render_atom, render_rss
from channels.rss.json_feed import render_json
from channels.rss.xml_text import is_valid_xml
from tests.channels.platforms import PLAIN_POST, clip, opened, picture
from tests.channels.server import Server

FEED = FeedInfo(
    title="Phổ biến pháp luật tỉnh Hương Giang",
    link="https://loa.huonggiang.gov.vn/",
    address="https://loa.huonggiang.gov.vn/feeds/tat-ca.xml",
    description="Dữ liệu mẫu",
    began_at=datetime(2026, 1, 1, tzinfo=UTC),
    hub="https://hub.huonggiang.gov.vn/",
)
PICTURE = EnclosedFile(
    "https://loa.huonggiang.gov.vn/m/1.png", "image/png", 12_345, 1200, 630, "Thẻ “tách thửa” & <đất>"
)
ENTRY = FeedItem(
    guid="https://loa.huonggiang.gov.vn/l/ab12",
    title="Tách thửa & hợp thửa <đất ở>",
    link="https://loa.huonggiang.gov.vn/l/ab12",
    summary="Diện tích tối thiểu.\nNội dung tóm tắt, không thay thế văn bản gốc.",
    published_at=datetime(2026, 11, 24, 1, 0, 0, 5, tzinfo=UTC),
    updated_at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
    categories=("Đất đai", "Quyết định"),
    media=(PICTURE,),
)
VIDEO = EnclosedFile("https://loa.huonggiang.gov.vn/m/2.mp4", "video/mp4", 7_654_321, 1280, 720, "Video tóm tắt", 42.4)
SOUND = EnclosedFile("https://loa.huonggiang.gov.vn/m/3.wav", "audio/wav", 2_976_044, 0, 0, "", 31.0)
BOTH = replace(ENTRY, media=(PICTURE, VIDEO))
OTHER = replace(ENTRY, guid="post-7", link="https://loa.huonggiang.gov.vn/l/cd?a=1&b=2", media=(), categories=())


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


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, False),
        ({"bytes": 0}, True),
        ({"duration_s": 0.0}, True),
        ({"mime": "video/quicktime"}, True),
        ({"width": 4000, "height": 100}, True),
    ],
)
def test_a_video_stands_beside_pictures(change: dict[str, object], refused: bool, server: Server, folder: Path) -> None:
    video = replace(clip(folder), **change)  # type: ignore[arg-type]
    with opened("rss", server.address) as account:
        problems = account.adapter.check(replace(PLAIN_POST, media=(picture(folder), picture(folder), video)))
    assert [problem.field for problem in problems] == (["media"] if refused else [])


def test_an_edit_keeps_the_id_and_only_fit_words_are_taken(server: Server) -> None:
    with opened("rss", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Edits)
        assert isinstance(adapter, Withdraws)
        assert adapter.edit("https://a.vn/l/1", PLAIN_POST) == Published("https://a.vn/l/1", PLAIN_POST.link or "")
        with pytest.raises(Rejected):
            adapter.edit("https://a.vn/l/1", replace(PLAIN_POST, title=" "))
        adapter.withdraw("https://a.vn/l/1")
    assert not server.requests


@pytest.mark.parametrize(
    ("text", "fields"),
    [("a" * 60_000, ["text"]), ("👨‍👩‍👧‍👦 مرحبا \u200f שלום", []), ("e\u0302\u0301", ["text"]), ("\ud800", ["text"])],
    ids=["60,000", "emoji and right to left", "decomposed", "half a character"],
)
def test_texts_of_every_kind(text: str, fields: list[str], server: Server) -> None:
    with opened("rss", server.address) as account:
        assert [problem.field for problem in account.adapter.check(replace(PLAIN_POST, text=text))] == fields


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
    assert content.findtext(f"{{{MEDIA}}}title") == PICTURE.alt_text
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


VERY_TEXTS = (
    "a < b & c",
    "<b>",
    "<b>đậm</b> & R&D",
    "Dùng &lt;p&gt; hay &amp; thay cho &copy",
    "5 <3 và 3>5; x<y",
    "<script>alert(1)</script>",
    "<!-- ẩn --> <?php",
    "Điều 1\nĐiều 2 < Điều 3",
)


def rendered(html: str) -> str:
    """What a person sees of HTML; a browser's own rules of what is a tag, a reference, or plain text."""
    shown = fragment_fromstring(html.replace("\n", " "), create_parent="div")
    for line_break in shown.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "").lstrip()
    return str(shown.text_content())


def shown_by_feedparser(detail: feedparser.FeedParserDict) -> str:
    return rendered(detail.value) if detail.type == "text/html" else str(detail.value)


@pytest.mark.parametrize("text", VERY_TEXTS)
def test_every_reader_shows_the_very_text(text: str) -> None:
    """One that takes titles and descriptions for HTML, and one that knows what each form says of them."""
    title = " ".join(text.split())
    feed, entry = replace(FEED, title=title, description=text), replace(ENTRY, title=title, summary=text)
    channel = etree.fromstring(render_rss(feed, [entry])).find("channel")
    for place, named in ((channel, (title, text)), (channel.find("item"), (title, text))):
        assert (rendered(place.findtext("title")), rendered(place.findtext("description"))) == named
    for render in (render_rss, render_atom):
        parsed = feedparser.parse(render(feed, [entry]))
        for shown in (parsed.entries[0].title_detail, parsed.feed.title_detail):
            assert shown_by_feedparser(shown) == title
        for shown in (parsed.entries[0].summary_detail, parsed.feed.subtitle_detail):
            assert shown_by_feedparser(shown) == text
    atom = etree.fromstring(render_atom(feed, [entry])).find(f"{{{ATOM}}}entry")
    assert [atom.find(f"{{{ATOM}}}{name}").get("type", "text") for name in ("title", "summary")] == ["text", "text"]
    assert (atom.findtext(f"{{{ATOM}}}title"), atom.findtext(f"{{{ATOM}}}summary")) == (title, text)


@pytest.mark.parametrize("text", [*VERY_TEXTS, "Một.\n\nHai: https://a.vn/x?a=1&b=2.\nBa"])
def test_the_whole_entry_shows_the_very_text(text: str) -> None:
    """In each form, as a browser shows it and as feedparser lets it through; pictures add no words, addresses are links."""
    entry = replace(ENTRY, summary=text, media=(PICTURE, VIDEO, SOUND))
    item = etree.fromstring(render_rss(FEED, [entry])).find("channel/item")
    atom = etree.fromstring(render_atom(FEED, [entry])).find(f"{{{ATOM}}}entry/{{{ATOM}}}content")
    whole = item.findtext(f"{{{CONTENT}}}encoded")
    assert atom.get("type") == "html"
    assert whole == atom.text == json.loads(render_json(FEED, [entry]))["items"][0]["content_html"]
    seen = [feedparser.parse(render(FEED, [entry])).entries[0].content[0].value for render in (render_rss, render_atom)]
    for html in (whole, *seen):
        shown = fragment_fromstring(html, create_parent="div")
        assert [rendered(etree.tostring(one, encoding="unicode", with_tail=False)) for one in shown.findall("p")] == [
            *(part for part in text.split("\n\n")),
            "",
        ]
        [image] = shown.iter("img")
        assert (image.get("src"), image.get("alt")) == (PICTURE.url, PICTURE.alt_text)
    links = [link.get("href") for link in fragment_fromstring(whole, create_parent="div").iter("a")]
    assert links == (["https://a.vn/x?a=1&b=2"] if "https" in text else [])


def broken_rules(written: bytes) -> list[str]:
    """What the W3C's feed validator, the RSS profile and RFC 4287 and 5005 would say, of rules that our feeds touch."""
    root = etree.fromstring(written)
    channel = root.find("channel")
    entries = root.findall(f"{{{ATOM}}}entry") if channel is None else channel.findall("item")
    head = root if channel is None else channel
    wrong: list[str] = []
    relations = [link.get("rel") for link in head.findall(f"{{{ATOM}}}link")]
    wrong += [f"{name} twice" for name in set(relations) if relations.count(name) > 1]
    wrong += [] if "self" in relations else ["MissingSelf"]
    ids = [entry.findtext("guid") or entry.findtext(f"{{{ATOM}}}id") for entry in entries]
    wrong += [] if len(set(ids)) == len(ids) else ["DuplicateIds"]
    for entry in entries:
        names = [child.tag for child in entry]
        html = entry.findtext(f"{{{CONTENT}}}encoded") or entry.findtext(f"{{{ATOM}}}content") or ""
        if channel is not None and names.index("description") > names.index(f"{{{CONTENT}}}encoded"):
            wrong.append("NeedDescriptionBeforeContent")
        tree = fragment_fromstring(html, create_parent="div")
        wrong += [f"SecurityRisk {one.tag}" for one in tree.iter() if one.tag not in ("div", "p", "br", "a", "img")]
        wrong += [
            f"SecurityRiskAttr {name}" for one in tree.iter() for name in one.attrib if name.startswith(("on", "style"))
        ]
        used = [one.get("href") or one.get("src") for one in tree.iter("a", "img")]
        wrong += [f"ContainsRelRef {one}" for one in used if not str(one).startswith(("https://", "http://"))]
        wrong += ["MissingAlt" for one in tree.iter("img") if one.get("alt") is None]
        if len(entry.findall("enclosure")) > 1:
            wrong.append("DuplicateEnclosure")
        for one in [*entry.findall("enclosure"), *entry.findall(f"{{{ATOM}}}link[@rel='enclosure']")]:
            wrong += [] if "/" in one.get("type") and int(one.get("length")) > 0 else ["InvalidEnclosure"]
    return wrong


@pytest.mark.parametrize("render", [render_rss, render_atom])
@pytest.mark.parametrize("media", [(), (PICTURE,), (PICTURE, VIDEO, SOUND), (SOUND, PICTURE)])
def test_the_validators_rules_hold(render: Callable[..., bytes], media: tuple[EnclosedFile, ...]) -> None:
    paged = replace(FEED, first=FEED.address, newer=FEED.address, older=f"{FEED.address}?trang=3")
    entries = [replace(ENTRY, media=media, summary=text, guid=f"g{number}") for number, text in enumerate(VERY_TEXTS)]
    assert broken_rules(render(paged, entries)) == []


def test_a_sound_is_enclosed_where_there_is_no_video() -> None:
    for media, enclosed in (((PICTURE, SOUND), SOUND), ((PICTURE, SOUND, VIDEO), VIDEO), ((PICTURE,), PICTURE)):
        entry = replace(ENTRY, media=media)
        item = etree.fromstring(render_rss(FEED, [entry])).find("channel/item")
        assert [one.get("url") for one in item.findall("enclosure")] == [enclosed.url]
        sounds = [one for one in item.findall(f"{{{MEDIA}}}content") if one.get("medium") == "audio"]
        assert [(one.get("url"), one.get("duration"), one.get("width")) for one in sounds] == (
            [(SOUND.url, "31", None)] if SOUND in media else []
        )
        parsed = feedparser.parse(render_atom(FEED, [entry])).entries[0]
        assert [one.href for one in parsed.enclosures] == [one.url for one in media]
        attachments = json.loads(render_json(FEED, [entry]))["items"][0]["attachments"]
        assert [one["mime_type"] for one in attachments] == [one.mime for one in media]


def test_older_entries_are_on_further_pages() -> None:
    """RFC 5005, 3; JSON Feed's `next_url`."""
    page = replace(
        FEED, address=f"{FEED.address}?trang=2", first=FEED.address, newer=FEED.address, older=f"{FEED.address}?trang=3"
    )
    for render in (render_rss, render_atom):
        parsed = feedparser.parse(render(page, [ENTRY]))
        links = {link.rel: link.href for link in parsed.feed.links if link.rel not in ("alternate", "hub")}
        assert links == {"self": page.address, "first": page.first, "previous": page.newer, "next": page.older}
    assert json.loads(render_json(page, [ENTRY]))["next_url"] == page.older
    assert b"next" not in render_rss(FEED, [ENTRY]).partition(b"<item>")[0]


def test_a_title_that_reads_alike_as_text_and_as_html_stays_plain() -> None:
    for title in ("a < b & c", "R&D <3", "Tách thửa & hợp thửa <đất ở>"):
        written = render_rss(FEED, [replace(ENTRY, title=title)])
        assert feedparser.parse(written).entries[0].title == etree.fromstring(written).findtext("channel/item/title")
        assert etree.fromstring(written).findtext("channel/item/title") == title


def test_a_video_is_the_enclosure_and_every_medium_is_there() -> None:
    item = etree.fromstring(render_rss(FEED, [BOTH])).find("channel/item")
    enclosures = item.findall("enclosure")
    assert [dict(one.attrib) for one in enclosures] == [{"url": VIDEO.url, "length": "7654321", "type": "video/mp4"}]
    picture, video = item.findall(f"{{{MEDIA}}}content")
    assert (picture.get("medium"), video.get("medium")) == ("image", "video")
    assert (picture.get("duration"), video.get("duration")) == (None, "42")
    assert (picture.get("isDefault"), video.get("isDefault")) == (None, "true")
    entry = etree.fromstring(render_atom(FEED, [BOTH])).find(f"{{{ATOM}}}entry")
    links = [link for link in entry.findall(f"{{{ATOM}}}link") if link.get("rel") == "enclosure"]
    assert [(link.get("href"), link.get("type"), link.get("length")) for link in links] == [
        (PICTURE.url, "image/png", "12345"),
        (VIDEO.url, "video/mp4", "7654321"),
    ]


def test_json_says_everything() -> None:
    feed = json.loads(render_json(FEED, [BOTH, OTHER]))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"], feed["language"]) == (FEED.link, FEED.address, "vi")
    assert feed["hubs"] == [{"type": "WebSub", "url": FEED.hub}]
    first, second = feed["items"]
    assert (first["id"], first["url"], first["title"]) == (ENTRY.guid, ENTRY.link, ENTRY.title)
    assert first["content_text"] == ENTRY.summary
    assert first["date_published"] == "2026-11-24T08:00:00+07:00"
    assert first["date_modified"] == "2026-11-24T09:00:00+07:00"
    assert (first["tags"], first["image"]) == (["Đất đai", "Quyết định"], PICTURE.url)
    assert first["attachments"] == [
        {"url": PICTURE.url, "mime_type": "image/png", "title": PICTURE.alt_text, "size_in_bytes": 12_345},
        {
            "url": VIDEO.url,
            "mime_type": "video/mp4",
            "title": VIDEO.alt_text,
            "size_in_bytes": 7_654_321,
            "duration_in_seconds": 42.4,
        },
    ]
    assert second["id"] == "post-7"
    assert {"attachments", "image", "tags"}.isdisjoint(second)
    assert "hubs" not in json.loads(render_json(replace(FEED, hub=None), []))


@pytest.mark.parametrize("render", [render_rss, render_atom])
def test_a_reader_sees_that_an_entry_was_changed(render: object) -> None:
    assert callable(render)
    parsed = feedparser.parse(render(FEED, [ENTRY]))
    assert parsed.entries[0].updated_parsed[:5] == (2026, 11, 24, 2, 0)


def test_a_feed_is_as_new_as_what_left_it() -> None:
    feed = replace(FEED, changed_at=datetime(2026, 11, 25, 3, 0, tzinfo=UTC))
    channel = etree.fromstring(render_rss(feed, [ENTRY])).find("channel")
    assert channel.findtext("lastBuildDate") == "Wed, 25 Nov 2026 10:00:00 +0700"
    assert etree.fromstring(render_atom(feed, [])).findtext(f"{{{ATOM}}}updated") == "2026-11-25T10:00:00+07:00"


def test_an_empty_feed_is_as_old_as_its_beginning() -> None:
    for written in (render_rss(FEED, []), render_atom(FEED, [])):
        assert not feedparser.parse(written).bozo
        assert b"2026" in written
    assert b"Thu, 01 Jan 2026 07:00:00 +0700" in render_rss(FEED, [])


@pytest.mark.parametrize("render", [render_rss, render_atom, render_json])
def test_a_relative_address_or_a_naive_time_is_refused(render: object) -> None:
    assert callable(render)
    for wrong in (
        replace(ENTRY, link="/l/1"),
        replace(ENTRY, media=(replace(PICTURE, url="m/1.png"),)),
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
    EnclosedFile,
    url=st.just("https://a.vn/m/1.png?a=1&b=2"),
    mime=st.sampled_from(["image/png", "video/mp4", "audio/wav"]),
    bytes=st.integers(0, 10**9),
    width=st.integers(1, 9000),
    height=st.integers(1, 9000),
    alt_text=any_text,
    duration_s=st.floats(0, 10_000),
)
entries = st.builds(
    FeedItem,
    guid=any_text,
    title=any_text,
    link=st.from_regex(r"https://a\.vn/l/[a-z0-9]{1,8}\?x=1&y=2", fullmatch=True),
    summary=any_text,
    published_at=any_time,
    updated_at=any_time,
    categories=st.lists(any_text, max_size=3).map(tuple),
    media=st.lists(pictures, max_size=3).map(tuple),
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
def test_any_feed_is_valid_and_the_same_each_time(feed: FeedInfo, listed: list[FeedItem]) -> None:
    for render in (render_rss, render_atom):
        written = render(feed, listed)
        assert written == render(feed, listed)
        assert is_valid_xml(written.decode())
        parsed = feedparser.parse(written)
        assert not parsed.bozo
        assert [entry.link for entry in parsed.entries] == [entry.link for entry in listed]
        assert all(entry.id and entry.title for entry in parsed.entries)
    written = render_json(feed, listed)
    assert written == render_json(feed, listed)
    assert [item["url"] for item in json.loads(written)["items"]] == [entry.link for entry in listed]
