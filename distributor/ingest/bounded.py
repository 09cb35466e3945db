"""What others wrote is read in a bounded child (`distributor.children`): feeds, pages, sitemaps, files. The one way into it.

What a child cannot read without harm to itself is told as the source's own fault; a machine that is too busy is not.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from distributor.children import CHILDREN, Bounds, ChildFailed, Failure
from distributor.errors import LoaError
from distributor.ingest.entry import Article, Entry, ListingEntry, OfRow, ParsedSource, RawEntry, UnreadableSource
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from distributor.ingest.profiles import Profile, ReadingBounds
from distributor.reading_states import SourceKind
from phrases import phrase

BOUNDS = Bounds()
SERVED_S = 240.0
"""After which no further page or part of a source is fetched in one reading."""


class HarmfulSource(UnreadableSource):
    """It took a child more time or memory than any honest source does, or crashed it."""


class NotRead(LoaError):
    """It was not read, and whether it is to blame is not known: it is tried again."""


class NotNow(NotRead):
    """The source was not read now, which says nothing of it: no child was free, or nobody wants it any more."""


class TooSlow(NotRead):
    """The reading did not end in the time there was; whether the machine or the source is to blame, only more tries can tell."""


@dataclass(frozen=True)
class Website:
    """The way in which a source's pages are read."""

    fetcher: Fetcher
    profile: Profile | None
    reading: ReadingBounds

    def entry(self, row: ListingEntry, site_pictures: Collection[str] = ()) -> Entry:
        """Fetch and read the article of a row. Raises `FetchError`, `UnreadableSource`, `NotRead`."""
        fetched = self.fetcher.fetch(row.link)
        if isinstance(fetched, NotModified):
            raise FetchError(phrase("ingest.site.no-content", address=row.link))
        entry: Entry = in_child(
            "distributor.ingest.parsing:article_entry", fetched, self.profile, tuple(site_pictures), row
        )
        return entry

    def body(self, address: str) -> bytes:
        try:
            fetched = self.fetcher.fetch(address)
        except FetchError as error:
            raise UnreadableSource(error.said) from error
        return b"" if isinstance(fetched, NotModified) else fetched.body


@dataclass(frozen=True)
class SourceBody:
    """The body that came from a source, and how it is to be read. `kind`: as known, to be found out if `is_first`.

    `given`: somebody chose the kind or a profile. `known`: fingerprints of entries that need not be read.
    """

    fetched: Fetched
    address: str
    kind: SourceKind
    is_first: bool
    given: bool
    has_profile: bool
    website: tuple[Profile | None, ReadingBounds] | None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReadBody:
    kind: SourceKind
    parsed: ParsedSource


@dataclass(frozen=True)
class LeftOut:
    """An entry that was not read, for it is known; its place among the entries."""

    place: int

    def __call__(self) -> Entry:
        raise UnreadableSource(str(self.place))


def read_body(body: SourceBody, fetcher: Fetcher) -> ReadBody:
    """Read a body in a child. Raises `UnreadableSource`, `FetchError`, `NotRead`. What the source's own pages name is fetched
    by the caller's fetcher."""
    read: ReadBody = in_child("distributor.ingest.parsing:read_body", body, serve=_serving(fetcher))
    website = None if body.website is None else Website(fetcher, *body.website)

    @cache
    def whole() -> ReadBody:
        return read_body(replace(body, known=frozenset()), fetcher)

    def bound(raw: RawEntry) -> RawEntry:
        if isinstance(raw.read, OfRow):
            return replace(raw, read=replace(raw.read, website=website))
        if isinstance(raw.read, LeftOut):
            place = raw.read.place
            return replace(raw, read=partial(_read_later, whole, place))
        return raw

    entries = tuple(bound(raw) for raw in read.parsed.entries)
    return replace(read, parsed=replace(read.parsed, entries=entries))


def _serving(fetcher: Fetcher) -> Callable[[str], Fetched | NotModified]:
    """Fetches for a child while there is time; then the child goes on with what it has."""
    end = time.monotonic() + SERVED_S

    def serve(address: str) -> Fetched | NotModified:
        if time.monotonic() >= end:
            raise FetchError(phrase("ingest.fetch.no-time-left", address=address, seconds=SERVED_S))
        return fetcher.fetch(address)

    return serve


def _read_later(whole: Callable[[], ReadBody], place: int) -> Entry:
    return whole().parsed.entries[place].read()


def read_article(fetched: Fetched, profile: Profile | None) -> Article:
    """Read an article's page in a child (`article.read_page`). Raises `UnreadableSource`, `NotRead`."""
    article: Article = in_child("distributor.ingest.article:read_page", fetched, profile)
    return article


def in_child(function: str, *values: Any, serve: Any = None, bounds: Bounds | None = None) -> Any:
    """Call a function in a bounded child. `function`: `module:name`. Raises `HarmfulSource`, `NotRead`, `ChildFault`, and what
    `LoaError` the function raises."""
    bounds = bounds or BOUNDS
    try:
        return CHILDREN.call(function, *values, bounds=bounds, serve=serve)
    except ChildFailed as error:
        told = phrase(f"ingest.child.{error.failure}", seconds=bounds.processor_s, mb=bounds.memory // 1_000_000)
        if error.failure in {Failure.TIME, Failure.MEMORY, Failure.CRASH}:
            raise HarmfulSource(told) from None
        if error.failure is Failure.SLOW:
            raise TooSlow(told) from None
        raise NotNow(told) from None
