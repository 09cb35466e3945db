"""Runs within a bounded child: the bytes of a source, or of one article, become entries with their content. See `bounded.py`."""

from dataclasses import replace

from distributor.child import ask_parent
from distributor.errors import LoaError
from distributor.ingest.bounded import LeftOut, ReadBody, SourceBody, Website
from distributor.ingest.content import EmptyEntry, content_of
from distributor.ingest.entry import (
    Entry,
    ListingEntry,
    OfRow,
    ParsedSource,
    RawEntry,
    ReadAlready,
    Unreadable,
    UnreadableSource,
)
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from distributor.ingest.identify import unreadable
from distributor.ingest.kinds import default_kinds
from distributor.ingest.parse import parse_feed
from distributor.ingest.plain import parse_plain
from distributor.ingest.profiles import Profile
from distributor.ingest.questions import parse_questions
from distributor.ingest.source_kind import PAGES, WEB_KINDS, kind_of_source
from distributor.reading_states import SourceKind
from phrases import phrase


class AskingFetcher(Fetcher):
    """Has the parent fetch: a child knows no network."""

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:  # noqa: ARG002
        fetched: Fetched | NotModified = ask_parent(address)
        return fetched


def read_body(body: SourceBody) -> ReadBody:
    """Read a body. Raises `UnreadableSource`, `FetchError`."""
    kind = _kind(body) if body.is_first else body.kind
    try:
        parsed = _parse(kind, body)
    except (UnreadableSource, FetchError, MemoryError):
        raise
    except Exception as error:  # a parser's own fault must not stop the other sources
        raise UnreadableSource(
            phrase("ingest.read.unreadable", address=body.address, error=type(error).__name__, why=str(error)[:200])
        ) from error
    entries = tuple(_travelling(place, raw, parsed.link, body.known) for place, raw in enumerate(parsed.entries))
    return ReadBody(kind, replace(parsed, entries=entries))


def article_entry(
    fetched: Fetched, profile: Profile | None, site_pictures: tuple[str, ...], row: ListingEntry
) -> Entry:
    """The article of a row. Raises `UnreadableSource`."""
    from distributor.ingest.article import read_page  # noqa: PLC0415 - feeds need none of what it loads
    from distributor.ingest.website import entry_of  # noqa: PLC0415

    article = read_page(fetched, profile, site_pictures=frozenset(site_pictures), title=row.title)
    return _with_content(entry_of(article, row), "")


def _kind(body: SourceBody) -> SourceKind:
    """Tell the kind by what came. Whether a web page is a listing or one article, somebody may have said; a profile says so
    too."""
    found = kind_of_source(body.address, body.fetched.content_type, body.fetched.body)
    if body.kind is SourceKind.PAGE and found in {SourceKind.FEED, SourceKind.SITEMAP, SourceKind.QUESTIONS}:
        raise UnreadableSource(phrase("ingest.read.many-items", address=body.address))
    if body.kind is SourceKind.PAGE and b"\x00" in body.fetched.body[:1000]:
        return SourceKind.PAGE  # a picture, say: its reader tells what it is not
    if found in PAGES and body.kind in PAGES:
        return body.kind
    return SourceKind.LISTING if found is SourceKind.PAGE and body.has_profile else found


def _parse(kind: SourceKind, body: SourceBody) -> ParsedSource:
    fetched = body.fetched
    if kind in WEB_KINDS and body.website is not None:
        from distributor.ingest.website import parse_website  # noqa: PLC0415 - as above

        return parse_website(kind, fetched, Website(AskingFetcher(), *body.website), given=body.given)
    if kind is SourceKind.QUESTIONS:
        return parse_questions(fetched.body, charset=fetched.charset, address=fetched.final_address)
    if kind is SourceKind.TEXT:
        return parse_plain(fetched.body, charset=fetched.charset, address=fetched.final_address)
    return parse_feed(fetched.body, charset=fetched.charset, address=fetched.final_address)


def _travelling(place: int, raw: RawEntry, base: str, known: frozenset[str]) -> RawEntry:
    """The entry as it leaves the child: read, unless it is known or its article is still to be fetched."""
    if isinstance(raw.read, OfRow):
        outline = raw.outline if raw.outline is None else _with_content(raw.outline, base)
        return replace(raw, read=replace(raw.read, website=None), outline=outline)
    # Without a guid an entry is named by what it says.
    if raw.guid and raw.fingerprint in known:
        return replace(raw, read=LeftOut(place))
    try:
        return replace(raw, read=ReadAlready(_with_content(raw.read(), base)))
    except MemoryError:
        raise
    except Exception as error:
        return replace(raw, read=Unreadable(error.said if isinstance(error, LoaError) else unreadable(error)))


def _with_content(entry: Entry, base: str) -> Entry:
    try:
        return replace(entry, content=content_of(entry, default_kinds(), base))
    except EmptyEntry as error:
        return replace(entry, content=error.said)
    except MemoryError:
        raise
    except Exception as error:
        return replace(entry, content=unreadable(error))
