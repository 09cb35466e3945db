"""What lies at an address: guessed from the first bytes, the content type and the ending, in this order of trust."""

import re

from distributor.ingest.attachments import file_kind
from distributor.ingest.charset import decode
from distributor.ingest.entry import UnreadableSource
from distributor.reading_states import SourceKind

HEAD_BYTES = 4096
FEED_SEARCHED = 20_000
PAGES = frozenset({SourceKind.LISTING, SourceKind.PAGE})
WEB_KINDS = PAGES | {SourceKind.SITEMAP}
_MARKUP = re.compile(r"<(?:\?xml|!doctype|rss|feed|html|urlset|sitemapindex|(?:\w+:)?rdf)\b", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|title|meta|div|table|p|h1)\b", re.IGNORECASE)


def kind_of_source(address: str, content_type: str, head: bytes) -> SourceKind:
    """Return the kind of a source. `head`: the whole body or its first bytes, empty before the first reading.

    Of a web page: `PAGE` where it is one article, else `LISTING`; what it really holds only its reader finds out.
    """
    if head:
        return _by_content(address, head)
    media_type = content_type.split(";", maxsplit=1)[0].strip().lower()
    path = address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].lower()
    if media_type == "application/json" or path.endswith(".json"):
        return SourceKind.QUESTIONS
    if media_type == "text/plain" or path.endswith((".txt", ".md")):
        return SourceKind.TEXT
    if re.search(r"sitemap[^/]*\.xml(?:\.gz)?$", path):
        return SourceKind.SITEMAP
    return SourceKind.PAGE if path.endswith((".pdf", ".docx")) else SourceKind.FEED


def _by_content(address: str, body: bytes) -> SourceKind:
    from distributor.ingest.sitemap import is_sitemap  # noqa: PLC0415 - who only looks at an address parses nothing

    if file_kind(body):
        return SourceKind.PAGE
    if is_sitemap(body):
        return SourceKind.SITEMAP
    start = decode(body[:HEAD_BYTES]).text.lstrip()
    if not start:
        return SourceKind.FEED
    if _MARKUP.search(start) or _HTML.match(start):
        return SourceKind.FEED if not is_html(body) else _kind_of_page(address, body)
    return SourceKind.QUESTIONS if start[0] in "[{" else SourceKind.TEXT


def is_html(body: bytes) -> bool:
    """Return True if mark-up is a web page rather than a feed (which may come after some rubbish) or other XML."""
    start = decode(body[:FEED_SEARCHED]).text
    page, feed = _HTML.search(start), _FEED_ROOT.search(start)
    return page is not None and (feed is None or page.start() < feed.start())


def _kind_of_page(address: str, body: bytes) -> SourceKind:
    from distributor.ingest.article import is_one_article  # noqa: PLC0415 - trafilatura takes a while to load; feeds need none
    from distributor.ingest.markup import parse_page  # noqa: PLC0415
    from distributor.ingest.page_facts import facts_of  # noqa: PLC0415

    try:
        page = parse_page(decode(body).text, address)
    except UnreadableSource:
        return SourceKind.LISTING
    return SourceKind.PAGE if is_one_article(page, facts_of(page, address)) else SourceKind.LISTING
