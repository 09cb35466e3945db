"""Feeds as they come: broken, bombed, mislabelled; questions; text documents."""

import copy
import json
from html import escape
from time import thread_time

import feedparser
import pytest
from feedparser import FeedParserDict

from distributor.ingest.content import content_of
from distributor.ingest.entry import Entry, UnreadableSource
from distributor.ingest.kinds import default_kinds
from distributor.ingest.parse import parse_feed
from distributor.ingest.plain import parse_plain
from distributor.ingest.questions import parse_questions
from tests.ingest.support import ADDRESS, decomposed, item, rss


def only(body: bytes) -> Entry:
    (raw,) = parse_feed(body, address=ADDRESS).entries
    return raw.read()


def test_an_empty_feed_is_fine() -> None:
    parsed = parse_feed(rss([]), address=ADDRESS)
    assert (parsed.title, parsed.link, parsed.entries, parsed.warnings) == (
        "Trang mẫu", "https://pbgdpl.huonggiang.example/", (), (),
    )  # fmt: skip


def test_a_full_entry() -> None:
    entry = only(
        rss(
            [
                item(
                    " Đ&atilde; c&oacute; \n luật ",
                    guid="a-1",
                    link="\n/tin/1?tc=9\n",
                    text='<a href="/tin/1"><img width=130 height=100 src="/anh/1_180x108.jpg" ></a></br>Tóm tắt',
                    date="Sat, 27 Jan 24 14:15:00 +0700",
                    category="Văn bản mới",
                    more='<enclosure url="/tep/1.pdf" type="application/pdf" length="12"/>',
                )
            ]
        )
    )
    assert entry.title == "Đã có luật"
    assert entry.guid == "a-1"
    assert entry.link == "https://pbgdpl.huonggiang.example/tin/1?tc=9"
    assert entry.published is not None
    assert entry.published.isoformat() == "2024-01-27T07:15:00+00:00"
    assert entry.categories == ("Văn bản mới",)
    assert entry.pictures == ("https://pbgdpl.huonggiang.example/anh/1_180x108.jpg",)
    assert [(each.address, each.length) for each in entry.enclosures] == [
        ("https://pbgdpl.huonggiang.example/tep/1.pdf", 12)
    ]


@pytest.mark.parametrize(
    "title",
    [
        '<title type="xhtml"><div NS>Quyết định <b>về</b> học phí</div></title>',
        '<title type="xhtml"><h:div NS:h><h:p>Quyết định <h:em>về</h:em> học phí</h:p></h:div></title>',
        '<title type="xhtml"><div NS><script>x()</script><style>p{}</style>Quyết định về học phí</div></title>',
        '<title type="html">&lt;p&gt;Quyết định về học phí&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</title>',
        '<title type="html">&amp;lt;b&amp;gt;Quyết định&amp;lt;/b&amp;gt; về h&amp;amp;#7885;c phí</title>',
        '<title type="text">Quyết định\n   về\n học\tphí</title>',
        "<title>&lt;div class='x'&gt;Quyết định&lt;br/&gt;về học phí&lt;/div&gt;</title>",
        "<title><![CDATA[<script>var a='x<y';</script>Quyết định về học phí]]></title>",
        "<title><![CDATA[<style>td{a:b}</style><h1>Quyết định</h1><o:p></o:p> về học phí <!-- nháp -->]]></title>",
        "<title><![CDATA[Quyết định về học phí<script>x()]]></title>",
        "<title>&lt;img src=x onerror=x()&gt;Quyết định về học phí</title>",
        "<title><![CDATA[<scr<script></script>ipt>x()</script>Quyết định về học phí]]></title>",
    ],
)
def test_a_title_is_text_whatever_it_was_written_in(title: str) -> None:
    title = title.replace("NS:h", 'xmlns:h="http://www.w3.org/1999/xhtml"').replace(
        "NS", 'xmlns="http://www.w3.org/1999/xhtml"'
    )
    once = "<p>Nộp tại xã.</p><script>x()</script>" + escape("<p>Hai</p><script>y()</script>")
    summary = escape(once)
    entry = only(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title><id>a</id><entry>{title}<id>1</id>'
        f'<link href="https://a.example/1"/><summary type="html">{summary}</summary></entry></feed>'.encode()
    )
    content = content_of(entry, default_kinds(), "")
    assert content.title == "Quyết định về học phí"
    assert content.text == "Nộp tại xã.\n\nHai"


