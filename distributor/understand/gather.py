"""What an item brought along, fetched and read: attachments, the article behind a few words, the picture. No database.

A problem with one of them costs only that one and is told in words, also where it is a fault of ours. All together end after
`TIME_S`: what was not reached is for the next try.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

import structlog

from distributor.errors import LoaError
from distributor.ingest.address import is_web_address
from distributor.ingest.attachments import read_attachment
from distributor.ingest.bounded import NotRead, in_child, read_article
from distributor.ingest.entry import UnreadableSource
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from distributor.ingest.profiles import default_profiles
from distributor.media.store import MediaStore
from distributor.models import Attachment, AttachmentState, Item
from phrases import phrase

log = structlog.get_logger()

THIN = 700
"""Characters of text below which a source gave the beginning only, and the article itself is read."""
MOST_DOCUMENTS = 10
TIME_S = 180.0
"""After which nothing more is begun. One fetch and one reading may come on top of it."""


class What(StrEnum):
    DOCUMENT = "document"
    ARTICLE = "article"
    PICTURE = "picture"


@dataclass(frozen=True)
class Wanted:
    what: What
    address: str
    title: str = ""
    position: int = 0
    mime: str = ""


@dataclass(frozen=True)
class Gathered:
    """One of them as it was read. `try_again`: it could not be fetched now. `sha256`: of the bytes; a picture is in the store."""

    what: What
    address: str
    title: str
    position: int
    state: AttachmentState
    mime: str = ""
    bytes: int = 0
    sha256: str = ""
    pages: int = 0
    text: str = ""
    problem: str = ""
    try_again: bool = False

    @property
    def tells_staff(self) -> bool:
        """A file that nobody could read concerns staff; a picture that is not good enough concerns nobody."""
        return self.what is What.DOCUMENT and self.state is not AttachmentState.READ


def wanted_of(item: Item, attachments: Sequence[Attachment], revised_at: datetime | None = None) -> list[Wanted]:
    """Return what is still to be read, articles first: they may name more.

    `revised_at`: when the source revised the item last; an article that was read before says what is true no more.
    """
    there = {
        each.address
        for each in attachments
        if each.state is not AttachmentState.WANTED
        and not (each.address == item.address and revised_at and each.read_at and each.read_at < revised_at)
    }
    wanted = []
    if is_web_address(item.address) and item.address not in there and len(item.text) < THIN:
        wanted.append(Wanted(What.ARTICLE, item.address, "Toàn văn trên trang", -1))
    wanted += [
        Wanted(What.DOCUMENT, each.address, each.title, each.position, each.mime)
        for each in attachments
        if each.state is AttachmentState.WANTED and each.address != item.address
    ]
    if item.picture_url and item.picture_url not in there:
        wanted.append(Wanted(What.PICTURE, item.picture_url, "Ảnh của tin", -2))
    return wanted


def gather(item: Item, wanted: Sequence[Wanted], fetcher: Fetcher, store: MediaStore) -> list[Gathered]:
    """Each fetched and read, in order; what an article names comes after it."""
    waiting, found = list(wanted), list[Gathered]()
    known = {each.address for each in wanted}
    end = time.monotonic() + TIME_S
    while waiting:
        one = waiting.pop(0)
        if time.monotonic() >= end:
            found.append(_unread(one, phrase("understand.not-reached"), try_again=True))
            continue
        read, more = _gather_one(item, one, fetcher, store)
        found.append(read)
        fresh = [each for each in more if each.address not in known]
        known |= {each.address for each in fresh}
        waiting += fresh
    return found


def _gather_one(item: Item, one: Wanted, fetcher: Fetcher, store: MediaStore) -> tuple[Gathered, list[Wanted]]:
    try:
        fetched = _fetch(one, fetcher)
        if isinstance(fetched, Gathered):
            return fetched, []
        if one.what is What.DOCUMENT:
            return _read_file(one, fetched), []
        if one.what is What.PICTURE:
            return _keep_picture(one, fetched, store), []
        return _read_article(item, one, fetched)
    except NotRead as error:  # the machine had no time for it: that says nothing of it
        return _unread(one, error.said, try_again=True), []
    except Exception as error:  # whatever is wrong with one of them, the item goes on
        log.exception("fault while gathering", item=item.id, what=one.what.value)
        problem = phrase("understand.reading-fault", error=type(error).__name__)
        return _unread(one, problem, try_again=one.what is not What.PICTURE), []


def _fetch(one: Wanted, fetcher: Fetcher) -> Fetched | Gathered:
    try:
        fetched = fetcher.fetch(one.address)
    except FetchError as error:
        # A picture is an ornament: nothing waits for it.
        return _unread(one, error.said, try_again=one.what is not What.PICTURE)
    return _unread(one, phrase("understand.not-sent")) if isinstance(fetched, NotModified) else fetched


def _unread(one: Wanted, problem: str, *, try_again: bool = False) -> Gathered:
    return Gathered(
        one.what,
        one.address,
        one.title,
        one.position,
        AttachmentState.UNREADABLE,
        mime=one.mime,
        problem=problem,
        try_again=try_again,
    )


def _read_file(one: Wanted, fetched: Fetched) -> Gathered:
    read = read_attachment(fetched.body, fetched.content_type or one.mime, fetched.final_address)
    return Gathered(
        one.what,
        one.address,
        one.title,
        one.position,
        read.state,
        mime=read.mime,
        bytes=read.bytes,
        sha256=read.sha256,
        pages=read.pages,
        text=read.text,
        problem=read.problem,
    )


def _read_article(item: Item, one: Wanted, fetched: Fetched) -> tuple[Gathered, list[Wanted]]:
    """The article, and the attachments and the picture that it names and the source did not."""
    profile = default_profiles().of_address(fetched.final_address)
    try:
        article = read_article(fetched, profile)
    except UnreadableSource as error:
        return _unread(one, error.said), []
    read = Gathered(
        one.what,
        one.address,
        one.title,
        one.position,
        AttachmentState.READ,
        mime="text/html",
        bytes=len(fetched.body),
        sha256=sha256(fetched.body).hexdigest(),
        text=article.text,
    )
    more = [
        Wanted(What.DOCUMENT, each.address, each.title, position, each.mime)
        for position, each in enumerate(article.attachments[:MOST_DOCUMENTS])
    ]
    if article.picture and not item.picture_url:
        more.append(Wanted(What.PICTURE, article.picture, "Ảnh của tin", -2))
    return read, more


def _keep_picture(one: Wanted, fetched: Fetched, store: MediaStore) -> Gathered:
    """A good photo in the media store, reduced and without what it tells of the photographer."""
    photo: bytes | str = in_child("distributor.media.photo:as_jpeg", fetched.body)
    if isinstance(photo, str):
        return _unread(one, photo)
    try:
        kept = store.put(photo, "image/jpeg")
    except LoaError as error:
        return _unread(one, error.said)
    return Gathered(
        one.what,
        one.address,
        one.title,
        one.position,
        AttachmentState.READ,
        mime=kept.mime,
        bytes=kept.bytes,
        sha256=kept.sha256,
    )
