"""The content of an item, made from an entry: plain words, safe HTML, kind, marks. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from distributor.errors import LoaError
from distributor.ingest.entry import Enclosure, Entry
from distributor.ingest.furniture import without_furniture
from distributor.ingest.kinds import Kinds
from distributor.ingest.marks import find_marks
from distributor.ingest.page_files import attached_files
from distributor.text.tidy import first_sentence, plain, sanitise, shorten, squeeze
from phrases import phrase

LONGEST_TITLE = 1000
LONGEST_MADE_TITLE = 150
LONGEST_ADDRESS = 2000


class EmptyEntry(LoaError):
    """An entry with neither title nor text."""


@dataclass(frozen=True)
class Content:
    """Texts are NFC, plain and without page furniture, `html` is safe. `marks`: reasons to hold, found before that was cut.

    `content_hash`: of the words alone.

    `attachments`: files, each address once, at most `page_files.MOST_ATTACHMENTS`.
    """

    title: str
    summary: str
    text: str
    html: str
    picture_url: str
    published_at: datetime | None
    kind: str
    marks: tuple[str, ...]
    content_hash: str
    attachments: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class Unmarked:
    """A content before anybody has looked for its marks.

    `said`: where they are looked for, beside the title. `doubts`: those that it has already. `make`: makes it with all of them.
    """

    title: str
    said: str
    doubts: tuple[str, ...]
    make: Callable[[tuple[str, ...]], Content]

    def marked(self) -> Content:
        return self.make(self.doubts + find_marks(self.title, self.said))


def content_of(entry: Entry, kinds: Kinds, base: str) -> Content:
    """Make the content of an entry, as the child does that read it. `base`: for relative links where the entry has none. Raises
    `EmptyEntry`."""
    if isinstance(entry.content, str):
        raise EmptyEntry(entry.content)
    if entry.content is not None:
        return entry.content
    return unmarked(entry, kinds, base).marked()


def unmarked(entry: Entry, kinds: Kinds, base: str) -> Unmarked:
    """Make the content of an entry but for its marks, which many entries have looked for one after the other: it takes a third
    less than with other work in between. Raises `EmptyEntry`."""
    where = entry.link or base
    summary_html = sanitise(entry.summary_html, where) if entry.summary_html else ""
    summary = plain(summary_html)
    html, text = summary_html, summary
    if entry.content_html:
        html = sanitise(entry.content_html, where)
        text = plain(html) or summary
    said = "\n".join([text] if text == summary else [summary, text])
    same, text = text == summary, without_furniture(text)
    summary = text if same else without_furniture(summary)
    title = shorten(entry.title or first_sentence(text or summary, LONGEST_MADE_TITLE), LONGEST_TITLE)
    if not title:
        raise EmptyEntry(phrase("ingest.entry.empty"))
    picture = first_picture(entry.pictures)
    kind = entry.kind or (kinds.kind_of(entry.categories) if entry.categories else "")
    digest = hash_of(title, summary, text)
    attached = attached_files(entry.enclosures) if entry.enclosures else ()

    def make(marks: tuple[str, ...]) -> Content:
        return Content(title, summary, text, html, picture, entry.published, kind, marks, digest, attached)

    return Unmarked(title, "\n".join([said, *entry.categories]), entry.doubts, make)


def first_picture(pictures: Iterable[str]) -> str:
    return next((each for each in pictures if len(each) <= LONGEST_ADDRESS), "")


def hash_of(title: str, summary: str, text: str) -> str:
    """The hash of the words, whatever the white space between them: what is equal here reads equal."""
    words = [squeeze(title), squeeze(text)] if text == summary else [squeeze(title), squeeze(summary), squeeze(text)]
    # Half a surrogate pair (from JSON) fails here, where it costs one entry, and not in the database, where it costs many.
    return sha256("\x1f".join(words).encode()).hexdigest()