@pytest.mark.parametrize("source", ["/logo.png", "/anh/logo-so-tu-phap.jpg", "/no-image.gif"])
def test_a_logo_is_no_picture(source: str) -> None:
    body = rss([item("Tin", link="/1", text=f'<img src="{source}">x'), "<image><url>/logo.png</url></image>"])
    assert only(body).pictures == ()


@pytest.mark.parametrize(
    ("body", "titles", "warning"),
    [
        (b"\n rac <b>\n" + rss([item("A")]), ["A"], "đứng trước"),
        (rss(["<item><title>A & B</title></item>"]), ["A & B"], "tự sửa"),
        (rss([item("A", more='<enclosure url="/a.jpg?w=1&h=2&q=3" type="image/jpeg"/>')]), ["A"], "tự sửa"),
        (rss(["<item><title>A\x0bB</title></item>"]), ["AB"], "tự sửa"),
        (rss(["<item><title>A&nbsp;B</title></item>"]), ["A B"], ""),
        (rss([item("A"), item("B", text="dở dang")])[:-45], ["A"], "cắt cụt"),
        (rss([item("A"), item("B")])[:-10], ["A", "B"], "hỏng"),
        (rss([item(decomposed("Ủy ban"))]), ["Ủy ban"], ""),
        (rss([item("&amp;aacute;")]), ["á"], ""),
    ],
)
def test_feeds_with_faults(body: bytes, titles: list[str], warning: str) -> None:
    parsed = parse_feed(body, address=ADDRESS)
    assert [raw.read().title for raw in parsed.entries] == titles
    assert warning in " ".join(parsed.warnings)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss version='2.0'><channel><title>&i;</title></channel></rss>"
).encode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BOMB, "<!ENTITY"),
        (b"<!-- <rss> -->" + BOMB, "<!ENTITY"),
        (BOMB.decode().encode("utf-16"), "<!ENTITY"),
        (b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>', "<!ENTITY"),
        (b"<!DOCTYPE html><html><head><title>x</title></head></html>", "HTML"),
        (
            b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss/tin.rss"></head></html>',
            "https://pbgdpl.huonggiang.example/rss/tin.rss",
        ),
        (b'{"a": 1}', "JSON"),
        (b"", "rỗng"),
        (b"<sitemap></sitemap>", "XML"),
        ("chào".encode(), "chào"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_was_found(body: bytes, words: str) -> None:
    with pytest.raises(UnreadableSource) as raised:
        parse_feed(body, address=ADDRESS)
    assert words in str(raised.value)
    assert ADDRESS in str(raised.value)


def test_an_article_about_entities_is_no_bomb() -> None:
    assert only(rss([item("Tin", text="Cú pháp &lt;!ENTITY a&gt; và <!ENTITY b")])).title == "Tin"


@pytest.mark.parametrize("filler", ["<![CDATA[", "<!--", '<img "', "<a href=" + " " * 3000])
def test_hostile_repetition_is_read_in_bounded_time(filler: str) -> None:
    started = thread_time()
    parsed = parse_feed(rss([f"<item><title>A</title>{filler * 300}"]), address=ADDRESS)
    for raw in parsed.entries:
        raw.read()
    assert thread_time() - started < 10


def test_the_fingerprint_follows_the_entry_alone() -> None:
    (one,) = parse_feed(rss([item("A", link="/1", text="x")], title="Hôm qua"), address=ADDRESS).entries
    (same,) = parse_feed(rss([item(decomposed("A"), link="/1", text="x")], title="Hôm nay"), address=ADDRESS).entries
    (other,) = parse_feed(rss([item("A", link="/1", text="y")]), address=ADDRESS).entries
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_questions() -> None:
    body = json.dumps(
        [
            {
                "url": "https://a.example/hoi-1",
                "title": "Hạn mức?",
                "introduction": "Câu hỏi của bạn đọc.",
                "content": [{"sub_title": "Mục 1", "sub_content": ["Đoạn <một>", [["Điều 1"], "Điều 2"]]}],
            },
            "hỏng",
        ]
    ).encode()
    good, broken = parse_questions(body).entries
    entry = good.read()
    assert (entry.kind, entry.link, entry.title) == ("question", "https://a.example/hoi-1", "Hạn mức?")
    assert "&lt;một&gt;" in entry.content_html
    assert "<blockquote><blockquote><p>Điều 1</p></blockquote><p>Điều 2</p></blockquote>" in entry.content_html
    with pytest.raises(UnreadableSource):
        broken.read()


@pytest.mark.parametrize("body", [b"{}", b"[", b"[" * 100_000])
def test_what_is_no_list_of_questions(body: bytes) -> None:
    with pytest.raises(UnreadableSource):
        parse_questions(body, address="/a.json")


@pytest.mark.parametrize(
    ("text", "title", "kind"),
    [
        ("KẾ HOẠCH\nThực hiện Đề án “Tăng cường\n phổ biến”\n\nI", "Kế hoạch thực hiện Đề án “Tăng cường phổ biến”", "plan"),
        ("UBND TỈNH\nSố: 1/KH-UBND\n\n KẾ HOẠCH\n\nNgày Pháp luật 2026\n-----\nI. MỤC", "Kế hoạch Ngày Pháp luật 2026", "plan"),
        ("THÔNG BÁO\nVề lịch tiếp công dân\n\nx", "Thông báo về lịch tiếp công dân", ""),
        ("Chào bà con\nx", "Chào bà con", ""),
    ],
)  # fmt: skip
def test_text_documents(text: str, title: str, kind: str) -> None:
    (raw,) = parse_plain(text.encode(), address="/a.txt").entries
    entry = raw.read()
    assert (entry.title, entry.kind, entry.link) == (title, kind, "")


@pytest.mark.parametrize("body", [b"", b" \n ", b"PK\x03\x04\x00\x00"])
def test_what_is_no_text_document(body: bytes) -> None:
    with pytest.raises(UnreadableSource):
        parse_plain(body, address="/a.txt")


def test_what_was_made_quicker_in_feedparser_does_the_same() -> None:
    for character in map(chr, range(0x3000)):
        assert character.translate(feedparser.mixin._cp1252) == character.translate(feedparser.html._cp1252)
    given = feedparser.FeedParserDict(value="một", links=[{"href": "hai"}])
    copied = copy.deepcopy(given)
    assert isinstance(copied, feedparser.FeedParserDict)
    assert copied == given
    assert copied["links"][0] is not given["links"][0]
    for base in ("", "https://mot.example/a/", "mot"):
        for address in (
            "",
            "b",
            "https://hai.example/b",
            "https:////hai.example//b",
            "//hai.example",
            "https://[",
            ":///",
        ):
            assert feedparser.mixin._urljoin(base, address) == feedparser.urls._urljoin(base, address)


@pytest.mark.parametrize(
    "title", ["một", "mot", "Ư\x93ai\x94", "Ai\x85!", "một\nhai", "một\nhai \x96 ba", "\x93 \u00e9", "\x81 ư"]
)
def test_controls_of_windows_are_letters_and_words_plain(title: str) -> None:
    found = feedparser.parse(
        f"<rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>".encode()
    )
    (entry,) = found.entries
    assert entry.title == title.translate(feedparser.html._cp1252)
    assert type(entry.title) is type(entry.title_detail.value) is str


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_keys_of_feedparser_are_found_as_it_finds_them() -> None:
    names = {
        *feedparser.FeedParserDict.keymap,
        "summary",
        "subtitle",
        "title",
        "updated",
        "updated_parsed",
        "published",
    }
    names |= {"published_parsed", "category", "enclosures", "license", "tags", "links", "href", "feed", "nothing"}
    plainly = FeedParserDict.__getitem__
    for held in names:
        given = FeedParserDict({held: "một", "tags": [{"term": "hai"}], "links": [{"rel": "license", "href": "ba"}]})
        for name in names:
            try:
                found = plainly(given, name)
            except KeyError:
                found = "none"
            assert given.get(name, "none") == found, (held, name)
            if name not in {"updated", "updated_parsed"}:  # it gives one for the other, and tells that neither is there
                assert (name in given) == (found != "none"), (held, name)
