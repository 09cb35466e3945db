"""What `config/channels.toml` says of X, read once and checked. Raises `Misconfigured` naming file, table and key."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from channels.base import VideoLimits
from channels.tables import (
    CHANNELS_FILE,
    CommentPages,
    Common,
    Listing,
    comment_pages_of,
    common_of,
    listing_of,
    table_of,
    video_limits_of,
)

TABLE = "x"


@dataclass(frozen=True)
class VideoFrame:
    """A video's picture in pixels: `smallest` and `largest` as (one side, the other), for it may stand or lie."""

    smallest: tuple[int, int]
    largest: tuple[int, int]


@dataclass(frozen=True)
class XConfiguration:
    """`light_ranges`: code points that weigh 1; every other weighs `default_weight`.

    `segments`: pieces of an upload at most. `processing_limit_s`: until staff are told that a video does not get ready.
    `private_metrics_days`: how long the platform tells an owner more than everybody. `rest_at_remaining`: calls left in a
    window at which the account rests.
    """

    common: Common
    video: VideoLimits
    frame: VideoFrame
    listing: Listing
    metrics_batch: int
    private_metrics_days: int
    url_weight: int
    default_weight: int
    light_ranges: tuple[tuple[int, int], ...]
    append_chunk_bytes: int
    segments: int
    media_expiry_margin_s: int
    processing_limit_s: int
    rest_at_remaining: int
    price_post_usd: float
    price_post_with_url_usd: float
    price_post_read_usd: float
    replies: CommentPages


def read_x(file: Path) -> XConfiguration:
    """Read and check the table of X in `file`."""
    table = table_of(file, TABLE)
    video = table.table("video")
    limits = video_limits_of(video)
    return XConfiguration(
        common=common_of(table, limits),
        video=limits,
        frame=VideoFrame(_sides(video.wholes("smallest")), _sides(video.wholes("largest"))),
        listing=listing_of(table),
        metrics_batch=table.whole("metrics_batch", 1),
        private_metrics_days=table.whole("private_metrics_days"),
        url_weight=table.whole("url_weight", 1),
        default_weight=table.whole("default_weight", 1),
        light_ranges=table.ranges("light_ranges"),
        append_chunk_bytes=table.whole("append_chunk_bytes", 1),
        segments=table.whole("segments", 1),
        media_expiry_margin_s=table.whole("media_expiry_margin_s"),
        processing_limit_s=table.whole("processing_limit_s", 1),
        rest_at_remaining=table.whole("rest_at_remaining"),
        price_post_usd=table.number("price_post_usd"),
        price_post_with_url_usd=table.number("price_post_with_url_usd"),
        price_post_read_usd=table.number("price_post_read_usd"),
        replies=comment_pages_of(table),
    )


def _sides(values: tuple[int, ...]) -> tuple[int, int]:
    """Two lengths, the longer first; one length means a square."""
    ordered = sorted(values, reverse=True)
    return ordered[0], ordered[-1]


@cache
def x_configuration() -> XConfiguration:
    """Return what `config/channels.toml` says of X, read once a process."""
    return read_x(CHANNELS_FILE)
