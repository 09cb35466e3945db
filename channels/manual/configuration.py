"""What `config/channels.toml` says of hand-over, read once and checked. Raises `Misconfigured` naming file, table and key."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from channels.base import VideoLimits
from channels.tables import CHANNELS_FILE, Common, common_of, table_of, video_limits_of

TABLE = "manual"


@dataclass(frozen=True)
class ManualConfiguration:
    """`wait_s`: how soon a post that waits for people is looked at again, where nothing else wakes it."""

    common: Common
    video: VideoLimits
    wait_s: float


def read_manual(file: Path) -> ManualConfiguration:
    """Read and check the table of hand-over in `file`."""
    table = table_of(file, TABLE)
    video = video_limits_of(table.table("video"))
    return ManualConfiguration(common_of(table, video, mixes=True), video, table.number("wait_s"))


@cache
def manual_configuration() -> ManualConfiguration:
    """Return what `config/channels.toml` says of hand-over, read once a process."""
    return read_manual(CHANNELS_FILE)
