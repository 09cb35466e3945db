"""What `config/channels.toml` says of YouTube, read once and checked. Raises `Misconfigured` naming file, table and key."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from channels.base import Quota, VideoLimits
from channels.errors import Misconfigured
from channels.tables import (
    CHANNELS_FILE,
    CommentPages,
    Common,
    Listing,
    Table,
    comment_pages_of,
    common_of,
    listing_of,
    table_of,
    video_limits_of,
)
from phrases import phrase

TABLE = "youtube"
PACIFIC = "America/Los_Angeles"
"""At whose midnight a day's units are given back."""
CHUNK_STEP = 262_144
"""Chunks of a resumable upload are multiples of this, but for the last."""
DAY_S = 86_400


@dataclass(frozen=True)
class ShortLimits:
    """Limits within which the platform shows a video among the Shorts: seconds at most, and width over height at most."""

    max_s: float
    max_aspect: float


@dataclass(frozen=True)
class ResumableUpload:
    """`horizon_s`: how long ago a video may have been uploaded and still be taken up again. `lost_looks`: see the walk."""

    chunk_bytes: int
    horizon_s: int
    lost_looks: int


@dataclass(frozen=True)
class ProcessingWatch:
    """Seconds until the first look at a video's processing, between two, and until staff are told."""

    first_s: float
    every_s: float
    limit_s: float


@dataclass(frozen=True)
class Units:
    """A day's units, and what a call costs."""

    a_day: int
    uploads_a_day: int
    kept_for_reads: int
    kept_for_comments: int
    read: int
    write: int
    caption_insert: int
    caption_list: int


@dataclass(frozen=True)
class Reasons:
    """The platform's reasons by what they mean for us."""

    until_reset: frozenset[str]
    a_day: frozenset[str]
    throttled: frozenset[str]
    signed_out: frozenset[str]
    transient: frozenset[str]
    gone: frozenset[str]


@dataclass(frozen=True)
class YouTubeConfiguration:
    common: Common
    video: VideoLimits
    listing: Listing
    comments: CommentPages
    short: ShortLimits
    upload: ResumableUpload
    watch: ProcessingWatch
    units: Units
    reasons: Reasons
    title_limit: int
    tags_limit: int
    cover_min_width: int
    caption_types: tuple[str, ...]
    metrics_batch: int
    category: str
    language: str


def read_youtube(file: Path) -> YouTubeConfiguration:
    """Read and check the table of YouTube in `file`."""
    table = table_of(file, TABLE)
    video, units = video_limits_of(table.table("video")), _units(table.table("units"))
    short = table.table("short")
    watch = table.table("watch")
    return YouTubeConfiguration(
        common=common_of(table, video, quotas=_quotas(units)),
        video=video,
        listing=listing_of(table),
        comments=comment_pages_of(table),
        short=ShortLimits(short.number("max_s"), short.number("max_aspect")),
        upload=_upload(table.table("upload"), file),
        watch=ProcessingWatch(watch.number("first_s"), watch.number("every_s"), watch.number("limit_s")),
        units=units,
        reasons=_reasons(table.table("error_reasons")),
        title_limit=table.whole("title_limit", 1),
        tags_limit=table.whole("tags_limit"),
        cover_min_width=table.table("cover").whole("min_width"),
        caption_types=table.table("captions").texts("mime_types"),
        metrics_batch=table.whole("metrics_batch", 1),
        category=table.text("category"),
        language=table.text("language"),
    )


@cache
def youtube_configuration() -> YouTubeConfiguration:
    """Return what `config/channels.toml` says of YouTube, read once a process."""
    return read_youtube(CHANNELS_FILE)


def _quotas(units: Units) -> tuple[Quota, ...]:
    return (
        Quota("uploads", units.uploads_a_day, DAY_S, PACIFIC),
        # The engine counts posts, the platform units: as many posts as the units of the dearest one allow.
        Quota("units", posts_a_day(units), DAY_S, PACIFIC),
    )


def posts_a_day(units: Units) -> int:
    """Return how many posts a day's units carry, if each has a cover, captions and a playlist."""
    dearest = 4 * units.read + 3 * units.write + units.caption_insert
    return max(1, (units.a_day - units.kept_for_reads - units.kept_for_comments) // dearest)


def _upload(table: Table, file: Path) -> ResumableUpload:
    chunk = table.whole("chunk_bytes", CHUNK_STEP)
    if chunk % CHUNK_STEP:
        wish = phrase("youtube.multiple", step=CHUNK_STEP)
        table_name = f"{TABLE}.upload"
        said = phrase("channels.file.entry", file=file.name, table=table_name, key="chunk_bytes", wish=wish)
        raise Misconfigured(said)
    return ResumableUpload(chunk, table.whole("horizon_s", 1), table.whole("lost_looks", 1))


def _units(table: Table) -> Units:
    return Units(
        a_day=table.whole("a_day", 1),
        uploads_a_day=table.whole("uploads_a_day", 1),
        kept_for_reads=table.whole("kept_for_reads"),
        kept_for_comments=table.whole("kept_for_comments"),
        read=table.whole("read"),
        write=table.whole("write", 1),
        caption_insert=table.whole("caption_insert"),
        caption_list=table.whole("caption_list"),
    )


def _reasons(table: Table) -> Reasons:
    def group(name: str) -> frozenset[str]:
        return frozenset(table.texts(name))

    return Reasons(
        until_reset=group("until_reset"),
        a_day=group("a_day"),
        throttled=group("throttled"),
        signed_out=group("signed_out"),
        transient=group("transient"),
        gone=group("gone"),
    )
