"""What `config/channels.toml` says of hand-over, read once and checked. Raises `Misconfigured` naming file, table and key."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from channels.base import VideoLimits
from channels.configuration import CHANNELS_FILE, Common, Table
from channels.errors import Misconfigured
from channels.tables import common_of, table_of

TABLE = "manual_adapter"


@dataclass(frozen=True)
class ManualConfiguration:
    """`wait_s`: how soon a post that waits for people is looked at again, where nothing else wakes it."""

    common: Common
    video: VideoLimits
    wait_s: float


def read_manual(file: Path) -> ManualConfiguration:
    """Read and check the table of hand-over in `file`."""
    table = table_of(file, TABLE)
    video = _video(table.table("video"))
    return ManualConfiguration(common_of(table, video), video, table.number("wait_s"))


@cache
def manual_configuration() -> ManualConfiguration:
    """What `config/channels.toml` says of hand-over, read once a process."""
    return read_manual(CHANNELS_FILE)


def _video(table: Table) -> VideoLimits:
    shape = table.list_of("aspect", float, "phải là danh sách hai số")
    if len(shape) != 2:
        raise Misconfigured(f"Bảng [{TABLE}.video], mục `aspect`: phải là danh sách hai số.")
    return VideoLimits(
        table.whole("max_bytes", 1),
        table.number("min_s"),
        table.number("max_s"),
        (shape[0], shape[1]),
        table.texts("mime_types"),
    )
