"""Sources without a feed: a listing page, a sitemap or one page becomes entries. Their articles are fetched only when read.

`parse_website` fetches what belongs to the listing itself (further pages, nested sitemaps); `RawEntry.read` of what it returns
fetches one article. Both go through the fetcher that is passed in, one page after the other.
"""

from collections.abc import Collection

from distributor.ingest.address import address_identity, canonical_address
from distributor.ingest.article import is_one_article, read_page
from distributor.ingest.attachments import file_kind
from distributor.ingest.bounded import Website
from distributor.ingest.charset import decode
from distributor.ingest.entry import (
    Article,
    Entry,
    ListingEntry,
    OfRow,
    ParsedSource,
    RawEntry,
    UnreadableSource,
    fingerprint_of,
)
from distributor.ingest.fetch import Fetched, FetchError, NotModified
from distributor.ingest.listing import next_page, rows_of
from distributor.ingest.markup import Node, parse_page
from distributor.ingest.page_facts import base_of, facts_of
from distributor.ingest.parse import announced_feeds
from distributor.ingest.pictures import picture_identity
from distributor.ingest.profiles import Profile, ReadingBounds
from distributor.ingest.sitemap import read_sitemap
from distributor.reading_states import SourceKind
from distributor.text.tidy import one_line
from phrases import phrase

LEAST_LISTED = 2
"""Links that a page must hold to pass for a listing where no profile says which."""


def parse_website(kind: SourceKind, fetched: Fetched, website: Website, *, given: bool) -> ParsedSource:
    """Parse a website's page. `given`: somebody chose this kind or a profile; else a page that announces a feed is refused with
    that feed's address.

    Raises `UnreadableSource`, `FetchError`.
    """
    if kind is SourceKind.SITEMAP:
        return _parse_sitemap(fetched, website)
    if kind is SourceKind.PAGE:
        return _parse_one(fetched, website)
    return _parse_listing(fetched, website, given)


def entry_of(article: Article, row: ListingEntry | None = None) -> Entry:
    """An article as an entry; what it does not say itself its row in the listing says."""
    link = row.link if row is not None else article.address
    return Entry(
        guid=link,
        link=link,
        title=article.title or (row.title if row is not None else ""),
        summary_html=_markup(article.summary or (row.summary if row is not None else "")),
        content_html=article.html,
        published=article.published or (row.published if row is not None else None),
        categories=article.sections or (row.categories if row is not None else ()),
        enclosures=article.attachments,
        pictures=(article.picture,) if article.picture else (),
        page=article.address,
        doubts=article.doubts,
        front_picture=article.front_picture,
    )


def site_pictures_of(page: Node, base: str) -> frozenset[str]:
    """Identities of the pictures that a listing or home page puts forward: they are the site's, not an article's."""
    return frozenset(picture_identity(each) for each in facts_of(page, base).pictures)


def home_pictures(website: Website, address: str) -> frozenset[str]:
    """The pictures of the site's home page; none if it cannot be read, for they are not worth an error."""
    parts = canonical_address(address).split("/")
    home = "/".join(parts[:3]) + "/" if len(parts) > 3 else ""
    if not home or address_identity(home) == address_identity(canonical_address(address)):
        return frozenset()
    try:
        fetched = website.fetcher.fetch(home)
        if isinstance(fetched, NotModified):
            return frozenset()
        return site_pictures_of(parse_page(decode(fetched.body, fetched.charset).text, home), fetched.final_address)
    except (FetchError, UnreadableSource):
        return frozenset()


def _parse_listing(fetched: Fetched, website: Website, given: bool) -> ParsedSource:
    address = fetched.final_address
    text = decode(fetched.body, fetched.charset).text
    rules = website.profile.listing if website.profile is not None else None
    page = parse_page(text, address)
    facts, base = facts_of(page, address), base_of(page, address)
    warnings: list[str] = []
    if feeds := announced_feeds(text, address):
        if not given:
            raise UnreadableSource(phrase("ingest.site.has-feeds", address=address, feeds=", ".join(feeds[:3])))
        warnings.append(phrase("ingest.site.has-feed", feed=feeds[0]))
    pictures = site_pictures_of(page, base)
    further = next_page(page, base, rules)
    rows = rows_of(page, base, rules)
    if not rows or (rules is None and len(rows) < LEAST_LISTED):
        raise UnreadableSource(_nothing_listed(address, website.profile))
    rows += _older(further, website, {address}, warnings)
    return ParsedSource(
        title=one_line(facts.document_title),
        link=address,
        entries=tuple(_raw_entry(row, website, pictures) for row in _bounded(rows, website.reading, warnings)),
        warnings=tuple(warnings),
    )


