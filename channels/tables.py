"""Reads the table of one adapter in `config/channels.toml`: what every adapter says of itself, and where it stands.

Raises `Misconfigured` naming file, table and key.
"""

import tomllib
from pathlib import Path

from channels.base import MediaLimits, Quota, VideoLimits
from channels.configuration import Common, Table
from channels.errors import Misconfigured


def table_of(file: Path, name: str) -> Table:
    """The table `name` of `file`."""
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"Không đọc được tệp {file.name}: {type(error).__name__}.") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"Tệp {file.name} sai cú pháp TOML: {error}.") from error
    section = content.get(name)
    if not isinstance(section, dict):
        raise Misconfigured(f"Tệp {file.name} thiếu bảng [{name}], hãy bổ sung.")
    return Table(section, file, name)


def common_of(table: Table, video: VideoLimits | None = None) -> Common:
    """What the table says in the words of every channel. `video`: None where the channel takes none."""
    return Common(
        as_of=table.day("as_of"),
        source=table.text("source"),
        label=table.text("label"),
        api_version=table.text("api_version"),
        text_limit=table.whole("text_limit", 1),
        media=MediaLimits(
            max_count=table.whole("max_media"),
            max_bytes=table.whole("max_media_bytes"),
            mime_types=table.texts("mime_types"),
            alt_text_limit=table.whole("alt_text_limit"),
            video=video,
        ),
        minimum_interval_s=table.number("minimum_interval_s"),
        read_back_lag_s=table.number("read_back_lag_s"),
        call_deadline_s=table.number("call_deadline_s"),
        parallel=table.whole("parallel", 1),
        quotas=tuple(
            Quota(quota.text("bucket"), quota.whole("limit", 1), quota.whole("window_s", 1))
            for quota in table.tables("quotas")
        ),
    )
