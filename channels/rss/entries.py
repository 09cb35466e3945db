"""What a feed says, whatever form it takes, and what all forms share.

Text is NFC and fit for XML, addresses are absolute, times are Vietnam's and whole seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape
from unicodedata import normalize

from channels.checks import is_absolute_link
from channels.html_text import linked_html, paragraphs
from channels.rss.xml_text import strip_invalid_xml

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class FeedInfo:
    """A feed. `link`: the page it belongs to; `address`: its own; `hub`: of WebSub. All absolute.

    `first`, `newer`, `older`: other pages of the same feed (RFC 5005, 3), None where there is none. `current`: of an archive, the
    feed that it is of; `newer_archive`, `older_archive`: those beside it (RFC 5005, 4).

    `began_at`: stands for the time of a feed that has no entry yet. `changed_at`: the newest change of any entry, also of one
    that was withdrawn and stands here no more.
    """

    title: str
    link: str
    address: str
    description: str
    began_at: datetime
    language: str = "vi"
    hub: str | None = None
    changed_at: datetime | None = None
    first: str | None = None
    newer: str | None = None
    older: str | None = None
    current: str | None = None
    newer_archive: str | None = None
    older_archive: str | None = None

    @property
    def pages(self) -> list[tuple[str, str]]:
        """Relation and address of each other page."""
        named = (
            ("first", self.first),
            ("previous", self.newer),
            ("next", self.older),
            ("current", self.current),
            ("next-archive", self.newer_archive),
            ("prev-archive", self.older_archive),
        )
        return [(relation, address) for relation, address in named if address]


@dataclass(frozen=True)
class EnclosedFile:
    """A picture, video or sound of an entry. `bytes`: its true length; width and height in pixels, duration in seconds."""

    url: str
    mime: str
    bytes: int
    width: int
    height: int
    alt_text: str
    duration_s: float = 0.0

    @property
    def is_video(self) -> bool:
        return self.mime.startswith("video/")

    @property
    def is_audio(self) -> bool:
        return self.mime.startswith("audio/")


@dataclass(frozen=True)
class FeedItem:
    """An entry. `guid` never changes. `published_at` and `updated_at` are aware. `summary` is plain text."""

    guid: str
    title: str
    link: str
    summary: str
    published_at: datetime
    updated_at: datetime
    categories: tuple[str, ...] = ()
    media: tuple[EnclosedFile, ...] = ()

    @property
    def main_medium(self) -> EnclosedFile | None:
        """Return the file for a form that takes one: the video, else the sound, else the first picture."""
        return min(self.media, key=lambda medium: (not medium.is_video, not medium.is_audio), default=None)


def newest(feed: FeedInfo, entries: Sequence[FeedItem]) -> datetime:
    """Return when the feed last changed."""
    times = [entry.updated_at for entry in entries]
    return local(max([*times, *([feed.changed_at] if feed.changed_at else [])], default=feed.began_at))


def guid_of(entry: FeedItem) -> str:
    return clean(entry.guid) or absolute(entry.link)


def title_of_feed(feed: FeedInfo) -> str:
    return clean(feed.title) or absolute(feed.link)


def title_of(entry: FeedItem) -> str:
    return clean(entry.title) or absolute(entry.link)


def summary_of(entry: FeedItem) -> str:
    return clean(entry.summary) or title_of(entry)


def content_of(entry: FeedItem) -> str:
    """The whole entry as HTML: its text, and its pictures with what they show. Sounds and videos are enclosed."""
    pictures = [medium for medium in entry.media if not medium.is_video and not medium.is_audio]
    return "\n".join(
        [
            *(f"<p>{linked_html(part)}</p>" for part in paragraphs(summary_of(entry))),
            *(
                f'<p><img src="{escape(absolute(one.url))}" alt="{escape(clean(one.alt_text))}" '
                f'width="{one.width}" height="{one.height}"></p>'
                for one in pictures
            ),
        ]
    )


def description_of(feed: FeedInfo) -> str:
    return clean(feed.description) or title_of_feed(feed)


def categories_of(entry: FeedItem) -> list[str]:
    return [name for name in map(clean, entry.categories) if name]


def clean(text: str) -> str:
    return normalize("NFC", strip_invalid_xml(text)).strip()


def absolute(address: str) -> str:
    """Return `address`, which must be absolute: a relative one means nothing outside the page it stands on."""
    cleaned = strip_invalid_xml(address).strip()
    if not is_absolute_link(cleaned):
        raise ValueError("an address in a feed must be absolute")
    return cleaned


def local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time in a feed must be aware")
    # Whole seconds: RSS cannot say more, and all forms should agree.
    return moment.astimezone(VIETNAM).replace(microsecond=0)
