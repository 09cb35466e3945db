"""What `config/channels.toml` says of feeds, read once and checked. Raises `Misconfigured` naming file, table and key."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from channels.base import VideoLimits
from channels.tables import CHANNELS_FILE, Common, common_of, table_of, video_limits_of

TABLE = "rss"


@dataclass(frozen=True)
class RssConfiguration:
    common: Common
    video: VideoLimits


def read_rss(file: Path) -> RssConfiguration:
    """Read and check the table of feeds in `file`."""
    table = table_of(file, TABLE)
    video = video_limits_of(table.table("video"))
    return RssConfiguration(common_of(table, video, mixes=True), video)


@cache
def rss_configuration() -> RssConfiguration:
    """Return what `config/channels.toml` says of feeds, read once a process."""
    return read_rss(CHANNELS_FILE)
