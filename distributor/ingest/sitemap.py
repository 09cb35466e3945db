"""Sitemaps: an XML `urlset` or an index of several, plain or gzipped, bounded. Pure, but for the fetching that is passed in."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError, XMLParser

from distributor.ingest.address import address_identity, canonical_address, is_site_root, is_web_address
from distributor.ingest.charset import decode
from distributor.ingest.dates import page_instant
from distributor.ingest.entry import ListingEntry, UnreadableSource
from distributor.text.tidy import one_line
from phrases import phrase

MOST_BYTES = 50_000_000
"""Of one sitemap, unpacked: the protocol's own limit."""
MOST_NESTED = 10
MOST_ADDRESSES = 50_000
ROOT = re.compile(r"<(?:[\w-]+:)?(urlset|sitemapindex)\b", re.IGNORECASE)
_EPOCH = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass
class _Found:
    addresses: dict[str, ListingEntry] = field(default_factory=dict)
    nested: list[tuple[datetime, str]] = field(default_factory=list)


def is_sitemap(body: bytes) -> bool:
    """Return True if bytes begin as a sitemap does, also gzipped."""
    head = _unpacked(body, 65_536) if body.startswith(b"\x1f\x8b") else body[:65_536]
    start = decode(head or b"").text[:4096]
    root = re.search(r"<(?![?!])(?:[\w-]+:)?(\w+)", start)
    return root is not None and root[1].lower() in {"urlset", "sitemapindex"}


def read_sitemap(
    body: bytes, address: str, fetch: Callable[[str], bytes], most: int
) -> tuple[list[ListingEntry], list[str]]:
    """The newest `most` pages that a sitemap names, and warnings. `fetch`: gets a nested sitemap, may raise `UnreadableSource`.

    A row's title is empty unless the sitemap is a news sitemap. Raises `UnreadableSource`.
    """
    found = _parse(body, address)
    warnings: list[str] = []
    # The newest parts first; a portal's old years need no look.
    nested = sorted(found.nested, key=lambda pair: pair[0], reverse=True)
    for _, each in nested[:MOST_NESTED]:
        try:
            part = _parse(fetch(each), each)
        except UnreadableSource as error:
            warnings.append(error.said)
            continue
        found.addresses |= {name: row for name, row in part.addresses.items() if name not in found.addresses}
        if len(found.addresses) >= MOST_ADDRESSES:
            break
    if nested and not found.addresses and warnings:
        raise UnreadableSource(phrase("ingest.sitemap.no-part", address=address, why=warnings[0]))
    if len(nested) > MOST_NESTED:
        warnings.append(phrase("ingest.sitemap.parts", count=len(nested), most=MOST_NESTED))
    rows = sorted(found.addresses.values(), key=lambda row: row.published or _EPOCH, reverse=True)
    if len(rows) > most:
        warnings.append(phrase("ingest.sitemap.long", count=len(rows), most=most))
    return rows[:most], warnings


def _parse(body: bytes, address: str) -> _Found:
    if body.startswith(b"\x1f\x8b"):
        unpacked = _unpacked(body, MOST_BYTES)
        if unpacked is None:
            raise UnreadableSource(phrase("ingest.sitemap.too-large", address=address, mb=MOST_BYTES // 1000000))
        body = unpacked
    text = decode(body).text
    if "<!ENTITY" in text:
        raise UnreadableSource(phrase("ingest.sitemap.entities", address=address))
    if not ROOT.search(text):
        raise UnreadableSource(phrase("ingest.sitemap.none", address=address))
    found = _Found()
    for element in _elements(text, address):
        _take(element, found)
    return found


def _unpacked(body: bytes, most: int) -> bytes | None:
    """Unpack at most `most` bytes. None if there are more, unless only the beginning was asked for, or if they are damaged."""
    machine = zlib.decompressobj(47)
    try:
        start = machine.decompress(body, most + 1)
    except (zlib.error, gzip.BadGzipFile):
        return None
    if most <= 65_536:
        return start[:most]
    return start if len(start) <= most and machine.eof else None


class _Entries:
    """Collects the finished `url` and `sitemap` elements and forgets everything else."""

    def __init__(self) -> None:
        self.done: list[Element] = []
        self._open: list[Element] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2].lower()
        if self._open or name in {"url", "sitemap"}:
            self._open.append(Element(name, attributes))

    def data(self, text: str) -> None:
        if self._open and len(self._open[-1].text or "") < 5000:
            self._open[-1].text = (self._open[-1].text or "") + text

    def end(self, _tag: str) -> None:
        if not self._open:
            return
        element = self._open.pop()
        if self._open:
            if len(self._open[-1]) < 100:
                self._open[-1].append(element)
        elif len(self.done) < MOST_ADDRESSES:
            self.done.append(element)

    def close(self) -> list[Element]:
        return self.done


def _elements(text: str, address: str) -> Iterator[Element]:
    collected = _Entries()
    parser = XMLParser(target=collected)  # noqa: S314 - entities were refused above
    start = text.find("<")
    try:
        parser.feed(re.sub(r"^\s*<\?xml[^>]*\?>", "", text[max(start, 0) :]))
        parser.close()
    except ParseError as error:
        # Cut off or broken further on: what was whole before it still counts.
        if not collected.done:
            raise UnreadableSource(phrase("ingest.sitemap.broken", address=address, error=str(error))) from error
    yield from collected.done


def _take(element: Element, found: _Found) -> None:
    words = {each.tag: (each.text or "").strip() for each in element.iter() if each is not element}
    link = words.get("loc", "")
    if not is_web_address(link):
        return
    changed = page_instant(words.get("publication_date", "") or words.get("lastmod", ""))
    if element.tag == "sitemap":
        found.nested.append((changed or _EPOCH, link))
        return
    canonical = canonical_address(link)
    if canonical and not is_site_root(canonical):
        found.addresses.setdefault(
            address_identity(canonical), ListingEntry(link, one_line(words.get("title", "")), changed)
        )
