"""What a reader of any source hands over: entries, cheap to compare and read in full only when that is needed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from distributor.errors import LoaError
from distributor.text.tidy import nfc


class UnreadableSource(LoaError):
    """What came is not what the source should be; the message says what was found and what to do."""


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
