"""Feeds as bytes: RSS 2.0 and Atom from the same entries, through feedgen.

Pure: the same feed and entries give the same bytes, for nothing asks the clock. Valid whatever the entries hold, and every
reader shows the very text: Atom says that it is plain; RSS's descriptions are HTML, its titles what readers guess (`xml_text`).

RSS takes one enclosure an item (RSS Advisory Board, profile 1.0): the video, else the sound, else the first picture. Media RSS
beside it carries every file, with what an enclosure cannot say. Atom takes any number of enclosures.

The whole entry stands as HTML in RSS's `content:encoded` and Atom's `content`. Older entries are on further pages (RFC
5005, 3), and in archives, whose entries stay where they are (4).
"""

from collections.abc import Sequence
from urllib.parse import quote

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from channels.checks import is_absolute_link
from channels.rss.entries import (
    EnclosedFile,
    FeedInfo,
    FeedItem,
    absolute,
    categories_of,
    clean,
    content_of,
    description_of,
    guid_of,
    local,
    newest,
    summary_of,
    title_of,
    title_of_feed,
)
from channels.rss.xml_text import as_html, as_title

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
HISTORY = "http://purl.org/syndication/history/1.0"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
GENERATOR = "Loa"


def render_rss(feed: FeedInfo, entries: Sequence[FeedItem]) -> bytes:
    """RSS 2.0 with rel=self, rel=hub and Media RSS, entries in the order given."""
    generator = _generator(feed)
    generator.title(as_title(title_of_feed(feed)))
    generator.description(as_html(description_of(feed)))
    generator.lastBuildDate(newest(feed, entries))
    for entry in entries:
        node = _add(generator, entry)
        guid = guid_of(entry)
        node.guid(guid, permalink=guid == absolute(entry.link))
        node.title(as_title(title_of(entry)))
        node.link(href=absolute(entry.link))
        node.description(as_html(summary_of(entry)))
        medium = entry.main_medium
        if medium is not None:
            node.enclosure(absolute(medium.url), str(medium.bytes), medium.mime)
    root = etree.fromstring(generator.rss_str())
    channel = root.find("channel")
    own = list(channel).index(channel.find(f"{{{ATOM}}}link"))
    for relation, address in [*feed.pages[::-1], *([("hub", feed.hub)] if feed.hub else [])]:
        # feedgen writes no other link relation than self into RSS.
        channel.insert(own + 1, etree.Element(f"{{{ATOM}}}link", href=absolute(address), rel=relation))
    if feed.current:
        channel.insert(own + 1, etree.Element(f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY}))
    for item, entry in zip(channel.findall("item"), entries, strict=True):
        # RSS itself cannot say that an item was changed.
        etree.SubElement(item, f"{{{ATOM}}}updated").text = local(entry.updated_at).isoformat()
        # Behind the description: the other way round readers that know both take the wrong one (W3C feed validator).
        whole = etree.Element(f"{{{CONTENT}}}encoded", nsmap={"content": CONTENT})
        whole.text = content_of(entry)
        item.find("description").addnext(whole)
        _add_media(item, entry)
    return _bytes_of(root)


def render_atom(feed: FeedInfo, entries: Sequence[FeedItem]) -> bytes:
    """Atom (RFC 4287) with rel=self, rel=hub and Media RSS, entries in the order given."""
    generator = _generator(feed)
    generator.updated(newest(feed, entries))
    # RFC 4287 wants an author where the entries name none.
    generator.author(name=title_of_feed(feed))
    for entry in entries:
        node = _add(generator, entry)
        guid = guid_of(entry)
        node.id(guid if is_absolute_link(guid) else f"urn:loa:{quote(guid)}")
        node.link(href=absolute(entry.link), rel="alternate")
        node.summary(summary_of(entry))
        node.content(content_of(entry), type="html")
    root = etree.fromstring(generator.atom_str())
    if feed.current:
        root.find(f"{{{ATOM}}}id").addnext(etree.Element(f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY}))
    for node, entry in zip(root.findall(f"{{{ATOM}}}entry"), entries, strict=True):
        _relate(node, entry)
        _add_media(node, entry)
    return _bytes_of(root)


def _generator(feed: FeedInfo) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(absolute(feed.address))
    generator.title(title_of_feed(feed))
    generator.description(description_of(feed))
    generator.subtitle(description_of(feed))
    generator.language(feed.language)
    generator.generator(GENERATOR)
    links = (("hub", feed.hub), ("self", feed.address), ("alternate", feed.link), *feed.pages)
    for relation, address in links:
        if address:
            generator.link(href=absolute(address), rel=relation)
    return generator


def _add(generator: FeedGenerator, entry: FeedItem) -> FeedEntry:
    """Return what both forms say alike."""
    node = generator.add_entry(order="append")
    node.title(title_of(entry))
    node.published(local(entry.published_at))
    node.updated(local(entry.updated_at))
    for category in categories_of(entry):
        node.category(term=category)
    return node


def _relate(node: etree._Element, entry: FeedItem) -> None:
    """Says what each link of an Atom entry is, which feedgen forgets, and adds the enclosures in their order."""
    link = node.find(f"{{{ATOM}}}link")
    link.set("rel", "alternate")
    for medium in reversed(entry.media):
        enclosure = etree.Element(
            f"{{{ATOM}}}link",
            rel="enclosure",
            href=absolute(medium.url),
            type=medium.mime,
            length=str(medium.bytes),
        )
        link.addnext(enclosure)


def _add_media(node: etree._Element, entry: FeedItem) -> None:
    for medium in entry.media:
        _add_medium(node, medium, is_default=len(entry.media) > 1 and medium == entry.main_medium)


def _add_medium(node: etree._Element, medium: EnclosedFile, *, is_default: bool) -> None:
    """Media RSS, which carries what an enclosure cannot: the alt text, the size in pixels and the duration.

    The alt text is its title: of a description readers (feedparser) make the summary of the entry.
    """
    content = etree.SubElement(
        node,
        f"{{{MEDIA}}}content",
        nsmap={"media": MEDIA},
        url=absolute(medium.url),
        type=medium.mime,
        medium="video" if medium.is_video else "audio" if medium.is_audio else "image",
        fileSize=str(medium.bytes),
    )
    if not medium.is_audio:
        content.set("width", str(medium.width))
        content.set("height", str(medium.height))
    if medium.duration_s > 0:
        # Whole seconds; anything shorter than one is still there.
        content.set("duration", str(max(1, round(medium.duration_s))))
    if is_default:
        content.set("isDefault", "true")
    if alt_text := clean(medium.alt_text):
        etree.SubElement(content, f"{{{MEDIA}}}title", type="plain").text = alt_text


def _bytes_of(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written
