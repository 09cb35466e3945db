"""What a reader of any source hands over: entries, cheap to compare and read in full only when that is needed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from distributor.errors import LoaError
from distributor.text.tidy import nfc

if TYPE_CHECKING:
    from distributor.ingest.content import Content


class UnreadableSource(LoaError):
    """The source cannot be read: what came is not what the source should be; the message says what was found and what to do."""


@dataclass(frozen=True)
class Enclosure:
    """A file that belongs to an entry. `length`: bytes as the source says, None if it does not. `title`: its link's words."""

    address: str
    mime: str = ""
    length: int | None = None
    title: str = ""


@dataclass(frozen=True)
class DocumentRef:
    """The document an entry is about and its role (original, correction, …), where a source says so."""

    issuer: str
    number: str
    issued_on: str
    role: str


@dataclass(frozen=True)
class Entry:
    """One entry in full. Texts are NFC; `link` and `pictures` are absolute; HTML is as the source wrote it, not yet safe."""

    guid: str
    link: str
    title: str
    summary_html: str = ""
    content_html: str = ""
    published: datetime | None = None
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    pictures: tuple[str, ...] = ()
    kind: str = ""
    """Where the kind of source says it; else the categories do."""
    document: DocumentRef | None = None
    page: str = ""
    """Where an article was read from its page: the canonical address that the page calls its own."""
    doubts: tuple[str, ...] = ()
    """Why a person must look before it goes on, in Vietnamese."""
    front_picture: str = ""
    """What that page puts forward of itself (`og:image`)."""
    content: "Content | str | None" = field(default=None, compare=False)
    """Made where the entry was read, which keeps the mark-up that it was made of; or why none can be made of it."""


@dataclass(frozen=True)
class Article:
    """Texts are NFC and plain, `html` is safe, addresses absolute. `address`: canonical. `picture`: '' if it has none of its own.

    `front_picture`: what the page puts forward of itself (`og:image`), '' if nothing: the same on several pages is a site's.
    `sections`: what the page files it under. `doubts`: why a person must look, where a document in its place has no words.
    """

    address: str
    title: str
    text: str
    html: str
    summary: str = ""
    published: datetime | None = None
    picture: str = ""
    front_picture: str = ""
    attachments: tuple[Enclosure, ...] = ()
    sections: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListingEntry:
    """One entry of a listing. `link`: absolute. `published`: aware UTC, None where the row has no date."""

    link: str
    title: str
    published: datetime | None = None
    summary: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawEntry:
    """An entry before it is read: enough to know it again and to see whether it changed.

    `fingerprint`: of everything the source said about it (32 hex digits). `read` may raise on a malformed entry; the caller
    lets that cost this entry only. `outline`: set where `read` fetches a page over the network: what the source itself says
    of the entry. Such a `read` must not be called while a transaction is open.
    """

    guid: str
    link: str
    fingerprint: str
    read: Callable[[], Entry] = field(compare=False)
    title: str = ""
    """As written, for a message about an entry that cannot be read."""
    outline: Entry | None = None


class ReadsArticles(Protocol):
    def entry(self, row: ListingEntry, site_pictures: Collection[str] = ()) -> Entry: ...


@dataclass(frozen=True)
class ReadAlready:
    """Reads an entry that is there already."""

    entry: Entry

    def __call__(self) -> Entry:
        return self.entry


@dataclass(frozen=True)
class Unreadable:
    """Reads an entry that could not be read."""

    said: str

    def __call__(self) -> Entry:
        raise UnreadableSource(self.said)


@dataclass(frozen=True)
class OfRow:
    """Fetches and reads the article of a row."""

    row: ListingEntry
    site_pictures: Collection[str]
    website: ReadsArticles | None = field(default=None, compare=False)

    def __call__(self) -> Entry:
        if self.website is None:
            raise UnreadableSource(self.row.link)
        return self.website.entry(self.row, self.site_pictures)


@dataclass(frozen=True)
class ParsedSource:
    """A source as read: `link` is the channel's own home, absolute; `warnings` are words for staff."""

    title: str
    link: str
    entries: tuple[RawEntry, ...]
    warnings: tuple[str, ...] = ()


def fingerprint_of(text: str) -> str:
    """32 hex digits of an entry's raw text, after NFC."""
    return blake2b(nfc(text).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
