"""What `config/channels.toml` says of Facebook, read once and checked. Raises `Misconfigured` naming file, table and
key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from channels.base import VideoLimits
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
from phrases import phrase, phrase_named

TABLE = "facebook"


@dataclass(frozen=True)
class ErrorCodes:
    """The platform's codes by what they mean for us; a code in none of them is not understood. Names: `config/channels.toml`."""

    throttled: frozenset[int]
    cool_down: frozenset[int]
    signed_out: frozenset[int]
    transient: frozenset[int]
    refused: frozenset[int]
    refused_subcodes: frozenset[int]
    duplicate: frozenset[int]
    gone: frozenset[int]
    gone_subcodes: frozenset[int]
    wrong_offset: frozenset[int]
    lost_upload: frozenset[int]


@dataclass(frozen=True)
class ReelLimits:
    """Limits within which a video becomes a reel: seconds, least pixels, width over height within `tolerance`."""

    min_s: float
    max_s: float
    min_width: int
    min_height: int
    aspect: float
    tolerance: float


@dataclass(frozen=True)
class ChunkedUpload:
    """`chunk_bytes`: most of one chunk. `lives_s`: how long what was uploaded and not published may be kept and gone on with.

    `retry_s`: seconds until a broken upload is gone on with. `sessions_from`: the day from which ordinary videos go through
    sessions; `phases_until`: the last one on which a video that is refused a session goes the older way.
    """

    chunk_bytes: int
    lives_s: int
    retry_s: float
    sessions_from: date
    phases_until: date


@dataclass(frozen=True)
class Watch:
    """Seconds until the first look at a video's processing, between two, and until nobody waits for it any more."""

    first_s: float
    every_s: float
    limit_s: float


@dataclass(frozen=True)
class CaptionLimits:
    """`locales`: the platform's name of a language (`vi` → `vi_VN`)."""

    max_bytes: int
    mime_types: tuple[str, ...]
    locales: Mapping[str, str]


@dataclass(frozen=True)
class UsageLimits:
    """Limits of usage: at `slow_percent` of any allowance the account rests, as long as the platform says, else `pause_s`
    seconds."""

    slow_percent: int
    pause_s: int


@dataclass(frozen=True)
class FacebookConfiguration:
    """`words`: code and subcode (0: any) → what staff are told."""

    common: Common
    video: VideoLimits
    reel: ReelLimits
    listing: Listing
    upload: ChunkedUpload
    watch: Watch
    captions: CaptionLimits
    usage: UsageLimits
    comments: CommentPages
    title_limit: int
    metrics_batch: int
    cool_down_s: int
    error_codes: ErrorCodes
    words: Mapping[tuple[int, int], str]

    def words_for(self, code: int | None, subcode: int | None) -> str:
        """The words for an error; the subcode says more than the code. Empty if the file has none."""
        return (
            self.words.get((code or 0, subcode or 0))
            or self.words.get((0, subcode or 0))
            or self.words.get((0, code or 0))
            or self.words.get((code or 0, 0))
            or ""
        )


def read_facebook(file: Path) -> FacebookConfiguration:
    """Read and check the table of Facebook in `file`."""
    table = table_of(file, TABLE)
    video = video_limits_of(table.table("video"))
    upload, watch = table.table("upload"), table.table("watch")
    usage = table.table("usage")
    return FacebookConfiguration(
        common=common_of(table, video),
        video=video,
        reel=_reel(table.table("reel")),
        listing=listing_of(table),
        upload=ChunkedUpload(
            upload.whole("chunk_bytes", 1),
            upload.whole("lives_s", 1),
            upload.number("retry_s"),
            upload.day("sessions_from"),
            upload.day("phases_until"),
        ),
        watch=Watch(watch.number("first_s"), watch.number("every_s"), watch.number("limit_s")),
        captions=_captions(table.table("captions")),
        usage=UsageLimits(usage.whole("slow_percent", 1), usage.whole("pause_s", 1)),
        comments=comment_pages_of(table),
        title_limit=table.whole("title_limit", 1),
        metrics_batch=table.whole("metrics_batch", 1),
        cool_down_s=table.whole("cool_down_s"),
        error_codes=_codes(table.table("error_codes")),
        words=_words(table, file),
    )


@cache
def facebook_configuration() -> FacebookConfiguration:
    """Return what `config/channels.toml` says of Facebook, read once a process."""
    return read_facebook(CHANNELS_FILE)


def _reel(table: Table) -> ReelLimits:
    return ReelLimits(
        min_s=table.number("min_s"),
        max_s=table.number("max_s"),
        min_width=table.whole("min_width"),
        min_height=table.whole("min_height"),
        aspect=table.number("aspect"),
        tolerance=table.number("tolerance"),
    )


def _captions(table: Table) -> CaptionLimits:
    locales = {entry.text("language"): entry.text("locale") for entry in table.tables("locales")}
    return CaptionLimits(table.whole("max_bytes", 1), table.texts("mime_types"), locales)


def _codes(table: Table) -> ErrorCodes:
    def group(name: str) -> frozenset[int]:
        return frozenset(table.wholes(name))

    return ErrorCodes(
        throttled=group("throttled"),
        cool_down=group("cool_down"),
        signed_out=group("signed_out"),
        transient=group("transient"),
        refused=group("refused"),
        refused_subcodes=group("refused_subcodes"),
        duplicate=group("duplicate"),
        gone=group("gone"),
        gone_subcodes=group("gone_subcodes"),
        wrong_offset=group("wrong_offset"),
        lost_upload=group("lost_upload"),
    )


def _words(table: Table, file: Path) -> Mapping[tuple[int, int], str]:
    words: dict[tuple[int, int], str] = {}
    for entry in table.tables("words"):
        key = (entry.whole("code"), entry.whole("subcode"))
        if key in words:
            code = f"{key[0]}/{key[1]}"
            raise Misconfigured(phrase("facebook.words-twice", file=file.name, table=TABLE, number=code))
        words[key] = phrase_named(entry.text("words"))
    return words