def _older(further: str, website: Website, seen: set[str], warnings: list[str]) -> list[ListingEntry]:
    """The rows of the pages after the first. One that cannot be read ends the walk and is told."""
    rules = website.profile.listing if website.profile is not None else None
    rows: list[ListingEntry] = []
    pages = rules.pages if rules is not None else 1
    while further and further not in seen and len(seen) < pages:
        seen.add(further)
        try:
            text = decode(website.body(further)).text
            page = parse_page(text, further)
        except UnreadableSource as error:
            warnings.append(phrase("ingest.site.next-page", error=error.said))
            break
        base = base_of(page, further)
        following = next_page(page, base, rules)
        rows += rows_of(page, base, rules)
        further = following
    return rows


def _nothing_listed(address: str, profile: Profile | None) -> str:
    if profile is not None:
        return phrase("ingest.site.no-rows", address=address, label=profile.label)
    return phrase("ingest.site.no-list", address=address)


def _parse_sitemap(fetched: Fetched, website: Website) -> ParsedSource:
    rows, warnings = read_sitemap(fetched.body, fetched.final_address, website.body, website.reading.rows)
    keep = website.profile.listing.keep if website.profile is not None and website.profile.listing is not None else None
    if keep is not None:
        rows = [row for row in rows if keep.search(row.link)]
    entries = tuple(_raw_entry(row, website, frozenset()) for row in rows)
    return ParsedSource(title="", link="", entries=entries, warnings=tuple(warnings))


def _parse_one(fetched: Fetched, website: Website) -> ParsedSource:
    """A page that holds one article, or a file. It has been fetched, so reading its entry fetches nothing."""
    address = fetched.final_address
    pictures: frozenset[str] = frozenset()
    rows: list[ListingEntry] = []
    if not file_kind(fetched.body):
        page = parse_page(decode(fetched.body, fetched.charset).text, address)
        facts = facts_of(page, address)
        if facts.pictures:
            pictures = home_pictures(website, address)
        if not is_one_article(page, facts):
            rows = rows_of(page, base_of(page, address), None)
    article = read_page(fetched, website.profile, site_pictures=pictures)
    if _lists(rows, article):
        raise UnreadableSource(phrase("ingest.site.is-list", address=address))
    entry = entry_of(article)
    said = "\x1f".join([article.title, article.text, *(each.address for each in article.attachments)])
    raw = RawEntry(
        guid=entry.link, link=entry.link, fingerprint=fingerprint_of(said), read=lambda: entry, title=article.title
    )
    return ParsedSource(title=article.title, link="", entries=(raw,), warnings=article.doubts)


def _lists(rows: list[ListingEntry], article: Article) -> bool:
    """Return True if what was read as an article is the titles of others."""
    return sum(row.title in article.text for row in rows) > LEAST_LISTED


def _bounded(rows: list[ListingEntry], reading: ReadingBounds, warnings: list[str]) -> list[ListingEntry]:
    once = list({address_identity(canonical_address(row.link)): row for row in reversed(rows)}.values())[::-1]
    if len(once) > reading.rows:
        warnings.append(phrase("ingest.site.long-list", count=len(once), rows=reading.rows))
    return once[: reading.rows]


def _raw_entry(row: ListingEntry, website: Website, pictures: Collection[str]) -> RawEntry:
    outline = Entry(
        guid=row.link,
        link=row.link,
        title=row.title,
        summary_html=_markup(row.summary),
        published=row.published,
        categories=row.categories,
    )
    when = row.published.isoformat() if row.published else ""
    return RawEntry(
        guid=row.link,
        link=row.link,
        fingerprint=fingerprint_of("\x1f".join([row.link, row.title, when, row.summary])),
        read=OfRow(row, frozenset(pictures), website),
        title=row.title,
        outline=outline,
    )


def _markup(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p>{escaped}</p>" if escaped else ""
