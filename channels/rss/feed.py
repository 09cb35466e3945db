"""Feeds as bytes: RSS 2.0 and Atom from the same entries, through feedgen.

Pure: the same feed and entries give the same bytes, for nothing asks the clock. Valid whatever the entries hold: characters
that XML cannot carry are dropped, text is NFC, addresses are absolute. Times are Vietnam's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from unicodedata import normalize
from urllib.parse import quote

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from channels.checks import is_absolute_link
from channels.rss.xml_text import strip_invalid_xml

VIETNAM = timezone(timedelta(hours=7))
ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
GENERATOR = "Loa"


@dataclass(frozen=True)
class FeedInfo:
    """A feed. `link`: the page it belongs to; `address`: its own; `hub`: of WebSub. All absolute.

    `began_at`: stands for the time of a feed that has no entry yet.
    """

    title: str
    link: str
    address: str
    description: str
    began_at: datetime
    language: str = "vi"
    hub: str | None = None


@dataclass(frozen=True)
class Picture:
    """A picture of an entry. `bytes`: its true length, width and height in pixels."""

    url: str
    mime: str
    bytes: int
    width: int
    height: int
    alt_text: str


@dataclass(frozen=True)
class Entry:
    """An entry. `guid` never changes. `published_at` and `updated_at` are aware. `summary` is plain text."""

    guid: str
    title: str
    link: str
    summary: str
    published_at: datetime
    updated_at: datetime
    categories: tuple[str, ...] = ()
    picture: Picture | None = None


def render_rss(feed: FeedInfo, entries: Sequence[Entry]) -> bytes:
    """RSS 2.0 with rel=self, rel=hub and Media RSS, entries in the order given."""
    generator = _generator(feed)
    generator.lastBuildDate(_newest(feed, entries))
    for entry in entries:
        node = _add(generator, entry)
        guid = _guid(entry)
        node.guid(guid, permalink=guid == _address(entry.link))
        node.link(href=_address(entry.link))
        node.description(_summary(entry))
        if entry.picture is not None:
            node.enclosure(_address(entry.picture.url), str(entry.picture.bytes), entry.picture.mime)
    root = etree.fromstring(generator.rss_str())
    channel = root.find("channel")
    if feed.hub:
        # feedgen writes no other link relation than self into RSS.
        hub = etree.Element(f"{{{ATOM}}}link", href=_address(feed.hub), rel="hub")
        channel.insert(list(channel).index(channel.find(f"{{{ATOM}}}link")) + 1, hub)
    for item, entry in zip(channel.findall("item"), entries, strict=True):
        _add_media(item, entry)
    return _bytes_of(root)


def render_atom(feed: FeedInfo, entries: Sequence[Entry]) -> bytes:
    """Atom (RFC 4287) with rel=self, rel=hub and Media RSS, entries in the order given."""
    generator = _generator(feed)
    generator.updated(_newest(feed, entries))
    # RFC 4287 wants an author where the entries name none.
    generator.author(name=_text(feed.title) or _address(feed.link))
    for entry in entries:
        node = _add(generator, entry)
        guid = _guid(entry)
        node.id(guid if is_absolute_link(guid) else f"urn:loa:{quote(guid)}")
        node.link(href=_address(entry.link), rel="alternate")
        node.summary(_summary(entry))
    root = etree.fromstring(generator.atom_str())
    for node, entry in zip(root.findall(f"{{{ATOM}}}entry"), entries, strict=True):
        _relate(node, entry)
        _add_media(node, entry)
    return _bytes_of(root)


def _generator(feed: FeedInfo) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(_address(feed.address))
    generator.title(_text(feed.title) or _address(feed.link))
    description = _text(feed.description) or _text(feed.title) or _address(feed.link)
    generator.description(description)
    generator.subtitle(description)
    generator.language(feed.language)
    generator.generator(GENERATOR)
    for relation, address in (("hub", feed.hub), ("self", feed.address), ("alternate", feed.link)):
        if address:
            generator.link(href=_address(address), rel=relation)
    return generator


def _add(generator: FeedGenerator, entry: Entry) -> FeedEntry:
    """What both forms say alike."""
    node = generator.add_entry(order="append")
    node.title(_text(entry.title) or _address(entry.link))
    node.published(_local(entry.published_at))
    node.updated(_local(entry.updated_at))
    for category in filter(None, map(_text, entry.categories)):
        node.category(term=category)
    return node


def _relate(node: etree._Element, entry: Entry) -> None:
    """Says what each link of an Atom entry is, which feedgen forgets, and adds the picture."""
    link = node.find(f"{{{ATOM}}}link")
    link.set("rel", "alternate")
    picture = entry.picture
    if picture is not None:
        link.addnext(
            etree.Element(
                f"{{{ATOM}}}link",
                rel="enclosure",
                href=_address(picture.url),
                type=picture.mime,
                length=str(picture.bytes),
            )
        )


def _add_media(node: etree._Element, entry: Entry) -> None:
    """Media RSS, which carries what an enclosure cannot: the alt text and the size in pixels."""
    picture = entry.picture
    if picture is None:
        return
    content = etree.SubElement(
        node,
        f"{{{MEDIA}}}content",
        nsmap={"media": MEDIA},
        url=_address(picture.url),
        type=picture.mime,
        medium="image",
        fileSize=str(picture.bytes),
        width=str(picture.width),
        height=str(picture.height),
    )
    alt_text = _text(picture.alt_text)
    if alt_text:
        etree.SubElement(content, f"{{{MEDIA}}}description", type="plain").text = alt_text


def _bytes_of(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _newest(feed: FeedInfo, entries: Sequence[Entry]) -> datetime:
    return _local(max((entry.updated_at for entry in entries), default=feed.began_at))


def _guid(entry: Entry) -> str:
    return _text(entry.guid) or _address(entry.link)


def _summary(entry: Entry) -> str:
    return _text(entry.summary) or _text(entry.title) or _address(entry.link)


def _text(text: str) -> str:
    return normalize("NFC", strip_invalid_xml(text)).strip()


def _address(address: str) -> str:
    """`address`, which must be absolute: a relative one means nothing outside the page it stands on."""
    cleaned = strip_invalid_xml(address).strip()
    if not is_absolute_link(cleaned):
        raise ValueError("an address in a feed must be absolute")
    return cleaned


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time in a feed must be aware")
    # Whole seconds: RSS cannot say more, and both forms should agree.
    return moment.astimezone(VIETNAM).replace(microsecond=0)
