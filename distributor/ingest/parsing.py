"""Runs within a bounded child: the bytes of a source, or of one article, become entries with their content. See `bounded.py`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from distributor.child import ask_parent
from distributor.errors import LoaError
from distributor.ingest.bounded import LeftOut, ReadBody, SourceBody, Website
from distributor.ingest.content import Content, EmptyEntry, Unmarked, unmarked
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

Value = TypeVar("Value")
Made = TypeVar("Made")
Later = OfRow | LeftOut | Unreadable


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
    return ReadBody(kind, replace(parsed, entries=_travelling(parsed.entries, parsed.link, body.known)))


def article_entry(
    fetched: Fetched, profile: Profile | None, site_pictures: tuple[str, ...], row: ListingEntry
) -> Entry:
    """The article of a row. Raises `UnreadableSource`."""
    from distributor.ingest.article import read_page  # noqa: PLC0415 - feeds need none of what it loads
    from distributor.ingest.website import entry_of  # noqa: PLC0415

    article = read_page(fetched, profile, site_pictures=frozenset(site_pictures), title=row.title)
    return _with_contents([entry_of(article, row)], "")[0]


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


def _travelling(found: Sequence[RawEntry], base: str, known: frozenset[str]) -> tuple[RawEntry, ...]:
    """The entries as they leave the child: each read, unless it is known or its article is still to be fetched."""
    read = [_read(place, raw, known) for place, raw in enumerate(found)]
    whole = {
        place: entry
        for place, (raw, each) in enumerate(zip(found, read, strict=True))
        if (entry := each if isinstance(each, Entry) else raw.outline) is not None
    }
    made = dict(zip(whole, _with_contents(list(whole.values()), base), strict=True))
    return tuple(
        RawEntry(raw.guid, raw.link, raw.fingerprint, ReadAlready(made[place]), raw.title)
        if isinstance(each, Entry)
        else replace(raw, read=each, outline=made.get(place))
        for place, (raw, each) in enumerate(zip(found, read, strict=True))
    )


def _read(place: int, raw: RawEntry, known: frozenset[str]) -> Entry | Later:
    """Return the entry, or how it is read later."""
    if isinstance(raw.read, OfRow):
        return replace(raw.read, website=None)
    # Without a guid an entry is named by what it says.
    if raw.guid and raw.fingerprint in known:
        return LeftOut(place)
    try:
        return raw.read()
    except MemoryError:
        raise
    except Exception as error:
        return Unreadable(error.said if isinstance(error, LoaError) else unreadable(error))


def _with_contents(entries: Sequence[Entry], base: str) -> list[Entry]:
    """The entries with their content. Each step is done for all: with other work in between it takes a third more."""
    kinds = default_kinds()

    def begun(entry: Entry) -> Content | Unmarked | str:
        return unmarked(entry, kinds, base) if entry.content is None else entry.content

    bare = [_tried(begun, each) for each in entries]
    contents = [_tried(Unmarked.marked, each) if isinstance(each, Unmarked) else each for each in bare]
    return [_with_content(each, content) for each, content in zip(entries, contents, strict=True)]


def _with_content(entry: Entry, content: Content | str) -> Entry:
    """The entry with its content, without the mark-up that this was made of: of that only an entry without a title is named."""
    if entry.title and isinstance(content, Content):
        return replace(entry, content=content, summary_html="", content_html="")
    return replace(entry, content=content)


def _tried(step: Callable[[Value], Made], value: Value) -> Made | str:
    """Return what a step makes of a value, or in words why it makes nothing."""
    try:
        return step(value)
    except EmptyEntry as error:
        return error.said
    except MemoryError:
        raise
    except Exception as error:
        return unreadable(error)
